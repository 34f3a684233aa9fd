"""Combinations that stand for all where there are too many of them.

Half are the plainest: those that take the first options, or ones near to them. The others are
spread over all. The n-th combination is computed, so none is walked past.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from math import gcd, prod
from typing import Any, TypeVar

_T = TypeVar("_T")


def sampled(options: Sequence[Sequence[_T]], most: int) -> Iterator[tuple[_T, ...]]:
    """Yield combinations of one of each of some options, each once and in order.

    >>> ["".join(each) for each in sampled(["abcd", "wxyz"], 8)]
    ['aw', 'ax', 'ay', 'bw', 'cx', 'cz']
    """
    sizes = [len(each) for each in options]
    for number in sorted({*plainest(sizes, most // 2), *spread(prod(sizes), most // 2)}):
        yield tuple(_nth(options, number))


def spread(total: int, most: int) -> Iterator[int]:
    """Yield as many of the numbers below a total as are allowed, spread over all of them.

    Every n-th one would leave out options whose number has a divisor in common with n; these
    steps have none in common with the total.

    >>> list(spread(8, 4))
    [0, 5, 2, 7]
    """
    step = total * 618 // 1000
    while gcd(step, total) > 1:
        step += 1
    return (n * step % total for n in range(min(most, total)))


def plainest(sizes: Sequence[int], most: int) -> list[int]:
    """Return the numbers of combinations that differ least from the first, as many as fit.

    What an option counts is its place, the first being 1, and a combination the product.

    >>> plainest([4, 4], 4)
    [0, 4, 1]
    """
    found, budget = [0], 1
    while len(found) < prod(sizes):
        budget += (budget + 1) // 2
        more = list(islice(_within(sizes, budget), most + 1))
        if len(more) > most:
            break
        found = more
    return found


def _within(sizes: Sequence[int], budget: int) -> Iterator[int]:
    if not sizes:
        yield 0
        return
    *others, last = sizes
    for place in range(min(last, budget)):
        yield from (each * last + place for each in _within(others, budget // (place + 1)))


def _nth(options: Sequence[Sequence[Any]], number: int) -> Sequence[Any]:
    chosen: list[Any] = []
    for each in reversed(options):
        number, place = divmod(number, len(each))
        chosen.append(each[place])
    return chosen[::-1]
