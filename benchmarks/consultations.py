"""How fast consultations are, and where the time goes: ``python benchmarks/consultations.py``.

Every figure is a median over the example files, after a warm-up, with the 5th
and 95th percentile beside it.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from wso2_strategy import Advisor, load_requirements
from wso2_strategy.advice.choices import procedures, stated_facts
from wso2_strategy.inference import Engine, engine_for

EXAMPLES = Path(__file__).parent.parent / "examples"
ROUNDS = 60


def main() -> None:
    """Print every figure."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    advisor = Advisor()
    base = advisor.base
    files = sorted(
        path for path in EXAMPLES.iterdir() if path.suffix in (".yaml", ".toml", ".json")
    )
    requirements = [load_requirements(path) for path in files]
    facts = [stated_facts(each) for each in requirements]
    print(f"{len(base.rules)} rules, {len(base.facts)} background facts, {len(facts)} examples\n")
    steps = procedures(advisor.knowledge, advisor.assumptions)
    for name, engine in {
        "durable": engine_for(base, "durable", steps, cache_size=0),
        "durable, rules alone": engine_for(base, "durable", cache_size=0),
        "python": engine_for(base, "python", steps, cache_size=0),
        "cached": engine_for(base, "durable", steps),
        "cached, rules alone": engine_for(base, "durable"),
    }.items():
        report(f"one consultation, {name}", engine.infer, facts)
    report("Advisor.advise, seen before", advisor.advise, requirements)
    report("knowledge base ready", lambda _: engine_for(base, "durable"), [None])
    report("Advisor ready", lambda _: Advisor(), [None])
    report("import", lambda _: python("import wso2_strategy"), [None], rounds=7)
    report("bare Python", lambda _: python("pass"), [None], rounds=7)
    layers(engine_for(base, "durable", steps, cache_size=0), facts)


def report(
    name: str, call: Callable[[Any], object], inputs: list[Any], rounds: int = ROUNDS
) -> None:
    """Time a call on every input and print the median."""
    for each in inputs:
        call(each)
    seconds = []
    for _ in range(rounds):
        for each in inputs:
            started = time.perf_counter()
            call(each)
            seconds.append(time.perf_counter() - started)
    low, *_, high = statistics.quantiles(seconds, n=20)
    median = statistics.median(seconds)
    print(f"{name:40} {median * 1e6:10.1f} us   ({low * 1e6:.1f} to {high * 1e6:.1f})")


def python(program: str) -> None:
    """Run a program in a new process."""
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own program


def layers(engine: Engine, facts: list[Any]) -> None:
    """Print which share of a consultation each layer takes."""
    spent: dict[str, float] = {}
    matcher: Any = engine._matcher  # noqa: SLF001 - the layers below the public interface
    module = matcher.module
    names = ("assert_fact", "start_action_for_state", "complete_and_start_action", "delete_state")
    timed = {name: timing(getattr(module, name), spent, "C engine") for name in names}
    matcher.module = SimpleNamespace(**timed)
    tell = timing(matcher.translation._encode, spent, "translation")  # noqa: SLF001
    matcher.translation._encode = tell  # noqa: SLF001
    engine._truth = timing(engine._truth, spent, "truth vector")  # type: ignore[assignment]  # noqa: SLF001
    started = time.perf_counter()
    for _ in range(ROUNDS):
        for each in facts:
            engine.infer(each)
    whole = time.perf_counter() - started
    spent["cycle, rules, procedures, justification"] = whole - sum(spent.values())
    print("\nshare of an uncached consultation, with the cost of measuring in it")
    for name, seconds in spent.items():
        print(f"  {name:40} {seconds / whole:6.1%}")


def timing(call: Callable[..., Any], spent: dict[str, float], name: str) -> Callable[..., Any]:
    """Return the call, adding the time it takes to what was spent."""

    def timed(*arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return call(*arguments)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - started

    return timed


if __name__ == "__main__":
    main()
