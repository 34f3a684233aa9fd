"""How long a recommendation lasts, and what changes when."""

import math
from typing import Any

import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.domain.facts import Requirements, Traffic
from wso2_strategy.errors import RequirementsError
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.planning.deployment import Deployment
from wso2_strategy.models.planning.spike import spike
from wso2_strategy.models.planning.timeline import timeline
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import sizing

# What changes when.


def of(design: Design, requirements: Requirements, platform: str = "kubernetes") -> Deployment:
    return Deployment(sizing(design, demand(requirements)), platform)


def bands(requirements: Requirements) -> Deployment:
    """Decide as the strategy does: by the bands of the design load and by tokens."""
    found = demand(requirements)
    pattern = "P3"
    if found is None or found.design_tps is None:
        return of(Design.named("P0"), requirements, "")
    if found.key_manager_nodes > 1:
        pattern = "P4"
    else:
        for most, suffices in ((5000, "P2"), (1000, "P1"), (500, "P0")):
            pattern = suffices if found.design_tps <= most else pattern
    return of(Design.named(pattern, "all"), requirements)


def test_a_start_up_outgrows_one_node_then_two() -> None:
    """300 requests/s that double every year."""
    startup = Requirements(traffic=Traffic(peak_tps=300, annual_growth=1.0))
    plan = timeline(startup, bands, 60)
    changes = [event for event in plan.events if event.kind == "recommendation"]
    assert [(event.month, event.after[:2]) for event in changes] == [
        (9, "P1"),
        (21, "P2"),
        (49, "P3"),
    ]
    assert plan.lasts_until == 9
    assert [plan.months[month].pattern for month in (0, 8, 9, 20, 21, 60)] == [
        "P0",
        "P0",
        "P1",
        "P1",
        "P2",
        "P3",
    ]
    assert str(plan.events[0]) == (
        "month 9: P0 on kubernetes, redundancy all -> P1 on kubernetes, redundancy all"
    )


def test_a_component_limit_is_an_event() -> None:
    """The second Traffic Manager cluster, and the end of a pattern that has none."""
    growing = Requirements(traffic=Traffic(peak_tps=15_000, annual_growth=0.5))
    clusters = timeline(growing, lambda stated: of(Design.named("P3", "all"), stated), 24).events
    assert "month 9: clusters: 1 -> 2" in map(str, clusters)
    p2 = timeline(growing, lambda stated: of(Design.named("P2", "all"), stated), 24)
    limits = [event for event in p2.events if event.kind == "limit"]
    assert [event.month for event in limits] == [9]
    assert "of the Traffic Manager inside the All-in-One" in limits[0].after
    assert [month.feasible for month in p2.months] == [True] * 9 + [False] * 16


@pytest.mark.parametrize("growth", [None, 0.0, -0.3])
def test_a_load_that_does_not_grow_changes_nothing(growth: float | None) -> None:
    """A shrinking load is shown as it shrinks, on nodes that stay."""
    steady = Requirements(traffic=Traffic(peak_tps=9000, annual_growth=growth))
    plan = timeline(steady, bands, 12)
    assert plan.events == ()
    assert plan.lasts_until is None
    assert {month.total_nodes for month in plan.months} == {9}
    assert plan.months[12].peak_tps == pytest.approx(9000 * (1 + (growth or 0)))


def test_without_a_load_there_is_one_answer_for_all_months() -> None:
    """Nothing grows that is not stated."""
    plan = timeline(Requirements(), bands, 3)
    assert [(month.peak_tps, month.pattern) for month in plan.months] == [(None, "P0")] * 4


def test_a_recommendation_that_comes_back_is_seen() -> None:
    """A rule may ask for a band of loads: what holds before it may hold after it again."""

    def banded(requirements: Requirements) -> Deployment:
        load = demand(requirements)
        within = load is not None and 500 < (load.design_tps or 0) < 530
        return of(Design.named("P2" if within else "P1", "all"), requirements)

    startup = Requirements(traffic=Traffic(peak_tps=300, annual_growth=1.0))
    changes = [e for e in timeline(startup, banded, 24).events if e.kind == "recommendation"]
    assert [(event.month, event.after[:2]) for event in changes] == [(9, "P2"), (10, "P1")]


@pytest.mark.parametrize("months", [-1, 121, 1.5])
def test_months_that_cannot_be_looked_at_are_refused(months: Any) -> None:
    """With what is allowed."""
    with pytest.raises(RequirementsError, match=r"months: .* allowed: .*0.*120"):
        timeline(Requirements(), bands, months)


