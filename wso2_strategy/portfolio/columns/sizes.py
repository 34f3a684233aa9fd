"""How large the chosen designs of many rows are, and how available with these nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
    regions_that_reach,
)
from wso2_strategy.models.availability.flow_availability import time_down
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.load.demand import Demand, demand_of
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.region_counts import Regions, counted, node_total
from wso2_strategy.portfolio.columns.fits import highest_target
from wso2_strategy.portfolio.columns.loads import Loads, Rows, alike
from wso2_strategy.portfolio.columns.numbers import ColumnArithmetic
from wso2_strategy.portfolio.columns.planes import Bits, grouped
from wso2_strategy.portfolio.columns.table import Codes
from wso2_strategy.space.bounded_cache import Memo

REMEMBERED = 100_000
"""Answers of a kind that are remembered: a hundred bytes each."""


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
        opaque: The rows with opaque tokens.
    """

    nodes: npt.NDArray[np.float64]
    down: npt.NDArray[np.float64]
    meets_target: Bits
    is_exact: Bits
    designs: list[Design]
    design: Codes
    opaque: Bits

    @classmethod
    def empty(cls, opaque: Bits) -> Sizes:
        """Return sizes to be filled in."""
        rows = len(opaque)
        numbers = np.zeros(rows), np.zeros(rows)
        flags = np.zeros(rows, bool), np.ones(rows, bool)
        return cls(*numbers, *flags, [], np.zeros(rows, np.int64), opaque)


@frozen
class _Sized:
    """As much of a sizing as other numbers of regions of it take."""

    design: Design
    assumptions: Assumptions


