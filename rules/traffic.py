"""What the load asks for. The bands between the patterns are named assumptions."""

from __future__ import annotations

from wso2_strategy import (
    ASSUMPTIONS,
    Assumption,
    Demand,
    Exclusion,
    Need,
    Operations,
    PatternFitness,
    Rule,
    conclude,
    fact,
    sources,
)

demand = fact(Demand)
operations = fact(Operations)
fitness = fact(PatternFitness, "fitness")

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

RULES = (
    Rule(
        id="traffic.outgrows-one-node",
        when=demand.design_tps > ASSUMPTIONS["all_in_one_tps"],
        then=Need("multiple-nodes"),
        because="{demand.design_tps:,.0f} requests/s are more than the {all_in_one_tps:,.0f} that "
        "one All-in-One node is taken to carry.",
        source=sources.ALL_IN_ONE,
        basis="stated",
    ),
    Rule(
        id="traffic.outgrows-pair",
        when=demand.design_tps > ALL_IN_ONE_PAIR_TPS,
        then=Need("independent-gateway"),
        because="{demand.design_tps:,.0f} requests/s are more than the {all_in_one_pair_tps:,.0f} "
        "that two All-in-One nodes are taken to carry, so the gateway must scale alone.",
        source=sources.ALL_IN_ONE,
        basis="derived",
    ),
    Rule(
        id="traffic.high-volume",
        when=demand.design_tps > DISTRIBUTED_TPS,
        then=[Need("independent-gateway"), Need("independent-traffic-manager")],
        because="{demand.design_tps:,.0f} requests/s are high traffic (above "
        "{distributed_tps:,.0f}), where rate limiting must scale apart from management.",
        source=sources.STRATEGY,
        basis="assumed",
    ),
    Rule(
        id="traffic.events-outgrow-one-traffic-manager",
        when=demand.traffic_manager_clusters > 1,
        then=Need("independent-traffic-manager"),
        because="{demand.events_per_second:,.0f} rate-limiting events/s need "
        "{demand.traffic_manager_clusters} Traffic Manager clusters, and one inside an All-in-One "
        "cannot be multiplied.",
        source=sources.SCALING,
        basis="derived",
    ),
    Rule(
        id="traffic.pattern-is-overloaded",
        when=fitness.carries_load == False,
        then=conclude(Exclusion, pattern=fitness.pattern, limit="load"),
        because="{fitness.pattern} is too small for the load: {fitness.overload}.",
        source=sources.SCALING,
        basis="derived",
    ),
    Rule(
        id="traffic.token-load",
        when=demand.key_manager_nodes > 1,
        then=Need("independent-key-manager"),
        because="Issuing and checking tokens takes {demand.key_manager_nodes} nodes' worth of "
        "Key Manager, so it must scale apart.",
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
)
