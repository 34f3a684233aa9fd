"""What holds of the numbers behind a recommendation, whatever the rules decide."""

from typing import Any

import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy import Advisor, Availability, Requirements, Traffic
from wso2_strategy.errors import RequirementsError
from wso2_strategy.models.availability.flow_availability import availability
from wso2_strategy.models.availability.use import CALL
from wso2_strategy.models.sizing.design import Design

ADVISOR = Advisor()
TRAFFIC = st.builds(
    Traffic,
    peak_tps=st.floats(0, 60_000) | st.floats(0, 2_000),
    annual_growth=st.floats(0, 3),
    horizon_months=st.integers(0, 120),
    burst_ratio=st.floats(1, 5),
)
AVAILABILITY = st.builds(
    Availability,
    target=st.none() | st.floats(0.9, 0.9999999),
    redundancy=st.sampled_from([None, "none", "gateway", "all"]),
    regions=st.integers(1, 3),
)


def design_of(requirements: Requirements) -> tuple[int, Design]:
    size = ADVISOR.advise(requirements).sizing
    return size.total_nodes, size.design


@settings(max_examples=tries(150))
@given(
    TRAFFIC,
    AVAILABILITY,
    st.sampled_from(["peak_tps", "annual_growth", "burst_ratio"]),
    st.floats(1, 100),
)
def test_more_traffic_never_gives_fewer_nodes(
    traffic: Traffic, wanted: Availability, field: str, factor: float
) -> None:
    """Also where another pattern is recommended for it."""
    grown = getattr(traffic, field) * factor
    more: Any = {field: min(grown, 10) if field == "annual_growth" else grown}
    nodes, design = design_of(Requirements(traffic=traffic, availability=wanted))
    more_nodes, larger = design_of(
        Requirements(traffic=evolve(traffic, **more), availability=wanted)
    )
    assert nodes <= more_nodes
    assert availability(larger, use=CALL).unavailability <= availability(design).unavailability


@settings(max_examples=tries(150))
@given(TRAFFIC, AVAILABILITY, st.floats(0.9, 0.9999999), st.floats(0.9, 0.9999999))
def test_a_higher_target_never_gives_fewer_nodes_or_a_less_available_design(
    traffic: Traffic, wanted: Availability, one: float, other: float
) -> None:
    """A target adds redundancy and takes none away."""
    low, high = sorted((one, other))
    nodes, design = design_of(
        Requirements(traffic=traffic, availability=evolve(wanted, target=low))
    )
    more_nodes, safer = design_of(
        Requirements(traffic=traffic, availability=evolve(wanted, target=high))
    )
    assert nodes <= more_nodes
    assert availability(safer).unavailability <= availability(design).unavailability


@pytest.mark.parametrize("months", [-1, 121])
def test_no_plan_looks_at_months_that_there_are_not(months: int) -> None:
    """Neither a plan nor a timeline; the error says what is allowed."""
    recommendation = ADVISOR.advise(Requirements(traffic=Traffic(peak_tps=100)))
    for ask in (recommendation.plan, recommendation.timeline):
        with pytest.raises(RequirementsError, match=r"allowed: .* 0 .* 120"):
            ask(months)
