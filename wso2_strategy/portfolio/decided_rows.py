"""Decisions on many rows as one table; what a table cannot hold is left to the advisor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import isfinite
from typing import Any

from wso2_strategy.advice.consult import Consultant
from wso2_strategy.domain.tolerance import rest, within
from wso2_strategy.errors import MissingExtraError
from wso2_strategy.portfolio.columns import decide_many
from wso2_strategy.portfolio.row_answer import COLUMNS
from wso2_strategy.space.fields import Form, StatedField, form

_NAME, _TARGET = "name", "availability.target"


def decided_rows(advisor: Consultant, stated: Mapping[int, Any]) -> dict[int, dict[str, Any]]:
    """Return the decisions on rows, by number, where columns give what the advisor would.

    Left out are rows with a value that is not allowed, whose errors the advisor says, and
    those with what no column has, such as gateway groups; without the extra ``columns`` all.

    Args:
        advisor: Who is asked.
        stated: What rows state, by number, with nested or dotted keys.
    """
    shape = form(tuple(advisor.knowledge.fact_classes))
    read = ((number, _flat(row, shape)) for number, row in stated.items())
    rows = {number: row for number, row in read if row is not None}
    paths = dict.fromkeys(path for row in rows.values() for path in row)
    columns = {path: [row.get(path) for row in rows.values()] for path in paths if path != _NAME}
    columns.setdefault(_TARGET, [None] * len(rows))  # a table of no columns has no rows
    try:
        table = {path: _array(values, shape.field(path)) for path, values in columns.items()}
        found = decide_many(advisor, table, by_row=False)
    except MissingExtraError:
        return {}
    kind = shape.field(_TARGET).kind
    meets = [
        None if target is None or share is None else _meets(share, kind.read(target))
        for share, target in zip(found["availability"], columns[_TARGET], strict=True)
    ]
    names = (row.get(_NAME) for row in rows.values())
    found = {"row": [*rows], "name": names, **found, "meets_target": meets}
    decisions = (
        dict(zip(COLUMNS, each, strict=True))
        for each in zip(*(found[name] for name in COLUMNS), strict=True)
    )
    # What was not decided by columns is the advisor's, who also says what is wrong.
    return {
        each["row"]: each
        for each, alone in zip(decisions, found["by_row"], strict=True)
        if alone is None and each["meets_target"] is not _UNSURE
    }


_rest = lru_cache(maxsize=1_000)(rest)  # few targets are stated again and again
_UNSURE = object()
_ROUNDED = 2**-53
"""How far a share may be from what it leaves of one."""


def _meets(share: float, target: float) -> Any:
    """Return whether a share of time reaches a target; unsure where its last digit decides."""
    limit, down = _rest(target), 1 - share
    is_met = within(down + _ROUNDED, limit)
    return is_met if is_met == within(down - _ROUNDED, limit) else _UNSURE


def _flat(row: Any, shape: Form) -> dict[str, Any] | None:
    """Return what a row states, by path; None where it is not for a table."""
    if not isinstance(row, dict):
        return None
    known = shape.by_path
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            for name, inner in value.items():
                path = f"{key}.{name}"
                if path in found or not _is_plain(inner, known.get(path)):
                    return None
                found[path] = inner
        elif key in found or not _is_plain(value, known.get(key)):
            return None
        else:
            found[key] = value
    return found


def _array(values: list[Any], field: StatedField) -> Any:
    """Return plain numbers as an array, which costs a table less; all else as it is."""
    if not field.is_number or not _NUMBERS.issuperset(map(type, values)):
        return values
    try:
        import numpy as np

        found = np.array(values, dtype=float)
    except ImportError:
        raise MissingExtraError("deciding a table", "columns") from None
    except OverflowError:
        return values
    return values if field.is_whole and (np.abs(found) > _EXACT).any() else found


_NUMBERS = frozenset({int, float, type(None)})
_EXACT = 2**53
"""Up to here floats hold every whole number."""


def _is_plain(value: Any, field: StatedField | None) -> bool:
    """Return whether a table takes a value for what a file does."""
    if field is None:
        return False
    if type(value) is float:
        return isfinite(value) and not field.is_whole
    if field.path == _NAME and value is not None:
        try:
            return bool(field.kind.read(value) == value)
        except ValueError:
            return False
    return True
