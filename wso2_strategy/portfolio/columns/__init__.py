"""A table of requirements, a decision for each row: by columns where rules and models can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wso2_strategy.advice.outcome import Asks
from wso2_strategy.errors import MissingExtraError

if TYPE_CHECKING:
    from wso2_strategy.portfolio.columns.decided_table import TableDecider


def table_decider(advisor: Asks) -> TableDecider:
    """Return what decides tables as an advisor decides rows.

    Raises:
        MissingExtraError: The extra "columns" is not installed.
    """
    try:
        from wso2_strategy.portfolio.columns.decided_table import TableDecider
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        raise MissingExtraError("deciding a table", "columns") from error
    return TableDecider(advisor)
