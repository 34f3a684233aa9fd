"""Which block of a structure its availability hangs on most."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import prod
from operator import mul
from typing import ClassVar

from attrs import frozen

from wso2_strategy.models.availability.block_diagram import Block, Structure
from wso2_strategy.models.availability.evaluation import NUMBERS, Evaluation
from wso2_strategy.models.availability.k_out_of_n import fewer_than

MINUTES_PER_YEAR = 365 * 24 * 60

_Slope = tuple[float, dict[str, float]]


@frozen
class Importance:
    """What one block means for the whole.

    Attributes:
        block: The block's id.
        unavailability: Share of time that it is down.
        birnbaum: By how much the whole is less available while it is down than while it works.
        minutes_per_year: Downtime of the whole, per year, that a perfect block would save.
    """

    block: str
    unavailability: float
    birnbaum: float
    minutes_per_year: float


def importances(structure: Structure) -> tuple[Importance, ...]:
    """Return the importance of every block, the one that costs most downtime first.

    The Birnbaum importance of a block is the derivative of the availability of the
    whole by the availability of the block.

    >>> from wso2_strategy.models.availability.block_diagram import Series
    >>> chain = Series((Block("node", 0.005), Block("database", 0.001)))
    >>> [(each.block, round(each.birnbaum, 3)) for each in importances(chain)]
    [('node', 0.999), ('database', 0.995)]
    """
    _, slopes = Evaluation(_Slopes()).of(structure)
    found = [
        Importance(block.id, down, slope, down * slope * MINUTES_PER_YEAR)
        for block in structure.blocks.values()
        for down, slope in [(block.unavailability, slopes.get(block.id, 0.0))]
    ]
    return tuple(sorted(found, key=lambda each: (-each.minutes_per_year, each.block)))


class _Slopes:
    """Shares of time down, each with its derivatives by the blocks' shares."""

    nameless: ClassVar = False

    def block(self, block: Block) -> _Slope:
        return block.unavailability, {block.id: 1.0}

    def series(self, values: Sequence[_Slope]) -> _Slope:
        slopes = _product_slopes([(1 - down, slope) for down, slope in values])
        return NUMBERS.series([down for down, _ in values]), slopes

    def parallel(self, values: Sequence[_Slope]) -> _Slope:
        return prod(down for down, _ in values), _product_slopes(values)

    def at_least(self, needed: int, values: Sequence[_Slope]) -> _Slope:
        downs = [down for down, _ in values]
        slopes: dict[str, float] = {}
        for place, (_, own) in enumerate(values):
            others = downs[:place] + downs[place + 1 :]
            # A part matters while exactly one too few of the others work.
            decisive = fewer_than(needed, others) - fewer_than(needed - 1, others)
            for name, slope in own.items():
                slopes[name] = slopes.get(name, 0.0) + decisive * slope
        return fewer_than(needed, downs), slopes

    def total(self, block: Block, if_down: _Slope, if_works: _Slope) -> _Slope:
        down = block.unavailability
        slopes = {name: down * slope for name, slope in if_down[1].items()}
        for name, slope in if_works[1].items():
            slopes[name] = slopes.get(name, 0.0) + (1 - down) * slope
        slopes[block.id] = if_down[0] - if_works[0]
        return NUMBERS.total(block, if_down[0], if_works[0]), slopes


def _product_slopes(factors: Sequence[_Slope]) -> dict[str, float]:
    """Return the derivatives of a product: of each factor, times all others."""
    before = list(accumulate((value for value, _ in factors), mul, initial=1.0))
    after = list(accumulate((value for value, _ in reversed(factors)), mul, initial=1.0))[::-1]
    return {
        name: slope * before[place] * after[place + 1]
        for place, (_, slopes) in enumerate(factors)
        for name, slope in slopes.items()
    }
