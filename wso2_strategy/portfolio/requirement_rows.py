"""Reading one row: a line of JSON, a line of CSV, or a mapping, each with dotted columns.

A row is one line of a file, also in CSV: no value of requirements has a line end in it, so
a quote that is never closed costs its own row and not the rest of the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from math import isinf, isnan
from typing import Any, Literal, TypeAlias

from attrs import frozen

from wso2_strategy.advice.files import structure_requirements
from wso2_strategy.advice.formats import MAX_BYTES, TOO_LARGE, plain_data
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.domain.gateway_group import GroupList
from wso2_strategy.domain.kinds import Choices, Kind, Number, Share
from wso2_strategy.domain.wording import heard
from wso2_strategy.errors import RequirementsError
from wso2_strategy.space.fields import form

Row: TypeAlias = bytes | Mapping[str, Any] | RequirementsError
"""A line as it stands in a file, what a row of a table holds, or why that cannot be read."""

MARK = b"\xef\xbb\xbf"
"""What some programs write before the first line, to say that a file is UTF-8."""


@frozen
class RowReader:
    """Reads rows of one source.

    Attributes:
        kind: What the rows are.
        columns: The columns, where lines do not name them.
        fact_classes: What a row may state besides the library's own sections.

    >>> row = b'{"name": "Shop", "traffic.peak_tps": 800, "traffic": {"mediation": true}}'
    >>> RowReader("json").requirements(row).traffic.peak_tps
    800.0
    >>> RowReader("csv", ("name", "traffic.protocols")).requirements(b'Shop,"http, sse"').name
    'Shop'
    """

    kind: Literal["json", "csv", "mapping"]
    columns: tuple[str, ...] = ()
    fact_classes: tuple[type, ...] = ()

    def requirements(self, row: Row) -> Requirements:
        """Return what a row states.

        Raises:
            RequirementsError: It is none of this kind, or holds what is not allowed.
        """
        return self.structured(self.stated(row))

    def structured(self, stated: Any) -> Requirements:
        """Return requirements that state this, with nested or dotted keys.

        Raises:
            RequirementsError: It holds what is not allowed.
        """
        return structure_requirements(nested(stated), origin="row", fact_classes=self.fact_classes)

    def stated(self, row: Row) -> Any:
        """Return what a row states, with nested or dotted keys.

        Raises:
            RequirementsError: It is none of this kind.
        """
        if isinstance(row, RequirementsError):
            raise row
        if not isinstance(row, bytes):
            return _of_table(row, _kinds(self.fact_classes))
        try:
            text = _text(row)
            return plain_data(text, "json") if self.kind == "json" else self._cells(text)
        except ValueError as error:
            raise RequirementsError("row", [str(error)]) from error

    def _cells(self, text: str) -> dict[str, Any]:
        cells = cells_of(text)
        if len(cells) != len(self.columns):
            raise ValueError(f"has {len(cells)} cells; allowed: {len(self.columns)}, as the header")
        kinds = _kinds(self.fact_classes)
        return {
            path: _meant(kinds.get(path), words.strip(), path)
            for path, words in zip(self.columns, cells, strict=True)
            if words and not words.isspace()
        }


def check_columns(columns: Sequence[str], origin: str, fact_classes: Iterable[type]) -> None:
    """Refuse columns that state nothing, before any row is read.

    Raises:
        RequirementsError: A column is unknown or stands twice; the nearest known one is named.
    """
    twice = [each for each in dict.fromkeys(columns) if columns.count(each) > 1]
    if twice:
        raise RequirementsError(origin, [f"the column {each!r} stands twice" for each in twice])
    structure_requirements(nested(dict.fromkeys(columns)), origin=origin, fact_classes=fact_classes)


def cells_of(text: str) -> list[str]:
    """Return the cells of a line of CSV.

    Raises:
        ValueError: A quote is not closed, or something stands behind one.
    """
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error as error:
        raise ValueError(f"is no valid line of CSV: {error}") from error


def nested(row: Any) -> Any:
    """Return a row in the shape of a requirements file; what has no dotted keys is it already.

    Raises:
        RequirementsError: A field is given both ways.

    >>> nested({"name": "Shop", "traffic.peak_tps": 800, "traffic.mediation": True})
    {'name': 'Shop', 'traffic': {'peak_tps': 800, 'mediation': True}}
    """
    if not isinstance(row, Mapping) or not any(
        "." in each for each in row if isinstance(each, str)
    ):
        return row
    found: dict[Any, Any] = {}
    problems = []
    for path, value in row.items():
        section, dot, name = path.partition(".") if isinstance(path, str) else (path, "", "")
        stated = {name: value} if dot else value
        known = found.get(section)
        if isinstance(known, dict) and isinstance(stated, Mapping):
            problems += [f"{section}.{each}: is given twice" for each in stated if each in known]
            known.update(stated)
        elif known is None:
            found[section] = dict(stated) if isinstance(stated, Mapping) else stated
        elif stated is not None:
            problems.append(f"{path}: is given twice")
    if problems:
        raise RequirementsError("row", problems)
    return found


def _of_table(row: Any, kinds: Mapping[str, Kind]) -> Any:
    """Return what a row of a table states: it has floats for whole numbers where some are missing.

    >>> _of_table({"availability": {"regions": 2.0, "target": float("nan")}}, _kinds(()))
    {'availability': {'regions': 2, 'target': None}}
    """
    if not isinstance(row, Mapping):
        return row
    return {
        section: {
            name: _of_cell(each, kinds.get(f"{section}.{name}")) for name, each in inner.items()
        }
        if isinstance(inner, Mapping)
        else _of_cell(inner, kinds.get(section))
        for section, inner in row.items()
    }


def _of_cell(value: Any, kind: Kind | None) -> Any:
    value = float(value) if isinstance(value, Decimal) else value
    if not isinstance(value, float) or isinf(value):
        return value
    if isnan(value):
        return None
    is_whole = isinstance(kind, Number) and kind.whole and value.is_integer()
    return int(value) if is_whole else value


def _text(line: bytes) -> str:
    if len(line) > MAX_BYTES:
        raise ValueError(TOO_LARGE)
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 (byte {error.start} of the row)") from error


@lru_cache(maxsize=64)
def _kinds(fact_classes: tuple[type, ...]) -> Mapping[str, Kind]:
    known = form(fact_classes)
    return {each.path: each.kind for each in (*known.fields, known.groups)}


def _meant(kind: Kind | None, words: str, path: str) -> Any:
    """Return the value that a cell means, for its kind to check."""
    if isinstance(kind, GroupList) or (isinstance(kind, Choices) and words.startswith("[")):
        try:
            return plain_data(words, "json")
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
    # Elsewhere 1,500 may be one and a half; who answers a question sees how it was read.
    if kind is None or (isinstance(kind, Number | Share) and "," in words):
        return words
    return heard(kind, words)
