"""A flow laid over a topology: what one use needs, and what it can do without.

The steps of a flow make an AND/OR graph of the tiers. A tier needs every step that
leads on from it, and of a step's targets it needs one. Where every tier has a single
step, the graph is an ordinary directed graph, the tiers that a use cannot pass by are
its dominators, and the sets it cannot pass by are its vertex cuts; the methods here
compute the same over AND and OR.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Generic

from attrs import evolve, frozen

from wso2_strategy.errors import UnknownNameError, require
from wso2_strategy.topology.component_graph import AnyGraph, ComponentGraph
from wso2_strategy.topology.flow import Flow, Step
from wso2_strategy.topology.tiers import Connection, Tier

Cut = frozenset[str]


@frozen
class Dependency:
    """A tier's need, in one step of a flow, for one of several others.

    Attributes:
        alternatives: The tiers of which one must work; never empty.
        connections: The connections that lead there.
    """

    tier: str
    step: Step
    alternatives: tuple[str, ...]
    connections: tuple[Connection, ...]

    @property
    def beyond(self) -> frozenset[str]:
        """Where its connections lead, also those that are cut."""
        ends = (end for each in self.connections for end in (each.opener, each.target))
        return frozenset(ends) - {self.tier}


@frozen
class CutSet:
    """Nodes whose loss together stops a flow, none of which could be left out.

    Attributes:
        losses: Per tier, how many of its nodes are lost.
    """

    losses: tuple[tuple[str, int], ...]

    @property
    def nodes(self) -> int:
        """How many nodes are lost in all."""
        return sum(count for _, count in self.losses)

    def __str__(self) -> str:
        return " + ".join(f"{count} x {tier}" for tier, count in self.losses)


@frozen
class FlowGraph(Generic[AnyGraph]):
    """A flow over a topology.

    >>> from wso2_strategy.topology import topology
    >>> call = topology("P3", high_availability=True).flow("api-call")
    >>> [tier.id for tier in call.needed_tiers]
    ['gateway', 'client', 'load-balancer', 'backend']
    >>> call.works(lost=["control-plane", "traffic-manager", "am-database"])
    True
    >>> [str(cut) for cut in call.minimal_cut_sets()]
    ['2 x gateway', '2 x load-balancer']

    Attributes:
        flow: The flow.
        deployment: The topology that the flow is laid over.
        topology: The tiers and connections that it uses, as a topology of its own.
        starts: The tiers that start it.
        dependencies: What each tier needs, in the order of the steps.
    """

    flow: Flow
    deployment: AnyGraph
    topology: AnyGraph
    starts: tuple[str, ...]
    dependencies: tuple[Dependency, ...]

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """Every tier that has a part in the flow, needed at run time or not."""
        return self.topology.tiers

    @cached_property
    def needed_tiers(self) -> tuple[Tier, ...]:
        """The tiers that take part at run time."""
        return tuple(tier for tier in self.tiers if tier.id in self._upwards)

    @property
    def other_tiers(self) -> tuple[Tier, ...]:
        """The tiers needed only to start, for what is cached, or in the background."""
        return tuple(tier for tier in self.tiers if tier.id not in self._upwards)

    def needs(self, tier: str) -> tuple[Dependency, ...]:
        """Return what a tier needs at run time: of each dependency one alternative."""
        return self._at_run_time.get(tier, ())

    def works(self, lost: Iterable[str] = ()) -> bool:
        """Return whether the flow works while whole tiers are lost.

        Args:
            lost: Tiers of the deployment, or components, which are then lost in all regions.

        Raises:
            UnknownNameError: There is no such tier or component.
        """
        tiers = {tier.id for name in lost for tier in self.deployment.tiers_named(name)}
        return all(each.starts_alive(each.alive(tiers)) for each in self.by_group.values())

    def starts_alive(self, alive: frozenset[str]) -> bool:
        """Return whether one of the starts is among the tiers that are alive."""
        return not frozenset(alive).isdisjoint(self.starts)

    @cached_property
    def by_group(self) -> Mapping[str | None, FlowGraph[AnyGraph]]:
        """The flow for each gateway group; for None where all gateways serve all callers.

        Groups do not stand in for each other: what starts at one, or is led to it, is its own.
        """
        group_of = {tier.id: tier.group for tier in self.tiers}
        led_to = {end for each in self.dependencies for end in each.beyond}
        groups = {group for end in {*self.starts, *led_to} if (group := group_of[end]) is not None}
        return {
            group: evolve(
                self,
                starts=tuple(each for each in self.starts if group_of[each] in (None, group)),
                dependencies=tuple(
                    each
                    for each in self.dependencies
                    if {group_of[end] for end in each.beyond} <= {None, group}
                ),
            )
            for group in sorted(groups)
        } or {None: self}

    def alive(self, lost: Iterable[str] = ()) -> frozenset[str]:
        """Return the tiers that still do their part while others are lost.

        A tier follows those it needs at run time: control planes stop without their databases.
        """
        alive = {tier.id for tier in self.tiers} - set(lost)
        while dead := {
            tier
            for tier in alive
            if any(alive.isdisjoint(each.alternatives) for each in self.needs(tier))
        }:
            alive -= dead
        return frozenset(alive)

    def single_points_of_failure(self) -> tuple[str, ...]:
        """Return the tiers of which one lost node stops the flow.

        Where clients and backends end, the deployment does: they are not counted.
        """
        cuts = {tier for cut in self.minimal_cut_sets(largest=1) for tier, _ in cut.losses}
        return tuple(tier.id for tier in self.tiers if tier.id in cuts)

    def minimal_cut_sets(self, *, largest: int = 2) -> tuple[CutSet, ...]:
        """Return the smallest sets of nodes whose loss stops the flow.

        Sets grow bottom-up through the AND/OR graph: over AND they are united, over OR
        combined, and every set that contains another is dropped.

        Args:
            largest: The most nodes a set may have; the work grows with it.
        """
        # A tier is down once fewer nodes are left than it needs, so losing it costs those it has to
        # spare and one more; sizes are sums of these costs, not numbers of tiers.
        weights = {
            tier.id: tier.replicas - tier.needed + 1 for tier in self.tiers if not tier.is_end
        }
        of_groups = self.by_group.values()
        if len(of_groups) > 1:
            # What cuts one gateway group off stops the flow for somebody.
            found = _minimal(
                frozenset(tier for tier, _ in cut.losses)
                for each in of_groups
                for cut in each.minimal_cut_sets(largest=largest)
            )
        else:
            cuts = self._cuts(weights, largest)
            found = _any_of([cuts[start] for start in self.starts], weights, largest)
        return tuple(
            CutSet(tuple((tier, weights[tier]) for tier in sorted(cut)))
            for cut in sorted(found, key=sorted)
        )

    def _cuts(self, weights: Mapping[str, int], largest: int) -> dict[str, frozenset[Cut]]:
        cuts: dict[str, frozenset[Cut]] = {
            tier.id: _minimal({frozenset({tier.id})})
            if weights.get(tier.id, largest + 1) <= largest
            else frozenset()
            for tier in self.tiers
        }
        own = dict(cuts)
        # One pass from the leaves to the starts settles the named flows. A user's step may close a
        # cycle, of two tiers that need each other; then what one learns, the other has to hear.
        changed = True
        while changed:
            changed = False
            for tier in self._upwards:
                found = set(own[tier])
                for need in self.needs(tier):
                    found |= _any_of([cuts[each] for each in need.alternatives], weights, largest)
                if (smallest := _minimal(found)) != cuts[tier]:
                    cuts[tier], changed = smallest, True
        return cuts

    @cached_property
    def _at_run_time(self) -> Mapping[str, tuple[Dependency, ...]]:
        needs: defaultdict[str, tuple[Dependency, ...]] = defaultdict(tuple)
        for each in self.dependencies:
            if each.step.need == "run-time":
                needs[each.tier] += (each,)
        return dict(needs)

    @cached_property
    def _upwards(self) -> Mapping[str, None]:
        """The tiers at run time, each after those it needs as far as there is no cycle."""
        order: dict[str, None] = {}
        for start in self.starts:
            self._visit(start, order, set())
        return order

    def _visit(self, tier: str, order: dict[str, None], entered: set[str]) -> None:
        if tier in entered or tier in order:
            return
        entered.add(tier)
        for need in self.needs(tier):
            for each in need.alternatives:
                self._visit(each, order, entered)
        order[tier] = None


def lay(flow: str | Flow, topology: AnyGraph) -> FlowGraph[AnyGraph]:
    """Return a flow laid over a topology, following its steps from where it starts."""
    if isinstance(flow, str):
        known = {each.id: each for each in topology.flows}
        if flow not in known:
            raise UnknownNameError("flow", flow, known)
        flow = known[flow]
    require(flow, Flow)
    topology.tiers_named(flow.start)
    starts = tuple(tier.id for tier in topology.tiers if tier.component == flow.start)
    followed: dict[str, tuple[Dependency, ...]] = {}
    waiting = list(starts)
    leads = _leads(flow, topology)
    while waiting:
        tier = waiting.pop()
        if tier not in followed:
            followed[tier] = leads.get(tier, ())
            waiting.extend(each for need in followed[tier] for each in need.alternatives)
    dependencies = tuple(need for tier in topology.tiers for need in followed.get(tier.id, ()))
    used = dict.fromkeys(each for need in dependencies for each in need.connections)
    used_part = topology.restricted(followed, used)
    return FlowGraph(flow, topology, used_part, starts, dependencies)


def _leads(flow: Flow, topology: ComponentGraph) -> dict[str, tuple[Dependency, ...]]:
    """Return, per tier, the needs that lead on from it, whether or not the flow comes there."""
    by_id: defaultdict[str, list[Connection]] = defaultdict(list)
    for connection in topology.connections():
        by_id[connection.id].append(connection)
    tiers = {tier.id: tier for tier in topology.tiers}
    leads: defaultdict[str, list[Dependency]] = defaultdict(list)
    for step in flow.steps:
        if step.when.holds(topology.options, topology.pattern):
            for tier, need in _needs(step, by_id, tiers):
                leads[tier].append(need)
    return {tier: tuple(needs) for tier, needs in leads.items()}


def _needs(
    step: Step, by_id: Mapping[str, list[Connection]], tiers: Mapping[str, Tier]
) -> Iterator[tuple[str, Dependency]]:
    onward: defaultdict[tuple[str, str | None], list[tuple[str, Connection]]] = defaultdict(list)
    for connection in (each for name in step.connections for each in by_id.get(name, ())):
        if not step.opener or step.opener in tiers[connection.opener].roles:
            ends = connection.opener, connection.target
            tier, then = reversed(ends) if step.against else ends
            # What serves one gateway group is no second way to what serves another.
            group = tiers[then].group if then in tiers else None
            onward[tier, group].append((then, connection))
    for (tier, _), found in onward.items():
        # What need not be there is no second way: API calls that may also come in clear text
        # still stop where nothing answers to TLS.
        required = [then for then, each in found if each.required]
        alternatives = tuple(dict.fromkeys(required or [then for then, _ in found]))
        leading = tuple(each for then, each in found if then in alternatives)
        yield tier, Dependency(tier, step, alternatives, leading)


def _any_of(
    alternatives: Iterable[frozenset[Cut]], weights: Mapping[str, int], largest: int
) -> frozenset[Cut]:
    """Return the sets that cut every alternative."""
    combined: frozenset[Cut] = frozenset({frozenset()})
    for cuts in alternatives:
        combined = _minimal(
            both
            for one in combined
            for other in cuts
            for both in [one | other]
            # Too large a set only grows; dropped here, as otherwise they multiply with regions.
            if sum(weights[tier] for tier in both) <= largest
        )
    return combined


def _minimal(cuts: Iterable[Cut]) -> frozenset[Cut]:
    """Drop every set that contains another."""
    kept: list[Cut] = []
    for cut in sorted(cuts, key=len):
        if not any(other <= cut for other in kept):
            kept.append(cut)
    return frozenset(kept)
