"""Whether memory stays flat: ``python benchmarks/memory.py [UNCACHED] [CACHED]``.

Runs consultations that were not seen before and consultations that were, and
prints the resident memory of the process on the way. Linux only.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from wso2_strategy import Advisor, Requirements, Traffic
from wso2_strategy.advice.choices import procedures, stated_facts
from wso2_strategy.inference import engine_for


def resident_mib() -> float:
    """Return the resident memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main(uncached: int, cached: int) -> None:
    """Run both kinds of consultation."""
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
    print(f"threads: {threading.active_count()}")


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    main(*(numbers + [100_000, 1_000_000][len(numbers) :]))
