"""Explanations are plain: every field has words, and no inner names show unless asked for."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wso2_strategy import Advisor, Recommendation
from wso2_strategy.document.document import Answer
from wso2_strategy.domain.wording import said
from wso2_strategy.explain.ranges import ranges
from wso2_strategy.explain.sensitivity.span_wording import span_said
from wso2_strategy.explain.what_changes import what_changes
from wso2_strategy.space.cells import Span, limits
from wso2_strategy.space.fields import StatedField, form

Advised = Callable[[str], Recommendation]

EXAMPLES = (
    "bank.yaml",
    "contradictions.yaml",
    "gateway-and-identity.yaml",
    "regional-data-planes.yaml",
    "retail.yaml",
    "startup.yaml",
)


@pytest.fixture(name="answered", scope="module", params=EXAMPLES)
def _answered(request: pytest.FixtureRequest, advised: Advised) -> list[Answer]:
    """Return every answer about an example."""
    recommendation = advised(request.param)
    return [
        recommendation.why(),
        recommendation.why_not("P0"),
        recommendation.why_not("P5"),
        recommendation.why_not("openshift"),
        recommendation.what_if(traffic={"peak_tps": 20_000}, availability={"regions": 2}),
        recommendation.boundaries(),
        recommendation.robustness(),
        recommendation.open_questions(),
        what_changes(recommendation, recommendation.advisor),
        ranges(
            recommendation,
            recommendation.advisor,
            {"traffic.peak_tps": {"low": 1000, "likely": 2000, "high": 60_000}},
        ),
    ]


def test_every_field_has_words() -> None:
    """Each field that can be stated has a noun and a question of its own in its annotation."""
    words = [each.words for each in form().fields]
    assert len(set(words)) == len(words)
    assert all(each.question.endswith("?") for each in words)
    assert not any(each.question.startswith("What is the ") for each in words[3:])


def test_no_inner_names(advisor: Advisor, answered: list[Answer]) -> None:
    """Short answers name no rule, class, field, file key or Python value."""
    rules = [rule.id for rule in advisor.knowledge.base.rules]
    paths = [each.path for each in form().fields if "." in each.path]
    for answer in answered:
        # The words of advice are the rules' own, and may name a key to state.
        text = answer.to_text(width=2000).partition("Advice")[0]
        for inner in (*rules, *paths, "None", "True", "False", "frozenset", "need:", "_"):
            assert inner not in text, (inner, text)


def test_every_answer_has_all_forms(answered: list[Answer]) -> None:
    """Text keeps to its width, Markdown is escaped, plain data names its schema."""
    for answer in answered:
        assert max(map(len, answer.to_text(width=72).splitlines())) <= 72
        markdown = answer.to_markdown(complete=True)
        assert markdown.startswith("# ")
        assert not re.search(r"(?<!\\)[<>]", markdown.replace("\\", ""))
        assert answer.to_dict()["schema"].startswith("wso2-strategy/")
        assert str(answer) + "\n" == answer.to_text()


numbers = st.sampled_from(
    [each for each in form().fields if each.is_number and each.path != "constraints.max_nodes"]
)


@given(numbers, st.data())
def test_what_is_said_of_numbers_is_true(field: StatedField, data: st.DataObject) -> None:
    """Every number that fits the words fits the span: rounding goes inwards."""
    low, high = limits(field)
    top = min(high, 1e9)
    strategy = st.integers(int(low), int(top)) if isinstance(low, int) else st.floats(low, top)
    first, last = sorted((data.draw(strategy), data.draw(strategy)))
    assume(first < last and (isinstance(first, int) or last - first > 1e-3 * abs(last)))
    span = Span(field, first, last)
    scale = 100 if "%" in said(field.kind, last) else 1
    for sign, words in re.findall(
        r"(at least|at most|more than|less than) ([\d,.e+-]+)",
        span_said(span, roughly=data.draw(st.booleans())),
    ):
        number = float(words.replace(",", "")) / scale
        number = int(number) if isinstance(first, int) else number
        close = 1e-12 * abs(number)
        if sign in ("at least", "more than"):
            assert number >= first - close
        else:
            assert number <= last + close


def test_some_values_in_words() -> None:
    """Values are said with their units, as people write them."""
    whole = form()
    for path, value, words in (
        ("traffic.annual_growth", 0.25, "25% a year"),
        ("traffic.burst_ratio", 1.5, "1.5 times the peak"),
        ("traffic.burst_ratio", 1, "1 times the peak"),
        ("traffic.backend_latency_ms", 1, "1 ms"),
        ("traffic.peak_tps", 1, "1 request/s"),
        ("traffic.peak_tps", None, "not stated"),
        ("availability.target", 0.99995, "99.995%"),
        ("availability.regions", 1, "1 region"),
        ("compliance.isolate_all", True, "yes"),
        ("compliance.regimes", frozenset({"gdpr", "fapi"}), "fapi and gdpr"),
    ):
        assert said(whole.field(path).kind, value) == words
    peak = whole.field("traffic.peak_tps")
    assert span_said(Span(peak, 0.0, limits(peak)[1])) == "any value"
    assert span_said(Span(peak, 5.0, 5.0)) == "exactly 5 requests/s"
    assert span_said(Span(peak, 5000.000000000001, 6000.0)) == (
        "more than 5,000 and at most 6,000 requests/s"
    )
