"""The topology of a recommendation, and the way to it from the pattern that runs today."""

from __future__ import annotations

from collections.abc import Iterable

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.domain.gateway_group import GatewayGroup
from wso2_strategy.models.sizing.node_groups import Count
from wso2_strategy.models.sizing.node_sizes import Sizing
from wso2_strategy.topology import Topology, compare, topology
from wso2_strategy.topology.gateway_tiers import CLUSTERED, DrawnGroup
from wso2_strategy.topology.migration import Migration
from wso2_strategy.topology.options import MOST_CLUSTERS, OptionValues


def topology_for(recommendation: Outcome, options: OptionValues | None = None) -> Topology:
    """Return the component graph of a recommendation.

    Every region is drawn with the nodes of the region that has the most.

    Args:
        recommendation: What is recommended.
        options: Options that are added to, or take the place of, what is stated.
    """
    layout = recommendation.region_layout
    chosen: OptionValues = {
        **_surroundings(recommendation),
        "regions": recommendation.regions,
        "region_layout": layout.id if layout else None,
        **_nodes(recommendation.sizing),
    }
    chosen.update(options or {})
    catalog = recommendation.knowledge.catalog
    return topology(recommendation.pattern, catalog=catalog, **chosen)


def _surroundings(recommendation: Outcome) -> OptionValues:
    """Return the options that hold for any pattern in the place of the recommended one."""
    stated, sizing = recommendation.requirements, recommendation.sizing
    managers = max(
        (max(t.nodes_per_region) for t in sizing.tiers if t.component == "traffic-manager"),
        default=0,
    )
    return {
        "redundancy": recommendation.redundancy,
        "platform": recommendation.platform.id,
        "protocols": stated.traffic.protocols,
        "token_format": stated.traffic.token_format,
        "identity_provider": stated.compliance.identity_provider,
        "multi_tenant": stated.compliance.multi_tenant,
        "zones": stated.availability.zones,
        "exact_rate_limits": stated.traffic.exact_rate_limits,
        # Counters of several Traffic Managers are one only where they share a store.
        "distributed_throttling": bool(stated.traffic.exact_rate_limits and managers > 1),
        "database": stated.constraints.database,
        "gateway_zone": "dmz" if stated.compliance.isolate_gateway else None,
    }


def migration_for(recommendation: Outcome) -> Migration | None:
    """Return the way from what runs today to what is recommended; None where nothing is stated.

    What runs today is taken in one region, in the surroundings of the answer and as redundant
    as it can be up to the answer's; where it is as redundant, it has the answer's nodes of the
    components that both have.

    Raises:
        RequirementsError: The recommendation is too large to be drawn.
    """
    stated = recommendation.requirements.operations.current_pattern
    if stated is None:
        return None
    catalog = recommendation.knowledge.catalog
    after = topology_for(recommendation)
    options = _surroundings(recommendation)
    before = topology(stated, catalog=catalog, **options)
    if before.options.redundancy == after.options.redundancy:
        own = {tier.component for tier in before.components}
        counted = _nodes(recommendation.sizing)
        nodes = counted.get("nodes") or {}
        options["nodes"] = {name: nodes[name] for name in nodes if name in own}
        if own >= CLUSTERED:
            options["gateway_clusters"] = counted.get("gateway_clusters")
        before = topology(stated, catalog=catalog, **options)
    return Migration(compare(before, after, catalog=catalog))


def _nodes(sizing: Sizing) -> OptionValues:
    nodes = {tier.component: max(tier.nodes_per_region) for tier in sizing.tiers}
    gateways = max(
        (region.counts["gateway"] for region in sizing.region_counts if "gateway" in region.counts),
        key=lambda count: count.nodes,
        default=None,
    )
    if gateways is None or (gateways.clusters == 1 and not gateways.by_group()):
        return {"nodes": nodes}
    if "traffic-manager" in nodes:
        nodes["traffic-manager"] //= gateways.clusters
    if gateways.by_group():
        del nodes["gateway"]
        return {"nodes": nodes, "gateway_groups": _groups(sizing.design.groups, gateways)}
    full, last = gateways.groups
    del nodes["gateway"]
    # One cluster too many is enough to be refused; the largest loads would fill the memory.
    drawn = (*[full.nodes] * min(full.alike, MOST_CLUSTERS), last.nodes)
    return {"nodes": nodes, "gateway_clusters": drawn}


def _groups(groups: Iterable[GatewayGroup], gateways: Count) -> tuple[str, ...]:
    """Return the gateway groups as the option of a topology takes them."""
    drawn = []
    for group in groups:
        own = [each for each in gateways.groups if each.serves == group.name]
        nodes = [each.nodes for each in own for _ in range(min(each.alike, MOST_CLUSTERS))]
        is_apart = any(each.is_cluster for each in own)
        facing, serves = group.internet_facing, group.serves or "hybrid"
        drawn.append(str(DrawnGroup(group.name, tuple(nodes), facing, is_apart, serves)))
    return tuple(drawn)
