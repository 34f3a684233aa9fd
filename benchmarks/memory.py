"""Whether memory stays flat: ``python benchmarks/memory.py [UNCACHED] [CACHED] [EXPLAINED]``.

Runs consultations that were not seen before, consultations that were, and
distinct recommendations with explanations, and prints the resident memory of
the process on the way. Linux only.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from pathlib import Path

from wso2_strategy import Advisor, Availability, Compliance, Requirements, Traffic
from wso2_strategy.advice.choices import procedures, stated_facts
from wso2_strategy.inference import engine_for


def resident_mib() -> float:
    """Return the resident memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def drawn(source: random.Random) -> Requirements:
    """Return requirements that were not seen before."""
    return Requirements(
        traffic=Traffic(peak_tps=source.uniform(0, 20_000), burst_ratio=source.uniform(1, 3)),
        availability=Availability(
            target=source.uniform(0.9, 0.9999), regions=source.choice([None, 1, 2, 3, 4])
        ),
        compliance=Compliance(isolate_gateway=source.choice([None, False, True])),
    )


def explain(advisor: Advisor, requirements: Requirements, *, searching: bool) -> None:
    """Ask for a recommendation and for its reasons, and search for what would change it."""
    recommendation = advisor.advise(requirements)
    recommendation.why()
    if searching:
        recommendation.why_not("P3" if recommendation.pattern.id == "P2" else "P2")
        recommendation.open_questions()


def main(uncached: int, cached: int, explained: int) -> None:
    """Run all kinds of consultation."""
    advisor = Advisor()
    steps = procedures(advisor.knowledge, advisor.assumptions)
    plain = engine_for(advisor.base, "durable", steps, cache_size=0)
    remembering = engine_for(advisor.base, "durable", steps)
    for name, engine, count in (("uncached", plain, uncached), ("cached", remembering, cached)):
        for number in range(count + 1):
            traffic = Traffic(peak_tps=float(number % 20_000), burst_ratio=1 + number % 7)
            engine.infer(stated_facts(Requirements(traffic=traffic)))
            if number % max(1, count // 5) == 0:
                print(f"{name} {number:>9,}: {resident_mib():8.1f} MiB", flush=True)
    for number in range(501):
        engine_for(advisor.base, "durable", steps).infer(stated_facts(Requirements()))
        if number % 100 == 0:
            print(f"engines  {number:>9,}: {resident_mib():8.1f} MiB", flush=True)
    source = random.Random(1)  # noqa: S311 - the same questions each time
    for number in range(explained + 1):
        # A search asks a hundred times as much as a reason.
        explain(advisor, drawn(source), searching=number % 100 == 0)
        if number % max(1, explained // 10) == 0:
            print(f"explained {number:>8,}: {resident_mib():8.1f} MiB", flush=True)
    print(f"threads: {threading.active_count()}")


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    main(*(numbers + [100_000, 1_000_000, 20_000][len(numbers) :]))
