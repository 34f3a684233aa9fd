"""The choice of a pattern, and of a layout over regions together with one.

Rules decide what is needed and excluded; a choice only applies one principle: the
simplest sufficient arrangement wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from wso2_strategy.advice.ranking import Ranked, layouts_for, rank_layouts, rank_patterns
from wso2_strategy.domain.catalog import Catalog, Dimension, Pattern, Redundancy
from wso2_strategy.domain.conclusions import (
    Contradiction,
    Exclusion,
    LayoutExclusion,
    LayoutNeed,
    Need,
    PassedOver,
    RedundancyNeed,
    Selection,
)
from wso2_strategy.domain.wording import series
from wso2_strategy.inference import Derivation, Inference, KnownFacts

AnyNeed = Need | LayoutNeed | RedundancyNeed


def choose_layout(catalog: Catalog, known: KnownFacts) -> Iterator[Derivation]:
    """Derive the layout over regions that is the simplest together with a sufficient pattern."""
    needs = _of_dimension(catalog, "regions", known.of(Need))
    if not needs:
        return
    exclusions = _exclusions(known)
    layouts = layouts_for(catalog, {need.capability for need in needs})
    ranked = rank_layouts(catalog, exclusions, layouts)
    chosen = ranked[0]
    simplest = f"{chosen.pattern.id} is the simplest that provides {_series(catalog, needs)}"
    because = f"{simplest}, together with {chosen.best.id}." if chosen.best else f"{simplest}."
    simpler = tuple(_simpler_excluded(catalog, layouts, chosen, exclusions))
    yield from _chosen(chosen, ranked, needs, simpler, because)


def choose_pattern(catalog: Catalog, known: KnownFacts) -> Iterator[Derivation]:
    """Derive the simplest sufficient pattern, under the layout that is chosen."""
    layout = next((each.id for each in known.of(Selection) if each.subject == "regions"), None)
    exclusions = [each for each in _exclusions(known) if each.holds_under(layout)]
    ranked = rank_patterns(catalog, exclusions)
    chosen = ranked[0]
    over = catalog.pattern(layout) if layout else None
    needs = _of_dimension(catalog, "pattern", needs_where(known, chosen.pattern, over))
    # One reason against each simpler pattern, a limit only where it lacks nothing.
    simpler = tuple(
        min(each.against, key=lambda exclusion: exclusion.capability is None)
        for each in ranked
        if each.pattern.complexity < chosen.pattern.complexity and each.against
    )
    limited = any(exclusion.capability is None for exclusion in simpler)
    provides = f"that provides {_series(catalog, needs)}" if needs else "there is"
    limits = " within all limits" if limited else ""
    because = f"{chosen.pattern.id} is the simplest {provides}{limits}."
    yield from _chosen(chosen, ranked, needs, simpler, because)


def _chosen(
    chosen: Ranked,
    ranked: tuple[Ranked, ...],
    needs: Sequence[AnyNeed],
    simpler: Sequence[object],
    because: str,
) -> Iterator[Derivation]:
    """Yield the selection, what it was compared with, and a conflict where nothing suffices."""
    dimension, name = chosen.pattern.dimension, chosen.pattern.id
    if chosen.against:
        because = f"No choice does everything that is needed; {name} comes closest."
    # That a target is missed is said of the answer, with its nodes.
    if not all(exclusion.by_degree for exclusion in chosen.against):
        conflict = no_sufficient(chosen.pattern)
        against = (*chosen.against, *_limits_of_sufficient(ranked))
        yield Derivation(conflict, against, because)
    selection = Selection(dimension, name, redundancy_of(chosen.pattern, needs))
    yield Derivation(selection, (*needs, *chosen.against, *simpler), because, result=ranked)
    for each in ranked[1:]:
        passed_over = PassedOver(dimension, each.pattern.id)
        yield Derivation(passed_over, (selection,), f"{each.pattern.id} was not chosen.")


def no_sufficient(chosen: Pattern) -> Contradiction:
    """Return the conflict that nothing does everything that is needed, and this comes closest."""
    return Contradiction(f"no-sufficient-{chosen.dimension}", f"{chosen.id} is recommended.")


def needs_where(
    known: KnownFacts | Inference, pattern: Pattern, layout: Pattern | None
) -> list[AnyNeed]:
    """Return what is needed where a pattern is chosen under a layout over regions, or none."""
    own = (each for each in known.of(RedundancyNeed) if each.pattern == pattern.id)
    found: tuple[AnyNeed, ...] = (*known.of(Need), *known.of(LayoutNeed), *own)
    return [each for each in found if each.holds_under(layout.id if layout else None)]


def _of_dimension(
    catalog: Catalog, dimension: Dimension, needs: Iterable[AnyNeed]
) -> list[AnyNeed]:
    return [need for need in needs if catalog.capability(need.capability).dimension == dimension]


def _exclusions(known: KnownFacts) -> list[Exclusion | LayoutExclusion]:
    return [*known.of(Exclusion), *known.of(LayoutExclusion)]


def _series(catalog: Catalog, needs: Iterable[AnyNeed]) -> str:
    capabilities = dict.fromkeys(need.capability for need in needs)
    return series([catalog.capability(each).name for each in capabilities])


def _limits_of_sufficient(ranked: Iterable[Ranked]) -> Iterator[Exclusion | LayoutExclusion]:
    """Yield what else stands against patterns that lack nothing but break a limit."""
    best, *others = ranked
    same = {exclusion.limit for exclusion in best.against}
    for each in others:
        if all(exclusion.limit is not None for exclusion in each.against):
            yield from (found for found in each.against if found.limit not in same)


def _simpler_excluded(
    catalog: Catalog,
    layouts: Iterable[Pattern],
    chosen: Ranked,
    exclusions: Sequence[Exclusion | LayoutExclusion],
) -> Iterator[Exclusion | LayoutExclusion]:
    """Yield one reason against each simpler layout with a pattern, each reason once."""
    most = chosen.pattern.complexity + (chosen.best.complexity if chosen.best else 0)
    found: dict[Exclusion | LayoutExclusion, None] = {}
    for layout in layouts:
        for pattern in catalog.arrangements("pattern"):
            if layout.complexity + pattern.complexity < most:
                against = [
                    each
                    for each in exclusions
                    if each.pattern in (layout.id, pattern.id) and each.holds_under(layout.id)
                ]
                # A reason that is given already speaks against this one too.
                if against and not any(each in found for each in against):
                    found[min(against, key=lambda each: each.capability is None)] = None
    yield from found


REDUNDANCY: Mapping[str, Redundancy] = {"multiple-nodes": "gateway", "redundancy": "all"}
"""What is doubled for capabilities that more nodes provide, not another pattern alone."""


def redundancy_of(pattern: Pattern, needs: Iterable[AnyNeed]) -> Redundancy | None:
    """Return the redundancy that a pattern has where it is chosen; a layout has none."""
    if pattern.dimension == "regions":
        return None
    order: tuple[Redundancy, ...] = ("none", "gateway", "all")
    wanted = [REDUNDANCY[each.capability] for each in needs if each.capability in REDUNDANCY]
    level = max(order.index(each) for each in (*wanted, pattern.min_redundancy))
    return order[min(level, order.index(pattern.max_redundancy))]
