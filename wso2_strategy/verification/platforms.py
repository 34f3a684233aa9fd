"""Does every case get exactly one order of platforms?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from wso2_strategy.advice.ranking import RankedPlatform, rank_platforms
from wso2_strategy.domain.catalog import Pattern
from wso2_strategy.domain.conclusions import Preference
from wso2_strategy.domain.facts import Constraints
from wso2_strategy.inference import Rule
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.verification.cases import Assignment, CaseOutcome, Slice, factors
from wso2_strategy.verification.example_files import Examples, yaml_text
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import Subject

_GOALS: frozenset[type] = frozenset({Preference})


@frozen
class Weighing:
    """What speaks for the platforms, added up, and one way to get there.

    Attributes:
        weights: The sum of weights of each platform that something speaks for.
        shared: Preferences that several factors may bring; they count once.
        ways: Values that lead here.
        combinations: How many combinations of representative values lead here.
    """

    weights: tuple[tuple[str, int], ...] = ()
    shared: frozenset[Preference] = frozenset()
    ways: tuple[Assignment, ...] = ()
    combinations: int = 1

    @property
    def preferences(self) -> tuple[Preference, ...]:
        """Preferences that weigh the same."""
        summed = (Preference(name, weight, "in sum") for name, weight in self.weights)
        return (*summed, *sorted(self.shared, key=repr))


def weighings(subject: Subject) -> tuple[Weighing, ...]:
    """Return every sum of preferences that facts can lead to.

    Preferences of rules that look at conclusions may hold or not, whatever the facts.
    """
    rules = [rule for rule in subject.rules if Preference in rule.concludes]
    direct = tuple(rule for rule in rules if subject.is_direct(rule))
    found = factors(subject, Slice(direct, (), classes=_GOALS))
    parts: list[dict[CaseOutcome, tuple[Assignment, ...]]] = [each.outcomes for each in found]
    parts.extend(
        {(frozenset({fact}), ()): ((),), (frozenset(), ()): ((),)}
        for fact in _free(subject, direct)
    )
    shared = _shared(parts)
    reached = {((), frozenset[Preference]()): Weighing()}
    for part in parts:
        combined: dict[Any, Weighing] = {}
        for weighing in reached.values():
            for (facts, _), ways in part.items():
                added = _added(weighing, facts, shared, ways)
                key = added.weights, added.shared
                known = combined.get(key)
                if known is not None:
                    count = known.combinations + added.combinations
                    added = Weighing(known.weights, known.shared, known.ways, count)
                combined[key] = added
        reached = combined
    return tuple(reached.values())


def _free(subject: Subject, direct: Sequence[Rule]) -> list[Preference]:
    return list(
        dict.fromkeys(
            fact
            for firing in subject.possible
            if firing.rule not in direct
            for fact in firing.conclusions
            if isinstance(fact, Preference)
        )
    )


def _shared(parts: Sequence[dict[CaseOutcome, Any]]) -> frozenset[Preference]:
    """Return the preferences that more than one part may bring."""
    seen: set[Any] = set()
    twice: set[Any] = set()
    for part in parts:
        facts = frozenset(fact for conclusions, _ in part for fact in conclusions)
        twice |= facts & seen
        seen |= facts
    return frozenset(twice)


def _added(
    weighing: Weighing,
    facts: frozenset[Any],
    shared: frozenset[Preference],
    ways: tuple[Assignment, ...],
) -> Weighing:
    weights = dict(weighing.weights)
    for fact in facts - shared:
        weights[fact.platform] = weights.get(fact.platform, 0) + fact.weight
    return Weighing(
        tuple(sorted(weights.items())),
        weighing.shared | (facts & shared),
        (*weighing.ways, ways[0]),
        weighing.combinations * len(ways),
    )


def decided_platforms() -> tuple[str | None, ...]:
    """Return what may be stated about a platform that others have decided."""
    return (None, *(fact_fields(Constraints)["platform"].choices or ()))


def platform_findings(
    subject: Subject,
    patterns: dict[str, dict[Any, Any]],
    found: Sequence[Weighing],
    examples: Examples,
) -> Iterator[Finding]:
    """Yield cases that have no platform, or another one than is decided.

    Args:
        subject: What is verified.
        patterns: The patterns that are chosen in some state, each with values that lead to it.
        found: The weighings.
        examples: Where requirements are built and run.
    """
    catalog = subject.knowledge.catalog
    seen: set[tuple[str, str]] = set()
    for name, values in patterns.items():
        pattern = catalog.pattern(name)
        for constraint in decided_platforms():
            for weighing in found:
                ranked = rank_platforms(catalog, pattern, weighing.preferences, constraint)
                for problem in _order_problems(pattern, constraint, ranked):
                    if (name, problem) not in seen:
                        seen.add((name, problem))
                        yield _found(problem, values, weighing, constraint, examples)


def _order_problems(
    pattern: Pattern, constraint: str | None, ranked: Sequence[RankedPlatform]
) -> Iterator[str]:
    names = [each.platform.id for each in ranked]
    if not names:
        yield f"With {pattern.id} no platform is left."
    if constraint is not None and names != [constraint]:
        yield f"With {pattern.id}, {constraint} is decided, but not recommended."
    if len(set(names)) != len(names):
        yield f"With {pattern.id} a platform stands twice in the order."


def _found(
    problem: str,
    values: dict[Any, Any],
    weighing: Weighing,
    constraint: str | None,
    examples: Examples,
) -> Finding:
    chosen = {(Constraints, "platform"): constraint} if constraint else {}
    merged = {**dict(each for way in weighing.ways for each in way), **values, **chosen}
    requirements = examples.requirements(merged)
    return Finding(
        "incomplete",
        (),
        problem,
        "Let at least one platform be ranked without being preferred.",
        None if requirements is None else yaml_text(requirements),
    )
