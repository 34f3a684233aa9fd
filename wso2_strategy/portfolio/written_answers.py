"""Answers as the lines of a file, with what they count; workers write, so that one can wait."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attrs import frozen

from wso2_strategy.document.csv_rows import as_csv
from wso2_strategy.errors import printable
from wso2_strategy.portfolio.answered_rows import RowAnswers
from wso2_strategy.portfolio.chunks import Chunk
from wso2_strategy.portfolio.row_answer import COLUMNS
from wso2_strategy.portfolio.tally import Tally

LineForm = Literal["csv", "json"]
_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


@frozen
class Written:
    """Lines that some rows have as answers.

    Attributes:
        text: The lines.
        tally: What they count.
        rows: How many they are.
        seconds: How long it took.
    """

    text: bytes
    tally: Tally
    rows: int
    seconds: float


@frozen
class WrittenAnswers:
    """Answers rows and writes the answers as lines.

    Attributes:
        answers: What answers them.
        form: What the lines are.
    """

    answers: RowAnswers
    form: LineForm

    def __call__(self, chunk: Chunk) -> Written:
        """Return the lines for some rows, and what they count."""
        began = time.monotonic()
        answered = self.answers(chunk)
        text = lines([record for _, record in answered], self.form)
        tally = Tally.of(decision for decision, _ in answered)
        return Written(text.encode(), tally, len(answered), time.monotonic() - began)


def head(form: LineForm) -> bytes:
    """Return what stands before the first line."""
    return as_csv(COLUMNS, []).encode() if form == "csv" else b""


def lines(records: Iterable[Mapping[str, Any]], form: LineForm) -> str:
    r"""Return records as lines; what cannot be seen is escaped, and no cell is a formula.

    >>> lines([{"row": 1, "name": "=1", "meets_target": True, "conflicts": ["a", "b"]}], "csv")
    "1,'=1,,,,,,,true,a b,\n"
    """
    if form == "json":
        return "".join(f"{printable(_JSON.encode(each))}\n" for each in records)
    rows = ([_cell(each.get(column)) for column in COLUMNS] for each in records)
    return as_csv(COLUMNS, rows).partition("\n")[2]


def _cell(value: Any) -> object:
    if isinstance(value, list):
        return " ".join(value)
    return str(value).lower() if isinstance(value, bool) else "" if value is None else value
