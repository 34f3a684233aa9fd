"""The built-in knowledge base verifies clean, and what is said of it is so."""

from __future__ import annotations

from typing import Any

import pytest
import random_requirements
from attrs import evolve
from hypothesis import given, settings

from wso2_strategy import Advisor, Knowledge, Need, Requirements
from wso2_strategy.advice.choices import CHOOSE
from wso2_strategy.domain.conclusions import Exclusion
from wso2_strategy.inference import KnowledgeBase, engine_for
from wso2_strategy.verification import Report, knowledge_index, verify
from wso2_strategy.verification.decision_states import State
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.representative_values import truths
from wso2_strategy.verification.state_decisions import StateDecider, decision_in

INDEX = KnowledgeIndex(Knowledge.installed())


@pytest.fixture(name="report", scope="module")
def _report() -> Report:
    return verify(INDEX.knowledge)


@pytest.fixture(name="decider", scope="module")
def _decider() -> StateDecider:
    return StateDecider(INDEX)


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
    assert evidence.cases == report.rules == len(INDEX.rules)


def test_states_stand_for_all_combinations_of_their_factors(decider: StateDecider) -> None:
    product = 1
    for factor in decider.factors:
        product *= factor.combinations
        assert sum(map(len, factor.outcomes.values())) == factor.combinations
    assert decider.combinations == product > 10**9
    assert decider.exhaustive


def test_no_field_stands_in_two_factors(decider: StateDecider) -> None:
    places = [place for factor in decider.factors for place in factor.places]
    assert len(places) == len(set(places))


def test_processes_find_the_same(report: Report) -> None:
    assert verify(INDEX.knowledge, jobs=2).to_dict() == report.to_dict()


def test_progress_is_told(decider: StateDecider) -> None:
    told: list[tuple[int, int]] = []
    watched = StateDecider(INDEX, progress=lambda done, total: told.append((done, total)))
    assert len(watched.decisions) == len(decider.states)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1] == (len(decider.states), len(decider.states))


def state_of(decider: StateDecider, requirements: Requirements) -> State:
    """Return the state that verification takes requirements to be in."""
    known = {type(each): each for each in reversed(_facts(requirements))}
    outcomes = []
    for factor in decider.factors:
        seen = tuple(
            truths(
                knowledge_index.tests_of(INDEX.rules, place),
                place[1],
                getattr(known.get(place[0]), place[1], None),
            )
            for place in factor.places
        )
        outcomes.append(_outcome(decider, factor, seen))
    return State(tuple(outcomes))


def _facts(requirements: Requirements) -> list[Any]:
    sections = [
        requirements,
        requirements.traffic,
        requirements.availability,
        requirements.compliance,
        requirements.operations,
        requirements.constraints,
    ]
    return [*sections, *INDEX.derived(requirements, INDEX.derivable)]


def _outcome(decider: StateDecider, factor: Any, seen: Any) -> Any:
    rules = [*decider.rules.direct, *decider.rules.chained]
    for outcome, ways in factor.outcomes.items():
        for way in ways:
            if all(
                truths(knowledge_index.tests_of(rules, place), place[1], value)
                == _restricted(rules, place, truth)
                for (place, value), truth in zip(way, seen, strict=True)
            ):
                return outcome
    raise AssertionError(f"no class for {seen}")


def _restricted(rules: Any, place: Any, truth: Any) -> Any:
    """Return the truth values of the tests that some rules make, out of those of all rules."""
    every = knowledge_index.tests_of(INDEX.rules, place)
    return tuple(truth[every.index(test)] for test in knowledge_index.tests_of(rules, place))


@settings(max_examples=60)
@given(random_requirements.requirements)
def test_a_state_decides_as_the_advisor_does(
    decider: StateDecider, advisor: Advisor, requirements: Requirements
) -> None:
    answer = advisor.advise(requirements)
    if any(each.limit in ("load", "availability") for each in answer.inference.of(Exclusion)):
        return  # limits that models name are looked at apart
    decision = decider.decide(state_of(decider, requirements))
    layout = answer.region_layout
    assert decision.patterns == (answer.pattern.id,)
    assert decision.layouts == ((layout.id,) if layout else ())
    assert decision.needs == {need.capability for need in answer.inference.of(Need)}


@settings(max_examples=40)
@given(random_requirements.requirements)
def test_every_value_has_a_representative(
    decider: StateDecider, requirements: Requirements
) -> None:
    state_of(decider, requirements)


def test_what_follows_from_each_conclusion_is_what_the_engine_finds(decider: StateDecider) -> None:
    choices = [each for each in INDEX.procedures if each.id in CHOOSE.values()]
    start = evolve(choices[0], id="start", run=lambda _: (), reads=(), shared=False)
    base = KnowledgeBase("chained", decider.rules.chained, INDEX.base.facts)
    engine = engine_for(base, "reference", [start, *choices])
    for state in decider.states[::97]:
        given = [place[0](**{place[1]: value}) for place, value in state.seen]
        assert decider.decide(state) == decision_in(
            engine.infer([*given, *state.conclusions]).facts
        )
