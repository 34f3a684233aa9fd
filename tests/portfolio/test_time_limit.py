"""A row that code of a pack never answers gets an error, and the run goes on."""

from __future__ import annotations

import json
import time
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import hanging_pack
import pytest

from wso2_strategy import Advisor
from wso2_strategy.portfolio import advise_many, advise_rows
from wso2_strategy.portfolio.in_order import processes
from wso2_strategy.portfolio.time_limit import TooLongError, at_most


@pytest.mark.parametrize("executor", [nullcontext, partial(processes, 2)], ids=["one", "two"])
def test_a_row_that_hangs_gets_an_error(executor: Any, tmp_path: Path) -> None:
    """Whether it is answered in the first process or in another."""
    loads = [100.0, hanging_pack.HANGS, 200.0]
    rows = tmp_path / "in.jsonl"
    rows.write_text("".join(f'{{"traffic.peak_tps": {each}}}\n' for each in loads), "utf-8")
    output = tmp_path / "out.jsonl"
    summary = advise_many(rows, output, hanging_pack.advisor(), executor=executor, seconds=1.0)
    answers = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert [each["error"] for each in answers] == [
        None,
        "The answer takes longer than 1 s.",
        None,
    ]
    assert summary.failed == 1


def test_code_that_catches_every_error_is_ended_too() -> None:
    """It is interrupted again until it ends."""

    def stubborn() -> None:
        for _ in range(2):
            try:
                while True:
                    time.sleep(0.01)
            except BaseException:  # noqa: BLE001, S110 - as bad as it gets
                pass
        while True:
            time.sleep(0.01)

    began = time.monotonic()
    with pytest.raises(TooLongError), at_most(0.1):
        stubborn()
    assert time.monotonic() - began < 10


def test_what_is_done_in_time_is_not_interrupted() -> None:
    """Nor is what comes later."""
    with at_most(0.05):
        pass
    with at_most(None):
        time.sleep(0.1)


def test_in_a_thread_there_is_no_limit() -> None:
    """No clock can be set there; the work is done all the same."""
    done: list[str] = []

    def work() -> None:
        with at_most(0.01):
            time.sleep(0.05)
            done.append("done")

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert done == ["done"]


def test_a_row_that_no_table_decides_is_answered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Code of a pack would else run twice for it, once of it without a limit."""
    advisor, asked = hanging_pack.advisor(), []
    answer = advisor.advise
    monkeypatch.setattr(Advisor, "advise", lambda _, stated: asked.append(stated) or answer(stated))
    answers = advise_rows([{"traffic.peak_tps": 100.0}, {"traffic.peak_tps": 200.0}], advisor)
    assert [each["error"] for each in answers] == [None, None]
    assert len(asked) == 2
