"""How fast explanations are: ``python benchmarks/explain.py``.

Every figure is a median over the example files on a warm advisor, with the
slowest file beside it; "first" is the first question that a new advisor gets.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wso2_strategy import Advisor, Recommendation, load_requirements
from wso2_strategy.explain.interview import Interview
from wso2_strategy.space.oracle import Oracle

EXAMPLES = Path(__file__).parent.parent / "examples"
ROUNDS = 5


def main() -> None:
    """Print every figure."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    files = sorted(
        path for path in EXAMPLES.iterdir() if path.suffix in (".yaml", ".toml", ".json")
    )
    requirements = [load_requirements(path) for path in files]
    advisor = Advisor()
    recommendations = [advisor.advise(each) for each in requirements]
    report("rules written out", lambda _: Oracle(advisor), recommendations[:1])
    report("why", lambda each: each.why(), recommendations)
    report("why, as text", lambda each: each.why().to_text(), recommendations)
    pairs = [
        (each, pattern)
        for each in recommendations
        for pattern in ("P0", "P1", "P2", "P3", "P4", "P5", "P6")
        if pattern != each.pattern.id
    ]
    report("why not, every pattern", lambda pair: pair[0].why_not(pair[1]), pairs)
    report("what if", lambda each: each.what_if(traffic={"peak_tps": 20_000}), recommendations)
    report("boundaries", lambda each: each.boundaries(), recommendations)
    report("robustness", lambda each: each.robustness(), recommendations)
    report("open questions", lambda each: each.open_questions(), recommendations)
    interview(advisor)
    first(requirements)


def report(name: str, call: Callable[[Any], object], inputs: list[Any]) -> None:
    """Time a call on every input, once warm, and print the median and the slowest."""
    medians = [median_of(call, each) for each in inputs]
    show(name, statistics.median(medians), max(medians))


def median_of(call: Callable[[Any], object], value: Any) -> float:
    """Return the median time of a call, in seconds."""
    call(value)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call(value)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def interview(advisor: Advisor) -> None:
    """Time every step of an interview in which nothing is known."""
    times = []
    for _ in range(2):
        talk = Interview(advisor)
        question, times = talk.question(), []
        while question is not None:
            start = time.perf_counter()
            talk = talk.answered(question, "don't know")
            question = talk.question()
            times.append(time.perf_counter() - start)
    show(f"ask, between {len(times)} questions", statistics.median(times), max(times))


def first(requirements: list[Any]) -> None:
    """Time the first question to a new advisor."""
    questions: dict[str, Callable[[Recommendation], object]] = {
        "first why": lambda each: each.why(),
        "first why not": lambda each: each.why_not("P2"),
        "first boundaries": lambda each: each.boundaries(),
        "first open questions": lambda each: each.open_questions(),
    }
    for name, ask in questions.items():
        times = []
        for each in requirements:
            recommendation = Advisor().advise(each)
            start = time.perf_counter()
            ask(recommendation)
            times.append(time.perf_counter() - start)
        show(name, statistics.median(times), max(times))


def show(name: str, median: float, slowest: float) -> None:
    """Print one line."""
    print(f"{name:36} {median * 1000:8.2f} ms   slowest {slowest * 1000:8.2f} ms")


if __name__ == "__main__":
    main()
