"""Every named number that could have changed an answer is listed with it."""

from __future__ import annotations

import pytest
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st
from random_requirements import requirements as random_requirements

from wso2_strategy import Advisor, Assumption, Availability, Requirements, Traffic


def a_little_else(number: Assumption) -> float:
    """Return a value near to a number, that it may have."""
    for near in (number.value + (1 if isinstance(number.value, int) else 0.001), 0.99):
        if number.problem_with(near) is None and near != number.value:
            return near
    return number.value * 0.99


@settings(max_examples=tries(60))
@given(random_requirements, st.data())
def test_what_is_not_listed_changes_nothing(
    advisor: Advisor, stated: Requirements, data: st.DataObject
) -> None:
    """An answer is the same with another value of a number that it does not list."""
    recommendation = advisor.advise(stated)
    listed = {each.id for each in recommendation.used_assumptions}
    known = {each.id: each for each in (*advisor.assumptions.numbers, *advisor.base.assumptions)}
    assert listed <= known.keys()
    other = known[data.draw(st.sampled_from(sorted(known.keys() - listed)))]
    changed = Advisor(engine="python", assumptions={other.id: a_little_else(other)})
    as_before = Advisor(engine="python").advise(stated).to_dict()
    assert changed.advise(stated).to_dict() == as_before


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        (Traffic(peak_tps=800, annual_growth=0.5), "default_horizon_months"),
        (Traffic(peak_tps=500), "all_in_one_tps"),
        (Traffic(token_requests_per_second=300), "tokens_per_second_per_vcpu"),
        (Availability(target=0.9995), "site_availability"),
    ],
)
def test_what_decides_is_listed(
    advisor: Advisor, stated: Traffic | Availability, name: str
) -> None:
    """Also where a model read it, or where a limit was just not passed."""
    section = "traffic" if isinstance(stated, Traffic) else "availability"
    recommendation = advisor.advise(Requirements(**{section: stated}))
    assert name in {each.id for each in recommendation.used_assumptions}


def test_that_months_are_assumed_is_said_where_they_decide(advisor: Advisor) -> None:
    """Growth over twelve months makes 800 requests/s too many for a pair."""
    grown = Requirements(traffic=Traffic(peak_tps=800, annual_growth=0.5))
    recommendation = advisor.advise(grown)
    assert recommendation.pattern.id == "P2"
    said = "times 1.5 for growth over 12 months, which are assumed"
    assert said in recommendation.to_text(width=None)
    assert said in recommendation.why("demand").to_text(width=None)
    stated = Requirements(traffic=Traffic(peak_tps=800, annual_growth=0.5, horizon_months=12))
    assert "assumed" not in advisor.advise(stated).why("demand").to_text(width=None)
