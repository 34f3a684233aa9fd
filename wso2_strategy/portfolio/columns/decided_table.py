"""A decision for each row of a table of requirements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from wso2_strategy.advice.outcome import Asks
from wso2_strategy.portfolio.columns.by_rows import Answer, Problem, answered
from wso2_strategy.portfolio.columns.table import Codes, Result, ResultKind, table_of
from wso2_strategy.space.fields import form

_KINDS: Mapping[str, ResultKind] = {
    "pattern": "text",
    "layout": "text",
    "platform": "text",
    "redundancy": "text",
    "nodes": "whole number",
    "availability": "number",
    "conflicts": "texts",
}


def decided_table(advisor: Asks, source: Any) -> Any:
    """Return a table of the same kind with the answer to each row; see `Advisor.decide_many`."""
    shape = form(tuple(advisor.knowledge.fact_classes))
    table = table_of(source, (*shape.by_path, shape.groups.path))
    found = answered(advisor, table, shape, range(table.rows))
    places: dict[Answer | Problem, int] = {}
    codes = np.array(
        [places.setdefault(found[row], len(places)) for row in range(table.rows)], np.int64
    )
    why = Result("text", np.zeros(table.rows, np.int64), ["decided row by row"])
    return table.filled({**dict(_results(codes, [*places])), "by_row": why})


def _results(codes: Codes, found: list[Answer | Problem]) -> Iterator[tuple[str, Result]]:
    """Yield the columns of what was found, where rows say which of it they have."""
    answers = [each if isinstance(each, Answer) else None for each in found]
    for name, kind in _KINDS.items():
        yield name, _result(kind, codes, [getattr(each, name, None) for each in answers])
    texts = [each.text if isinstance(each, Problem) else None for each in found]
    yield "error", _result("text", codes, texts)


def _result(kind: ResultKind, codes: Codes, values: list[Any]) -> Result:
    stated = [each for each in dict.fromkeys(values) if each is not None]
    distinct = {each: place for place, each in enumerate(stated)}
    places = np.array([distinct.get(each, -1) for each in values], np.int64)
    listed = [list(each) if isinstance(each, tuple) else each for each in distinct]
    return Result(kind, places[codes] if len(values) else codes, listed)
