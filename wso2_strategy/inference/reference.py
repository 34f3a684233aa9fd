"""The reference engine: rule matching in plain Python, as simple as it can be.

It is the oracle the durable engine is tested against, and serves where the C
module cannot be loaded. Matching is semi-naive: only combinations with at
least one new fact are tried, since all others were tried before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from wso2_strategy.inference.conditions import Condition, Join, Variable
from wso2_strategy.inference.matcher import Activation
from wso2_strategy.inference.rule import Rule


class ReferenceMatcher:
    """Matches the rules of a knowledge base in Python."""

    engine = "reference"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)

    def session(self) -> AbstractContextManager[ReferenceSession]:
        """Open a session."""
        return nullcontext(ReferenceSession(self._rules))


class ReferenceSession:
    """The facts of one consultation, by class."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._facts: dict[int, Any] = {}
        self._by_class: dict[type, list[int]] = {}
        self._new: set[int] = set()

    def tell(self, number: int, fact: Any) -> None:
        """Add a fact."""
        self._facts[number] = fact
        self._by_class.setdefault(type(fact), []).append(number)
        self._new.add(number)

    def activations(self) -> Iterator[Activation]:
        """Yield every match that involves a new fact, rule by rule."""
        new, self._new = self._new, set()
        for position, rule in enumerate(self._rules):
            if any(number in new for v in rule.variables for number in self._numbers(v)):
                for premises in self._matches(rule, (), {}):
                    if not new.isdisjoint(premises):
                        yield position, premises

    def _matches(
        self, rule: Rule, chosen: tuple[int, ...], facts: dict[Variable, Any]
    ) -> Iterator[tuple[int, ...]]:
        if len(chosen) == len(rule.variables):
            yield chosen
            return
        variable = rule.variables[len(chosen)]
        for number in self._numbers(variable):
            bound = {**facts, variable: self._facts[number]}
            if number not in chosen and _not_refuted(rule.when, bound):
                yield from self._matches(rule, (*chosen, number), bound)

    def _numbers(self, variable: Variable) -> list[int]:
        return self._by_class.get(variable.fact_class, [])


def _not_refuted(condition: Condition, facts: dict[Variable, Any]) -> bool:
    """Return whether no part of the condition that is decidable yet is false."""
    parts = getattr(condition, "parts", ()) if not isinstance(condition, Join) else ()
    if set(condition.variables) <= facts.keys():
        return condition.holds(facts)
    return all(_not_refuted(part, facts) for part in parts)
