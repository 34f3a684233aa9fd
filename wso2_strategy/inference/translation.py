"""Rules and facts in the form that durable-rules can be trusted with.

Only forms that were found right under every test reach the C engine:

- a rule becomes one durable rule for each alternative of its condition, a flat
  conjunction of comparisons with constants followed by equality joins;
- texts become small numbers: their place among the words the rules know. A
  joined value becomes a number for each distinct value of the consultation.
  So the engine compares no text, and its 32-bit hashes meet small numbers only;
- set membership becomes one flag for each member the rules ask for;
- field names are generated, and only fields that rules read are sent;
- a fact class with many rules is sent several times, each time to a bucket of
  few patterns, so that no node of the network grows beyond the engine's limits;
- a float is always written with a point, which the engine's parser needs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from attrs import define, field, frozen

from wso2_strategy.inference.conditions import Join, Test, Variable
from wso2_strategy.inference.fact_class import FactField
from wso2_strategy.inference.rule import Rule

PATTERNS_PER_BUCKET = 20

_SIGNS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte", "!=": "$neq"}


@frozen
class DurableRule:
    """One durable rule: which rule it stands for, and its patterns.

    Attributes:
        position: The rule's place in the knowledge base.
        definition: What durable-rules is given.
    """

    position: int
    definition: dict[str, Any]


@define
class _ClassPlan:
    """How facts of one class are sent."""

    index: int
    patterns: int = 0
    compared: dict[str, FactField] = field(factory=dict)
    members: dict[str, list[str]] = field(factory=dict)
    words: dict[str, list[str]] = field(factory=dict)
    joined: dict[str, FactField] = field(factory=dict)
    keys: dict[str, str] = field(factory=dict)

    def key(self, name: str) -> str:
        """Return the generated name under which a value is sent."""
        return self.keys.setdefault(name, f"f{len(self.keys)}")

    def next_bucket(self) -> str:
        bucket = self.patterns // PATTERNS_PER_BUCKET
        self.patterns += 1
        return f"c{self.index}.{bucket}"

    @property
    def buckets(self) -> int:
        return (self.patterns + PATTERNS_PER_BUCKET - 1) // PATTERNS_PER_BUCKET


class Translation:
    """The durable form of a rule sequence, and of the facts it is told."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._plans: dict[type, _ClassPlan] = {}
        self.rules = tuple(self._translated(rules))

    @property
    def buckets(self) -> int:
        """How many kinds of fact the engine tells apart."""
        return sum(plan.buckets for plan in self._plans.values())

    def encoder(self) -> Callable[[Any], list[str]]:
        """Return a function that encodes the facts of one consultation.

        A fact becomes one fragment of JSON for each bucket of its class, none
        for a class that no rule reads. Joined values are numbered afresh for
        each consultation, so the function must not outlive it.
        """
        numbers: dict[tuple[str, Any], int] = {}
        plans = self._plans

        def encode(fact: Any) -> list[str]:
            plan = plans.get(type(fact))
            if plan is None:
                return []
            body = "".join(_values(plan, fact, numbers))
            return [f'"t":"c{plan.index}.{bucket}"{body}' for bucket in range(plan.buckets)]

        return encode

    def _translated(self, rules: Sequence[Rule]) -> Iterator[DurableRule]:
        for position, rule in enumerate(rules):
            aliases = {variable: f"v{number}" for number, variable in enumerate(rule.variables)}
            for atoms in rule.when.disjuncts():
                patterns = [
                    {aliases[variable]: {"$and": list(self._pattern(variable, atoms, aliases))}}
                    for variable in rule.variables
                ]
                yield DurableRule(position, {"all": patterns})

    def _pattern(
        self, variable: Variable, atoms: Iterable[Test | Join], aliases: dict[Variable, str]
    ) -> Iterator[dict[str, Any]]:
        """Yield the tests of one variable: its bucket, its comparisons, then its joins."""
        plan = self._plan(variable.fact_class)
        yield {"t": plan.next_bucket()}
        joins: list[dict[str, Any]] = []
        for atom in atoms:
            if isinstance(atom, Join):
                joins.extend(self._join(atom, variable, aliases))
            elif atom.variable == variable and atom.field is not None:
                yield _comparison(plan, atom, atom.field)
        yield from joins

    def _join(
        self, join: Join, variable: Variable, aliases: dict[Variable, str]
    ) -> Iterator[dict[str, Any]]:
        """Yield the join in the pattern of whichever of its variables comes last."""
        sides = (
            (join.left_variable, join.left_field),
            (join.right_variable, join.right_field),
        )
        (early, early_field), (late, late_field) = sorted(
            sides, key=lambda side: int(aliases[side[0]][1:])
        )
        if late != variable:
            return
        early_plan, late_plan = self._plan(early.fact_class), self._plan(late.fact_class)
        early_plan.joined[early_field.name] = early_field
        late_plan.joined[late_field.name] = late_field
        late_key = late_plan.key(late_field.name + "=")
        yield {late_key: {aliases[early]: early_plan.key(early_field.name + "=")}}

    def _plan(self, fact_class: type) -> _ClassPlan:
        return self._plans.setdefault(fact_class, _ClassPlan(len(self._plans)))


