"""A row is one line: of JSON with nested or dotted keys, or of CSV under dotted columns."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_requirements import requirements

from wso2_strategy import Requirements, RequirementsError
from wso2_strategy.domain.facts import stated
from wso2_strategy.portfolio.chunks import Place
from wso2_strategy.portfolio.requirement_rows import RowReader, check_columns, nested
from wso2_strategy.portfolio.sources import source_of


def flat(values: dict[str, Any]) -> dict[str, Any]:
    """Write what is stated with dotted keys."""
    found = {}
    for section, inner in values.items():
        if isinstance(inner, dict):
            found.update({f"{section}.{name}": value for name, value in inner.items()})
        else:
            found[section] = inner
    return found


def line_of(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


def cell(value: Any) -> str:
    """Write a value as the how-to page says."""
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    if isinstance(value, list):
        return json.dumps(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


@given(requirements)
def test_every_form_of_a_row_states_the_same(written: Requirements) -> None:
    """Nested, dotted and in cells, over every field of the library."""
    values = stated(written)
    columns = {path: cell(value) for path, value in flat(values).items()}
    assert RowReader("mapping").requirements(values) == written
    assert RowReader("mapping").requirements(flat(values)) == written
    assert RowReader("json").requirements(json.dumps(flat(values)).encode()) == written
    if columns:
        row = line_of([*columns.values()])
        assert RowReader("csv", tuple(columns)).requirements(row) == written


@given(st.binary(max_size=60), st.sampled_from(["json", "csv"]))
def test_whatever_stands_in_a_line_it_is_read_or_refused(line: bytes, kind: Any) -> None:
    """With the library's error, and no other."""
    reader = RowReader(kind, ("name", "traffic.peak_tps"))
    with suppress(RequirementsError):
        assert isinstance(reader.requirements(line), Requirements)


@pytest.mark.parametrize(
    ("kind", "line", "problem"),
    [
        ("json", b'{"traffic.peak_tps": 1, "traffic": {"peak_tps": 1}}', "peak_tps: is given"),
        ("json", b'{"traffic": {"peak_tps": 1}, "traffic.peak_tps": 1}', "peak_tps: is given"),
        ("json", b'{"traffic": 5, "traffic.peak_tps": 1}', "traffic.peak_tps: is given twice"),
        ("json", b'{"traffic.peak_tsp": 1}', "Did you mean 'peak_tps'?"),
        ("json", b'{"traffic.peak_tps": NaN}', "nan is not allowed"),
        ("json", b'{"name": "a", "name": "b"}', "the key 'name' stands twice"),
        ("json", b"[1]", "holds a list, not a mapping"),
        ("json", b'{"name": "\xff"}', "is not UTF-8 (byte 10 of the row)"),
        ("json", b"{" + b" " * 70_000, "is larger than 65,536 bytes"),
        ("csv", b"a", "has 1 cells; allowed: 2, as the header"),
        ("csv", b"a,1,2", "has 3 cells"),
        ("csv", b'"a,1', "is no valid line of CSV: unexpected end of data"),
        ("csv", b"a,-1", "traffic.peak_tps: -1 is not allowed"),
        ("csv", b"a,1;5", "traffic.peak_tps: '1;5' is not allowed"),
        ("csv", b'a,"1,500"', "without the comma it is 1500"),
        ("csv", b"a\x00b,1", "U+0000"),
        ("csv", b"\xff,1", "is not UTF-8"),
    ],
)
def test_what_is_no_row_is_refused_with_its_path(kind: Any, line: bytes, problem: str) -> None:
    """And with what is allowed."""
    reader = RowReader(kind, ("name", "traffic.peak_tps"))
    with pytest.raises(RequirementsError) as refused:
        reader.requirements(line)
    assert problem in str(refused.value)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"", "the first line names no columns"),
        (b" \r\nShop\r\n", "the first line names no columns"),
        (b"name;traffic.peak_tps\n", "the first line parts its cells with no commas"),
        (b"name\ttraffic.peak_tps\n", "the first line parts its cells with no commas"),
        ("name,traffic.peak_tps".encode("utf-16"), "the first line is not UTF-8"),
        (b'"name', "the first line is no valid line of CSV"),
        (b"name,traffic.peak_tsp", "Did you mean 'peak_tps'?"),
    ],
)
def test_a_first_line_that_names_no_columns_is_refused(
    tmp_path: Path, line: bytes, problem: str
) -> None:
    """Each row would say it otherwise."""
    file = tmp_path / "in.csv"
    file.write_bytes(line)
    with pytest.raises(RequirementsError) as refused:
        source_of(file)
    assert problem in str(refused.value)


def test_no_more_than_a_page_of_a_line_is_ever_held(tmp_path: Path) -> None:
    """The rest of it is passed over, and the next line is the next row."""
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"x" * 3_000_000 + b'\r\n\xef\xbb\xbf{"name": "a"}\n{"name": "b"}')
    (chunk,) = source_of(file).chunks(Place(), lambda: 100)
    rows = dict(chunk.numbered())
    assert [len(row) for row in rows.values()] == [65_537, 17, 13]
    assert chunk.end == Place(file.stat().st_size, 3)


def test_empty_cells_state_nothing() -> None:
    """Nor do blanks, and words count without those around them."""
    columns = ("name", "traffic.peak_tps", "traffic.mediation", "availability.regions")
    read = RowReader("csv", columns).requirements(b" Shop ,, TRUE ,2.0\r\n")
    assert stated(read) == {
        "name": "Shop",
        "traffic": {"mediation": True},
        "availability": {"regions": 2},
    }


def test_gateway_groups_stand_in_a_cell_as_json() -> None:
    """They are mappings, for which a cell has no other form."""
    row = b'"[{""name"": ""partners"", ""share"": ""100%""}]"'
    (group,) = RowReader("csv", ("gateway_groups",)).requirements(row).gateway_groups
    assert (group.name, group.share) == ("partners", 1.0)
    with pytest.raises(RequirementsError, match="gateway_groups: is no valid JSON"):
        RowReader("csv", ("gateway_groups",)).requirements(b"partners")


def test_a_section_that_states_nothing_is_none() -> None:
    """A table of structs has it for rows where it is empty."""
    assert nested({"traffic": None, "traffic.peak_tps": 5}) == {"traffic": {"peak_tps": 5}}
    assert nested({"traffic.peak_tps": 5, "traffic": None}) == {"traffic": {"peak_tps": 5}}


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        (["name", "traffic.peak_tsp"], "traffic.peak_tsp: unknown key. Did you mean 'peak_tps'?"),
        (["name", "name"], "the column 'name' stands twice"),
        (["peak_tps"], "Did you mean"),
        ([""], "unknown key"),
        (["traffic.peak_tps.x"], "unknown key"),
        (["traffic", "traffic.peak_tps"], None),
        (["gateway_groups", "environment"], None),
    ],
)
def test_columns_are_known_before_any_row_is_read(columns: list[str], problem: str | None) -> None:
    """Or every row would say it."""
    if problem is None:
        check_columns(columns, "in.csv", ())
        return
    with pytest.raises(RequirementsError) as refused:
        check_columns(columns, "in.csv", ())
    assert problem in str(refused.value)
