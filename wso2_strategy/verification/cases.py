"""Every case that the rules can tell apart, as far as a question depends on it.

The fields that some rules read together form a factor; different factors have
nothing to do with each other. So each factor is run through all combinations of
its representative values, and only what can come out of the factors is
combined: sets of conclusions, and the values that later rules look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice, product
from math import prod
from types import SimpleNamespace
from typing import Any

from attrs import frozen

from wso2_strategy.inference import Rule
from wso2_strategy.verification.knowledge_index import Place, Subject, places_of, tests_of
from wso2_strategy.verification.representatives import representatives

MAX_COMBINATIONS = 100_000
MAX_STATES = 50_000

Assignment = tuple[tuple[Place, Any], ...]
"""A value for each field of a factor."""

CaseOutcome = tuple[frozenset[Any], Assignment]
"""What a factor contributes: the conclusions, and the values that later rules read."""


@frozen
class Slice:
    """The rules that bear on a question.

    Attributes:
        direct: Those that look only at facts from outside.
        chained: Those that also look at conclusions or choices.
        graded: Those that look at what a numeric model says of each of several things.
        classes: The classes of conclusions that matter to the question.
    """

    direct: tuple[Rule, ...]
    chained: tuple[Rule, ...]
    graded: tuple[Rule, ...] = ()
    classes: frozenset[type] = frozenset()


def slice_for(subject: Subject, goals: Iterable[type]) -> Slice:
    """Return the rules that bear on facts of some classes, directly or through others."""
    wanted = set(goals)
    while True:
        rules = [rule for rule in subject.rules if not wanted.isdisjoint(rule.concludes)]
        read = {v.fact_class for rule in rules for v in rule.variables}
        more = {each for each in read if not subject.is_open(each)} - wanted
        if not more:
            break
        wanted |= more
    direct = tuple(rule for rule in rules if subject.is_direct(rule))
    graded = tuple(rule for rule in rules if subject.is_graded(rule))
    chained = tuple(rule for rule in rules if rule not in direct and rule not in graded)
    return Slice(direct, chained, graded, frozenset(wanted))


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
    outcomes: dict[CaseOutcome, tuple[Assignment, ...]]
    combinations: int
    exhaustive: bool


def factors(subject: Subject, asked: Slice) -> tuple[Factor, ...]:
    """Return the factors of a question."""
    later = [place for place in places_of(asked.chained) if subject.is_open(place[0])]
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


def _factor(asked: Slice, places: tuple[Place, ...], later: frozenset[Place]) -> Factor:
    rules = [rule for rule in asked.direct if places_of([rule]).keys() & set(places)]
    every = [*asked.direct, *asked.chained]
    domains = [representatives(*place, tests_of(every, place)) for place in places]
    count = prod(map(len, domains))
    step = count // MAX_COMBINATIONS + 1
    found: dict[CaseOutcome, list[Assignment]] = {}
    for values in islice(product(*domains), None, None, step):
        assignment = tuple(zip(places, values, strict=True))
        outcome = _outcome(rules, assignment, later, asked.classes)
        found.setdefault(outcome, []).append(assignment)
    outcomes = {outcome: tuple(each) for outcome, each in found.items()}
    return Factor(places, outcomes, count, exhaustive=step == 1)


def _outcome(
    rules: Sequence[Rule], assignment: Assignment, later: frozenset[Place], classes: frozenset[type]
) -> CaseOutcome:
    facts: dict[type, SimpleNamespace] = {}
    for (fact_class, name), value in assignment:
        setattr(facts.setdefault(fact_class, SimpleNamespace()), name, value)
    concluded = [
        fact
        for rule in rules
        if rule.when.holds({each: facts.get(each.fact_class) for each in rule.variables})
        for fact in _constants(rule, facts)
        if type(fact) in classes
    ]
    return frozenset(concluded), tuple(each for each in assignment if each[0] in later)


def _constants(rule: Rule, facts: dict[type, SimpleNamespace]) -> tuple[object, ...]:
    return rule.fire(tuple(facts.get(each.fact_class) for each in rule.variables))


@frozen
class State:
    """What has been concluded, and one way to get there.

    Attributes:
        outcomes: What each factor contributes; None for a factor that is left out.
        combinations: How many combinations of representative values lead here.
    """

    outcomes: tuple[CaseOutcome | None, ...]
    combinations: int = 1

    @cached_property
    def conclusions(self) -> frozenset[Any]:
        """The facts that rules concluded from outside facts."""
        return frozenset(fact for outcome in self.outcomes if outcome for fact in outcome[0])

    @cached_property
    def seen(self) -> Assignment:
        """The outside values that later rules read."""
        return tuple(each for outcome in self.outcomes if outcome for each in outcome[1])

    def without(self, number: int) -> State:
        """Return the state with one factor left out."""
        return State((*self.outcomes[:number], None, *self.outcomes[number + 1 :]))


def states(found: Sequence[Factor]) -> tuple[State, ...]:
    """Return every state that the factors can lead to together."""
    reached: dict[Any, State] = {(frozenset[Any](), ()): State(())}
    for factor in found:
        combined: dict[Any, State] = {}
        for (conclusions, seen), state in reached.items():
            for outcome, ways in factor.outcomes.items():
                key = conclusions | outcome[0], seen + outcome[1]
                count = state.combinations * len(ways)
                known = combined.get(key)
                combined[key] = (
                    State((*state.outcomes, outcome), count)
                    if known is None
                    else State(known.outcomes, known.combinations + count)
                )
        reached = dict(_thinned(combined))
    return tuple(reached.values())


def _thinned(found: dict[Any, State]) -> Iterator[tuple[Any, State]]:
    step = len(found) // MAX_STATES + 1
    return islice(found.items(), None, None, step)
