"""What the demands on availability ask for."""

from __future__ import annotations

from wso2_strategy import (
    ASSUMPTIONS,
    Availability,
    Exclusion,
    Need,
    PatternFitness,
    Rule,
    conclude,
    exists,
    fact,
    sources,
)

availability = fact(Availability)
fitness = fact(PatternFitness, "fitness")

RULES = (
    Rule(
        id="availability.no-downtime",
        when=availability.tolerates_downtime == False,
        then=Need("redundancy"),
        because="Downtime is not tolerated, so no component may stop with its only node.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="availability.automatic-failover",
        when=availability.automatic_failover == True,
        then=Need("redundancy"),
        because="Failover without people needs a second node that is already running.",
        source=sources.SECURITY_GUIDELINES,
        basis="stated",
    ),
    Rule(
        id="availability.redundancy-of-all",
        when=availability.redundancy == "all",
        then=Need("redundancy"),
        because="Redundancy of all components was asked for.",
        source=sources.STRATEGY,
        basis="stated",
    ),
    Rule(
        id="availability.redundancy-of-gateway",
        when=availability.redundancy == "gateway",
        then=Need("multiple-nodes"),
        because="Redundancy of the gateway was asked for.",
        source=sources.KUBERNETES_P2,
        basis="stated",
    ),
    Rule(
        id="availability.target-beyond-one-node",
        when=availability.target > ASSUMPTIONS["node_availability"],
        then=Need("redundancy"),
        because="An availability of {availability.target:%} is more than the "
        "{node_availability:%} that a single node is taken to reach.",
        source=sources.GAP,
        basis="assumed",
    ),
    Rule(
        id="availability.pattern-misses-target",
        when=(fitness.meets_target == False) & exists(availability),
        then=conclude(Exclusion, pattern=fitness.pattern, limit="availability", by_degree=True),
        because="{fitness.pattern} is expected to keep {fitness.availability:.4%} of calls "
        "available at best, and the target is {availability.target:%}.",
        source=sources.GAP,
        basis="assumed",
    ),
)
