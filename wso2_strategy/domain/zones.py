"""Availability zones: data centres of a region that fail apart from each other."""

from __future__ import annotations


def per_zone(nodes: int, zones: int) -> tuple[int, ...]:
    """Return the nodes in each zone that has any, spread as evenly as can be.

    >>> per_zone(5, 3), per_zone(2, 3)
    ((2, 2, 1), (1, 1))
    """
    each, more = divmod(nodes, zones)
    found = (each + (number < more) for number in range(zones))
    return tuple(count for count in found if count)
