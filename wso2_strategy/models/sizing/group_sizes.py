"""How many gateways each gateway group has, out of those of a sized design."""

from __future__ import annotations

from attrs import frozen

from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.region_counts import Regions


@frozen
class GroupSize:
    """The gateways of one group.

    Attributes:
        name: The group's name.
        share: Its part of the load, as a fraction.
        design_tps: The requests/s that this comes to, over all regions; None without a load.
        nodes: Its gateways in all regions together.
        nodes_per_region: Its gateways in the main region, or in each.
        needed_per_region: How many of those carry its part of the load.
        clusters: The clusters with Traffic Managers of its own in such a region; 0 where it
            shares them with other groups, or they are part of other nodes.
    """

    name: str
    share: float
    design_tps: float | None
    nodes: int
    nodes_per_region: int
    needed_per_region: int
    clusters: int


def group_sizes(design: Design, regions: Regions, demand: Demand | None) -> tuple[GroupSize, ...]:
    """Return the gateways of each group; empty where no several groups have tiers of their own."""
    main, *_ = (each.counts.get("gateway") for each in regions)
    if main is None or not main.by_group():
        return ()
    per_region = [
        (each.kind.regions, each.counts["gateway"].by_group())
        for each in regions
        if "gateway" in each.counts
    ]
    total = demand.design_tps if demand else None
    return tuple(
        GroupSize(
            name=group.name,
            share=group.share or 0.0,
            design_tps=None if total is None else total * (group.share or 0.0),
            nodes=sum(number * found[group.name] for number, found in per_region),
            nodes_per_region=main.by_group()[group.name],
            needed_per_region=sum(each.alike * each.needed for each in own),
            clusters=sum(each.alike for each in own if each.is_cluster),
        )
        for group in design.groups
        for own in [[each for each in main.groups if each.serves == group.name]]
    )
