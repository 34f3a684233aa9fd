"""How many gateways stand around how many Traffic Managers, group by group.

A cluster of gateways is full when its events are as many as a Traffic Manager takes. That WSO2
recommends ten gateways for one is advice, which the notes of a size give. Where several groups
of gateways are stated, their callers do not stand in for each other: each group is counted for
its share of the calls, with spare nodes of its own. Groups share Traffic Managers where nothing
else is stated and together they have no more events than one takes; else each has its own.
"""

from __future__ import annotations

from attrs import evolve, frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.gateway_group import GatewayGroup
from wso2_strategy.models.arithmetic import SIZING_MODEL, Arithmetic, N
from wso2_strategy.models.load.region_load import Rates
from wso2_strategy.models.sizing.design import RegionKind
from wso2_strategy.models.sizing.node_groups import Count, NodeGroup


@frozen
class _Counting:
    """The gateways of one region, and of one group where there are several.

    Attributes:
        prefix: What the names of the figures begin with.
        calls_tps: The calls to be served, in requests/s.
        fewest: The fewest nodes of a cluster.
        spare: The nodes beyond those that the load keeps busy.
        rates: What a node carries.
        numbers: The arithmetic.
        may_split: Whether a further cluster may begin.
    """

    prefix: str
    calls_tps: float
    fewest: int
    spare: int
    rates: Rates
    numbers: Arithmetic
    may_split: bool = True

    def named(self, name: str, number: N, unit: str = "nodes", reads: tuple[float, ...] = ()) -> N:
        """Return a number under a name of the group."""
        return self.numbers.named(self.prefix + name, number, unit, sources.SCALING, reads)

    def count(self) -> Count:
        """Return full clusters, and one that takes the rest; or a single one."""
        numbers, calls_tps, node_tps = self.numbers, self.calls_tps, self.rates.gateway_tps
        fewest, spare = self.fewest, self.spare
        clusters: int = 1
        per_request = numbers.value("events_per_request")
        if self.may_split and per_request:
            full_tps = self.named("cluster_tps", _full(numbers), "requests/s")
            clusters = numbers.largest(1, numbers.whole(calls_tps / full_tps))
            clusters = self.named("clusters", clusters, "clusters")
        # Of many rows at once, a single cluster is the last of as many as any row has.
        if clusters > 1:
            reads = fewest, node_tps
            in_full = numbers.whole(full_tps / node_tps)
            full = numbers.largest(fewest, in_full + spare)
            full = self.named("gateways_in_full_cluster", full, reads=reads)
            rest_tps = calls_tps - (clusters - 1) * full_tps
            working = numbers.whole(rest_tps / node_tps)
            last = numbers.largest(fewest, working + spare)
            last = self.named("gateways_in_last_cluster", last, reads=reads)
            nodes = self.named("gateway_nodes", (clusters - 1) * full + last)
            busy = numbers.largest(1, working)
            groups = [(clusters - 1, full, in_full), (1, last, busy)]
        else:
            working = numbers.whole(calls_tps / node_tps)
            nodes = last = self.named("gateway_nodes", numbers.largest(fewest, working + spare))
            groups = [(1, nodes, numbers.largest(1, working))]
        return Count(
            nodes=nodes,
            binding="clusters" if clusters > 1 else "load" if last > fewest else "redundancy",
            clusters=clusters,
            groups=tuple(
                NodeGroup(numbers.wordless(alike), numbers.wordless(of), numbers.wordless(busy))
                for alike, of, busy in groups
            ),
        )


def _full(numbers: Arithmetic) -> float:
    """Return the requests/s whose events are as many as a Traffic Manager takes."""
    events = numbers.value("traffic_manager_events_per_second")
    return events / numbers.value("events_per_request")


def clustered(fewest: int, further: int, rates: Rates, spare: int, numbers: Arithmetic) -> Count:
    """Count gateways around Traffic Managers, where all of them serve all callers."""
    calls = rates.calls_tps
    found = _Counting(rates.prefix, calls, fewest + further, spare + further, rates, numbers)
    return _for_target(found.count(), further)


def grouped(
    kind: RegionKind, fewest: int, further: int, rates: Rates, spare: int, numbers: Arithmetic
) -> Count:
    """Count gateways group by group, each for its share of the calls."""
    loads = {each.name: _calls_of(each, rates, numbers) for each in kind.groups}
    splits = kind.is_clustered and _split(kind.groups, loads, numbers)
    nodes, clusters, binding = 0, 0, "redundancy"
    groups: list[NodeGroup] = []
    for each in kind.groups:
        prefix = f"{rates.prefix}{_figure(each)}_"
        calls, may_split = loads[each.name], kind.is_clustered and loads[each.name] > 0
        ends = fewest + further, spare + further
        found = _Counting(prefix, calls, *ends, rates, numbers, may_split).count()
        own = kind.is_clustered and bool(each.own_traffic_manager or splits)
        groups += [evolve(one, serves=each.name, is_cluster=own) for one in found.groups]
        nodes = nodes + found.nodes
        clusters += found.clusters if own else 0
        binding = min(binding, found.binding)  # in the order of clusters, load, redundancy
    shared = any(not each.is_cluster for each in groups)
    nodes = numbers.named(f"{rates.prefix}gateway_nodes", nodes, "nodes", SIZING_MODEL)
    return _for_target(Count(nodes, binding, clusters + shared, tuple(groups)), further)


def _calls_of(group: GatewayGroup, rates: Rates, numbers: Arithmetic) -> float:
    """Return the calls that are a group's, in requests/s."""
    if not rates.calls_tps:
        return 0.0
    name = f"{rates.prefix}{_figure(group)}"
    share = numbers.given(
        f"{name}_share", group.share or 0.0, "of the load", SIZING_MODEL, "derived"
    )
    return numbers.named(f"{name}_calls_tps", rates.calls_tps * share, "requests/s")


def _split(groups: tuple[GatewayGroup, ...], loads: dict[str, float], numbers: Arithmetic) -> bool:
    """Return whether the groups without Traffic Managers of their own are too much for one."""
    if not numbers.value("events_per_request"):
        return False
    together = sum(loads[each.name] for each in groups if not each.own_traffic_manager)
    return numbers.whole(float(together) / float(_full(numbers))) > 1


def _figure(group: GatewayGroup) -> str:
    return group.name.replace("-", "_")


def _for_target(count: Count, further: int) -> Count:
    """Return a count whose nodes a target decides, where there are further nodes for one."""
    return evolve(count, binding="target") if further and count.binding != "clusters" else count
