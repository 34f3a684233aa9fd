"""How long topologies and their queries take, on the largest and on an ordinary one.

The limits are those of the project: 5 ms to build, 10 ms for any query, on P4 over ten
regions laid out as MDC1. Exit status 1 if a median is above its limit.

    python benchmarks/topology.py
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable

from wso2_strategy.topology import Topology, compare, migration_steps, topology
from wso2_strategy.topology.export import FORMATS, export

_BUILD_LIMIT_MS = 5.0
_QUERY_LIMIT_MS = 10.0
_RUNS = 31


def median_ms(question: Callable[[], object]) -> float:
    """Return the median time of a call, after one that warms up."""
    question()
    gc.collect()
    times = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        question()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def largest() -> Topology:
    """Return P4 over ten regions, every component redundant."""
    return topology("P4", region_layout="MDC1", regions=10, redundancy="all")


def queries(name: str) -> dict[str, Callable[[Topology], object]]:
    """Return every query, by what it is called, asked about one database."""
    return {
        ".graph": lambda t: t.graph,
        "connections(between)": lambda t: t.connections(between=("gateway", "control-plane")),
        "flow": lambda t: t.flow("api-call"),
        "single_points_of_failure": lambda t: t.single_points_of_failure("publish"),
        "minimal_cut_sets": lambda t: t.minimal_cut_sets("publish"),
        "impact": lambda t: t.impact("traffic-manager"),
        "paths": lambda t: t.paths("client", name),
        "shortest_path": lambda t: t.shortest_path("client", name),
        "exposed_ports": lambda t: t.exposed_ports("application"),
        "firewall_rules": lambda t: t.firewall_rules(),
        "zone_crossings": lambda t: t.zone_crossings(),
        "exposure_findings": lambda t: t.exposure_findings(),
    }


def main() -> int:
    """Print the figures; return 1 if one is above its limit."""
    slow = 0
    big = largest()
    print(f"largest: {len(big.tiers)} tiers, {len(big.connections())} connections")
    slow += report("build the largest", largest, _BUILD_LIMIT_MS)
    slow += report("build P3", lambda: topology("P3", redundancy="all"), _BUILD_LIMIT_MS)
    for name, query in queries("am-database@1").items():
        # A new topology each time: nothing that an earlier query remembered may help.
        fresh = iter([largest() for _ in range(_RUNS + 1)])
        slow += report(name, lambda query=query, fresh=fresh: query(next(fresh)), _QUERY_LIMIT_MS)
    print("without a limit:")
    p1, p3 = topology("P1"), topology("P3", redundancy="all")
    report("compare P1 P3", lambda: compare(p1, p3))
    report("migration P1 P3", lambda: migration_steps(compare(p1, p3)))
    report("instances of the largest", big.instances)
    for name in FORMATS:
        report(f"export P3 as {name}", lambda name=name: export(p3, name))
    return int(slow > 0)


def report(name: str, question: Callable[[], object], limit: float | None = None) -> bool:
    """Print the median of a call; return whether it is above its limit."""
    found = median_ms(question)
    above = limit is not None and found > limit
    allowed = f"  (limit {limit:g} ms{', EXCEEDED' if above else ''})" if limit else ""
    print(f"{name:26} {found:8.2f} ms{allowed}")
    return above


if __name__ == "__main__":
    sys.exit(main())
