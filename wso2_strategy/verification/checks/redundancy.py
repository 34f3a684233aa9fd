"""Rules that others make superfluous."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

from attrs import evolve

from wso2_strategy.inference import Condition, Rule
from wso2_strategy.inference.conditions import Variable
from wso2_strategy.inference.rule import Copy, Template
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.implication import (
    TooManyValuationsError,
    compatible,
    implies,
    renamed,
)
from wso2_strategy.verification.knowledge_index import KnowledgeIndex

_Names = dict[Variable, Variable]


def redundancy_findings(index: KnowledgeIndex) -> Iterator[Finding]:
    """Yield rules that add nothing to the others."""
    asked = {rule.id for rule in index.asked}
    reported: set[frozenset[str]] = set()
    for rule, other in permutations(index.rules, 2):
        pair = frozenset({rule.id, other.id})
        if pair & asked and pair not in reported and _subsumes(index, other, rule):
            reported.add(pair)
            sentence = f"Whenever it fires, {other.id} fires too and concludes the same."
            if _subsumes(index, rule, other):
                sentence = f"It and {other.id} fire for the same facts and conclude the same."
            yield Finding(
                "redundant",
                (rule.id, other.id),
                sentence,
                "Remove one, or make the other narrower.",
            )
    for rule in index.asked:
        if not any(rule.id in pair for pair in reported) and _is_covered(index, rule):
            yield Finding(
                "redundant",
                (rule.id,),
                "Whenever it fires, other rules conclude the same.",
                "Remove it, or let it conclude what the others do not.",
            )


def follows(index: KnowledgeIndex, condition: Condition, *others: Condition) -> bool:
    """Return whether one of others holds whenever a condition does, which it sometimes does."""
    try:
        return compatible(condition) and implies(condition, *others)
    except TooManyValuationsError:
        index.undecided.add(repr(condition))
        return False


def _subsumes(index: KnowledgeIndex, general: Rule, special: Rule) -> bool:
    """Return whether `general` fires and concludes as much whenever `special` fires."""
    if not {_kind(each) for each in special.then} <= {_kind(each) for each in general.then}:
        return False  # most pairs end here, long before the conditions are compared
    own = {each: index.single(each) for each in special.variables}
    wanted = {_named(each, own) for each in special.then}
    return any(
        wanted <= {_named(each, names) for each in general.then}
        and follows(index, index.condition(special), renamed(general.when, names))
        for names in _mappings(index, general, special)
    )


def _kind(conclusion: Any) -> Any:
    """Return what two conclusions must have in common to be equal under some naming."""
    return conclusion.fact_class if isinstance(conclusion, Template) else conclusion


def _named(conclusion: Any, names: _Names) -> Any:
    if not isinstance(conclusion, Template):
        return conclusion
    values = tuple(
        (name, evolve(value, variable=names.get(value.variable, value.variable)))
        if isinstance(value, Copy)
        else (name, value)
        for name, value in conclusion.values
    )
    return evolve(conclusion, values=tuple(sorted(values, key=lambda each: each[0])))


def _mappings(index: KnowledgeIndex, general: Rule, special: Rule) -> Iterator[_Names]:
    """Yield every way to let the facts of `special` stand for those of `general`.

    Two variables of one class may stand for different facts, so `a` of one rule may be `b`
    of the other. A fact of `general` that `special` does not look at need not be there.
    """
    single = {each: index.single(each) for each in general.variables}
    here = {each.fact_class for each in special.variables}
    if any(each.fact_class not in here | {*index.stated} for each in general.variables):
        return
    free = [each for each in general.variables if not index.is_single(each.fact_class)]
    facts = [each for each in special.variables if not index.is_single(each.fact_class)]
    for chosen in permutations(facts, len(free)):
        if all(a.fact_class is b.fact_class for a, b in zip(free, chosen, strict=True)):
            yield {**single, **dict(zip(free, chosen, strict=True))}


def _is_covered(index: KnowledgeIndex, rule: Rule) -> bool:
    """Return whether other rules together conclude all that a rule does whenever it fires."""
    if not index.is_direct(rule) or any(isinstance(each, Template) for each in rule.then):
        return False
    there = {*index.stated, *(each.fact_class for each in rule.variables)}
    others = [
        each
        for each in index.rules
        if each is not rule and index.is_direct(each)
        if {variable.fact_class for variable in each.variables} <= there
    ]
    for conclusion in rule.then:
        same = [index.condition(each) for each in others if conclusion in each.then]
        if not same or not follows(index, index.condition(rule), *same):
            return False
    return True
