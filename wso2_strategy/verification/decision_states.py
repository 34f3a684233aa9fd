"""Every state of affairs that the rules on a choice can tell apart.

Rules that look only at facts from outside conclude; of those that also look at conclusions,
the part that looks outside holds or does not. A state is what comes of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from types import SimpleNamespace
from typing import Any

from attrs import frozen

from wso2_strategy.domain.conclusions import Need
from wso2_strategy.inference import Condition, Rule
from wso2_strategy.inference.conditions import Conjunction, Join
from wso2_strategy.inference.rule import Template
from wso2_strategy.verification.knowledge_index import KnowledgeIndex, places_of, tests_of
from wso2_strategy.verification.representative_values import representatives
from wso2_strategy.verification.stated_values import Place
from wso2_strategy.verification.sweep import Case, Domains, Findings, Reader


@frozen
class RelevantRules:
    """The rules that bear on a question.

    Attributes:
        direct: Those that look only at facts from outside.
        chained: Those that also look at conclusions or choices.
        graded: Those that look at what a model says of each pattern, and ask for a capability.
        classes: The classes of conclusions that matter to the question.
    """

    direct: tuple[Rule, ...]
    chained: tuple[Rule, ...]
    graded: tuple[Rule, ...]
    classes: frozenset[type]


def relevant_rules(index: KnowledgeIndex, goals: Iterable[type]) -> RelevantRules:
    """Return the rules that bear on facts of some classes, directly or through others.

    Of rules that look at what a model says of each pattern, those that only exclude are left
    out: which limits come together is arithmetic, and the order of preference heeds any of them.
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
    graded = tuple(each for each in rules if index.is_graded(each) and Need in each.concludes)
    return RelevantRules(direct, chained, graded, frozenset(wanted))


@frozen
class Outside:
    """Something about facts from outside that later rules see.

    Attributes:
        what: The id of a rule whose conditions on them hold, or a field that it compares with
            a conclusion or copies.
        value: The field's value.
    """

    what: str | Place
    value: Any = None


@frozen
class State:
    """What has been concluded, and one way to get there.

    Attributes:
        found: What follows from outside facts: conclusions, and what later rules see.
        case: Stated and derived values for which it does.
        combinations: How many combinations of representative values lead here.
    """

    found: Findings
    case: Case
    combinations: int = 1

    @cached_property
    def conclusions(self) -> frozenset[Any]:
        """The facts that rules concluded from outside facts."""
        return frozenset(each for each in self.found if not isinstance(each, Outside))

    @cached_property
    def seen(self) -> frozenset[Outside]:
        """What later rules see."""
        return frozenset(each for each in self.found if isinstance(each, Outside))


def domains(index: KnowledgeIndex, asked: RelevantRules) -> Domains:
    """Return the values that rules can tell apart of each field from outside that they read.

    Whether a rule on what models say of patterns fires may be so or not, whatever is stated.
    """
    rules = (*asked.direct, *asked.chained)
    found: dict[Place, Sequence[Any]] = {
        place: representatives(*place, tests_of(rules, place))
        for place in [*places_of(rule.when for rule in rules), *copied_places(rules)]
        if index.is_open(place[0])
    }
    return found | {(Rule, rule.id): (False, True) for rule in asked.graded}


def readers(index: KnowledgeIndex, asked: RelevantRules) -> Iterator[Reader]:
    """Yield who reads facts from outside, and what is found in them."""
    for rule in asked.direct:
        places = dict.fromkeys([*places_of([rule.when]), *copied_places([rule])])
        yield Reader(tuple(places), partial(concluded, rule, asked.classes))
    for rule in asked.chained:
        part, beyond = outside(index, rule)
        if part.parts:
            yield Reader(tuple(places_of([part])), partial(_met, part, Outside(rule.id)))
        yield from (Reader((place,), partial(_seen, place)) for place in beyond)
    for rule in asked.graded:
        needs = frozenset(each for each in rule.then if isinstance(each, Need))
        yield Reader(((Rule, rule.id),), partial(_if_so, needs))


def outside(index: KnowledgeIndex, rule: Rule) -> tuple[Conjunction, list[Place]]:
    """Return a rule's conditions on single facts from outside, and what else it reads of them."""
    parts = rule.when.parts if isinstance(rule.when, Conjunction) else (rule.when,)
    own = [
        part
        for part in parts
        if places_of([part]) and not any(isinstance(atom, Join) for atom in part.atoms())
        if all(index.is_single(each.fact_class) for each in part.variables)
    ]
    beyond = [*places_of(part for part in parts if part not in own), *copied_places([rule])]
    return Conjunction(tuple(own)), [each for each in beyond if index.is_open(each[0])]


def may_conclude(rule: Rule, fact: Any) -> bool:
    """Return whether a rule concludes a fact, as it is or with what it copies."""
    return any(
        each.fact_class is type(fact) if isinstance(each, Template) else each == fact
        for each in rule.then
    )


def copied_places(rules: Iterable[Rule]) -> Iterator[Place]:
    """Yield the fields that rules copy into conclusions."""
    templates = (each for rule in rules for each in rule.then if isinstance(each, Template))
    for template in templates:
        yield from ((each.variable.fact_class, each.field.name) for each in template.copies)


def concluded(rule: Rule, classes: frozenset[type], at: Mapping[Place, Any]) -> Findings:
    """Return the facts of some classes that a rule concludes from values of its fields."""
    facts = _facts(at)
    bound = {each: facts.get(each.fact_class) for each in rule.variables}
    if not rule.when.holds(bound):
        return frozenset()
    return frozenset(each for each in rule.fire(tuple(bound.values())) if type(each) in classes)


def _met(part: Condition, outside: Outside, at: Mapping[Place, Any]) -> Findings:
    facts = _facts(at)
    met = part.holds({each: facts.get(each.fact_class) for each in part.variables})
    return frozenset([outside] if met else [])


def _seen(place: Place, at: Mapping[Place, Any]) -> Findings:
    return frozenset([Outside(place, at[place])])


def _if_so(findings: Findings, at: Mapping[Place, Any]) -> Findings:
    return findings if all(at.values()) else frozenset()


def _facts(at: Mapping[Place, Any]) -> Mapping[type, SimpleNamespace]:
    facts: dict[type, SimpleNamespace] = {}
    for (fact_class, name), value in at.items():
        setattr(facts.setdefault(fact_class, SimpleNamespace()), name, value)
    return facts
