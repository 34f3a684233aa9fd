"""How long verification takes, and how it grows with rules that packs add; run it with Python."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Annotated, Any, TypeVar

from attrs import evolve, frozen

from wso2_strategy import Advice, Knowledge, Need, Pack, Rule, Selection, Source, Traffic, fact
from wso2_strategy.domain.catalog import CATALOG, Capability
from wso2_strategy.domain.kinds import Flag, checked
from wso2_strategy.executors.in_order import processes
from wso2_strategy.testing import load_cases
from wso2_strategy.testing.mutation import mutants
from wso2_strategy.testing.score import noticed_by
from wso2_strategy.verification import MEANINGS, verify

_T = TypeVar("_T")

ADDED = 50

FLAGS = [f"flag_{number}" for number in range(ADDED)]

Custody = frozen(field_transformer=checked)(
    type(
        "Custody",
        (),
        {
            "__annotations__": dict.fromkeys(FLAGS, Annotated[bool | None, Flag()]),
            **dict.fromkeys(FLAGS),
        },
    )
)
"""A section of a pack with a flag for each rule."""

SHAPES: dict[str, Callable[[Any, list[Any], int], Any]] = {
    "each on a field of its own": lambda _, flags, number: flags[number],
    "linked to one field": lambda peak, flags, number: (peak > 100 * (number + 1)) & flags[number],
    "chained": lambda _, flags, number: flags[number] & flags[(number + 1) % len(flags)],
}
"""What each added rule asks."""


def timed(name: str, work: Callable[[], _T]) -> tuple[_T, float]:
    """Call a function and print how long it took, in seconds of processor time."""
    begun = time.process_time()
    result = work()
    taken = time.process_time() - begun
    print(f"{name:52} {taken:8.2f} s")
    return result, taken


def added(shape: str, *, is_need_shared: bool) -> Knowledge:
    """Return the built-in knowledge with rules of a shape, each with a need of its own or not."""
    facts, peak = fact(Custody), fact(Traffic).peak_tps
    flags = [getattr(facts, name) == True for name in FLAGS]  # noqa: E712 - builds a condition
    own = [Capability(f"own-{n}", f"own {n}", "It is kept.", "is lost") for n in range(ADDED)]
    patterns = [each.id for each in CATALOG.arrangements("pattern")]
    rules = [
        Rule(
            id=f"added.rule-{number}",
            when=SHAPES[shape](peak, flags, number),
            then=Need("independent-gateway" if is_need_shared else own[number].id),
            because="It is so.",
            source=Source("A benchmark", "https://example.org/"),
            basis="assumed",
        )
        for number in range(ADDED)
    ]
    provided = {} if is_need_shared else {each: [e.id for e in own] for each in patterns}
    pack = Pack(
        name="added",
        version="1.0",
        summary="Many rules.",
        rules=rules,
        fact_classes=[Custody],
        capabilities=[] if is_need_shared else own,
        also_provides=provided,
    )
    return Knowledge.installed(pack)


def growth() -> None:
    """Measure how verification grows with added rules, as a ratio to none."""
    _, plain = timed("no rules added", lambda: verify(Knowledge.installed()))
    for shape in SHAPES:
        for is_need_shared in (True, False):
            known = added(shape, is_need_shared=is_need_shared)
            what = "one need" if is_need_shared else "a need each"
            report, taken = timed(
                f"{ADDED} rules {shape}, {what}", lambda known=known: verify(known)
            )
            states = report.evidence[0]
            size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"  {taken / plain:.1f} x none, {states.method}: {states.cases:,} states for"
                f" {states.stands_for:.1e}; {size} MB at most so far"
            )


def searched_in_vain(count: int) -> Knowledge:
    """Return the knowledge with fifty rules more, and some for which no facts will be found."""
    chosen, need, facts = fact(Selection, "chosen"), fact(Need), fact(Custody)
    rules = [
        Rule(
            id=f"added.vain-{number}",
            when=(chosen.id == "P0")
            & (need.capability == "full-isolation")
            & (getattr(facts, FLAGS[number]) == True),  # noqa: E712 - builds a condition
            then=Advice(f"vain-{number}", "It cannot be."),
            because="It is so.",
            source=Source("A benchmark", "https://example.org/"),
            basis="assumed",
        )
        for number in range(count)
    ]
    known = added("each on a field of its own", is_need_shared=False)
    return evolve(known, base=known.base.extended(*rules))


def jobs() -> None:
    """Measure what a second process gains; on an idle machine of more than two cores."""
    for name, known in (
        ("no rules added", Knowledge.installed()),
        ("50 rules added", added("each on a field of its own", is_need_shared=False)),
        ("50 rules added, and 4 in vain", searched_in_vain(4)),
    ):
        taken = []
        for executor in (nullcontext, partial(processes, 2)):
            begun = time.perf_counter()
            verify(known, executor=executor)
            taken.append(time.perf_counter() - begun)
        one, two = taken
        print(f"{name:52} {one:8.2f} s, with two processes {two:.2f} s: {one / two:.2f} x")


def main() -> None:
    """Measure each kind of finding, the whole, the mutants, the growth, and more processes."""
    if sys.argv[1:] == ["growth"]:
        growth()
        return
    if sys.argv[1:] == ["jobs"]:
        jobs()
        return
    knowledge = Knowledge.installed()
    for kind in MEANINGS:
        timed(f"only {kind}", lambda kind=kind: verify(knowledge, kinds=[kind]))
    report, _ = timed("all", lambda: verify(knowledge))
    for evidence in report.evidence:
        print(f"  {evidence.cases:10,} cases for {evidence.stands_for:14,}: {evidence.question}")
    cases = load_cases("tests/rules/cases.yaml")
    seeded = list(mutants(knowledge))
    noticed, _ = timed(
        f"{len(seeded)} seeded defects", lambda: [noticed_by(each, cases) for each in seeded]
    )
    print(f"  noticed: {sum(each is not None for each in noticed)}")
    growth()
    jobs()


if __name__ == "__main__":
    main()
