"""Every case that the rules can tell apart, as far as a question depends on it.

The fields that some rules read together form a factor; different factors have
nothing to do with each other. So each factor is run through all combinations of
its representative values, and only what can come out of the factors is
combined: sets of conclusions, and the values that later rules look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice, product
from math import prod
from types import SimpleNamespace
from typing import Any, TypeVar

from attrs import evolve, frozen

from wso2_strategy.inference import Rule
from wso2_strategy.verification.knowledge_index import KnowledgeIndex, places_of, tests_of
from wso2_strategy.verification.representative_values import representatives, truths
from wso2_strategy.verification.stated_values import Place

_T = TypeVar("_T")

MAX_COMBINATIONS = 100_000
MAX_STATES = 50_000

Assignment = tuple[tuple[Place, Any], ...]
"""A value for each field of a factor."""


@frozen
class FactorOutcome:
    """What a factor contributes.

    Attributes:
        conclusions: The facts that rules conclude from it.
        seen: The values that later rules read, as far as they can tell them apart.
    """

    conclusions: frozenset[Any]
    seen: Assignment


@frozen
class RelevantRules:
    """The rules that bear on a question.

    Attributes:
        direct: Those that look only at facts from outside.
        chained: Those that also look at conclusions or choices.
        classes: The classes of conclusions that matter to the question.
    """

    direct: tuple[Rule, ...]
    chained: tuple[Rule, ...]
    classes: frozenset[type]


def relevant_rules(index: KnowledgeIndex, goals: Iterable[type]) -> RelevantRules:
    """Return the rules that bear on facts of some classes, directly or through others.

    Rules that look at what a model says of each pattern are left out: which limits come
    together is arithmetic, and the order of preference heeds any of them.
    """
    wanted = set(goals)
    while True:
        rules = [rule for rule in index.rules if not wanted.isdisjoint(rule.concludes)]
        read = {v.fact_class for rule in rules for v in rule.variables}
        more = {each for each in read if not index.is_open(each)} - wanted
        if not more:
            break
        wanted |= more
    direct = tuple(rule for rule in rules if index.is_direct(rule))
    chained = tuple(rule for rule in rules if rule not in direct and not index.is_graded(rule))
    return RelevantRules(direct, chained, frozenset(wanted))


@frozen
class Factor:
    """Fields that rules read together, and what can come out of them.

    Attributes:
        places: The fields.
        outcomes: The assignments that lead to each outcome.
        combinations: How many combinations of representative values there are.
        exhaustive: Whether all of them were looked at.
    """

    places: tuple[Place, ...]
    outcomes: dict[FactorOutcome, tuple[Assignment, ...]]
    combinations: int
    exhaustive: bool


def factors(index: KnowledgeIndex, asked: RelevantRules) -> tuple[Factor, ...]:
    """Return the factors of a question."""
    later = [place for place in places_of(asked.chained) if index.is_open(place[0])]
    groups = _groups([*(list(places_of([rule])) for rule in asked.direct), *([p] for p in later)])
    return tuple(_factor(asked, tuple(group), frozenset(later)) for group in groups)


def _groups(together: Iterable[list[Place]]) -> list[list[Place]]:
    """Return the fields, those that must be looked at together in one group."""
    groups: list[dict[Place, None]] = []
    for places in together:
        touched = [group for group in groups if not group.keys().isdisjoint(places)]
        merged = {place: None for group in touched for place in group}
        merged.update(dict.fromkeys(places))
        groups = [group for group in groups if group not in touched]
        if merged:
            groups.append(merged)
    return [list(group) for group in groups]


def _factor(asked: RelevantRules, places: tuple[Place, ...], later: frozenset[Place]) -> Factor:
    rules = [rule for rule in asked.direct if places_of([rule]).keys() & set(places)]
    every = [*asked.direct, *asked.chained]
    domains = [representatives(*place, tests_of(every, place)) for place in places]
    count = prod(map(len, domains))
    stand_ins = {place: _stand_in(place, asked.chained) for place in places if place in later}
    found: dict[FactorOutcome, list[Assignment]] = {}
    for values in _thinned(product(*domains), count, MAX_COMBINATIONS):
        assignment = tuple(zip(places, values, strict=True))
        seen = tuple((e, stand_ins[e](value)) for e, value in assignment if e in stand_ins)
        outcome = FactorOutcome(_concluded(rules, assignment, asked.classes), seen)
        found.setdefault(outcome, []).append(assignment)
    outcomes = {outcome: tuple(each) for outcome, each in found.items()}
    return Factor(places, outcomes, count, exhaustive=count < MAX_COMBINATIONS)


def _stand_in(place: Place, rules: Sequence[Rule]) -> Callable[[Any], Any]:
    """Return what turns values that some rules cannot tell apart into the same one."""
    tests = tests_of(rules, place)
    known = {truths(tests, place[1], each): each for each in representatives(*place, tests)}
    return lambda value: known.setdefault(truths(tests, place[1], value), value)


def _concluded(
    rules: Iterable[Rule], assignment: Assignment, classes: frozenset[type]
) -> frozenset[Any]:
    facts: dict[type, SimpleNamespace] = {}
    for (fact_class, name), value in assignment:
        setattr(facts.setdefault(fact_class, SimpleNamespace()), name, value)
    return frozenset(
        fact
        for rule in rules
        if rule.when.holds({each: facts.get(each.fact_class) for each in rule.variables})
        for fact in rule.fire(tuple(facts.get(each.fact_class) for each in rule.variables))
        if type(fact) in classes
    )


@frozen
class State:
    """What has been concluded, and one way to get there.

    Attributes:
        outcomes: What each factor contributes; None for a factor that is left out.
        combinations: How many combinations of representative values lead here.
    """

    outcomes: tuple[FactorOutcome | None, ...]
    combinations: int = 1

    @cached_property
    def conclusions(self) -> frozenset[Any]:
        """The facts that rules concluded from outside facts."""
        return frozenset(fact for each in self.outcomes if each for fact in each.conclusions)

    @cached_property
    def seen(self) -> Assignment:
        """The outside values that later rules read."""
        return tuple(value for each in self.outcomes if each for value in each.seen)

    def without(self, number: int) -> State:
        """Return the state with one factor left out."""
        return State((*self.outcomes[:number], None, *self.outcomes[number + 1 :]))


def states(found: Sequence[Factor]) -> tuple[State, ...]:
    """Return every state that the factors can lead to together.

    Ways that end in the same conclusions are one state from then on; without that, the
    states would be as many as the combinations of values.
    """
    reached = [State(())]
    for factor in found:
        combined: dict[Any, State] = {}
        for state in reached:
            for outcome, ways in factor.outcomes.items():
                key = state.conclusions | outcome.conclusions, state.seen + outcome.seen
                count = state.combinations * len(ways)
                known = combined.get(key, State((*state.outcomes, outcome), 0))
                combined[key] = evolve(known, combinations=known.combinations + count)
        reached = list(_thinned(combined.values(), len(combined), MAX_STATES))
    return tuple(reached)


def _thinned(items: Iterable[_T], count: int, most: int) -> Iterator[_T]:
    """Yield every n-th item, so that no more than `most` are left of all kinds.

    The first ones alone would differ in the last fields only, and leave whole fields out.
    """
    return islice(items, None, None, count // most + 1)
