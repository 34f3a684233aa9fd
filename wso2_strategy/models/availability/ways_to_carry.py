"""How many regions carry a whole load, and which of their nodes that takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from wso2_strategy.models.sizing.node_groups import Count, NodeGroup
from wso2_strategy.models.sizing.node_sizes import Sizing
from wso2_strategy.models.sizing.region_counts import region_counts


def ways_to_carry(size: Sizing) -> Iterator[tuple[int, Mapping[str, tuple[NodeGroup, ...]]]]:
    """Yield how many regions carry the whole load in equal shares, the fewest first.

    Each with the groups of nodes per component of the main region, and how many of them that takes.
    """
    question = size.design, size.demand, size.assumptions, size.calibration
    serving = 1 if size.design.stands_by else size.regions
    for regions in range(1, serving + 1):
        takes = region_counts(*question, regions)
        main, *_ = found = [
            {name: _carrying(has.counts[name], count) for name, count in there.counts.items()}
            for has, there in zip(size.region_counts, takes, strict=True)
        ]
        if all(all(each.values()) for each in found):
            yield regions, main


def _carrying(has: Count, takes: Count) -> tuple[NodeGroup, ...]:
    """Return the groups of a count with what another load takes of them; none if it is too much."""
    if takes.excess:
        return ()
    pairs = [*zip(has.groups, takes.groups, strict=False)]
    too_few = any(mine.alike < its.alike or mine.nodes < its.needed for mine, its in pairs)
    if len(has.groups) < len(takes.groups) or too_few:
        return _sharing(has.groups, takes.groups)
    return tuple(evolve(mine, needed=its.needed) for mine, its in pairs)


def _sharing(has: tuple[NodeGroup, ...], takes: tuple[NodeGroup, ...]) -> tuple[NodeGroup, ...]:
    """Return groups among which the load of others is shared by their nodes; none if too much.

    So more and smaller clusters carry what fewer and larger ones would.
    """
    found = []
    for mine in has:
        nodes = sum(each.alike * each.nodes for each in has if each.serves == mine.serves)
        busy = sum(each.alike * each.needed for each in takes if each.serves == mine.serves)
        found.append(evolve(mine, needed=max(1, -(-busy * mine.nodes // nodes))))
    return () if any(each.needed > each.nodes for each in found) else tuple(found)
