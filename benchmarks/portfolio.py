"""How fast files are answered, in how much memory: ``python benchmarks/portfolio.py ROWS FULL``.

It takes how many decisions and how many whole answers are made at most.

Rows are distinct and realistic: loads drawn from a long-tailed distribution, half of the
fields stated. Every run is a process of its own; CPU seconds are those of it and its workers.
One and two processes take turns, so that what else the machine does meets both.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS, LONG = 3, 1_000_000
"""How often a run is made, and how many rows are enough for one."""
STATED = 0.4
"""The chance that a row states a field."""
PROGRAM = """
import resource, sys, time
from functools import partial
from wso2_strategy.portfolio import advise_many
from wso2_strategy.portfolio.in_order import processes

if __name__ == "__main__":
    source, target, full, jobs = sys.argv[1:]
    jobs = int(jobs)
    options = {"executor": partial(processes, jobs)} if jobs > 1 else {}
    began = time.perf_counter()
    found = advise_many(source, target, full=full == "full", replace=True, **options)
    assert found.answered > 90 * found.failed, found
    took = time.perf_counter() - began
    own, workers = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime
    print(took, cpu, own.ru_maxrss / 1024, workers.ru_maxrss / 1024)
"""


def landscape(source: random.Random, number: int) -> dict[str, object]:
    """Return the requirements of one landscape, about half of the usual fields stated."""
    protocols = ("http", "graphql", "websocket", "websub", "sse")
    skills = ("none", "basic", "proficient", "expert")
    owned = ("data-center", "iaas", "managed-kubernetes", "openshift")
    drawn = {
        "traffic.annual_growth": lambda: round(source.uniform(0, 0.5), 2),
        "traffic.message_bytes": lambda: source.choice([512, 1024, 4096, 10_240, 51_200]),
        "traffic.mediation": lambda: source.choice([True, False]),
        "traffic.protocols": lambda: source.sample(protocols, source.randint(1, 3)),
        "availability.target": lambda: source.choice([0.99, 0.995, 0.999, 0.9995, 0.9999]),
        "availability.tolerates_downtime": lambda: source.choice([True, False]),
        "availability.regions": lambda: source.randint(1, 3),
        "compliance.isolate_gateway": lambda: True,
        "operations.kubernetes_skill": lambda: source.choice(skills),
        "operations.existing_platforms": lambda: [source.choice(owned)],
        "environment": lambda: source.choice(["production", "staging", "development"]),
    }
    row: dict[str, object] = {
        "name": f"Landscape {number}",
        "traffic.peak_tps": round(source.lognormvariate(6.5, 1.2), 1),
    }
    return row | {path: draw() for path, draw in drawn.items() if source.random() < STATED}


def write_rows(path: Path, rows: int) -> None:
    """Write a file of landscapes; a percent of them is not allowed."""
    source = random.Random(17)  # noqa: S311 - no secret
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows):
            row = landscape(source, number)
            if number % 100 == 0:
                row["traffic.peak_tps"] = -1
            file.write(f"{json.dumps(row)}\n")


def run(source: Path, target: Path, kind: str, jobs: int) -> tuple[float, float, float, float]:
    """Return wall and CPU seconds, and the most memory of the first process and of a worker."""
    words = [sys.executable, "-c", PROGRAM, str(source), str(target), kind, str(jobs)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603
    took, cpu, own, worker = map(float, done.stdout.split())
    return took, cpu, own, worker


def main(most: int, full: int) -> None:
    """Print every figure."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = 10_000
        while rows <= most:
            report(folder, rows, "decision", rounds=1 if rows >= LONG else ROUNDS)
            rows *= 10
        report(folder, full, "full", rounds=ROUNDS)
        two_against_one(folder, most=min(most, 100_000), full=full)


def report(folder: Path, rows: int, kind: str, rounds: int) -> None:
    """Print rows per CPU second and memory, for one process."""
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    write_rows(source, rows)
    found = [run(source, target, kind, 1) for _ in range(rounds)]
    speeds = sorted(rows / cpu for _, cpu, _, _ in found)
    memory = max(own for _, _, own, _ in found)
    print(
        f"{kind:8} {rows:>9,} rows: {statistics.median(speeds):9,.0f} rows a CPU second"
        f" ({speeds[0]:,.0f} to {speeds[-1]:,.0f}), {memory:6.0f} MiB at most",
        flush=True,
    )


def two_against_one(folder: Path, most: int, full: int) -> None:
    """Print how many times as fast two processes are, run by turns."""
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    for kind, rows in (("decision", most), ("full", full)):
        write_rows(source, rows)
        ratios = sorted(
            run(source, target, kind, 1)[0] / run(source, target, kind, 2)[0] for _ in range(ROUNDS)
        )
        print(
            f"{kind:8} {rows:>9,} rows: two processes are {statistics.median(ratios):.2f} times as"
            f" fast as one ({ratios[0]:.2f} to {ratios[-1]:.2f})",
            flush=True,
        )


if __name__ == "__main__":
    numbers = [*map(int, sys.argv[1:3])]
    main(*(numbers + [100_000, 1_000][len(numbers) :]))
