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
from wso2_strategy.verification.representative_values import representatives, truths

Atom = Test | Join

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


def implies(condition: Condition, *alternatives: Condition) -> bool:
    """Return whether one of the alternatives holds whenever the condition does.

    Raises:
        TooManyValuationsError: There are more than `MAX_VALUATIONS` cases.

    >>> from wso2_strategy import Traffic, fact
    >>> traffic = fact(Traffic)
    >>> implies(traffic.peak_tps > 5000, traffic.peak_tps > 1000)
    True
    >>> implies(traffic.peak_tps > 1000, traffic.peak_tps > 5000, traffic.peak_tps <= 5000)
    True
    """
    return all(
        any(_holds(each, truth) for each in alternatives)
        for truth in _valuations((condition, *alternatives))
        if _holds(condition, truth)
    )


def compatible(*conditions: Condition) -> bool:
    """Return whether the conditions may hold together.

    Raises:
        TooManyValuationsError: There are more than `MAX_VALUATIONS` cases.
    """
    return any(all(_holds(each, truth) for each in conditions) for truth in _valuations(conditions))


def assignments(
    condition: Condition, wanted: Callable[[Variable], bool]
) -> Iterator[dict[tuple[type, str], object]]:
    """Yield field values of the wanted variables with which the condition may hold.

    Of very large conditions only the first `MAX_VALUATIONS` combinations are tried.
    """
    asked = _columns([condition])
    for rows in islice(product(*(column.rows for column in asked)), MAX_VALUATIONS):
        if _holds(condition, _truth(asked, rows)):
            yield {
                (column.variable.fact_class, column.name): value
                for column, (_, value) in zip(asked, rows, strict=True)
                if column.variable is not None and wanted(column.variable)
            }


@frozen
class _Column:
    """The atoms that depend on one field of one fact, and what may hold of them together.

    Attributes:
        atoms: The atoms.
        rows: The possible truth values, each with a field value that has them.
        variable: The fact; None for a join.
        name: The field.
    """

    atoms: tuple[Atom, ...]
    rows: tuple[tuple[tuple[bool, ...], object], ...]
    variable: Variable | None = None
    name: str = ""


def _columns(conditions: Iterable[Condition]) -> list[_Column]:
    """Return what may hold of the atoms of some conditions, field by field.

    A join is taken to be free: true or false whatever else holds. So what is
    found to follow does follow, and what is found possible may still not be.
    """
    tests: dict[tuple[Variable, str], dict[Test, None]] = {}
    joins: dict[Atom, None] = {}
    for atom in (atom for condition in conditions for atom in condition.atoms()):
        if isinstance(atom, Join):
            joins[atom] = None
        elif atom.field is not None:
            tests.setdefault((atom.variable, atom.field.name), {})[atom] = None
    found = [_Column((join,), (((False,), None), ((True,), None))) for join in joins]
    for (variable, name), asked in tests.items():
        listed = tuple(asked)
        values = representatives(variable.fact_class, name, listed)
        rows = tuple((truths(listed, name, value), value) for value in values)
        found.append(_Column(listed, rows, variable, name))
    return found


def _valuations(conditions: Sequence[Condition]) -> Iterator[Mapping[Atom, bool]]:
    """Yield every way in which the atoms of some conditions may be true or false."""
    asked = _columns(conditions)
    if prod(len(column.rows) for column in asked) > MAX_VALUATIONS:
        raise TooManyValuationsError
    for rows in product(*(column.rows for column in asked)):
        yield _truth(asked, rows)


def _truth(
    asked: Sequence[_Column], rows: Sequence[tuple[tuple[bool, ...], object]]
) -> Mapping[Atom, bool]:
    return {
        atom: holds
        for column, (truth, _) in zip(asked, rows, strict=True)
        for atom, holds in zip(column.atoms, truth, strict=True)
    }


def _holds(condition: Condition, truth: Mapping[Atom, bool]) -> bool:
    """Return whether a condition holds when its atoms have these truth values.

    That a fact exists is no column: it is true of every fact that is looked at.
    """
    if isinstance(condition, Conjunction):
        return all(_holds(part, truth) for part in condition.parts)
    if isinstance(condition, Disjunction):
        return any(_holds(part, truth) for part in condition.parts)
    return isinstance(condition, Test | Join) and truth.get(condition, True)
