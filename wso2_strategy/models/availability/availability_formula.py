"""An availability as a formula over its blocks.

Numbers are computed as time down, which keeps the digits that count near one; people read
them as time up. So the diagram is evaluated once more, over the availabilities of its blocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from math import exp
from operator import mul

from attrs import frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.models.arithmetic import (
    AVAILABILITY_MODEL,
    Recorded,
    Recording,
    figure,
    recorded,
)
from wso2_strategy.models.availability.block_diagram import (
    Block,
    Evaluation,
    Structure,
    fewer_than,
)
from wso2_strategy.models.figure import Figure

TOKEN_CACHE = "token-cache"  # noqa: S105  # a cache, no secret


def availability_figure(structure: Structure, assumptions: Assumptions) -> Figure:
    """Return the availability of a structure, with all it follows from."""
    numbers = Recording(assumptions)
    up = {
        name: numbers.named(
            f"{name.replace('-', '_').replace('@', '_')}_works",
            _time_up(block, numbers),
            "",
            AVAILABILITY_MODEL,
        )
        for name, block in sorted(structure.blocks.items())
    }
    whole = Evaluation(_TimeUp(up), {}).of(structure)
    return figure(
        numbers.named("availability", whole, "", AVAILABILITY_MODEL, reads=tuple(up.values()))
    )


def _time_up(block: Block, numbers: Recording) -> float:
    """Return the share of time that enough nodes of a block work."""
    if block.id == TOKEN_CACHE:
        remembered, repair = numbers.value("token_cache_minutes"), numbers.value("repair_minutes")
        share: float = 1 - numbers.call(exp, -remembered / repair)
        return share
    works, nodes, needed = numbers.value(block.origin), block.nodes, block.needed
    if needed == 1:
        return works if nodes == 1 else 1 - (1 - works) ** nodes
    name = block.origin
    term = f"comb({nodes}, up) * {name} ** up * (1 - {name}) ** ({nodes} - up)"
    written = f"sum({term} for up in range({needed}, {nodes + 1}))"
    return Recorded(1 - block.unavailability, written, recorded(works).inputs)


@frozen
class _TimeUp:
    """Shares of time up.

    Attributes:
        up: The share of every block, by id.
    """

    up: Mapping[str, float]

    def block(self, block: Block) -> float:
        return self.up[block.id]

    def certain(self, *, works: bool) -> float:
        return int(works)

    def series(self, values: Sequence[float]) -> float:
        return reduce(mul, values, 1)

    def parallel(self, values: Sequence[float]) -> float:
        ways = [value for value in values if isinstance(value, Recorded) or value]
        return 1 - self.series([1 - value for value in ways]) if len(ways) > 1 else sum(ways)

    def at_least(self, needed: int, values: Sequence[float]) -> float:
        found = [recorded(value) for value in values]
        written = f"at_least({needed}, {', '.join(each.written for each in found)})"
        inputs = tuple(step for each in found for step in each.inputs)
        return Recorded(1 - fewer_than(needed, [1 - value for value in values]), written, inputs)

    def total(self, block: Block, if_down: float, if_works: float) -> float:
        works = self.up[block.id]
        if recorded(if_down).written == recorded(if_works).written:
            return if_works
        return works * if_works + (1 - works) * if_down
