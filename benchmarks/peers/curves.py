"""How time grows: with rules, chained or not, with facts, with joined pairs and with packs.

``python -m peers.curves KEY`` measures one line of one curve, and prints its points as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import median
from typing import Any

from attrs import field, frozen

from peers import clips, durable_rules, joins, ours
from peers.builtin import landscapes
from peers.measure import in_a_process, pin
from peers.problem import RULES, ParcelRule, findings, parcels
from wso2_strategy import Advisor, Knowledge, Need, Pack, Traffic
from wso2_strategy.inference import Rule, fact

TURNS = 5
WARMING_S = 0.3

_AT_ONCE = "it loses a fact that more than 64 rules match at once"
_SIBLINGS = "it hangs from 512 conditions on one node on"

_MANY_RULES = (10, 30, 100, 300, 1_000, 2_000)
_MANY_FACTS = (1, 3, 10, 30, 100, 300, 1_000)
_MANY_PACKS = (0, 1, 2, 5, 10, 20, 50)


@frozen
class Line:
    """One engine in one curve.

    Attributes:
        title: What it is called.
        ready: What makes it ready for a size, and returns what is timed; that returns a number.
        expected: The number that it must return for a size.
        most: The greatest size that it bears.
        why: Why it bears no more.
    """

    title: str
    ready: Callable[[int], Callable[[], int]]
    expected: Callable[[int], int]
    most: int = field(default=10_000, kw_only=True)
    why: str = field(default="", kw_only=True)


@frozen
class Curve:
    """A picture: what grows along it, and its lines."""

    key: str
    title: str
    unit: str
    sizes: tuple[int, ...]
    lines: tuple[Line, ...]


Make = Callable[[Sequence[ParcelRule]], Callable[[Any], int]]

_ENGINES: dict[str, Make] = {
    "durable": partial(ours.counting, "durable"),
    "python": partial(ours.counting, "python"),
    "bare C": durable_rules.counting,
    "clipspy": clips.counting,
}


def _rule_lines(
    rules_for: Callable[[int], tuple[ParcelRule, ...]], most: dict[str, tuple[int, str]]
) -> Iterator[Line]:
    """Yield a line for each engine: so many rules, all of which fire for one parcel."""
    (parcel,) = parcels(1)

    def ready(make: Make, size: int) -> Callable[[], int]:
        return partial(make(rules_for(size)), [{**parcel, "items": 1_000_000}])

    for title, make in _ENGINES.items():
        bears, why = most.get(title, (10_000, ""))
        yield Line(title, partial(ready, make), lambda size: size, most=bears, why=why)


def _independent(size: int) -> tuple[ParcelRule, ...]:
    return tuple(ParcelRule(f"w{each}", (("items", ">", each),)) for each in range(size))


def _chained(size: int) -> tuple[ParcelRule, ...]:
    first = ParcelRule("w0", (("items", ">", 0),))
    return (first, *(ParcelRule(f"w{n}", (), (f"w{n - 1}",)) for n in range(1, size)))


def _fact_lines() -> Iterator[Line]:
    """Yield a line for each engine: so many parcels at once."""
    rules = tuple(rule for rule in RULES if not rule.findings)
    compared = {rule.concludes for rule in rules}

    def ready(make: Make, size: int) -> Callable[[], int]:
        return partial(make(rules), list(parcels(size)))

    def meant(size: int) -> int:
        return len(compared & {word for each in parcels(size) for word in findings(each)})

    for title, make in _ENGINES.items():
        yield Line(title, partial(ready, make), meant)


def _join_lines() -> Iterator[Line]:
    """Yield a line for each engine: so many pairs, each of which is joined."""
    engines: dict[str, Callable[[], Callable[[int], int]]] = {
        "durable": partial(joins.ours, "durable"),
        "python": partial(joins.ours, "python"),
        "bare C": joins.bare_c,
        "clipspy": joins.clips,
    }

    def ready(make: Callable[[], Callable[[int], int]], size: int) -> Callable[[], int]:
        return partial(make(), size)

    for title, make in engines.items():
        yield Line(title, partial(ready, make), lambda size: size)


def _packs(size: int) -> tuple[Pack, ...]:
    """Return packs with three rules of their own each."""
    traffic: Any = fact(Traffic)
    return tuple(
        Pack(
            name=f"pack{number}",
            version="1.0.0",
            summary="A pack that is measured.",
            rules=[
                Rule(
                    id=f"pack{number}.rule-{n}",
                    when=traffic.peak_tps > 10.0 * number + n,
                    then=Need("redundancy"),
                    because="The load is {traffic.peak_tps}.",
                    source=ours.SOURCE,
                    basis="assumed",
                )
                for n in range(3)
            ],
        )
        for number in range(size)
    )


def _pack_lines() -> Iterator[Line]:
    """Yield how long an advisor takes to be ready, and to answer, with so many packs."""
    base = len(Advisor().base.rules)

    def made_ready(size: int) -> Callable[[], int]:
        packs = _packs(size)
        return lambda: len(Advisor(knowledge=Knowledge.installed(*packs)).base.rules)

    def answering(size: int) -> Callable[[], int]:
        advisor = Advisor(knowledge=Knowledge.installed(*_packs(size)))
        others = landscapes(1_000_000, seed=3)

        def answer() -> int:
            advisor.advise(next(others))
            return len(advisor.base.rules)

        return answer

    for title, ready in (("ready", made_ready), ("answer", answering)):
        yield Line(title, ready, lambda size: base + 3 * size)


CURVES = (
    Curve(
        "rules",
        "Rules that all match one fact",
        "rules",
        _MANY_RULES,
        tuple(_rule_lines(_independent, {"bare C": (60, _AT_ONCE)})),
    ),
    Curve(
        "chain",
        "Rules that fire one after the other",
        "rules",
        _MANY_RULES,
        tuple(_rule_lines(_chained, {"bare C": (500, _SIBLINGS)})),
    ),
    Curve("facts", "Facts", "facts", _MANY_FACTS, tuple(_fact_lines())),
    Curve("joins", "Pairs of facts that are joined", "pairs", _MANY_FACTS, tuple(_join_lines())),
    Curve("packs", "Packs of three rules", "packs", _MANY_PACKS, tuple(_pack_lines())),
)


def points(line: Line, sizes: Sequence[int]) -> dict[int, float]:
    """Return the CPU seconds of each size that an engine bears, the middle of some turns.

    Raises:
        SystemExit: It finds something else than it must.
    """
    found = {}
    for size in sizes:
        if size > line.most:
            break
        run = line.ready(size)
        if run() != line.expected(size):
            raise SystemExit(f"{line.title}: {run()} instead of {line.expected(size)} at {size}")
        _seconds(run, WARMING_S)
        found[size] = median(_seconds(run) for _ in range(TURNS))
    return found


def _seconds(run: Callable[[], int], at_least: float = 0.01) -> float:
    """Return the CPU time of a run, by as many as take so long."""
    count, started = 0, time.process_time()
    while (passed := time.process_time() - started) < at_least:
        run()
        count += 1
    return passed / count


def measured() -> dict[str, dict[str, dict[int, float]]]:
    """Measure every line in a process of its own; one that is not installed has no points."""
    return {
        curve.key: {
            line.title: {
                int(size): seconds
                for size, seconds in in_a_process("peers.curves", curve.key, line.title).items()
            }
            for line in curve.lines
        }
        for curve in CURVES
    }


if __name__ == "__main__":
    pin()
    wanted = next(each for each in CURVES if each.key == sys.argv[1])
    drawn = next(each for each in wanted.lines if each.title == sys.argv[2])
    try:
        print(json.dumps(points(drawn, wanted.sizes)), flush=True)
    except ImportError:
        print("{}", flush=True)
