"""The built-in knowledge base verifies clean, and what is said of it is so."""

from __future__ import annotations

from typing import Any

import pytest
import random_requirements
from hypothesis import given, settings

from wso2_strategy import Advisor, Knowledge, Need, Requirements
from wso2_strategy.domain.conclusions import Exclusion
from wso2_strategy.verification import Report, verify
from wso2_strategy.verification import knowledge_index as subjects
from wso2_strategy.verification.cases import State
from wso2_strategy.verification.decisions import Deciding, decision_in
from wso2_strategy.verification.representatives import truths
from wso2_strategy.verification.verifier import decide_all

SUBJECT = subjects.Subject(Knowledge.installed())


@pytest.fixture(name="report", scope="module")
def _report() -> Report:
    return verify(SUBJECT.knowledge)


@pytest.fixture(name="deciding", scope="module")
def _deciding() -> Deciding:
    return Deciding(SUBJECT)


def test_nothing_is_found(report: Report) -> None:
    assert not report.findings
    assert report.is_clean


def test_all_but_the_examples_is_proven(report: Report) -> None:
    methods = {each.question: each.method for each in report.evidence}
    (by_example,) = [q for q, method in methods.items() if method == "shown by example"]
    assert by_example == "Every rule fires for some facts"
    assert set(methods.values()) == {"proven", "shown by example"}


def test_every_rule_has_an_example(report: Report) -> None:
    (evidence,) = [each for each in report.evidence if each.method == "shown by example"]
    assert evidence.cases == report.rules == len(SUBJECT.rules)


def test_states_stand_for_all_combinations_of_their_factors(deciding: Deciding) -> None:
    product = 1
    for factor in deciding.factors:
        product *= factor.combinations
        assert sum(map(len, factor.outcomes.values())) == factor.combinations
    assert deciding.combinations == product > 10**9
    assert deciding.exhaustive


def test_no_field_stands_in_two_factors(deciding: Deciding) -> None:
    places = [place for factor in deciding.factors for place in factor.places]
    assert len(places) == len(set(places))


def test_processes_find_the_same(report: Report) -> None:
    assert verify(SUBJECT.knowledge, jobs=2).to_dict() == report.to_dict()


def test_progress_is_told(deciding: Deciding) -> None:
    told: list[tuple[int, int]] = []
    decide_all(deciding, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1] == (len(deciding.states), len(deciding.states))


def state_of(deciding: Deciding, requirements: Requirements) -> State:
    """Return the state that verification takes requirements to be in."""
    known = {type(each): each for each in _facts(requirements)}
    outcomes = []
    for factor in deciding.factors:
        seen = tuple(
            truths(
                subjects.tests_of(SUBJECT.rules, place),
                place[1],
                getattr(known.get(place[0]), place[1], None),
            )
            for place in factor.places
        )
        outcomes.append(_outcome(deciding, factor, seen))
    return State(tuple(outcomes))


def _facts(requirements: Requirements) -> list[Any]:
    derived = SUBJECT.derived(requirements)
    sections = [
        requirements,
        requirements.traffic,
        requirements.availability,
        requirements.compliance,
        requirements.operations,
        requirements.constraints,
    ]
    return [*sections, *(facts[0] for facts in derived.values())]


def _outcome(deciding: Deciding, factor: Any, seen: Any) -> Any:
    rules = [*deciding.slice.direct, *deciding.slice.chained]
    for outcome, ways in factor.outcomes.items():
        for way in ways:
            if all(
                truths(subjects.tests_of(rules, place), place[1], value)
                == _restricted(rules, place, truth)
                for (place, value), truth in zip(way, seen, strict=True)
            ):
                return outcome
    raise AssertionError(f"no class for {seen}")


def _restricted(rules: Any, place: Any, truth: Any) -> Any:
    """Return the truth values of the tests that some rules make, out of those of all rules."""
    every = subjects.tests_of(SUBJECT.rules, place)
    return tuple(truth[every.index(test)] for test in subjects.tests_of(rules, place))


@settings(max_examples=60)
@given(random_requirements.requirements)
def test_a_state_decides_as_the_advisor_does(
    deciding: Deciding, advisor: Advisor, requirements: Requirements
) -> None:
    answer = advisor.advise(requirements)
    if any(each.limit in ("load", "availability") for each in answer.inference.of(Exclusion)):
        return  # limits that models name are looked at apart
    decision = deciding.decide(state_of(deciding, requirements))
    layout = answer.region_layout
    assert decision.patterns == (answer.pattern.id,)
    assert decision.layouts == ((layout.id,) if layout else ())
    assert decision.needs == {need.capability for need in answer.inference.of(Need)}


@settings(max_examples=40)
@given(random_requirements.requirements)
def test_every_value_has_a_representative(deciding: Deciding, requirements: Requirements) -> None:
    state_of(deciding, requirements)


def test_what_follows_from_each_conclusion_is_what_the_engine_finds(deciding: Deciding) -> None:
    assert deciding.is_separable
    engine = deciding.engine()
    for state in deciding.states[::97]:
        given = {place[0]: place[0](**{place[1]: value}) for place, value in state.seen}
        facts = engine.infer([*given.values(), *state.conclusions]).facts
        expected, found = decision_in(facts), deciding.decide(state)
        assert (found.patterns, found.layouts) == (expected.patterns, expected.layouts)
        assert (found.needs, found.excluded) == (expected.needs, expected.excluded)
