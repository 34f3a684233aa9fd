"""What if: the answer to other requirements, and everything that is different."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from depth import tries
from hypothesis import given, settings
from random_requirements import requirements as random_requirements

from wso2_strategy import Advisor, Compliance, Recommendation, Requirements, RequirementsError
from wso2_strategy.domain.facts import stated

Advised = Callable[[str], Recommendation]


def test_everything_that_differs(advised: Advised) -> None:
    """Needs, pattern, nodes, connections and advice are compared."""
    answer = advised("retail.yaml").what_if(
        traffic={"peak_tps": 2000}, compliance={"isolate_key_manager": True}
    )
    assert answer.after.pattern.id == "P5"
    assert answer.differences == ("pattern",)
    assert [each.id for each in answer.needs_added] == ["independent-key-manager"]
    assert [each.id for each in answer.needs_removed] == ["independent-traffic-manager"]
    assert answer.nodes["traffic-manager"] == (2, 0)
    assert answer.nodes["key-manager"][0] == 0
    assert answer.total_nodes == (10, answer.after.sizing.total_nodes)
    assert {each.id for each in answer.advice_added} >= {"p5-chart-wiring"}
    added = {tier.id for tier in answer.topology.components_added}
    assert added >= {"all-in-one", "key-manager"}


def test_the_outline(advised: Advised) -> None:
    """In words it says what is stated instead, what changes and what not."""
    lines = str(advised("retail.yaml").what_if(traffic={"peak_tps": 2000})).splitlines()
    assert lines[:5] == [
        "What if",
        "├── Stated instead",
        "│   └── peak load: 2,000 requests/s; before: 3,800 requests/s",
        "├── The answer changes",
        "│   ├── from P3 Recommended Distributed Deployment on Kubernetes, every component"
        " redundant",
    ]
    assert [line for line in lines if "in all: 6 instead of 10 [derived, " in line]
    complete = advised("retail.yaml").what_if(traffic={"peak_tps": 2000}).to_text(complete=True)
    assert "peak load (traffic.peak_tps): 2,000 requests/s" in complete
    assert "on port 5672 (amqp)" in complete


def test_nothing_changes(advised: Advised) -> None:
    """A change without effect says that the answer stays."""
    answer = advised("retail.yaml").what_if(traffic={"peak_tps": 3801})
    assert answer.differences == ()
    assert "The answer stays the same: P3" in str(answer)
    same = advised("retail.yaml").what_if()
    assert same.restatements == ()
    assert "Nothing that was not stated before." in str(same)


def test_statements_can_be_withdrawn(advised: Advised) -> None:
    """None withdraws a statement; nothing is left of it."""
    answer = advised("development.yaml").what_if(
        availability={"tolerates_downtime": None}, environment=None
    )
    before = {each.field.path: (each.before, each.after) for each in answer.restatements}
    assert before == {
        "environment": ("development", None),
        "availability.tolerates_downtime": (True, None),
    }
    assert answer.after.pattern.id == "P1"


def test_conflicts_are_compared(advised: Advised) -> None:
    """A conflict that arises is new, one that is gone is solved."""
    answer = advised("contradictions.yaml").what_if(
        constraints={"max_nodes": 100}, availability={"tolerates_downtime": None}
    )
    assert "nodes-over-budget" in {each.id for each in answer.conflicts_removed}
    assert "solved: " in str(answer)
    back = answer.after.what_if(constraints={"max_nodes": 2})
    assert "nodes-over-budget" in {each.id for each in back.conflicts_added}
    assert "new conflict: " in str(back)


@settings(max_examples=tries(60))
@given(random_requirements, random_requirements)
def test_it_is_what_the_advisor_says(
    advisor: Advisor, requirements: Requirements, other: Requirements
) -> None:
    """Changing everything to other requirements gives exactly their recommendation."""
    changes = stated(other)
    for section, values in stated(requirements).items():
        if isinstance(values, dict):
            changes[section] = {**dict.fromkeys(values), **changes.get(section, {})}
        elif section not in changes:
            changes[section] = None
    answer = advisor.advise(requirements).what_if(**changes)
    assert answer.after == advisor.advise(other)


def test_wrong_names_and_values(advised: Advised) -> None:
    """All problems are told at once, each with its path and the nearest name."""
    with pytest.raises(RequirementsError) as caught:
        advised("retail.yaml").what_if(traffic={"peek_tps": 1}, complience={"isolate_all": True})
    assert caught.value.problems == (
        "traffic.peek_tps: unknown key. Did you mean 'peak_tps'?",
        "complience: unknown key. Did you mean 'compliance'?",
    )
    with pytest.raises(RequirementsError, match=r"at most traffic\.peak_tps"):
        advised("retail.yaml").what_if(traffic={"peak_tps": 10})


def test_as_plain_data(advised: Advised) -> None:
    """The dict names everything by id."""
    record = advised("retail.yaml").what_if(compliance={"isolate_all": True}).to_dict()
    assert record["before"] | {"nodes": 0} == {
        "pattern": "P3",
        "redundancy": "all",
        "regions": None,
        "platform": "kubernetes",
        "nodes": 0,
    }
    assert record["after"]["pattern"] == "P4"
    assert record["needs_added"] == ["full-isolation"]
    assert {each["id"] for each in record["connections_added"]}
    assert Compliance(isolate_all=True) != Compliance()
