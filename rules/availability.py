"""What the demands on availability ask for."""

from __future__ import annotations

from wso2_strategy import (
    Availability,
    Contradiction,
    Demand,
    Need,
    RedundancyNeed,
    Rule,
    Size,
    conclude,
    exists,
    fact,
    sources,
)

from .fitness import FITS

availability = fact(Availability)
demand = fact(Demand)
size = fact(Size)

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
        because="Failures must be overcome without people. WSO2 asks for at least two nodes on "
        "virtual machines and leaves it to the orchestrator on clusters, where only a second node "
        "that runs already takes over at once.",
        source=sources.SECURITY_GUIDELINES,
        basis="derived",
    ),
    Rule(
        id="availability.full-load-needs-redundancy",
        when=availability.full_load_during_failure == True,
        then=Need("redundancy"),
        because="The peak must be carried while a node is down, so no component may have one only.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="availability.full-load-needs-a-spare-gateway",
        when=(availability.full_load_during_failure == True)
        & (availability.regions.absent() | (availability.regions == 1))
        & (demand.all_in_one_nodes > 1),
        then=Need("independent-gateway"),
        because="{demand.design_tps:,.6g} requests/s must be carried while a node is down, and "
        "with this payload they take {demand.all_in_one_nodes} All-in-One nodes; a gateway tier "
        "of its own has a spare node, a pair has none.",
        source=sources.ALL_IN_ONE,
        basis="derived",
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
    *(
        Rule(
            id=f"availability.target-needs-redundancy{fit.suffix}",
            when=(fit.fact.needs_redundancy == True)
            & (fit.fact.is_closest_without_redundancy == True)
            & exists(availability),
            then=conclude(fit.needs, capability="redundancy", **fit.under),
            because="An availability of {availability.target:%} is more than one node of each "
            f"component is expected to reach{fit.over}, with the balancer and the site before it.",
            source=sources.GAP,
            basis="assumed",
        )
        for fit in FITS
    ),
    # A pattern whose calls need more, such as an All-in-One its database, asks for itself alone:
    # whether others are redundant may not rest on one that is not chosen.
    *(
        Rule(
            id=f"availability.target-needs-redundancy-of-pattern{fit.suffix}",
            when=(fit.fact.needs_redundancy == True)
            & (fit.fact.is_closest_without_redundancy == False)
            & exists(availability),
            then=conclude(RedundancyNeed, pattern=fit.fact.pattern, **fit.under),
            because="An availability of {availability.target:%} is more than one node of each "
            f"component of {{fitness.pattern}} is expected to reach{fit.over}, with the balancer, "
            "the database and the site.",
            source=sources.GAP,
            basis="assumed",
        )
        for fit in FITS
    ),
    *(
        Rule(
            id=f"availability.pattern-misses-target{fit.suffix}",
            when=(fit.fact.meets_target == False) & exists(availability),
            then=conclude(
                fit.excludes,
                pattern=fit.fact.pattern,
                limit="availability",
                by_degree=True,
                **fit.under,
            ),
            because=f"{{fitness.pattern}}{fit.over} is expected to keep {{fitness.expected}} of "
            "calls available at best, and the target is {availability.target:%}.",
            source=sources.GAP,
            basis="assumed",
        )
        for fit in FITS
    ),
    *(
        Rule(
            id=f"availability.pattern-is-not-the-closest{fit.suffix}",
            when=(fit.fact.meets_target == False) & (fit.fact.is_closest == False),
            then=conclude(
                fit.excludes,
                pattern=fit.fact.pattern,
                limit="more availability elsewhere",
                by_degree=True,
                **fit.under,
            ),
            because="Another choice comes nearer to the target than {fitness.pattern}"
            f"{fit.over}, which is expected to keep {{fitness.expected}} of calls available at "
            "best.",
            source=sources.GAP,
            basis="assumed",
        )
        for fit in FITS
    ),
    *(
        Rule(
            id=f"availability.answer-misses-target{name}",
            when=exists(availability) & helps,
            then=Contradiction("target-missed", resolution),
            because="The recommended design is expected to keep {size.expected} of calls "
            f"available, and the target is {{availability.target:%}}{regions}.",
            source=sources.GAP,
            basis="assumed",
        )
        for name, helps, regions, resolution in (
            (
                "-by-two-zones",
                size.regions_that_reach == 0,
                "",
                "Nodes over two availability zones are expected to reach it.",
            ),
            (
                "-by-two-regions",
                size.regions_that_reach == 2,
                "",
                "Two regions that work on their own are expected to reach it.",
            ),
            (
                "-by-further-regions",
                size.regions_that_reach > 2,
                "; it takes {size.regions_that_reach} regions",
                "Further regions that work on their own are expected to reach it.",
            ),
            (
                "",
                (size.meets_target == False) & size.regions_that_reach.absent(),
                "",
                "Neither further nodes nor zones nor regions are expected to reach it; lower the "
                "target, or override assumptions that are too low for your site.",
            ),
        )
    ),
)
