"""The built-in knowledge base verifies clean, and what is said of it is so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import pytest
import random_requirements
from attrs import evolve
from depth import tries
from hypothesis import given, settings

from wso2_strategy import Advisor, Knowledge, LayoutNeed, Need, Recommendation, Requirements
from wso2_strategy.advice.choices import CHOOSE, stated_facts
from wso2_strategy.domain.conclusions import Exclusion, LayoutExclusion
from wso2_strategy.inference import KnowledgeBase, engine_for
from wso2_strategy.inference.conditions import Test
from wso2_strategy.verification import Report, verify
from wso2_strategy.verification.decision_states import Outside, State
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.state_decisions import StateDecider, decision_in
from wso2_strategy.verification.stated_values import Place, built

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


def test_states_stand_for_all_combinations_of_values(decider: StateDecider) -> None:
    combinations = prod(map(len, decider.rules.domains.values()))
    assert sum(state.combinations for state in decider.states) == combinations > 10**8
    assert decider.exhaustive


def state_of(decider: StateDecider, answer: Recommendation) -> State:
    """Return the state that verification takes the requirements of an answer to be in."""
    requirements = answer.requirements
    derived = INDEX.derived(requirements, INDEX.derivable)
    facts = {type(each): each for each in [*stated_facts(requirements), *derived]}
    at = {
        place: any(map(meets(place[1]), answer.inference.facts))
        if place[0] is Test
        else getattr(facts.get(place[0]), place[1], None)
        for place in decider.rules.domains
    }
    return State(found_in(decider, at), tuple(at.items()))


def found_in(decider: StateDecider, at: Mapping[Place, Any]) -> frozenset[Any]:
    """Return what those who read fields find in their values."""
    every = decider.rules.readers
    return frozenset[Any]().union(*(each.find({p: at[p] for p in each.places}) for each in every))


def meets(written: str) -> Callable[[Any], bool]:
    """Return whether a fact of several meets a test that some rule makes of them."""
    test = next(
        test
        for each in INDEX.instances
        for literal in each.literals
        for test in literal.tests
        if repr(test) == written
    )
    kind = test.variable.fact_class
    return lambda fact: type(fact) is kind and test.holds({test.variable: fact})


@settings(max_examples=tries(60))
@given(random_requirements.requirements)
def test_a_state_decides_as_the_advisor_does(
    decider: StateDecider, advisor: Advisor, requirements: Requirements
) -> None:
    answer = advisor.advise(requirements)
    state = state_of(decider, answer)
    assert state.found in decider.sweep.found
    against = (*answer.inference.of(Exclusion), *answer.inference.of(LayoutExclusion))
    if any(each.limit in ("load", "availability") for each in against):
        return  # limits that models name are looked at apart
    decision = decider.decide(state)
    layout = answer.region_layout
    assert decision.patterns == (answer.pattern.id,)
    assert decision.layouts == ((layout.id,) if layout else ())
    needs = [*answer.inference.of(Need), *answer.inference.of(LayoutNeed)]
    under = layout.id if layout else None
    assert decision.needs == {each.capability for each in needs if each.holds_under(under)}


def test_the_case_of_a_state_leads_to_it(decider: StateDecider) -> None:
    for found, (case, _) in decider.sweep.found.items():
        assert found_in(decider, dict(case)) == found


def test_what_follows_from_each_conclusion_is_what_the_engine_finds(decider: StateDecider) -> None:
    choices = [each for each in INDEX.procedures if each.id in CHOOSE.values()]
    start = evolve(choices[0], id="start", run=lambda _: (), reads=(), shared=False)
    rules = [each for each in INDEX.rules if each.id in {e.rule for e in decider.rules.chained}]
    base = KnowledgeBase("chained", rules, INDEX.base.facts)
    engine = engine_for(base, "python", [start, *choices])
    for state, decision in decider.decided[::9]:
        plain = {place: value for place, value in state.case if place[0] in INDEX.stated}
        found = engine.infer([*stated_facts(built(plain)), *state.conclusions]).facts
        asks_models = any(
            not INDEX.is_single(literal.fact_class)
            for each in state.found
            if isinstance(each, Outside)
            for literal in each.literals
        )
        assert asks_models or decision == decision_in(found)
