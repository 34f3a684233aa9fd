"""When a growing load crosses a threshold, in closed form."""

from __future__ import annotations

from math import ceil, inf, log, log1p

from wso2_strategy.models.load.demand import MAX_LOAD, compounded


def months_until(load: float, threshold: float, annual_growth: float) -> float:
    """Return after how many months a compounding load reaches a threshold; inf if never.

    From ``load * (1 + annual_growth) ** (months / 12) = threshold`` follows
    ``months = 12 * ln(threshold / load) / ln(1 + annual_growth)``.

    >>> months_until(300, 600, annual_growth=1.0)
    12.0
    >>> months_until(300, 200, annual_growth=1.0), months_until(300, 600, annual_growth=0.0)
    (0.0, inf)
    """
    if load >= threshold:
        return 0.0
    if load <= 0 or annual_growth <= 0 or threshold > MAX_LOAD:
        return inf
    return 12 * log(threshold / load) / log1p(annual_growth)


def first_month_above(
    load: float, threshold: float, annual_growth: float, *, last_month: int
) -> int | None:
    """Return the first whole month in which the load exceeds a threshold.

    Args:
        load: The load now.
        threshold: What is to be exceeded.
        annual_growth: Growth per year as a fraction.
        last_month: The last month that counts; None is returned for later ones.

    >>> first_month_above(300, 500, 1.0, last_month=24)
    9
    >>> first_month_above(300, 600, 1.0, last_month=24)  # equal after 12, above after 13
    13
    """
    exact = months_until(load, threshold, annual_growth)
    if exact > last_month:
        return None
    month = max(0, ceil(exact) - 1)
    while load * compounded(annual_growth, month) <= threshold:  # met exactly, or rounded
        month += 1
        if month > last_month:
            return None
    return month
