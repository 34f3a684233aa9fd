"""A table of requirements, a decision for each row: by columns where rules and models can be."""

from __future__ import annotations

from typing import Any

from wso2_strategy.advice.consult import Consultant
from wso2_strategy.errors import MissingExtraError


def decide_many(advisor: Consultant, table: Any, *, by_row: bool = True) -> Any:
    """Return a table of the same kind with the answer to each row; see `Advisor.decide_many`.

    Args:
        advisor: Who is asked.
        table: The table.
        by_row: Whether rows that columns do not decide are answered too, one by one.
    """
    try:
        from wso2_strategy.portfolio.columns.decided_table import TableDecider
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        raise MissingExtraError("deciding a table", "columns") from error
    if TableDecider not in advisor.prepared:
        advisor.prepared[TableDecider] = TableDecider(advisor)
    return advisor.prepared[TableDecider].decided(table, by_row=by_row)
