"""Arithmetic on columns: the formulas of the models, run for many rows at once.

In a formula's branch a column counts as true where it is for any row; the formulas are written
such that the branch then also gives the right number for the others.
"""
# ruff: noqa: ARG002 - numbers of columns let names, units and sources pass by

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.tolerance import TOLERANCE
from wso2_strategy.models.arithmetic import MAX_COUNT, MAX_LOAD, Arithmetic
from wso2_strategy.models.load.growth import compounded
from wso2_strategy.portfolio.columns.arrays import Bits, Codes, chosen
from wso2_strategy.portfolio.columns.planes import grouped

_DIGITS = 1000.0
_MOST_EXACT = 1e15
"""Thousandths up to this many have no more digits than a float tells apart."""


class Numbers(np.ndarray[Any, np.dtype[Any]]):
    """A number for each row."""

    def __bool__(self) -> bool:
        return bool(np.count_nonzero(self))


def numbers_of(values: npt.ArrayLike) -> Any:
    """Return values as numbers, typed as the formulas take them."""
    return np.asarray(values).view(Numbers)


@frozen(eq=False)
class Doubts:
    """Which rows are to be computed again, because rounding could have decided something.

    Products of decimals with many digits are taken from floats at first, which are off by some
    units in the last place. That matters only where a comparison is closer than that.

    Attributes:
        is_rounded: The rows with a number that is off by rounding.
        is_close: The rows in which a number came close to a limit.
    """

    is_rounded: Bits
    is_close: Bits

    @classmethod
    def none(cls, rows: int) -> Doubts:
        """Return no doubts yet."""
        return cls(np.zeros(rows, bool), np.zeros(rows, bool))

    def note(self, rows: Codes, numbers: Any, limit: Any) -> None:
        """Note where numbers come close to a limit."""
        if not np.ndim(numbers):
            return
        found, limits = np.asarray(numbers), np.asarray(limit)
        gap = found - limits
        np.abs(gap, out=gap)
        # Most are far from their limits, also from the largest: only the others are looked at.
        near = gap <= _CLOSE * (1 + np.abs(limits).max(initial=0.0))
        if near.any():
            # What is nothing is exactly that.
            near &= (found != 0) & (gap <= _CLOSE * (1 + np.abs(limits)))
            self.is_close[rows[near]] = True


_CLOSE = 1e-10
"""A share far above what rounding comes to, with as many nodes as there may be."""

MOST_NODES = 10_000
"""The most nodes of rounded numbers: differences of larger numbers are less exact."""

_MANY_ROWS = 1_000
"""Different growths from which on powers are taken of columns."""


