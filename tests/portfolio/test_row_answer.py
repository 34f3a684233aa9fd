"""What is said of a row, whichever way it was decided."""

from __future__ import annotations

import pytest

from wso2_strategy import Advisor, Requirements, Traffic
from wso2_strategy.portfolio.row_answer import COLUMNS, answer_of, row_record


def test_a_record_has_every_column_in_its_place(advisor: Advisor) -> None:
    """So that a line reads the same, decided as a table or alone; the number is added to it."""
    record = row_record(advisor.advise(Requirements(name="Shop", traffic=Traffic(peak_tps=800))))
    assert ("row", *record) == COLUMNS
    assert (record["name"], record["pattern"], record["nodes"]) == ("Shop", "P1", 2)


@pytest.mark.parametrize("peak_tps", [1e25, 1e30])
def test_nodes_stop_where_counts_of_facts_do(advisor: Advisor, peak_tps: float) -> None:
    """Beyond that, tables and readers of JSON would not hold them exactly."""
    outcome = advisor.advise(Requirements(traffic=Traffic(peak_tps=peak_tps)))
    assert outcome.sizing.total_nodes > 2**53
    assert answer_of(outcome).nodes == row_record(outcome)["nodes"] == 2**53
