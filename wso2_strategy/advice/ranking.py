"""The order of preference: which pattern, layout over regions or platform comes before which.

Rules decide what is needed, excluded and preferred; an order only applies one
principle: the simplest sufficient pattern first, and the platform with the most
weight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TypeAlias

from attrs import frozen

from wso2_strategy.domain.catalog import Catalog, Pattern, Platform
from wso2_strategy.domain.conclusions import Exclusion, LayoutExclusion, Preference

Against: TypeAlias = tuple[Exclusion | LayoutExclusion, ...]


@frozen
class Ranked:
    """A pattern or layout over regions, and what stands against it.

    Attributes:
        pattern: The pattern or layout.
        against: What stands against it.
        best: Of a layout, the pattern that does best under it.
        against_best: What stands against that pattern under it.
    """

    pattern: Pattern
    against: Against
    best: Pattern | None = None
    against_best: Against = ()


def rank_patterns(
    catalog: Catalog, exclusions: Iterable[Exclusion | LayoutExclusion]
) -> tuple[Ranked, ...]:
    """Return the patterns with what stands against each, the best first.

    That is the order of the fewest limits broken, of the fewest capabilities
    lacking, of how far a target is missed, and then of operational complexity and
    of nodes; so the simplest sufficient pattern is the first.
    """
    against = _by_pattern(exclusions)
    found = [Ranked(each, against[each.id]) for each in catalog.arrangements("pattern")]
    return tuple(sorted(found, key=lambda each: _drawbacks(each.against, each.pattern, None)))


def layouts_for(catalog: Catalog, needed: Collection[str]) -> tuple[Pattern, ...]:
    """Return the layouts that are tried: one that stands by only where that is needed."""
    found = catalog.arrangements("regions")
    return tuple(
        each for each in found if not (each.stands_by and each.provides.isdisjoint(needed))
    )


def rank_layouts(
    catalog: Catalog,
    exclusions: Iterable[Exclusion | LayoutExclusion],
    layouts: Iterable[Pattern],
) -> tuple[Ranked, ...]:
    """Return layouts over regions, each with the pattern that does best under it.

    Pattern and layout are held against each other together: the order is that of
    `rank_patterns`, and the complexities of both add up.
    """
    listed = tuple(exclusions)
    found = []
    for layout in layouts:
        against = _by_pattern(each for each in listed if each.holds_under(layout.id))
        own = against[layout.id]
        best = min(
            catalog.arrangements("pattern"),
            key=lambda each: _drawbacks((*own, *against[each.id]), each, layout),
        )
        drawbacks = _drawbacks((*own, *against[best.id]), best, layout)
        found.append((drawbacks, Ranked(layout, own, best, against[best.id])))
    found.sort(key=itemgetter(0))
    return tuple(each for _, each in found)


def _by_pattern(exclusions: Iterable[Exclusion | LayoutExclusion]) -> Mapping[str, Against]:
    found: dict[str, Against] = defaultdict(tuple)
    for each in exclusions:
        found[each.pattern] += (each,)
    return found


def _drawbacks(against: Against, pattern: Pattern, layout: Pattern | None) -> tuple[int, ...]:
    lacks = sum(each.capability is not None for each in against)
    by_degree = sum(each.by_degree for each in against)
    nodes = pattern.redundant_nodes
    complexity = pattern.complexity
    if layout is not None:
        # As many regions as there are at least; each further one adds as much.
        nodes += (layout if layout.tiers else pattern).redundant_nodes
        complexity += layout.complexity
    return len(against) - lacks - by_degree, lacks, by_degree, complexity, nodes


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
