"""Partial evaluation: what is known of background facts is worked into the rules.

Background facts are the same in every consultation. So instead of telling them
to the engine each time, each rule is instantiated for the background facts its
variables can stand for: tests on them are decided beforehand, and joins with
them become comparisons with constants. The instance without any background
fact stays, for facts of the same class that a consultation brings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any

from attrs import frozen

from wso2_strategy.inference.conditions import Join, Test, Variable
from wso2_strategy.inference.engines.matcher import Activation
from wso2_strategy.inference.rule import Rule

MAX_INSTANCES = 1_000


@frozen
class Instance:
    """A rule's alternative, with some variables bound to background facts.

    Attributes:
        position: The rule's place in the knowledge base.
        premises: For each variable the number of its background fact, or None if it is free.
        free: The variables whose facts a consultation brings.
        atoms: What remains to be tested of them.
    """

    position: int
    premises: tuple[int | None, ...]
    free: tuple[Variable, ...]
    atoms: tuple[Test | Join, ...]

    def activation(self, matched: tuple[int, ...]) -> Activation:
        """Return the activation by the numbers of facts that match the free variables."""
        if len(matched) == len(self.premises):
            return self.position, matched
        rest = iter(matched)
        return self.position, tuple(
            [next(rest) if number is None else number for number in self.premises]
        )


def bound_classes(rules: Sequence[Rule], background: Sequence[Any]) -> frozenset[type]:
    """Return the classes of background facts that are worked into the rules.

    Too many instances would cost more than they save, so the largest classes are left out.
    """
    counts = Counter(map(type, background))
    while counts and _instance_count(rules, counts) > MAX_INSTANCES:
        del counts[max(counts, key=lambda fact_class: counts[fact_class])]
    return frozenset(counts)


def _instance_count(rules: Sequence[Rule], counts: Mapping[type, int]) -> int:
    return sum(
        rule.when.disjunct_count()
        * prod(1 + counts.get(variable.fact_class, 0) for variable in rule.variables)
        for rule in rules
    )


def instances(
    rules: Sequence[Rule], background: Sequence[Any], bound: frozenset[type]
) -> Iterator[Instance]:
    """Yield every instance of every rule, in the order of the rules.

    The number of a background fact is its place in `background`.
    """
    by_class: dict[type, list[tuple[int, Any]]] = {}
    for number, fact in enumerate(background):
        if type(fact) in bound:
            by_class.setdefault(type(fact), []).append((number, fact))
    for position, rule in enumerate(rules):
        for atoms in rule.when.disjuncts():
            for premises, remaining in _bind(rule.variables, atoms, by_class):
                pairs = zip(rule.variables, premises, strict=True)
                free = tuple(variable for variable, number in pairs if number is None)
                yield Instance(position, premises, free, remaining)


def _bind(
    variables: tuple[Variable, ...],
    atoms: tuple[Test | Join, ...],
    by_class: Mapping[type, list[tuple[int, Any]]],
) -> Iterator[tuple[tuple[int | None, ...], tuple[Test | Join, ...]]]:
    """Yield every choice of background facts, or none, with the atoms it leaves."""
    if not variables:
        yield (), atoms
        return
    variable, *others = variables
    for later, left in _bind(tuple(others), atoms, by_class):
        yield (None, *later), left
    for number, fact in by_class.get(variable.fact_class, ()):
        decided = _decided(variable, fact, atoms)
        if decided is None:
            continue
        for later, left in _bind(tuple(others), decided, by_class):
            if number not in later:  # one fact stands for one variable of a rule only
                yield (number, *later), left


def _decided(
    variable: Variable, fact: Any, atoms: tuple[Test | Join, ...]
) -> tuple[Test | Join, ...] | None:
    """Return what a fact for the variable leaves to be tested, or None if it fails."""
    left: list[Test | Join] = []
    for atom in atoms:
        if variable not in atom.variables:
            left.append(atom)
        elif isinstance(atom, Join):
            own, partner, partner_field = atom.seen_from(variable)
            value = getattr(fact, own.name)
            if value is None:  # and an absent field equals nothing, not even another absent one
                return None
            left.append(Test(partner, partner_field, "==", value))
        elif not atom.holds({variable: fact}):
            return None
    return tuple(left)
