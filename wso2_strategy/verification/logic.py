"""What follows from a condition, decided over all classes of values at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from math import prod

from attrs import evolve, frozen

from wso2_strategy.inference.conditions import (
    Condition,
    Conjunction,
    Disjunction,
    Join,
    Test,
    Variable,
)
from wso2_strategy.verification.representatives import representatives, truths

Atom = Test | Join
Valuation = dict[Atom, bool]

MAX_VALUATIONS = 200_000


class TooManyValuationsError(Exception):
    """A question whose classes are too many to look at one by one."""


def renamed(condition: Condition, names: Mapping[Variable, Variable]) -> Condition:
    """Return the condition over other variables."""
    if isinstance(condition, Conjunction | Disjunction):
        return type(condition)(tuple(renamed(part, names) for part in condition.parts))
    if isinstance(condition, Test):
        return evolve(condition, variable=names.get(condition.variable, condition.variable))
    if isinstance(condition, Join):
        left, right = condition.left_variable, condition.right_variable
        return evolve(
            condition,
            left_variable=names.get(left, left),
            right_variable=names.get(right, right),
        )
    return condition


def holds(condition: Condition, valuation: Mapping[Atom, bool]) -> bool:
    """Return whether a condition holds when its atoms have these truth values."""
    if isinstance(condition, Conjunction):
        return all(holds(part, valuation) for part in condition.parts)
    if isinstance(condition, Disjunction):
        return any(holds(part, valuation) for part in condition.parts)
    return isinstance(condition, Test | Join) and valuation[condition]


@frozen
class Column:
    """The atoms that depend on one field of one fact, and what may hold of them together.

    Attributes:
        atoms: The atoms.
        rows: The possible truth values, each with a field value that has them.
    """

    atoms: tuple[Atom, ...]
    rows: tuple[tuple[tuple[bool, ...], object], ...]


def columns(conditions: Iterable[Condition]) -> tuple[Column, ...]:
    """Return what may hold of the atoms of some conditions, field by field.

    A join is taken to be free: true or false whatever else holds. So what is
    found to follow does follow, and what is found possible may still not be.
    """
    tests: dict[tuple[Variable, str], dict[Test, None]] = {}
    free: dict[Atom, None] = {}
    for condition in conditions:
        for atom in condition.atoms():
            if isinstance(atom, Join):
                free[atom] = None
            elif atom.field is not None:
                tests.setdefault((atom.variable, atom.field.name), {})[atom] = None
    found = [Column((join,), (((False,), None), ((True,), None))) for join in free]
    for (variable, name), asked in tests.items():
        listed = tuple(asked)
        values = representatives(variable.fact_class, name, listed)
        rows = tuple((truths(listed, name, value), value) for value in values)
        found.append(Column(listed, rows))
    return tuple(found)


def valuations(conditions: Sequence[Condition]) -> Iterator[Valuation]:
    """Yield every way in which the atoms of some conditions may be true or false.

    Raises:
        TooManyValuationsError: There are more than `MAX_VALUATIONS`.
    """
    asked = columns(conditions)
    if prod(len(column.rows) for column in asked) > MAX_VALUATIONS:
        raise TooManyValuationsError
    always = _existences(conditions)
    for rows in product(*(column.rows for column in asked)):
        valuation = dict(always)
        for column, (truth, _) in zip(asked, rows, strict=True):
            valuation.update(zip(column.atoms, truth, strict=True))
        yield valuation


def _existences(conditions: Iterable[Condition]) -> Valuation:
    """Return the atoms that only ask whether a fact exists, as true."""
    atoms = (atom for condition in conditions for atom in condition.atoms())
    return {atom: True for atom in atoms if isinstance(atom, Test) and atom.field is None}


def implies(condition: Condition, *alternatives: Condition) -> bool:
    """Return whether one of the alternatives holds whenever the condition does.

    >>> from wso2_strategy import Traffic, fact
    >>> traffic = fact(Traffic)
    >>> implies(traffic.peak_tps > 5000, traffic.peak_tps > 1000)
    True
    >>> implies(traffic.peak_tps > 1000, traffic.peak_tps > 5000, traffic.peak_tps <= 5000)
    True
    """
    return all(
        any(holds(each, valuation) for each in alternatives)
        for valuation in valuations((condition, *alternatives))
        if holds(condition, valuation)
    )


def compatible(*conditions: Condition) -> bool:
    """Return whether the conditions may hold together."""
    return any(
        all(holds(each, valuation) for each in conditions) for valuation in valuations(conditions)
    )


def assignments(
    condition: Condition, wanted: Callable[[Variable], bool]
) -> Iterator[dict[tuple[type, str], object]]:
    """Yield field values of the wanted variables with which the condition may hold.

    Of very large conditions only the first `MAX_VALUATIONS` combinations are tried.
    """
    asked = columns([condition])
    always = _existences([condition])
    for rows in islice(product(*(column.rows for column in asked)), MAX_VALUATIONS):
        valuation = dict(always)
        values: dict[tuple[type, str], object] = {}
        for column, (truth, value) in zip(asked, rows, strict=True):
            valuation.update(zip(column.atoms, truth, strict=True))
            atom = column.atoms[0]
            if isinstance(atom, Test) and atom.field is not None and wanted(atom.variable):
                values[atom.variable.fact_class, atom.field.name] = value
        if holds(condition, valuation):
            yield values
