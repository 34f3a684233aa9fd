"""Rows as CSV, for spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula."""


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Return rows as CSV with a header line; no cell is a formula to a spreadsheet.

    >>> as_csv(["port", "name"], [[443, "=1+1"]])
    "port,name\n443,'=1+1\n"
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(map(_harmless, row) for row in rows)
    return text.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell
