"""The demand model solved for a stated number: which one brings a load to a limit.

Every load that rules compare is linear in calls and tokens: ``a * peak * growth
* burst + b * tokens * growth``. So each of the stated numbers follows from a
limit in closed form. Rounding may put the answer a few floats off; `flip` then
finds the exact one.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import Any

from attrs import frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.models.load.demand import growth_factor, issued_per_node

_MONTHS = 12


@frozen
class _Weights:
    """A load as a sum: of calls with growth and spikes, and of tokens with growth."""

    calls: float = 0.0
    tokens: float = 0.0
    spikes: bool = True


def _weights(name: str, stated: dict[str, Any], assumptions: Assumptions) -> _Weights | None:
    value = assumptions.value
    asked = value("introspected_share") if stated["token_format"] == "opaque" else 0.0  # noqa: S105 - a format, no secret
    events = value("events_per_request")
    return {
        "peak_tps": _Weights(calls=1.0, spikes=False),
        "sustained_tps": _Weights(calls=1.0, spikes=False),
        "design_tps": _Weights(calls=1.0),
        "events_per_second": _Weights(calls=events),
        "token_requests_per_second": _Weights(tokens=1.0),
        "introspections_per_second": _Weights(calls=asked),
        "all_in_one_nodes": _Weights(calls=1 / value("all_in_one_tps")),
        "key_manager_nodes": _Weights(
            calls=asked / value("key_manager_validations_per_second"),
            tokens=1 / issued_per_node(assumptions),
        ),
        "traffic_manager_clusters": _Weights(
            calls=events / value("traffic_manager_events_per_second")
        ),
    }.get(name)


def solved(
    name: str, limit: float, unknown: str, stated: dict[str, Any], assumptions: Assumptions
) -> float | None:
    """Return the value of a stated number that brings a load to a limit, or None.

    Args:
        name: The load, a field of `Demand`.
        limit: The limit, in the load's unit.
        unknown: The field of `Traffic` to solve for.
        stated: The fields of `Traffic`, with the horizon that counts.
        assumptions: The numbers of the model.

    >>> from wso2_strategy.domain.assumptions import ASSUMPTIONS
    >>> stated = dict.fromkeys(["peak_tps", "annual_growth", "token_requests_per_second"])
    >>> stated |= {"burst_ratio": 1.5, "horizon_months": 0, "token_format": "jwt"}
    >>> round(solved("design_tps", 5000, "peak_tps", stated, ASSUMPTIONS), 2)
    3333.33
    """
    weights = _weights(name, stated, assumptions)
    if weights is None:
        return None
    growth = growth_factor(stated["annual_growth"] or 0.0, stated["horizon_months"])
    burst = (stated["burst_ratio"] or 1.0) if weights.spikes else 1.0
    calls = weights.calls * (stated["peak_tps"] or 0.0)
    tokens = weights.tokens * (stated["token_requests_per_second"] or 0.0)
    solutions: dict[str, Callable[[], float]] = {
        "peak_tps": lambda: (limit / growth - tokens) / (weights.calls * burst),
        "burst_ratio": lambda: (limit / growth - tokens) / calls,
        "token_requests_per_second": lambda: (limit / growth - calls * burst) / weights.tokens,
        "annual_growth": lambda: (
            (limit / (calls * burst + tokens)) ** (_MONTHS / stated["horizon_months"]) - 1
        ),
        "horizon_months": lambda: (
            _MONTHS * log(limit / (calls * burst + tokens)) / log(1 + stated["annual_growth"])
        ),
    }
    try:
        return float(solutions[unknown]())
    except (ArithmeticError, KeyError, TypeError, ValueError):
        return None
