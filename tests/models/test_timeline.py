"""How long a recommendation lasts: closed forms against month-by-month sampling."""

import math
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.domain.facts import Requirements, Traffic
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.models.load.demand import compounded, demand
from wso2_strategy.models.planning.decision import Decider, Decision
from wso2_strategy.models.planning.growth import first_month_above, months_until
from wso2_strategy.models.planning.spike import spike
from wso2_strategy.models.planning.timeline import timeline
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import sizing

# When a load crosses a threshold.


def test_a_doubling_load_reaches_the_threshold_when_the_logarithms_say() -> None:
    """300 to 1,000 at +100 % a year: 12 x ln(10/3) / ln 2 = 20.84 months."""
    assert months_until(300, 1000, 1.0) == pytest.approx(20.8436, abs=1e-4)
    assert first_month_above(300, 1000, 1.0, last_month=120) == 21


@pytest.mark.parametrize(
    ("load", "threshold", "growth"),
    [(300, 1000, 0.0), (300, 1000, -0.5), (0, 1, 1.0), (1, 2, 1e-300), (5e-324, 1e30, 0.1)],
)
def test_a_load_that_never_gets_there_has_no_month(
    load: float, threshold: float, growth: float
) -> None:
    """Without growth, from nothing, or too slowly."""
    assert first_month_above(load, threshold, growth, last_month=120) is None


def test_a_load_above_the_threshold_is_there_now() -> None:
    """Month zero, also when it shrinks."""
    assert first_month_above(2000, 1000, -0.5, last_month=120) == 0


@given(
    st.floats(1e-3, 1e9),
    st.floats(1e-3, 1e12),
    st.floats(0, 20) | st.floats(0, 1e-6),
    st.integers(0, 240),
)
def test_the_closed_form_agrees_with_looking_at_every_month(
    load: float, threshold: float, growth: float, last_month: int
) -> None:
    """The first month in which the load exceeds the threshold, to the month."""
    sampled = next(
        (m for m in range(last_month + 1) if load * compounded(growth, m) > threshold), None
    )
    assert first_month_above(load, threshold, growth, last_month=last_month) == sampled


@given(st.floats(1e-3, 1e9), st.floats(0.01, 20), st.integers(0, 120))
def test_the_month_is_right_to_the_last_digit(load: float, growth: float, month: int) -> None:
    """A threshold met exactly is exceeded a month later; one digit lower, in that month."""
    met = load * compounded(growth, month)
    assert first_month_above(load, met, growth, last_month=200) == month + 1
    below = math.nextafter(met, 0)
    assert first_month_above(load, below, growth, last_month=200) == month


# What changes when.


def bands(requirements: Requirements) -> Decision:
    """Decide as the strategy does: by the bands of the design load and by tokens."""
    found = demand(requirements)
    if found is None or found.design_tps is None:
        return Decision(Design.named("P0"))
    if found.key_manager_nodes > 1:
        return Decision(Design.named("P4", "all"), "kubernetes")
    for most, pattern in ((500, "P0"), (1000, "P1"), (5000, "P2")):
        if found.design_tps <= most:
            return Decision(Design.named(pattern, "all"), "kubernetes")
    return Decision(Design.named("P3", "all"), "kubernetes")


BANDS = Decider(bands, {"design_tps": [500, 1000, 5000], "key_manager_nodes": [1]})


def test_a_start_up_outgrows_one_node_then_two() -> None:
    """300 requests/s that double every year."""
    startup = Requirements(traffic=Traffic(peak_tps=300, annual_growth=1.0))
    plan = timeline(startup, 60, BANDS)
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
    clusters = timeline(growing, 24, Decider(lambda _: Decision(Design.named("P3", "all")))).events
    assert "month 9: clusters: 1 -> 2" in map(str, clusters)
    p2 = timeline(growing, 24, Decider(lambda _: Decision(Design.named("P2", "all"))))
    limits = [event for event in p2.events if event.kind == "limit"]
    assert [event.month for event in limits] == [9]
    assert "of the Traffic Manager inside the All-in-One" in limits[0].after
    assert [month.feasible for month in p2.months] == [True] * 9 + [False] * 16


@pytest.mark.parametrize("growth", [None, 0.0, -0.3])
def test_a_load_that_does_not_grow_changes_nothing(growth: float | None) -> None:
    """A shrinking load is shown as it shrinks, on nodes that stay."""
    steady = Requirements(traffic=Traffic(peak_tps=9000, annual_growth=growth))
    plan = timeline(steady, 12, BANDS)
    assert plan.events == ()
    assert plan.lasts_until is None
    assert {month.total_nodes for month in plan.months} == {9}
    assert plan.months[12].peak_tps == pytest.approx(9000 * (1 + (growth or 0)))


def test_without_a_load_there_is_one_answer_for_all_months() -> None:
    """Nothing grows that is not stated."""
    plan = timeline(Requirements(), 3, BANDS)
    assert [(month.peak_tps, month.pattern) for month in plan.months] == [(None, "P0")] * 4


def test_a_cut_point_on_something_unknown_is_refused() -> None:
    """A misspelt field would hide a change."""
    misspelt = Decider(bands, {"design_tsp": [500]})
    with pytest.raises(UnknownNameError) as caught:
        timeline(Requirements(traffic=Traffic(peak_tps=1)), 3, misspelt)
    assert caught.value.nearest == "design_tps"


@settings(max_examples=120)
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
    plan = timeline(Requirements(traffic=traffic), months, BANDS)
    assert [month.month for month in plan.months] == list(range(months + 1))
    together = [month for each in plan.phases for month in range(each.first, each.last + 1)]
    assert together == list(range(months + 1))
    for phase in plan.phases:
        for month in plan.months[phase.first : phase.last + 1]:
            assert (month.pattern, month.nodes, month.feasible) == (
                phase.decision.design.pattern.id,
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
    assert "47% busy" in found.explanation


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
    assert covered("P1", peak_tps=400, burst_ratio=2).covered_by == "headroom"
    assert covered("P1", peak_tps=400, burst_ratio=3).covered_by == "nothing"


def test_a_spike_never_needs_fewer_nodes_than_the_peak() -> None:
    """And what is covered by headroom is at most fully busy."""
    for tenths in range(11, 60):
        found = covered("P3", peak_tps=6000, burst_ratio=tenths / 10)
        assert found.nodes_at_spike >= found.nodes_at_peak
        assert (found.busy_share <= 1) == (found.covered_by == "headroom")
        assert math.isfinite(found.busy_share)
