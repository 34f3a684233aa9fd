"""Enough of several nodes: the chances that so many of them work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, expm1, fsum, inf, lgamma, log, log1p, log10, sqrt
from statistics import NormalDist

_COUNTABLE = 1e5
"""Nodes down at a time; where more are expected, they are not counted one by one."""


def too_few(nodes: int, needed: int, node_unavailability: float) -> float:
    """Return the probability that fewer than `needed` of `nodes` equal nodes work.

    >>> too_few(2, 1, 0.1), round(too_few(3, 2, 0.1), 3)
    (0.010000000000000002, 0.028)
    """
    if needed <= 0:
        return 0.0
    if needed > nodes:
        return 1.0
    if needed == 1 or node_unavailability in (0.0, 1.0):
        return float(node_unavailability**nodes) if needed == 1 else node_unavailability
    mean = nodes * node_unavailability
    if mean > _COUNTABLE:
        beyond = mean - (nodes - needed) - 0.5
        return NormalDist().cdf(beyond / sqrt(mean * (1 - node_unavailability)))
    if nodes - needed < mean - 1:  # those in which enough work are rare, and far fewer
        return 1 - min(1.0, sum(_binomial_tail(nodes, needed, 1 - node_unavailability)))
    return min(1.0, sum(_binomial_tail(nodes, nodes - needed + 1, node_unavailability)))


def fewer_than(needed: int, shares_down: Sequence[float]) -> float:
    """Return the probability that fewer than `needed` of some different parts work.

    >>> round(fewer_than(2, [0.1, 0.1, 0.1]), 6), fewer_than(0, [0.5])
    (0.028, 0.0)
    """
    # The chance of every number of failures; adding small numbers keeps their digits.
    chances = [1.0]
    for down in shares_down:
        works = [chance * (1 - down) for chance in chances] + [0.0]
        chances = [up + fails * down for up, fails in zip(works, [0.0, *chances], strict=True)]
    return min(1.0, fsum(chances[max(0, len(shares_down) - needed + 1) :]))


def any_of(shares_down: Sequence[float]) -> float:
    """Return the probability that one or more of some different parts are down.

    >>> round(any_of([0.1, 0.1]), 9), any_of([]), any_of([0.5, 1.0])
    (0.19, 0.0, 1.0)
    """
    if any(down >= 1 for down in shares_down):
        return 1.0
    return 0.0 - expm1(fsum(log1p(-down) for down in shares_down))


def nines(share_down: float) -> float:
    """Return the number of nines of an availability, from its unavailability.

    >>> round(nines(0.001), 6), round(nines(0.0005), 1)
    (3.0, 3.3)
    """
    return -log10(share_down) if share_down > 0 else inf


def _binomial_tail(nodes: int, fewest_down: int, share: float) -> Iterable[float]:
    """Yield the probabilities of ever more failures, until they no longer count."""
    logarithm = lgamma(nodes + 1) - lgamma(fewest_down + 1) - lgamma(nodes - fewest_down + 1)
    term = exp(logarithm + fewest_down * log(share) + (nodes - fewest_down) * log1p(-share))
    odds, total = share / (1 - share), 0.0
    for down in range(fewest_down, nodes + 1):
        yield term
        total += term
        term *= (nodes - down) / (down + 1) * odds
        if term <= total * 1e-18 and down > nodes * share:
            return
