"""The counts of a whole design, region by region."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from attrs import frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.load.region_load import (
    CALIBRATIONS,
    Calibration,
    Load,
    Rates,
    rates,
    region_load,
)
from wso2_strategy.models.sizing.counts import Count, counts
from wso2_strategy.models.sizing.design import Design, RegionKind


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


@lru_cache(maxsize=512)
def region_counts(
    design: Design,
    demand: Demand | None,
    assumptions: Assumptions,
    calibration: Calibration | None,
) -> Regions:
    """Return the counts of every kind of region of a design."""
    share = 1.0 / design.carrying_regions(assumptions)
    return tuple(
        _region_count(kind, load, assumptions, calibration)
        for kind in design.kinds
        for load in [region_load(demand, share, 1.0 if kind.is_main else share)]
    )


def _region_count(
    kind: RegionKind,
    load: Load,
    assumptions: Assumptions,
    calibration: Calibration | None,
) -> RegionCount:
    by_calibration = {each: rates(load, assumptions, calibration or each) for each in CALIBRATIONS}
    return RegionCount(kind, by_calibration, counts(kind.parts, kind.fewest, by_calibration))


def node_total(regions: Regions) -> int:
    """Return the WSO2 nodes of all regions."""
    return sum(
        region.kind.regions * count.nodes for region in regions for count in region.counts.values()
    )


def nodes_per_region(regions: Regions, component: str) -> tuple[int, ...]:
    """Return the nodes of one component in each region, the main region first."""
    return tuple(
        nodes for region in regions for nodes in [_nodes(region, component)] * region.kind.regions
    )


def bindings(regions: Regions, component: str) -> str:
    """Return what decided the nodes of one component, in the region where most did."""
    order = ("ceiling", "clusters", "load", "redundancy")
    found = [r.counts[component].binding for r in regions if component in r.counts]
    return min(found, key=order.index)


def clusters(regions: Regions) -> int:
    """Return the groups of gateways with a Traffic Manager of their own."""
    return sum(
        region.kind.regions * max(count.clusters for count in region.counts.values())
        for region in regions
    )


def excess(regions: Regions) -> tuple[str, ...]:
    """Return why the load is not carried, each reason once."""
    reasons = [
        reason for region in regions for count in region.counts.values() for reason in count.excess
    ]
    return tuple(dict.fromkeys(reasons))


def room(regions: Regions) -> float:
    """Return by what factor the load may grow until a count changes."""
    return min(count.room for region in regions for count in region.counts.values())


def _nodes(region: RegionCount, component: str) -> int:
    return region.counts[component].nodes if component in region.counts else 0
