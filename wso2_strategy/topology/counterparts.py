"""What of one topology stands for what of another, and in what the two differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeAlias, TypeVar

import attrs
from attrs import evolve

from wso2_strategy.topology.queries import Topology
from wso2_strategy.topology.tiers import Connection, Tier
from wso2_strategy.value_class import frozen

_Item = TypeVar("_Item", Tier, Connection)

_FIRST_CLUSTER = re.compile(r"^(gateway|traffic-manager)-1(?=$|@)")
_OF_FIRST = re.compile(" (of cluster 1|of group [^,]*|shared by .*)$")
"""What the name of Traffic Managers adds where other gateways have others."""

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


@frozen
class Side:
    """One of two topologies, with its parts called as what stands for them in the other.

    Where the other has one region or one tier of gateways only, the first of several stands for
    it, without a number. All else is called as it is drawn.
    """

    tiers: tuple[Tier, ...]
    connections: tuple[Connection, ...]


def sides(before: Topology, after: Topology) -> tuple[Side, Side]:
    """Return two topologies as they are compared."""
    return _beside(before, after), _beside(after, before)


def _beside(own: Topology, other: Topology) -> Side:
    one_region = not any(each.id.endswith("@1") for each in other.tiers)
    alone = {each.component for each in other.tiers if each.cluster is None and not each.group}
    tiers = {}
    for tier in own.tiers:
        name = tier.id.removesuffix("@1") if one_region else tier.id
        called = evolve(tier, id=name)
        if tier.cluster == 1:
            plain = name if tier.group else _FIRST_CLUSTER.sub(r"\1", name)
            if plain == name or tier.component in alone:
                words = tier.name if tier.group else _OF_FIRST.sub("", tier.name)
                called = evolve(tier, id=plain, name=words, cluster=None)
        tiers[tier.id] = called
    connections = (
        evolve(each, opener=tiers[each.opener].id, target=tiers[each.target].id)
        for each in own.connections()
    )
    return Side(tuple(tiers.values()), tuple(connections))


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
