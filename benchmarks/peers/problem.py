"""A neutral problem, written as data once: how a parcel is sent.

Twelve inputs, and thirty-six rules in three layers: what an input means, what several meanings
mean together, and how the parcel travels. About ten rules fire for a parcel.
Each engine's own form of the rules is made from these declarations.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from attrs import field, frozen

Parcel: TypeAlias = Mapping[str, Any]
"""A value for each input."""

Operator = Literal["==", "<=", ">"]
Comparison: TypeAlias = tuple[str, Operator, Any]

INPUTS: dict[str, type] = {
    "weight_kg": float,
    "distance_km": float,
    "value": float,
    "items": int,
    "days_left": int,
    "returned_share": float,
    "region": str,
    "customer": str,
    "payment": str,
    "fragile": bool,
    "cooled": bool,
    "weekend": bool,
}


@frozen
class ParcelRule:
    """A rule: what it compares, which conclusions it asks for, and what it concludes.

    Attributes:
        concludes: Its conclusion, and its name: no two rules conclude the same.
        inputs: The comparisons of inputs with constants.
        findings: The conclusions of other rules; each stands in the list before this rule.
    """

    concludes: str
    inputs: tuple[Comparison, ...] = field(default=())
    findings: tuple[str, ...] = field(default=())


RULES = (
    ParcelRule("heavy", (("weight_kg", ">", 30.0),)),
    ParcelRule("light", (("weight_kg", "<=", 30.0),)),
    ParcelRule("pallet", (("weight_kg", ">", 120.0),)),
    ParcelRule("far", (("distance_km", ">", 800.0),)),
    ParcelRule("near", (("distance_km", "<=", 800.0),)),
    ParcelRule("valuable", (("value", ">", 500.0),)),
    ParcelRule("insured", (("value", ">", 5000.0),)),
    ParcelRule("bulky", (("items", ">", 10),)),
    ParcelRule("urgent", (("days_left", "<=", 2),)),
    ParcelRule("doubtful", (("returned_share", ">", 0.3),)),
    ParcelRule("domestic", (("region", "==", "home"),)),
    ParcelRule("foreign", (("region", "==", "abroad"),)),
    ParcelRule("unknown", (("customer", "==", "new"),)),
    ParcelRule("on-account", (("payment", "==", "invoice"),)),
    ParcelRule("careful", (("fragile", "==", True),)),
    ParcelRule("cold-chain", (("cooled", "==", True),)),
    ParcelRule("surcharge", (("weekend", "==", True), ("days_left", "<=", 2))),
    ParcelRule("advance-notice", (("weight_kg", ">", 120.0), ("weekend", "==", True))),
    ParcelRule("costly", (), ("heavy", "far")),
    ParcelRule("cheap", (), ("light", "near")),
    ParcelRule("customs", (("value", ">", 150.0),), ("foreign",)),
    ParcelRule("two-people", (), ("heavy", "careful")),
    ParcelRule("courier", (), ("urgent", "near")),
    ParcelRule("risky", (), ("unknown", "on-account")),
    ParcelRule("review", (), ("doubtful", "valuable")),
    ParcelRule("crate", (), ("careful", "insured")),
    ParcelRule("dry-ice", (("days_left", ">", 1),), ("cold-chain", "far")),
    ParcelRule("consolidated", (("days_left", ">", 5),), ("bulky", "light")),
    ParcelRule("prepaid", (), ("risky", "valuable")),
    ParcelRule("signed-for", (), ("review", "unknown")),
    ParcelRule("by-bicycle", (("weight_kg", "<=", 5.0),), ("cheap", "courier")),
    ParcelRule("by-van", (("weight_kg", ">", 5.0),), ("cheap",)),
    ParcelRule("by-lorry", (), ("heavy", "near")),
    ParcelRule("by-rail", (("days_left", ">", 2),), ("costly",)),
    ParcelRule("by-air", (("weight_kg", "<=", 150.0),), ("far", "urgent")),
    ParcelRule("by-road", (("days_left", ">", 2),), ("light", "far")),
)


def parcels(count: int, seed: int = 1) -> Iterator[Parcel]:
    """Yield different parcels; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - nothing is to be kept secret
    for _ in range(count):
        yield {
            "weight_kg": round(draw.uniform(0.1, 60) ** draw.choice((1, 1.2)), 3),
            "distance_km": round(draw.uniform(1, 1600), 1),
            "value": round(draw.uniform(1, 90) ** draw.choice((1, 2, 2)), 2),
            "items": draw.randint(1, 15),
            "days_left": draw.randint(0, 7),
            "returned_share": round(draw.random() * 0.6, 4),
            "region": draw.choice(("home", "union", "abroad")),
            "customer": draw.choice(("new", "known", "staff")),
            "payment": draw.choice(("invoice", "card")),
            "fragile": draw.random() < 0.6,
            "cooled": draw.random() < 0.6,
            "weekend": draw.random() < 0.4,
        }


def findings(parcel: Parcel) -> frozenset[str]:
    """Return what the rules conclude, by their meaning alone: what every answer is held against."""
    found: set[str] = set()
    for rule in RULES:
        if found.issuperset(rule.findings) and all(
            _holds(parcel[name], operator, constant) for name, operator, constant in rule.inputs
        ):
            found.add(rule.concludes)
    return frozenset(found)


def _holds(value: Any, operator: Operator, constant: Any) -> bool:
    if operator == "==":
        return bool(value == constant)
    return bool(value <= constant if operator == "<=" else value > constant)


def way(parcel: Parcel) -> frozenset[str]:
    """Return how a parcel travels: at most one of the conclusions."""
    return frozenset(each for each in findings(parcel) if each.startswith("by-"))


def questioned(parcel: Parcel) -> str:
    """Return the conclusion of which is asked why it holds: the last, which rests on most."""
    found = findings(parcel)
    return [rule.concludes for rule in RULES if rule.concludes in found][-1]


def grounds(word: str) -> frozenset[str]:
    """Return the inputs that a conclusion rests on."""
    rule = next(each for each in RULES if each.concludes == word)
    own = {name for name, _, _ in rule.inputs}
    return frozenset(own).union(*map(grounds, rule.findings))
