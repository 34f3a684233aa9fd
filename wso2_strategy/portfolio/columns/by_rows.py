"""Answers row by row: exactly what the advisor says, or what is wrong with a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from wso2_strategy.advice.consult import check_current_pattern
from wso2_strategy.advice.files import structure_requirements
from wso2_strategy.advice.outcome import Asks
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.errors import RequirementsError, StrategyError
from wso2_strategy.portfolio.columns.table import Column, Table
from wso2_strategy.portfolio.row_answer import RowAnswer, answer_of
from wso2_strategy.space.fields import Form


@frozen
class Problem:
    """What is wrong with a row: each problem with its path."""

    text: str


def answered(
    advisor: Asks, table: Table, form: Form, rows: Iterable[int]
) -> Mapping[int, RowAnswer | Problem]:
    """Return what the advisor says to some rows, or what is wrong with them."""
    classes = tuple(advisor.knowledge.fact_classes)
    found: dict[int, RowAnswer | Problem] = {}
    for row in rows:
        try:
            stated = requirements_of(table, form, row, classes)
            check_current_pattern(stated, advisor.knowledge.catalog, "row")
            found[row] = answer_of(advisor.advise(stated))
        except RequirementsError as error:
            found[row] = Problem("; ".join(error.problems))
        except StrategyError as error:
            found[row] = Problem(str(error))
    return found


def requirements_of(
    table: Table, form: Form, row: int, fact_classes: Iterable[type]
) -> Requirements:
    """Return the requirements of a row.

    Raises:
        RequirementsError: A value is not allowed.
    """
    document: dict[str, Any] = {}
    for path, column in table.columns.items():
        value = _read(form, path, column, row)
        if value is not None:
            section, _, name = path.rpartition(".")
            (document.setdefault(section, {}) if section else document)[name] = value
    return structure_requirements(document, fact_classes=fact_classes)


def _read(form: Form, path: str, column: Column, row: int) -> Any:
    """Return a value as a requirements file would have it."""
    value = column.value(row)
    # Tables hold whole numbers as floats where some are missing.
    if isinstance(value, float) and value.is_integer() and path in form.by_path:
        return int(value) if form.by_path[path].is_whole else value
    return value
