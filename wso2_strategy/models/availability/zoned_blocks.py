"""Nodes that are spread over availability zones: those of a zone go down together."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from wso2_strategy.domain.zones import per_zone
from wso2_strategy.models.availability.block_diagram import (
    Block,
    Series,
    Spread,
    Structure,
)


def over_zones(block: Block, zones: tuple[Block, ...]) -> Structure:
    """Return the nodes of one group, each of which works only while its zone does.

    >>> from wso2_strategy.models.availability.evaluation import unavailability
    >>> zones = Block("zone-1", 0.1), Block("zone-2", 0.1)
    >>> round(unavailability(over_zones(Block("gateway", 0.0, nodes=2), zones)), 6)
    0.01
    """
    if not zones:
        return block
    if block.nodes == 1:
        return Series((zones[0], block))
    counts = per_zone(block.nodes, len(zones))
    alone = block.node_unavailability * (1 - block.common_cause)
    nodes = evolve(block, node_unavailability=alone, common_cause=0, unnoticed=0, part="node")
    spread = Spread(nodes, zones[: len(counts)], counts)
    beside = tuple(_beside(block, alone))
    return Series((spread, *beside)) if beside else spread


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
