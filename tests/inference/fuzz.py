"""The long differential run: ``make fuzz`` or ``python tests/inference/fuzz.py 100000``.

It draws random knowledge bases and facts until the number of consultations is
reached, compares the durable engine, its cache and the Python engine with the
naive oracle in each, and prints what it did. A difference ends it with the drawn example.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import Any

import random_knowledge
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_engines_agree import compare, consultations, procedure_lists

from wso2_strategy.inference import KnowledgeBase, Procedure

_BATCH = 500


def run(wanted: int) -> Counter[str]:
    """Compare until `wanted` consultations have been made, and return the counts."""
    counts: Counter[str] = Counter()

    @settings(
        max_examples=_BATCH,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )
    @given(
        random_knowledge.knowledge_bases() | random_knowledge.layered_knowledge_bases(),
        procedure_lists | st.just([]),
        consultations,
    )
    def batch(base: KnowledgeBase, procedures: list[Procedure], many: list[list[Any]]) -> None:
        counts.update(compare(base, procedures, many))
        counts["knowledge bases"] += 1
        counts["rules"] += len(base.rules)

    while counts["consultations"] < wanted:
        batch()
        print(dict(counts), flush=True)
    return counts


if __name__ == "__main__":
    started = time.perf_counter()
    found = run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    seconds = time.perf_counter() - started
    print(f"no difference in {dict(found)}, {seconds:.0f} s")
