"""Stricter facts and more needs never lead to a less capable pattern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from wso2_strategy.domain.catalog import Dimension, Pattern
from wso2_strategy.domain.conclusions import Need
from wso2_strategy.domain.facts import Availability, Compliance, Operations, Traffic
from wso2_strategy.domain.kinds import path_of
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.verification.cases import CaseOutcome, Factor
from wso2_strategy.verification.decision_checks import Problem, finding_from, sufficient
from wso2_strategy.verification.decisions import Deciding, Decision
from wso2_strategy.verification.example_files import Examples, yaml_text
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import Place, places_of, tests_of
from wso2_strategy.verification.representatives import stated_alike

STRICTER_UPWARDS: tuple[type, ...] = (Traffic, Demand, Availability, Compliance, Operations)
"""Classes of which a larger number, or a statement that holds, asks for more."""

LENIENT: frozenset[Place] = frozenset({(Availability, "tolerates_downtime")})
"""Fields of these classes that ask for less when they hold."""


def need_findings(
    deciding: Deciding, decisions: Sequence[Decision], examples: Examples
) -> Iterator[Finding]:
    """Yield needs to which adding others leads to a simpler or less capable pattern."""
    for dimension in ("pattern", "regions"):
        yield from _dimension_findings(deciding, decisions, examples, dimension)


def _dimension_findings(
    deciding: Deciding, decisions: Sequence[Decision], examples: Examples, dimension: Dimension
) -> Iterator[Finding]:
    chosen = _chosen(deciding, decisions, dimension)
    masks: dict[Any, int] = {}
    wanted = [
        (sum(1 << masks.setdefault(each, len(masks)) for each in sorted(needs)), place, pattern)
        for needs, (place, pattern) in chosen.items()
    ]
    for mask, _, pattern in wanted:
        for other, place, instead in wanted:
            if mask & other == mask and mask != other and _is_less(instead, pattern):
                requirements = examples.requirements(deciding.assignment(deciding.states[place]))
                if requirements is not None and examples.run(requirements) is not None:
                    yield finding_from(_less(pattern, instead), examples, requirements)
                    return


def _chosen(
    deciding: Deciding, decisions: Sequence[Decision], dimension: Dimension
) -> dict[frozenset[str], tuple[int, Pattern]]:
    """Return the pattern for each set of needs, and the place of a state with these needs."""
    catalog = deciding.subject.knowledge.catalog
    found: dict[frozenset[str], tuple[int, Pattern]] = {}
    for place, decision in enumerate(decisions):
        names = decision.patterns if dimension == "pattern" else decision.layouts
        if len(names) != 1 or not sufficient(catalog, decision, dimension):
            continue
        needs = (n for n in decision.needs if catalog.capability(n).dimension == dimension)
        limits = (f"not {name}" for name in decision.limited)
        found.setdefault(frozenset((*needs, *limits)), (place, catalog.pattern(names[0])))
    return found


def _is_less(pattern: Pattern, than: Pattern) -> bool:
    return pattern.complexity < than.complexity or pattern.provides < than.provides


def _less(pattern: Pattern, instead: Pattern) -> Problem:
    return Problem(
        "not-monotonic",
        f"Fewer needs lead to {pattern.id}, and these to {instead.id}, which is less.",
        "Give a pattern that provides more a greater complexity.",
    )


def field_findings(deciding: Deciding, examples: Examples) -> Iterator[Finding]:
    """Yield fields of which a stricter value makes a need disappear."""
    for factor in deciding.factors:
        for place in factor.places:
            if _is_ordered(place):
                yield from _place_findings(deciding, factor, place, examples)


def compared_fields(deciding: Deciding) -> list[Place]:
    """Return the fields whose stricter values are compared with laxer ones."""
    return [place for each in deciding.factors for place in each.places if _is_ordered(place)]


def _is_ordered(place: Place) -> bool:
    field = fact_fields(place[0])[place[1]]
    return place[0] in STRICTER_UPWARDS and field.type in ("number", "whole number", "flag")


def _place_findings(
    deciding: Deciding, factor: Factor, place: Place, examples: Examples
) -> Iterator[Finding]:
    rules = (*deciding.slice.direct, *deciding.slice.chained)
    tests = tests_of(rules, place)
    for values, outcomes in _lines(factor, place).values():
        stated = {stated_alike(*place, tests, each): outcomes[each] for each in outcomes}
        steps = sorted((each for each in stated if each is not None), reverse=place in LENIENT)
        for lax, strict in pairwise(steps):
            lost = [each for each in stated[lax][0] - stated[strict][0] if isinstance(each, Need)]
            if lost:
                requirements = examples.requirements({**values, place: strict})
                sentence = (
                    f"From {lax!r} to {strict!r}, {path_of(*place)} gets stricter, and the need"
                    f" for {lost[0].capability!r} goes away."
                )
                yield Finding(
                    "not-monotonic",
                    _concluding(deciding, lost[0], place),
                    sentence,
                    "Turn the comparison round.",
                    None if requirements is None else yaml_text(requirements),
                )
                return


def _concluding(deciding: Deciding, need: Need, place: Place) -> tuple[str, ...]:
    """Return the rules that conclude a need and read a field."""
    rules = (each for each in deciding.slice.direct if need in each.then)
    return tuple(rule.id for rule in rules if place in places_of([rule]))


def _lines(
    factor: Factor, place: Place
) -> dict[Any, tuple[dict[Place, Any], dict[Any, CaseOutcome]]]:
    """Return what comes out along one field, for every combination of the other fields."""
    lines: dict[Any, tuple[dict[Place, Any], dict[Any, CaseOutcome]]] = {}
    for outcome, ways in factor.outcomes.items():
        for assignment in ways:
            values = dict(assignment)
            value = values.pop(place)
            line = lines.setdefault(tuple(values.items()), (values, {}))
            line[1][value] = outcome
    return lines
