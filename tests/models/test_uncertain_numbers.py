"""What the numbers mean that nobody knows well: by hand, by force, and as a plan shows them."""

from __future__ import annotations

from itertools import product
from math import comb, exp
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy import Advisor, Availability, Requirements, Traffic
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.models.availability.block_diagram import Block
from wso2_strategy.models.availability.call_availability import call_availability, large_enough
from wso2_strategy.models.availability.evaluation import unavailability
from wso2_strategy.models.availability.flow_availability import availability
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.figure import Figure
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.planning.effects import effects
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_groups import NodeGroup
from wso2_strategy.models.sizing.node_sizes import sizing

NODE, BALANCER, SITE, DATABASE = 0.995, 0.999, 0.9999, 0.9999
UNCERTAIN = (
    "all_in_one_database_share",
    "common_cause_share",
    "planned_restart_minutes_per_year",
    "failover_detection_seconds",
)
DEFAULTS = {name: ASSUMPTIONS.value(name) for name in UNCERTAIN}


def calls(pattern: str, use: Use | None = None, **numbers: float) -> float:
    mine = ASSUMPTIONS.assume(numbers)
    return availability(Design.named(pattern, "all"), mine, use or Use()).availability


def test_unless_said_they_change_nothing() -> None:
    """No common cause, no restarts, no delay, and the database in the path."""
    assert list(DEFAULTS.values()) == [1, 0, 0, 0]
    assert ASSUMPTIONS.value("measured_throughput_share") == 1
    pairs = (1 - (1 - NODE) ** 2) * (1 - (1 - BALANCER) ** 2)
    assert calls("P1") == pytest.approx(SITE * DATABASE * pairs, abs=1e-15)


# By hand.


def test_a_tenth_of_common_causes_takes_three_quarters_of_the_nines_of_a_pair() -> None:
    """0.1 x 0.005 = 0.0005 of the time both gateways are down, and else each on its own."""
    gateways = (1 - 0.0005) * (1 - 0.0045**2)
    balancers = (1 - 0.0001) * (1 - 0.0009**2)
    expected = SITE * gateways * balancers
    assert calls("P3", common_cause_share=0.1) == pytest.approx(expected, abs=1e-15)
    assert round(expected, 4) == 0.9993


def test_an_hour_of_restarts_a_year_is_time_down_of_every_node() -> None:
    """60 of 525,600 minutes; balancers are not restarted with the product."""
    gateways = 1 - (0.005 + 60 / 525_600) ** 2
    expected = SITE * gateways * (1 - 0.001**2)
    found = calls("P3", planned_restart_minutes_per_year=60)
    assert found == pytest.approx(expected, abs=1e-15)


def test_half_a_minute_until_a_failure_is_noticed_costs_its_part_of_calls() -> None:
    """Of an hour of repair, for what one node of a pair is down, twice half of the calls."""
    late = 30 / 3600
    expected = SITE * (1 - 0.005**2) * (1 - 0.005 * late) * (1 - 0.001**2) * (1 - 0.001 * late)
    assert calls("P3", failover_detection_seconds=30) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_an_all_in_one_may_spare_its_database_for_json_web_tokens(share: float) -> None:
    """Not for opaque ones, not for issuing them, and a gateway spares it anyhow."""
    pairs = (1 - (1 - NODE) ** 2) * (1 - (1 - BALANCER) ** 2)
    found = calls("P1", all_in_one_database_share=share)
    assert found == pytest.approx(SITE * (1 - share * (1 - DATABASE)) * pairs, abs=1e-15)
    for pattern, use in (
        ("P1", Use(token_format="opaque")),  # noqa: S106 - a format, no secret
        ("P1", Use("token")),
        ("P2", Use()),
        ("P2", Use(token_format="opaque")),  # noqa: S106
    ):
        assert calls(pattern, use, all_in_one_database_share=share) == calls(pattern, use)


# By force.


@given(
    st.integers(1, 5),
    st.integers(1, 5),
    st.floats(0.01, 0.5),
    st.floats(0, 1),
)
def test_a_common_cause_in_every_state(nodes: int, needed: int, down: float, share: float) -> None:
    """Every node up or down on its own, times the cause that takes all of them."""
    alone = down * (1 - share)
    states = list(product([True, False], repeat=nodes))
    works = sum(
        (1 - down * share) * (1 - alone) ** sum(up) * alone ** (nodes - sum(up))
        for up in states
        if sum(up) >= needed
    )
    if nodes == 1:
        works = 1 - down if needed == 1 else 0
    found = unavailability(Block("gateway", down, nodes, needed, common_cause=share))
    assert 1 - found == pytest.approx(works, abs=1e-12)


