"""A table is decided exactly as its rows are, one by one."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Any

import decided_rows
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from decided_rows import NAMES, Branch, advised, stated_in
from depth import tries
from random_tables import random_table

from wso2_strategy import (
    Advisor,
    Availability,
    Knowledge,
    Pack,
    Requirements,
    RequirementsError,
    Source,
    Traffic,
)
from wso2_strategy.advice.packs import installed_packs
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.inference import Derivation, KnownFacts, Procedure
from wso2_strategy.space.fields import form

ROWS = tries(1_000)

SOURCE = Source("a test", "https://example.org/")


@pytest.fixture(scope="module")
def with_branches() -> Advisor:
    """Return an advisor with a pack that has fields of its own."""
    return decided_rows.with_branches()


def same_by_row(advisor: Advisor, table: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Check every row of a table against `advise`, and return what was found."""
    found = advisor.decide_many(table)
    for row, each in enumerate(zip(*(found[name] for name in NAMES), strict=True)):
        expected = advised(advisor, table, row)
        assert (each, found["error"][row]) == expected, stated_in(table, row)
    return found


@pytest.mark.parametrize("continuous", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("stated", [0.15, 0.5])
def test_random_tables_are_decided_as_their_rows(
    advisor: Advisor, stated: float, continuous: float
) -> None:
    """Over every field, stated or not, on limits and between them, nothing differs."""
    same_by_row(advisor, random_table(form(), ROWS // 6, 5, stated=stated, continuous=continuous))


def test_loads_that_come_to_a_limit_are_decided_as_their_rows(advisor: Advisor) -> None:
    """Products with many digits on, next to and about limits: rounding decides nothing."""
    rows: list[tuple[float, float, float, int]] = []
    for limit in (500.0, 1000.0, 5000.0, 10_000.0):
        for burst, growth, months in ((1.37, 0.0, 0), (1.1, 0.21, 24), (1.000007, 0.3, 18)):
            peak = limit / burst / (1 + growth) ** (months / 12)
            near = (peak * (1 + steps * 2.3e-16) for steps in (-1, 0, 1))
            rows.extend((each, burst, growth, months) for each in near)
    peaks, bursts, growths, horizons = map(list, zip(*rows, strict=True))
    same_by_row(
        advisor,
        {
            "traffic.peak_tps": peaks,
            "traffic.burst_ratio": bursts,
            "traffic.annual_growth": growths,
            "traffic.horizon_months": horizons,
        },
    )


def test_many_growths_are_decided_as_their_rows(advisor: Advisor) -> None:
    """Powers taken of a whole column lead to the same answers as those of each row."""
    rows = 1_500
    table = {
        "traffic.peak_tps": [100.0 + 13 * number for number in range(rows)],
        "traffic.annual_growth": [0.01 + number / 3_000 for number in range(rows)],
        "traffic.horizon_months": [12 + number % 49 for number in range(rows)],
    }
    found = advisor.decide_many(table)
    for row in range(0, rows, 25):
        one = {path: [values[row]] for path, values in table.items()}
        assert found["nodes"][row] == advisor.decide_many(one)["nodes"][0]
        assert (tuple(found[name][row] for name in NAMES), None) == advised(advisor, table, row)


def test_absurd_loads_are_decided_by_row_and_said_to_be(advisor: Advisor) -> None:
    """Nodes that floats do not count exactly are left to the advisor."""
    found = same_by_row(advisor, {"traffic.peak_tps": [1e3, 1e25], "environment": [None] * 2})
    assert found["by_row"] == [None, "more nodes than are counted exactly"]


def test_what_packs_compute_is_decided_by_row_and_said_to_be() -> None:
    """Where a pack brings code, no column is tried, and each row says so."""

    def nothing(known: KnownFacts) -> list[Derivation]:
        del known
        return []

    step = Procedure("computing.it", nothing, "It is.", SOURCE, "assumed", (Traffic,), (Branch,))
    pack = Pack(name="computing", version="1", summary="Computes.", procedures=(step,))
    computing = Advisor(knowledge=Knowledge.of(*installed_packs(), pack))
    found = same_by_row(computing, {"traffic.peak_tps": [300.0, 9000.0]})
    assert found["by_row"] == [found["by_row"][0]] * 2
    assert "a pack computes facts of its own" in found["by_row"][0]


def test_fields_of_packs_are_columns(with_branches: Advisor) -> None:
    """What packs declare decides in a table as elsewhere."""
    found = same_by_row(with_branches, random_table(form((Branch,)), ROWS // 6, 6, stated=0.3))
    assert len(set(found["pattern"])) > 2


def frames(table: dict[str, list[Any]]) -> dict[str, Any]:
    return {
        "pandas": pd.DataFrame(table),
        "polars": pl.DataFrame(table),
        "arrow": pa.table(table),
        "nullable": pd.DataFrame(table).convert_dtypes(),
        "arrays": {name: np.array(each, dtype=object) for name, each in table.items()},
    }


def _of_series(series: Any) -> list[Any]:
    missing = (each is pd.NA or (isinstance(each, float) and isnan(each)) for each in series)
    return [None if gone else each for each, gone in zip(series.tolist(), missing, strict=True)]


LISTED: dict[str, Callable[[Any], list[Any]]] = {
    "pandas": _of_series,
    "nullable": _of_series,
    "polars": lambda series: series.to_list(),
    "arrow": lambda column: column.to_pylist(),
    "arrays": lambda values: values,
}


@pytest.mark.parametrize("kind", LISTED)
def test_every_kind_of_table_has_the_same_answers(advisor: Advisor, kind: str) -> None:
    """Whatever a table is made of, its answers are the same, in a table of that kind."""
    table = random_table(form(), 30, 7, stated=0.3)
    table["traffic.peak_tps"][3] = -1.0
    expected, source = advisor.decide_many(table), frames(table)[kind]
    found = advisor.decide_many(source)
    assert type(found) is type(source)
    for name in (*NAMES, "error"):
        assert LISTED[kind](found[name]) == expected[name], name


def test_bad_rows_stop_no_others(advisor: Advisor) -> None:
    """A row with a value that is not allowed has an error with its path, and others an answer."""
    table = {
        "traffic.peak_tps": [300, "many", True, None, 300],
        "availability.target": [0.99, 1.5, None, None, None],
        "traffic.average_tps": [None, None, None, None, 301],
    }
    found = advisor.decide_many(table)
    assert [each is None for each in found["pattern"]] == [False, True, True, False, True]
    assert "traffic.peak_tps" in found["error"][1]
    assert "availability.target" in found["error"][1]
    assert found["error"][2].startswith("traffic.peak_tps: True is not allowed")
    assert found["error"][4].startswith("traffic.average_tps: 301 is not allowed")
    same_by_row(advisor, table)


def test_what_is_equal_and_differs_is_kept_apart(advisor: Advisor) -> None:
    """1 and True are equal in Python; as a flag only one of them is allowed."""
    found = advisor.decide_many({"compliance.isolate_all": [True, 1, 1.0, False, 0]})
    assert [each is None for each in found["error"]] == [True, False, False, True, False]
    assert found["pattern"][0] == "P4"


def test_gateway_groups_are_decided_by_row_and_said_to_be(advisor: Advisor) -> None:
    """A list of gateway groups is read as in a file."""
    groups = [{"name": "partners", "share": 0.4}, {"name": "staff"}]
    found = advisor.decide_many(
        {"gateway_groups": [groups, None], "traffic.peak_tps": [9000.0, 9000.0]}
    )
    assert found["error"] == [None, None]
    assert found["by_row"] == ["gateway groups are stated", None]


def test_whole_numbers_may_stand_as_floats(advisor: Advisor) -> None:
    """A column with gaps holds whole numbers as floats, which mean the same."""
    frame = pd.DataFrame({"availability.regions": [2.0, float("nan"), 2.5]})
    found = advisor.decide_many(frame)
    expected = advisor.advise(Requirements(availability=Availability(regions=2)))
    assert found["nodes"][0] == expected.sizing.total_nodes
    assert found["error"].isna().tolist() == [True, True, False]


def test_rows_keep_the_index_of_their_frame(advisor: Advisor) -> None:
    """Answers can be joined to what was asked."""
    frame = pd.DataFrame({"traffic.peak_tps": [300.0, 9000.0]}, index=["small", "large"])
    assert advisor.decide_many(frame).index.tolist() == ["small", "large"]


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "arrays"])
def test_an_empty_table_has_no_answers(advisor: Advisor, kind: str) -> None:
    """No row is no fault."""
    found = advisor.decide_many(frames({"traffic.peak_tps": []})[kind])
    assert len(found["pattern"]) == 0


def test_unknown_columns_are_refused_with_the_nearest(advisor: Advisor) -> None:
    """A name that is no field may hide a fact that was meant to count."""
    with pytest.raises(UnknownNameError, match="peak_tps"):
        advisor.decide_many({"traffic.peak_tsp": [1]})


@pytest.mark.parametrize("source", [[1], "a table", None, {"environment": ["testing"], "name": []}])
def test_what_is_no_table_is_refused(advisor: Advisor, source: Any) -> None:
    """The error names what is allowed, or what does not fit together."""
    with pytest.raises(RequirementsError, match="decide_many"):
        advisor.decide_many(source)


def test_other_assumptions_count() -> None:
    """An advisor with other assumptions decides tables with these."""
    lenient = Advisor(assumptions={"distributed_tps": 8000.0})
    found = lenient.decide_many({"traffic.peak_tps": [6000.0]})
    stated = Requirements(traffic=Traffic(peak_tps=6000))
    assert found["pattern"] == [lenient.advise(stated).pattern.id] == ["P2"]


def test_arrow_arrays_are_read_however_they_are_held(advisor: Advisor) -> None:
    """In slices, in chunks, as dictionaries with few places, and where nothing is stated."""
    columns = random_table(form(), 90, 9, stated=0.5)
    table = pa.table({name: columns[name] for name in ("environment", "traffic.mediation")})
    table = table.append_column("traffic.peak_tps", [columns["traffic.peak_tps"]])
    places = pa.dictionary(pa.int8(), pa.string())
    coded = table.set_column(0, "environment", table["environment"].cast(places))
    whole = advisor.decide_many(table).to_pydict()
    for held in (table, coded):
        assert advisor.decide_many(held).to_pydict() == whole
        chunks = pa.concat_tables([held.slice(13, 20), held.slice(33, 41)])
        part = advisor.decide_many(chunks).to_pydict()
        assert part == {name: values[13:74] for name, values in whole.items()}
    assert advisor.decide_many(table.slice(0, 0)).num_rows == 0


@pytest.mark.parametrize("different", [254, 255, 256, 257, 600])
def test_as_many_different_values_as_bytes_tell_apart_are_decided_as_their_rows(
    advisor: Advisor, different: int
) -> None:
    """Places of values take as few bytes as hold them: around that limit nothing is mixed up."""
    columns: dict[str, list[Any]] = {
        "environment": ["production", *(f"word {number}" for number in range(2, different))],
        "compliance.regimes": [["pci-dss"], *([f"regime-{n}"] for n in range(2, different))],
        "operations.workflow": ["cloud-native"] * (different - 1),
        "traffic.peak_tps": [float(number) for number in range(1, different)],
    }
    table = {name: [*values, None] for name, values in columns.items()}
    found = advisor.decide_many(table)
    for row in range(0, different, 9):
        answer = tuple(found[name][row] for name in NAMES), found["error"][row]
        assert answer == advised(advisor, table, row)