class SizeColumns:
    """Sizes chosen designs; of designs with the same nodes one answers for all."""

    def __init__(self, assumptions: Assumptions) -> None:
        self._assumptions = assumptions
        self._numbers = ColumnArithmetic(assumptions)
        self._grown: Memo[Any, tuple[list[_Step], Iterator[_Step]]] = Memo(REMEMBERED)
        self._downs: Memo[tuple[Design, Use], float] = Memo(REMEMBERED)

    def fill(
        self, sizes: Sizes, design: Design, where: Codes, load: Loads, stated: Rows, *, opaque: bool
    ) -> None:
        """Size one design, apart from its zones, in the rows where it is chosen."""
        regions = counted(design, load, self._numbers)  # type: ignore[arg-type]
        rows = len(where)
        sizes.design[where] = len(sizes.designs)
        sizes.designs.append(design)
        total = np.broadcast_to(np.asarray(node_total(regions), float), rows)
        sizes.nodes[where] = total
        sizes.is_exact[where] = total < MAX_COUNT
        token_format = _format(is_opaque=opaque)
        use = call_use(regions[0], token_format)
        served = [np.broadcast_to(np.asarray(each, float), rows) for _, each in use.nodes]
        names = [name for name, _ in use.nodes]
        zones = stated["availability.zones"].numbers[where]
        for zone in np.unique(zones).tolist():
            inside = np.flatnonzero(zones == zone)
            over = evolve(design, zones=int(zone) or 1)
            self._available(
                sizes, over, where[inside], [each[inside] for each in served], names, token_format
            )
            self._for_target(sizes, over, regions, inside, where, stated, token_format)

    def _available(
        self,
        sizes: Sizes,
        design: Design,
        where: Codes,
        served: list[npt.NDArray[np.float64]],
        names: list[str],
        token_format: TokenFormat,
    ) -> None:
        """Note how long calls are down with the nodes that serve them."""

        def down(nodes: list[float]) -> float:
            use = evolve(at_best(design, token_format), nodes=_whole(names, nodes))
            return self._down(design, use)

        most = [each.max().item() for each in served]
        clipped = [min(each, MANY) for each in most]
        # Each further node matters less than the one before.
        if clipped != most and down(most) == down(clipped):
            served = [np.minimum(each, MANY) for each in served]
        rows, groups = grouped(np.array(served).view(np.uint64))
        found = [down([each[row].item() for each in served]) for row in rows.tolist()]
        sizes.down[where] = np.array(found)[groups]

    def _down(self, design: Design, use: Use) -> float:
        """Return the share of time that a use of a design is down."""
        found = self._downs.get((design, use))
        if found is None:
            found = self._downs[design, use] = time_down(design, self._assumptions, use)
        return found

    def _for_target(
        self,
        sizes: Sizes,
        design: Design,
        regions: Regions,
        inside: Codes,
        where: Codes,
        stated: Rows,
        token_format: TokenFormat,
    ) -> None:
        """Add the nodes that a target takes, and note whether it is reached."""
        aim = stated["availability.target"]
        inside = inside[~aim.missing[where[inside]]]
        if not len(inside):
            return
        rows, target = where[inside], aim.numbers[where[inside]]
        reached = target <= _highest_targets(sizes.down[rows])
        sizes.meets_target[rows] = reached
        if not grows(design):
            return
        best = self._down(design, at_best(design, token_format))
        hopeless = target > highest_target(best)
        wanting = ~reached
        if wanting.any():
            near = np.array([is_closest(each, best) for each in sizes.down[rows].tolist()])
            wanting &= ~(near & hopeless)
        short = np.flatnonzero(wanting)
        if not len(short):
            return
        counts = [
            np.broadcast_to(np.asarray(each, float), len(where))[inside[short]]
            for region in regions
            for count in region.counts.values()
            for each in (count.nodes, count.clusters)
        ]
        firsts, groups = grouped(np.array(counts).view(np.uint64))
        for number, first in enumerate(firsts.tolist()):
            key = design, token_format, tuple(each[first].item() for each in counts)
            if key not in self._grown:
                row = int(inside[short[first]])
                steps = self._steps(design, stated, int(where[row]), token_format)
                self._grown[key] = [], steps
            of_key = short[groups == number]
            for nodes, down, final in _taken(*self._grown[key]):
                sizes.nodes[rows[of_key]], sizes.down[rows[of_key]] = nodes, final
                sizes.meets_target[rows[of_key]] = target[of_key] <= highest_target(final)
                enough = target[of_key] <= highest_target(down)
                if is_closest(down, best):
                    enough |= hopeless[of_key]
                of_key = of_key[~enough]
                if not len(of_key):
                    break

    def reaching(self, sizes: Sizes, stated: Rows) -> tuple[npt.NDArray[np.float64], Bits]:
        """Return how many regions would reach a target that is missed, and where some would."""
        target = stated["availability.target"]
        missed = np.flatnonzero(~target.missing & ~sizes.meets_target)
        found = np.zeros(len(sizes.nodes))
        for part in (
            alike(
                [
                    sizes.design[missed],
                    target.numbers[missed],
                    sizes.opaque[missed],
                    stated["availability.zones"].numbers[missed],
                ]
            )
            if len(missed)
            else ()
        ):
            rows = missed[part]
            row = int(rows[0])
            design = evolve(
                sizes.designs[sizes.design[row]],
                zones=int(stated["availability.zones"].numbers[row]) or 1,
            )
            size: Any = _Sized(design, self._assumptions)
            token_format = _format(is_opaque=bool(sizes.opaque[row]))
            found[rows] = regions_that_reach(size, token_format, target.numbers[row].item()) or 0
        return found, found > 0

    def _steps(
        self, design: Design, stated: Rows, row: int, token_format: TokenFormat
    ) -> Iterator[_Step]:
        """Yield the sizes of a row's design with further nodes."""
        size = sized(design, _load_of(stated, row, self._assumptions), self._assumptions)
        for larger, down in further_nodes(size, token_format):
            use = call_use(larger.region_counts[0], token_format)
            yield larger.total_nodes, down, time_down(larger.design, self._assumptions, use)


def _taken(known: list[_Step], rest: Iterator[_Step]) -> Iterator[_Step]:
    """Yield steps that are known, and then others, which are so from then on."""
    yield from tuple(known)
    for each in rest:
        known.append(each)
        yield each


def _format(*, is_opaque: bool) -> TokenFormat:
    return "opaque" if is_opaque else "jwt"


def _whole(names: list[str], nodes: list[float]) -> tuple[tuple[str, int], ...]:
    return tuple((name, int(each)) for name, each in zip(names, nodes, strict=True))


def _highest_targets(downs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    rows, groups = grouped(downs.view(np.uint64)[np.newaxis])
    return np.array([highest_target(downs[row].item()) for row in rows.tolist()])[groups]


def _load_of(stated: Rows, row: int, assumptions: Assumptions) -> Demand | None:
    """Return the load of one row."""
    facts: dict[type, dict[str, Any]] = {Traffic: {}, Availability: {}}
    for fact_class, prefix in ((Traffic, "traffic."), (Availability, "availability.")):
        for path, field in stated.items():
            # The average decides nothing.
            if path.startswith(prefix) and path != "traffic.average_tps":
                facts[fact_class][path.removeprefix(prefix)] = field.value(row)
    return demand_of(Traffic(**facts[Traffic]), Availability(**facts[Availability]), assumptions)