@settings(max_examples=tries(120))
@given(
    st.builds(
        Traffic,
        peak_tps=st.floats(0, 100_000) | st.floats(0, 2_000),
        annual_growth=st.floats(-0.5, 5),
        burst_ratio=st.none() | st.floats(1, 5),
        token_requests_per_second=st.none() | st.floats(0, 500),
        token_format=st.sampled_from(["jwt", "opaque"]),
    ),
    st.integers(0, 120),
)
def test_a_timeline_agrees_with_deciding_and_sizing_every_month(
    traffic: Traffic, months: int
) -> None:
    """Every month has the pattern, the nodes and the verdict it would have on its own."""
    plan = timeline(Requirements(traffic=traffic), bands, months)
    assert [month.month for month in plan.months] == list(range(months + 1))
    together = [month for each in plan.phases for month in range(each.first, each.last + 1)]
    assert together == list(range(months + 1))
    for phase in plan.phases:
        for month in plan.months[phase.first : phase.last + 1]:
            assert (month.pattern, month.nodes, month.feasible) == (
                phase.deployment.design.pattern.id,
                phase.sizing.nodes(),
                phase.sizing.feasible,
            )
    assert {each.first for each in plan.phases[1:]} == {event.month for event in plan.events}
    for month in plan.months:
        then = Requirements(traffic=evolve(traffic, horizon_months=month.month))
        design = bands(then).design
        size = sizing(design, demand(then))
        assert month.pattern == design.pattern.id
        assert month.nodes == size.nodes()
        assert month.feasible == size.feasible
    for before, after in zip(plan.months, plan.months[1:], strict=False):
        changed = (before.pattern, before.nodes) != (after.pattern, after.nodes)
        assert changed <= any(event.month == after.month for event in plan.events)


# Spikes.


def covered(pattern: str, platform: str = "kubernetes", **traffic: Any) -> Any:
    requirements = Requirements(traffic=Traffic(**traffic))
    return spike(Design.named(pattern, "all"), requirements, platform=platform)


def test_no_spike_is_nothing_to_cover() -> None:
    """Not stated, or not more than the peak."""
    assert covered("P3", peak_tps=1000) is None
    assert covered("P3", peak_tps=1000, burst_ratio=1) is None
    assert covered("P3", burst_ratio=3) is None


def test_a_small_spike_fits_into_the_reserve() -> None:
    """5,000 requests/s on four gateways may become 6,500: they are 47 % busy then."""
    found = covered("P3", peak_tps=5000, burst_ratio=1.3)
    assert found.covered_by == "headroom"
    assert found.nodes_at_peak == 4
    assert found.busy_share == pytest.approx(6500 * 0.5747594 / 2000 / 4)
    assert "would use 47% of what was measured" in found.explanation


def test_a_large_spike_is_scaled_where_a_platform_scales() -> None:
    """On Kubernetes by the chart's autoscaler, on virtual machines by standing nodes."""
    found = covered("P3", peak_tps=4000, burst_ratio=4)
    assert found.covered_by == "autoscaling"
    assert (found.nodes_at_peak, found.nodes_at_spike) == (3, 9)
    standing = covered("P3", "virtual-machines", peak_tps=4000, burst_ratio=4)
    assert standing.covered_by == "standing-nodes"
    assert "run all the time: 9 Universal Gateway nodes, 3 of them" in standing.explanation


def test_all_in_one_nodes_do_not_scale() -> None:
    """A pair carries 1,000 calls/s, spike or not."""
    assert covered("P1", peak_tps=450, burst_ratio=2).covered_by == "headroom"
    full = covered("P1", peak_tps=500, burst_ratio=2)
    assert (full.covered_by, full.busy_share) == ("no-reserve", 1.0)
    assert full.explanation.startswith(
        "Spikes leave no reserve: the sustained peak takes 2 All-in-One nodes"
    )
    assert covered("P1", peak_tps=400, burst_ratio=3).covered_by == "nothing"


@pytest.mark.parametrize(("pattern", "peak_tps"), [("P1", 200), ("P2", 2000), ("P3", 6000)])
def test_a_spike_never_needs_fewer_nodes_than_the_peak(pattern: str, peak_tps: float) -> None:
    """And what is covered by headroom keeps a tenth of it."""
    for tenths in range(11, 60):
        found = covered(pattern, peak_tps=peak_tps, burst_ratio=tenths / 10)
        assert found.nodes_at_spike >= found.nodes_at_peak
        assert (found.busy_share <= 0.9) == (found.covered_by == "headroom")
        assert math.isfinite(found.busy_share)
