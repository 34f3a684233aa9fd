"""What the load asks for, and what to know about limits and protocols.

The bands between the patterns are named assumptions.
"""

from __future__ import annotations

from wso2_strategy import (
    ASSUMPTIONS,
    Assumption,
    Compliance,
    Demand,
    Need,
    Operations,
    Rule,
    Selection,
    Size,
    SizedTier,
    Traffic,
    conclude,
    fact,
    sources,
)

from .advice import ON_CLUSTER, ON_MACHINES, advise
from .fitness import FITS

compliance = fact(Compliance)
demand = fact(Demand)
operations = fact(Operations)
traffic = fact(Traffic)
size = fact(Size)
tier = fact(SizedTier, "tier")
pattern = fact(Selection, "pattern")

ALL_IN_ONE_PAIR_TPS = Assumption(
    id="all_in_one_pair_tps",
    value=1000.0,
    unit="requests/s",
    meaning="What two active All-in-One nodes carry; above it the gateway needs a tier.",
    source=sources.ALL_IN_ONE,
    basis="stated",
)
DISTRIBUTED_TPS = Assumption(
    id="distributed_tps",
    value=5000.0,
    unit="requests/s",
    meaning="The load above which the Traffic Manager gets a tier too: a quarter of the 20,000 "
    "events/s that one carries, as a margin.",
    source=sources.SCALING,
    basis="assumed",
)
QUESTIONED_GROWTH = Assumption(
    id="questioned_growth",
    value=1.0,
    unit="of the load, per year",
    meaning="The growth above which the answer asks whether it was meant: a load that more than "
    "doubles each year. Who states 5 may have meant 5%.",
    source=sources.GAP,
    basis="assumed",
)

