"""The built-in knowledge: a whole recommendation for landscapes drawn at random."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs

from peers.contender import Contender
from wso2_strategy import (
    Advisor,
    Availability,
    Compliance,
    Operations,
    Recommendation,
    Requirements,
    Traffic,
)
from wso2_strategy.explain.why_not import WhyNot

TABLE_ROWS = 20_000
CHECKED_ROWS = 200

SOME = 100
"""An advisor remembers some more."""

_COLUMNS = ("pattern", "platform", "nodes")


def durable() -> Contender:
    """Return an advisor on durable-rules."""
    return _on_new_ones(Advisor(engine="durable"))


def python() -> Contender:
    """Return an advisor on the engine in Python."""
    return _on_new_ones(Advisor(engine="python"))


def seen_before() -> Contender:
    """Return an advisor that is asked again."""
    return Contender(
        Advisor().advise,
        _same,
        _answer,
        _meant,
        _some,
    )


def why_not() -> Contender:
    """Return an advisor that is asked why another pattern was not chosen."""
    advisor = Advisor()

    def given(requirements: Requirements) -> tuple[Recommendation, str]:
        recommendation = advisor.advise(requirements)
        return recommendation, "P3" if recommendation.pattern.id != "P3" else "P2"

    def decide(asked: tuple[Recommendation, str]) -> WhyNot:
        recommendation, pattern = asked
        return recommendation.why_not(pattern)

    def misled(found: WhyNot) -> list[str]:
        """Return where its changes lead to instead."""
        led = (advisor.advise(way.requirements).pattern.id for way in found.changes)
        return [pattern for pattern in led if pattern != found.subject.id]

    return Contender(decide, given, misled, lambda _: (), _some)


def columns() -> Contender:
    """Return an advisor that is asked about a table of landscapes at once.

    Raises:
        ImportError: What tables take is not installed.
    """
    import numpy as np  # noqa: F401 - so that its absence shows at once

    advisor = Advisor()
    return Contender(advisor.decide_many, _table, _rows, _meant_rows, _tables, TABLE_ROWS)


def _tables(_count: int, seed: int) -> Iterator[list[Requirements]]:
    """Yield one table of landscapes, which is many cases."""
    yield list(landscapes(TABLE_ROWS, seed))


def _table(rows: list[Requirements]) -> dict[str, list[Any]]:
    """Return landscapes as columns, by the paths of fields."""
    table = {}
    for section in ("traffic", "availability", "compliance", "operations"):
        facts = [getattr(each, section) for each in rows]
        for name in (each.name for each in attrs.fields(type(facts[0]))):
            table[f"{section}.{name}"] = [getattr(fact, name) for fact in facts]
    stated = {path: values for path, values in table.items() if any(map(_is_stated, values))}
    return {"environment": [each.environment for each in rows], **stated}


def _is_stated(value: object) -> bool:
    return value is not None


def _rows(table: Any) -> list[str]:
    checked = (table[name][:CHECKED_ROWS] for name in _COLUMNS)
    return [" ".join(sorted([p, f, f"{n} nodes"])) for p, f, n in zip(*checked, strict=True)]


def _meant_rows(rows: list[Requirements]) -> list[str]:
    return [" ".join(sorted(_meant(each))) for each in rows[:CHECKED_ROWS]]


def _on_new_ones(advisor: Advisor) -> Contender:
    """Return an advisor that never sees equal requirements twice while it is timed."""
    others = landscapes(10_000_000, seed=3)
    checked = set(landscapes(50, seed=2))

    def decide(requirements: Requirements) -> Recommendation:
        return advisor.advise(requirements if requirements in checked else next(others))

    return Contender(decide, _same, _answer, _meant, landscapes)


def landscapes(count: int, seed: int = 1) -> Iterator[Requirements]:
    """Yield requirements as an enterprise has them; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - nothing is to be kept secret
    for _ in range(count):
        yield Requirements(
            environment=draw.choice((None, "production", "testing")),
            traffic=Traffic(
                peak_tps=round(draw.uniform(1, 90) ** 2, 1),
                annual_growth=draw.choice((None, 0.1, 0.25)),
                mediation=draw.choice((None, True, False)),
                token_format=draw.choice((None, "jwt", "opaque")),
            ),
            availability=Availability(
                target=draw.choice((None, 0.99, 0.995, 0.999)),
                automatic_failover=draw.choice((None, True)),
                regions=draw.choice((None, 1, 2)),
            ),
            compliance=Compliance(
                isolate_gateway=draw.choice((None, True)),
                internet_facing=draw.choice((None, True, False)),
                identity_provider=draw.choice((None, "external", "wso2-is")),
                regimes=frozenset(draw.sample(("pci-dss", "gdpr", "hipaa"), draw.randint(0, 2))),
            ),
            operations=Operations(
                kubernetes_skill=draw.choice((None, "none", "basic", "expert")),
                autoscaling=draw.choice((None, True)),
            ),
        )


def _some(count: int, seed: int) -> Iterator[Requirements]:
    return landscapes(min(count, SOME), seed)


def _same(requirements: Requirements) -> Requirements:
    return requirements


def _answer(recommendation: Recommendation) -> list[str]:
    sizing = recommendation.sizing
    return [recommendation.pattern.id, recommendation.platform.id, f"{sizing.total_nodes} nodes"]


def _meant(requirements: Requirements) -> list[str]:
    """Return what an advisor on the engine in Python answers."""
    return _answer(_other().advise(requirements))


@cache
def _other() -> Advisor:
    return Advisor(engine="python")
