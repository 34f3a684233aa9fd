"""WSO2's page "Choosing Your Deployment Strategy" comes out exactly, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from wso2_strategy import (
    Advisor,
    Availability,
    Compliance,
    Operations,
    Requirements,
    Traffic,
)

VM_FIRST = ["virtual-machines", "kubernetes"]
KUBERNETES_FIRST = ["kubernetes", "virtual-machines"]

# The summary matrix: primary requirement, pattern, order of platforms.
MATRIX = [
    ("simplicity", "P0", VM_FIRST),
    ("basic-ha", "P1", VM_FIRST),
    ("balanced-gateway-scaling", "P2", VM_FIRST),
    ("standard-production", "P3", KUBERNETES_FIRST),
    ("ultimate-isolation", "P4", KUBERNETES_FIRST),
    ("targeted-gateway-identity", "P5", KUBERNETES_FIRST),
]

# The six scenarios, in facts that mean the same.
SCENARIOS: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("development", {"environment": "development"}, "P0", VM_FIRST),
    ("testing", {"environment": "testing", "traffic": Traffic(peak_tps=500)}, "P0", VM_FIRST),
    (
        "small production that survives a failure",
        {"availability": Availability(automatic_failover=True), "traffic": Traffic(peak_tps=400)},
        "P1",
        VM_FIRST,
    ),
    ("the gateway is the bottleneck", {"traffic": Traffic(peak_tps=3000)}, "P2", VM_FIRST),
    (
        "only the gateway is apart",
        {"compliance": Compliance(isolate_gateway=True)},
        "P2",
        VM_FIRST,
    ),
    ("high traffic", {"traffic": Traffic(peak_tps=9000)}, "P3", KUBERNETES_FIRST),
    (
        "gateway and Traffic Manager scale independently, automatically",
        {
            "compliance": Compliance(isolate_gateway=True, isolate_traffic_manager=True),
            "operations": Operations(autoscaling=True),
        },
        "P3",
        KUBERNETES_FIRST,
    ),
    (
        "isolation of every component",
        {"compliance": Compliance(isolate_all=True)},
        "P4",
        KUBERNETES_FIRST,
    ),
    (
        "a central corporate identity provider",
        {"compliance": Compliance(identity_provider="external")},
        "P4",
        KUBERNETES_FIRST,
    ),
    (
        "gateway and Key Manager apart",
        {"compliance": Compliance(isolate_gateway=True, isolate_key_manager=True)},
        "P5",
        KUBERNETES_FIRST,
    ),
    (
        "the gateway scales and tokens are heavy",
        {"traffic": Traffic(peak_tps=3000, token_requests_per_second=2000)},
        "P5",
        KUBERNETES_FIRST,
    ),
]


@pytest.mark.parametrize(("requirement", "pattern", "platforms"), MATRIX)
def test_matrix_row(advisor: Advisor, requirement: Any, pattern: str, platforms: list[str]) -> None:
    """A row of the matrix follows from the primary requirement alone."""
    recommendation = advisor.advise(Requirements(primary_requirement=requirement))
    assert recommendation.pattern.id == pattern
    assert [rank.id for rank in recommendation.platforms] == platforms
    assert recommendation.conflicts == ()


@pytest.mark.parametrize(
    ("stated", "pattern", "platforms"),
    [pytest.param(*case[1:], id=case[0]) for case in SCENARIOS],
)
def test_scenario(
    advisor: Advisor, stated: dict[str, Any], pattern: str, platforms: list[str]
) -> None:
    """A scenario follows from plain facts that mean the same."""
    recommendation = advisor.advise(Requirements(**stated))
    assert recommendation.pattern.id == pattern
    assert [rank.id for rank in recommendation.platforms] == platforms
    assert recommendation.platform.id == platforms[0]
    assert recommendation.conflicts == ()


def test_nothing_stated(advisor: Advisor) -> None:
    """Nothing stated is taken as a small production, and the answer says what it assumed."""
    recommendation = advisor.advise(Requirements())
    assert recommendation.pattern.id == "P1"
    assert recommendation.redundancy == "all"
    assert {"traffic-not-stated", "environment-not-stated"} <= {g.id for g in recommendation.advice}


@pytest.mark.parametrize(
    ("peak_tps", "pattern"),
    [(500, "P1"), (501, "P1"), (1000, "P1"), (1000.5, "P2"), (5000, "P2"), (5000.5, "P3")],
)
def test_bands_of_traffic(advisor: Advisor, peak_tps: float, pattern: str) -> None:
    """A limit itself still belongs to the smaller pattern."""
    stated = Requirements(traffic=Traffic(peak_tps=peak_tps))
    assert advisor.advise(stated).pattern.id == pattern


def test_growth_and_spikes_count(advisor: Advisor) -> None:
    """The load to carry is the peak with growth over the horizon, times the spikes."""
    grown = Traffic(peak_tps=2000, annual_growth=1.0, horizon_months=12, burst_ratio=1.3)
    assert advisor.advise(Requirements(traffic=grown)).pattern.id == "P3"
