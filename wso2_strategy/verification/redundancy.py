"""Rules that others make superfluous, and rules that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, permutations
from typing import Any

from attrs import evolve

from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.conclusions import (
    Advice,
    Contradiction,
    Exclusion,
    Need,
    Preference,
    Selection,
    Size,
)
from wso2_strategy.inference import Rule
from wso2_strategy.inference.conditions import Condition, Variable
from wso2_strategy.inference.rule import Copy, Template
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.firing_search import Search
from wso2_strategy.verification.knowledge_index import Subject
from wso2_strategy.verification.logic import (
    TooManyValuationsError,
    compatible,
    implies,
    renamed,
)

_FUNCTIONAL: dict[type, tuple[str, ...]] = {
    Advice: ("id",),
    Contradiction: ("id",),
    Preference: ("topic",),
}
"""What names a conclusion: two of a class with the same name and other values contradict."""

Names = dict[Variable, Variable]


def redundancy_findings(subject: Subject) -> Iterator[Finding]:
    """Yield rules that add nothing to the others."""
    asked = {rule.id for rule in subject.asked}
    reported: set[frozenset[str]] = set()
    for rule, other in permutations(subject.rules, 2):
        pair = frozenset({rule.id, other.id})
        if pair & asked and pair not in reported and _subsumes(subject, other, rule):
            reported.add(pair)
            yield _superfluous(rule, other, both=_subsumes(subject, rule, other))
    for rule in subject.asked:
        others = [each for each in subject.rules if each is not rule]
        if not any(rule.id in pair for pair in reported) and _is_covered(subject, rule, others):
            yield Finding(
                "redundant",
                (rule.id,),
                "Whenever it fires, other rules conclude the same.",
                "Remove it, or let it conclude what the others do not.",
            )


def _superfluous(rule: Rule, other: Rule, *, both: bool) -> Finding:
    sentence = f"Whenever it fires, {other.id} fires too and concludes the same."
    if both:
        sentence = f"It and {other.id} fire for the same facts and conclude the same."
    return Finding(
        "redundant", (rule.id, other.id), sentence, "Remove one, or make the other narrower."
    )


def _subsumes(subject: Subject, general: Rule, special: Rule) -> bool:
    """Return whether `general` fires and concludes as much whenever `special` fires."""
    if not _may_conclude_as_much(general, special):
        return False
    own = {each: subject.single(each) for each in special.variables}
    condition = renamed(special.when, own)
    wanted = {_named(each, own) for each in special.then}
    for names in _mappings(subject, general, special):
        same = {_named(each, names) for each in general.then}
        if wanted <= same and _follows(subject, condition, renamed(general.when, names)):
            return True
    return False


def _may_conclude_as_much(general: Rule, special: Rule) -> bool:
    kinds = {_kind(each) for each in special.then}
    return kinds <= {_kind(each) for each in general.then}


def _kind(conclusion: Any) -> Any:
    """Return what two conclusions must have in common to be equal under some naming."""
    return conclusion.fact_class if isinstance(conclusion, Template) else conclusion


def _named(conclusion: Any, names: Names) -> Any:
    if not isinstance(conclusion, Template):
        return conclusion
    values = tuple(
        (name, evolve(value, variable=names.get(value.variable, value.variable)))
        if isinstance(value, Copy)
        else (name, value)
        for name, value in conclusion.values
    )
    return evolve(conclusion, values=tuple(sorted(values, key=lambda each: each[0])))


def _follows(subject: Subject, condition: Condition, *others: Condition) -> bool:
    """Return whether another condition holds whenever one does, which it sometimes does."""
    try:
        return compatible(condition) and implies(condition, *others)
    except TooManyValuationsError:
        subject.undecided.add(repr(condition))
        return False


def _mappings(subject: Subject, general: Rule, special: Rule) -> Iterator[Names]:
    """Yield every way to let the facts of `special` stand for those of `general`."""
    single = {each: subject.single(each) for each in general.variables}
    here = {each.fact_class for each in special.variables}
    if any(
        each.fact_class not in here and each.fact_class not in subject.stated
        for each in general.variables
    ):
        return
    free = [each for each in general.variables if single[each] == each]
    facts = [each for each in special.variables if subject.single(each) == each]
    for chosen in permutations(facts, len(free)):
        if all(a.fact_class is b.fact_class for a, b in zip(free, chosen, strict=True)):
            yield {**single, **dict(zip(free, chosen, strict=True))}


def _is_covered(subject: Subject, rule: Rule, others: Iterable[Rule]) -> bool:
    """Return whether other rules together conclude all that a rule does whenever it fires."""
    if not subject.is_direct(rule) or any(isinstance(each, Template) for each in rule.then):
        return False
    known = [each for each in others if subject.is_direct(each)]
    condition = renamed(rule.when, {each: subject.single(each) for each in rule.variables})
    derived = {v.fact_class for v in rule.variables} | set(subject.stated)
    for conclusion in rule.then:
        same = [
            renamed(each.when, {v: subject.single(v) for v in each.variables})
            for each in known
            if conclusion in each.then and {v.fact_class for v in each.variables} <= derived
        ]
        if not same or not _follows(subject, condition, *same):
            return False
    return True


def contradiction_findings(subject: Subject, search: Search) -> Iterator[Finding]:
    """Yield pairs of rules that conclude contradictory things for the same facts."""
    yield from _choosing(subject)
    asked = {rule.id for rule in subject.asked}
    for one, other in combinations(subject.rules, 2):
        if one.id in asked or other.id in asked:
            yield from _key_conflicts(subject, search, one, other)
            yield from _denied_needs(subject, one, other)
            yield from _denied_needs(subject, other, one)


def _choosing(subject: Subject) -> Iterator[Finding]:
    for rule in subject.asked:
        chosen = [each.__name__ for each in rule.concludes if each in (Selection, Size)]
        if chosen:
            yield Finding(
                "conflict",
                (rule.id,),
                f"It concludes a {chosen[0]}, and so do the advisor's own choices.",
                "Let it conclude needs, exclusions and preferences.",
            )


def _key_conflicts(subject: Subject, search: Search, one: Rule, other: Rule) -> Iterator[Finding]:
    for name, left, right in _contradictory(one, other):
        if not _may_meet(subject, one, other):
            return
        together = one.when == other.when
        requirements = None if together else search.firing(one, other)
        if together or requirements is not None:
            yield Finding(
                "conflict",
                (one.id, other.id),
                f"For the same facts they say different things of {name!r}: {left!r} and"
                f" {right!r}.",
                "Let one of them hold only where the other does not.",
                None if requirements is None else search.text(requirements),
            )
        return


def _contradictory(one: Rule, other: Rule) -> Iterator[tuple[str, Any, Any]]:
    for left in one.then:
        for right in other.then:
            names = _FUNCTIONAL.get(type(left))
            if names is not None and type(left) is type(right) and left != right:
                mine, theirs = (tuple(getattr(f, n) for n in names) for f in (left, right))
                if mine == theirs:
                    yield "/".join(mine), left, right


def _may_meet(subject: Subject, one: Rule, other: Rule) -> bool:
    parts = []
    for number, rule in enumerate((one, other)):
        apart = {v: Variable(v.fact_class, f"{v.name} {number}") for v in rule.variables}
        names = {v: subject.single(v) if subject.single(v) != v else apart[v] for v in apart}
        parts.append(renamed(rule.when, names))
    try:
        return compatible(*parts)
    except TooManyValuationsError:
        return True


def _denied_needs(subject: Subject, needing: Rule, excluding: Rule) -> Iterator[Finding]:
    """Yield needs that can never be met, because the same facts exclude all that could."""
    excluded = {each.pattern for each in excluding.then if isinstance(each, Exclusion)}
    if not excluded:
        return
    for need in (each for each in needing.then if isinstance(each, Need)):
        providers = _providers(subject.knowledge.catalog, need.capability)
        if providers and providers <= excluded:
            own = {each: subject.single(each) for each in needing.variables}
            names = {each: subject.single(each) for each in excluding.variables}
            if _follows(subject, renamed(needing.when, own), renamed(excluding.when, names)):
                yield Finding(
                    "conflict",
                    (needing.id, excluding.id),
                    f"Whenever the first needs {need.capability!r}, the second excludes every"
                    " pattern that provides it.",
                    "Change one of them.",
                )


def _providers(catalog: Catalog, capability: str) -> set[str]:
    return {each.id for each in catalog.patterns if capability in each.provides}
