"""Engines that evaluate expressions: datalogic-py, zen-engine and rule-engine.

They do not chain rules. The first gets one expression in which every conclusion is written out;
the other two get a sequence in which a later expression reads the results of earlier ones.
"""

from __future__ import annotations

import json
from typing import Any

from peers.contender import Contender
from peers.problem import RULES, Comparison, ParcelRule

_BY_NAME = {rule.concludes: rule for rule in RULES}


def datalogic() -> Contender:
    """Return JSONLogic, compiled, on inputs that are parsed already."""
    from datalogic_py import DataHandle, Engine

    engine = Engine()
    rule = engine.compile([_written_out(each) for each in RULES])
    session = engine.session()
    return Contender(
        lambda handle: session.evaluate_data(rule, handle),
        lambda parcel: DataHandle(dict(parcel)),
        lambda flags: [each.concludes for each, holds in zip(RULES, flags, strict=True) if holds],
    )


def zen() -> Contender:
    """Return a decision graph with one node of expressions."""
    return _zen({})


def zen_trace() -> Contender:
    """Return the same, with the trace that says why."""
    return _zen({"trace": True})


def rule_engine() -> Contender:
    """Return one compiled rule for each conclusion."""
    from rule_engine import Rule

    rules = [(_name(each.concludes), Rule(_text(each, "{}"))) for each in RULES]

    def decide(parcel: dict[str, Any]) -> dict[str, Any]:
        known = dict(parcel)
        for name, rule in rules:
            known[name] = rule.matches(known)
        return known

    return Contender(decide, found=_concluded)


def _zen(options: dict[str, Any]) -> Contender:
    from zen import ZenEngine

    expressions = [
        {"id": rule.concludes, "key": _name(rule.concludes), "value": _text(rule, "$.{}")}
        for rule in RULES
    ]
    node = {"id": "rules", "type": "expressionNode", "name": "rules"}
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in"},
            node | {"content": {"expressions": expressions}},
            {"id": "out", "type": "outputNode", "name": "out"},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rules"},
            {"id": "2", "type": "edge", "sourceId": "rules", "targetId": "out"},
        ],
    }
    decision = ZenEngine().create_decision(json.dumps(graph))
    return Contender(
        lambda parcel: decision.evaluate(parcel, options),
        found=lambda answer: _concluded(answer["result"]),
    )


def _concluded(known: dict[str, Any]) -> list[str]:
    return [rule.concludes for rule in RULES if known[_name(rule.concludes)]]


def _name(word: str) -> str:
    return "is_" + word.replace("-", "_")


def _text(rule: ParcelRule, reference: str) -> str:
    compared = [f"{name} {sign} {json.dumps(value)}" for name, sign, value in rule.inputs]
    return " and ".join([*compared, *(reference.format(_name(each)) for each in rule.findings)])


def _written_out(rule: ParcelRule) -> dict[str, Any]:
    compared = [_logic(each) for each in rule.inputs]
    return {"and": [*compared, *(_written_out(_BY_NAME[each]) for each in rule.findings)]}


def _logic(comparison: Comparison) -> dict[str, Any]:
    name, operator, constant = comparison
    return {operator: [{"var": name}, constant]}
