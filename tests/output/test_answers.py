"""Every answer can be read, printed and processed: text, Markdown, JSON-ready values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape

import pytest

from wso2_strategy import Advisor, Knowledge, Recommendation, Requirements, load_requirements
from wso2_strategy.document.document import Answer
from wso2_strategy.errors import printable
from wso2_strategy.explain.ranges import ranges
from wso2_strategy.explain.what_changes import what_changes
from wso2_strategy.output.rule_catalogue import RuleCatalogue
from wso2_strategy.topology import compare
from wso2_strategy.verification import Evidence, Finding, Report

REPORT = Report(
    "acme 1.0",
    1,
    (Finding("unreachable", ("acme.one",), "It <never> fires.", "Remove it.", "name: a\n"),),
    (Evidence("Every rule fires", "proven", 12, 3_000, "all of them"),),
)

ANSWERS: dict[str, Callable[[Recommendation], Answer]] = {
    "recommendation": lambda found: found,
    "why": lambda found: found.why(),
    "why-not": lambda found: found.why_not("P0"),
    "what-if": lambda found: found.what_if(traffic={"peak_tps": 9000}),
    "boundaries": lambda found: found.boundaries(),
    "robustness": lambda found: found.robustness(),
    "open-questions": lambda found: found.open_questions(),
    "what-changes": lambda found: what_changes(found, found.advisor),
    "ranges": lambda found: ranges(
        found, found.advisor, {"traffic.peak_tps": {"low": 100, "likely": 300, "high": 900}}
    ),
    "plan": lambda found: found.plan(),
    "timeline": lambda found: found.timeline(),
    "decision-map": lambda found: found.decision_map(),
    "report": lambda found: found.report(),
    "verification": lambda _: REPORT,
    "difference": lambda _: compare("P1", "P3"),
    "rules": lambda found: RuleCatalogue(found.knowledge, found.knowledge.base.rules[:3]),
}


@pytest.fixture(name="found", scope="module")
def _found(advisor: Advisor) -> Recommendation:
    return advisor.advise(load_requirements("examples/startup.yaml"))


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_has_all_forms(found: Recommendation, name: str) -> None:
    """Text keeps to its width, Markdown is escaped, plain data names its schema."""
    answer = ANSWERS[name](found)
    for complete in (False, True):
        text = answer.to_text(complete=complete, width=72)
        lines = [line for line in text.splitlines() if "https://" not in line]
        assert max(map(len, lines)) <= 72
        markdown = answer.to_markdown(complete=complete)
        assert markdown.startswith("#")
        as_it_is = r"<https\S*>|->|```[^`]*```"
        assert not re.search("[<>]", re.sub(as_it_is, "", markdown))
    page, part = answer.to_html(), answer._repr_html_()
    assert page.startswith("<!doctype html>")
    for written in (page, part):
        assert written.count("<table") == written.count("</table>")
        assert escape(printable(answer.document().title), quote=False) in written
    assert " id=" not in part
    data = answer.to_dict()
    assert re.fullmatch(r"wso2-strategy/[a-z-]+/\d", data["schema"])
    assert json.loads(json.dumps(data)) == data
    assert str(answer) == answer.to_text().rstrip("\n")


def test_a_notebook_shows_what_is_stated(found: Recommendation) -> None:
    """As a table, or that there is nothing; a topology as its picture, where it can be drawn."""
    shown = found.requirements._repr_html_()
    assert "<h3>Start-up</h3>" in shown
    assert '<th scope="row">peak load</th><td>300 requests/s</td>' in shown
    assert "Nothing is stated." in Requirements()._repr_html_()
    drawn = found.topology()._repr_svg_()
    assert drawn is None or "<svg" in drawn


def test_a_report_says_what_is_wrong_and_how_it_shows() -> None:
    """In text with the cases in words, in Markdown with a table of them."""
    assert REPORT.to_text() == (
        "Verification of acme 1.0, 1 rules: 1 finding.\n\n"
        "unreachable: acme.one\n It <never> fires. Remove it.\n    name: a\n\n"
        "What was looked at\nEvery rule fires: proven.\n"
        "  12 cases for 3,000 combinations; all of them.\n"
    )
    markdown = REPORT.to_markdown()
    assert "## unreachable: acme.one\n\nIt &lt;never&gt; fires. Remove it.\n\n```yaml\n" in markdown
    assert "| Every rule fires | proven | 12 | 3,000 | all of them |" in markdown


def test_rules_are_listed_or_shown_whole() -> None:
    """A list has sentences; one rule has all it rests on, its address unbroken."""
    knowledge = Knowledge.installed()
    rules = (knowledge.base.rule("traffic.high-volume"),)
    listed = RuleCatalogue(knowledge, rules).to_text().splitlines()
    assert (listed[0], listed[-1]) == ("traffic.high-volume", "1 rule")
    whole = RuleCatalogue(knowledge, rules, is_list=False).to_text(width=50).splitlines()
    assert whole[0] == "rule        traffic.high-volume"
    assert whole[-1].endswith(rules[0].source.url)
