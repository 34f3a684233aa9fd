"""Matchers: told facts, they say which rules they activate.

Here is what one must do, and the simplest that does it, the reference engine in
plain Python. That is the oracle the durable engine is tested against, and serves
where the C module cannot be loaded. All else is the business of the
recognise-act cycle (`consultation`), which is written once, so that the engines
behave alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from wso2_strategy.inference.conditions import Variable
from wso2_strategy.inference.rule import Rule

Activation: TypeAlias = tuple[int, tuple[int, ...]]
"""A rule's position in the knowledge base, and the numbers of the facts it matched."""


class MatchSession(Protocol):
    """The facts of one consultation, as a matcher sees them."""

    def tell(self, number: int, fact: Any) -> None:
        """Add a fact under a number not used before."""
        ...

    def activations(self) -> Iterable[Activation]:
        """Return what facts told since the last call activate, in any order, perhaps twice."""
        ...


class Matcher(Protocol):
    """An engine for one knowledge base."""

    @property
    def engine(self) -> str:
        """Its name: ``durable`` or ``reference``."""
        ...

    def session(self) -> AbstractContextManager[MatchSession]:
        """Open a session of its own for one consultation."""
        ...


class ReferenceMatcher:
    """Matches the rules of a knowledge base in Python.

    Matching is semi-naive: only combinations with at least one new fact are tried, since all
    others were tried before.
    """

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
                    candidates = [
                        self._candidates(each.fact_class, place, pivot)
                        for place, each in enumerate(rule.variables)
                    ]
                    for premises in combinations(rule, candidates, self._facts):
                        if len(premises) == len(rule.variables):
                            yield position, premises
        for fact_class, numbers in self._new.items():
            self._old.setdefault(fact_class, []).extend(numbers)
        self._new = {}

    def _candidates(self, fact_class: type, place: int, pivot: int) -> list[int]:
        """Return what a variable may stand for where the pivot's is the first new fact."""
        old = self._old.get(fact_class, []) if place != pivot else []
        new = self._new.get(fact_class, []) if place >= pivot else []
        return old + new


def combinations(
    rule: Rule,
    candidates: Sequence[Sequence[int]],
    facts: Mapping[int, Any],
    chosen: tuple[int, ...] = (),
    bound: Mapping[Variable, Any] = MappingProxyType({}),
) -> Iterator[tuple[int, ...]]:
    """Yield the combinations of facts for a rule's first variables that nothing refutes.

    Each comes before those that extend it. The complete ones are the matches.
    """
    yield chosen
    place = len(chosen)
    if place == len(rule.variables):
        return
    variable, decidable = rule.variables[place], rule.decidable[place]
    for number in candidates[place]:
        more = {**bound, variable: facts[number]}
        if number not in chosen and all(part.holds(more) for part in decidable):
            yield from combinations(rule, candidates, facts, (*chosen, number), more)
