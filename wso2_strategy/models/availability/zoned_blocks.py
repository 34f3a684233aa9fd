"""Nodes that are spread over availability zones: those of a zone go down together."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from wso2_strategy.domain.zones import per_zone
from wso2_strategy.models.availability.block_diagram import (
    AtLeast,
    Block,
    Parallel,
    Series,
    Structure,
)
from wso2_strategy.models.sizing.node_groups import NodeGroup

_MOST_APART = 60
"""Nodes; a search for limits of the load also comes by loads that would take millions."""


def over_zones(block: Block, zones: tuple[Block, ...]) -> Structure:
    """Return the nodes of one group, each of which works only while its zone does.

    >>> from wso2_strategy.models.availability.block_diagram import unavailability
    >>> zones = Block("zone-1", 0.1), Block("zone-2", 0.1)
    >>> round(unavailability(over_zones(Block("gateway", 0.0, nodes=2), zones)), 6)
    0.01
    """
    if not zones:
        return block
    if block.nodes == 1 and block.alike == 1:
        return Series((zones[0], block))
    counts = per_zone(block.nodes, len(zones))
    every_zone = block.nodes - min(counts) < block.needed
    if every_zone or not one_by_one(block):
        # Without any one zone too few are left, so all must be up; of very many nodes that is
        # taken for so, which says less than is reached.
        return Series((*zones[: len(counts)], block))
    alone = block.node_unavailability * (1 - block.common_cause)
    node = evolve(block, node_unavailability=alone, common_cause=0, unnoticed=0, part="node")
    ways = tuple(_nodes(node, zones))
    enough = Parallel(ways) if block.needed == 1 else AtLeast(ways, block.needed)
    parts = enough, *_beside(block, alone)
    return parts[0] if len(parts) == 1 else Series(parts)


def one_by_one(group: NodeGroup | Block) -> bool:
    """Return whether nodes over zones are few enough to be told apart, where they have to be."""
    if group.needed == 1 and group.alike == 1:
        return True
    return group.nodes * group.alike <= _MOST_APART


def _nodes(node: Block, zones: tuple[Block, ...]) -> Iterator[Structure]:
    """Yield the nodes of each zone; one by one where several of all zones together are needed."""
    stem = node.id.partition("@")[0]
    for zone, count in zip(zones, per_zone(node.nodes, len(zones)), strict=False):
        if node.needed == 1:
            yield Series((zone, evolve(node, id=f"{stem}-in-{zone.id}", nodes=count)))
            continue
        for number in range(1, count + 1):
            one = evolve(node, id=f"{stem}-node-{number}-in-{zone.id}", nodes=1, needed=1)
            yield Series((zone, one))


def _beside(block: Block, alone: float) -> Iterator[Block]:
    """Yield what is down with all nodes at once, and what nobody has noticed yet."""
    stem, at, region = block.id.partition("@")
    one = evolve(block, nodes=1, needed=1, common_cause=0, unnoticed=0)
    if block.common_cause:
        down = block.node_unavailability * block.common_cause
        name = f"{stem}-together{at}{region}"
        yield evolve(one, id=name, node_unavailability=down, part="together")
    if block.unnoticed and block.nodes > block.needed:
        name = f"{stem}-unnoticed{at}{region}"
        yield evolve(one, id=name, node_unavailability=alone * block.unnoticed, part="unnoticed")
