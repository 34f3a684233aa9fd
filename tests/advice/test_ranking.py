"""What the order of preference promises, for every set of limits, lacks and preferences.

Verification takes it from here: whatever rules conclude, one arrangement and one order
of platforms come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

import pytest

from wso2_strategy.advice.ranking import rank_layouts, rank_patterns, rank_platforms
from wso2_strategy.domain.catalog import CATALOG, Dimension, Pattern
from wso2_strategy.domain.conclusions import Exclusion, Preference
from wso2_strategy.domain.facts import Constraints
from wso2_strategy.inference.fact_class import fact_fields

DIMENSIONS: tuple[Dimension, ...] = ("pattern", "regions")
DECIDED = (None, *(fact_fields(Constraints)["platform"].choices or ()))
PLATFORMS = [each.id for each in CATALOG.platforms]


def subsets(items: Iterable[str]) -> Iterator[tuple[str, ...]]:
    listed = tuple(items)
    for count in range(len(listed) + 1):
        yield from combinations(listed, count)


def best(dimension: Dimension, lacking: Iterable[str], limited: Iterable[str]) -> Pattern:
    lacks = [Exclusion(name, capability="something") for name in lacking]
    limits = [Exclusion(name, limit="some limit") for name in limited]
    against = [*lacks, *limits]
    if dimension == "pattern":
        return rank_patterns(CATALOG, against)[0].pattern
    return rank_layouts(CATALOG, against, CATALOG.arrangements("regions"))[0].pattern


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_simplest_that_nothing_stands_against_wins(dimension: Dimension) -> None:
    names = [each.id for each in CATALOG.arrangements(dimension)]
    for lacking, limited in product(subsets(names), repeat=2):
        enough = [name for name in names if name not in (*lacking, *limited)]
        if enough:
            assert best(dimension, lacking, limited).id == enough[0]


def test_where_nothing_suffices_a_limit_weighs_more_than_a_lack_and_a_lack_than_a_target() -> None:
    """So nobody gives up isolation for the last hundredth of a percent of availability."""
    names = [each.id for each in CATALOG.arrangements("pattern")]
    for limited, wanting in product(subsets(names), repeat=2):
        lacking = [name for name in wanting if name not in limited]
        missing = [name for name in names if name not in (*limited, *wanting)]
        against = [
            *(Exclusion(name, limit="some limit") for name in limited),
            *(Exclusion(name, capability="something") for name in lacking),
            *(Exclusion(name, limit="a target", by_degree=True) for name in missing),
        ]
        chosen = rank_patterns(CATALOG, against)[0].pattern.id
        assert chosen == (*missing, *lacking, *limited)[0]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_more_needs_never_lead_to_less(dimension: Dimension) -> None:
    """The choice for needs is at least as complex as for fewer needs, and provides as much."""
    arrangements = CATALOG.arrangements(dimension)
    needed = [each.id for each in CATALOG.capabilities if each.dimension == dimension]
    chosen = {}
    for needs in map(frozenset, subsets(needed)):
        lacking = [each.id for each in arrangements if not each.provides >= needs]
        if len(lacking) < len(arrangements):
            chosen[needs] = best(dimension, lacking, ())
    for needs, pattern in chosen.items():
        for more in (needs | {name} for name in needed):
            instead = chosen.get(more, pattern)
            assert instead.complexity >= pattern.complexity
            assert not instead.provides < pattern.provides


@pytest.mark.parametrize("pattern", CATALOG.arrangements("pattern"), ids=lambda each: each.id)
def test_there_is_one_order_of_platforms_whatever_is_preferred(pattern: Pattern) -> None:
    for weights, decided in product(product(range(4), repeat=len(PLATFORMS)), DECIDED):
        preferences = [
            Preference(name, weight, "a reason")
            for name, weight in zip(PLATFORMS, weights, strict=True)
            if weight
        ]
        ranked = rank_platforms(CATALOG, pattern, preferences, decided)
        order = [each.platform.id for each in ranked]
        assert order
        assert len(order) == len(set(order))
        if decided is not None:
            assert order == [decided]
