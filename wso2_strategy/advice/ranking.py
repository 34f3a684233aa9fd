"""The order of preference: which pattern, layout over regions or platform comes before which.

Rules decide what is needed, excluded and preferred; an order only applies one
principle: the simplest sufficient pattern first, and the platform with the most
weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from wso2_strategy.domain.catalog import Catalog, Dimension, Pattern, Platform
from wso2_strategy.domain.conclusions import Exclusion, Preference


def rank_arrangements(
    catalog: Catalog, dimension: Dimension, exclusions: Iterable[Exclusion]
) -> list[tuple[Pattern, list[Exclusion]]]:
    """Return the patterns with what stands against each, the best first.

    Sufficient ones come first, the simplest of them at the front. Of the
    others, those come first that break no product limit, then those that lack
    the least, then those that reach the most of what is limited by degree.
    """
    against: dict[str, list[Exclusion]] = {}
    for exclusion in exclusions:
        against.setdefault(exclusion.pattern, []).append(exclusion)
    ranked = [(pattern, against.get(pattern.id, [])) for pattern in catalog.arrangements(dimension)]
    return sorted(ranked, key=lambda each: (*_drawbacks(each[1]), each[0].complexity))


def _drawbacks(against: Sequence[Exclusion]) -> tuple[int, int, int, float]:
    """Return hard limits, lacks and limits by degree, each counted, and what is missing most."""
    by_degree = [each.reached for each in against if each.reached is not None]
    lacks = sum(each.capability is not None for each in against)
    hard = len(against) - lacks - len(by_degree)
    return hard, lacks, len(by_degree), -max(by_degree, default=0.0)


@frozen
class RankedPlatform:
    """A platform with the preferences that speak for it.

    Attributes:
        platform: The platform.
        preferences: What speaks for it, in the order of the rules.
    """

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
    order = pattern.platform_order
    return tuple(
        sorted(
            ranked,
            key=lambda each: (
                -each.weight,
                order.index(each.platform.id) if each.platform.id in order else len(order),
            ),
        )
    )
