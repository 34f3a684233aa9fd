"""A run ends with the same bytes, however often and wherever it was stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from wso2_strategy import Advisor, Knowledge, RequirementsError
from wso2_strategy.portfolio import Progress, Summary, advise_many, resumable_run
from wso2_strategy.portfolio.in_order import WorkerEndedError

ROWS = 450


@pytest.fixture(autouse=True)
def _a_hundred_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise it hangs on the time that they take."""
    monkeypatch.setattr(resumable_run, "_FEWEST", 100)
    monkeypatch.setattr(resumable_run, "_MOST", 100)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Return a file with good, bad and blank lines; most say one of few things, to be quick."""
    path = tmp_path / "in.jsonl"
    kinds = [
        b'{"environment": "staging"}',
        b'{"compliance.isolate_all": true, "name": "=1+1"}',
        b"",
        b'{"traffic.peak_tps": "\xff"}',
        b'{"availability": {"target": 0.99999}}',
    ]
    path.write_bytes(b"\n".join(kinds[number % 5] for number in range(ROWS)))
    return path


class StoppedError(Exception):
    """Stands for whatever ends a run."""


def stop_after(pieces: int) -> Any:
    counted = count(1)

    def progress(_: Progress) -> None:
        if next(counted) == pieces:
            raise StoppedError

    return progress


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_wherever_it_is_stopped_the_output_is_the_same(
    rows: Path, tmp_path: Path, advisor: Advisor, ending: str
) -> None:
    """With what was written after the last note, as a kill leaves it."""
    if ending == "parquet":
        pytest.importorskip("pyarrow", reason="needs the extra parquet")
    whole, output = tmp_path / f"whole.{ending}", tmp_path / f"out.{ending}"
    expected = advise_many(rows, whole, advisor)
    went_on = []
    for pieces in (1, 1, 2):
        with pytest.raises(StoppedError):
            advise_many(rows, output, advisor, progress=stop_after(pieces))
        assert not output.exists()
        with Path(f"{output}.part").open("ab") as part:
            part.write(b'{"row": 17, "na')
    found = advise_many(rows, output, advisor, progress=lambda each: went_on.append(each.resumed))
    assert output.read_bytes() == whole.read_bytes()
    assert found.tally == expected.tally
    assert set(went_on) == {400}
    assert {each.name for each in tmp_path.iterdir()} == {"in.jsonl", whole.name, output.name}


def test_each_row_has_one_answer_in_its_order(rows: Path, tmp_path: Path, advisor: Advisor) -> None:
    """Blank lines have none, but keep their numbers."""
    output = tmp_path / "out.jsonl"
    summary = advise_many(rows, output, advisor)
    records = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    expected = [number for number in range(1, ROWS + 1) if number % 5 != 3]
    assert [each["row"] for each in records] == expected
    assert all((each["row"] % 5 == 4) == (each["error"] is not None) for each in records)
    assert summary.answered + summary.failed == len(expected)
    assert summary.failed == ROWS // 5


def stopped(rows: Path, output: Path, advisor: Advisor, **options: Any) -> None:
    with pytest.raises(StoppedError):
        advise_many(rows, output, advisor, progress=stop_after(2), **options)


def test_another_run_is_not_gone_on_with(rows: Path, tmp_path: Path, advisor: Advisor) -> None:
    """Whether input, options, assumptions or version are other ones; the reason is said."""
    output = tmp_path / "out.jsonl"
    stopped(rows, output, advisor)
    before = Path(f"{output}.part").read_bytes()
    other = Advisor(assumptions={"all_in_one_tps": 400})
    note = Path(f"{output}.part.json")
    written = note.read_text(encoding="utf-8")
    with pytest.raises(RequirementsError, match="with another kind of answer"):
        advise_many(rows, output, advisor, full=True)
    with pytest.raises(RequirementsError, match="with another set of assumptions"):
        advise_many(rows, output, other)
    note.write_text(written.replace('"version": "', '"version": "9'), encoding="utf-8")
    with pytest.raises(RequirementsError, match="with another version"):
        advise_many(rows, output, advisor)
    note.write_text(written, encoding="utf-8")
    content = rows.read_bytes()
    rows.write_bytes(content[:-1] + b" ")
    with pytest.raises(RequirementsError, match="with another input; finish that one"):
        advise_many(rows, output, advisor)
    assert Path(f"{output}.part").read_bytes() == before
    rows.write_bytes(content)
    advise_many(rows, output, advisor)


def test_a_pack_that_changed_under_its_version_is_other_knowledge(
    rows: Path, tmp_path: Path, advisor: Advisor
) -> None:
    output = tmp_path / "out.jsonl"
    stopped(rows, output, advisor)
    first, *others = advisor.knowledge.packs
    rule, *further = first.rules
    alike = evolve(first, rules=[evolve(rule, because="For another reason."), *further])
    with pytest.raises(RequirementsError, match="with another knowledge"):
        advise_many(rows, output, Advisor(knowledge=Knowledge.of(alike, *others)))
    same = evolve(first, rules=[evolve(rule), *further])
    advise_many(rows, output, Advisor(knowledge=Knowledge.of(same, *others)))


def test_what_another_run_left_may_be_replaced(
    rows: Path, tmp_path: Path, advisor: Advisor
) -> None:
    """And one that exists, too; the same run is gone on with all the same."""
    output, whole = tmp_path / "out.csv", tmp_path / "whole.csv"
    advise_many(rows, whole, advisor)
    stopped(rows, output, Advisor(assumptions={"all_in_one_tps": 400}))
    advise_many(rows, output, advisor, replace=True)
    assert output.read_bytes() == whole.read_bytes()
    with pytest.raises(RequirementsError, match="exists already"):
        advise_many(rows, output, advisor)
    stopped(rows, output, advisor, replace=True)
    resumed: list[int] = []
    advise_many(
        rows, output, advisor, replace=True, progress=lambda each: resumed.append(each.resumed)
    )
    assert resumed[0] == 200


@pytest.mark.parametrize("note", ["", "[]", '{"about": {}}', "\x00"])
def test_a_damaged_note_is_no_note(rows: Path, tmp_path: Path, advisor: Advisor, note: str) -> None:
    """Nobody knows what it was about."""
    output = tmp_path / "out.csv"
    stopped(rows, output, advisor)
    Path(f"{output}.part.json").write_text(note, encoding="utf-8")
    with pytest.raises(RequirementsError, match="interrupted run beside it"):
        advise_many(rows, output, advisor)
    advise_many(rows, output, advisor, replace=True)


def test_two_runs_do_not_write_one_output(rows: Path, tmp_path: Path, advisor: Advisor) -> None:
    """The second one is refused while the first one works."""
    output = tmp_path / "out.csv"
    refused: list[str] = []

    def second(_: Progress) -> None:
        with pytest.raises(RequirementsError) as error:
            advise_many(rows, output, advisor)
        refused.append(str(error.value))

    advise_many(rows, output, advisor, progress=second)
    assert all("is being written by another run" in each for each in refused)
    assert len(refused) > 1


@pytest.mark.parametrize(
    ("source", "output", "options", "problem"),
    [
        ("in.yaml", "out.csv", {}, "has the ending '.yaml'; allowed: .jsonl"),
        ("none.csv", "out.csv", {}, "cannot be read: No such file"),
        ("in.jsonl", "out.txt", {}, "has the ending '.txt'; allowed: .csv, .jsonl"),
        ("in.jsonl", "out.csv", {"full": True}, "allowed for whole answers: .jsonl, .ndjson"),
        ("in.jsonl", "in.jsonl", {}, "is the input too"),
        ("in.jsonl", "no/out.csv", {}, "cannot be written: No such file"),
        ("in.jsonl", ".csv", {}, "has the ending ''"),
    ],
)
def test_what_cannot_be_is_refused_before_any_work(
    rows: Path, source: str, output: str, options: dict[str, Any], problem: str
) -> None:
    """With what is allowed."""
    folder = rows.parent
    with pytest.raises(RequirementsError) as refused:
        advise_many(folder / source, folder / output, **options)
    assert problem in str(refused.value)
    assert [*folder.iterdir()] == [rows]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Nothing may ever come, and nothing comes twice."""
    os.mkfifo(tmp_path / "in.jsonl")
    with pytest.raises(RequirementsError, match="is a folder, a pipe or a device"):
        advise_many(tmp_path / "in.jsonl", tmp_path / "out.csv")


