"""Rules that conclude contradictory things for the same facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

from wso2_strategy.domain.conclusions import (
    Advice,
    Contradiction,
    Exclusion,
    LayoutNeed,
    Need,
    Preference,
    Selection,
    Size,
)
from wso2_strategy.inference import Rule
from wso2_strategy.verification.asking import follows, may_meet
from wso2_strategy.verification.examples.example_files import yaml_text
from wso2_strategy.verification.examples.firing_search import FiringSearch
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import KnowledgeIndex

_NAMED_BY: dict[type, str] = {Advice: "id", Contradiction: "id", Preference: "topic"}
"""What names a conclusion: two of a class with the same name and other values contradict."""


def rule_conflict_findings(index: KnowledgeIndex, search: FiringSearch) -> Iterator[Finding]:
    """Yield rules that choose for themselves, and pairs of rules that contradict each other."""
    for rule in index.asked:
        chosen = [each.__name__ for each in rule.concludes if each in (Selection, Size)]
        if chosen:
            yield Finding(
                "conflict",
                (rule.id,),
                f"It concludes a {chosen[0]}, and so do the advisor's own choices.",
                "Let it conclude needs, exclusions and preferences.",
            )
    asked = {rule.id for rule in index.asked}
    for one, other in _pairs(index.rules):
        if one.id in asked or other.id in asked:
            yield from _said_twice(index, search, one, other)
            yield from _denied_needs(index, one, other)
            yield from _denied_needs(index, other, one)


def _pairs(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Yield the pairs that speak of the same, or of which one needs and one excludes."""
    speaking: dict[Any, set[int]] = {}
    needing, excluding = set(), set()
    for number, rule in enumerate(rules):
        for fact in rule.then:
            if name := _NAMED_BY.get(type(fact)):
                speaking.setdefault((type(fact), getattr(fact, name)), set()).add(number)
        if rule.constants("capability", Need, LayoutNeed):
            needing.add(number)
        if rule.constants("pattern", Exclusion):
            excluding.add(number)
    found = {pair for alike in speaking.values() for pair in combinations(sorted(alike), 2)}
    found.update((min(pair), max(pair)) for pair in product(needing, excluding))
    for one, other in sorted(found):
        if one != other:
            yield rules[one], rules[other]


def _said_twice(
    index: KnowledgeIndex, search: FiringSearch, one: Rule, other: Rule
) -> Iterator[Finding]:
    """Yield two conclusions with the same name and different contents, with facts for both."""
    for left, right in _contradictory(one, other):
        together = one.when == other.when
        may_meet = together or _may_meet(index, one, other)
        requirements = search.firing(one, other) if may_meet and not together else None
        if together or requirements is not None:
            yield Finding(
                "conflict",
                (one.id, other.id),
                f"For the same facts they say different things of"
                f" {getattr(left, _NAMED_BY[type(left)])!r}: {left!r} and {right!r}.",
                "Let one of them hold only where the other does not.",
                None if requirements is None else yaml_text(requirements),
            )
        return  # one is enough: whether both rules fire does not depend on what they conclude


def _contradictory(one: Rule, other: Rule) -> Iterator[tuple[Any, Any]]:
    for left in one.then:
        for right in other.then:
            name = _NAMED_BY.get(type(left), "")
            same = name and type(left) is type(right)
            if same and left != right and getattr(left, name) == getattr(right, name):
                yield left, right


def _may_meet(index: KnowledgeIndex, one: Rule, other: Rule) -> bool:
    """Return whether both rules may fire, on the same single facts and any of the others."""
    pairs = product(index.by_rule.get(one.id, ()), index.by_rule.get(other.id, ()))
    return any(may_meet(index, left, right) for left, right in pairs)


def _denied_needs(index: KnowledgeIndex, needing: Rule, excluding: Rule) -> Iterator[Finding]:
    """Yield needs that can never be met, because the same facts exclude all that could."""
    excluded = {*excluding.constants("pattern", Exclusion)}
    for capability in needing.constants("capability", Need, LayoutNeed) if excluded else ():
        patterns = index.knowledge.catalog.patterns
        providers = {each.id for each in patterns if capability in each.provides}
        against = index.by_rule.get(excluding.id, ())
        own = index.by_rule.get(needing.id, ())
        denied = providers and providers <= excluded
        if (
            denied
            and own
            and all(
                follows(index, each, [e for e in against if index.closed(e) <= index.closed(each)])
                for each in own
            )
        ):
            yield Finding(
                "conflict",
                (needing.id, excluding.id),
                f"Whenever the first needs {capability!r}, the second excludes every"
                " pattern that provides it.",
                "Change one of them.",
            )
