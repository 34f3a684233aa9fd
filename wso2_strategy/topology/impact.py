"""What the loss of a tier does to the flows, and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import evolve, frozen

from wso2_strategy.domain.sources import GAP
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.inference.provenance import Basis, Source
from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.flow_graph import Dependency, FlowGraph, lay
from wso2_strategy.topology.symptoms import connections_named
from wso2_strategy.topology.tiers import Connection, Tier
from wso2_strategy.topology.variants import instances, nodes_in_zone

AnyFlow = FlowGraph[ComponentGraph]
SITE = "site"
_ZONE = re.compile(r"zone-([1-9][0-9]?)@([1-9][0-9]{0,2})")
Effect = Literal["stops", "degrades", "continues"]


@frozen
class Consequence:
    """What a loss means for a tier that goes without something.

    Attributes:
        says: The sentence.
        basis: How firmly it is supported.
        source: Where the connection is described that nothing answers at any more.
    """

    says: str
    basis: Basis
    source: Source | None


@frozen
class Impact:
    """What a loss does to one flow.

    Attributes:
        flow: The id of the flow.
        effect: Whether it stops, degrades or continues.
        consequences: Why; empty if nothing changes.
    """

    flow: str
    effect: Effect
    consequences: tuple[Consequence, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, one sentence each."""
        return tuple(each.says for each in self.consequences)


def impacts(graph: ComponentGraph, lost: Iterable[str]) -> tuple[Impact, ...]:
    """Return what the loss of tiers, components, nodes or connections does to each flow.

    Flows are those that start here; a connection is named by its entry, its key or its ends, and
    ``site@2`` is all that stands in region 2 and ``zone-3@2`` all in its availability zone 3.
    """
    names = tuple(each for name in lost for each in _in_zone(graph, name) or (name,))
    known = {tier.id for tier in graph.tiers}
    if any("#" in name and name not in known for name in names):
        graph = instances(graph)
    cuts = {name: _cut(graph, name) for name in names}
    cut = frozenset(each for found in cuts.values() for each in found)
    tiers = frozenset(
        tier.id for name, found in cuts.items() if not found for tier in _nodes_named(graph, name)
    )
    serving = graph.serving
    starts = {tier.component for tier in serving.tiers}
    found = (
        _impact(_without(lay(flow, serving), cut), tiers)
        for flow in graph.flows
        if flow.start in starts
    )
    if serving is graph:
        return tuple(found)
    waiting = {tier.id for tier in graph.tiers} - {tier.id for tier in serving.tiers}
    touched = tiers.union(*({each.opener, each.target} for each in cut if each.required))
    return tuple(_standing_by(each, alone=not waiting.isdisjoint(touched)) for each in found)


def _standing_by(found: Impact, *, alone: bool) -> Impact:
    """Return an impact with what regions that stand by mean for it."""
    says = (
        "A region that stands by is not whole, or not up to date: do not switch to it."
        if alone
        else ""
    )
    if found.effect == "stops":
        says = says or "It goes on once people have switched to a region that stands by."
    if not says:
        return found
    effect = found.effect if found.effect == "stops" else "degrades"
    return Impact(found.flow, effect, (*found.consequences, Consequence(says, "assumed", GAP)))


def _cut(graph: ComponentGraph, name: str) -> tuple[Connection, ...]:
    """Return the connections of a name; none where it is that of a tier."""
    try:
        return connections_named(graph, name)
    except UnknownNameError:
        return ()


def _in_zone(graph: ComponentGraph, name: str) -> tuple[str, ...]:
    """Return the nodes in the availability zone of this name; none where it is no such name."""
    found = _ZONE.fullmatch(name)
    return nodes_in_zone(graph, int(found[1]), int(found[2])) if found else ()


def _nodes_named(graph: ComponentGraph, name: str) -> tuple[Tier, ...]:
    kind, _, region = name.partition("@")
    if kind == SITE and region.isdecimal():
        nodes = tuple(tier for tier in graph.tiers if tier.region == int(region))
    else:
        nodes = tuple(tier for tier in graph.tiers if tier.id.partition("#")[0] == name)
    try:
        return nodes or graph.tiers_named(name)
    except UnknownNameError as error:
        known = dict.fromkeys(
            (*error.known, *_zones(graph), *(each.id for each in graph.connections()))
        )
        raise UnknownNameError("component or connection", name, known) from None


