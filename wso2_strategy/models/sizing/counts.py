"""How many nodes of each component one region's load needs."""

from __future__ import annotations

from collections.abc import Mapping

from wso2_strategy.domain import sources
from wso2_strategy.domain.tolerance import exceeds
from wso2_strategy.domain.wording import computed
from wso2_strategy.inference.reason_text import exceeding
from wso2_strategy.models.arithmetic import AVAILABILITY_MODEL, Arithmetic
from wso2_strategy.models.load.region_load import Calibration, Rates
from wso2_strategy.models.sizing.clusters import clustered, grouped
from wso2_strategy.models.sizing.design import RegionKind, TierRoles
from wso2_strategy.models.sizing.node_groups import Count, NodeGroup


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
        if tier.is_gateway and kind.groups:
            spare = _spare(fewest, numbers)
            count = gateways = grouped(kind, fewest, further, rates, spare, numbers)
        elif tier.is_gateway and kind.is_clustered and rates.calls_tps:
            spare = _spare(fewest, numbers)
            count = gateways = clustered(fewest, further, rates, spare, numbers)
        elif tier.is_traffic_manager:
            nodes = numbers.named(
                f"{name}_nodes", fewest * gateways.clusters, "nodes", sources.SCALING
            )
            binding = "clusters" if gateways.clusters > 1 else "redundancy"
            alike = NodeGroup(numbers.wordless(gateways.clusters), numbers.wordless(fewest))
            count = Count(nodes, binding, groups=(alike,))
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
    needed = numbers.smallest(nodes, numbers.largest(1, working))
    excess = numbers.if_so(
        nodes < wanted,
        lambda: (
            f"the load needs {computed(wanted)} {tier.name} nodes, {nodes} at most "
            f"{'is' if nodes == 1 else 'are'} possible"
        ),
    )
    if "traffic-manager" in tier.roles:
        excess += _beyond_traffic_manager(tier, rates.events_per_second, numbers)
    return Count(
        nodes=nodes,
        binding="ceiling" if excess else _binding(nodes > fewest, further),
        groups=(NodeGroup(1, numbers.wordless(nodes), numbers.wordless(needed)),),
        excess=tuple(excess),
        uncapped=numbers.wordless(wanted),
    )


def _binding(by_load: bool, further: int) -> str:  # noqa: FBT001 - it is what it says
    return "target" if further else "load" if by_load else "redundancy"


def _spare(fewest: int, numbers: Arithmetic) -> int:
    """Return the spare nodes of a tier that can grow: none unless it is redundant."""
    return (numbers.count("spare_nodes") if fewest > 1 else 0) or 0


def _beyond_traffic_manager(tier: TierRoles, events: float, numbers: Arithmetic) -> list[str]:
    """Return why a Traffic Manager inside a node of several roles is overloaded."""
    most_events = numbers.value("traffic_manager_events_per_second")
    most, where = f"{most_events:,.10g}", f"of the Traffic Manager inside the {tier.name}"
    return numbers.if_so(
        exceeds(events, most_events),
        lambda: f"{exceeding(events, most_events)} events/s exceed the {most} {where}",
    )
