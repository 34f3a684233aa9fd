"""What tests exercised of some rules, and what they left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.domain.facts import SECTIONS, Requirements
from wso2_strategy.inference import Inference, Rule
from wso2_strategy.inference.conditions import Join, Test


def times_fired(rule_id: str, inference: Inference) -> int:
    """Return how often a rule fired in a consultation."""
    return sum(step.reason.id == rule_id for step in inference.steps)


def outcomes(rule: Rule, inference: Inference) -> list[set[bool]]:
    """Return, for each atomic condition of a rule, which outcomes it had in a consultation.

    A condition has an outcome for every fact, or pair of facts, that it is asked of.
    """
    facts: dict[type, list[Any]] = {
        v.fact_class: inference.of(v.fact_class) for v in rule.variables
    }
    return [_outcomes(atom, facts) for atom in rule.when.atoms()]


def _outcomes(atom: Test | Join, facts: Mapping[type, list[Any]]) -> set[bool]:
    options = [facts[each.fact_class] for each in atom.variables]
    if isinstance(atom, Test) and atom.field is None:
        return {bool(options[0])}
    return {atom.holds(dict(zip(atom.variables, each, strict=True))) for each in product(*options)}


class Coverage:
    """Which rules fired, and which outcomes their atomic conditions had."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._fired: set[str] = set()
        self._outcomes: dict[tuple[str, int], set[bool]] = {}
        self._whole: set[str] = set()  # these need no more looking at, which saves most of it

    def record(self, inference: Inference) -> None:
        """Add what a consultation exercised."""
        self._fired.update(step.reason.id for step in inference.steps)
        for rule in self._knowledge.base.rules:
            if rule.id not in self._whole:
                for place, found in enumerate(outcomes(rule, inference)):
                    self._outcomes.setdefault((rule.id, place), set()).update(found)
                if not list(self._missing(rule)):
                    self._whole.add(rule.id)

    def missing(self, *, pack: str | None = None) -> list[str]:
        """Return what no test exercised: rules that never fired, outcomes that never came."""
        return [
            problem
            for rule in self._knowledge.base.rules
            if pack is None or self._knowledge.origin(rule.id).split(" ")[0] == pack
            for problem in self._missing(rule)
        ]

    def check(self, *, pack: str | None = None) -> None:
        """Check that every rule fired, and every atomic condition both held and failed.

        Raises:
            AssertionError: Something was not exercised; the message lists it.
        """
        problems = self.missing(pack=pack)
        if problems:
            raise AssertionError("\n".join([f"{len(problems)} not exercised:", *problems]))

    def _missing(self, rule: Rule) -> Iterator[str]:
        if rule.id not in self._fired:
            yield f"{rule.id}: never fires"
        for place, atom in enumerate(rule.when.atoms()):
            for outcome in _possible(atom) - self._outcomes.get((rule.id, place), set()):
                yield f"{rule.id}: {atom!r} never {'holds' if outcome else 'fails'}"


def _possible(atom: Test | Join) -> set[bool]:
    """A section is always there, so the condition that it exists cannot fail."""
    always = (Requirements, *SECTIONS)
    if isinstance(atom, Test) and atom.field is None and atom.variable.fact_class in always:
        return {True}
    return {True, False}
