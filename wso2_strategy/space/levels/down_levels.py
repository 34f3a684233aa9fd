"""The time that designs are down over any number of regions, worked out as far as it is asked.

From the second on, regions only help. So what is known of fewer and of more regions bounds what
is not worked out, and mostly that is enough to compare a pattern with a target or with others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from wso2_strategy.domain.catalog import Redundancy
from wso2_strategy.domain.facts import TokenFormat
from wso2_strategy.space.bounded_cache import Memo


class Family(NamedTuple):
    """All but the number of regions on which it depends how long a design is down."""

    pattern: str
    layout: str | None
    redundancy: Redundancy
    identity_server: bool
    zones: int
    token_format: TokenFormat


class Down(NamedTuple):
    """The share of time that a design is down: no less and no more."""

    least: float
    most: float


class DownLevels:
    """Answers how long designs are down.

    Args:
        down: What works it out for a family and a number of regions.
        most: How many families are remembered.
    """

    def __init__(self, down: Callable[[Family, int], float], *, most: int) -> None:
        self._down = down
        self._known: Memo[Family, dict[int, float]] = Memo(most)

    def exactly(self, family: Family, regions: int) -> float:
        """Return the share of time that a design is down."""
        known = self._known.get(family)
        if known is None:
            known = self._known[family] = {}
        if regions not in known:
            known[regions] = self._down(family, regions)
        return known[regions]

    def roughly(self, family: Family, regions: int) -> Down:
        """Return what follows from the numbers of regions that are worked out."""
        known = self._known.get(family, {})
        if regions in known:
            return Down(known[regions], known[regions])
        more = [down for number, down in known.items() if number > regions]
        fewer = [down for number, down in known.items() if number < regions]
        return Down(max(more, default=0.0), min(fewer, default=1.0))

    def decides(self, family: Family, regions: int, holds: Callable[[float], bool]) -> bool:
        """Return whether a comparison holds, which changes once as the time down grows."""
        least, most = map(holds, self.roughly(family, regions))
        return least if least is most else holds(self.exactly(family, regions))

    def compares(
        self, one: Family, other: Family, regions: int, holds: Callable[[float, float], bool]
    ) -> bool:
        """Return whether a comparison of two holds; the less one is down, the rather."""
        its, others = self.roughly(one, regions), self.roughly(other, regions)
        at_best, at_worst = holds(its.least, others.most), holds(its.most, others.least)
        if at_best is at_worst:
            return at_best
        return holds(self.exactly(one, regions), self.exactly(other, regions))
