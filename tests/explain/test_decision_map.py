"""The decision over two numbers: the advisor gives the same answer everywhere on the map."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy import Advisor, Recommendation, load_requirements
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.explain.decision_map import MOST_LINES, DecisionMap

NAMES = ("startup.yaml", "retail.yaml", "two-regions.yaml", "gateway-and-identity.yaml")
FAR = 1e9
"""A load beyond which no rule of the library tells loads apart."""


@pytest.fixture(name="found", params=NAMES, scope="module")
def _found(advisor: Advisor, request: pytest.FixtureRequest) -> Recommendation:
    return advisor.advise(load_requirements(f"examples/{request.param}"))


def pattern_at(found: Recommendation, peak_tps: float, target: float) -> str:
    """Return what the advisor itself recommends, with the load and the target."""
    stated = found.requirements
    then = evolve(
        stated,
        traffic=evolve(stated.traffic, peak_tps=peak_tps),
        availability=evolve(stated.availability, target=target),
    )
    return found.advisor.advise(then).pattern.id


def on_map(found: DecisionMap, across: float, up: float) -> str:
    (band,) = (each for each in found.bands if up in each.span)
    (outcome,) = (each for each in band.outcomes if across in each.span)
    return outcome.decision.pattern


def test_the_advisor_agrees_at_every_corner(found: Recommendation) -> None:
    """So each boundary is exact: its number has the new answer, the next smaller one the old."""
    drawn = found.decision_map()
    assert drawn.is_exact
    for band in drawn.bands:
        for outcome in band.outcomes:
            for target in (band.span.low, band.span.high):
                for peak in (outcome.span.low, min(outcome.span.high, FAR)):
                    assert pattern_at(found, peak, target) == outcome.decision.pattern


@settings(max_examples=tries(25))
@given(peak_tps=st.floats(1_000, 30_000), nines=st.floats(0.5, 5))
def test_the_advisor_agrees_anywhere(advisor: Advisor, peak_tps: float, nines: float) -> None:
    """Not only where boundaries are."""
    found = advisor.advise(load_requirements("examples/retail.yaml"))
    target = 1 - 10**-nines
    assert on_map(found.decision_map(), peak_tps, target) == pattern_at(found, peak_tps, target)


def test_bands_and_outcomes_leave_no_gap(found: Recommendation) -> None:
    """Every value is in one of each, and neighbours differ."""
    drawn = found.decision_map()
    for first, second in pairwise(drawn.bands):
        assert first.span.high < second.span.low
        assert first.outcomes != second.outcomes
    for band in drawn.bands:
        for one, other in pairwise(band.outcomes):
            assert one.span.high < other.span.low


def test_numbers_that_work_on_each_other_are_asked_line_by_line(advisor: Advisor) -> None:
    """On each line the boundaries are exact; the map says that it is not exact elsewhere."""
    found = advisor.advise(load_requirements("examples/startup.yaml"))
    drawn = found.decision_map("traffic.peak_tps", "traffic.burst_ratio")
    assert not drawn.is_exact
    assert 2 < len(drawn.bands) <= MOST_LINES + 1
    assert "work on each other" in drawn.to_text()
    for band in drawn.bands[1:]:
        first, second, *_ = band.outcomes
        assert second.span.low == pytest.approx(500 / band.span.low)
        assert first.decision.pattern == "P1"


@settings(max_examples=tries(15), deadline=None)
@given(data=st.data())
def test_any_two_numbers_make_a_map(advisor: Advisor, data: st.DataObject) -> None:
    """The decision of what is stated stands where it is stated."""
    name = data.draw(st.sampled_from(NAMES))
    found = advisor.advise(load_requirements(f"examples/{name}"))
    numbers = [each for each in advisor.oracle.form.fields if each.is_number]
    across, up = data.draw(st.lists(st.sampled_from(numbers), min_size=2, max_size=2, unique=True))
    drawn = found.decision_map(across.path, up.path)
    if None not in drawn.stated and drawn.is_exact:
        assert on_map(drawn, *drawn.stated) == found.pattern.id
    assert drawn.to_dict()["bands"]


def test_where_nothing_changes_the_map_says_so(advisor: Advisor) -> None:
    """In one sentence, without a table."""
    found = advisor.advise(load_requirements("examples/bank.yaml"))
    drawn = found.decision_map("traffic.peak_tps", "traffic.average_tps")
    assert drawn.to_text(width=None).splitlines()[-1] == (
        "No values of peak load and average load lead to another decision."
    )


def test_a_map_needs_two_numbers(advisor: Advisor) -> None:
    """Which others there are is said."""
    found = advisor.advise(load_requirements("examples/startup.yaml"))
    with pytest.raises(UnknownNameError, match=r"Did you mean 'traffic\.peak_tps'"):
        found.decision_map("traffic.peak_tsp")
