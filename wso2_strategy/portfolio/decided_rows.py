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

_NAME, _TARGET = "name", "availability.target"


def decided_rows(advisor: Consultant, documents: Mapping[int, Any]) -> dict[int, dict[str, Any]]:
    """Return the decisions on rows, by number, where columns give what the advisor would.

    Left out are rows with a value that is not allowed, whose errors the advisor says, and
    those with what no column has, such as gateway groups; without the extra ``columns`` all.

    Args:
        advisor: Who is asked.
        documents: What rows state, in the shape of requirements files.
    """
    shape = form(tuple(advisor.knowledge.fact_classes))
    read = ((number, _flat(document, shape)) for number, document in documents.items())
    rows = {number: row for number, row in read if row is not None}
    paths = dict.fromkeys(path for row in rows.values() for path in row)
    columns = {path: [row.get(path) for row in rows.values()] for path in paths if path != _NAME}
    columns.setdefault(_TARGET, [None] * len(rows))  # a table of no columns has no rows
    try:
        found = decide_many(advisor, columns)
    except MissingExtraError:
        return {}
    target = shape.field(_TARGET).kind
    found["meets_target"] = [
        None if asked is None or given is None else reaches(1 - given, target.read(asked))
        for given, asked in zip(found["availability"], columns[_TARGET], strict=True)
    ]
    names = [*found]
    decisions = {}
    for number, row, *values in zip(rows, rows.values(), *found.values(), strict=True):
        decision = dict(zip(names, values, strict=True))
        if decision["error"] is None:
            decisions[number] = {"name": row.get(_NAME), **decision}
    return decisions


def _flat(document: Any, shape: Form) -> dict[str, Any] | None:
    """Return what a row states, by path; None where it is not for a table."""
    if not isinstance(document, Mapping):
        return None
    known = shape.by_path
    found: dict[str, Any] = {}
    for section, inner in document.items():
        if isinstance(inner, Mapping):
            for name, value in inner.items():
                found[f"{section}.{name}"] = value
        else:
            found[section] = inner
    for path, value in found.items():
        field = known.get(path)
        if field is None or not _is_plain(value, field):
            return None
    return found


def _is_plain(value: Any, field: StatedField) -> bool:
    """Return whether a table takes a value for what a file does."""
    if isinstance(value, float):
        return isfinite(value) and not field.is_whole
    if field.path == _NAME and value is not None:
        try:
            return bool(field.kind.read(value) == value)
        except ValueError:
            return False
    return True
