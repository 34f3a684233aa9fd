"""Measuring an engine: in a fresh process for every round, pinned to one core, by CPU time.

``python -m peers.measure KEY`` measures one, and prints what it found as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from attrs import asdict, frozen

from peers.contender import Contender
from peers.table import ROWS, Row

CHECKED = 50
"""How many answers are held against what the rules mean, before anything is timed."""

CASES = 500
WARMING_S = 0.5
TIMED_S = 0.4
TURN_S = 0.04


@frozen
class Sample:
    """What one process found: the time of a decision, or why there is none."""

    seconds: float | None = None
    skipped: str = ""


@frozen
class Spread:
    """A middle value, and the least and the greatest of all rounds."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Return the spread of some values."""
        return cls(median(values), min(values), max(values))


def rounds(rows: Sequence[Row], count: int) -> dict[str, list[Sample]]:
    """Measure every row once in every round, one after the other."""
    found: dict[str, list[Sample]] = {row.key: [] for row in rows}
    for _ in range(count):
        for row in rows:
            known = found[row.key]
            if not (known and known[-1].skipped):
                known.append(Sample(**in_a_process("peers.measure", row.key)))
    return found


def ratios(samples: Sequence[Sample], others: Sequence[Sample]) -> Spread:
    """Return how many times the one is the other, round by round."""
    return Spread.of([mine / its for mine, its in zip(_s(samples), _s(others), strict=True)])


def _s(samples: Sequence[Sample]) -> list[float]:
    return [each.seconds for each in samples if each.seconds is not None]


def spread(samples: Sequence[Sample]) -> Spread:
    """Return the spread of the seconds measured."""
    return Spread.of(_s(samples))


def together(rows: Sequence[Row], count: int) -> dict[str, list[float]]:
    """Measure rows in this process, many times each in turn, for ratios that are close."""
    ready = {row.key: row.ready() for row in rows}
    given = {key: [each.given(c) for c in each.cases(CASES, 1)] for key, each in ready.items()}
    found: dict[str, list[float]] = {row.key: [] for row in rows}
    for turn in range(count + 1):
        for key, contender in ready.items():
            seconds = _timed(contender, given[key], TURN_S)
            if turn:  # the first one only warms
                found[key].append(seconds)
    return found


def in_a_process(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module in a process of its own, and return the JSON that it prints first.

    Raises:
        SystemExit: It failed; with all that it said.
    """
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if ended.returncode:
        raise SystemExit(f"{module} {' '.join(arguments)}:\n{ended.stdout}{ended.stderr}")
    # Engines may say something of their own beside it.
    line = next(each for each in ended.stdout.splitlines() if each.startswith("{"))
    found: dict[str, Any] = json.loads(line)
    return found


def sample(row: Row) -> Sample:
    """Check and measure an engine in this process.

    Raises:
        SystemExit: It answers otherwise than the rules mean.
    """
    try:
        contender = row.ready()
    except ImportError as error:
        return Sample(skipped=str(error))
    for difference in contender.differences(CHECKED):
        raise SystemExit(f"another answer: {difference}")
    return Sample(_seconds(contender))


def _seconds(contender: Contender) -> float:
    """Return the CPU time of a decision, of whole rounds over the cases."""
    given = [contender.given(each) for each in contender.cases(_count(contender), 1)]
    _timed(contender, given, WARMING_S)
    return _timed(contender, given, TIMED_S)


def _count(contender: Contender) -> int:
    """Return how many parcels are decided on: fewer where a decision takes long."""
    case = next(iter(contender.cases(1, 1)))
    one = contender.given(case)
    started = time.process_time()
    contender.decide(one)
    return max(10, min(CASES, int(1 / max(time.process_time() - started, 1e-6))))


def _timed(contender: Contender, given: Sequence[object], at_least: float) -> float:
    decide, decided = contender.decide, 0
    started = time.process_time()
    while (passed := time.process_time() - started) < at_least:
        for each in given:
            decide(each)
        decided += len(given) * contender.size
    return passed / decided


def pin() -> None:
    """Stay on one core, where the system lets a process choose."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


if __name__ == "__main__":
    pin()
    by_key = {row.key: row for row in ROWS}
    if sys.argv[1] == "--together":
        found = together([by_key[key] for key in sys.argv[3:]], int(sys.argv[2]))
        print(json.dumps(found), flush=True)
    else:
        print(json.dumps(asdict(sample(by_key[sys.argv[1]]))), flush=True)
