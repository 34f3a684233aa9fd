"""From what is stated about traffic to the load that must be carried."""

import math
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.facts import Availability, Requirements, Traffic
from wso2_strategy.models.arithmetic import MAX_COUNT, MAX_LOAD
from wso2_strategy.models.load.demand import Demand, demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import sizing


def load(**traffic: Any) -> Any:
    return demand(Requirements(traffic=Traffic(**traffic)))


def test_no_stated_load_gives_no_demand() -> None:
    """Not stated is not zero."""
    assert load() is None
    assert load(annual_growth=0.5, message_bytes=100) is None
    assert load(peak_tps=0).design_tps == 0


def test_the_design_load_is_the_peak_grown_and_burst() -> None:
    """800 x 1.5^2 x 2 = 3,600."""
    found = load(peak_tps=800, annual_growth=0.5, horizon_months=24, burst_ratio=2)
    assert found.growth_factor == 2.25
    assert found.sustained_tps == 1800
    assert found.design_tps == 3600


@given(
    st.floats(0, 1e6) | st.integers(1, 400_000).map(lambda tenths: tenths / 10),
    st.none() | st.integers(1, 100),
    st.sampled_from([None, "active-active", "central-control-plane"]),
    st.sampled_from([{}, {"automatic_failover": True}, {"tolerates_downtime": False}]),
)
def test_regions_share_the_calls(
    peak: float, regions: int | None, mode: Any, survival: dict[str, Any]
) -> None:
    """Each carries an equal share, to the last digit; where a mode is stated, two at least.

    Where a failure is to be survived, all but one of them carry everything.
    """
    over = Availability(regions=regions, region_mode=mode, **survival)
    found = demand(Requirements(traffic=Traffic(peak_tps=peak), availability=over))
    number = max(regions or 1, 2 if mode else 1)
    assert found is not None
    assert found.regions == number
    carrying = max(1, number - 1) if survival else number
    assert found.region_tps == float(Fraction(repr(peak)) / carrying)
    assert found.design_tps == peak


def test_growth_without_a_horizon_is_carried_for_a_year() -> None:
    """The default horizon is a named assumption."""
    assert load(peak_tps=100, annual_growth=0.25).design_tps == 125
    longer = ASSUMPTIONS.assume({"default_horizon_months": 24})
    traffic = Requirements(traffic=Traffic(peak_tps=100, annual_growth=0.25))
    assert demand(traffic, longer).design_tps == 156.25


def test_a_horizon_without_growth_changes_nothing() -> None:
    """Time alone brings no load."""
    assert load(peak_tps=100, horizon_months=120).design_tps == 100


def test_a_shrinking_load_is_carried_at_its_largest() -> None:
    """The largest load within the horizon is the one of today."""
    assert load(peak_tps=1000, annual_growth=-0.5, horizon_months=36).design_tps == 1000


def test_tokens_alone_are_a_demand_without_calls() -> None:
    """Rules about calls then see nothing, rules about tokens do."""
    found = load(token_requests_per_second=900, annual_growth=1.0, horizon_months=12)
    assert (found.design_tps, found.gateway_nodes, found.all_in_one_nodes) == (None, None, None)
    assert found.token_requests_per_second == 1800
    assert found.key_manager_nodes == 6  # 1800 / (243.25 * 2 * 0.65) = 5.69
    found = load(token_requests_per_second=1800, token_format="opaque")  # noqa: S106
    assert found.key_manager_nodes == 8  # stored: 1800 / (191 * 2 * 0.65) = 7.25


@pytest.mark.parametrize(
    ("over", "nodes", "where"),
    [
        ({"regions": 2, "region_mode": "active-active"}, 3, " in each of 2 regions"),
        ({"regions": 2, "redundancy": "all"}, 6, " in each region while one of 2 is down"),
        ({"regions": 2, "region_mode": "central-control-plane"}, 6, ""),
        ({}, 6, ""),
    ],
)
def test_each_region_issues_its_share_unless_one_manages_all(
    over: dict[str, Any], nodes: int, where: str
) -> None:
    """1,800 tokens/s keep 5.69 nodes busy, half of them 2.85."""
    traffic = Traffic(token_requests_per_second=1800)
    found = demand(Requirements(traffic=traffic, availability=Availability(**over)))
    assert found is not None
    assert (found.key_manager_nodes, found.tokens_where) == (nodes, where)


