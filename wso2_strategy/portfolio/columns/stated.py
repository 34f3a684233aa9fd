"""What a table states, checked and reduced: each field as few values, of which each row has one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wso2_strategy.portfolio.columns.planes import Bits
from wso2_strategy.portfolio.columns.table import Codes, Column
from wso2_strategy.space.cells import limits
from wso2_strategy.space.fields import StatedField
from wso2_strategy.value_class import frozen

NONE: npt.NDArray[np.float64] = np.zeros(0)

_EXACT = 2.0**53
"""Whole numbers up to this are told apart as floats."""


@frozen(eq=False)
class Stated:
    """One field of many rows.

    Attributes:
        codes: For each row the place of its value.
        values: One value for each set of values that no rule tells apart; None is "not stated".
        refused: The rows whose value is not allowed.
        missing: The rows that state nothing.
        numbers: The numbers themselves, 0 where none is stated; none at all of other fields.
    """

    codes: Codes
    values: Sequence[Any]
    refused: Bits
    missing: Bits
    numbers: npt.NDArray[np.float64]

    def value(self, row: int) -> Any:
        """Return what a row states; None where it is nothing."""
        if self.missing[row]:
            return None
        value = self.values[self.codes[row]]
        # Of numbers that no rule tells apart, only one stands among the values.
        return type(value)(self.numbers[row]) if len(self.numbers) else value

    def part(self, rows: Codes | slice) -> Stated:
        """Return some of the rows."""
        numbers = self.numbers[rows] if len(self.numbers) else self.numbers
        return Stated(
            self.codes[rows], self.values, self.refused[rows], self.missing[rows], numbers
        )


def read(field: StatedField, column: Column, constants: Iterable[float]) -> Stated:
    """Return what a column states of a field.

    Args:
        field: The field.
        column: The column.
        constants: The numbers that rules compare the field with.
    """
    if not column.is_numeric:
        return _of_values(field, column)
    if field.is_number and np.asarray(column.values).dtype.kind != "b":
        return _of_numbers(field, column, constants)
    return _of_flags(field, column)


def unstated(field: StatedField, rows: int) -> Stated:
    """Return a field that no row states."""
    none = np.zeros(rows, bool)
    numbers = np.zeros(rows) if field.is_number else NONE
    return Stated(np.zeros(rows, np.int64), [None], none, ~none, numbers)


def _of_values(field: StatedField, column: Column) -> Stated:
    known: list[Any] = []
    bad = []
    for value in column.values:
        try:
            known.append(field.kind.read(_whole(field, value)))
            bad.append(False)
        except ValueError:
            known.append(None)
            bad.append(True)
    codes = np.where(column.codes < 0, len(known), column.codes)
    refused = np.array([*bad, False])[codes]
    numbers = NONE
    if field.is_number:
        numbers = np.array([0.0 if each is None else each for each in [*known, None]], float)[codes]
    return Stated(codes, [*known, None], refused, column.codes < 0, numbers)


def _whole(field: StatedField, value: Any) -> Any:
    """Return a whole number that a table holds as a float, as a file would have it."""
    return (
        int(value) if field.is_whole and isinstance(value, float) and value.is_integer() else value
    )


def _of_numbers(field: StatedField, column: Column, constants: Iterable[float]) -> Stated:
    numbers = np.asarray(column.values).astype(float) + 0.0  # -0 is 0
    missing = column.codes < 0
    low, high = limits(field)
    with np.errstate(invalid="ignore"):
        allowed = (numbers >= low) & (numbers <= high)
        if field.is_whole:
            allowed &= (np.floor(numbers) == numbers) & (np.abs(numbers) <= _EXACT)
    refused = ~allowed & ~missing
    numbers[missing | refused] = 0.0
    compared = sorted(set(constants))
    codes = np.zeros(len(numbers), np.int64)
    for each in compared:
        codes += numbers >= each
        codes += numbers > each
    codes[missing | refused] = 2 * len(compared) + 1
    values: list[Any] = [None] * (2 * len(compared) + 2)
    some = np.zeros(len(values), np.int64)
    some[codes] = np.arange(len(codes))  # whichever row is written last
    for cell in np.flatnonzero(np.bincount(codes, minlength=len(values))[:-1]).tolist():
        value = numbers[some[cell]].item()
        values[cell] = int(value) if field.is_whole else value
    return Stated(codes, values, refused, missing, numbers)


def _of_flags(field: StatedField, column: Column) -> Stated:
    values = np.asarray(column.values)
    missing = column.codes < 0
    if values.dtype.kind == "b" and field.field.type == "flag":
        codes = np.where(missing, 2, values.astype(np.int64))
        return Stated(codes, [False, True, None], np.zeros(len(values), bool), missing, NONE)
    found = unstated(field, len(values))
    return Stated(found.codes, found.values, ~missing, missing, found.numbers)
