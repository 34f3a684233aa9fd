"""Stricter facts never lead to fewer needs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from wso2_strategy.domain.conclusions import Need
from wso2_strategy.domain.facts import Availability, Compliance, Operations, Traffic
from wso2_strategy.domain.kinds import path_of
from wso2_strategy.inference.conditions import Test
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.clauses.writing_out import Instance
from wso2_strategy.verification.examples.example_files import ExampleFiles, yaml_text
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.representative_values import stated_alike, truths
from wso2_strategy.verification.state_decisions import StateDecider
from wso2_strategy.verification.stated_values import Place
from wso2_strategy.verification.sweep import Case, swept

STRICTER_UPWARDS: tuple[type, ...] = (Traffic, Demand, Availability, Compliance, Operations)
"""Classes of which a larger number, or a statement that holds, asks for more."""

LENIENT: frozenset[Place] = frozenset({(Availability, "tolerates_downtime")})
"""Fields of these classes that ask for less when they hold."""

SHARING: frozenset[Place] = frozenset({(Availability, "regions")})
"""Fields that ask for more and carry more as well: what a load needs may go away with them."""


def compared_places(decider: StateDecider) -> list[Place]:
    """Return the fields whose stricter values are compared with laxer ones."""
    return [place for place in decider.needing.domains if _ordered(place)]


def _ordered(place: Place) -> bool:
    if place[0] not in STRICTER_UPWARDS:
        return False
    return fact_fields(place[0])[place[1]].type in ("number", "whole number", "flag")


def field_findings(decider: StateDecider, examples: ExampleFiles) -> Iterator[Finding]:
    """Yield fields of which a stricter value makes a need disappear."""
    for place in compared_places(decider):
        lost = next(_lost_needs(decider, place), None)
        if lost is not None:
            need, lax, strict, case = lost
            requirements = examples.requirements({**dict(case), place: strict})
            asking = _asking(decider, need, place)
            yield Finding(
                "not-monotonic",
                tuple(dict.fromkeys(each.rule for each in asking)),
                f"From {lax!r} to {strict!r}, {path_of(*place)} gets stricter, and the need"
                f" for {need.capability!r} goes away.",
                "Turn the comparison round.",
                None if requirements is None else yaml_text(requirements),
            )


def _lost_needs(decider: StateDecider, place: Place) -> Iterator[tuple[Need, Any, Any, Case]]:
    """Yield needs that go away from one value to a stricter one, all other fields being equal."""
    # What is not stated is no value in the order. But the class of values that rules see
    # as "not stated" may hold stated ones as well, and of these one stands in its place.
    rules = decider.needing
    tests = rules.asking.tests((*rules.direct, *rules.chained))[place]
    stated = [stated_alike(*place, tests, each) for each in rules.domains[place]]
    steps = sorted((each for each in stated if each is not None), reverse=place in LENIENT)
    needs = dict.fromkeys(fact for each in rules.direct for fact in each.adds)
    for need in (each for each in needs if isinstance(each, Need)):
        for lax, strict in pairwise(steps):
            case = _losing(decider, place, need, lax, strict)
            if case is not None:
                yield need, lax, strict, case


def _losing(decider: StateDecider, place: Place, need: Need, lax: Any, strict: Any) -> Case | None:
    """Return values of the other fields with which a need goes away, if there are any."""
    reader = decider.needing.asking.reader
    turned = [
        each
        for each in _asking(decider, need, place)
        if _passes(decider, each, place, lax) and not _passes(decider, each, place, strict)
    ]
    if not turned:
        return None
    will_be = [each for each in decider.needing.direct if need in each.adds]
    found = swept(
        decider.needing.domains,
        [
            *(reader(each, frozenset(["was"]), {place: lax}) for each in turned),
            *(reader(each, frozenset(["will be"]), {place: strict}) for each in will_be),
        ],
    ).found
    return next((case for says, (case, _) in found.items() if says == {"was"}), None)


def _passes(decider: StateDecider, instance: Instance, place: Place, value: Any) -> bool:
    """Return whether a value of a field meets all that an instance asks of it."""
    asked = decider.needing.asking.asked(instance)
    tests = [each for where, each in asked if where == place and isinstance(each, Test)]
    return all(truths(tests, place[1], value))


def _asking(decider: StateDecider, need: Need, place: Place) -> list[Instance]:
    """Return where a need arises from a field, but not from a load that it helps to carry."""
    return [
        each
        for each in decider.needing.direct
        if need in each.adds and place in dict(decider.needing.asking.asked(each))
        if place not in SHARING or {Traffic, Demand}.isdisjoint(e.fact_class for e in each.literals)
    ]
