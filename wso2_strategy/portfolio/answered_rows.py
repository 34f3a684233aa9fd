"""From rows to answers: a record for each row, in the order of the rows, on any executor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from typing import Any

from attrs import frozen

from wso2_strategy.advice.consult import Consultant
from wso2_strategy.errors import LISTED, RequirementsError, StrategyError, printable, shown
from wso2_strategy.output.recommendation_json import recommendation_record
from wso2_strategy.portfolio.chunks import Chunk, Place, RowsSource
from wso2_strategy.portfolio.decided_rows import decided_rows
from wso2_strategy.portfolio.in_order import in_order
from wso2_strategy.portfolio.requirement_rows import Row, RowReader
from wso2_strategy.portfolio.row_answer import COLUMNS, row_record
from wso2_strategy.portfolio.time_limit import at_most

_LONGEST_ERROR = 2_000  # characters
_TOGETHER = 100
"""Rows of a program that are answered together: whoever reads answers waits for so many."""


@frozen
class RowAnswers:
    """Answers rows of one source.

    Attributes:
        advisor: Who is asked.
        reader: What reads the rows.
        is_full: Whether to say all of each answer.
        seconds: How long the answer to a row may take; None for no limit.
    """

    advisor: Consultant
    reader: RowReader
    is_full: bool = False
    seconds: float | None = None

    def __call__(self, chunk: Chunk) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Return for each row its decision, and the record that is asked for."""
        rows = {number: self._read(row) for number, row in chunk.numbered()}
        decided = {} if self.is_full else self._decided(rows)
        return [
            decided[number] if number in decided else self._answered(number, stated)
            for number, stated in rows.items()
        ]

    def _read(self, row: Row) -> Any:
        """Return what a row states, or what is wrong with it."""
        try:
            return self.reader.stated(row)
        except Exception as error:  # noqa: BLE001 - one row must not end a run of millions
            return error

    def _decided(self, rows: Mapping[int, Any]) -> dict[int, tuple[dict[str, Any], dict[str, Any]]]:
        try:
            found = decided_rows(self.advisor, rows)
        except Exception:  # noqa: BLE001 - as above; the advisor will say which row it was
            return {}
        return {number: (each, each) for number, each in found.items()}

    def _answered(self, number: int, stated: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        if isinstance(stated, Exception):
            return self._failed(number, stated)
        try:
            with at_most(self.seconds):
                outcome = self.advisor.advise(self.reader.structured(stated))
            decision = {"row": number, **row_record(outcome)}
            full = {"row": number, **recommendation_record(outcome)} if self.is_full else decision
        except Exception as error:  # noqa: BLE001 - as above
            return self._failed(number, error)
        return decision, full

    def _failed(self, number: int, error: Exception) -> tuple[dict[str, Any], dict[str, Any]]:
        problem = {"row": number, "error": problem_of(error)}
        decision = {**dict.fromkeys(COLUMNS), **problem}
        return decision, problem if self.is_full else decision


def advise_rows(
    rows: Iterable[Mapping[str, Any]],
    advisor: Consultant | None = None,
    *,
    full: bool = False,
    executor: Executor | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield a record for each row: its number from 1, and the decision or an error.

    Args:
        rows: Requirements as mappings, in the shape of a file or with dotted keys.
        advisor: Who is asked; by default with all installed packs.
        full: Whether to yield all of each answer, as `Recommendation.to_dict`.
        executor: Where to work; by default here.

    >>> rows = [{"traffic.peak_tps": 800}, {"traffic.peak_tps": -1}]
    >>> for each in advise_rows(rows):
    ...     print(each["row"], each["pattern"], each["error"])
    1 P1 None
    2 None traffic.peak_tps: -1 is not allowed; allowed: a number >= 0 (requests/s)
    """
    asked = advisor or Consultant()
    reader = RowReader("mapping", (), asked.knowledge.fact_classes)
    answers = RowAnswers(asked, reader, full)
    chunks = RowsSource(rows, reader).chunks(Place(), lambda: _TOGETHER)
    for _, answered in in_order(answers, chunks, executor):
        yield from (record for _, record in answered)


def problem_of(error: Exception) -> str:
    """Return what is wrong with a row, on one line and not too long."""
    if isinstance(error, RequirementsError):
        more = len(error.problems) - LISTED
        words = "; ".join(error.problems[:LISTED]) + (f"; and {more} more" if more > 0 else "")
    elif isinstance(error, StrategyError):
        words = str(error)
    else:
        words = f"no answer was found: {type(error).__name__}: {shown(str(error))}"
    return printable(words, _LONGEST_ERROR)
