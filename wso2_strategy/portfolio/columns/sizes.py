"""How large the chosen designs of many rows are, and how available with these nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import inf
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from attrs import evolve, frozen

from wso2_strategy.advice.chosen_size import sized
from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.facts import Availability, TokenFormat, Traffic
from wso2_strategy.models.arithmetic import MAX_COUNT
from wso2_strategy.models.availability.call_availability import (
    MANY,
    at_best,
    call_use,
    further_nodes,
    grows,
    is_closest,
    over_regions,
)
from wso2_strategy.models.availability.flow_availability import time_down
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.load.demand import Demand, demand_of
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.region_counts import Regions, node_total
from wso2_strategy.portfolio.columns.arrays import Bits, Codes, narrow
from wso2_strategy.portfolio.columns.carried import counts_of
from wso2_strategy.portfolio.columns.downs import REMEMBERED, Downs
from wso2_strategy.portfolio.columns.fits import highest_target
from wso2_strategy.portfolio.columns.kinds import Kinds
from wso2_strategy.portfolio.columns.loads import Loads, Rows, alike
from wso2_strategy.portfolio.columns.numbers import ColumnArithmetic
from wso2_strategy.space.bounded_cache import Memo

_MANY_NODES = (MANY, 2 * MANY, 4 * MANY, 8 * MANY)
"""Numbers of nodes of which one may be more than ever helps."""

_MOST_ZONES = 64
"""More zones than can be stated."""

_Step = tuple[int, float, float]
"""The nodes of a size, the time down by which further ones are judged, and that with all."""


@frozen(eq=False)
class Sizes:
    """The sizes of many rows.

    Attributes:
        nodes: WSO2 nodes in all regions.
        down: The share of time in which calls are down.
        meets_target: The rows that reach their target.
        is_exact: The rows whose nodes can be counted exactly by floats.
        designs: The designs, apart from their zones.
        design: Which of them each row has.
        zones: The availability zones of a region.
    """

    nodes: npt.NDArray[np.float64]
    down: npt.NDArray[np.float64]
    meets_target: Bits
    is_exact: Bits
    designs: Sequence[Counted]
    design: Codes
    zones: npt.NDArray[np.float64]


@frozen(eq=False)
class Counted:
    """One design, apart from its zones, with its counts for the rows where it is chosen.

    Attributes:
        design: The design.
        token_format: The format of tokens.
        where: The rows.
        regions: The counts.
        use: Calls as a use of the nodes that they go through, in the main region, or in each.
    """

    design: Design
    token_format: TokenFormat
    where: Codes
    regions: Regions
    use: Use

    @property
    def key(self) -> Any:
        """What the time down hangs on besides zones and nodes."""
        return self.design, self.token_format


class _Served(NamedTuple):
    """What follows from a design with the nodes that serve calls.

    Attributes:
        down: The share of time in which calls are down.
        reached: The highest target that is reached.
        best: The highest target that is reached with as many nodes as ever help.
        is_near: Whether more nodes would not matter.
        grows: Whether there can be more.
    """

    down: float
    reached: float
    best: float = 0.0
    is_near: bool = False
    grows: bool = False


class SizeColumns:
    """Sizes chosen designs; of designs with the same nodes one answers for all."""

    def __init__(self, assumptions: Assumptions) -> None:
        self._assumptions = assumptions
        self._grown: Memo[Any, tuple[list[_Step], Iterator[_Step]]] = Memo(REMEMBERED)
        self._served: dict[int, Kinds] = {}
        self._numbers: dict[Any, int] = {}
        self._saturated: Memo[Any, float] = Memo(REMEMBERED)
        self._over: Memo[Any, float] = Memo(REMEMBERED)
        self._downs = Downs(assumptions)

    def counted(
        self, design: Design, where: Codes, load: Loads, numbers: ColumnArithmetic
    ) -> Counted:
        """Return the counts of a design for the rows where it is chosen."""
        regions = counts_of(design, load, numbers.at(where))
        token_format: TokenFormat = "opaque" if load.tokens_stored else "jwt"
        use = self._downs.served(design, call_use(regions[0], token_format))
        return Counted(design, token_format, where, regions, use)

    def sizes(self, designs: Sequence[Counted], order: Codes, stated: Rows) -> Sizes:
        """Return the sizes of all rows, of which each has one of the designs.

        Args:
            designs: The designs.
            order: The rows, those with one design after those with another.
            stated: What the rows state.
        """
        target = stated["availability.target"]
        rows = len(order)
        zones = np.maximum(1, stated["availability.zones"].numbers)
        nodes, design = np.zeros(rows), np.zeros(rows, narrow(len(designs)))
        # In that order at first: what is a copy there is a search in another.
        tiers = max(len(each.use.nodes) for each in designs)
        words = np.zeros((1 + tiers, rows), np.uint64)
        serving, start = words[1:].view(np.float64), 0
        for number, each in enumerate(designs):
            some = slice(start, start := start + len(each.where))
            design[some] = number
            nodes[some] = node_total(each.regions)
            words[0, some] = self._numbers.setdefault(each.key, len(self._numbers))
            for tier, (_, count) in enumerate(each.use.nodes):
                serving[tier, some] = count
        aims = ~target.missing
        self._clip(serving, designs, design, zones.take(order))
        words[0] *= 2 * _MOST_ZONES
        words[0] += (zones + _MOST_ZONES * aims).astype(np.uint64).take(order)

        def served(new: Codes) -> Any:
            found = [
                self._serving(
                    designs[design[place]],
                    int(zones[order[place]]),
                    serving[:, place],
                    aims=aims[order[place]],
                )
                for place in new.tolist()
            ]
            return np.array(found, float).T

        kinds = self._served.setdefault(tiers, Kinds(REMEMBERED))
        kind = _put_back(kinds.of(words, served), order)
        nodes, design = _put_back(nodes, order), _put_back(design, order)
        down, reached, best, is_near, can_grow = (each.take(kind) for each in kinds.answers)
        meets = aims & (target.numbers <= reached)
        enough = meets | ((is_near > 0) & (target.numbers > best))
        sizes = Sizes(nodes, down, meets, nodes < MAX_COUNT, designs, design, zones)
        short = np.flatnonzero(aims & ~enough & (can_grow > 0))
        if len(short):
            for part in alike([design[short], zones[short]]):
                self._grow(sizes, short[part], target.numbers, best, stated)
        return sizes

    def _clip(
        self,
        serving: npt.NDArray[np.float64],
        designs: Sequence[Counted],
        design: Codes,
        zones: npt.NDArray[np.float64],
    ) -> None:
        """Take more nodes than ever help as the most that do."""
        many = np.flatnonzero((serving > MANY).any(axis=0))
        if not len(many):
            return
        for part in alike([design[many], zones[many]]):
            rows = many[part]
            chosen, zone = designs[design[rows[0]]], int(zones[rows[0]])
            serving[:, rows] = np.minimum(serving[:, rows], self._most_that_help(chosen, zone))

    def _most_that_help(self, chosen: Counted, zones: int) -> float:
        """Return a number of nodes beyond which no more of them change the time down.

        Each further node matters less than the one before; so if very many do not, none does.
        """
        key = chosen.design, zones, chosen.token_format
        if key not in self._saturated:

            def down(nodes: int) -> float:
                counts = tuple((name, nodes) for name, _ in chosen.use.nodes)
                return self._downs.down(chosen.design, zones, evolve(chosen.use, nodes=counts))

            least = down(MAX_COUNT)
            enough = (each for each in _MANY_NODES if down(each) == least)
            self._saturated[key] = next(enough, inf)
        return self._saturated[key]

    def _serving(
        self, chosen: Counted, zones: int, serving: npt.NDArray[np.float64], *, aims: bool
    ) -> _Served:
        """Return what follows from the nodes that serve calls, for a target if there is one."""
        nodes = map(int, serving.tolist())
        design = chosen.design
        named = zip(chosen.use.nodes, nodes, strict=False)
        use = evolve(chosen.use, nodes=tuple((tier, count) for (tier, _), count in named))
        down = self._downs.down(design, zones, use)
        if not aims or not grows(design):
            return _Served(down, highest_target(down))
        best = self._downs.down(design, zones, at_best(design, chosen.token_format))
        is_near = is_closest(down, best)
        return _Served(down, highest_target(down), highest_target(best), is_near, grows=True)

    def _grow(
        self,
        sizes: Sizes,
        rows: Codes,
        targets: npt.NDArray[np.float64],
        best: npt.NDArray[np.float64],
        stated: Rows,
    ) -> None:
        """Add the nodes that targets take to rows with one design."""
        chosen, zones = sizes.designs[sizes.design[rows[0]]], int(sizes.zones[rows[0]])
        places = np.searchsorted(chosen.where, rows)
        counts = [
            np.broadcast_to(np.asarray(each, float), len(chosen.where))[places]
            for region in chosen.regions
            for count in region.counts.values()
            for each in (count.nodes, count.clusters)
        ]
        design = evolve(chosen.design, zones=zones)
        use = at_best(design, chosen.token_format)
        most = self._downs.down(chosen.design, zones, use)
        for part in alike(counts):
            left = rows[part]
            key = chosen.design, zones, chosen.token_format, tuple(each[part[0]] for each in counts)
            if key not in self._grown:
                load = _load_of(stated, int(left[0]), self._assumptions)
                self._grown[key] = [], self._steps(design, load, chosen.token_format)
            for nodes, down, final in _taken(*self._grown[key]):
                sizes.nodes[left], sizes.down[left] = nodes, final
                sizes.meets_target[left] = targets[left] <= highest_target(final)
                enough = targets[left] <= highest_target(down)
                if is_closest(down, most):
                    enough |= targets[left] > best[left]
                left = left[~enough]
                if not len(left):
                    break

    def _steps(
        self, design: Design, load: Demand | None, token_format: TokenFormat
    ) -> Iterator[_Step]:
        """Yield the sizes of a design with further nodes."""

        def down_with(design: Design, _: Assumptions, use: Use) -> float:
            return self._downs.down(evolve(design, zones=1), design.zones, use)

        size = sized(design, load, self._assumptions)
        for larger, down in further_nodes(size, token_format, down_with):
            use = call_use(larger.region_counts[0], token_format)
            yield larger.total_nodes, down, time_down(larger.design, self._assumptions, use)

    def reaching(self, sizes: Sizes, stated: Rows) -> tuple[npt.NDArray[np.float64], Bits]:
        """Return how many regions would reach a target that is missed, and where some would."""
        target, found = stated["availability.target"], np.full(len(sizes.nodes), -1.0)
        missed = np.flatnonzero(~target.missing & ~sizes.meets_target)
        for part in alike([sizes.design[missed], sizes.zones[missed]]) if len(missed) else ():
            left = missed[part]
            chosen, zones = sizes.designs[sizes.design[left[0]]], int(sizes.zones[left[0]])
            if zones == 1:
                use = at_best(chosen.design, chosen.token_format)
                over_two_zones = highest_target(self._downs.down(chosen.design, 2, use))
                reached = target.numbers[left] <= over_two_zones
                found[left[reached]] = 0
                left = left[~reached]
            design = evolve(chosen.design, zones=zones)
            first, down = over_regions(design, self._assumptions, chosen.token_format)
            left = left[target.numbers[left] <= self._reached(chosen, zones, MANY, down)]
            for regions in range(first, MANY + 1):
                if not len(left):
                    break
                reached = target.numbers[left] <= self._reached(chosen, zones, regions, down)
                found[left[reached]] = regions
                left = left[~reached]
        return found, found >= 0

    def _reached(
        self, chosen: Counted, zones: int, regions: int, down: Callable[[int], float]
    ) -> float:
        """Return the highest target that a design reaches over a number of regions."""
        key = chosen.design, zones, chosen.token_format, regions
        if key not in self._over:
            self._over[key] = highest_target(down(regions))
        return self._over[key]


def _put_back(values: npt.NDArray[Any], order: Codes) -> npt.NDArray[Any]:
    """Return the values of rows in their own order."""
    found = np.empty_like(values)
    found[order] = values
    return found


def _taken(known: list[_Step], rest: Iterator[_Step]) -> Iterator[_Step]:
    """Yield steps that are known, and then others, which are so from then on."""
    yield from tuple(known)
    for each in rest:
        known.append(each)
        yield each


def _load_of(stated: Rows, row: int, assumptions: Assumptions) -> Demand | None:
    """Return the load of one row."""
    facts: dict[type, dict[str, Any]] = {Traffic: {}, Availability: {}}
    for fact_class, prefix in ((Traffic, "traffic."), (Availability, "availability.")):
        for path, field in stated.items():
            # The average decides nothing.
            if path.startswith(prefix) and path != "traffic.average_tps":
                facts[fact_class][path.removeprefix(prefix)] = field.value(row)
    return demand_of(Traffic(**facts[Traffic]), Availability(**facts[Availability]), assumptions)
