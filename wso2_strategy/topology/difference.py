"""What is different between two topologies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Unpack

import attrs
from attrs import evolve, frozen

from wso2_strategy.document.blocks import Listing, Section
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import json_ready
from wso2_strategy.domain.catalog import CATALOG, Catalog, Pattern
from wso2_strategy.domain.source_numbers import SourceNumbers
from wso2_strategy.topology.builder import pattern_named, topology
from wso2_strategy.topology.counterparts import (
    ConnectionChange,
    TierChange,
    paired,
)
from wso2_strategy.topology.gateway_tiers import CLUSTERED
from wso2_strategy.topology.options import OptionValues
from wso2_strategy.topology.queries import Topology
from wso2_strategy.topology.tier_wording import (
    connection_change_record,
    connection_record,
    fields_before_and_after,
    tier_change_record,
    tier_record,
)
from wso2_strategy.topology.tiers import Connection, Tier

_FIRST_CLUSTER = re.compile(r"^(gateway|traffic-manager)-1(?=$|@)")
_OF_FIRST = re.compile(" (of cluster 1|of group [^,]*|shared by .*)$")
"""What the name of Traffic Managers adds where other gateways have others."""


@frozen
class Difference(Answer):
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

    schema: ClassVar[str] = "wso2-strategy/difference/1"

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

    def document(self, *, complete: bool = False) -> Document:
        """Return it as a document; a complete one is the same."""
        del complete
        cited = SourceNumbers()

        def evident(record: str, part: Tier | Connection) -> str:
            return record + cited.after(part.basis, part.source)

        records = {
            "Components added": [evident(tier_record(e), e) for e in self.components_added],
            "Components removed": [evident(tier_record(e), e) for e in self.components_removed],
            "Components changed": [
                evident(tier_change_record(e), e.after) for e in self.components_changed
            ],
            "Connections added": [evident(connection_record(e), e) for e in self.connections_added],
            "Connections removed": [
                evident(connection_record(e), e) for e in self.connections_removed
            ],
            "Connections changed": [
                evident(connection_change_record(e), e.after) for e in self.connections_changed
            ],
        }
        listed = {heading: Listing(tuple(each), mark="") for heading, each in records.items()}
        sections = [Section(name, (each,)) for name, each in listed.items() if each.items]
        sources = (cited.section(),) if cited.lines() else ()
        before, after = self.before.title, self.after.title
        return Document(
            f"From {before} to {after}",
            (*sections, *sources) if sections else ("Nothing differs.",),
            lead=f"From {before}\nto   {after}",
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values; `Migration.to_dict` fills in the migration."""
        return {
            "schema": self.schema,
            "before": self.before.title,
            "after": self.after.title,
            "components": {
                "added": json_ready(self.components_added),
                "removed": json_ready(self.components_removed),
                "changed": [
                    {"id": each.after.id, "fields": fields_before_and_after(each)}
                    for each in self.components_changed
                ],
            },
            "connections": {
                "added": json_ready(self.connections_added),
                "removed": json_ready(self.connections_removed),
                "changed": json_ready(self.connections_changed),
            },
            "migration": [],
        }


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
        options: How patterns are built; numbers of nodes count where the components are. If a
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
    compared = sides(before, after)
    one, other = ({tier.id: tier for tier in each.tiers} for each in compared)
    changes = (TierChange(one[name], other[name]) for name in one if name in other)
    removed, added, changed = paired(*([*each.connections] for each in compared))
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


def _drawn(
    wanted: tuple[Topology | Pattern | str, ...], catalog: Catalog, options: OptionValues
) -> Iterator[Topology]:
    """Yield each side as a topology, with the nodes of the components that it has."""
    patterns = [pattern_named(each, catalog) for each in wanted if not isinstance(each, Topology)]
    if any(each.min_redundancy == "all" for each in patterns):
        options["redundancy"] = options.get("redundancy") or "all"
    plain = [
        each if isinstance(each, Topology) else topology(each, catalog=catalog) for each in wanted
    ]
    own = [{tier.component for tier in each.components} for each in plain]
    for side, components in zip(wanted, own, strict=True):
        others = set().union(*own) - components
        mine: OptionValues = {**options}
        if isinstance(nodes := options.get("nodes"), Mapping):
            mine["nodes"] = {name: nodes[name] for name in nodes if name not in others}
        if not components >= CLUSTERED:
            mine.pop("gateway_clusters", None)
        yield side if isinstance(side, Topology) else topology(side, catalog=catalog, **mine)
