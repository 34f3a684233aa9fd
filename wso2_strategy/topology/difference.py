"""What is different between two topologies."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, Unpack

import attrs
from attrs import evolve, frozen

from wso2_strategy.domain.catalog import CATALOG, Catalog, Pattern
from wso2_strategy.topology.builder import pattern_named, topology
from wso2_strategy.topology.options import OptionValues
from wso2_strategy.topology.queries import Topology
from wso2_strategy.topology.tiers import Connection, Tier

_DESCRIPTIVE = {"ports", "source", "basis", "when", "purpose", "caveat"}
"""Fields that say something about an item and change nothing on the network."""


@frozen
class TierChange:
    """A tier that both topologies have, and not alike.

    Attributes:
        before: The tier in the first.
        after: The tier in the second.
    """

    before: Tier
    after: Tier

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that differ."""
        return _differing(self.before, self.after)


@frozen
class ConnectionChange:
    """An entry of the connection table that leads elsewhere, or leads there otherwise.

    Attributes:
        before: The connection in the first topology.
        after: What takes its place in the second.
    """

    before: Connection
    after: Connection

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that differ."""
        return _differing(self.before, self.after)


@frozen
class Difference:
    """What changes from one topology to another.

    Attributes:
        before: The first topology.
        after: The second.
        components_added: Tiers that only the second has.
        components_removed: Tiers that only the first has.
        components_changed: Tiers that both have, and not alike.
        connections_added: Connections without counterpart in the first.
        connections_removed: Connections without counterpart in the second.
        connections_changed: Connections with a counterpart that differs.
    """

    before: Topology
    after: Topology
    components_added: tuple[Tier, ...]
    components_removed: tuple[Tier, ...]
    components_changed: tuple[TierChange, ...]
    connections_added: tuple[Connection, ...]
    connections_removed: tuple[Connection, ...]
    connections_changed: tuple[ConnectionChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not any(getattr(self, field.name) for field in attrs.fields(Difference)[2:])


def compare(
    before: Topology | Pattern | str,
    after: Topology | Pattern | str,
    *,
    catalog: Catalog = CATALOG,
    **options: Unpack[OptionValues],
) -> Difference:
    """Return what changes from one topology to another.

    A topology of one region is compared with region 1 of another. A connection that has no
    exact counterpart is paired with one of the same entry that has the same opener, or else the
    same target: it is repointed or moved.

    Args:
        before: A topology, or a pattern as `topology` takes it.
        after: The same.
        catalog: Where patterns and components are looked up.
        options: How patterns are built; a number of nodes counts where the component is. If a
            pattern is redundant by definition, the other is compared in its redundant form.

    Raises:
        UnknownNameError: There is no such pattern, platform, option or component.
        RequirementsError: A side is neither topology nor name, or an option is not allowed.

    >>> difference = compare("P1", "P2")
    >>> [tier.id for tier in difference.components_added]
    ['gateway']
    >>> moved = [change for change in difference.connections_changed if change.before.id == "C07"]
    >>> [(change.before.opener, change.after.opener) for change in moved]
    [('all-in-one', 'gateway')]
    """
    before, after = _drawn((before, after), catalog, options)
    one, other = (
        {tier.id: tier for tier in map(unnumbered_tier, each.tiers)} for each in (before, after)
    )
    changes = (TierChange(one[name], other[name]) for name in one if name in other)
    removed, added, changed = _paired(
        [unnumbered(each) for each in before.connections()],
        [unnumbered(each) for each in after.connections()],
    )
    return Difference(
        before=before,
        after=after,
        components_added=tuple(tier for name, tier in other.items() if name not in one),
        components_removed=tuple(tier for name, tier in one.items() if name not in other),
        components_changed=tuple(change for change in changes if change.fields),
        connections_added=tuple(added),
        connections_removed=tuple(removed),
        connections_changed=tuple(change for change in changed if change.fields),
    )


def _drawn(
    sides: tuple[Topology | Pattern | str, ...], catalog: Catalog, options: OptionValues
) -> Iterator[Topology]:
    """Yield each side as a topology, with the nodes of the components that it has."""
    patterns = [pattern_named(each, catalog) for each in sides if not isinstance(each, Topology)]
    if any(each.min_redundancy == "all" for each in patterns):
        options["redundancy"] = options.get("redundancy") or "all"
    plain = [
        each if isinstance(each, Topology) else topology(each, catalog=catalog) for each in sides
    ]
    own = [{tier.component for tier in each.components} for each in plain]
    for side, components in zip(sides, own, strict=True):
        others = set().union(*own) - components
        mine: OptionValues = {**options}
        if isinstance(nodes := options.get("nodes"), Mapping):
            mine["nodes"] = {name: nodes[name] for name in nodes if name not in others}
        yield side if isinstance(side, Topology) else topology(side, catalog=catalog, **mine)


def unnumbered_tier(tier: Tier) -> Tier:
    """Return a tier of region 1 as if it were of the only region."""
    return evolve(tier, id=_plain(tier.id))


def unnumbered(connection: Connection) -> Connection:
    """Return a connection with ends in region 1 as if it were the only region."""
    return evolve(connection, opener=_plain(connection.opener), target=_plain(connection.target))


def bare(connection: Connection) -> Connection:
    """Return a connection without what changes nothing on the network."""
    return evolve(connection, when="", purpose="", caveat="", source=None, basis="assumed")


def _plain(tier: str) -> str:
    return tier.removesuffix("@1")


def _differing(before: Any, after: Any) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in attrs.fields(type(before))
        if field.name not in _DESCRIPTIVE
        and getattr(before, field.name) != getattr(after, field.name)
    )


_LIKENESS: tuple[Callable[[Connection], Hashable], ...] = (
    lambda each: (each.id, each.opener, each.target, each.port),
    lambda each: (each.id, each.opener, each.port),
    lambda each: (each.id, each.target, each.port),
    lambda each: (each.id, each.opener, each.target),
)
"""What makes two connections counterparts, the closest likeness first."""


def _paired(
    before: list[Connection], after: list[Connection]
) -> tuple[list[Connection], list[Connection], list[ConnectionChange]]:
    """Pair connections by likeness; return those left on either side, and the pairs."""
    pairs = []
    for likeness in _LIKENESS:
        waiting = _grouped(after, likeness)
        left = []
        for each in before:
            if found := waiting.get(likeness(each)):
                counterpart = found.pop(0)
                after.remove(counterpart)
                pairs.append(ConnectionChange(each, counterpart))
            else:
                left.append(each)
        before = left
    pairs.sort(key=lambda pair: (pair.before.id, pair.before.opener, pair.after.target))
    return before, after, pairs


def _grouped(
    connections: Iterable[Connection], likeness: Callable[[Connection], Hashable]
) -> dict[Hashable, list[Connection]]:
    grouped: dict[Hashable, list[Connection]] = {}
    for each in connections:
        grouped.setdefault(likeness(each), []).append(each)
    return grouped
