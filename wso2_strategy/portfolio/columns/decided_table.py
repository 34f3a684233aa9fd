"""A decision for each row of a table: by columns where that is possible, else row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wso2_strategy.advice.outcome import Asks
from wso2_strategy.portfolio.columns.arrays import Bits, Codes
from wso2_strategy.portfolio.columns.by_rows import Problem, answered
from wso2_strategy.portfolio.columns.column_decider import ColumnDecider, Decided
from wso2_strategy.portfolio.columns.stated import Stated, read, unstated
from wso2_strategy.portfolio.columns.table import Result, ResultKind, Table, table_of
from wso2_strategy.portfolio.row_answer import RowAnswer
from wso2_strategy.space.clauses.propositional import NotPropositionalError
from wso2_strategy.space.fields import Form, form

CHUNK = 1 << 19
"""Rows that are decided at once: more take more memory and little less time."""

_KINDS: Mapping[str, ResultKind] = {
    "pattern": "text",
    "layout": "text",
    "platform": "text",
    "redundancy": "text",
    "nodes": "whole number",
    "availability": "number",
    "conflicts": "texts",
}

GROUPS = "gateway groups are stated"
REFUSED = "a value is not allowed"
LARGE = "more nodes than are counted exactly"

_NOT_ASKED = Problem("not decided by columns")


class TableDecider:
    """Decides tables for one advisor."""

    def __init__(self, advisor: Asks) -> None:
        self._advisor = advisor
        self._form: Form = form(tuple(advisor.knowledge.fact_classes))
        self._by_column: ColumnDecider | None = None
        self._reason = ""
        try:
            self._by_column = ColumnDecider(advisor)
        except NotPropositionalError as error:
            self._reason = f"the knowledge is not decided by columns: {error}"

    def decided(self, source: Any, *, by_row: bool) -> Any:
        """Return a table of the same kind with the answer to each row, also by row if asked."""
        table = table_of(source, (*self._form.by_path, self._form.groups.path))
        answers = _Answers(table.rows, by_row=by_row)
        if self._by_column is None:
            self._by_rows(answers, table, np.arange(table.rows), self._reason)
            return table.filled(dict(answers.results()))
        stated = {
            each.path: read(each, table.columns[each.path], self._by_column.constants(each))
            if each.path in table.columns
            else unstated(each, table.rows)
            for each in self._form.fields
        }
        left = self._left(table, stated)
        for reason, which in left.items():
            self._by_rows(answers, table, np.flatnonzero(which), reason)
        whole = ~np.logical_or.reduce([*left.values()]) if left else np.ones(table.rows, bool)
        again = [np.arange(0)]
        for start in range(0, table.rows, CHUNK):
            rows = np.flatnonzero(whole[start : start + CHUNK]) + start
            if len(rows):
                again.append(self._by_columns(answers, table, stated, rows))
        rows = np.concatenate(again)
        if len(rows):
            self._by_columns(answers, table, stated, rows, exactly=True)
        return table.filled(dict(answers.results()))

    def _by_columns(
        self,
        answers: _Answers,
        table: Table,
        stated: Mapping[str, Stated],
        rows: Codes,
        *,
        exactly: bool = False,
    ) -> Codes:
        """Decide rows; return those in which rounding could have decided something."""
        if self._by_column is None:
            return rows
        first, last = int(rows[0]), int(rows[-1])
        # Rows that follow each other need no copy.
        some: Codes | slice = rows
        if last - first == len(rows) - 1:
            some = slice(first, last + 1)
        part = {path: each.part(some) for path, each in stated.items()}
        found = self._by_column.decide(part, len(rows), exactly=exactly)
        answers.put(some, found)
        self._by_rows(answers, table, rows[~found.sizes.is_exact], LARGE)
        return rows[found.doubtful]

    def _left(self, table: Table, stated: Mapping[str, Stated]) -> dict[str, Bits]:
        """Return the rows that are decided one by one, by the reason why."""
        refused = np.logical_or.reduce([each.refused for each in stated.values()])
        peak, average = stated["traffic.peak_tps"], stated["traffic.average_tps"]
        refused |= ~(peak.missing | average.missing) & ~(average.numbers <= peak.numbers)
        current = stated["operations.current_pattern"]
        known = {each.id for each in self._advisor.knowledge.catalog.arrangements("pattern")}
        refused |= current.is_any(lambda pattern: pattern not in (None, *known))
        found = {REFUSED: refused}
        groups = table.columns.get(self._form.groups.path)
        if groups is not None:
            found[GROUPS] = ~groups.missing & ~refused
        return {reason: rows for reason, rows in found.items() if rows.any()}

    def _by_rows(self, answers: _Answers, table: Table, rows: Codes, reason: str) -> None:
        found: Mapping[int, RowAnswer | Problem] = dict.fromkeys(rows.tolist(), _NOT_ASKED)
        if answers.by_row:
            found = answered(self._advisor, table, self._form, rows.tolist())
        for row, each in found.items():
            answers.put_one(row, each, reason)


class _Answers:
    """The answers to all rows, as they come in; those that come by row if these are asked for."""

    def __init__(self, rows: int, *, by_row: bool) -> None:
        self.by_row = by_row
        self._numbers: dict[str, npt.NDArray[Any]] = {
            "nodes": np.zeros(rows, np.int64),
            "availability": np.zeros(rows),
        }
        self._unsized = np.ones(rows, bool)
        named = [name for name in (*_KINDS, "error", "by_row") if name not in self._numbers]
        self._texts: dict[str, dict[Any, int]] = {name: {} for name in named}
        self._codes = {name: np.full(rows, -1, np.int32) for name in named}

    def put(self, rows: Codes | slice, found: Decided) -> None:
        """Take the answers to some rows."""
        for place, name in enumerate(("pattern", "layout", "platform", "redundancy")):
            self._place(name, rows, [each[place] for each in found.chosen], found.choice)
        self._place("conflicts", rows, found.conflicts, found.conflict)
        exact = np.where(found.sizes.is_exact, found.sizes.nodes, 0)
        self._numbers["nodes"][rows] = exact
        self._numbers["availability"][rows] = 1 - found.sizes.down
        self._unsized[rows] = False

    def put_one(self, row: int, found: RowAnswer | Problem, reason: str) -> None:
        """Take the answer to one row, or what is wrong with it."""
        self._codes["by_row"][row] = self._code("by_row", reason)
        if isinstance(found, Problem):
            self._codes["error"][row] = self._code("error", found.text)
            return
        self._unsized[row] = False
        for name, value in found._asdict().items():
            if name in self._numbers:
                self._numbers[name][row] = value
            else:
                self._codes[name][row] = self._code(name, value)

    def _place(self, name: str, rows: Codes | slice, values: Sequence[Any], which: Codes) -> None:
        # Sorted, so that what was decided before this table does not show in it.
        for each in sorted({each for each in values if each is not None}):
            self._code(name, each)
        codes = np.array([self._code(name, each) for each in values], np.int32)
        self._codes[name][rows] = codes.take(which)

    def _code(self, name: str, value: Any) -> int:
        if value is None:
            return -1
        texts = self._texts[name]
        return texts.setdefault(value, len(texts))

    def results(self) -> Iterator[tuple[str, Result]]:
        """Yield the columns of the answers."""
        for name in (*_KINDS, "error", "by_row"):
            kind = _KINDS.get(name, "text")
            if name in self._numbers:
                yield name, Result(self._numbers[name], self._unsized, kind=kind)
                continue
            codes, texts = self._codes[name], self._texts[name]
            values = [[*each] for each in texts] if kind == "texts" else [*texts]
            yield name, Result(values, codes < 0, codes, kind)
