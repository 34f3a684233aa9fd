"""Which designs carry the loads of many rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.tolerance import TOLERANCE
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.region_counts import Regions, counted
from wso2_strategy.portfolio.columns.arrays import Bits, Codes
from wso2_strategy.portfolio.columns.downs import REMEMBERED
from wso2_strategy.portfolio.columns.kinds import Kinds, Words
from wso2_strategy.portfolio.columns.loads import Loads, alike, loads_of
from wso2_strategy.portfolio.columns.numbers import ColumnArithmetic
from wso2_strategy.portfolio.columns.planes import columns_of

_FRACTION = 51
"""The bits of a float that are left out of what its cell is: each power of two has two cells."""

_CELL = 63 - _FRACTION
"""The bits of a cell, without the sign."""

_MARGIN = 1e-9
"""How far beyond its cell a load is tried, as a share: far above what rounding comes to."""


_FEW = 64
"""Cells up to which they are not tried."""


class Tried(NamedTuple):
    """The designs that are held against a load, None where that is not asked.

    Attributes:
        designs: The designs.
        stored: Whether tokens are stored.
    """

    designs: tuple[Design | None, ...]
    stored: bool


class Carried:
    """Answers for which designs the loads of rows are too much.

    A design that carries a load carries every smaller one. So loads are put into cells, between
    two loads each: where both or neither are carried, so are all between them. Only rows
    in other cells are held against a design one by one.
    """

    def __init__(self, assumptions: Assumptions) -> None:
        self._assumptions = assumptions
        self._exact = ColumnArithmetic(assumptions)
        self._kinds = Kinds(REMEMBERED)
        self._numbers: dict[Tried, int] = {}

    def too_much(
        self, tried: Sequence[Tried], which: Codes, load: Loads, numbers: ColumnArithmetic
    ) -> Words:
        """Return for each row, as bits of words, the designs for which its load is too much.

        Args:
            tried: What is tried.
            which: What of that in each row.
            load: The loads.
            numbers: The arithmetic of the rows.
        """
        ids = [self._numbers.setdefault(each, len(self._numbers)) for each in tried]
        cells = np.array(ids, np.uint64).take(which)
        for each in load.independent:
            cells <<= np.uint64(_CELL)
            cells |= each.view(np.uint64) >> np.uint64(_FRACTION)

        def answered(rows: Codes) -> Words:
            surely = np.zeros((len(tried[0].designs), len(rows)), bool)
            maybe = ~surely
            for part in alike([which[rows]]):
                designs, stored = tried[which[rows[part[0]]]]
                # To try few cells takes longer than to hold each row that comes against a design.
                ends = self._ends(load, rows[part], stored=stored) if len(part) > _FEW else None
                for place, design in enumerate(designs):
                    if design and ends:
                        excess = too_much(design, ends, self._exact)
                        surely[place, part], maybe[place, part] = np.split(excess, 2)
            return np.concatenate([columns_of(surely), columns_of(maybe & ~surely)])

        kinds = self._kinds.of(cells[np.newaxis], answered)
        known = self._kinds.answers
        found, unknown = (half.take(kinds, axis=1) for half in np.split(known, 2))
        left = np.flatnonzero(unknown.any(axis=0))
        for part in alike([which[left]]) if len(left) else ():
            rows = left[part]
            designs, stored = tried[which[rows[0]]]
            open_here = unknown[:, rows]
            for place, design in enumerate(designs):
                word, bit = place // 64, np.uint64(1 << place % 64)
                where = rows[open_here[word] & bit > 0] if design else rows[:0]
                if design and len(where):
                    excess = too_much(design, load.of(where, stored=stored), numbers.at(where))
                    found[word, where[excess]] |= bit
        return found

    def _ends(self, load: Loads, rows: Codes, *, stored: bool) -> Loads:
        """Return a smaller load than any in the cell of each row, and then larger ones."""
        calls, tokens, cpu_ms = (
            np.concatenate(
                [
                    (cells + more << _FRACTION).view(np.float64) * margin
                    for more, margin in ((0, 1 - _MARGIN), (1, 1 + _MARGIN))
                ]
            )
            for cells in (each[rows].view(np.int64) >> _FRACTION for each in load.independent)
        )
        return loads_of(calls, tokens, cpu_ms, self._assumptions, stored=stored)


def counts_of(design: Design, load: Loads, numbers: ColumnArithmetic) -> Regions:
    """Return the counts of a design for the load of many rows."""
    regions = counted(design, load, numbers)  # type: ignore[arg-type]
    limit = numbers.value("traffic_manager_events_per_second") * (1 + TOLERANCE)
    for region in regions:
        numbers.note(region.rates["measured"].events_per_second, limit)
    return regions


def too_much(design: Design, load: Loads, numbers: ColumnArithmetic) -> Bits:
    """Return the rows whose load a design does not carry."""
    found = np.zeros(len(load.has_calls), bool)
    regions = counts_of(design, load, numbers)
    for region in regions:
        for count in region.counts.values():
            for reason in count.excess:
                found |= np.asarray(reason)
    return found
