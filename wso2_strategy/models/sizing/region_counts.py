"""The counts of a whole design, region by region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from attrs import evolve, frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import Assumptions, remembered
from wso2_strategy.models.arithmetic import Arithmetic, Recording, figure
from wso2_strategy.models.figure import Figure
from wso2_strategy.models.load.demand import Demand, recorded
from wso2_strategy.models.load.region_load import (
    CALIBRATIONS,
    Calibration,
    Rates,
    plain_rates,
    region_rates,
)
from wso2_strategy.models.sizing.counts import busy_nodes, counts, plain_counts
from wso2_strategy.models.sizing.design import Design, RegionKind
from wso2_strategy.models.sizing.node_groups import Count


@frozen
class RegionCount:
    """The counts of one kind of region.

    Attributes:
        kind: The kind of region.
        rates: What each such region carries, by default calibration of a part.
        counts: Nodes per component, in each such region.
    """

    kind: RegionKind
    rates: Mapping[Calibration, Rates]
    counts: Mapping[str, Count]


Regions = tuple[RegionCount, ...]


def fresh_counts(
    design: Design,
    demand: Demand | None,
    assumptions: Assumptions,
    calibration: Calibration | None,
    carrying: int | None = None,
) -> Regions:
    """Return the counts of every kind of region of a design.

    All regions but spare ones carry the calls, or as many as `carrying` says.
    """
    numbers = Arithmetic(assumptions)
    share = 1 / carrying if carrying else _share(design, numbers)
    rates = [plain_rates(demand, share, *_of(kind), assumptions) for kind in design.kinds]
    return _regions(design, rates, partial(plain_counts, assumptions=assumptions), calibration)


region_counts = remembered(most=512, place=2)(fresh_counts)
"""The same, remembered, because sizing and explanations ask it of a design in turn."""


def counted(
    design: Design,
    load: Demand | None,
    numbers: Arithmetic,
    calibration: Calibration | None = None,
) -> Regions:
    """Return the counts for a load of recorded numbers or of columns."""
    share = _share(design, numbers)
    rates = [region_rates(load, share, *_of(kind), numbers) for kind in design.kinds]
    return _regions(design, rates, partial(counts, numbers=numbers), calibration)


def _regions(
    design: Design,
    rates: Iterable[dict[Calibration, Rates]],
    count: Callable[[RegionKind, dict[Calibration, Rates]], dict[str, Count]],
    calibration: Calibration | None,
) -> Regions:
    found = []
    for kind, by_calibration in zip(design.kinds, rates, strict=True):
        used = by_calibration
        if calibration is not None:
            alone = by_calibration[calibration]
            alone = evolve(alone, mixed_tps=alone.stated_mixed_tps)
            used = dict.fromkeys(CALIBRATIONS, alone)
        found.append(RegionCount(kind, used, count(kind, used)))
    return tuple(found)


def _share(design: Design, numbers: Arithmetic) -> float:
    """Return one region's share of the calls."""
    if design.regions == 1:
        return 1.0
    carrying = design.carrying_regions(numbers)
    return 1.0 if carrying == 1 else 1 / carrying


def _of(kind: RegionKind) -> tuple[str, bool]:
    """Return what else a region's rates hang on: its figures' names, and whose tokens it has."""
    return kind.prefix, kind.is_main


def nodes_in_all(regions: Regions, numbers: Arithmetic) -> dict[str, int]:
    """Return the nodes per component of all regions together, in the order of the design."""
    found: dict[str, int] = {}
    for region in regions:
        kind = region.kind
        number = numbers.given(f"{kind.prefix}regions", kind.regions, "regions", sources.MULTI_DC)
        for tier in kind.tiers:
            nodes = region.counts[tier.component].nodes
            if len(regions) > 1 or kind.regions > 1:
                nodes = nodes * number
            found[tier.component] = found.get(tier.component, 0) + nodes
    return found


def node_total(regions: Regions) -> int:
    """Return the WSO2 nodes of all regions."""
    return sum(
        region.kind.regions * count.nodes for region in regions for count in region.counts.values()
    )


def figures(
    design: Design,
    demand: Demand | None,
    assumptions: Assumptions,
    calibration: Calibration | None,
) -> tuple[Figure, ...]:
    """Return the nodes of every component, and their total, with all they follow from."""
    numbers = Recording(assumptions)
    load = None if demand is None else recorded(demand, numbers)
    regions = counted(design, load, numbers, calibration)
    found = nodes_in_all(regions, numbers)
    if len(regions) > 1 or design.regions > 1:
        found = {
            component: numbers.named(f"all_{component.replace('-', '_')}_nodes", nodes, "nodes")
            for component, nodes in found.items()
        }
    total = numbers.named("total_nodes", sum(found.values()), "nodes")
    return tuple(map(figure, (*found.values(), total)))


def nodes_per_region(regions: Regions, component: str) -> tuple[int, ...]:
    """Return the nodes of one component in each region, the main region first."""
    return tuple(
        region.counts[component].nodes if component in region.counts else 0
        for region in regions
        for _ in range(region.kind.regions)
    )


def largest_pool(regions: Regions, component: str) -> int:
    """Return the most nodes of a component that stand in for each other in a region."""
    return max(
        group.nodes
        for region in regions
        if component in region.counts
        for group in region.counts[component].groups
    )


def wanted_nodes(regions: Regions, component: str) -> int:
    """Return the nodes of one component that the load would need, whatever limits them."""
    found = [(r.kind.regions, r.counts[component]) for r in regions if component in r.counts]
    return sum(number * max(count.nodes, count.uncapped) for number, count in found)


def bindings(regions: Regions, component: str) -> str:
    """Return what decided the nodes of one component, in the region where most did."""
    order = ("ceiling", "clusters", "target", "load", "redundancy")
    found = [r.counts[component] for r in regions if component in r.counts]
    decided = min((count.binding for count in found), key=order.index)
    # A single node is what the pattern has anyway.
    single = max(count.nodes for count in found) == 1
    return "pattern" if single and decided == "redundancy" else decided


def clusters(regions: Regions) -> int:
    """Return the clusters of gateways, each around Traffic Managers of its own, in all regions."""
    return sum(region.kind.regions * _clusters_in(region) for region in regions)


def clusters_per_region(regions: Regions) -> int:
    """Return these clusters in the region that has the most of them."""
    return max(map(_clusters_in, regions))


def _clusters_in(region: RegionCount) -> int:
    return max(count.clusters for count in region.counts.values())


def excess(regions: Regions) -> tuple[str, ...]:
    """Return why the load is not carried, each reason once."""
    reasons = [
        reason for region in regions for count in region.counts.values() for reason in count.excess
    ]
    return tuple(dict.fromkeys(reasons))


def fullness(regions: Regions, assumptions: Assumptions) -> float:
    """Return how full the fullest part is that cannot grow: above 1, the load is not carried."""
    numbers = Arithmetic(assumptions)
    most_events = numbers.value("traffic_manager_events_per_second")
    found = [0.0]
    for region in regions:
        for tier in region.kind.tiers:
            rates = region.rates[tier.calibration]
            if tier.max_nodes is not None:
                found.append(busy_nodes(tier, rates, numbers) / tier.max_nodes)
            if "traffic-manager" in tier.roles and not tier.is_traffic_manager:
                found.append(rates.events_per_second / most_events)
    return max(found)


def call_nodes(regions: Regions) -> int:
    """Return the nodes that calls go through, over all regions."""
    return sum(
        region.kind.regions * region.counts[tier.component].nodes
        for region in regions
        for tier in region.kind.tiers
        if "gateway" in tier.roles
    )
