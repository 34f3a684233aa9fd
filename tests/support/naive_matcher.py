"""The oracle of the engines: every combination of facts, tried for every rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import permutations
from typing import Any

from wso2_strategy.inference import Rule
from wso2_strategy.inference.engines.matcher import Activation


class NaiveMatcher:
    """Matches rules by asking their conditions, of all facts anew each time."""

    engine = "naive"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules

    def session(self) -> AbstractContextManager[NaiveSession]:
        """Open a session."""
        return nullcontext(NaiveSession(self.rules))


class NaiveSession:
    """The facts of one consultation."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.facts: dict[int, Any] = {}

    def tell(self, number: int, fact: Any) -> None:
        """Add a fact."""
        self.facts[number] = fact

    def activations(self) -> Iterator[Activation]:
        """Yield every match of every rule, those that were known included."""
        for position, rule in enumerate(self.rules):
            for numbers in self._choices(rule):
                facts = (self.facts[number] for number in numbers)
                if rule.when.holds(dict(zip(rule.variables, facts, strict=True))):
                    yield position, numbers

    def _choices(self, rule: Rule) -> Iterator[tuple[int, ...]]:
        """Yield each way to choose different facts of the classes of the rule's variables."""
        classes = [variable.fact_class for variable in rule.variables]
        candidates = [number for number, fact in self.facts.items() if type(fact) in classes]
        for numbers in permutations(candidates, len(classes)):
            if [type(self.facts[number]) for number in numbers] == classes:
                yield numbers
