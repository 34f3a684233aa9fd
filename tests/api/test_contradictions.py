"""Statements that contradict each other: both sides are named, and neither is dropped."""

from __future__ import annotations

import pytest

from wso2_strategy import (
    Advisor,
    Availability,
    Compliance,
    Constraints,
    Operations,
    Requirements,
    Traffic,
)
from wso2_strategy.advice.evidence import Statement

CONFLICTS: list[tuple[str, Requirements, str, set[str]]] = [
    (
        "tolerates downtime, but a target of 99.99 %",
        Requirements(availability=Availability(tolerates_downtime=True, target="99.99%")),
        "downtime-and-target",
        {"availability.tolerates_downtime", "availability.target"},
    ),
    (
        "two nodes, but full isolation",
        Requirements(constraints=Constraints(max_nodes=2), compliance=Compliance(isolate_all=True)),
        "nodes-over-budget",
        {"constraints.max_nodes", "compliance.isolate_all"},
    ),
    (
        "data that must stay, but one central control plane",
        Requirements(
            availability=Availability(regions=3, region_mode="central-control-plane"),
            compliance=Compliance(data_residency=True),
        ),
        "residency-over-regions",
        {"availability.region_mode", "compliance.data_residency"},
    ),
    (
        "a target that no design reaches",
        Requirements(availability=Availability(target=0.9999999)),
        "target-missed",
        {"availability.target"},
    ),
    (
        "a simple row of the matrix, but heavy traffic",
        Requirements(primary_requirement="basic-ha", traffic=Traffic(peak_tps=9000)),
        "primary-requirement",
        {"primary_requirement", "traffic.peak_tps"},
    ),
    (
        "no redundancy, but automatic failover",
        Requirements(availability=Availability(redundancy="none", automatic_failover=True)),
        "redundancy-too-little",
        {"availability.redundancy", "availability.automatic_failover"},
    ),
    (
        "one region, but regions side by side",
        Requirements(availability=Availability(regions=1, region_mode="active-active")),
        "one-region-with-mode",
        {"availability.regions", "availability.region_mode"},
    ),
    (
        "data that must stay, but replicated regions",
        Requirements(
            availability=Availability(regions=2, region_mode="active-active"),
            compliance=Compliance(data_residency=True),
        ),
        "residency-over-regions",
        {"availability.region_mode", "compliance.data_residency"},
    ),
    (
        "isolation of all, but not of one",
        Requirements(compliance=Compliance(isolate_all=True, isolate_traffic_manager=False)),
        "isolation-of-all-and-not-of-one",
        {"compliance.isolate_all", "compliance.isolate_traffic_manager"},
    ),
    (
        "ultimate isolation, but not of all",
        Requirements(
            primary_requirement="ultimate-isolation", compliance=Compliance(isolate_all=False)
        ),
        "ultimate-isolation-denied",
        {"primary_requirement", "compliance.isolate_all"},
    ),
    (
        "gateway and identity apart, but not the Key Manager",
        Requirements(
            primary_requirement="targeted-gateway-identity",
            compliance=Compliance(isolate_key_manager=False),
        ),
        "scaled-tier-not-isolated",
        {"primary_requirement", "compliance.isolate_key_manager"},
    ),
    (
        "high availability, but downtime is tolerated",
        Requirements(
            primary_requirement="basic-ha", availability=Availability(tolerates_downtime=True)
        ),
        "downtime-and-basic-ha",
        {"primary_requirement", "availability.tolerates_downtime"},
    ),
    (
        "virtual machines without skill",
        Requirements(
            constraints=Constraints(platform="virtual-machines"),
            operations=Operations(vm_skill="none"),
        ),
        "platform-without-skill",
        {"constraints.platform", "operations.vm_skill"},
    ),
    (
        "exact limits, but regions that count alone",
        Requirements(traffic=Traffic(exact_rate_limits=True), availability=Availability(regions=2)),
        "exact-limits-over-regions",
        {"traffic.exact_rate_limits", "availability.regions"},
    ),
    (
        "no downtime, but people must step in",
        Requirements(availability=Availability(tolerates_downtime=False, automatic_failover=False)),
        "no-downtime-without-failover",
        {"availability.tolerates_downtime", "availability.automatic_failover"},
    ),
    (
        "Kubernetes without skill",
        Requirements(
            constraints=Constraints(platform="kubernetes"),
            operations=Operations(kubernetes_skill="none"),
        ),
        "platform-without-skill",
        {"constraints.platform", "operations.kubernetes_skill"},
    ),
]


@pytest.mark.parametrize(
    ("stated", "conflict_id", "sides"),
    [pytest.param(*case[1:], id=case[0]) for case in CONFLICTS],
)
def test_contradictions_name_both_sides(
    advisor: Advisor, stated: Requirements, conflict_id: str, sides: set[str]
) -> None:
    """Contradicting facts still get a recommendation, with the conflict beside it."""
    recommendation = advisor.advise(stated)
    conflict = next(each for each in recommendation.conflicts if each.id == conflict_id)
    assert sides <= {side.path for side in conflict.sides}
    assert conflict.reasons
    assert conflict.resolution
    assert recommendation.pattern.id


def test_conflicting_values_are_shown(advisor: Advisor) -> None:
    """A side carries the value that was stated."""
    stated = Requirements(constraints=Constraints(max_nodes=1), traffic=Traffic(peak_tps=9000))
    (conflict,) = advisor.advise(stated).conflicts
    assert Statement("constraints.max_nodes", 1) in conflict.sides
    assert Statement("traffic.peak_tps", 9000.0) in conflict.sides
