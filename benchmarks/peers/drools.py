"""Drools through drools_jpy: the engine of ansible-rulebook, in a Java machine of its own."""

from __future__ import annotations

import json
import os
import shutil
from functools import reduce
from pathlib import Path
from typing import Any

from peers.contender import Contender
from peers.problem import RULES, Comparison, Parcel, ParcelRule

_SIGNS = {
    "==": "EqualsExpression",
    "<=": "LessThanOrEqualToExpression",
    ">": "GreaterThanExpression",
}
_KINDS = {bool: "Boolean", str: "String", int: "Integer", float: "Float"}


def drools_jpy() -> Contender:
    """Return one session, whose facts are taken back after every decision.

    Raises:
        ImportError: No Java is there.
    """
    java = shutil.which("java")
    if java is None:
        raise ImportError("no Java is there")
    os.environ.setdefault("JAVA_HOME", str(Path(java).resolve().parents[1]))
    from drools.rule import Rule
    from drools.ruleset import Ruleset

    found: list[str] = []
    session = Ruleset("parcels", json.dumps({"name": "parcels", "rules": [*map(_ast, RULES)]}))
    for rule in RULES:
        session.add_rule(Rule(rule.concludes, _noting(rule.concludes, found)))

    def decide(parcel: str) -> list[str]:
        found.clear()
        session.assert_fact(parcel)
        for word in found:  # which grows meanwhile
            session.assert_fact(f'{{"finding":"{word}"}}')
        for word in found:
            session.retract_fact(f'{{"finding":"{word}"}}')
        session.retract_fact(parcel)
        return list(found)

    return Contender(decide, _given)


def _given(parcel: Parcel) -> str:
    return json.dumps(dict(parcel))


def _noting(word: str, found: list[str]) -> Any:
    return lambda _matches: found.append(word)


def _ast(rule: ParcelRule) -> dict[str, Any]:
    compared = [reduce(_both, map(_comparison, rule.inputs))] if rule.inputs else []
    asked = [_comparison(("finding", "==", word)) for word in rule.findings]
    return {
        "Rule": {
            "name": rule.concludes,
            "condition": {"AllCondition": [*compared, *asked]},
            "actions": [],
            "enabled": True,
        }
    }


def _both(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    return {"AndExpression": {"lhs": left, "rhs": right}}


def _comparison(comparison: Comparison) -> dict[str, Any]:
    name, sign, constant = comparison
    return {_SIGNS[sign]: {"lhs": {"Fact": name}, "rhs": {_KINDS[type(constant)]: constant}}}
