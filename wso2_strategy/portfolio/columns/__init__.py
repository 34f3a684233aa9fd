"""A table of requirements, a decision for each row: by columns where rules and models can be."""

from __future__ import annotations

from typing import Any

from wso2_strategy.advice.outcome import Asks
from wso2_strategy.errors import MissingExtraError


def decide_many(advisor: Asks, table: Any) -> Any:
    """Return a table of the same kind with the answer to each row; see `Advisor.decide_many`."""
    try:
        from wso2_strategy.portfolio.columns.decided_table import decided_table
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        raise MissingExtraError("deciding a table", "columns") from error
    return decided_table(advisor, table)
