"""Random tables of requirements: any field stated or not, numbers on and between the limits."""

from __future__ import annotations

from random import Random
from typing import Any

from wso2_strategy.domain.kinds import Choice, Choices, Flag, PatternId, Share
from wso2_strategy.space.cells import limits
from wso2_strategy.space.fields import Form, StatedField

_ROUND: dict[str, tuple[float, ...]] = {
    "traffic.peak_tps": (0, 250, 500, 500.5, 1000, 1001, 2500, 5000, 5001, 10_000, 21_000, 1e9),
    "traffic.average_tps": (0, 10, 100),
    "traffic.burst_ratio": (1, 1.1, 1.5, 2, 10),
    "traffic.annual_growth": (-0.5, 0, 0.1, 0.25, 0.5, 2),
    "traffic.horizon_months": (0, 6, 12, 24, 30, 36, 120),
    "traffic.message_bytes": (1, 50, 1024, 10_240, 51_200, 102_400, 10**7),
    "traffic.backend_latency_ms": (0, 30, 500),
    "traffic.token_requests_per_second": (0, 1, 100, 250, 1000, 5000),
    "availability.target": (0.9, 0.99, 0.995, 0.999, 0.9995, 0.9998, 0.9999, 0.99999),
    "availability.regions": (1, 1, 2, 3, 5, 9),
    "availability.zones": (1, 2, 3, 6),
    "constraints.max_nodes": (1, 2, 3, 4, 5, 7, 9, 12, 20, 50),
}
_SPREAD: dict[str, tuple[float, float]] = {
    "traffic.peak_tps": (1, 4.7),
    "traffic.average_tps": (0, 3),
    "traffic.burst_ratio": (0, 0.9),
    "traffic.message_bytes": (1, 6),
    "traffic.token_requests_per_second": (0, 3.5),
}
"""Between which powers of ten numbers are drawn."""


def random_column(
    field: StatedField, rows: int, random: Random, *, stated: float, continuous: float
) -> list[Any]:
    """Return values of a field, of which a share is stated, and of the numbers a share is any."""
    return [
        _value(field, random, continuous) if random.random() < stated else None for _ in range(rows)
    ]


def _value(field: StatedField, random: Random, continuous: float) -> Any:
    kind = field.kind
    if isinstance(kind, Flag):
        return random.random() < 0.5
    if isinstance(kind, Choice):
        return random.choice(kind.words)
    if isinstance(kind, Choices):
        return random.sample(kind.words, random.randint(0, len(kind.words)))
    if isinstance(kind, PatternId):
        return random.choice(("P0", "P1", "P2", "P3", "P4", "P5", "P6"))
    if not field.is_number:
        return "a name"
    whole = field.is_whole
    if random.random() >= continuous:
        low, high = limits(field)
        drawn = random.choice(_ROUND.get(field.path, (low, min(high, low + 10))))
    elif isinstance(kind, Share):
        drawn = 1 - 10 ** -random.uniform(0.5, 5.5)
    elif field.path in _SPREAD:
        drawn = 10 ** random.uniform(*_SPREAD[field.path])
    else:
        ends = _ROUND.get(field.path, (1, 10))
        drawn = random.uniform(min(ends), max(ends))
    return int(drawn) if whole else float(drawn)


def random_table(
    form: Form, rows: int, seed: int, *, stated: float = 0.5, continuous: float = 0.5
) -> dict[str, list[Any]]:
    """Return a table over every field of a form."""
    random = Random(seed)  # noqa: S311 - nothing is to be kept secret
    return {
        each.path: random_column(each, rows, random, stated=stated, continuous=continuous)
        for each in form.fields
    }
