"""How long the numeric models take; ``python benchmarks/models.py``.

Every question is asked with a load that was not asked for before, so that no
result is remembered, except where the name says ``again``.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from statistics import median
from time import perf_counter

from wso2_strategy.domain.facts import Availability, Requirements, Traffic
from wso2_strategy.models.availability.block_diagram import Block, Parallel, Series
from wso2_strategy.models.availability.evaluation import unavailability
from wso2_strategy.models.availability.flow_availability import availability
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.fitness import fitness
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.planning.deployment import Deployment
from wso2_strategy.models.planning.timeline import timeline
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import sizing

_ROUNDS = 300
_P3 = Design.named("P3", "all")
_TEN_REGIONS = Design.named("P4", "all", regions=10, layout="MDC2")
_KNOWN = Requirements(traffic=Traffic(peak_tps=9000))
_fresh = count(1000)


def _requirements(target: float | None = None) -> Requirements:
    traffic = Traffic(peak_tps=next(_fresh), annual_growth=0.5, message_bytes=2048)
    return Requirements(traffic=traffic, availability=Availability(target=target))


def _fitness(target: float | None = None) -> Callable[[], object]:
    def run() -> object:
        requirements = _requirements(target)
        return fitness(requirements, demand(requirements))

    return run


def _timeline() -> object:
    return timeline(
        _requirements(), lambda stated: Deployment(sizing(_P3, demand(stated))), months=60
    )


QUESTIONS: dict[str, Callable[[], object]] = {
    "demand": lambda: demand(_requirements()),
    "fitness of all patterns, no target": _fitness(),
    "fitness of all patterns, target": _fitness(0.9995),
    "fitness of all patterns, again": lambda: fitness(_KNOWN, demand(_KNOWN)),
    "sizing of P3, both calibrations": lambda: sizing(_P3, demand(_requirements())),
    "sizing of P3 with all figures": lambda: sizing(_P3, demand(_requirements())).figures(),
    "availability of P3": lambda: availability(_P3),
    "availability of P4, 10 regions, opaque": lambda: availability(
        _TEN_REGIONS,
        use=Use(token_format="opaque"),  # noqa: S106
    ),
    "timeline of P3, 60 months": _timeline,
}


def _microseconds(question: Callable[[], object]) -> float:
    question()
    times = []
    for _ in range(_ROUNDS):
        start = perf_counter()
        question()
        times.append(perf_counter() - start)
    return median(times) * 1e6


def _chain() -> Series:
    return Series(
        (
            Block("balancer", 0.001),
            Block("gateway", 0.005, 2),
            Parallel((Block("key-manager", 0.02), Block("cache", 0.7))),
        )
    )


def _peer() -> None:
    """Compare one small diagram with RePyability, where that is installed."""
    try:
        from repyability.rbd.non_repairable_rbd import NonRepairableRBD
        from surpyval import FixedEventProbability
    except ImportError:
        print("RePyability is not installed; no comparison")
        return
    shares = {"b": 0.001, "g1": 0.005, "g2": 0.005, "j": 0.0, "k": 0.02, "c": 0.7}
    edges = [("s", "b"), ("b", "g1"), ("b", "g2"), ("g1", "j"), ("g2", "j")]
    edges += [("j", "k"), ("j", "c"), ("k", "t"), ("c", "t")]
    parts = {name: FixedEventProbability.from_params(share) for name, share in shares.items()}
    ours = _microseconds(lambda: unavailability(_chain()))
    theirs = _microseconds(lambda: NonRepairableRBD(edges, parts).sf(1.0))
    print(f"{'five-block diagram, built and computed':42} {ours:10,.1f}")
    print(f"{'the same with RePyability':42} {theirs:10,.1f}")


def main() -> None:
    """Print the median time of every question in microseconds."""
    print(f"{'median of ' + str(_ROUNDS):42} {'µs':>10}")
    for name, question in QUESTIONS.items():
        print(f"{name:42} {_microseconds(question):10,.1f}")
    _peer()


if __name__ == "__main__":
    main()