def _comparison(plan: _ClassPlan, test: Test, tested: FactField) -> dict[str, Any]:
    plan.compared[tested.name] = tested
    name = plan.key(tested.name)
    if test.operator in ("present", "absent"):
        return {"$ex" if test.operator == "present" else "$nex": {name: 1}}
    if test.operator == "contains":
        members = plan.members.setdefault(tested.name, [])
        if test.constant not in members:
            members.append(test.constant)
        return {plan.key(f"{tested.name}#{members.index(test.constant)}"): True}
    constant = test.constant
    if tested.type == "text":
        words = plan.words.setdefault(tested.name, [])
        if constant not in words:
            words.append(constant)
        constant = words.index(constant)
    elif tested.type == "number":
        constant = _Float(constant)
    return {name: constant} if test.operator == "==" else {_SIGNS[test.operator]: {name: constant}}


def _values(plan: _ClassPlan, fact: Any, numbers: dict[tuple[str, Any], int]) -> Iterator[str]:
    for name, compared in plan.compared.items():
        value = getattr(fact, name)
        if value is not None:
            yield f',"{plan.key(name)}":{_encoded(plan, compared, value)}'
            for index, member in enumerate(plan.members.get(name, ())):
                if member in value:
                    yield f',"{plan.key(f"{name}#{index}")}":true'
    for name, joined in plan.joined.items():
        value = getattr(fact, name)
        if value is not None:
            number = numbers.setdefault((joined.type, value), len(numbers))
            yield f',"{plan.key(name + "=")}":{number}'


def _encoded(plan: _ClassPlan, compared: FactField, value: Any) -> str:
    if compared.type == "number":
        return with_point(float(value))
    if compared.type == "text":
        words = plan.words.get(compared.name, [])
        return str(words.index(value) if value in words else -1)
    if compared.type == "flag":
        return "true" if value else "false"
    return str(value) if compared.type == "whole number" else "true"


def with_point(value: float) -> str:
    """Return a float in a form that durable-rules can parse.

    >>> with_point(1e16), with_point(0.5)
    ('1.0e+16', '0.5')
    """
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


class _Float(float):
    """A float constant that `definition_json` writes with a point."""


def definition_json(rules: Iterable[tuple[str, dict[str, Any]]]) -> str:
    """Return the JSON of named durable rules."""
    return _json(dict(rules))


def _json(value: Any) -> str:
    if isinstance(value, dict):
        return (
            "{" + ",".join(f"{json.dumps(key)}:{_json(each)}" for key, each in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    return with_point(value) if isinstance(value, _Float) else json.dumps(value)
