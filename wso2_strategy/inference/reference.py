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
    """The facts of one consultation, by class; of each class, old and new ones."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._facts: dict[int, Any] = {}
        self._old: dict[type, list[int]] = {}
        self._new: dict[type, list[int]] = {}

    def tell(self, number: int, fact: Any) -> None:
        """Add a fact."""
        self._facts[number] = fact
        self._new.setdefault(type(fact), []).append(number)

    def activations(self) -> Iterator[Activation]:
        """Yield every match that involves a new fact, rule by rule."""
        for position, rule in enumerate(self._rules):
            for pivot, variable in enumerate(rule.variables):
                if variable.fact_class in self._new:
                    for premises in self._matches(rule, pivot, (), {}):
                        yield position, premises
        for fact_class, numbers in self._new.items():
            self._old.setdefault(fact_class, []).extend(numbers)
        self._new = {}

    def _matches(
        self, rule: Rule, pivot: int, chosen: tuple[int, ...], facts: dict[Variable, Any]
    ) -> Iterator[tuple[int, ...]]:
        """Yield the matches whose first new fact is that of the pivot's variable."""
        place = len(chosen)
        if place == len(rule.variables):
            yield chosen
            return
        variable = rule.variables[place]
        for number in self._candidates(variable.fact_class, place, pivot):
            bound = {**facts, variable: self._facts[number]}
            if number not in chosen and _not_refuted(rule.when, bound):
                yield from self._matches(rule, pivot, (*chosen, number), bound)

    def _candidates(self, fact_class: type, place: int, pivot: int) -> list[int]:
        old = self._old.get(fact_class, []) if place != pivot else []
        new = self._new.get(fact_class, []) if place >= pivot else []
        return old + new


def _not_refuted(condition: Condition, facts: dict[Variable, Any]) -> bool:
    """Return whether no part of the condition that is decidable yet is false."""
    parts = getattr(condition, "parts", ()) if not isinstance(condition, Join) else ()
    if set(condition.variables) <= facts.keys():
        return condition.holds(facts)
    return all(_not_refuted(part, facts) for part in parts)
