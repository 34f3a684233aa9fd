"""How many nodes of each component one region's load needs."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.tolerance import within
from wso2_strategy.domain.wording import computed
from wso2_strategy.inference.reason_text import exceeding
from wso2_strategy.models.arithmetic import AVAILABILITY_MODEL, Arithmetic, N
from wso2_strategy.models.load.region_load import Calibration, Rates
from wso2_strategy.models.sizing.design import RegionKind, TierRoles


@frozen
class NodeGroup:
    """Nodes that stand in for each other, and only for each other.

    Attributes:
        alike: How many such groups there are.
        nodes: Nodes in each.
        needed: How many of them carry the full load of the group.
    """

    alike: int = 1
    nodes: int = 1
    needed: int = 1


@frozen
class Count:
    """How many nodes a component gets.

    Attributes:
        nodes: Nodes in the region, all clusters together.
        binding: What decided: ``redundancy``, ``load``, ``target``, ``clusters`` or ``ceiling``.
        clusters: Groups of gateways that have a Traffic Manager of their own.
        groups: Nodes that stand in for each other, each cluster of gateways for itself.
        excess: Why the load is not carried, one clause each; empty if it is.
        uncapped: Nodes that the load would need if the tier could have any number of them.
    """

    nodes: int
    binding: str
    clusters: int = 1
    groups: tuple[NodeGroup, ...] = (NodeGroup(),)
    excess: tuple[str, ...] = ()
    uncapped: int = 0


def counts(
    kind: RegionKind, by_calibration: Mapping[Calibration, Rates], numbers: Arithmetic
) -> dict[str, Count]:
    """Return the count of every component of a region.

    Args:
        kind: The kind of region.
        by_calibration: The rates by which tiers with each default calibration are counted.
        numbers: The arithmetic.
    """
    gateways = Count(0, "redundancy")
    # Gateways come first: how many clusters they form decides the Traffic Managers.
    found: dict[str, Count] = {}
    for tier in kind.gateways_first:
        name, rates = tier.figure, by_calibration[tier.calibration]
        fewest = numbers.given(
            f"fewest_{name}_nodes", kind.fewest[tier.component], "nodes", kind.source
        )
        further = kind.further.get(tier.component, 0)
        if further:
            what = f"further_{name}_nodes"
            further = numbers.given(what, further, "nodes", AVAILABILITY_MODEL, "derived")
        if tier.is_gateway and kind.is_clustered and rates.calls_tps:
            count = gateways = _clusters(fewest, further, rates, numbers)
        elif tier.is_traffic_manager:
            nodes = numbers.named(
                f"{name}_nodes", fewest * gateways.clusters, "nodes", sources.SCALING
            )
            count = Count(nodes, "clusters" if gateways.clusters > 1 else "redundancy")
        else:
            count = _tier(tier, fewest, further, rates, numbers)
        found[tier.component] = count
    return {tier.component: found[tier.component] for tier in kind.tiers}


def busy_nodes(tier: TierRoles, rates: Rates, numbers: Arithmetic) -> float:
    """Return how many nodes of a tier the load keeps as busy as they may be."""
    calls = rates.calls_tps if "gateway" in tier.roles else 0.0
    tokens = rates.token_nodes if "key-manager" in tier.roles else 0.0
    if calls:
        per_node = rates.gateway_tps if tier.is_gateway else rates.mixed_tps
        calls = numbers.named(f"{rates.prefix}call_nodes", calls / per_node, "nodes")
    return numbers.largest(calls, tokens) if rates.calibration == "documented" else calls + tokens


def _tier(tier: TierRoles, fewest: int, further: int, rates: Rates, numbers: Arithmetic) -> Count:
    """Count a tier by what keeps it busy, up to as many nodes as it can have."""
    ceiling = tier.max_nodes
    spare = _spare(fewest, numbers) if ceiling is None else 0
    fewest, spare = fewest + further, spare + further
    working = 0
    if busy := busy_nodes(tier, rates, numbers):
        busy = numbers.named(f"{tier.figure}_busy_nodes", busy, "nodes")
        working = numbers.whole(busy)
    nodes = wanted = numbers.largest(fewest, working + spare)
    if working and ceiling is not None:
        most = numbers.given(f"most_{tier.figure}_nodes", ceiling, "nodes", sources.HELM, "derived")
        nodes = numbers.smallest(most, wanted)
    nodes = numbers.named(f"{tier.figure}_nodes", nodes, "nodes")
    excess: list[str] = []
    if nodes < wanted:
        possible = f"{nodes} at most {'is' if nodes == 1 else 'are'} possible"
        excess.append(f"the load needs {computed(wanted)} {tier.name} nodes, {possible}")
    if "traffic-manager" in tier.roles:
        excess += _beyond_traffic_manager(tier, rates.events_per_second, numbers)
    return Count(
        nodes=nodes,
        binding="ceiling" if excess else _binding(nodes > fewest, further),
        groups=(NodeGroup(1, int(nodes), int(min(nodes, working or 1))),),
        excess=tuple(excess),
        uncapped=int(wanted),
    )


def _clusters(fewest: int, further: int, rates: Rates, numbers: Arithmetic) -> Count:
    """Count gateways around Traffic Managers: full clusters, and one that takes the rest.

    A cluster is full when its events are as many as a Traffic Manager takes. That WSO2
    recommends ten gateways for one is advice, which the notes of a size give.
    """

    def named(name: str, number: N, unit: str = "nodes", reads: tuple[float, ...] = ()) -> N:
        return numbers.named(rates.prefix + name, number, unit, sources.SCALING, reads)

    calls_tps, node_tps = rates.calls_tps, rates.gateway_tps
    spare = _spare(fewest, numbers) + further
    fewest = fewest + further
    clusters = 1
    if per_request := numbers.value("events_per_request"):
        events = numbers.value("traffic_manager_events_per_second")
        full_tps = named("cluster_tps", events / per_request, "requests/s")
        clusters = numbers.largest(1, numbers.whole(calls_tps / full_tps))
        clusters = named("clusters", clusters, "clusters")
    if clusters == 1:
        working = numbers.whole(calls_tps / node_tps)
        nodes = last = named("gateway_nodes", numbers.largest(fewest, working + spare))
        groups = [(1, nodes, max(1, working))]
    else:
        reads = fewest, node_tps
        in_full = numbers.whole(full_tps / node_tps)
        full = numbers.largest(fewest, in_full + spare)
        full = named("gateways_in_full_cluster", full, reads=reads)
        rest_tps = calls_tps - (clusters - 1) * full_tps
        working = numbers.whole(rest_tps / node_tps)
        last = numbers.largest(fewest, working + spare)
        last = named("gateways_in_last_cluster", last, reads=reads)
        nodes = named("gateway_nodes", (clusters - 1) * full + last)
        groups = [(clusters - 1, full, in_full), (1, last, max(1, working))]
    return Count(
        nodes=nodes,
        binding="clusters" if clusters > 1 else _binding(last > fewest, further),
        clusters=clusters,
        groups=tuple(NodeGroup(*map(int, group)) for group in groups),
    )


def _binding(by_load: bool, further: int) -> str:  # noqa: FBT001 - it is what it says
    return "target" if further else "load" if by_load else "redundancy"


def _spare(fewest: int, numbers: Arithmetic) -> int:
    """Return the spare nodes of a tier that can grow: none unless it is redundant."""
    return (numbers.count("spare_nodes") if fewest > 1 else 0) or 0


def _beyond_traffic_manager(tier: TierRoles, events: float, numbers: Arithmetic) -> list[str]:
    """Return why a Traffic Manager inside a node of several roles is overloaded."""
    most_events = numbers.value("traffic_manager_events_per_second")
    if within(events, most_events):
        return []
    most, where = f"{most_events:,.10g}", f"of the Traffic Manager inside the {tier.name}"
    return [f"{exceeding(events, most_events)} events/s exceed the {most} {where}"]
