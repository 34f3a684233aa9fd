"""What is advised, planned, explained and written out is one answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from random_requirements import requirements as random_requirements

from wso2_strategy import Advisor, Requirements
from wso2_strategy.domain.conclusions import Size


@settings(max_examples=150)
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
    (size,) = recommendation.inference.of(Size)
    assert size.nodes == recommendation.sizing.total_nodes
    assert size.meets_target == record["availability"]["meets_target"]
    missed = f"misses the target of {100 * (stated.availability.target or 0):.10g}%"
    assert (missed in recommendation.to_text(width=None)) == (size.meets_target is False)
    over = size.nodes_over_budget or 0
    assert ("nodes-over-budget" in {each.id for each in recommendation.conflicts}) == (over > 0)
    assert pattern not in {each.pattern.id for each in recommendation.alternatives}
