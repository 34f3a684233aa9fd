"""Many requirements at once: tables by column, and files of rows on any executor."""

from __future__ import annotations

from wso2_strategy.portfolio.answered_rows import advise_rows
from wso2_strategy.portfolio.resumable_run import Progress, advise_many
from wso2_strategy.portfolio.summary import Summary

__all__ = ["Progress", "Summary", "advise_many", "advise_rows"]
