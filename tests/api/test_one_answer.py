"""What is advised, planned, explained and written out is one answer."""

from __future__ import annotations

import re

import pytest
from depth import tries
from hypothesis import given, settings
from random_requirements import requirements as random_requirements

from wso2_strategy import Advisor, Requirements
from wso2_strategy.domain.conclusions import Size


@settings(max_examples=tries(60))
@given(stated=random_requirements)
def test_no_view_disagrees_about_a_choice_or_a_number(
    advisor: Advisor, stated: Requirements
) -> None:
    """Pattern, layout, platform, nodes, availability and verdicts are the same in every view."""
    recommendation = advisor.advise(stated)
    record = recommendation.to_dict()
    plan = recommendation.plan(0).to_dict()
    choices = {each.name: each for each in recommendation.why().conclusions}
    pattern, layout = recommendation.pattern.id, recommendation.region_layout
    assert record["pattern"]["id"] == pattern
    assert record["platform"]["id"] == recommendation.platform.id == record["platforms"][0]["id"]
    assert f"selection:pattern/{pattern}" in choices
    assert f"selection:platform/{recommendation.platform.id}" in choices
    assert (layout is not None) == any(name.startswith("selection:regions/") for name in choices)
    nodes = {each["component"]: each["nodes"] for each in record["sizing"]["tiers"]}
    assert nodes == {each.component: each.nodes for each in recommendation.sizing.tiers}
    assert sum(nodes.values()) == record["sizing"]["nodes"] == recommendation.sizing.total_nodes
    assert nodes == {each["component"]: each["nodes"] for each in plan["sizing"]["tiers"]}
    assert (plan["pattern"], plan["platform"]) == (pattern, recommendation.platform.id)
    calls = next(each for each in plan["availability"] if each["flow"] == "api-call")
    expected = record["availability"]["expected"]
    assert calls["availability"] == pytest.approx(expected, rel=1e-12)
    assert calls["meets_target"] == record["availability"]["meets_target"]
    full = [each for each in plan["availability"] if each["flow"] == "api-call at full load"]
    at_full_load = record["availability"]["at_full_load"]
    assert [each["availability"] for each in full] == (
        [] if at_full_load is None else [pytest.approx(at_full_load, rel=1e-12)]
    )
    (size,) = recommendation.inference.of(Size)
    assert size.nodes == recommendation.sizing.total_nodes
    assert size.meets_target == record["availability"]["meets_target"]
    missed = f"misses the target of {100 * (stated.availability.target or 0):.10g}%"
    assert (missed in recommendation.to_text(width=None)) == (size.meets_target is False)
    over = size.nodes_over_budget or 0
    assert ("nodes-over-budget" in {each.id for each in recommendation.conflicts}) == (over > 0)
    assert pattern not in {each.pattern.id for each in recommendation.alternatives}
    # What other patterns take is the same in the alternatives and in the plan.
    costs = {each["pattern"]: each["nodes"] for each in plan["costs"]}
    assert costs[pattern] == recommendation.sizing.total_nodes
    most = stated.constraints.max_nodes
    for each in recommendation.alternatives:
        for said in re.findall(r"(?:but takes|operate than P\d:) ([\d,]+) nodes", each.reason):
            number = int(said.replace(",", ""))
            assert number == costs.get(each.pattern.id, number)
            assert (each.verdict == "lacks") == (not over and most is not None and number > most)
    assert {each["id"] for each in record["assumptions"]} == {
        each.id for each in recommendation.used_assumptions
    }
