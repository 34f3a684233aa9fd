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

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.tolerance import TOLERANCE
from wso2_strategy.models.arithmetic import MAX_COUNT, MAX_LOAD, Arithmetic
from wso2_strategy.portfolio.columns.planes import grouped

_DIGITS = 1000.0
_MOST_EXACT = 1e15
"""Thousandths up to this many have no more digits than a float tells apart."""


class Numbers(np.ndarray[Any, np.dtype[Any]]):
    """A number for each row."""

    def __bool__(self) -> bool:
        return bool(np.asarray(self).any())


def numbers_of(values: npt.ArrayLike) -> Any:
    """Return values as numbers, typed as the formulas take them."""
    return np.asarray(values).view(Numbers)


class ColumnArithmetic(Arithmetic):
    """Numbers for many rows.

    >>> numbers = ColumnArithmetic(Assumptions(()))
    >>> numbers.whole(numbers_of([2.0000000000000004, 2.001])).tolist()
    [2.0, 3.0]
    >>> numbers.product(numbers_of([0.1, 0.3]), 3.0).tolist()
    [0.3, 0.9]
    """

    def __init__(self, assumptions: Assumptions) -> None:
        super().__init__(assumptions)
        self._plain = Arithmetic(assumptions)

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
        return below + (fraction > below * (1 + TOLERANCE))

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
        load, factor = np.broadcast_arrays(load, factor)
        found = np.minimum(MAX_LOAD, load * factor)
        one, other = np.rint(load * _DIGITS), np.rint(factor * _DIGITS)
        exact = (one / _DIGITS == load) & (other / _DIGITS == factor)
        whole = one * other
        exact &= whole < _MOST_EXACT
        decimals = np.where(exact, whole / _DIGITS**2, found)
        unit = (factor == 1) | (load == 0)
        return self._by_rows(super().product, decimals, exact | unit, found, unit, load, factor)

    def part(self, load: Any, parts: Any) -> Any:
        """Return loads divided into equal parts, as they are in decimals."""
        load, parts = np.broadcast_arrays(load, parts)
        one = np.rint(load * _DIGITS)
        exact = (one / _DIGITS == load) & (one < _MOST_EXACT)
        decimals = one / (_DIGITS * parts)
        return self._by_rows(
            super().part, decimals, exact | (parts == 1), load, parts == 1, load, parts
        )

    def _by_rows(
        self,
        formula: Callable[..., float],
        found: Any,
        certain: Any,
        unchanged: Any,
        is_unchanged: Any,
        *inputs: Any,
    ) -> Any:
        """Return numbers where they are certain, and the formula of each other row."""
        result = np.where(is_unchanged, unchanged, found)
        for row in np.flatnonzero(~np.asarray(certain)).tolist():
            result[row] = formula(*(each[row].item() for each in inputs))
        return numbers_of(result)

    def each(self, formula: Callable[..., float], *numbers: Any) -> Any:
        """Return what a formula makes of each different row of numbers."""
        columns = [np.asarray(each) for each in np.broadcast_arrays(*numbers)]
        words = np.array([np.asarray(each, float) + 0.0 for each in columns]).view(np.uint64)
        rows, groups = grouped(words)
        values = [
            formula(*(each[row].item() for each in columns), self._plain) for row in rows.tolist()
        ]
        return numbers_of(np.array(values, float)[groups])
