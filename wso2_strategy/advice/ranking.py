"""The order of preference: which pattern, layout over regions or platform comes before which.

Rules decide what is needed, excluded and preferred; an order only applies one
principle: the simplest sufficient pattern first, and the platform with the most
weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from attrs import frozen

from wso2_strategy.domain.catalog import Catalog, Dimension, Pattern, Platform
from wso2_strategy.domain.conclusions import Exclusion, Preference

Ranked: TypeAlias = tuple[tuple[Pattern, tuple[Exclusion, ...]], ...]
"""Patterns with what stands against each, the best first."""


def rank_arrangements(
    catalog: Catalog, dimension: Dimension, exclusions: Iterable[Exclusion]
) -> Ranked:
    """Return the patterns with what stands against each, the best first.

    That is the order of the fewest limits broken, of the fewest capabilities
    lacking, of whether a target is missed, and then of simplicity; so the
    simplest sufficient pattern is the first.
    """
    against: dict[str, list[Exclusion]] = {}
    for exclusion in exclusions:
        against.setdefault(exclusion.pattern, []).append(exclusion)

    def drawbacks(pattern: Pattern) -> tuple[int, int, int, int]:
        own = against.get(pattern.id, ())
        lacks = sum(each.capability is not None for each in own)
        by_degree = sum(each.by_degree for each in own)
        return len(own) - lacks - by_degree, lacks, by_degree, pattern.complexity

    ranked = sorted(catalog.arrangements(dimension), key=drawbacks)
    return tuple((each, tuple(against.get(each.id, ()))) for each in ranked)


@frozen
class RankedPlatform:
    """A platform with the preferences that speak for it, in the order of the rules."""

    platform: Platform
    preferences: tuple[Preference, ...]

    @property
    def weight(self) -> int:
        """The sum of the preferences' weights."""
        return sum(preference.weight for preference in self.preferences)


def rank_platforms(
    catalog: Catalog,
    pattern: Pattern,
    preferences: Sequence[Preference],
    constraint: str | None,
) -> tuple[RankedPlatform, ...]:
    """Return the platforms in order of preference; a constraint leaves only one."""
    ranked = []
    for platform in catalog.platforms:
        own = tuple(each for each in preferences if each.platform == platform.id)
        inherited = tuple(each for each in preferences if each.platform == platform.extends)
        demanded = constraint == platform.id
        if (constraint is None or demanded) and (own or demanded or not platform.on_demand):
            ranked.append(RankedPlatform(platform, own + inherited))
    place = {name: number for number, name in enumerate(pattern.platform_order)}
    ranked.sort(key=lambda each: (-each.weight, place.get(each.platform.id, len(place))))
    return tuple(ranked)
