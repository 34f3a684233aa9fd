"""Stricter facts never lead to fewer needs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from wso2_strategy.domain.conclusions import Need
from wso2_strategy.domain.facts import Availability, Compliance, Operations, Traffic
from wso2_strategy.domain.kinds import path_of
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.verification.decision_states import Factor, FactorOutcome
from wso2_strategy.verification.examples.example_files import ExampleFiles, yaml_text
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import places_of, tests_of
from wso2_strategy.verification.representative_values import stated_alike
from wso2_strategy.verification.state_decisions import StateDecider
from wso2_strategy.verification.stated_values import Place

STRICTER_UPWARDS: tuple[type, ...] = (Traffic, Demand, Availability, Compliance, Operations)
"""Classes of which a larger number, or a statement that holds, asks for more."""

LENIENT: frozenset[Place] = frozenset({(Availability, "tolerates_downtime")})
"""Fields of these classes that ask for less when they hold."""


def compared_fields(decider: StateDecider) -> list[tuple[Factor, Place]]:
    """Return the fields whose stricter values are compared with laxer ones, with their factors."""
    return [
        (factor, place) for factor in decider.factors for place in factor.places if _ordered(place)
    ]


def _ordered(place: Place) -> bool:
    field = fact_fields(place[0])[place[1]]
    return place[0] in STRICTER_UPWARDS and field.type in ("number", "whole number", "flag")


def field_findings(decider: StateDecider, examples: ExampleFiles) -> Iterator[Finding]:
    """Yield fields of which a stricter value makes a need disappear."""
    for factor, place in compared_fields(decider):
        lost = next(_lost_needs(decider, factor, place), None)
        if lost is not None:
            need, lax, strict, values = lost
            requirements = examples.requirements({**values, place: strict})
            yield Finding(
                "not-monotonic",
                tuple(
                    rule.id
                    for rule in decider.rules.direct
                    if need in rule.then and place in places_of([rule])
                ),
                f"From {lax!r} to {strict!r}, {path_of(*place)} gets stricter, and the need"
                f" for {need.capability!r} goes away.",
                "Turn the comparison round.",
                None if requirements is None else yaml_text(requirements),
            )


def _lost_needs(
    decider: StateDecider, factor: Factor, place: Place
) -> Iterator[tuple[Need, Any, Any, dict[Place, Any]]]:
    """Yield needs that go away from one value to a stricter one, all other fields being equal."""
    tests = tests_of((*decider.rules.direct, *decider.rules.chained), place)
    for values, outcomes in _lines(factor, place):
        # What is not stated is no value in the order. But the class of values that rules see
        # as "not stated" may hold stated ones as well, and of these one stands in its place.
        stated = {stated_alike(*place, tests, each): outcomes[each] for each in outcomes}
        steps = sorted((each for each in stated if each is not None), reverse=place in LENIENT)
        for lax, strict in pairwise(steps):
            for fact in sorted(stated[lax].conclusions - stated[strict].conclusions, key=repr):
                if isinstance(fact, Need):
                    yield fact, lax, strict, values


def _lines(
    factor: Factor, place: Place
) -> Iterator[tuple[dict[Place, Any], dict[Any, FactorOutcome]]]:
    """Yield what comes out along one field, for every combination of the other fields."""
    lines: dict[Any, tuple[dict[Place, Any], dict[Any, FactorOutcome]]] = {}
    for outcome, ways in factor.outcomes.items():
        for assignment in ways:
            values = dict(assignment)
            value = values.pop(place)
            lines.setdefault(tuple(values.items()), (values, {}))[1][value] = outcome
    yield from lines.values()
