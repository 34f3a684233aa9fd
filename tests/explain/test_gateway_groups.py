"""Explanations beside gateway groups: held fixed, said so, and as sound as without."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings

from tests.support.random_requirements import grouped_requirements
from wso2_strategy import Advisor, GatewayGroup, Recommendation, Requirements, Traffic

LISTS: list[list[GatewayGroup]] = [
    [GatewayGroup("a"), GatewayGroup("b")],
    [GatewayGroup("inner", internet_facing=False), GatewayGroup("outer", internet_facing=True)],
    [GatewayGroup("live", serves="production"), GatewayGroup("trial", serves="sandbox", share=0.1)],
    [GatewayGroup("a"), GatewayGroup("b", own_traffic_manager=True)],
    [GatewayGroup("only", internet_facing=True)],
]


def answer(advisor: Advisor, groups: list[GatewayGroup], **traffic: Any) -> Recommendation:
    stated = Requirements(traffic=Traffic(**traffic), gateway_groups=groups)
    return advisor.advise(stated)


@settings(max_examples=tries(150))
@given(grouped_requirements)
def test_the_oracle_decides_as_the_advisor_does(
    advisor: Advisor, requirements: Requirements
) -> None:
    """For random requirements and random groups."""
    asked = advisor.oracle_beside(requirements)
    assert asked.foresees
    row = asked.form.values_of(requirements)
    assert asked.form.filled(row, requirements) == requirements
    assert asked.decide(row) == advisor.advise(requirements).decision


@pytest.mark.parametrize("groups", LISTS)
@pytest.mark.parametrize("other", ["P1", "P2", "P3", "P4"])
def test_changes_that_are_named_lead_there_with_the_groups_as_they_are(
    advisor: Advisor, groups: list[GatewayGroup], other: str
) -> None:
    """And where none is named, none of the single changes of any field does."""
    found = answer(advisor, groups, peak_tps=1500.0)
    told = found.why_not(other)
    if told.verdict == "chosen":
        return
    for way in told.changes:
        assert tuple(way.requirements.gateway_groups) == tuple(groups)
        assert advisor.advise(way.requirements).pattern.id == other
    if not told.changes:
        assert told.is_proved
        assert other not in _one_change_away(advisor, found.requirements)
    assert "as they are stated" in str(told).replace("as it is", "as they are")


def _one_change_away(advisor: Advisor, requirements: Requirements) -> set[str]:
    """Return the patterns that some value of one field leads to, by brute force."""
    asked = advisor.oracle_beside(requirements)
    row = asked.form.values_of(requirements)
    found = set()
    for field in asked.form.fields:
        for span in asked.candidates.spans(row, field, -1):
            for value in span.ends:
                changed = (*row[: field.index], value, *row[field.index + 1 :])
                filled = asked.form.filled(changed, requirements)
                found.add(advisor.advise(filled).pattern.id)
    return found


def test_boundaries_are_where_the_answer_changes(advisor: Advisor) -> None:
    """Two groups on P2 become P3 above 5,000 requests/s, as one tier does."""
    found = answer(advisor, LISTS[0], peak_tps=1500.0)
    assert found.pattern.id == "P2"
    (peak,) = (e for e in found.boundaries().fields if e.field.path == "traffic.peak_tps")
    edges = {each.span.high: each.decision.pattern for each in peak.outcomes}
    assert edges[5000.0] == "P2"
    for span, decision in ((e.span, e.decision) for e in peak.outcomes):
        for end in span.ends:
            changed = evolve(found.requirements, traffic=Traffic(peak_tps=end))
            assert advisor.advise(changed).pattern.id == decision.pattern


def test_it_is_said_that_groups_are_held(advisor: Advisor) -> None:
    found = answer(advisor, LISTS[0], peak_tps=1500.0)
    for told in (found.robustness(), found.boundaries(), found.why_not("P4")):
        assert "The gateway groups a and b stay as they are stated." in " ".join(str(told).split())


def test_what_if_states_groups_differently(advisor: Advisor) -> None:
    """As a list, by the field of one group, or not at all; and a difference shows them."""
    found = answer(advisor, LISTS[3], peak_tps=1500.0)
    assert found.pattern.id == "P3"
    for changes in (
        [{"name": "a"}, {"name": "b"}],
        {"b.own_traffic_manager": False},
    ):
        after = found.what_if(gateway_groups=changes)
        assert after.after.pattern.id == "P2"
        assert "gateway groups: a; b; before: a; b (with Traffic Managers of its own)" in " ".join(
            str(after).replace("│", "").split()
        )
    assert found.what_if(gateway_groups=None).after.pattern.id == "P2"
    assert (
        found.what_if(gateway_groups={"b.share": 0.3}).after.sizing.gateway_groups[1].share == 0.3
    )
    assert found.diff(answer(advisor, LISTS[0], peak_tps=1500.0)).to_dict()["restatements"][0] == {
        "path": "gateway_groups",
        "before": [
            {
                "name": "a",
                "share": None,
                "internet_facing": None,
                "serves": None,
                "own_traffic_manager": None,
            },
            {
                "name": "b",
                "share": None,
                "internet_facing": None,
                "serves": None,
                "own_traffic_manager": True,
            },
        ],
        "after": [
            {
                "name": "a",
                "share": None,
                "internet_facing": None,
                "serves": None,
                "own_traffic_manager": None,
            },
            {
                "name": "b",
                "share": None,
                "internet_facing": None,
                "serves": None,
                "own_traffic_manager": None,
            },
        ],
    }
