"""Seeded defects: does anything notice when a rule goes wrong?

Each mutant is a knowledge with one rule removed, doubled, weakened, contradicted
or shadowed, or with an advice that claims something false. A good suite of tests, or
verification, notices every one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, get_args

from attrs import evolve, field, frozen

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.claims import Claim, claims
from wso2_strategy.domain.conclusions import (
    Advice,
    Contradiction,
    Exclusion,
    LayoutExclusion,
    LayoutNeed,
    Need,
    Preference,
    Selection,
)
from wso2_strategy.inference import Rule, conclude, exists
from wso2_strategy.inference.conditions import Condition, Conjunction, Disjunction, Operator, Test
from wso2_strategy.inference.rule import Template
from wso2_strategy.inference.syntax import FactVariable, FieldReference

MutantKind = Literal["removed", "doubled", "weakened", "contradicted", "shadowed", "misclaimed"]
KINDS: tuple[MutantKind, ...] = get_args(MutantKind)

_RELAXED: dict[Operator, Operator] = {">": ">=", "<": "<=", ">=": ">", "<=": "<"}


@frozen
class Mutant:
    """A knowledge with one defect.

    Attributes:
        kind: What was done.
        rule: The id of the rule it was done to.
        original: The knowledge without the defect.
        changed: The rule that is new or different, unless one is removed.
        detail: What exactly, where there are several ways.
    """

    kind: MutantKind
    rule: str
    original: Knowledge = field(repr=False)
    changed: Rule | None = field(default=None, repr=False)
    detail: str = ""

    @property
    def about(self) -> tuple[str, ...]:
        """The ids of the rules that are new or different."""
        return () if self.changed is None else (self.changed.id,)

    def knowledge(self) -> Knowledge:
        """Return the knowledge; it is put together only now, because there are hundreds."""
        base = self.original.base
        if self.changed is None:
            base = base.without(self.rule)
        elif self.changed.id == self.rule:
            base = base.replaced(self.changed)
        else:
            base = base.extended(self.changed)
        return evolve(self.original, base=base)

    def __str__(self) -> str:
        return f"{self.rule} {self.kind}{f': {self.detail}' if self.detail else ''}"


def mutants(knowledge: Knowledge) -> Iterator[Mutant]:
    """Yield every mutant, rule by rule."""
    for rule in knowledge.base.rules:
        yield Mutant("removed", rule.id, knowledge)
        yield Mutant("doubled", rule.id, knowledge, evolve(rule, id=f"{rule.id}.twin"))
        for detail, condition in weaker(rule.when):
            yield Mutant("weakened", rule.id, knowledge, _within(rule, condition), detail)
        opposite = _opposite(knowledge, rule)
        if opposite is not None:
            against = evolve(rule, id=f"{rule.id}.against", then=opposite)
            yield Mutant("contradicted", rule.id, knowledge, against)
        yield Mutant("shadowed", rule.id, knowledge, _shadow(rule))
        for advice in rule.then:
            for claim in claims(advice.text) if isinstance(advice, Advice) else ():
                other = _false(knowledge.catalog, claim)
                if other != claim:
                    text = advice.text.replace(str(claim), str(other))
                    changed = evolve(rule, then=evolve(advice, text=text))
                    detail = f"{claim} becomes {other}"
                    yield Mutant("misclaimed", rule.id, knowledge, changed, detail)


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
    changed = evolve(rule, when=in_order, because="Changed.")
    said = {each.id for each in rule.assumptions if f"{{{each.id}" in rule.because}
    kept = {each.id for each in changed.assumptions}
    return evolve(changed, because=rule.because) if said <= kept else changed


def _shadow(rule: Rule) -> Rule:
    """Return a rule that concludes the same on less: with no more than the facts it copies."""
    kept: tuple[Condition, ...] = tuple(exists(FactVariable(each)) for each in rule.variables)
    joins = (each for each in rule.when.atoms() if not isinstance(each, Test))
    parts = (*kept, *joins)
    when = parts[0] if len(parts) == 1 else Conjunction(parts)
    return evolve(rule, id=f"{rule.id}.shadow", when=when, because="It holds always.")


def _false(catalog: Catalog, claim: Claim) -> Claim:
    """Return a claim that few answers bear out: of what fewest have, or of what may be stated."""
    tiers = [tier.component for pattern in catalog.patterns for tier in pattern.tiers]
    names: dict[str, list[str]] = {
        "tier": sorted(dict.fromkeys(tiers), key=tiers.count),
        "platform": [each.id for each in catalog.platforms],
        "pattern": [each.id for each in catalog.patterns],
        "propose": [catalog.arrangements("pattern")[0].id],
        "ask": ["operations.workflow", "operations.ci_cd"],
        "mention": [],
    }
    others = [each for each in names[claim.kind] if each != claim.name]
    return evolve(claim, name=others[0]) if others else claim


def _opposite(knowledge: Knowledge, rule: Rule) -> Any:
    """Return what contradicts the first conclusion of a rule that anything contradicts."""
    for capability in rule.constants("capability", Need, LayoutNeed):
        return _denied(knowledge, capability)
    for conclusion in rule.then:
        if isinstance(conclusion, Template):
            if conclusion.fact_class in (Exclusion, LayoutExclusion):
                return _chosen_instead(conclusion)
        elif type(conclusion) in _OPPOSITES:
            return _OPPOSITES[type(conclusion)](knowledge, conclusion)
    return None


def _denied(knowledge: Knowledge, capability: str) -> list[Exclusion]:
    """Return exclusions of all patterns that provide what is needed."""
    patterns = knowledge.catalog.patterns
    return [Exclusion(each.id, limit="opposed") for each in patterns if capability in each.provides]


def _elsewhere(knowledge: Knowledge, preference: Preference) -> Preference:
    platforms = knowledge.catalog.platforms
    return evolve(preference, platform=next(e.id for e in platforms if e.id != preference.platform))


_OPPOSITES: dict[type, Callable[[Knowledge, Any], Any]] = {
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
