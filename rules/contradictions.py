"""Stated facts that cannot all be honoured; the recommendation lists them with both sides."""

from __future__ import annotations

from wso2_strategy import (
    Availability,
    Compliance,
    Constraints,
    Contradiction,
    LayoutNeed,
    Need,
    Operations,
    RedundancyNeed,
    Requirements,
    Rule,
    Selection,
    Size,
    Traffic,
    exists,
    fact,
    sources,
)

from .fitness import FITS, under_layout

availability = fact(Availability)
compliance = fact(Compliance)
constraints = fact(Constraints)
operations = fact(Operations)
need = fact(Need)
layout_need = fact(LayoutNeed)
requirements = fact(Requirements)
size = fact(Size)
traffic = fact(Traffic)
layout = fact(Selection, "layout")
pattern = fact(Selection, "pattern")
redundancy_need = fact(RedundancyNeed)

# No platform is called as a pattern or a layout is, so what was chosen need not be asked.
OF_PATTERN = (redundancy_need.pattern == pattern.id) & redundancy_need.layout.absent()
OF_PATTERN_OVER_REGIONS = (redundancy_need.pattern == pattern.id) & (
    redundancy_need.layout == layout.id
)

STRICTER = "The stricter statement decides."

RULES = (
    *(
        Rule(
            id=f"contradictions.downtime-and-target{fit.suffix}",
            when=(availability.tolerates_downtime == True)
            & (fit.fact.needs_redundancy == True)
            & (fit.fact.is_closest_without_redundancy == True)
            & is_meant,
            then=Contradiction("downtime-and-target", STRICTER),
            because="Downtime is tolerated, yet the target of {availability.target:%} is more "
            f"than one node of each component is expected to reach{fit.over}.",
            source=sources.GAP,
            basis="assumed",
        )
        for fit, is_meant in zip(
            FITS,
            (exists(availability), layout.id == under_layout.layout),
            strict=True,
        )
    ),
    *(
        Rule(
            id=f"contradictions.downtime-and-target-of-pattern{suffix}",
            when=(availability.tolerates_downtime == True) & is_needed,
            then=Contradiction("downtime-and-target", STRICTER),
            because="Downtime is tolerated, yet the target of {availability.target:%} is more "
            f"than one node of each component of {{redundancy_need.pattern}} is expected to "
            f"reach{over}.",
            source=sources.GAP,
            basis="assumed",
        )
        for suffix, over, is_needed in (
            ("", "", OF_PATTERN),
            ("-over-regions", " over {redundancy_need.layout}", OF_PATTERN_OVER_REGIONS),
        )
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
        id="contradictions.downtime-and-full-load",
        when=(availability.tolerates_downtime == True)
        & (availability.full_load_during_failure == True),
        then=Contradiction("downtime-and-full-load", STRICTER),
        because="Downtime is tolerated, yet the whole peak must be carried while any node is down.",
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
    *(
        Rule(
            id=f"contradictions.no-redundancy-but-needed{over}",
            when=(availability.redundancy.one_of("none", "gateway")) & is_needed,
            then=Contradiction("redundancy-too-little", STRICTER),
            because="The stated redundancy ({availability.redundancy}) is too little: other facts "
            "need every component to be redundant.",
            source=sources.STRATEGY,
            basis="derived",
        )
        for over, is_needed in (
            ("", need.capability == "redundancy"),
            (
                "-over-regions",
                (layout_need.capability == "redundancy") & (layout_need.layout == layout.id),
            ),
            ("-by-the-pattern", OF_PATTERN),
            ("-by-the-pattern-over-regions", OF_PATTERN_OVER_REGIONS),
        )
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
        because="The limit on nodes is {constraints.max_nodes:,}, but what is needed comes to "
        "{size.nodes:,}.",
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
        id="contradictions.machines-without-skill",
        when=(constraints.platform == "virtual-machines") & (operations.vm_skill == "none"),
        then=Contradiction(
            "platform-without-skill", "The platform stands; plan for training or for help."
        ),
        because="The platform is fixed to virtual machines, but the team has no skill with them.",
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
    Rule(
        id="contradictions.no-downtime-without-failover",
        when=(availability.tolerates_downtime == False)
        & (availability.automatic_failover == False),
        then=Contradiction("no-downtime-without-failover", STRICTER),
        because="No downtime is tolerated, yet a failure need not be survived without people, who "
        "take time.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="contradictions.downtime-and-basic-ha",
        when=(availability.tolerates_downtime == True)
        & (requirements.primary_requirement == "basic-ha"),
        then=Contradiction("downtime-and-basic-ha", STRICTER),
        because="Downtime is tolerated, yet the primary requirement is high availability.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="contradictions.isolation-of-all-and-not-of-one",
        when=(compliance.isolate_all == True)
        & (
            (compliance.isolate_gateway == False)
            | (compliance.isolate_traffic_manager == False)
            | (compliance.isolate_key_manager == False)
        ),
        then=Contradiction("isolation-of-all-and-not-of-one", STRICTER),
        because="Every component is to be isolated, yet isolation is denied to one of them.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="contradictions.ultimate-isolation-denied",
        when=(requirements.primary_requirement == "ultimate-isolation")
        & (
            (compliance.isolate_all == False)
            | (compliance.isolate_gateway == False)
            | (compliance.isolate_traffic_manager == False)
            | (compliance.isolate_key_manager == False)
        ),
        then=Contradiction("ultimate-isolation-denied", STRICTER),
        because="The primary requirement isolates every component, yet isolation is denied.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="contradictions.scaled-gateway-not-isolated",
        when=requirements.primary_requirement.one_of(
            "balanced-gateway-scaling", "standard-production", "targeted-gateway-identity"
        )
        & (compliance.isolate_gateway == False),
        then=Contradiction("scaled-tier-not-isolated", STRICTER),
        because="The primary requirement scales the gateway apart from the rest, yet its "
        "isolation is denied.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="contradictions.scaled-traffic-manager-not-isolated",
        when=(requirements.primary_requirement == "standard-production")
        & (compliance.isolate_traffic_manager == False),
        then=Contradiction("scaled-tier-not-isolated", STRICTER),
        because="The primary requirement scales the Traffic Manager apart from the rest, yet its "
        "isolation is denied.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="contradictions.scaled-key-manager-not-isolated",
        when=(requirements.primary_requirement == "targeted-gateway-identity")
        & (compliance.isolate_key_manager == False),
        then=Contradiction("scaled-tier-not-isolated", STRICTER),
        because="The primary requirement scales the Key Manager apart from the rest, yet its "
        "isolation is denied.",
        source=sources.STRATEGY,
        basis="derived",
    ),
)