@given(
    st.sampled_from(["P0", "P1", "P3", "P6"]),
    st.sampled_from([(1, None), (2, "MDC1")]),
    st.integers(2, 4),
    st.fixed_dictionaries(
        {
            "all_in_one_database_share": st.sampled_from([0, 0.5, 1]),
            "common_cause_share": st.sampled_from([0, 0.1, 1]),
            "planned_restart_minutes_per_year": st.sampled_from([0, 60]),
            "failover_detection_seconds": st.sampled_from([0, 30, 7200]),
        }
    ),
)
def test_the_formula_gives_the_number(
    pattern: str, over: tuple[int, Any], needed: int, values: dict[str, float]
) -> None:
    """With whichever of them; every step is computed again from what it names."""
    regions, layout = over
    use = Use(nodes=(("gateway", 4),), groups=(("gateway", (NodeGroup(1, 4, needed),)),))
    design = Design.named(pattern, "all", regions=regions, layout=layout)
    found = availability(design, ASSUMPTIONS.assume(values), use)
    figure = found.figure()
    assert figure.value == pytest.approx(found.availability, abs=1e-13)
    functions = {"comb": comb, "exp": exp, "sum": sum, "range": range, "min": min}
    for step in figure.steps():
        if isinstance(step, Figure) and step.formula and "at_least" not in step.formula:
            names = {each.id: each.value for each in step.inputs}
            again = eval(step.formula, {"__builtins__": {}, **functions, **names})  # noqa: S307
            assert again == pytest.approx(step.value, abs=1e-12)


# As they are shown.


def test_measurements_that_repeat_badly_are_said_with_the_nodes_that_they_mean() -> None:
    """9,000 / 2,262 = 3.98 gateways; by the lowest 9,000 / 1,199 = 7.5, so four more."""
    load = demand(Requirements(traffic=Traffic(peak_tps=9000)))
    size = sizing(Design.named("P3", "all"), load)
    assert size.nodes()["gateway"] == 5
    (note,) = (each for each in size.notes if "differ from run to run" in each)
    assert "of the figure used, it would take 13 WSO2 nodes instead of 9" in note
    lowest = sizing(
        Design.named("P3", "all"), load, ASSUMPTIONS.assume({"measured_throughput_share": 0.53})
    )
    assert lowest.total_nodes == 13
    assert not any("differ from run to run" in each for each in lowest.notes)


def test_measurements_that_repeat_badly_may_be_too_much_for_a_pair() -> None:
    """100 requests/s of 100 KiB transformed: 2 nodes of 52.9 each, or 4 of 28."""
    load = demand(Requirements(traffic=Traffic(peak_tps=100, message_bytes=102400, mediation=True)))
    notes = sizing(Design.named("P1"), load).notes
    assert any("too small: the load needs 4 All-in-One nodes" in each for each in notes)


def test_what_they_change_is_part_of_a_plan() -> None:
    """Each with what it would make of nodes and calls, in text and in JSON alike."""
    stated = Requirements(traffic=Traffic(peak_tps=9000), availability=Availability(target=0.9998))
    plan = Advisor().advise(stated).plan()
    found = {each.assumption.id: each for each in plan.effects}
    assert list(found) == [
        "measured_throughput_share",
        "common_cause_share",
        "planned_restart_minutes_per_year",
        "failover_detection_seconds",
    ]
    assert found["measured_throughput_share"].sizing.total_nodes == 13
    common = found["common_cause_share"].availability
    assert (common.said, common.meets_target) == ("99.93%", False)
    assert "(common_cause_share), 10% instead of 0%: 99.93% of calls" in plan.to_text(width=10_000)
    (told,) = (e for e in plan.to_dict()["effects"] if e["assumption"] == "common_cause_share")
    assert told["availability"] == common.to_dict()


def test_what_changes_nothing_is_left_out() -> None:
    """A gateway needs no database, and what was overridden is not uncertain any more."""
    mine = ASSUMPTIONS.assume({"common_cause_share": 0.1})
    found = effects(Requirements(), sizing(Design.named("P3", "all"), None, mine))
    names = [each.assumption.id for each in found]
    assert names == ["planned_restart_minutes_per_year", "failover_detection_seconds"]


# Any value that is allowed.


@pytest.mark.parametrize("name", sorted(ASSUMPTIONS))
def test_whatever_a_number_is_there_is_an_answer(name: str) -> None:
    """The least and the most that it may be, however absurd; and no foreign error."""
    number = ASSUMPTIONS[name]
    least = 1 if isinstance(number.value, int) else 5e-324
    most = number.high or (2**53 if least == 1 else 1.7e308)
    busy = Traffic(peak_tps=4000, token_format="opaque", token_requests_per_second=500)  # noqa: S106
    for value in (least if number.low is None else number.low, most):
        mine = ASSUMPTIONS.assume({name: value})
        for design in (
            Design.named("P1", "all"),
            Design.named("P2", "all"),
            Design.named("P4", "all", regions=2, layout="MDC1"),
        ):
            size = sizing(design, demand(Requirements(traffic=busy), mine), mine)
            size = large_enough(size, "opaque", 0.99999)
            assert size.total_nodes >= 1
            assert 0 <= call_availability(size, "opaque").down <= 1
