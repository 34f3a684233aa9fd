"""Seeded defects: does anything notice when a rule goes wrong?

Each mutant is a knowledge with one rule removed, doubled, weakened, contradicted
or shadowed. A good suite of tests, or verification, notices every one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, get_args

from attrs import evolve, field, frozen

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.domain.conclusions import (
    Advice,
    Contradiction,
    Exclusion,
    Need,
    Preference,
    Selection,
)
from wso2_strategy.inference import Rule, conclude, exists
from wso2_strategy.inference.conditions import Condition, Conjunction, Disjunction, Operator, Test
from wso2_strategy.inference.rule import Template
from wso2_strategy.inference.syntax import FactVariable, FieldReference

Kind = Literal["removed", "doubled", "weakened", "contradicted", "shadowed"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_RELAXED: dict[Operator, Operator] = {">": ">=", "<": "<=", ">=": ">", "<=": "<"}


@frozen
class Mutant:
    """A knowledge with one defect.

    Attributes:
        kind: What was done.
        rule: The id of the rule it was done to.
        detail: What exactly, where there are several ways.
        about: The ids of the rules that are new or different.
        knowledge: Builds the knowledge.
    """

    kind: Kind
    rule: str
    detail: str
    about: tuple[str, ...]
    knowledge: Callable[[], Knowledge] = field(repr=False)

    def __str__(self) -> str:
        return f"{self.rule} {self.kind}{f': {self.detail}' if self.detail else ''}"


def mutants(knowledge: Knowledge) -> Iterator[Mutant]:
    """Yield every mutant, rule by rule.

    A rule whose conclusion is computed is only removed, doubled and weakened.
    """
    for rule in knowledge.base.rules:
        yield Mutant("removed", rule.id, "", (), _without(knowledge, rule))
        yield _added(knowledge, "doubled", rule, evolve(rule, id=f"{rule.id}.twin"))
        for detail, condition in weaker(rule.when):
            yield _changed(knowledge, rule, detail, _within(rule, condition))
        for conclusion in _opposites(knowledge, rule):
            other = evolve(rule, id=f"{rule.id}.against", then=conclusion)
            yield _added(knowledge, "contradicted", rule, other)
        yield _added(knowledge, "shadowed", rule, _shadow(rule))


def _without(knowledge: Knowledge, rule: Rule) -> Callable[[], Knowledge]:
    return lambda: evolve(knowledge, base=knowledge.base.without(rule.id))


def _added(knowledge: Knowledge, kind: Kind, rule: Rule, other: Rule) -> Mutant:
    return Mutant(
        kind,
        rule.id,
        "",
        (other.id,),
        lambda: evolve(knowledge, base=knowledge.base.extended(other)),
    )


def _changed(knowledge: Knowledge, rule: Rule, detail: str, changed: Rule) -> Mutant:
    return Mutant(
        "weakened",
        rule.id,
        detail,
        (rule.id,),
        lambda: evolve(knowledge, base=knowledge.base.replaced(changed)),
    )


def weaker(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """Yield conditions that hold for more, or for the neighbouring values, with what changed.

    >>> from wso2_strategy import Traffic, fact
    >>> traffic = fact(Traffic)
    >>> for detail, other in weaker((traffic.peak_tps > 5) & (traffic.mediation == True)):
    ...     print(detail)
    traffic.peak_tps > 5 becomes traffic.peak_tps >= 5
    traffic.peak_tps > 5 is dropped
    traffic.mediation == True becomes traffic.mediation.present()
    traffic.mediation == True becomes traffic.mediation != True
    traffic.mediation == True is dropped
    """
    if isinstance(condition, Conjunction | Disjunction):
        for place, part in enumerate(condition.parts):
            before, after = condition.parts[:place], condition.parts[place + 1 :]
            for detail, other in weaker(part):
                yield detail, type(condition)((*before, other, *after))
            rest = (*before, *after)
            if not (isinstance(part, Test) and part.field is None):
                yield f"{part!r} is dropped", rest[0] if len(rest) == 1 else type(condition)(rest)
    elif isinstance(condition, Test):
        for other in _neighbours(condition):
            yield f"{condition!r} becomes {other!r}", other


def _neighbours(test: Test) -> Iterator[Test]:
    if test.operator in _RELAXED:
        yield evolve(test, operator=_RELAXED[test.operator])
    if test.operator in ("==", "!=", "in", "contains"):
        yield evolve(test, operator="present", operand=None)
    if test.operator == "==":
        yield evolve(test, operator="!=")
    if test.operator == "in":
        words = test.operand
        yield from (
            evolve(test, operand=(*words[:place], *words[place + 1 :]))
            for place in range(len(words) if len(words) > 1 else 0)
        )
    if test.operator in ("present", "absent"):
        yield evolve(test, operator="absent" if test.operator == "present" else "present")


def _within(rule: Rule, condition: Condition) -> Rule:
    """Return the rule with another condition over the same facts."""
    in_order = Conjunction((*(exists(FactVariable(each)) for each in rule.variables), condition))
    values = {name for name in _assumed(rule) if f"{{{name}" in rule.because}
    sentence = rule.because if values <= _assumed_in(condition) else "Changed."
    return evolve(rule, when=in_order, because=sentence)


def _assumed(rule: Rule) -> set[str]:
    return {each.id for each in rule.assumptions}


def _assumed_in(condition: Condition) -> set[str]:
    operands = (atom.operand for atom in condition.atoms() if isinstance(atom, Test))
    return {each.id for each in operands if hasattr(each, "meaning")}


def _shadow(rule: Rule) -> Rule:
    """Return a rule that concludes the same on less: with no more than the facts it copies."""
    kept: tuple[Condition, ...] = tuple(exists(FactVariable(each)) for each in rule.variables)
    joins = (each for each in rule.when.atoms() if not isinstance(each, Test))
    parts = (*kept, *joins)
    when = parts[0] if len(parts) == 1 else Conjunction(parts)
    return evolve(rule, id=f"{rule.id}.shadow", when=when, because="It holds always.")


def _opposites(knowledge: Knowledge, rule: Rule) -> Iterator[Any]:
    """Yield a conclusion that contradicts one of a rule's, for the first that has one."""
    for conclusion in rule.then:
        opposite = _opposite(knowledge, conclusion)
        if opposite is not None:
            yield opposite
            return


