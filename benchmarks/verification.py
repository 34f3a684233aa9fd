"""How long verification takes, question by question; run it with Python, no arguments."""

from __future__ import annotations

import time

from wso2_strategy import Knowledge
from wso2_strategy.testing import load_cases
from wso2_strategy.testing.mutation import mutants
from wso2_strategy.testing.score import noticed_by
from wso2_strategy.verification import MEANINGS, verify


def timed(name: str, work: object, *arguments: object, **options: object) -> object:
    """Call a function and print how long it took, in seconds."""
    begun = time.perf_counter()
    result = work(*arguments, **options)  # type: ignore[operator]
    print(f"{name:40} {time.perf_counter() - begun:8.2f} s")
    return result


def main() -> None:
    """Measure each kind of finding, the whole, and the mutants."""
    knowledge = Knowledge.installed()
    for kind in MEANINGS:
        timed(f"only {kind}", verify, knowledge, kinds=[kind])
    report = timed("all", verify, knowledge)
    for evidence in report.evidence:  # type: ignore[attr-defined]
        print(f"  {evidence.cases:10,} cases for {evidence.stands_for:14,}: {evidence.question}")
    cases = load_cases("tests/rules/cases.yaml")
    seeded = list(mutants(knowledge))
    noticed = timed(
        f"{len(seeded)} seeded defects", lambda: [noticed_by(each, cases) for each in seeded]
    )
    print(f"  noticed: {sum(each is not None for each in noticed)}")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
