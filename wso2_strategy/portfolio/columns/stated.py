"""What a table states, checked and reduced: each field as few values, of which each row has one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from wso2_strategy.portfolio.columns.arrays import BLOCK, Bits, Codes, chosen, narrow
from wso2_strategy.portfolio.columns.table import Column
from wso2_strategy.space.cells import limits
from wso2_strategy.space.fields import StatedField

NONE: npt.NDArray[np.float64] = np.zeros(0)

_EXACT = 2.0**53
"""Whole numbers up to this are told apart as floats."""


@frozen(eq=False)
class Stated:
    """One field of many rows.

    Attributes:
        codes: For each row the place of its value.
        values: One value for each set of values that no rule tells apart; the last is None, for
            what states nothing.
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

    def is_any(self, holds: Callable[[Any], bool]) -> Bits:
        """Return the rows whose value, None where nothing is stated, is such a one."""
        return np.array([holds(each) for each in self.values]).take(self.codes)

    def part(self, rows: npt.NDArray[Any] | slice) -> Stated:
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
    if column.codes is not None:
        return _of_values(field, column, column.codes)
    values = np.asarray(column.values)
    if field.is_number and values.dtype.kind != "b":
        return _of_numbers(field, values, column.missing, constants)
    return _of_flags(field, values, column.missing)


def unstated(field: StatedField, rows: int) -> Stated:
    """Return a field that no row states."""
    none = np.zeros(rows, bool)
    numbers = np.zeros(rows) if field.is_number else NONE
    return Stated(np.zeros(rows, np.uint8), [None], none, ~none, numbers)


def _of_values(field: StatedField, column: Column, codes: Codes) -> Stated:
    known: list[Any] = []
    bad = []
    for value in column.values:
        try:
            known.append(field.kind.read(_whole(field, value)))
            bad.append(False)
        except ValueError:
            known.append(None)
            bad.append(True)
    refused = np.zeros(len(codes), bool)
    if any(bad):
        refused = np.array(bad).take(codes, mode="clip") & ~column.missing
    # Codes are of a type that also holds the place after the last.
    found = chosen(column.missing, len(known), codes)
    numbers = NONE
    if field.is_number:
        numbers = np.array([0.0 if each is None else each for each in [*known, None]], float)
        numbers = numbers.take(found)
    return Stated(found, [*known, None], refused, column.missing, numbers)


def _whole(field: StatedField, value: Any) -> Any:
    """Return a whole number that a table holds as a float, as a file would have it."""
    return (
        int(value) if field.is_whole and isinstance(value, float) and value.is_integer() else value
    )


def _of_numbers(
    field: StatedField, values: npt.NDArray[Any], missing: Bits, constants: Iterable[float]
) -> Stated:
    compared = sorted(set(constants))
    none = 2 * len(compared) + 1
    numbers = np.zeros(len(values))
    nothing = missing.copy()
    codes = np.zeros(len(values), narrow(none))
    low, high = limits(field)
    for start in range(0, len(values), BLOCK):
        some = slice(start, start + BLOCK)
        part = values[some] + 0.0  # -0 is 0
        with np.errstate(invalid="ignore"):
            allowed = (part >= low) & (part <= high)
            if field.is_whole:
                allowed &= (np.floor(part) == part) & (np.abs(part) <= _EXACT)
        nothing[some] |= ~allowed
        part = numbers[some] = chosen(nothing[some], 0.0, part)
        code = np.zeros(len(part), codes.dtype)
        for each in compared:
            code += part >= each
            code += part > each
        codes[some] = chosen(nothing[some], none, code)
    found: list[Any] = [None] * (none + 1)
    for cell in range(none if len(codes) else 0):
        first = (codes == cell).argmax()
        if codes[first] == cell:
            value = numbers[first].item()
            found[cell] = int(value) if field.is_whole else value
    return Stated(codes, found, nothing & ~missing, missing, numbers)


def _of_flags(field: StatedField, values: npt.NDArray[Any], missing: Bits) -> Stated:
    if values.dtype.kind == "b" and field.field.type == "flag":
        codes = chosen(missing, 2, values.view(np.uint8))
        return Stated(codes, [False, True, None], np.zeros(len(values), bool), missing, NONE)
    found = unstated(field, len(values))
    return Stated(found.codes, found.values, ~missing, missing, found.numbers)