def _opposite(knowledge: Knowledge, conclusion: Any) -> Any:
    if isinstance(conclusion, Template):
        return _chosen_instead(conclusion) if conclusion.fact_class is Exclusion else None
    opposite = _OPPOSITES.get(type(conclusion))
    return None if opposite is None else opposite(knowledge, conclusion)


def _denied(knowledge: Knowledge, need: Need) -> list[Exclusion]:
    """Return exclusions of all patterns that provide what is needed."""
    patterns = knowledge.catalog.patterns
    return [Exclusion(e.id, limit="opposed") for e in patterns if need.capability in e.provides]


def _elsewhere(knowledge: Knowledge, preference: Preference) -> Preference:
    platforms = knowledge.catalog.platforms
    return evolve(preference, platform=next(e.id for e in platforms if e.id != preference.platform))


_OPPOSITES: dict[type, Callable[[Knowledge, Any], Any]] = {
    Need: _denied,
    Preference: _elsewhere,
    Exclusion: lambda _, exclusion: Selection("pattern", exclusion.pattern),
    Advice: lambda _, advice: evolve(advice, text="Do the opposite."),
    Contradiction: lambda _, each: evolve(each, resolution="The opposite is done."),
}


def _chosen_instead(template: Template) -> Template:
    """Return the conclusion that selects what a template excludes."""
    copy = dict(template.values)["pattern"]
    reference = FieldReference(copy.variable, copy.field)
    return conclude(Selection, subject="pattern", id=reference)
