"""The interview asks only what matters, explains why, and knows when to stop."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from attrs import evolve
from changed_rows import value_of
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st
from random_requirements import requirements as random_requirements

from wso2_strategy import Advisor, Compliance, Requirements, RequirementsError, Traffic
from wso2_strategy.advice.files import parse_requirements
from wso2_strategy.domain.wording import heard
from wso2_strategy.explain.interview import Interview
from wso2_strategy.explain.open_questions import open_questions
from wso2_strategy.space.fields import form


def said(value: Any) -> str:
    """Return a value as a person would type it."""
    if value is None:
        return "don't know"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def test_it_begins_with_the_environment(advisor: Advisor) -> None:
    """Nothing is taken for granted, not even production."""
    question = Interview(advisor).question()
    assert question is not None
    assert question.text == "What is the deployment for?"
    assert question.reasons == ("development, testing, training or staging: P0 instead of P1",)


def test_it_stops_when_nothing_can_change_the_answer(advisor: Advisor) -> None:
    """With full isolation and a decided platform, nothing is left to ask."""
    interview = Interview(
        advisor,
        Requirements(compliance=Compliance(isolate_all=True)),
    )
    asked = []
    question = interview.question()
    while question is not None:
        asked.append(question.field.path)
        answer = "kubernetes" if question.field.path == "constraints.platform" else "?"
        interview = interview.answered(question, answer)
        question = interview.question()
    assert not any(path.startswith("compliance.isolate") for path in asked)
    assert interview.recommendation.pattern.id == "P4"


def test_having_nothing_to_state_is_not_knowing(advisor: Advisor) -> None:
    """'No' and 'none' say that there is nothing to state, where they are no answers themselves."""
    interview = Interview(advisor, Requirements(compliance=Compliance(isolate_all=True)))
    question = interview.question()
    assert question is not None
    assert question.field.path == "operations.existing_platforms"
    assert interview.answered(question, "No").requirements == interview.requirements


def test_the_matrix_is_asked_last(advisor: Advisor) -> None:
    """A row of the summary matrix stands for other facts, so these are asked before it."""
    interview = Interview(advisor)
    asked = []
    question = interview.question()
    while question is not None:
        asked.append(question.field.path)
        interview = interview.answered(question, "?")
        question = interview.question()
    assert asked[0] == "environment"
    assert asked[-1] == "primary_requirement"
    assert "compliance.internet_facing" in asked


def test_it_says_how_much_is_open(advisor: Advisor) -> None:
    """Each question says how many facts can still change the answer."""
    interview = Interview(advisor, Requirements(compliance=Compliance(isolate_all=True)))
    question = interview.question()
    assert question is not None
    found = open_questions(
        interview.recommendation, interview.recommendation.advisor, skipped=["primary_requirement"]
    )
    assert question.open_count == len(found.questions) > 1


def test_a_default_that_nobody_chose_is_not_written(advisor: Advisor) -> None:
    """Who does not know what the deployment is for has not stated production."""
    interview = Interview(advisor)
    question = interview.question()
    assert question is not None
    assert interview.to_yaml() == interview.answered(question, "?").to_yaml() == "{}\n"
    assert interview.answered(question, "production").to_yaml() == "environment: production\n"


def test_facts_that_matter_together_are_asked_in_turn(advisor: Advisor) -> None:
    """The first of two facts that only matter together is asked with the other in its reason."""
    interview = Interview(advisor, Requirements(traffic=Traffic(peak_tps=100)))
    question = interview.question()
    while question is not None and question.field.path != "compliance.internet_facing":
        interview = interview.answered(question, "?")
        question = interview.question()
    assert question is not None
    assert question.reasons == ("yes, with regulatory regimes: pci-dss: P2 on virtual machines",)
    after = interview.answered(question, "yes").question()
    assert after is not None
    assert after.field.path == "compliance.regimes"


def test_not_knowing_is_an_answer(advisor: Advisor) -> None:
    """A question that nobody can answer is not asked again, and stays not stated."""
    interview = Interview(advisor)
    first = interview.question()
    assert first is not None
    later = interview.answered(first, "  Don't know ")
    assert later.requirements == interview.requirements
    second = later.question()
    assert second is not None
    assert second.field.path != first.field.path


@pytest.mark.parametrize(
    ("path", "words", "value"),
    [
        ("traffic.peak_tps", "3,800", 3800.0),
        ("traffic.horizon_months", "24", 24),
        ("traffic.annual_growth", "25 %", "25 %"),
        ("traffic.annual_growth", "0.25", 0.25),
        ("availability.target", "99.95%", "99.95%"),
        ("compliance.regimes", "PCI-DSS, gdpr", ["pci-dss", "gdpr"]),
        ("compliance.isolate_all", "No", False),
        ("environment", "Production", "production"),
        ("traffic.peak_tps", "a lot", "a lot"),
        ("traffic.horizon_months", "2.5", 2.5),
        ("traffic.burst_ratio", "1,5", "1,5"),
        ("traffic.peak_tps", "1 234 567.5", 1234567.5),
        ("traffic.peak_tps", "1,234 567", "1,234 567"),
        ("name", " Shop ", "Shop"),
    ],
)
def test_answers_are_read_as_people_write_them(path: str, words: str, value: object) -> None:
    """Thousands separators, commas and letter case do not matter; percentages the kind reads."""
    assert heard(form().field(path).kind, words) == value


def test_a_percentage_is_a_share() -> None:
    """With or without a blank before the sign."""
    kind = form().field("traffic.annual_growth").kind
    assert [kind.read(heard(kind, each)) for each in ("25 %", "25%", "0.25")] == [0.25] * 3


def test_wrong_answers_say_what_is_allowed(advisor: Advisor) -> None:
    """A wrong answer is an error with what is allowed; contradictions are too."""
    interview = Interview(advisor)
    question = interview.question()
    assert question is not None
    with pytest.raises(RequirementsError, match="did you mean 'production'"):
        interview.answered(question, "prodution")
    busy = Interview(advisor, Requirements(traffic=Traffic(average_tps=900)))
    asked = busy.question()
    while asked is not None and asked.field.path != "traffic.peak_tps":
        busy = busy.answered(asked, "?")
        asked = busy.question()
    assert asked is not None
    with pytest.raises(RequirementsError, match=r"at most traffic\.peak_tps"):
        busy.answered(asked, "100")


@settings(max_examples=tries(8, dear=True))
@given(random_requirements, st.data())
def test_at_the_end_nothing_is_open(
    advisor: Advisor, requirements: Requirements, data: st.DataObject
) -> None:
    """Every question could change the answer, and at the end none is known that can.

    Where the search for facts that matter together gave up, it says so instead of proving it.
    """
    interview = Interview(advisor, requirements)
    question = interview.question()
    asked = 0
    while question is not None:
        asked += 1
        assert question.reasons
        value = data.draw(value_of(question.field))
        try:
            interview = interview.answered(question, said(value))
        except RequirementsError:
            interview = interview.answered(question, "?")
        question = interview.question()
    assert asked <= len(form().fields)
    left = open_questions(
        interview.recommendation, interview.recommendation.advisor, skipped=interview.skipped
    )
    assert not left.questions
    assert not left.together
    assert interview.is_settled == left.is_complete


def test_a_search_that_gave_up_settles_nothing(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a proof nobody is told that nothing else can change the answer."""
    known = Interview(advisor, Requirements(compliance=Compliance(isolate_all=True)))
    question = known.question()
    while question is not None:
        known = known.answered(question, "?")
        question = known.question()
    assert known.is_settled
    monkeypatch.setattr("wso2_strategy.explain.open_questions.MOST_STEPS", 0)
    unproved = evolve(known)
    assert unproved.question() is None
    assert not unproved.is_settled


@settings(max_examples=tries(60))
@given(random_requirements)
def test_the_file_says_the_same(advisor: Advisor, requirements: Requirements) -> None:
    """What is written reads back as what was answered."""
    text = Interview(advisor, requirements).to_yaml()
    assert parse_requirements(text) == requirements
    assert isinstance(yaml.safe_load(text), dict)