def test_tokens_grow_but_do_not_burst() -> None:
    """A token is used for many calls."""
    found = load(peak_tps=10, token_requests_per_second=100, burst_ratio=5, annual_growth=1.0)
    assert found.token_requests_per_second == 200


def test_only_opaque_tokens_are_validated_by_the_key_manager() -> None:
    """JSON web tokens are validated by the gateway itself."""
    assert load(peak_tps=6000).introspections_per_second == 0
    assert load(peak_tps=6000, token_format="jwt").introspections_per_second == 0  # noqa: S106
    opaque = load(peak_tps=6000, token_format="opaque")  # noqa: S106
    assert opaque.introspections_per_second == pytest.approx(500)
    assert opaque.key_manager_nodes == 1


def test_issued_and_validated_tokens_add_up_each_by_its_own_rate() -> None:
    """100 issued at 248.3 a second and 500 validated at 500 a second: 0.40 and 1 node."""
    opaque = load(peak_tps=6000, token_requests_per_second=100, token_format="opaque")  # noqa: S106
    assert opaque.key_manager_nodes == 2
    jwt = load(peak_tps=6000, token_requests_per_second=100)
    for found, nodes in (
        (opaque, 100 / (191 * 2 * 0.65) + 500 / 500),
        (jwt, 100 / (243.25 * 2 * 0.65)),
    ):
        figures = sizing(Design.named("P4", "none"), found).figures()
        steps = {step.id: step.value for figure in figures for step in figure.steps()}
        assert steps["token_nodes"] == pytest.approx(nodes)


def test_in_flight_requests_follow_littles_law() -> None:
    """Throughput times time in gateway and backend; unknown without a backend latency."""
    found = load(peak_tps=1000, backend_latency_ms=200)
    assert found.concurrency == pytest.approx(1000 * (found.gateway_ms + 200) / 1000)
    assert 2.4 / 0.35 < found.gateway_ms < 2.6 / 0.35
    assert load(peak_tps=1000).concurrency is None


def test_an_unstated_payload_is_one_kibibyte_without_mediation() -> None:
    """Both defaults are named assumptions."""
    found = load(peak_tps=1)
    assert (found.message_bytes, found.mediated_share) == (1024, 0.0)
    assert load(peak_tps=1, mediation=True).gateway_cpu_ms > found.gateway_cpu_ms
    assert load(peak_tps=1, protocols={"graphql"}).gateway_cpu_ms > found.gateway_cpu_ms


def test_what_was_not_measured_is_said() -> None:
    """Payloads outside 50 bytes to 100 KiB, and streaming protocols."""
    assert not load(peak_tps=1, message_bytes=102400).extrapolated
    assert load(peak_tps=1, message_bytes=102401).extrapolated
    found = load(peak_tps=1, protocols={"http", "websub", "websocket", "graphql"})
    assert found.unmeasured_protocols == "websocket, websub"
    assert load(peak_tps=1, protocols={"http"}).unmeasured_protocols is None


def test_a_demand_is_flat() -> None:
    """Rules compare fields with constants; nothing is nested."""
    for value in attrs.asdict(load(peak_tps=1, backend_latency_ms=1)).values():
        assert value is None or isinstance(value, bool | int | float | str)


ANY_TRAFFIC = st.builds(
    Traffic,
    peak_tps=st.floats(0, 1e308),
    burst_ratio=st.floats(1, 1e308),
    annual_growth=st.floats(-0.999, 10),
    horizon_months=st.integers(0, 120),
    message_bytes=st.integers(1, 10**12),
    backend_latency_ms=st.floats(0, 1e308),
    token_requests_per_second=st.floats(0, 1e308),
    token_format=st.sampled_from(["jwt", "opaque", None]),
    mediation=st.booleans(),
)


@given(ANY_TRAFFIC)
def test_absurd_traffic_gives_finite_numbers(traffic: Traffic) -> None:
    """No engine and no JSON reader ever sees an infinity, or an integer it cannot hold."""
    found = demand(Requirements(traffic=traffic))
    for field in attrs.fields(Demand):
        value = getattr(found, field.name)
        if isinstance(value, float) and field.name not in ("peak_tps", "tokens_now_per_second"):
            assert math.isfinite(value)
            if field.name not in ("annual_growth", "burst_ratio", "backend_latency_ms"):
                assert 0 <= value <= MAX_LOAD
        if isinstance(value, int):
            assert 0 <= value <= max(MAX_COUNT, 10**12)
