"""Small facts and rules for the engine room, and programs that could end their process."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from attrs import frozen

from wso2_strategy.inference import (
    Engine,
    KnowledgeBase,
    Procedure,
    Rule,
    Source,
    engine_for,
    fact,
)
from wso2_strategy.inference.engines.durable import DurableMatcher

SOURCE = Source("a page", "https://example.org/")


@frozen
class Person:
    """A fact class with every type of field."""

    name: str = ""
    age: int | None = None
    height: float | None = None
    member: bool | None = None
    tags: frozenset[str] | None = None
    costarring: int | None = None
    liquid: int | None = None


@frozen
class Town:
    """Another class to join with."""

    name: str = ""
    size: int | None = None


@frozen
class Found:
    """A conclusion."""

    what: str
    count: int = 0


person: Any = fact(Person)
town: Any = fact(Town)


def rule(condition: Any, then: Any = None, rule_id: str = "test") -> Rule:
    return Rule(
        id=rule_id,
        when=condition,
        then=Found(rule_id) if then is None else then,
        because="It is so.",
        source=SOURCE,
        basis="assumed",
    )


def engine(*rules: Rule, **options: Any) -> Engine:
    return engine_for(KnowledgeBase("test", rules), "durable", **options)


def procedure(run: Any) -> Procedure:
    """Return a procedure that looks at persons and derives findings."""
    return Procedure("test", run, "It is so.", SOURCE, "assumed", (Person,), (Found,))


def fired(condition: Any, *facts: Any) -> int:
    """Return how often a rule with this condition fires, after asking both engines."""
    base = KnowledgeBase("test", [rule(condition)])
    counts = {
        len(engine_for(base, name, cache_size=0).infer(facts).steps)
        for name in ("durable", "python")
    }
    (count,) = counts
    return count


def run_apart(program: str) -> str:
    """Run a program in a process of its own and return what it printed."""
    environment = {**os.environ, "MALLOC_PERTURB_": "165", "PYTHONPATH": os.path.dirname(__file__)}  # noqa: PTH120
    finished = subprocess.run(
        [sys.executable, "-P", "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def sessions_left(ready: Engine) -> int:
    """Return how many of an engine's sessions were not given back."""
    matcher = ready._matcher
    return 1_000 - len(matcher._free) if isinstance(matcher, DurableMatcher) else 0
