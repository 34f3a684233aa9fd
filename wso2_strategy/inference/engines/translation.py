"""Rules and facts in the form that durable-rules can be trusted with.

Only forms that were found right under every test reach the C engine:

- a rule becomes one durable rule for each alternative of its condition, a flat
  conjunction of comparisons with constants followed by equality joins;
- texts become small numbers: their place among the words the rules know. A
  joined value becomes a number for each distinct value of the consultation.
  So the engine compares no text, and its 32-bit hashes meet small numbers only;
- membership, of a value in given words or of a word in a set, becomes one flag for
  each question the rules ask;
- background facts are worked into the rules (see `partial`);
- field names are generated, and only fields that rules read are sent;
- a fact class with many rules is sent several times, each time to a bucket of
  few patterns, so that no node of the network grows beyond the engine's limits,
  and only to buckets where a pattern may meet the fact;
- a float is always written with a point, which the engine's parser needs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from attrs import define, evolve, field, frozen

from wso2_strategy.inference.conditions import Join, Test, Variable
from wso2_strategy.inference.engines.partial import Instance, bound_classes, instances
from wso2_strategy.inference.fact_class import FactField, FieldType
from wso2_strategy.inference.rule import Rule, Template

PATTERNS_PER_BUCKET = 40  # durable-rules fails where 65 patterns match one fact

_ANY = Variable(object, "any")

_Heads: TypeAlias = dict[str, dict[Any, list[str]]]
"""Buckets by a field and its value."""

_SIGNS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte", "!=": "$neq"}


@frozen
class DurableRule:
    """One durable rule: the instance it stands for, and its patterns, None where none are left."""

    instance: Instance
    definition: dict[str, Any] | None


@define
class _ClassPlan:
    """How facts of one class are sent."""

    index: int
    patterns: int = 0
    asked: list[dict[tuple[str, Any] | None, None]] = field(factory=list)
    compared: dict[str, FactField] = field(factory=dict)
    memberships: dict[Test, str] = field(factory=dict)
    words: dict[str, list[str]] = field(factory=dict)
    joined: dict[str, FactField] = field(factory=dict)
    keys: dict[str, str] = field(factory=dict)

    def key(self, name: str) -> str:
        """Return the generated name under which a value is sent."""
        return self.keys.setdefault(name, f"f{len(self.keys)}")

    def bucket(self, equality: tuple[str, Any] | None) -> str:
        """Return the bucket of one more pattern, which asks for a value of a field, or for none."""
        # Each bucket is a type of its own for the engine: on one node of its network too many
        # patterns would be together, and the fact be lost.
        number, place = divmod(self.patterns, PATTERNS_PER_BUCKET)
        self.patterns += 1
        if not place:
            self.asked.append({})
        self.asked[number][equality] = None
        return f"c{self.index}.{number}"

    def heads(self) -> tuple[list[str], _Heads]:
        """Return the buckets of every fact, and what the others are found by."""
        always: list[str] = []
        heads: _Heads = {}
        for number, asked in enumerate(self.asked):
            bucket = f'"t":"c{self.index}.{number}"'
            if None in asked:  # a pattern that any value may meet
                always.append(bucket)
                continue
            for name, value in filter(None, asked):
                heads.setdefault(name, {}).setdefault(value, []).append(bucket)
        return always, heads


class Translation:
    """The durable form of a rule sequence, and of the facts it is told.

    Args:
        rules: The rules.
        background: Facts known before anything is told, by number.
    """

    def __init__(self, rules: Sequence[Rule], background: Sequence[Any] = ()) -> None:
        self._plans: dict[type, _ClassPlan] = {}
        self.bound = bound_classes(rules, background)
        self.rules = tuple(map(self._translated, instances(rules, background, self.bound)))
        self._writers = {
            fact_class: (*plan.heads(), _writers(plan)) for fact_class, plan in self._plans.items()
        }
        self._numbers: dict[tuple[str, Any], int] = {}
        # What rules conclude whatever they match is met again and again, so it is encoded once.
        concluded = (each for rule in rules for each in rule.then)
        self._encoded: dict[Any, list[str]] = {
            fact: self._encode(fact, self._numbers)
            for fact in dict.fromkeys(each for each in concluded if not isinstance(each, Template))
        }

    @property
    def buckets(self) -> int:
        """How many kinds of fact the engine tells apart."""
        return sum(len(plan.asked) for plan in self._plans.values())

    @property
    def widest(self) -> tuple[str, int]:
        """The fact class of which the most values are sent, and how many."""
        widths = {each.__name__: len(writers) for each, (*_, writers) in self._writers.items()}
        return max(widths.items(), key=lambda each: each[1], default=("", 0))

    def encoder(self) -> Callable[[Any], list[str]]:
        """Return a function that encodes the facts of one consultation.

        A fact becomes one fragment of JSON for each bucket of its class in which a pattern
        may meet it, none for a class that no rule reads. Joined values that were not known before
        are numbered afresh for each consultation, so the function must not
        outlive it.
        """
        numbers = dict(self._numbers)
        known, encode = self._encoded, self._encode
        concluded = {type(fact) for fact in known}

        def encoded(fact: Any) -> list[str]:
            found = known.get(fact) if type(fact) in concluded else None
            return encode(fact, numbers) if found is None else found

        return encoded

    def _encode(self, fact: Any, numbers: dict[tuple[str, Any], int]) -> list[str]:
        heads, by_field, writers = self._writers.get(type(fact), ([], {}, ()))
        for name, by_value in by_field.items():
            heads = [*heads, *by_value.get(getattr(fact, name), ())]
        if not heads:
            return []
        if len(by_field) > 1:
            heads = list(dict.fromkeys(heads))
        body = "".join([write(fact, numbers) for write in writers])
        return [head + body for head in heads]

    def _translated(self, instance: Instance) -> DurableRule:
        aliases = {variable: f"v{number}" for number, variable in enumerate(instance.free)}
        patterns = [
            {alias: {"$and": list(self._pattern(variable, instance.atoms, aliases))}}
            for variable, alias in aliases.items()
        ]
        definition = {"all": patterns} if patterns else None
        return DurableRule(instance, definition)

    def _pattern(
        self, variable: Variable, atoms: Sequence[Test | Join], aliases: dict[Variable, str]
    ) -> Iterator[dict[str, Any]]:
        """Yield the tests of one variable: its bucket, its comparisons, then its joins."""
        plan = self._plan(variable.fact_class)
        # First, so that no absence meets a fact of the engine's own, which would go on for ever.
        yield {"t": plan.bucket(_equality(variable, atoms))}
        joins: list[dict[str, Any]] = []
        for atom in atoms:
            if isinstance(atom, Join):
                joins.extend(self._join(atom, variable, aliases))
            elif atom.variable == variable and atom.field is not None:
                yield _comparison(plan, atom, atom.field)
        # Last, and equalities only: after anything else the engine reads beyond its array.
        yield from joins

    def _join(
        self, join: Join, variable: Variable, aliases: dict[Variable, str]
    ) -> Iterator[dict[str, Any]]:
        """Yield the join in the pattern of whichever of its variables comes last."""
        sides = [(join.left_variable, join.left_field), (join.right_variable, join.right_field)]
        sides.sort(key=lambda side: list(aliases).index(side[0]))
        (early, early_field), (late, late_field) = sides
        if late != variable:
            return
        early_plan, late_plan = self._plan(early.fact_class), self._plan(late.fact_class)
        early_plan.joined[early_field.name] = early_field
        late_plan.joined[late_field.name] = late_field
        late_key = late_plan.key(late_field.name + "=")
        yield {late_key: {aliases[early]: early_plan.key(early_field.name + "=")}}

    def _plan(self, fact_class: type) -> _ClassPlan:
        return self._plans.setdefault(fact_class, _ClassPlan(len(self._plans)))


def _equality(variable: Variable, atoms: Iterable[Test | Join]) -> tuple[str, Any] | None:
    """Return a field of the variable, and the value that it must have, where there is one."""
    for atom in atoms:
        if isinstance(atom, Test) and atom.variable == variable and atom.operator == "==":
            return (atom.field.name, atom.constant) if atom.field is not None else None
    return None


def _comparison(plan: _ClassPlan, test: Test, tested: FactField) -> dict[str, Any]:
    plan.compared[tested.name] = tested
    name = plan.key(tested.name)
    if test.operator in ("present", "absent"):
        return {"$ex" if test.operator == "present" else "$nex": {name: 1}}
    if test.operator in ("contains", "in"):
        question = evolve(test, variable=_ANY)
        return {plan.memberships.setdefault(question, f"m{len(plan.memberships)}"): True}
    constant = test.constant
    if tested.type == "text":
        words = plan.words.setdefault(tested.name, [])
        if constant not in words:
            words.append(constant)
        constant = words.index(constant)
    return {name: constant} if test.operator == "==" else {_SIGNS[test.operator]: {name: constant}}


_Writer = Callable[[Any, dict[tuple[str, Any], int]], str]


def _writers(plan: _ClassPlan) -> tuple[_Writer, ...]:
    """Return what writes the values of a fact, one writer for each value that rules read."""
    return (
        *(_value_writer(plan.key(name), plan, each) for name, each in plan.compared.items()),
        *(_membership_writer(key, question) for question, key in plan.memberships.items()),
        *(_join_writer(plan.key(name + "="), each) for name, each in plan.joined.items()),
    )


def _value_writer(key: str, plan: _ClassPlan, compared: FactField) -> _Writer:
    name, head = compared.name, f',"{key}":'
    encoded = _ENCODERS[compared.type]
    if compared.type == "text":
        places = {word: str(place) for place, word in enumerate(plan.words.get(name, ()))}

        def encoded(value: Any) -> str:
            return places.get(value, "-1")

    def write(fact: Any, _numbers: dict[tuple[str, Any], int]) -> str:
        value = getattr(fact, name)
        return "" if value is None else head + encoded(value)

    return write


def _membership_writer(key: str, question: Test) -> _Writer:
    flag, judge = f',"{key}":true', question.judge

    def write(fact: Any, _numbers: dict[tuple[str, Any], int]) -> str:
        return flag if judge(fact) else ""

    return write


def _join_writer(key: str, joined: FactField) -> _Writer:
    name, kind, head = joined.name, joined.type, f',"{key}":'

    def write(fact: Any, numbers: dict[tuple[str, Any], int]) -> str:
        value = getattr(fact, name)
        if value is None:
            return ""
        return f"{head}{numbers.setdefault((kind, value), len(numbers))}"

    return write


def with_point(value: float) -> str:
    """Return a float in a form that durable-rules can parse.

    >>> with_point(1e16), with_point(0.5)
    ('1.0e+16', '0.5')
    """
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


_ENCODERS: dict[FieldType, Callable[[Any], str]] = {
    "number": lambda value: with_point(float(value)),
    "whole number": str,
    "flag": lambda value: "true" if value else "false",
    "text": str,
    "set of text": lambda _value: "true",
}


def definition_json(value: Any) -> str:
    """Return the JSON of durable rules, every float with a point."""
    if isinstance(value, dict):
        members = (f"{json.dumps(key)}:{definition_json(each)}" for key, each in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(definition_json, value)) + "]"
    return with_point(value) if isinstance(value, float) else json.dumps(value)
