"""Two files: everything that changed from one to the other, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve
from depth import tries
from hypothesis import given, settings
from random_requirements import requirements as random_requirements

from wso2_strategy import Advisor, Recommendation, Requirements, Traffic

Advised = Callable[[str], Recommendation]


@settings(max_examples=tries(25))
@given(old=random_requirements, new=random_requirements)
def test_it_says_what_the_two_answers_say(
    advisor: Advisor, old: Requirements, new: Requirements
) -> None:
    """Old answer and changes give the new answer: statements, nodes, advice, availability."""
    before, after = advisor.advise(old), advisor.advise(new)
    found = before.diff(after).to_dict()
    was, now = before.to_dict(), after.to_dict()
    paths = {path for each in (was, now) for path in _paths(each["requirements"])}
    differ = {path for path in paths if _at(was, path) != _at(now, path)}
    assert {each["path"] for each in found["restatements"]} == differ
    nodes = before.sizing.nodes() | {name: n["after"] for name, n in found["nodes"].items()}
    assert {name: n for name, n in nodes.items() if n} == after.sizing.nodes()
    said = {each["id"] for each in was["advice"]} - set(found["advice_removed"])
    assert said | set(found["advice_added"]) == {each["id"] for each in now["advice"]}
    assert found["availability"]["after"] == now["availability"]
    assert (found["differences"] == []) == (before.decision == after.decision)


def test_nothing_differs_from_itself(advised: Advised) -> None:
    answer = advised("retail.yaml")
    found = answer.diff(answer)
    assert found.differences == ()
    assert str(found).splitlines()[:3] == [
        "What changed",
        "├── Stated differently",
        "│   └── Nothing.",
    ]
    assert len(str(found).splitlines()) == 5


def test_the_outline(advised: Advised) -> None:
    """Names in the title; statements, the answer, figures and advice below it."""
    text = advised("startup.yaml").diff(advised("retail.yaml")).to_text(width=None)
    assert text.startswith("What changed from Start-up to Retail APIs\n")
    assert "peak load: 3,800 requests/s; before: 300 requests/s\n" in text
    assert "vCPU in all: 20; before: 4 [derived, " in text
    assert "with the full load carried: 99.953%; before: 99% [assumed, " in text


def test_advice_with_other_numbers_in_its_reason_is_told(advisor: Advisor) -> None:
    """The same advice for 900 instead of 800 requests/s says both."""
    old, new = (advisor.advise(Requirements(traffic=Traffic(peak_tps=n))) for n in (800, 900))
    found = old.diff(new)
    assert (found.advice_added, found.advice_removed) == ((), ())
    ((was, now),) = found.advice_reworded
    assert was.id == now.id == "pair-cannot-carry-its-peak"
    assert "the other has 900 requests/s" in found.to_text(width=None)
    assert "Before: While one node is down, the other has 800" in found.to_text(width=None)


def test_markup_in_a_name_is_escaped(advisor: Advisor) -> None:
    old = advisor.advise(Requirements(name="<b>*one*</b>"))
    new = advisor.advise(evolve(old.requirements, name="`two`"))
    assert "from &lt;b&gt;\\*one\\*&lt;/b&gt; to \\`two\\`" in old.diff(new).to_markdown()


def _paths(stated: dict[str, Any]) -> list[str]:
    sections = {name: values for name, values in stated.items() if isinstance(values, dict)}
    inner = [f"{name}.{key}" for name, values in sections.items() for key in values]
    return [name for name in stated if name not in sections] + inner


def _at(record: dict[str, Any], path: str) -> Any:
    value: Any = record["requirements"]
    for name in path.split("."):
        value = value.get(name, {})
    return value


def test_designs_too_large_to_be_drawn_are_compared_without_connections(advisor: Advisor) -> None:
    small = advisor.advise(Requirements(traffic=Traffic(peak_tps=100)))
    found = small.what_if(traffic={"peak_tps": 1e9})
    assert "not listed: a design has more clusters" in found.to_text(width=None)
    assert found.to_dict()["connections_added"] is None
    assert small.diff(found.after).to_dict()["nodes"]["gateway"]["before"] == 0