def _zones(graph: ComponentGraph) -> Iterator[str]:
    for tier in graph.tiers:
        for zone, _ in enumerate(tier.nodes_per_zone, 1):
            yield f"zone-{zone}@{tier.region}"


def _without(flow: AnyFlow, cut: frozenset[Connection]) -> AnyFlow:
    """Return the flow where cut connections lead nowhere; a need may keep no alternative."""
    if not cut:
        return flow
    reduced = tuple(
        evolve(
            need,
            alternatives=tuple(each for each in need.alternatives if _reached(need, each, cut)),
        )
        for need in flow.dependencies
    )
    return evolve(flow, dependencies=reduced)


def _reached(need: Dependency, target: str, cut: frozenset[Connection]) -> bool:
    """Return whether an entry still leads there with every port that it requires."""
    entries: defaultdict[str, list[Connection]] = defaultdict(list)
    for each in need.connections:
        if {each.opener, each.target} == {need.tier, target}:
            entries[each.id].append(each)
    return any(
        cut.isdisjoint(each for each in found if each.required)
        if any(each.required for each in found)
        else not cut.issuperset(found)
        for found in entries.values()
    )


def _impact(flow: AnyFlow, lost: frozenset[str]) -> Impact:
    by_group = {group: _impact_of_one(each, lost) for group, each in flow.by_group.items()}
    first, *others = by_group.values()
    if all(each.effect == first.effect == "stops" or each == first for each in others):
        found = (why for each in by_group.values() for why in each.consequences)
        return evolve(first, consequences=_by_sentence(found))
    said = tuple(
        evolve(why, says=f"Group {group} {each.effect}: {why.says}")
        for group, each in by_group.items()
        if each.effect != "continues"
        for why in each.consequences
    )
    return Impact(flow.flow.id, "degrades" if said else "continues", said)


def _impact_of_one(flow: AnyFlow, lost: frozenset[str]) -> Impact:
    alive = flow.alive(lost)
    if not flow.starts_alive(alive):
        return Impact(flow.flow.id, "stops", _by_sentence(_causes(flow, lost, alive)))
    weaknesses = _by_sentence(_weaknesses(flow, alive))
    return Impact(flow.flow.id, "degrades" if weaknesses else "continues", weaknesses)


def _by_sentence(found: Iterable[Consequence]) -> tuple[Consequence, ...]:
    """Return each sentence once, as it was first found."""
    once: dict[str, Consequence] = {}
    for each in found:
        once.setdefault(each.says, each)
    return tuple(once.values())


def _going_without(need: Dependency) -> Consequence:
    return Consequence(need.step.without, need.step.basis, need.connections[0].source)


def _causes(flow: AnyFlow, lost: frozenset[str], alive: frozenset[str]) -> Iterator[Consequence]:
    """Yield what is missing at the tiers that needed a lost one at run time."""
    for tier in flow.needed_tiers:
        for need in flow.needs(tier.id):
            gone = not need.alternatives or not lost.isdisjoint(need.alternatives)
            if alive.isdisjoint(need.alternatives) and gone:
                yield _going_without(need)


def _weaknesses(flow: AnyFlow, alive: frozenset[str]) -> Iterator[Consequence]:
    """Yield what the tiers that still work have lost."""
    for need in flow.dependencies:
        # A lost node has nothing that its peer would have to hear.
        peers = all(each.reach == "peers" for each in need.connections)
        alone = peers and bool(need.alternatives)
        if need.tier in alive and alive.isdisjoint(need.alternatives) and not alone:
            yield _going_without(need)
    for need in flow.dependencies:
        if need.step.need == "run-time" and need.tier in alive:
            yield from _fewer(need, alive)


def _fewer(need: Dependency, alive: frozenset[str]) -> Iterator[Consequence]:
    kept = [each for each in need.alternatives if each in alive]
    if kept and len(kept) < len(need.alternatives):
        gone = [each for each in need.alternatives if each not in alive]
        says = f"{', '.join(kept)} must carry what {', '.join(gone)} did."
        yield Consequence(says, "derived", need.connections[0].source)
