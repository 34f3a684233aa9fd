"""How long verification takes, and how it grows with rules that packs add; run it with Python."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from attrs import frozen

from wso2_strategy import Knowledge, Need, Pack, Rule, Source, Traffic, fact
from wso2_strategy.domain.catalog import CATALOG, Capability
from wso2_strategy.domain.kinds import Flag, checked
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


def main() -> None:
    """Measure each kind of finding, the whole, the mutants, and the growth."""
    if sys.argv[1:] == ["growth"]:
        growth()
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


if __name__ == "__main__":
    main()
