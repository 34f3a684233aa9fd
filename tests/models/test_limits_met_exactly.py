"""What a load comes to exactly, what calls of every payload cost an All-in-One, and tokens."""

from __future__ import annotations

import pytest
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy import Advisor, Availability, Requirements, Traffic
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.inference.reason_text import exceeding
from wso2_strategy.models.arithmetic import whole_number
from wso2_strategy.models.load.capacity import cost_model
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import sizing


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor()


def asked(**traffic: object) -> Requirements:
    return Requirements(traffic=Traffic(**traffic))  # type: ignore[arg-type]


def test_a_load_that_comes_to_a_limit_exactly_is_within_it(advisor: Advisor) -> None:
    """390.625 requests/s with 60% a year for two years are 1,000; as floats a little more."""
    stated = asked(peak_tps=390.625, annual_growth=0.6, horizon_months=24)
    load = demand(stated)
    assert load is not None
    assert load.design_tps == 1000
    found = advisor.advise(stated)
    assert (found.pattern.id, found.sizing.total_nodes, found.conflicts) == ("P1", 2, ())
    assert "1,000 requests/s are more than the 1,000" not in found.to_text(width=10_000)


def test_a_load_just_above_a_limit_is_said_with_the_digits_that_tell(advisor: Advisor) -> None:
    """1,000.4 is not said as 1,000."""
    found = advisor.advise(asked(peak_tps=1000.4))
    assert found.pattern.id == "P2"
    assert "1,000.4 requests/s are more than the 1,000 that" in found.to_text(width=10_000)


@given(st.floats(1e-3, 1e9), st.floats(1e-9, 1))
def test_what_exceeds_a_limit_reads_as_if_it_did(limit: float, more: float) -> None:
    """Whatever the digits."""
    number = limit * (1 + more)
    assert float(exceeding(number, limit).replace(",", "")) > limit


@given(st.integers(1, 10**6), st.sampled_from([-1e-10, 0, 1e-10]))
def test_whole_nodes_are_not_rounded_up_for_what_floats_add(nodes: int, error: float) -> None:
    """Up to a thousand millionth."""
    assert whole_number(nodes * (1 + error)) == nodes
    assert whole_number(nodes * (1 + 1e-8)) == nodes + 1


@pytest.mark.parametrize(
    ("peak_tps", "message_bytes", "pattern", "call_nodes"),
    [
        # One node does 1,300 vCPU-ms a second of the 24.55 that such a call takes: 52.9.
        (52, 102400, "P1", 2),
        (105, 102400, "P1", 2),
        (107, 102400, "P2", 4),  # three busy, one spare
        (1000, 102400, "P2", 20),
        (1000, 1024, "P1", 2),
    ],
)
def test_an_all_in_one_carries_no_more_than_was_measured(
    advisor: Advisor, peak_tps: float, message_bytes: int, pattern: str, call_nodes: int
) -> None:
    """Of the stated figure and the measurement for the payload the smaller counts."""
    stated = asked(peak_tps=peak_tps, message_bytes=message_bytes, mediation=True)
    found = advisor.advise(stated)
    assert found.pattern.id == pattern
    gateway = found.sizing.nodes().get("gateway") or found.sizing.nodes()["all-in-one"]
    assert gateway == call_nodes
    assert found.sizing.feasible


def test_the_measured_column_shows_the_need_without_a_ceiling() -> None:
    """1,000 requests/s of 100 KiB would keep 19 All-in-One nodes busy; P1 has two."""
    load = demand(asked(peak_tps=1000, message_bytes=102400, mediation=True))
    size = sizing(Design.named("P1"), load)
    assert size.reasons == ("the load needs 19 All-in-One nodes, 2 at most are possible",)
    assert (size.tiers[0].nodes, size.tiers[0].measured_nodes) == (2, 19)


def test_tokens_that_are_not_stored_are_issued_faster(advisor: Advisor) -> None:
    """300 tokens/s: 316 by one node of 2 vCPU at 65 %, or 248 where they are stored."""
    tokens = {"peak_tps": 400, "token_requests_per_second": 300}
    found = advisor.advise(asked(**tokens, token_format="jwt"))  # noqa: S106
    assert (found.pattern.id, found.sizing.total_nodes) == ("P1", 2)
    found = advisor.advise(asked(**tokens, token_format="opaque"))  # noqa: S106
    assert found.pattern.id == "P5"
    assert ASSUMPTIONS.value("tokens_per_second_per_vcpu") * 2 * 0.65 == pytest.approx(316.2, 1e-3)


def test_ten_gateways_at_a_traffic_manager_are_advice() -> None:
    """Eleven gateways of P2 with fewer than 20,000 events/s are allowed."""
    load = demand(asked(peak_tps=4900, message_bytes=10240, mediation=True))
    size = sizing(Design.named("P2", "all"), load)
    assert size.nodes()["gateway"] > 10
    assert size.feasible
    assert not sizing(Design.named("P2", "all"), demand(asked(peak_tps=20_001))).feasible


@pytest.mark.parametrize(
    ("peak_tps", "message_bytes", "mediation", "pattern"),
    [
        (500, 1024, False, "P1"),
        (501, 1024, False, "P2"),
        # One node does 52.9 a second of 100 KiB transformed.
        (52, 102400, True, "P1"),
        (60, 102400, True, "P2"),
    ],
)
def test_the_full_load_during_a_failure_takes_a_spare_node(
    advisor: Advisor,
    peak_tps: float,
    message_bytes: int,
    mediation: bool,  # noqa: FBT001 - drawn from the table
    pattern: str,
) -> None:
    """A pair has none; a gateway tier has one."""
    found = advisor.advise(
        Requirements(
            traffic=Traffic(peak_tps=peak_tps, message_bytes=message_bytes, mediation=mediation),
            availability=Availability(full_load_during_failure=True),
        )
    )
    assert found.pattern.id == pattern
    assert not found.conflicts


@given(st.floats(1, 8000), st.integers(50, 102400), st.booleans(), st.integers(0, 800))
@settings(max_examples=tries(40), deadline=None)
def test_the_nodes_that_are_left_carry_the_full_load(
    advisor: Advisor,
    peak_tps: float,
    message_bytes: int,
    mediation: bool,  # noqa: FBT001 - drawn, not called
    tokens: int,
) -> None:
    """Whatever a call costs and whoever issues tokens; counted apart from the model."""
    found = advisor.advise(
        Requirements(
            traffic=Traffic(
                peak_tps=peak_tps,
                message_bytes=message_bytes,
                mediation=mediation,
                token_requests_per_second=tokens,
            ),
            availability=Availability(full_load_during_failure=True),
        )
    )
    assert not found.conflicts
    nodes, clusters = found.sizing.nodes(), found.sizing.clusters
    node_tps = 1300 / cost_model().cpu_ms(message_bytes, mediated_share=float(mediation))
    if "gateway" in nodes:
        calls = (nodes["gateway"] - clusters) * node_tps
    else:
        calls = (nodes["all-in-one"] - 1) * min(500, node_tps)
    issuer = next(name for name in ("key-manager", "control-plane", "all-in-one") if name in nodes)
    assert calls >= peak_tps * (1 - 1e-9)
    assert (nodes[issuer] - 1) * 243.25 * 1.3 >= tokens * (1 - 1e-9)
