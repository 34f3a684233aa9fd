"""Everything that readers of some fields can find together, without running through every case.

Fields are settled one after the other. As soon as nobody left will read a field, cases that
differ in it alone and have led to the same findings are one from then on. So the work grows
with what can be found, and not with the number of combinations. Where that is too much, the
cases in which least is found, and others with every number of findings, stand for the rest, and
it is said that the sweep is not whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby, product
from math import inf, prod
from operator import itemgetter
from typing import Any

from attrs import frozen

from wso2_strategy.verification.sampled_combinations import sampled, spread
from wso2_strategy.verification.stated_values import Place

MAX_CASES = 50_000
"""Where more cases differ, some stand for all."""

_KEPT = 5
"""Of so many cases that might be kept, one is where not all can be."""

_WAYS = 40
"""So many ways to combine what is found are tried for each case that may be kept."""

_LOOKED_AT = 4
"""So many ways to combine what is found are looked at for each case of a sample."""

Findings = frozenset[Any]

Domains = Mapping[Place, Sequence[Any]]
"""The values that each field may have."""

Case = tuple[tuple[Place, Any], ...]
"""A value for each field."""

_Way = tuple[int, tuple[Any, ...], Case, int]
"""What is found, the values that others will read, a case with both, and how many there are."""


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
    bits = Bits()
    reached: list[_Way] = [_NOTHING]
    read: set[Place] = set()
    for group in _groups(readers):
        # Fields that have nothing to do with each other are combined by what they lead to.
        own = _settled(domains, group, bits)
        read.update(place for reader in group for place in reader.places)
        reached = _combined([reached, own], combinations=_count(domains, read))
    return Sweep(
        {frozenset(bits.listed(found)): (case, count) for found, _, case, count in reached},
        _count(domains, read),
    )


_NOTHING: _Way = (0, (), (), 1)


def _count(domains: Domains, places: Iterable[Place]) -> int:
    return prod(len(domains[each]) for each in places)


class Bits(dict[Any, int]):
    """Numbers things, so that sets of them are bits of one number, joined and compared at once.

    >>> bits = Bits("ab")
    >>> bits.mask("bc"), bits.listed(5)
    (6, ['a', 'c'])
    """

    def __init__(self, things: Iterable[Any] = ()) -> None:
        super().__init__((each, 1 << number) for number, each in enumerate(things))

    def mask(self, things: Iterable[Any]) -> int:
        """Return some things as one number; those that are new are numbered."""
        found = 0
        for each in things:
            if each not in self:
                self[each] = 1 << len(self)
            found |= self[each]
        return found

    def listed(self, mask: int) -> list[Any]:
        """Return the things that a number stands for."""
        return [each for each, bit in self.items() if bit & mask]


def _groups(readers: Iterable[Reader]) -> list[list[Reader]]:
    """Return readers of fields that must be looked at together."""
    groups: list[tuple[set[Place], list[Reader]]] = []
    for reader in readers:
        touched = [group for group in groups if not group[0].isdisjoint(reader.places)]
        groups = [group for group in groups if group not in touched]
        places = set(reader.places).union(*(places for places, _ in touched))
        groups.append((places, [*(each for _, group in touched for each in group), reader]))
    return [group for _, group in groups]


def _settled(domains: Domains, readers: Iterable[Reader], bits: Bits) -> list[_Way]:
    """Return what a group of readers finds."""
    waiting = list(readers)
    live: tuple[Place, ...] = ()
    read: set[Place] = set()
    reached: list[_Way] = [_NOTHING]
    while waiting:
        ready, new = _next(waiting, live)
        waiting = [each for each in waiting if each not in ready]
        live += new
        read.update(new)
        later = {place for reader in waiting for place in reader.places}
        kept = [number for number, place in enumerate(live) if place in later]
        reached = _combined(
            [reached, *([_stating(place, each) for each in domains[place]] for place in new)],
            [_finding(reader, live, bits) for reader in ready],
            kept,
            combinations=_count(domains, read),
        )
        live = tuple(live[number] for number in kept)
    return reached


def _stating(place: Place, value: Any) -> _Way:
    return 0, (value,), ((place, value),), 1


def _combined(
    options: list[list[_Way]],
    finds: Sequence[Callable[[tuple[Any, ...]], int]] = (),
    kept: Sequence[int] = (),
    *,
    combinations: int,
) -> list[_Way]:
    """Return one way for each that combinations of ways differ in, or a sample of them.

    Args:
        options: Of each, one way is taken.
        finds: What is found in the values of all ways of a combination.
        kept: The places of the values that others will read.
        combinations: How many cases there are, those left out so far included.
    """
    is_whole = prod(sum(way[3] for way in each) for each in options) == combinations
    few = -(-MAX_CASES // _KEPT)
    most = MAX_CASES if is_whole else few
    found = None
    if prod(map(len, options)) <= most * _WAYS:
        found = _merged(product(*options), finds, kept, max(most, few * _LOOKED_AT))
    if found is None:
        options = [sorted(each, key=_number_found) for each in options]
        found = _merged(sampled(options, few * _LOOKED_AT), finds, kept) or []
    elif len(found) <= most:
        return found
    found.sort(key=_number_found)
    fewest, others = found[: few // 2], found[few // 2 :]
    return fewest + _of_every_number(others, few - len(fewest))


def _number_found(way: _Way) -> int:
    return way[0].bit_count()


def _of_every_number(ways: Iterable[_Way], most: int) -> list[_Way]:
    """Return as many ways of each number of findings as fit, so that none dies out."""
    ranked: list[tuple[int, _Way]] = []
    for _, alike in groupby(ways, _number_found):
        listed = list(alike)
        order = spread(len(listed), len(listed))
        ranked += [(rank, listed[number]) for rank, number in enumerate(order)]
    ranked.sort(key=itemgetter(0))
    return sorted((way for _, way in ranked[:most]), key=_number_found)


def _merged(
    combinations: Iterable[tuple[_Way, ...]],
    finds: Sequence[Callable[[tuple[Any, ...]], int]],
    kept: Sequence[int],
    most: float = inf,
) -> list[_Way] | None:
    """Return one way for each that combinations differ in, or None if there are too many."""
    merged: dict[tuple[int, tuple[Any, ...]], tuple[Case, int]] = {}
    for ways in combinations:
        found, values, case, count = ways[0]
        for more, own, stating, times in ways[1:]:
            found, values, case, count = found | more, values + own, case + stating, count * times
        for find in finds:
            found |= find(values)
        key = found, tuple([values[number] for number in kept])
        known = merged.get(key)
        merged[key] = (case, count) if known is None else (known[0], known[1] + count)
        if len(merged) > most:
            return None
    return [(found, values, case, count) for (found, values), (case, count) in merged.items()]


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


def _finding(
    reader: Reader, live: tuple[Place, ...], bits: Bits
) -> Callable[[tuple[Any, ...]], int]:
    """Return what a reader finds in the values of live fields, worked out once for its own."""
    own = [live.index(place) for place in reader.places]

    @cache
    def find(values: tuple[Any, ...]) -> int:
        return bits.mask(reader.find(dict(zip(reader.places, values, strict=True))))

    if len(own) > 1:
        pick = itemgetter(*own)
        return lambda values: find(pick(values))
    return lambda values: find(tuple([values[number] for number in own]))
