"""What of one topology stands for what of another, and in what the two differ."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeAlias, TypeVar

import attrs
from attrs import evolve, frozen

from wso2_strategy.topology.tiers import Connection, Tier

_Item = TypeVar("_Item", Tier, Connection)

_DESCRIPTIVE = {"ports", "source", "basis", "when", "purpose", "caveat"}
"""Fields that say something about an item and change nothing on the network."""


@frozen
class Replacement(Generic[_Item]):
    """A tier or connection of one topology, and what takes its place in another."""

    before: _Item
    after: _Item

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that differ."""
        return tuple(
            field.name
            for field in attrs.fields(type(self.before))
            if field.name not in _DESCRIPTIVE
            and getattr(self.before, field.name) != getattr(self.after, field.name)
        )


TierChange: TypeAlias = Replacement[Tier]
ConnectionChange: TypeAlias = Replacement[Connection]


def bare(connection: Connection) -> Connection:
    """Return a connection without what changes nothing on the network."""
    return evolve(connection, when="", purpose="", caveat="", source=None, basis="assumed")


_LIKENESS: tuple[Callable[[Connection], Hashable], ...] = (
    lambda each: (each.id, each.opener, each.target, each.port),
    lambda each: (each.id, each.opener, each.port),
    lambda each: (each.id, each.target, each.port),
    lambda each: (each.id, each.opener, each.target),
)
"""What makes two connections counterparts, the closest likeness first."""


def paired(
    before: list[Connection], after: list[Connection]
) -> tuple[list[Connection], list[Connection], list[ConnectionChange]]:
    """Pair connections by likeness; return those left on either side, and the pairs."""
    pairs = []
    for likeness in _LIKENESS:
        waiting = _grouped(after, likeness)
        left = []
        for each in before:
            if found := waiting.get(likeness(each)):
                pairs.append(ConnectionChange(each, found.pop(0)))
            else:
                left.append(each)
        taken = {id(pair.after) for pair in pairs}
        before, after = left, [each for each in after if id(each) not in taken]
    pairs.sort(key=lambda pair: (pair.before.id, pair.before.opener, pair.after.target))
    return before, after, pairs


def _grouped(
    connections: Iterable[Connection], likeness: Callable[[Connection], Hashable]
) -> dict[Hashable, list[Connection]]:
    grouped: dict[Hashable, list[Connection]] = {}
    for each in connections:
        grouped.setdefault(likeness(each), []).append(each)
    return grouped
