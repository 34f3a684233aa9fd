"""Decisions on many rows as one table; what a table cannot hold is left to the advisor."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from wso2_strategy.advice.consult import Consultant
from wso2_strategy.domain.tolerance import reaches
from wso2_strategy.errors import MissingExtraError
from wso2_strategy.portfolio.columns import decide_many
from wso2_strategy.space.fields import Form, StatedField, form

COLUMNS = (
    "row",
    "name",
    "pattern",
    "layout",
    "platform",
    "redundancy",
    "nodes",
    "availability",
    "meets_target",
    "conflicts",
    "error",
)
"""What is said of each row: its number, the decision, or what is wrong with it."""

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
        found = decide_many(advisor, columns)
    except MissingExtraError:
        return {}
    target = shape.field(_TARGET).kind
    meets = (
        None if asked is None or given is None else reaches(1 - given, target.read(asked))
        for given, asked in zip(found["availability"], columns[_TARGET], strict=True)
    )
    names = (row.get(_NAME) for row in rows.values())
    found = {"row": [*rows], "name": names, **found, "meets_target": meets}
    decisions = (
        dict(zip(COLUMNS, each, strict=True))
        for each in zip(*(found[name] for name in COLUMNS), strict=True)
    )
    return {each["row"]: each for each in decisions if each["error"] is None}


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
