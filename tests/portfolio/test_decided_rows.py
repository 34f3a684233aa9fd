"""Rows that columns decide have the answers of the advisor, and the others are left to it."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from random_requirements import requirements

from wso2_strategy import Advisor, Availability, Requirements, RequirementsError
from wso2_strategy.domain.facts import stated
from wso2_strategy.portfolio.decided_rows import decided_rows
from wso2_strategy.portfolio.requirement_rows import RowReader
from wso2_strategy.portfolio.row_answer import row_record

pytest.importorskip("numpy", reason="needs the extra columns")


@settings(max_examples=10)
@given(written=st.lists(requirements, min_size=1, max_size=8))
def test_what_is_decided_by_column_is_what_the_advisor_says(
    advisor: Advisor, written: list[Requirements]
) -> None:
    """Field by field of a decision, over every field of the library."""
    found = decided_rows(advisor, dict(enumerate(map(stated, written))))
    for number, each in enumerate(written):
        if number in found:
            record = found[number]
            expected = row_record(advisor.advise(each))
            assert {name: record[name] for name in expected} == expected
            assert record["error"] is None
        else:
            assert each.gateway_groups


@pytest.mark.parametrize(
    "document",
    [
        {"traffic": {"peak_tps": -1}},
        {"traffic": {"peak_tps": float("nan")}},
        {"traffic": {"peak_tps": {"a": 1}}},
        {"traffic": {"peak_tps": True}},
        {"traffic": 5},
        {"trafic": {"peak_tps": 1}},
        {"availability": {"regions": 2.0}},
        {"availability": {"target": float("inf")}},
        {"name": "a\nb"},
        {"name": 5},
        {5: 5},
        {"": {"": 1}},
        [1],
        None,
        ValueError("no row"),
    ],
)
def test_what_a_file_would_not_take_is_left_out(advisor: Advisor, document: Any) -> None:
    """Also where a table would take it, so that the error is the advisor's."""
    found = decided_rows(advisor, {7: document, 8: {"name": "Shop"}})
    assert [*found] == [8]
    assert found[8]["name"] == "Shop"


def test_a_target_is_met_as_the_advisor_says_where_the_last_digit_decides(
    advisor: Advisor,
) -> None:
    """Columns give a share of time up, which holds fewer digits than what it leaves of one."""
    regions = Availability(regions=3, region_mode="active-active", redundancy="all")
    reached = advisor.advise(Requirements(availability=regions)).availability
    for step in range(-30, 31):
        target = reached.expected + step * 2**-53
        if 0 < target < 1:
            asked = Requirements(availability=evolve(regions, target=target))
            found = decided_rows(advisor, {1: stated(asked)})
            expected = advisor.advise(asked).availability.meets_target
            assert all(each["meets_target"] == expected for each in found.values())


def test_numbers_are_those_that_a_file_states(advisor: Advisor) -> None:
    """Also whole ones among missing ones, texts, and more than a float holds."""
    numbers = [3, None, 4_000_000, 2**53 + 1, 10**400, True, "3", 2.5, "99%"]
    for path in ("constraints.max_nodes", "traffic.peak_tps", "availability.target"):
        rows = {number: {path: each} for number, each in enumerate(numbers)}
        found = decided_rows(advisor, rows)
        for number, row in rows.items():
            try:
                expected = advisor.advise(RowReader("json").structured(row))
            except RequirementsError:
                assert number not in found
            else:
                assert found[number] == {"row": number, **row_record(expected)}


def test_rows_that_state_nothing_are_rows(advisor: Advisor) -> None:
    """A table without columns has none."""
    found = decided_rows(advisor, {3: {}, 4: {"traffic": {}}})
    assert [*found] == [3, 4]
    assert found[3]["pattern"] == found[4]["pattern"]
