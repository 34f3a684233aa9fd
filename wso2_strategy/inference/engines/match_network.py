"""The rules of a knowledge base, compiled for the Python engine into a network, as in Rete.

A *pattern* is what a rule asks of one fact alone; rules that ask the same share
it. Patterns stand by class, and those with an equality by the constants it
allows, so that a fact meets them by look-up however many rules there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from attrs import Factory, define, evolve, frozen

from wso2_strategy.inference.conditions import Join, Test, Variable
from wso2_strategy.inference.engines.matcher import Activation
from wso2_strategy.inference.engines.partial import Instance

Chosen: TypeAlias = dict[int, tuple[int, Any]]
"""Facts that stand for some variables of a rule, with their numbers, by the variable's place."""

_ANY = Variable(object, "any")


@define(eq=False)
class Pattern:
    """What rules ask of one fact alone.

    Attributes:
        judges: What must hold of it.
        alone: The rules that ask for no other fact.
        plans: How the other rules go on from here.
        looked_up_by: The fields by whose value they look it up.
    """

    judges: tuple[Callable[[Any], bool], ...]
    alone: list[Instance] = Factory(list)
    plans: list[Plan] = Factory(list)
    looked_up_by: set[str] = Factory(set)


@frozen
class Equality:
    """A field that must equal that of a fact chosen before."""

    name: str
    place: int
    other: str

    def wanted(self, chosen: Chosen) -> Any:
        """Return the value that it must have."""
        return getattr(chosen[self.place][1], self.other)

    def holds(self, fact: Any, chosen: Chosen) -> bool:
        """Return whether both are present and equal."""
        value = getattr(fact, self.name)
        return value is not None and bool(value == self.wanted(chosen))


@frozen
class Step:
    """The choice of a fact for one more variable."""

    place: int
    pattern: Pattern
    equalities: tuple[Equality, ...]


@frozen
class Plan:
    """The order in which facts for the other variables of a rule are chosen, from one on."""

    instance: Instance
    start: int
    steps: tuple[Step, ...]

    def activation(self, chosen: Chosen) -> Activation:
        """Return the activation by a fact for every variable."""
        return self.instance.activation(tuple(chosen[place][0] for place in range(len(chosen))))


class MatchNetwork:
    """The patterns of rules.

    Attributes:
        always: What fires whatever is told.
    """

    def __init__(self, rules: Iterable[Instance]) -> None:
        self.always: list[Activation] = []
        self._patterns: dict[tuple[type, frozenset[Test]], Pattern] = {}
        self._open: dict[type, list[Pattern]] = {}
        self._keyed: dict[type, dict[str, dict[Any, list[Pattern]]]] = {}
        for instance in rules:
            self._add(instance)

    def met(self, fact: Any) -> list[Pattern]:
        """Return the patterns that a fact meets."""
        fact_class = type(fact)
        candidates = [*self._open.get(fact_class, ())]
        for name, by_constant in self._keyed.get(fact_class, {}).items():
            candidates += by_constant.get(getattr(fact, name), ())
        found = []
        for pattern in candidates:
            for judge in pattern.judges:
                if not judge(fact):
                    break
            else:
                found.append(pattern)
        return found

    def _add(self, instance: Instance) -> None:
        patterns = [self._pattern(variable, instance.atoms) for variable in instance.free]
        if not patterns:
            self.always.append(instance.activation(()))
        elif len(patterns) == 1:
            patterns[0].alone.append(instance)
        else:
            for start, pattern in enumerate(patterns):
                pattern.plans.append(_plan(instance, patterns, start))

    def _pattern(self, variable: Variable, atoms: Iterable[Test | Join]) -> Pattern:
        """Return the pattern of a variable's own tests, a known one if there is one."""
        own = frozenset(
            evolve(atom, variable=_ANY)
            for atom in atoms
            if isinstance(atom, Test) and atom.variable == variable and atom.field is not None
        )
        known = self._patterns.get((variable.fact_class, own))
        if known is not None:
            return known
        key = min((test for test in own if test.operator in ("==", "in")), key=repr, default=None)
        pattern = Pattern(tuple(test.judge for test in sorted(own - {key}, key=repr)))
        self._patterns[variable.fact_class, own] = pattern
        if key is None or key.field is None:
            self._open.setdefault(variable.fact_class, []).append(pattern)
            return pattern
        by_constant = self._keyed.setdefault(variable.fact_class, {}).setdefault(key.field.name, {})
        constants = key.constant if key.operator == "in" else (key.constant,)
        for constant in dict.fromkeys(constants):
            by_constant.setdefault(constant, []).append(pattern)
        return pattern


def _plan(instance: Instance, patterns: Sequence[Pattern], start: int) -> Plan:
    """Return a plan in which what can be looked up comes first."""
    places = {variable: place for place, variable in enumerate(instance.free)}
    joins = [atom for atom in instance.atoms if isinstance(atom, Join)]
    left = [variable for variable in instance.free if places[variable] != start]
    steps: list[Step] = []
    while left:
        equalities = {each: tuple(_equalities(each, joins, places, left)) for each in left}
        chosen = max(left, key=lambda each: len(equalities[each]))
        left.remove(chosen)
        pattern = patterns[places[chosen]]
        pattern.looked_up_by.update(each.name for each in equalities[chosen][:1])
        steps.append(Step(places[chosen], pattern, equalities[chosen]))
    return Plan(instance, start, tuple(steps))


def _equalities(
    variable: Variable,
    joins: Iterable[Join],
    places: dict[Variable, int],
    left: Sequence[Variable],
) -> Iterator[Equality]:
    """Yield what joins a variable with those that are chosen already."""
    for join in joins:
        if variable in join.variables:
            own, partner, partner_field = join.seen_from(variable)
            if partner not in left:
                yield Equality(own.name, places[partner], partner_field.name)
