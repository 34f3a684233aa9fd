"""Everything that readers of some fields can find together, without running through every case.

Fields are settled one after the other. As soon as nobody left will read a field, cases that
differ in it alone and have led to the same findings are one from then on. So the work grows
with what can be found, and not with the number of combinations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import islice, product
from math import prod
from typing import Any

from attrs import frozen

from wso2_strategy.verification.stated_values import Place

MAX_CASES = 50_000
"""Of more cases that differ, every n-th one stands for all."""

Findings = frozenset[Any]

Domains = Mapping[Place, Sequence[Any]]
"""The values that each field may have."""

Case = tuple[tuple[Place, Any], ...]
"""A value for each field."""

_Reached = dict[tuple[Findings, tuple[Any, ...]], tuple[Case, int]]
"""By findings, and the values that others will read: a case, and how many there are."""


@frozen
class Reader:
    """What is found, such as a conclusion, for the values of some fields."""

    places: tuple[Place, ...]
    find: Callable[[Mapping[Place, Any]], Findings]


@frozen
class Sweep:
    """What was found.

    Attributes:
        found: For each set of findings, a case that leads to it, and how many cases do.
        combinations: How many cases there are.
    """

    found: Mapping[Findings, tuple[Case, int]]
    combinations: int

    @property
    def is_whole(self) -> bool:
        """Whether no case was left out."""
        return sum(count for _, count in self.found.values()) == self.combinations


def swept(domains: Domains, readers: Iterable[Reader]) -> Sweep:
    """Return all that readers can find together.

    >>> from wso2_strategy import Traffic
    >>> peak, size = (Traffic, "peak_tps"), (Traffic, "message_bytes")
    >>> found = swept(
    ...     {peak: (None, 10, 20), size: (None, 5)},
    ...     [
    ...         Reader((peak,), lambda at: frozenset(["busy"] if (at[peak] or 0) > 5 else [])),
    ...         Reader((size,), lambda at: frozenset()),
    ...     ],
    ... )
    >>> [(*findings, count) for findings, (_, count) in found.found.items()]
    [(2,), ('busy', 4)]
    """
    reached: _Reached = {(frozenset(), ()): ((), 1)}
    read: set[Place] = set()
    for group in _groups(readers):
        # Fields that have nothing to do with each other are combined by what they lead to.
        own = _settled(domains, group)
        read.update(place for reader in group for place in reader.places)
        combined: _Reached = {}
        for (findings, _), (case, count) in reached.items():
            for (more, _), (other, times) in own.items():
                _add(combined, (findings | more, ()), case + other, count * times)
        reached = _thinned(combined)
    return Sweep(
        {findings: way for (findings, _), way in reached.items()},
        prod(len(domains[place]) for place in read),
    )


def _groups(readers: Iterable[Reader]) -> list[list[Reader]]:
    """Return readers of fields that must be looked at together."""
    groups: list[tuple[set[Place], list[Reader]]] = []
    for reader in readers:
        touched = [group for group in groups if not group[0].isdisjoint(reader.places)]
        groups = [group for group in groups if group not in touched]
        places = set(reader.places).union(*(places for places, _ in touched))
        groups.append((places, [*(each for _, group in touched for each in group), reader]))
    return [group for _, group in groups]


def _settled(domains: Domains, readers: Iterable[Reader]) -> _Reached:
    """Return what a group of readers finds."""
    waiting = list(readers)
    live: tuple[Place, ...] = ()
    reached: _Reached = {(frozenset(), ()): ((), 1)}
    while waiting:
        ready, new = _next(waiting, live)
        waiting = [each for each in waiting if each not in ready]
        live += new
        finds = [_finding(reader, live) for reader in ready]
        later = {place for reader in waiting for place in reader.places}
        kept = [number for number, place in enumerate(live) if place in later]
        grown: _Reached = {}
        for (findings, values), (case, count) in reached.items():
            for added in product(*(domains[place] for place in new)):
                at = values + added
                found = findings.union(*(find(at) for find in finds))
                way = case + tuple(zip(new, added, strict=True))
                _add(grown, (found, tuple(at[number] for number in kept)), way, count)
        reached = _thinned(grown)
        live = tuple(live[number] for number in kept)
    return reached


def _next(
    waiting: Sequence[Reader], live: tuple[Place, ...]
) -> tuple[list[Reader], tuple[Place, ...]]:
    """Return all readers of the field that is settled with the fewest new ones, and those."""

    def new(place: Place) -> dict[Place, None]:
        together = (each.places for each in waiting if place in each.places)
        return {each: None for places in together for each in places if each not in live}

    places = dict.fromkeys(place for reader in waiting for place in reader.places)
    if not places:  # what is found whatever the values are
        return list(waiting), ()
    cheapest = min(places, key=lambda place: len(new(place)))
    return [each for each in waiting if cheapest in each.places], tuple(new(cheapest))


def _finding(reader: Reader, live: tuple[Place, ...]) -> Callable[[tuple[Any, ...]], Findings]:
    """Return what a reader finds in the values of live fields, worked out once for its own."""
    own = [live.index(place) for place in reader.places]

    @cache
    def find(*values: Any) -> Findings:
        return reader.find(dict(zip(reader.places, values, strict=True)))

    return lambda values: find(*(values[number] for number in own))


def _add(reached: _Reached, key: tuple[Findings, tuple[Any, ...]], case: Case, count: int) -> None:
    known, before = reached.get(key, (case, 0))
    reached[key] = known, before + count


def _thinned(reached: _Reached) -> _Reached:
    """Leave no more than `MAX_CASES`, of all kinds.

    The first ones alone would differ in the last fields only, and leave whole fields out.
    """
    step = len(reached) // MAX_CASES + 1
    return reached if step == 1 else dict(islice(reached.items(), None, None, step))
