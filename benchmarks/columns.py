"""How many rows of a table are decided a second, on one core, and what decides it.

    python benchmarks/columns.py [ROWS]

The rows are all different: an enterprise's landscapes, most in one region, with loads over five
orders of magnitude; first with numbers as people write them, then with every number drawn from
all floats. What is measured is CPU time of this process, without making the table.
"""

from __future__ import annotations

import resource
import sys
import time
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa

from wso2_strategy import Advisor

ROUNDS = 3

MISSING = 0.4
"""The share of rows that do not state a number."""

_WORDS: dict[str, tuple[list[Any], list[float]]] = {
    "environment": (["production", "staging", "development", None], [6, 1, 1, 2]),
    "traffic.mediation": ([True, False, None], [2, 2, 6]),
    "traffic.token_format": (["jwt", "opaque", None], [4, 1, 5]),
    "traffic.exact_rate_limits": ([True, False, None], [1, 2, 7]),
    "availability.tolerates_downtime": ([True, False, None], [2, 2, 6]),
    "availability.automatic_failover": ([True, False, None], [2, 1, 7]),
    "availability.redundancy": (["none", "gateway", "all", None], [1, 1, 1, 7]),
    "availability.region_mode": (["active-active", "active-passive", None], [1, 1, 38]),
    "compliance.isolate_gateway": ([True, False, None], [2, 1, 7]),
    "compliance.isolate_key_manager": ([True, False, None], [1, 1, 8]),
    "compliance.isolate_all": ([True, False, None], [1, 1, 18]),
    "compliance.internet_facing": ([True, False, None], [3, 3, 4]),
    "compliance.identity_provider": (["none", "external", "wso2-is", None], [1, 3, 1, 5]),
    "compliance.data_residency": ([True, False, None], [1, 2, 7]),
    "compliance.regimes": ([["pci-dss"], ["gdpr"], ["gdpr", "iso-27001"], None], [1, 2, 1, 6]),
    "operations.vm_skill": (["none", "basic", "proficient", "expert", None], [1, 2, 2, 1, 4]),
    "operations.kubernetes_skill": (["none", "basic", "proficient", None], [1, 2, 2, 5]),
    "operations.workflow": (["traditional", "cloud-native", None], [2, 3, 5]),
    "operations.ci_cd": ([True, False, None], [3, 1, 6]),
    "operations.autoscaling": ([True, False, None], [1, 1, 8]),
    "constraints.platform": (["virtual-machines", "kubernetes", "openshift", None], [1, 2, 1, 16]),
}
_ROUND: dict[str, tuple[list[Any], list[float]]] = {
    "traffic.burst_ratio": ([1.0, 1.5, 2.0, 3.0, None], [1, 2, 2, 1, 4]),
    "traffic.annual_growth": ([0.0, 0.1, 0.15, 0.2, 0.25, 0.5, None], [1, 2, 1, 2, 1, 1, 4]),
    "traffic.horizon_months": ([12, 18, 24, 36, None], [2, 1, 2, 2, 3]),
    "traffic.message_bytes": ([512, 1024, 2048, 10_240, 51_200, None], [1, 2, 2, 2, 1, 4]),
    "availability.target": ([0.99, 0.995, 0.999, 0.9995, 0.9999, None], [1, 2, 4, 2, 1, 4]),
    "availability.regions": ([1, 2, 3, None], [4, 2, 1, 33]),
    "availability.zones": ([1, 2, 3, None], [1, 1, 2, 16]),
    "constraints.max_nodes": ([4, 6, 8, 12, 20, None], [1, 1, 1, 1, 1, 15]),
}


def _drawn(random: np.random.Generator, rows: int, values: list[Any], weights: list[float]) -> Any:
    """Return a column as Arrow holds it: words in a dictionary, and a place for each row."""
    shares = np.array(weights) / sum(weights)
    codes = random.choice(len(values), rows, p=shares)
    known = [each for each in values if each is not None]
    if isinstance(known[0], str | list):
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes == len(known)), known)
    return pa.array(np.array([*known, known[0]])[codes], mask=codes == len(known))


def table(rows: int, seed: int, *, continuous: bool) -> pa.Table:
    """Return a table of different landscapes."""
    random = np.random.default_rng(seed)
    peak = 10 ** random.normal(2.8, 0.8, rows)
    tokens = 10 ** random.normal(1.5, 0.8, rows)
    found = {
        "traffic.peak_tps": pa.array(peak if continuous else np.round(peak, 1)),
        "traffic.token_requests_per_second": pa.array(
            tokens if continuous else np.round(tokens, 1), mask=random.random(rows) < MISSING
        ),
    }
    for name, (values, weights) in {**_WORDS, **_ROUND}.items():
        found[name] = _drawn(random, rows, values, weights)
    if continuous:
        missing = random.random(rows) < MISSING
        found["traffic.burst_ratio"] = pa.array(1 + random.exponential(0.7, rows), mask=missing)
        found["traffic.annual_growth"] = pa.array(random.uniform(0, 0.6, rows), mask=missing)
        found["traffic.horizon_months"] = pa.array(random.integers(0, 60, rows), mask=missing)
        found["traffic.message_bytes"] = pa.array(random.integers(50, 100_000, rows), mask=missing)
        target = 1 - 10 ** random.uniform(-4.2, -1.5, rows)
        found["availability.target"] = pa.array(target, mask=missing)
    return pa.table(found)


def main() -> None:
    """Print rows per second: of a first table, of new ones after it, and of a table again."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for name, continuous in (("numbers as written", False), ("every number continuous", True)):
        advisor = Advisor()
        first, _ = _rate(advisor, table(rows, 1, continuous=continuous))
        print(f"{name}: the first table {first:,.0f} rows/s")
        new = [table(rows, 2 + number, continuous=continuous) for number in range(ROUNDS)]
        for what, asked in (("new tables", new), ("the last again", [new[-1]] * ROUNDS)):
            rates, by_row = zip(*(_rate(advisor, each) for each in asked), strict=True)
            spread = f"{min(rates):,.0f} to {max(rates):,.0f}"
            print(f"  {what}: {median(rates):,.0f} rows/s ({spread}), {max(by_row)} row by row")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


def _rate(advisor: Advisor, asked: pa.Table) -> tuple[float, int]:
    """Return how many rows are decided a second, and how many of them one by one."""
    start = time.process_time()
    found = advisor.decide_many(asked)
    rate = asked.num_rows / (time.process_time() - start)
    return rate, asked.num_rows - found["by_row"].null_count


if __name__ == "__main__":
    main()
