"""How a load grows within a horizon."""

from __future__ import annotations

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.facts import Traffic
from wso2_strategy.models.arithmetic import MAX_LOAD, PLAIN, Arithmetic, decimal


def stated_growth(traffic: Traffic, assumptions: Assumptions) -> tuple[float, int]:
    """Return growth per year and the horizon in months, where one stands without the other."""
    growth = traffic.annual_growth or 0.0
    if traffic.horizon_months is not None:
        return growth, traffic.horizon_months
    return growth, int(assumptions.value("default_horizon_months")) if growth else 0


def growth_factor(annual_growth: float, months: float, numbers: Arithmetic = PLAIN) -> float:
    """Return the largest load within some months, as a multiple of the load now.

    >>> growth_factor(0.5, 24), growth_factor(-0.5, 24)
    (2.25, 1.0)
    """
    return numbers.largest(1.0, numbers.each(compounded, annual_growth, months))


def compounded(annual_growth: float, months: float, numbers: Arithmetic = PLAIN) -> float:
    """Return the load after some months, as a multiple of the load now."""
    try:
        grown = (1 + annual_growth) ** (months / 12)
        if months % 12:
            return numbers.bounded(grown)
        return numbers.exactly(grown, decimal(1 + annual_growth) ** int(months // 12))
    except OverflowError:
        return MAX_LOAD
