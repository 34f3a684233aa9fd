"""Stated facts that a layout over regions cannot honour; the layout stands, and each says so."""

from __future__ import annotations

from wso2_strategy import (
    Availability,
    Compliance,
    Contradiction,
    Rule,
    Selection,
    Traffic,
    fact,
    sources,
)

availability = fact(Availability)
compliance = fact(Compliance)
traffic = fact(Traffic)
layout = fact(Selection, "layout")

RULES: tuple[Rule, ...] = (
    Rule(
        id="contradictions.survival-under-one-control-plane",
        when=(availability.region_mode == "central-control-plane")
        & ((availability.automatic_failover == True) | (availability.tolerates_downtime == False)),
        then=Contradiction(
            "survival-under-one-control-plane",
            "The layout stands; the other regions keep serving calls while the main one is down.",
        ),
        because="Failures must be overcome without downtime or people, yet one control plane is to "
        "manage all regions: while its region is down, nothing is published or subscribed, and "
        "gateways elsewhere cannot start.",
        source=sources.MULTI_DC,
        basis="derived",
    ),
    Rule(
        id="contradictions.failover-to-a-standby-region",
        when=(availability.region_mode == "active-passive")
        & (availability.automatic_failover == True),
        then=Contradiction(
            "failover-to-a-standby-region",
            "The layout stands; within a region failures are overcome without people, and the loss "
            "of the region is not.",
        ),
        because="Failures must be overcome without people, yet people switch to a standby region.",
        source=sources.GAP,
        basis="derived",
    ),
    Rule(
        id="contradictions.no-downtime-with-a-standby-region",
        when=(availability.region_mode == "active-passive")
        & (availability.tolerates_downtime == False),
        then=Contradiction(
            "no-downtime-with-a-standby-region",
            "The layout stands; a region's loss costs the time of the switch. Regions that serve "
            "together, active-active, have none.",
        ),
        because="No downtime is tolerated, yet calls stop until people have switched to a standby "
        "region.",
        source=sources.GAP,
        basis="derived",
    ),
    Rule(
        id="contradictions.exact-limits-over-regions",
        when=(traffic.exact_rate_limits == True)
        & (layout.subject == "regions")
        & (layout.id != "DR1"),
        then=Contradiction(
            "exact-limits-over-regions",
            "Limits are exact within a region at best; divide them between the regions.",
        ),
        because="Rate limits are to be exact across all gateways, but every region counts for "
        "itself.",
        source=sources.MULTI_DC,
        basis="stated",
    ),
    Rule(
        id="contradictions.residency-with-replicated-regions",
        when=(compliance.data_residency == True) & (layout.id == "MDC1"),
        then=Contradiction(
            "residency-over-regions",
            "The layout stands; for strict residency run an installation of its own in each "
            "jurisdiction.",
        ),
        because="Data must stay in its region, but MDC1 replicates the databases both ways, so "
        "users, applications, subscriptions and tokens of each region lie in all of them; only "
        "calls and counters stay.",
        source=sources.MULTI_DC_1,
        basis="derived",
    ),
    Rule(
        id="contradictions.residency-with-a-standby-region",
        when=(compliance.data_residency == True) & (layout.id == "DR1"),
        then=Contradiction(
            "residency-over-regions",
            "The layout stands; keep both regions in one territory, or run an installation of its "
            "own in each.",
        ),
        because="Data must stay in its region, but a standby region holds a copy of everything: "
        "users, applications, subscriptions and tokens.",
        source=sources.GAP,
        basis="derived",
    ),
    Rule(
        id="contradictions.residency-with-a-main-region",
        when=(compliance.data_residency == True) & (layout.id == "MDC2"),
        then=Contradiction(
            "residency-over-regions",
            "The layout stands; for strict residency run an installation of its own in each "
            "jurisdiction.",
        ),
        because="Data must stay in its region, but MDC2 keeps users, applications, subscriptions "
        "and tokens of all regions in the main one; only calls and counters stay.",
        source=sources.MULTI_DC_2,
        basis="derived",
    ),
)
