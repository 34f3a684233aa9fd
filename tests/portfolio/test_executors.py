"""The same bytes from one process, from several, and from a cluster that loses a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from wso2_strategy import Advisor
from wso2_strategy.errors import MissingExtraError, StrategyError
from wso2_strategy.portfolio import Progress, advise_many, advise_rows, resumable_run
from wso2_strategy.portfolio.in_order import dask_cluster, in_order, processes

ROWS = 1500


@pytest.fixture(autouse=True)
def _a_hundred_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that there is something left to do when a worker is killed."""
    monkeypatch.setattr(resumable_run, "_FEWEST", 100)
    monkeypatch.setattr(resumable_run, "_MOST", 100)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of rows, each with a name of its own."""
    path = tmp_path_factory.mktemp("rows") / "in.csv"
    lines = [f"{number},staging" if number % 7 else f'{number},"' for number in range(ROWS)]
    path.write_text("\n".join(["name,environment", *lines, ""]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def expected(rows: Path, advisor: Advisor) -> bytes:
    """Return what one process answers."""
    output = rows.with_name("expected.jsonl")
    advise_many(rows, output, advisor)
    return output.read_bytes()


def double(number: int) -> int:
    return 2 * number


class Counting(Executor):
    """An executor that counts what is under way."""

    def __init__(self, inner: Executor) -> None:
        self._inner = inner
        self._max_workers = 2
        self.most = self.now = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.now += 1
        self.most = max(self.most, self.now)
        return self._inner.submit(fn, *args, **kwargs)


def test_results_come_in_order_with_few_under_way() -> None:
    """However long the input is, and without reading it ahead."""
    from concurrent.futures import ThreadPoolExecutor

    read = 0

    def pieces() -> Iterator[int]:
        nonlocal read
        for number in range(200):
            read += 1
            yield number

    with ThreadPoolExecutor(2) as threads:
        counting = Counting(threads)
        for number, (piece, result) in enumerate(in_order(double, pieces(), counting)):
            counting.now -= 1
            assert (piece, result) == (number, 2 * number)
            assert read <= number + 9
    assert 2 <= counting.most <= 9


def test_processes_give_the_same_bytes_even_when_one_is_killed(
    rows: Path, tmp_path: Path, advisor: Advisor, expected: bytes
) -> None:
    """The others are replaced with it, and nothing is lost or doubled."""
    output = tmp_path / "out.jsonl"
    pools: list[Any] = []
    killed: list[int] = []

    @contextmanager
    def watched() -> Iterator[Executor]:
        with processes(2) as pool:
            pools.append(pool)
            yield pool

    def kill_one(progress: Progress) -> None:
        # Once: rows answered before it are still written before the loss is seen.
        if not killed and progress.rows >= 100:
            killed.append(next(iter(pools[0]._processes)))
            os.kill(killed[0], signal.SIGKILL)

    advise_many(rows, output, advisor, executor=watched, progress=kill_one)
    assert killed
    assert len(pools) == 2
    assert output.read_bytes() == expected


def test_rows_of_a_program_may_be_answered_by_processes(advisor: Advisor) -> None:
    """As here, one by one and in order."""
    given = [{"environment": "staging", "name": str(number)} for number in range(250)]
    with processes(1) as pool:
        assert [*advise_rows(given, advisor, executor=pool)] == [*advise_rows(given, advisor)]


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Return a Dask cluster of two processes on this machine."""
    distributed = pytest.importorskip("distributed", reason="needs the extra dask")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        silence_logs=50,
    ) as found:
        yield found


@pytest.mark.filterwarnings("ignore")  # of the cluster's own parts
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(
    cluster: Any, rows: Path, tmp_path: Path, advisor: Advisor, expected: bytes
) -> None:
    """Nothing is lost, and nothing is there twice."""
    output, killed = tmp_path / "out.jsonl", []

    def kill_one(progress: Progress) -> None:
        if not killed and progress.rows >= 100:
            killed.append(cluster.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    connected = partial(dask_cluster, cluster.scheduler_address)
    advise_many(rows, output, advisor, executor=connected, progress=kill_one)
    assert killed
    assert output.read_bytes() == expected


def test_no_cluster_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a moment, with the address; and so is a library that is not there."""
    pytest.importorskip("distributed", reason="needs the extra dask")
    with (
        pytest.raises(StrategyError, match="'nowhere' is no Dask cluster; allowed: an"),
        dask_cluster("nowhere"),
    ):
        pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"wso2-strategy\[dask\]"), dask_cluster("nowhere"):
        pass


PROGRAM = """
import time
from wso2_strategy.portfolio.in_order import processes
if __name__ == "__main__":
    with processes(1) as pool:
        pool.submit(int).result()
        print(*pool._processes, flush=True)
        time.sleep(60)
"""


def test_processes_end_with_the_first_one(tmp_path: Path) -> None:
    """Even when that one is killed, they do not stay behind."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        worker = int(first.stdout.readline())
        first.kill()
    ended = Thread(target=wait_for_end, args=(worker,))
    ended.start()
    ended.join(20)
    assert not ended.is_alive()


def wait_for_end(pid: int) -> None:
    while True:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat")
            if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.05)
