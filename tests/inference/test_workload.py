"""Matching is bounded before an engine begins, and the rule is named."""

from __future__ import annotations

import time
from itertools import permutations, product
from typing import Any

import pytest
import random_knowledge
from attrs import frozen
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.errors import FiringLimitError, MatchLimitError
from wso2_strategy.inference import (
    Condition,
    EngineName,
    KnowledgeBase,
    Rule,
    Source,
    consultation,
    engine_for,
    exists,
    fact,
)
from wso2_strategy.inference.conditions import Conjunction, Join
from wso2_strategy.inference.workload import MATCH_LIMIT, Workload

SOURCE = Source("a page", "https://example.org/")
ENGINES: tuple[EngineName, ...] = ("durable", "python")


@frozen
class Town:
    """A fact of which there may be many."""

    name: str = ""
    size: int | None = None


@frozen
class Found:
    """A conclusion."""

    what: str


a: Any = fact(Town, "a")
b: Any = fact(Town, "b")
c: Any = fact(Town, "c")

FREE = exists(a) & exists(b) & exists(c)


def rule(rule_id: str, when: Condition) -> Rule:
    return Rule(rule_id, when, Found(rule_id), "It is so.", SOURCE, "assumed")


def towns(count: int) -> list[Town]:
    return [Town(str(number), number) for number in range(count)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "when",
    [FREE, exists(a) & exists(b) & (c.size == -1), (a.size >= 0) & (b.size >= 0) & exists(c)],
    ids=["nothing compared", "compared too late", "compared in vain"],
)
def test_a_rule_with_too_many_matches_is_refused_in_time(
    engine: EngineName, when: Condition
) -> None:
    """Three variables over 130 facts are two million combinations: minutes, and a gigabyte."""
    rules = [rule("harmless", a.name == b.name), rule("free", when)]
    ready = engine_for(KnowledgeBase("test", rules), engine)
    started = time.process_time()
    with pytest.raises(MatchLimitError, match="rule 'free' has the most") as caught:
        ready.infer(towns(130))
    assert time.process_time() - started < 5
    assert caught.value.limit == MATCH_LIMIT
    assert caught.value.rule_id == "free"
    assert ready.infer(towns(2)).concluded == ()  # and the engine goes on


@pytest.mark.parametrize("engine", ENGINES)
def test_conditions_that_leave_few_matches_are_no_trouble(engine: EngineName) -> None:
    """The number of facts alone would allow two million; what is compared first leaves few."""
    rules = [
        rule("first", (a.size == 1) & exists(b) & (c.size == a.size)),
        rule("joined", (a.name == b.name) & (b.size == c.size)),
    ]
    assert engine_for(KnowledgeBase("test", rules), engine).infer(towns(130)).concluded == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_facts_that_are_joined_are_looked_up(engine: EngineName) -> None:
    """A thousand pairs are a million combinations, of which a thousand are tried."""
    ready = engine_for(KnowledgeBase("test", [rule("equal", a.name == b.name)]), engine)
    started = time.process_time()
    assert ready.infer([*towns(1000), *(Town(str(n)) for n in range(1000))]).concluded
    assert time.process_time() - started < 2
    with pytest.raises(MatchLimitError, match="rule 'equal' has the most"):
        ready.infer([Town("x", n) for n in range(600)])


@pytest.mark.parametrize("engine", ENGINES)
def test_what_many_rules_make_together_is_bounded(engine: EngineName) -> None:
    rules = [rule(f"pair.{number}", exists(a) & exists(b)) for number in range(30)]
    ready = engine_for(KnowledgeBase("test", rules), engine)
    with pytest.raises(MatchLimitError, match=r"rule 'pair\.\d+' has the most"):
        ready.infer(towns(100))
    with pytest.raises(FiringLimitError):  # few enough to be found, too many to fire
        ready.infer(towns(50))


@pytest.mark.parametrize("engine", ENGINES)
def test_more_firings_than_allowed_are_not_found_first(engine: EngineName) -> None:
    """A hundred rules on 20,000 facts would be two million firings, and a gigabyte."""
    rules = [rule(f"r.{number}", a.size >= number) for number in range(100)]
    ready = engine_for(KnowledgeBase("test", rules), engine)
    started = time.process_time()
    with pytest.raises(FiringLimitError, match=r"rule 'r\.0' fired most often"):
        ready.infer(towns(20_000))
    assert time.process_time() - started < 5


