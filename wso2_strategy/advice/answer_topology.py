"""The topology of a recommendation: what is stated, turned into options of the graph."""

from __future__ import annotations

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.topology import Topology, topology
from wso2_strategy.topology.options import OptionValues


def topology_for(recommendation: Outcome, options: OptionValues | None = None) -> Topology:
    """Return the component graph of a recommendation.

    Every region is drawn with the nodes of the region that has the most.

    Args:
        recommendation: What is recommended.
        options: Options that are added to, or take the place of, what is stated.
    """
    stated = recommendation.requirements
    layout = recommendation.region_layout
    chosen: OptionValues = {
        "redundancy": recommendation.redundancy,
        "platform": recommendation.platform.id,
        "regions": recommendation.regions,
        "region_layout": layout.id if layout else None,
        "protocols": stated.traffic.protocols,
        "token_format": stated.traffic.token_format,
        "identity_provider": stated.compliance.identity_provider,
        "multi_tenant": stated.compliance.multi_tenant,
        "exact_rate_limits": stated.traffic.exact_rate_limits,
        "database": stated.constraints.database,
        "gateway_zone": "dmz" if stated.compliance.isolate_gateway else None,
        "nodes": {
            tier.component: max(tier.nodes_per_region) for tier in recommendation.sizing.tiers
        },
    }
    chosen.update(options or {})
    catalog = recommendation.knowledge.catalog
    return topology(recommendation.pattern, catalog=catalog, **chosen)
