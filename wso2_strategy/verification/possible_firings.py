"""What could be concluded at most: rules run with everything that is open taken to hold.

Open are the facts from outside: what is stated and what numeric models derive
from it. All other conditions are checked against facts that something could
conclude. So a rule without a possible firing never fires, and facts that no
possible firing concludes do not come about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any

from attrs import frozen

from wso2_strategy.domain.catalog import Redundancy
from wso2_strategy.domain.conclusions import PassedOver, Selection
from wso2_strategy.inference import Rule
from wso2_strategy.inference.conditions import Condition, Conjunction, Test, Variable
from wso2_strategy.inference.rule import Copy, Template
from wso2_strategy.verification.knowledge_index import KnowledgeIndex

_ANY_TEXT = "any"

_MAX_COPIES = 64
"""Of more ways to fill in a template, the first ones stand for all."""


@frozen
class PossibleFiring:
    """A firing that facts from outside may bring about.

    Attributes:
        rule: The rule.
        premises: The facts it uses that are concluded, chosen or in the background.
        conclusions: What it concludes.
    """

    rule: Rule
    premises: tuple[Any, ...]
    conclusions: tuple[Any, ...]


def possible_firings(index: KnowledgeIndex) -> tuple[PossibleFiring, ...]:
    """Return every possible firing, in the order of rules."""
    known: dict[Any, None] = dict.fromkeys((*index.base.facts, *_choices(index)))
    found: dict[tuple[int, tuple[Any, ...]], PossibleFiring] = {}
    grown = True
    while grown:
        before = len(known), len(found)
        by_class: dict[type, list[Any]] = {}
        for fact in known:
            by_class.setdefault(type(fact), []).append(fact)
        for position, rule in enumerate(index.rules):
            for premises in _matches(index, rule, by_class):
                key = position, tuple(premises.values())
                if key not in found:
                    concluded = tuple(_conclusions(index, rule, premises))
                    found[key] = PossibleFiring(rule, key[1], concluded)
                    known.update(dict.fromkeys(concluded))
        grown = before != (len(known), len(found))
    return tuple(found[key] for key in sorted(found, key=lambda key: key[0]))


def _choices(index: KnowledgeIndex) -> Iterator[Selection | PassedOver]:
    """Yield all that the advisor could choose or pass over."""
    catalog = index.knowledge.catalog
    levels: tuple[Redundancy, ...] = ("none", "gateway", "all")
    for pattern in catalog.patterns:
        yield PassedOver(pattern.dimension, pattern.id)
        if pattern.dimension == "regions":
            yield Selection("regions", pattern.id)
        else:
            yield from (Selection("pattern", pattern.id, level) for level in levels)
    for platform in catalog.platforms:
        yield Selection("platform", platform.id)


def _matches(
    index: KnowledgeIndex, rule: Rule, by_class: Mapping[type, list[Any]]
) -> Iterator[dict[Variable, Any]]:
    closed = [each for each in rule.variables if not index.is_open(each.fact_class)]
    parts = rule.when.parts if isinstance(rule.when, Conjunction) else (rule.when,)
    own = {
        variable: [
            fact
            for fact in by_class.get(variable.fact_class, ())
            if all(p.holds({variable: fact}) for p in parts if p.variables == (variable,))
        ]
        for variable in closed
    }
    shared = [p for p in parts if len(p.variables) > 1 and set(p.variables) <= set(closed)]
    for facts in product(*own.values()):
        bound = dict(zip(closed, facts, strict=True))
        if len({id(each) for each in facts}) == len(facts) and _all_hold(shared, bound):
            yield bound


def _all_hold(parts: list[Condition], facts: Mapping[Variable, Any]) -> bool:
    return all(part.holds(facts) for part in parts)


def _conclusions(
    index: KnowledgeIndex, rule: Rule, premises: Mapping[Variable, Any]
) -> Iterator[Any]:
    for conclusion in rule.then:
        if isinstance(conclusion, Template):
            yield from _filled(index, rule, conclusion, premises)
        else:
            yield conclusion


def _filled(
    index: KnowledgeIndex, rule: Rule, template: Template, premises: Mapping[Variable, Any]
) -> Iterator[Any]:
    """Yield the facts of a template; what it copies from outside may be any of its words."""
    options = [
        _copied(index, rule, value, premises) if isinstance(value, Copy) else (value,)
        for _, value in template.values
    ]
    names = [name for name, _ in template.values]
    for values in islice(product(*options), _MAX_COPIES):
        yield template.fact_class(**dict(zip(names, values, strict=True)))


def _copied(
    index: KnowledgeIndex, rule: Rule, copy: Copy, premises: Mapping[Variable, Any]
) -> tuple[Any, ...]:
    if copy.variable in premises:
        return (getattr(premises[copy.variable], copy.field.name),)
    if copy.variable.fact_class in index.graded:
        graded = index.graded[copy.variable.fact_class]
        return tuple(dict.fromkeys(getattr(fact, copy.field.name) for fact in graded))
    if copy.field.choices and copy.field.type == "text":
        return copy.field.choices
    equal = [
        atom.constant
        for atom in rule.when.atoms()
        if isinstance(atom, Test)
        and (atom.variable, atom.field) == (copy.variable, copy.field)
        and atom.operator == "=="
    ]
    if equal:
        return tuple(equal)
    by_type: dict[str, Any] = {"number": 0.0, "whole number": 0, "flag": True, "text": _ANY_TEXT}
    return (by_type.get(copy.field.type, frozenset()),)
