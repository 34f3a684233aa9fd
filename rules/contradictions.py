"""Stated facts that cannot all be honoured; the recommendation lists them with both sides."""

from __future__ import annotations

from wso2_strategy import (
    ASSUMPTIONS,
    Availability,
    Constraints,
    Contradiction,
    Need,
    Operations,
    Rule,
    Size,
    exists,
    fact,
    sources,
)

availability = fact(Availability)
constraints = fact(Constraints)
operations = fact(Operations)
need = fact(Need)
size = fact(Size)

STRICTER = "The stricter statement decides."

RULES = (
    Rule(
        id="contradictions.downtime-and-target",
        when=(availability.tolerates_downtime == True)
        & (availability.target > ASSUMPTIONS["node_availability"]),
        then=Contradiction("downtime-and-target", STRICTER),
        because="Downtime is tolerated, yet the target of {availability.target:%} leaves no room "
        "for the outage of a single node.",
        source=sources.GAP,
        basis="assumed",
    ),
    Rule(
        id="contradictions.downtime-and-failover",
        when=(availability.tolerates_downtime == True) & (availability.automatic_failover == True),
        then=Contradiction("downtime-and-failover", STRICTER),
        because="Downtime is tolerated, yet failures must be survived without people.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="contradictions.downtime-and-redundancy",
        when=(availability.tolerates_downtime == True) & (availability.redundancy == "all"),
        then=Contradiction("downtime-and-redundancy", STRICTER),
        because="Downtime is tolerated, yet every component must be redundant.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="contradictions.no-redundancy-but-needed",
        when=(availability.redundancy.one_of("none", "gateway"))
        & (need.capability == "redundancy"),
        then=Contradiction("redundancy-too-little", STRICTER),
        because="Redundancy is limited to: {availability.redundancy}; other facts need every "
        "component to be redundant.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="contradictions.no-redundancy-but-several-nodes",
        when=(availability.redundancy == "none") & (need.capability == "multiple-nodes"),
        then=Contradiction("redundancy-too-little", STRICTER),
        because="No redundancy is wanted, yet other facts need several nodes for API calls.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="contradictions.one-region-with-mode",
        when=(availability.regions == 1) & availability.region_mode.present(),
        then=Contradiction("one-region-with-mode", "At least two regions are taken to be meant."),
        because="One region is stated, yet also how regions relate: {availability.region_mode}.",
        source=sources.MULTI_DC,
        basis="derived",
    ),
    Rule(
        id="contradictions.nodes-over-budget",
        when=exists(constraints) & (size.nodes_over_budget > 0),
        then=Contradiction(
            "nodes-over-budget",
            "The needs decide; the recommendation exceeds the limit on nodes.",
        ),
        because="At most {constraints.max_nodes} nodes are allowed, but what is needed comes to "
        "{size.nodes}.",
        source=sources.PATTERNS,
        basis="derived",
    ),
    Rule(
        id="contradictions.platform-without-skill",
        when=constraints.platform.one_of("kubernetes", "openshift")
        & (operations.kubernetes_skill == "none"),
        then=Contradiction(
            "platform-without-skill", "The platform stands; plan for training or for help."
        ),
        because="The platform is fixed to {constraints.platform}, but the team has no skill with "
        "Kubernetes.",
        source=sources.PLATFORMS,
        basis="derived",
    ),
    Rule(
        id="contradictions.machines-and-autoscaling",
        when=(constraints.platform == "virtual-machines") & (operations.autoscaling == True),
        then=Contradiction(
            "machines-and-autoscaling",
            "The platform stands; capacity is sized for the peak and scaled by your own tooling.",
        ),
        because="The platform is fixed to virtual machines, but capacity must follow the load by "
        "itself, for which only the charts bring a mechanism.",
        source=sources.HELM,
        basis="derived",
    ),
)