RULES = (
    Rule(
        id="traffic.outgrows-one-node",
        when=demand.region_tps > ASSUMPTIONS["all_in_one_tps"],
        then=Need("multiple-nodes"),
        because="{demand.region_tps:>all_in_one_tps} requests/s{demand.where} are more than the "
        "{all_in_one_tps:,.0f} that one All-in-One node is taken to carry.",
        source=sources.ALL_IN_ONE,
        basis="stated",
    ),
    Rule(
        id="traffic.outgrows-pair",
        when=demand.region_tps > ALL_IN_ONE_PAIR_TPS,
        then=Need("independent-gateway"),
        because="{demand.region_tps:>all_in_one_pair_tps} requests/s{demand.where} are more than "
        "the {all_in_one_pair_tps:,.0f} that two All-in-One nodes are taken to carry, so the "
        "gateway must scale alone.",
        source=sources.ALL_IN_ONE,
        basis="derived",
    ),
    Rule(
        id="traffic.high-volume",
        when=demand.region_tps > DISTRIBUTED_TPS,
        then=[Need("independent-gateway"), Need("independent-traffic-manager")],
        because="{demand.region_tps:>distributed_tps} requests/s{demand.where} are high traffic "
        "(above {distributed_tps:,.0f}), where rate limiting must scale apart from management.",
        source=sources.STRATEGY,
        basis="assumed",
    ),
    Rule(
        id="traffic.events-outgrow-one-traffic-manager",
        when=demand.traffic_manager_clusters > 1,
        then=Need("independent-traffic-manager"),
        because="{demand.region_events_per_second:,.0f} rate-limiting events/s{demand.where} need "
        "{demand.traffic_manager_clusters} Traffic Manager clusters, and one inside an All-in-One "
        "cannot be multiplied.",
        source=sources.SCALING,
        basis="derived",
    ),
    *(
        Rule(
            id=f"traffic.pattern-is-overloaded{fit.suffix}",
            when=fit.fact.carries_load == False,
            then=conclude(fit.excludes, pattern=fit.fact.pattern, limit="load", **fit.under),
            because=f"{{fitness.pattern}}{fit.over} is too small for the load: "
            "{fitness.overload}.",
            source=sources.SCALING,
            basis="derived",
        )
        for fit in FITS
    ),
    Rule(
        id="traffic.token-load",
        # WSO2 Identity Server is a tier of its own that issues and checks them, and scales.
        when=(demand.key_manager_nodes > 1)
        & (compliance.identity_provider.absent() | (compliance.identity_provider != "wso2-is")),
        then=Need("independent-key-manager"),
        because="Tokens keep {demand.key_manager_nodes} nodes of a Key Manager busy"
        "{demand.tokens_where}, so it must scale apart.",
        source=sources.TOKEN_PERFORMANCE,
        basis="derived",
    ),
    Rule(
        id="traffic.autoscaling-needs-gateway-tier",
        when=operations.autoscaling == True,
        then=Need("independent-gateway"),
        because="Only the gateway can be scaled automatically, and only where it is a tier of "
        "its own.",
        source=sources.HELM,
        basis="derived",
    ),
    advise(
        "exact-rate-limits",
        "caution",
        (traffic.exact_rate_limits == True) & (size.call_nodes > 1),
        "Gateways count burst and backend limits on their own unless they share a Redis, and even "
        "then windows of one second are never exact.",
        "Add Redis in hybrid mode and use windows longer than a second.",
        sources.RATE_LIMITING_CLUSTER,
        "stated",
    ),
    advise(
        "distributed-throttling",
        "caution",
        (traffic.exact_rate_limits == True)
        & (tier.component == "traffic-manager")
        & (tier.nodes > 1),
        "Several Traffic Managers count together only with distributed throttling (since 4.6), "
        "which WSO2 calls essential then; otherwise each counts what it is told.",
        "Switch on distributed throttling with Redis or Valkey for the {tier:traffic-manager} "
        "tier: one host and port, replicated but not sharded, without Sentinel.",
        sources.DISTRIBUTED_THROTTLING,
        "stated",
    ),
    advise(
        "gateways-per-traffic-manager",
        "note",
        (tier.component == "gateway") & (tier.nodes_per_region > 10),
        "WSO2 recommends about ten gateways for one Traffic Manager and control plane node; it is "
        "not a hard limit.",
        "Start at most ten nodes of the {tier:gateway} tier at a time.",
        sources.SCALING,
        "stated",
    ),
    advise(
        "websocket-ports-on-machines",
        "note",
        ON_MACHINES & traffic.protocols.contains("websocket"),
        "WebSocket APIs are served on ports of their own.",
        "Open 8099 (wss), and 9099 (ws) where clients need it, at the load balancer.",
        sources.MULTI_DC_1,
        "stated",
    ),
    advise(
        "websocket-hosts-on-clusters",
        "note",
        ON_CLUSTER & traffic.protocols.contains("websocket"),
        "WebSocket APIs have a host name of their own at port 443; its route leads to port 8099 "
        "inside the cluster.",
        "Give the WebSocket host a name and a certificate; no further port is open at the edge.",
        sources.HELM,
        "stated",
    ),
    advise(
        "websub-ports-on-machines",
        "note",
        ON_MACHINES & traffic.protocols.contains("websub"),
        "WebSub callbacks arrive on ports of their own.",
        "Open 8021 (HTTPS), and 9021 (HTTP) where hubs need it, at the load balancer.",
        sources.HELM,
        "stated",
    ),
    advise(
        "websub-hosts-on-clusters",
        "note",
        ON_CLUSTER & traffic.protocols.contains("websub"),
        "WebSub callbacks have a host name of their own at port 443; its route leads to port 8021 "
        "inside the cluster.",
        "Give the WebSub host a name and a certificate; no further port is open at the edge.",
        sources.HELM,
        "stated",
    ),
    advise(
        "growth-questioned",
        "caution",
        traffic.annual_growth > QUESTIONED_GROWTH,
        "The load is stated to grow by {traffic.annual_growth:%} a year.",
        "Check traffic.annual_growth: 5 is 500%, and 5% is written 0.05 or 5%.",
        sources.GAP,
        "assumed",
    ),
)
