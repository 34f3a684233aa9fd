"""An availability as a formula over its blocks.

Numbers are computed as time down, which keeps the digits that count near one; people read
them as time up. So the diagram is evaluated once more, over the availabilities of its blocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from math import exp
from operator import mul
from typing import ClassVar

from attrs import frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.models.arithmetic import (
    AVAILABILITY_MODEL,
    Recorded,
    Recording,
    figure,
    recorded,
)
from wso2_strategy.models.availability.block_diagram import Block, Structure
from wso2_strategy.models.availability.evaluation import Evaluation
from wso2_strategy.models.availability.importance import MINUTES_PER_YEAR
from wso2_strategy.models.availability.k_out_of_n import fewer_than, too_few
from wso2_strategy.models.figure import Figure

NODE = "node_availability"
SWITCH = "switch-to-standby"
DATABASE_NEEDED = "all_in_one_database_share"
TOKEN_CACHE = "token-cache"  # noqa: S105  # a cache, no secret
_MINUTES = {TOKEN_CACHE: "token_cache_minutes", SWITCH: "standby_switch_minutes"}
"""What hangs on whether an outage lasts longer than so many minutes."""


def availability_figure(structure: Structure, assumptions: Assumptions) -> Figure:
    """Return the availability of a structure, with all it follows from."""
    numbers = Recording(assumptions)
    up = {
        name: numbers.named(
            f"{name.replace('-', '_').replace('@', '_')}_works",
            _time_up(block, numbers) ** block.alike
            if block.alike > 1
            else _time_up(block, numbers),
            "",
            AVAILABILITY_MODEL,
        )
        for name, block in sorted(structure.blocks.items())
    }
    whole = Evaluation(_TimeUp(up)).of(structure)
    return figure(
        numbers.named("availability", whole, "", AVAILABILITY_MODEL, reads=tuple(up.values()))
    )


def _time_up(block: Block, numbers: Recording) -> float:
    """Return the share of time that enough nodes of a block work."""
    if block.id in _MINUTES:
        lasts, repair = numbers.value(_MINUTES[block.id]), numbers.value("repair_minutes")
        longer: float = numbers.call(exp, -lasts / repair)
        return longer if block.id == SWITCH else 1 - longer
    if block.id == DATABASE_NEEDED:
        return 1 - numbers.value(DATABASE_NEEDED)
    works = numbers.value(block.origin)
    restarts = numbers.value("planned_restart_minutes_per_year") if block.origin == NODE else 0
    if restarts:
        works -= restarts / MINUTES_PER_YEAR
        works = numbers.named("node_works", works, "", AVAILABILITY_MODEL)
    if block.nodes == 1 and not block.part:
        return works
    shared = block.common_cause or block.part
    together = numbers.value("common_cause_share") if shared else 0
    if block.part == "together":
        return 1 - (1 - works) * together
    alone = works
    if together:
        alone = numbers.named(
            f"{recorded(works).written}_alone",
            1 - (1 - works) * (1 - together),
            "",
            AVAILABILITY_MODEL,
        )
    if block.part == "node":
        return _enough(block, alone)
    up = 1.0 if block.part else _enough(block, alone) * (1 - (1 - works) * together)
    if block.part == "unnoticed" or (block.unnoticed and block.nodes > block.needed):
        detection = numbers.value("failover_detection_seconds"), numbers.value("repair_minutes")
        up *= 1 - (1 - alone) * unnoticed(*detection)
    return up


def _enough(block: Block, works: float) -> float:
    """Return the share of time that enough nodes work which fail independently."""
    nodes, needed = block.nodes, block.needed
    if needed == 1:
        return 1 - (1 - works) ** nodes
    name = recorded(works).written
    term = f"comb({nodes}, up) * {name} ** up * (1 - {name}) ** ({nodes} - up)"
    written = f"sum({term} for up in range({needed}, {nodes + 1}))"
    share = 1 - too_few(nodes, needed, 1 - recorded(works).number)
    return Recorded(share, written, recorded(works).inputs)


def unnoticed(detection_seconds: float, repair_minutes: float) -> float:
    """Return the share of a node's time down in which it is still asked."""
    return min(1.0, detection_seconds / (60 * repair_minutes))


@frozen
class _TimeUp:
    """Shares of time up.

    Attributes:
        up: The share of every block, by id.
    """

    nameless: ClassVar = False

    up: Mapping[str, float]

    def block(self, block: Block) -> float:
        return self.up[block.id]

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