def test_a_run_that_never_began_leaves_nothing(
    rows: Path, tmp_path: Path, advisor: Advisor
) -> None:
    """As where no cluster answers."""

    @contextmanager
    def executor() -> Iterator[Executor]:
        raise StoppedError
        yield

    with pytest.raises(StoppedError):
        advise_many(rows, tmp_path / "out.csv", advisor, executor=executor)
    assert [*tmp_path.iterdir()] == [rows]


class Ending(Executor):
    """An executor whose only worker ends after some pieces."""

    def __init__(self, pieces: int, error: Exception | None = None) -> None:
        self._left = pieces
        self._error = error or BrokenProcessPool("it was killed")

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._left -= 1
        if self._left < 0:
            future.set_exception(self._error)
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_whatever_a_cluster_says_of_a_worker_it_is_the_librarys_error(
    rows: Path, tmp_path: Path, advisor: Advisor
) -> None:
    """Clusters have errors of their own, and a worker may lack what it needs."""
    executor = partial(nullcontext, Ending(0, ModuleNotFoundError("No module named 'acme'")))
    with pytest.raises(WorkerEndedError, match="cannot work: ModuleNotFoundError: No module"):
        advise_many(rows, tmp_path / "out.csv", advisor, executor=executor)


def test_a_worker_that_ends_is_replaced(rows: Path, tmp_path: Path, advisor: Advisor) -> None:
    """As long as there is progress: one that always ends at once ends the run, to be resumed."""
    output, whole = tmp_path / "out.csv", tmp_path / "whole.csv"
    made = count(1)

    @contextmanager
    def executor() -> Iterator[Executor]:
        yield Ending(1 if next(made) < 4 else 0)

    with pytest.raises(WorkerEndedError, match="it was killed"):
        advise_many(rows, output, advisor, executor=executor)
    assert next(made) == 5

    @contextmanager
    def lasting() -> Iterator[Executor]:
        yield Ending(1)

    expected: Summary = advise_many(rows, whole, advisor)
    assert advise_many(rows, output, advisor, executor=lasting).tally == expected.tally
    assert output.read_bytes() == whole.read_bytes()