class ColumnArithmetic(Arithmetic):
    """Numbers for many rows.

    Args:
        assumptions: The named numbers.
        doubts: Where rounding is noted; without it every number is exact.
        rows: The rows that the numbers stand for.

    >>> numbers = ColumnArithmetic(Assumptions(()))
    >>> numbers.whole(numbers_of([2.0000000000000004, 2.001])).tolist()
    [2.0, 3.0]
    >>> numbers.product(numbers_of([0.1, 0.3]), 3.0).tolist()
    [0.3, 0.9]
    """

    def __init__(
        self, assumptions: Assumptions, doubts: Doubts | None = None, rows: Codes | None = None
    ) -> None:
        super().__init__(assumptions)
        self._assumptions = assumptions
        self._plain = Arithmetic(assumptions)
        self._doubts = doubts
        self._rows = np.arange(0) if rows is None else rows

    def at(self, rows: Codes) -> ColumnArithmetic:
        """Return the arithmetic for some rows."""
        return ColumnArithmetic(self._assumptions, self._doubts, rows)

    def note(self, numbers: Any, limit: Any) -> None:
        """Note where rounding could decide a comparison."""
        if self._doubts is not None:
            self._doubts.note(self._rows, numbers, limit)

    def largest(self, *numbers: Any) -> Any:
        """Return the largest number of each row."""
        return reduce(np.maximum, numbers)

    def smallest(self, *numbers: Any) -> Any:
        """Return the smallest number of each row."""
        return reduce(np.minimum, numbers)

    def bounded(self, load: Any) -> Any:
        """Return loads, or the largest there is."""
        return np.minimum(MAX_LOAD, load)

    def whole(self, nodes: Any) -> Any:
        """Return the whole nodes that fractions need."""
        fraction = np.minimum(MAX_LOAD, nodes)
        below = np.floor(fraction)
        limit = below * (1 + TOLERANCE)
        self.note(fraction, limit)
        return below + (fraction > limit)

    def count_of(self, load: Any, capacity: Any) -> Any:
        """Return the whole nodes of a capacity that loads need."""
        return self.whole(np.minimum(MAX_COUNT, load / capacity))

    def wordless(self, nodes: Any) -> Any:
        """Return whole numbers as they are."""
        return nodes

    def if_so(self, condition: Any, text: Callable[[], str]) -> Any:
        """Return the rows where a condition holds in the place of a text, if there are any."""
        return [condition] if np.any(condition) else []

    def product(self, load: Any, factor: Any) -> Any:
        """Return loads times factors, as they are in decimals."""
        load, factor = map(np.asarray, np.broadcast_arrays(load, factor))
        found = np.minimum(MAX_LOAD, load * factor)
        one, other = np.rint(load * _DIGITS), np.rint(factor * _DIGITS)
        whole = one * other
        exact = (one / _DIGITS == load) & (other / _DIGITS == factor) & (whole < _MOST_EXACT)
        unchanged = (factor == 1) | (load == 0)
        found = chosen(exact & ~unchanged, whole / _DIGITS**2, found)
        return self._certain(super().product, found, exact | unchanged, load, factor)

    def part(self, load: Any, parts: Any) -> Any:
        """Return loads divided into equal parts, as they are in decimals."""
        load, parts = map(np.asarray, np.broadcast_arrays(load, parts))
        one = np.rint(load * _DIGITS)
        exact = (one / _DIGITS == load) & (one < _MOST_EXACT)
        unchanged = parts == 1
        found = chosen(exact & ~unchanged, one / (_DIGITS * parts), load / parts)
        return self._certain(super().part, found, exact | unchanged, load, parts)

    def _certain(
        self, formula: Callable[..., float], found: Any, certain: Any, *inputs: Any
    ) -> Any:
        """Return numbers, of which those that are not certain are computed alone, or doubted."""
        left = np.flatnonzero(~np.asarray(certain))
        if self._doubts is not None:
            self._doubts.is_rounded[self._rows[left]] = True
        else:
            for row in left.tolist():
                found[row] = formula(*(each[row].item() for each in inputs))
        return numbers_of(found)

    def each(self, formula: Callable[..., float], *numbers: Any) -> Any:
        """Return what a formula makes of each different row of numbers."""
        columns = [np.asarray(each, float) + 0.0 for each in np.broadcast_arrays(*numbers)]
        rows, groups = grouped(np.array(columns).view(np.uint64))
        # Packs set the numbers that a formula is given, never the formula: this is the one that
        # takes most of the time, and where its float is not exact the row is doubted.
        if formula is compounded and self._doubts is not None and len(rows) > _MANY_ROWS:
            growth, months = columns
            with np.errstate(over="ignore"):
                found = np.minimum(MAX_LOAD, (1 + growth) ** (months / 12))
            self._doubts.is_rounded[self._rows[(growth != 0) & (months != 0)]] = True
            return numbers_of(found)
        values = [
            formula(*(each[row].item() for each in columns), self._plain) for row in rows.tolist()
        ]
        return numbers_of(np.array(values, float)[groups])


class WholeColumns(ColumnArithmetic):
    """The same for rows that are alike in all branches of a formula, which runs once."""

    def each(self, formula: Callable[..., float], *numbers: Any) -> Any:
        """Return what a formula makes of all rows at once."""
        return formula(*numbers, self)
