"""What each pattern would mean for stated requirements; facts for the rules."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from attrs import asdict, evolve, frozen

from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions, remembered
from wso2_strategy.domain.catalog import CATALOG, Catalog, Pattern, Redundancy
from wso2_strategy.domain.facts import RegionMode, Requirements, TokenFormat
from wso2_strategy.domain.gateway_group import GatewayGroup, shared_out
from wso2_strategy.domain.tolerance import reaches
from wso2_strategy.domain.wording import percentage
from wso2_strategy.models.arithmetic import MAX_COUNT
from wso2_strategy.models.availability.call_availability import at_best, is_closest
from wso2_strategy.models.availability.flow_availability import time_down
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.region_counts import excess, fresh_counts, node_total

_MANY_REGIONS = (5, 6), (9, 10), (13, 14)
"""Numbers of regions between which nothing but rounding can hide that one more would help."""

_LAYOUTS = {
    "active-active": "MDC1",
    "central-control-plane": "MDC2",
    "active-passive": "DR1",
}


@frozen
class PatternFitness:
    """How one pattern fits in one region; a fact derived from requirements and demand.

    It is flat, so that rules can compare its fields with constants. Where several regions are
    stated, there is a `LayoutFitness` for each layout instead.

    Attributes:
        pattern: The pattern's id.
        carries_load: Whether it carries the stated load with as much redundancy as it
            can have; None without a stated load.
        overload: Why it does not carry the load, as a clause; None if it does.
        nodes: WSO2 nodes without redundancy, but for that of the gateway where it is stated.
        redundant_nodes: WSO2 nodes with every component redundant, as far as it can be.
        fits_max_nodes: Whether `nodes` stay within the stated limit; None without one.
        fits_max_nodes_redundant: Whether `redundant_nodes` do.
        availability: Of API calls, with every component redundant and as many nodes as ever
            help; None without a target.
        availability_without_redundancy: Of API calls, with the fewest nodes, and where redundant
            gateways are stated with as many of them as ever help.
        meets_target: Whether `availability` reaches the stated target; None without one.
        meets_target_without_redundancy: Whether `availability_without_redundancy` does.
        needs_redundancy: Whether it does not, and redundancy brings it nearer.
        is_closest: Whether no pattern that it was held against is clearly more available at
            best; None without a target.
        is_closest_without_redundancy: The same without redundancy, among patterns under its layout
            that may do without, and where the simplest of all misses the target if it is never
            redundant; None for others.
        expected: `availability` in words, on its side of the target.
    """

    pattern: str
    carries_load: bool | None
    overload: str | None
    nodes: int
    redundant_nodes: int
    fits_max_nodes: bool | None
    fits_max_nodes_redundant: bool | None
    availability: float | None
    availability_without_redundancy: float | None
    meets_target: bool | None
    meets_target_without_redundancy: bool | None
    needs_redundancy: bool | None
    is_closest: bool | None
    is_closest_without_redundancy: bool | None
    expected: str | None


@frozen
class LayoutFitness(PatternFitness):
    """How one pattern would fit under a layout over regions, before one is chosen.

    Attributes:
        layout: The layout's id. `is_closest` compares the patterns under all layouts.
    """

    layout: str


def fitness(
    requirements: Requirements,
    demand: Demand | None = None,
    assumptions: Assumptions = ASSUMPTIONS,
    catalog: Catalog = CATALOG,
    *,
    layout: str | None = None,
) -> tuple[PatternFitness, ...]:
    """Return the fitness of every pattern, the simplest first.

    The layout over regions is the one given; without one, the stated region mode decides,
    and several regions without a mode count as active-active.

    >>> from wso2_strategy.domain.facts import Availability
    >>> strict = Requirements(availability=Availability(target=0.9998))
    >>> [fit.pattern for fit in fitness(strict) if fit.meets_target]
    ['P2', 'P5', 'P3', 'P4']
    """
    stated = requirements.availability
    regions, layout = spread(stated.regions, stated.region_mode, layout)
    designs = _designs(
        catalog,
        regions,
        layout,
        requirements.compliance.identity_provider,
        least(stated.redundancy),
        shared_out(requirements.gateway_groups),
        stated.zones or 1,
    )
    return _fits(designs, demand, assumptions, *_asked(requirements))


def layout_fitness(
    requirements: Requirements,
    demand: Demand | None = None,
    assumptions: Assumptions = ASSUMPTIONS,
    catalog: Catalog = CATALOG,
) -> tuple[LayoutFitness, ...]:
    """Return how every pattern would fit under every layout over regions that it can have.

    One that stands by is tried where that is stated.
    """
    stated = requirements.availability
    designs = {
        each.id: _designs(
            catalog,
            *spread(stated.regions, stated.region_mode, each.id),
            requirements.compliance.identity_provider,
            least(requirements.availability.redundancy),
            shared_out(requirements.gateway_groups),
            stated.zones or 1,
        )
        for each in catalog.arrangements("regions")
        if not each.stands_by or stated.region_mode == "active-passive"
    }
    pairs = tuple(pair for found in designs.values() for pair in found)
    layouts = [layout for layout, found in designs.items() for _ in found]
    fits = _fits(pairs, demand, assumptions, *_asked(requirements))
    return tuple(
        LayoutFitness(**asdict(fit, recurse=False), layout=layout)
        for fit, layout in zip(fits, layouts, strict=True)
    )


def least(stated: Redundancy | None) -> Redundancy:
    """Return the redundancy there is without a need for that of every component.

    >>> least("gateway"), least("all"), least(None)
    ('gateway', 'none', 'none')
    """
    return "gateway" if stated == "gateway" else "none"


def spans_regions(regions: int | None, region_mode: RegionMode | None) -> bool:
    """Return whether several regions are stated, so that patterns are tried under layouts."""
    return (regions or 1) > 1 or region_mode is not None


def _asked(requirements: Requirements) -> tuple[int | None, float | None, TokenFormat | None]:
    """Return what else is stated that patterns are held against."""
    target = requirements.availability.target
    return requirements.constraints.max_nodes, target, requirements.traffic.token_format


def spread(
    regions: int | None, region_mode: str | None, layout: str | None
) -> tuple[int, str | None]:
    """Return the number of regions and the layout over them; one chosen already has two at least.

    >>> spread(None, None, "MDC2"), spread(3, "active-active", None), spread(None, None, None)
    ((2, 'MDC2'), (3, 'MDC1'), (1, None))
    """
    if layout is not None:
        return max(2, regions or 1), layout
    if regions is None or regions == 1:
        return 1, None
    return regions, _LAYOUTS[region_mode or "active-active"]


@remembered(most=64, place=2)
def _fits(
    designs: tuple[tuple[Design, Design], ...],
    demand: Demand | None,
    assumptions: Assumptions,
    limit: int | None,
    target: float | None,
    token_format: TokenFormat | None,
) -> tuple[PatternFitness, ...]:
    """Return the fitness of designs, each with the least and all redundancy.

    Remembered as a whole: questions that change something else ask it again.
    """
    best = None
    if target is not None:
        best = _Best(min(best_down(each, assumptions, token_format) for _, each in designs), {}, {})
        for plain, _ in designs:
            down = plain_time_down(plain, assumptions, token_format)
            best.simplest.setdefault(
                plain.layout, down if plain.pattern.is_never_redundant else 1.0
            )
            if plain.pattern.may_do_without_redundancy:
                best.plain[plain.layout] = min(down, best.plain.get(plain.layout, down))
    return tuple(
        _fitness(*each, demand, assumptions, limit, target, token_format, best) for each in designs
    )


@frozen
class _Best:
    """The shares of time for which some are down.

    Attributes:
        down: The most available of all.
        plain: Under each layout the most available without redundancy that may have it.
        simplest: Under each layout the simplest, if it is never redundant.
    """

    down: float
    plain: dict[Pattern | None, float]
    simplest: dict[Pattern | None, float]


def _fitness(
    plain: Design,
    redundant: Design,
    demand: Demand | None,
    assumptions: Assumptions,
    limit: int | None,
    target: float | None,
    token_format: TokenFormat | None,
    best: _Best | None,
) -> PatternFitness:
    fewest = fresh_counts(plain, demand, assumptions, None)
    most = fresh_counts(redundant, demand, assumptions, None)
    overload = excess(most)
    nodes = min(MAX_COUNT, node_total(fewest))
    redundant_nodes = min(MAX_COUNT, node_total(most))
    down = plain_down = needed = closest_plain = None
    if target is not None:
        down = best_down(redundant, assumptions, token_format)
        plain_down = plain_time_down(plain, assumptions, token_format)
        needed = needs_redundancy(down, plain_down, target)
        if best is not None and plain.pattern.may_do_without_redundancy:
            closest_plain = is_closest(plain_down, best.plain[plain.layout])
            closest_plain = closest_plain and not reaches(best.simplest[plain.layout], target)
    return PatternFitness(
        pattern=plain.pattern.id,
        carries_load=None if demand is None else not overload,
        overload=overload[0] if demand is not None and overload else None,
        nodes=nodes,
        redundant_nodes=redundant_nodes,
        fits_max_nodes=None if limit is None else nodes <= limit,
        fits_max_nodes_redundant=None if limit is None else redundant_nodes <= limit,
        availability=None if down is None else 1 - down,
        availability_without_redundancy=None if plain_down is None else 1 - plain_down,
        meets_target=_meets(down, target),
        meets_target_without_redundancy=_meets(plain_down, target),
        needs_redundancy=needed,
        is_closest=None if down is None or best is None else is_closest(down, best.down),
        is_closest_without_redundancy=closest_plain,
        expected=None if down is None else percentage(1 - down, target=target),
    )


@remembered(most=4096, place=1)
def best_down(
    redundant: Design, assumptions: Assumptions, token_format: TokenFormat | None
) -> float:
    """Return the share of time that calls of a redundant design are down at best.

    Remembered, as `time_down` is: every consultation asks it of every pattern under every layout.
    """
    return _settled(
        redundant, lambda each: time_down(each, assumptions, at_best(each, token_format))
    )


@remembered(most=4096, place=1)
def plain_time_down(
    plain: Design, assumptions: Assumptions, token_format: TokenFormat | None
) -> float:
    """Return the share of time that calls are down at best without redundancy of everything.

    That is with the fewest nodes; only gateways that are to be redundant anyway can be more.
    """
    fewest = Use(token_format=token_format or "jwt")

    def down(design: Design) -> float:
        grows = design.redundancy == "gateway"
        return time_down(design, assumptions, at_best(design, token_format) if grows else fewest)

    return _settled(plain, down)


def _settled(design: Design, down: Callable[[Design], float]) -> float:
    """Return the time down of a design, or of fewer regions where more no longer change it.

    What each further region adds shrinks by the same factor, so what is lost in rounding once is
    for good.
    """
    fewer = [pair for pair in _MANY_REGIONS if max(pair) < design.regions]
    if fewer:
        found, before = (down(evolve(design, regions=each)) for each in reversed(fewer[-1]))
        if found == before:
            return found
    return down(design)


def needs_redundancy(down: float, plain_down: float, target: float) -> bool:
    """Return whether redundancy of every component brings a pattern to, or nearer, a target."""
    return down < plain_down and not reaches(plain_down, target)


def _meets(down: float | None, target: float | None) -> bool | None:
    return None if down is None or target is None else reaches(down, target)


@lru_cache(maxsize=64)
def _designs(
    catalog: Catalog,
    regions: int,
    layout: str | None,
    issuer: str | None,
    redundancy: Redundancy,
    groups: tuple[GatewayGroup, ...],
    zones: int,
) -> tuple[tuple[Design, Design], ...]:
    """Return every pattern that can be laid over regions so, with the least and all redundancy."""
    over = catalog.pattern(layout) if layout else None
    where = regions, over, catalog, issuer == "wso2-is", (), groups, zones
    return tuple(
        (Design(pattern, redundancy, *where), Design(pattern, "all", *where))
        for pattern in catalog.arrangements("pattern")
        if over is None or pattern.spans(over)
    )
