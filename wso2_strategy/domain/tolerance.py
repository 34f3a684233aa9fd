"""Comparisons of computed numbers with limits: what is met exactly is met."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

TOLERANCE = 1e-9
"""The share by which a computed number may pass a limit and still count as within it."""


def within(number: float, limit: float) -> bool:
    """Return whether a computed number is at most a limit, rounding of floats apart.

    >>> within(0.1 + 0.2, 0.3), within(0.3001, 0.3)
    (True, False)
    """
    return number <= limit * (1 + TOLERANCE)


def exceeds(number: float, limit: float) -> bool:
    """Return whether a computed number passes a limit, by more than the rounding of floats.

    >>> exceeds(0.1 + 0.2, 0.3), exceeds(0.3001, 0.3)
    (False, True)
    """
    return number > limit * (1 + TOLERANCE)


@lru_cache(maxsize=4096)
def rest(share: float) -> float:
    """Return what a share leaves of one, without the digits that `1 - share` makes up.

    >>> rest(0.999), 1 - 0.999
    (0.001, 0.0010000000000000009)
    """
    return float(1 - Decimal(repr(float(share))))


def reaches(unavailability: float, target: float) -> bool:
    """Return whether something that is down for a share of time reaches a target.

    >>> reaches(0.001, 0.999), reaches(0.0010001, 0.999)
    (True, False)
    """
    return within(unavailability, rest(target))
