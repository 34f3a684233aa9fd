"""Parquet states what JSON Lines would, and a row that cannot be read costs itself alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wso2_strategy import Advisor, RequirementsError
from wso2_strategy.portfolio import advise_many, advise_rows

pa = pytest.importorskip("pyarrow", reason="needs the extra parquet")
pq = pytest.importorskip("pyarrow.parquet")


def answers(columns: dict[str, Any], folder: Path, advisor: Advisor) -> list[dict[str, Any]]:
    """Return the answers to a table, written to Parquet and read from it again."""
    pq.write_table(pa.table(columns), folder / "in.parquet", row_group_size=2)
    advise_many(folder / "in.parquet", folder / "out.parquet", advisor)
    found: list[dict[str, Any]] = pq.read_table(folder / "out.parquet").to_pylist()
    return found


def test_tables_of_data_frames_are_read(tmp_path: Path, advisor: Advisor) -> None:
    """Whole numbers as floats beside missing ones, NaN, decimals, dictionaries and lists."""
    columns = {
        "name": pa.array(["a", "b", None]).dictionary_encode(),
        "traffic.peak_tps": pa.array([3000, None, None], pa.decimal128(9, 2)),
        "traffic.protocols": [["http", "sse"], None, ["http"]],
        "availability.regions": [2.0, None, 2.5],
        "availability.target": [0.999, float("nan"), None],
    }
    first, second, third = answers(columns, tmp_path, advisor)
    stated = {
        "name": "a",
        "traffic.peak_tps": 3000,
        "traffic.protocols": ["http", "sse"],
        "availability.regions": 2,
        "availability.target": 0.999,
    }
    (expected,) = advise_rows([stated], advisor)
    assert first == expected
    assert (second["name"], second["meets_target"], second["error"]) == ("b", None, None)
    assert third["error"].startswith("availability.regions: 2.5 is not allowed")


def test_sections_may_be_structs(tmp_path: Path, advisor: Advisor) -> None:
    """As a writer of nested records makes them; one that is missing states nothing."""
    columns = {"traffic": [{"peak_tps": 3000.0}, None], "name": ["a", "b"]}
    found = answers(columns, tmp_path, advisor)
    assert [each["pattern"] for each in found] == ["P2", "P1"]


def test_a_value_that_is_no_text_costs_its_row_alone(tmp_path: Path, advisor: Advisor) -> None:
    """It is found only where it is read."""
    names = pa.array([b"a", b"\xff", b"c"], pa.binary()).view(pa.string())
    found = answers({"name": names}, tmp_path, advisor)
    assert [each["row"] for each in found] == [1, 2, 3]
    assert [each["error"] is None for each in found] == [True, False, True]
    assert "cannot be read: 'utf-8' codec" in found[1]["error"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"PAR1 no", "is no valid Parquet"), (b"", "is no valid Parquet"), (None, "nam: unknown key")],
)
def test_what_is_no_such_table_is_refused(
    tmp_path: Path, content: bytes | None, problem: str
) -> None:
    """Before any work."""
    file = tmp_path / "in.parquet"
    if content is None:
        pq.write_table(pa.table({"nam": ["a"]}), file)
    else:
        file.write_bytes(content)
    with pytest.raises(RequirementsError, match=problem):
        advise_many(file, tmp_path / "out.csv")