@given(st.lists(st.sampled_from([1, 40, 60, 62, 63, 64, 70]), min_size=2, max_size=4))
@settings(max_examples=tries(8), deadline=None)
def test_what_was_allowed_before_changes_nothing(counts: list[int]) -> None:
    """It is remembered how many facts were few, but never more than were."""
    old = Workload([rule("free", FREE)])

    def is_refused(workload: Workload, count: int) -> bool:
        try:
            workload.check(towns(count))
        except MatchLimitError:
            return True
        return False

    for count in counts:
        assert is_refused(old, count) == is_refused(Workload([rule("free", FREE)]), count)


def test_each_alternative_counts() -> None:
    """The C module gets each as a rule of its own."""
    ten = a.size >= 0
    for number in range(1, 10):
        ten = ten | (a.size >= number)
    Workload([rule("one", (a.size >= 0) & exists(b))]).check(towns(200))
    with pytest.raises(MatchLimitError):
        Workload([rule("ten", ten & exists(b))]).check(towns(200))


def steps_tried(rule: Rule, facts: list[Any]) -> int:
    """Count by brute force: every choice of facts so far, and every fact that it is tried with."""
    if len(rule.variables) == 1:
        return 0
    total = 0
    for place, variable in enumerate(rule.variables):
        for chosen in permutations(facts, place):
            bound = dict(zip(rule.variables, chosen, strict=False))
            fits = all(type(f) is v.fact_class for v, f in bound.items())
            if fits and not refuted(rule.when, bound):
                total += sum(is_tried(rule, bound, variable, each) for each in facts)
    return total * rule.when.disjunct_count()


def is_tried(rule: Rule, bound: dict[Any, Any], variable: Any, each: Any) -> bool:
    """Say whether a fact stands in for a variable: not where its first join says otherwise."""
    if type(each) is not variable.fact_class:
        return False
    parts = rule.when.parts if isinstance(rule.when, Conjunction) else (rule.when,)
    more = {**bound, variable: each}
    joins = [p for p in parts if isinstance(p, Join) and variable in p.variables]
    decided = [join for join in joins if set(join.variables) <= more.keys()]
    return not decided or decided[0].holds(more)


def refuted(condition: Condition, bound: dict[Any, Any]) -> bool:
    if set(condition.variables) <= bound.keys():
        return not condition.holds(bound)
    return any(refuted(part, bound) for part in condition.parts)


@settings(max_examples=tries(50))
@given(random_knowledge.knowledge_bases(), random_knowledge.facts)
def test_the_limit_is_the_number_of_combinations(base: KnowledgeBase, facts: list[Any]) -> None:
    known = list(dict.fromkeys(facts))
    tried = sum(steps_tried(rule, known) for rule in base.rules)
    Workload(base.rules).check(known, limit=tried)
    if tried:
        with pytest.raises(MatchLimitError):
            Workload(base.rules).check(known, limit=tried - 1)


NAMESAKES = [*(Town("x", number) for number in range(30)), Town("x#2", 1), Town("x#3", 1)]


@given(st.lists(st.sampled_from(NAMESAKES), unique=True))
def test_names_are_unique_and_find_their_facts(facts: list[Any]) -> None:
    """A name is its words; further facts of the same words are numbered."""
    found = engine_for(KnowledgeBase("test", [])).infer(facts)
    assert len(set(found.names)) == len(facts)
    for name, each in zip(found.names, found.facts, strict=True):
        assert found.named(name) == each


def test_ten_thousand_facts_of_one_name_are_named_at_once() -> None:
    found = engine_for(KnowledgeBase("test", [])).infer(Town("x", n) for n in range(10_000))
    started = time.process_time()
    assert found.names[0] == "town:x"
    assert found.names[-1] == "town:x#10000"
    assert found.named("town:x#777") == Town("x", 776)
    assert time.process_time() - started < 1


@settings(max_examples=tries(30))
@given(random_knowledge.knowledge_bases(), random_knowledge.facts)
def test_what_is_found_does_not_depend_on_how_many_facts_are_told_at_once(
    base: KnowledgeBase, facts: list[Any]
) -> None:
    found = []
    for at_once, engine in product((1, 2, 100), ENGINES):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(consultation, "_TOLD_AT_ONCE", at_once)
            found.append(engine_for(base, engine).infer(facts))
    assert all(each == found[0] for each in found)
