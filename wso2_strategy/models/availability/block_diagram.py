"""Reliability block diagrams, computed exactly.

A structure works if all of its parts work, or if any of them does; its leaves
are blocks of equal nodes of which some must work. Blocks with the same id are
one and the same thing, wherever they stand in the structure, and fail together.

Everything is computed with unavailabilities, because the availabilities of good
designs differ only in digits that a float near one no longer has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from math import expm1, fsum, log1p, prod
from typing import Generic, Protocol, TypeVar

from attrs import evolve, frozen

from wso2_strategy.models.availability.k_out_of_n import fewer_than, too_few

T = TypeVar("T")


@frozen
class Block:
    """Equal nodes of which some must work.

    Attributes:
        id: What it is; equal ids are the same nodes.
        node_unavailability: Share of time that one node is down.
        nodes: How many nodes there are.
        needed: How many of them must work.
        alike: How many such groups of nodes there are, all of which must work.
        origin: The name of the number that the unavailability comes from, for traces.
        common_cause: The share of a node's time down in which the others are down too.
        unnoticed: The share of the time that it alone is down in which it is still asked, though
            another could be: it fails its part of what is asked.
        part: Which part of a tier that is spread over zones it is: its nodes in a zone alone, or
            what takes all of them ``together``, or is ``unnoticed``; empty where it is the whole.

    >>> pair = Block("gateway", node_unavailability=0.01, nodes=2)
    >>> round(unavailability(pair), 8)
    0.0001
    """

    id: str
    node_unavailability: float
    nodes: int = 1
    needed: int = 1
    alike: int = 1
    origin: str = ""
    common_cause: float = 0.0
    unnoticed: float = 0.0
    part: str = ""

    @cached_property
    def unavailability(self) -> float:
        """Share of time that too few nodes work, or that one of them fails what it is asked."""
        down = self._group_unavailability
        return down if self.alike == 1 or down >= 1 else -expm1(self.alike * log1p(-down))

    @property
    def _group_unavailability(self) -> float:
        down, together = self.node_unavailability, self.node_unavailability * self.common_cause
        if self.nodes == 1:
            return too_few(1, self.needed, down)
        alone = down - together
        too_many = too_few(self.nodes, self.needed, alone)
        unnoticed = alone * self.unnoticed if self.nodes > self.needed else 0.0
        if not (together or unnoticed):
            return too_many
        return NUMBERS.series((too_many, together, unnoticed))

    @property
    def blocks(self) -> Mapping[str, Block]:
        """The block itself, by id."""
        return {self.id: self}


@frozen
class Spread:
    """Equal nodes over zones, each of which works only while its zone does.

    What is left of them while some zones are down is a block for each number of nodes.

    Attributes:
        nodes: All of them; how many must work is the same whatever is left.
        zones: The zones.
        counts: The nodes in each zone.
    """

    nodes: Block
    zones: tuple[Block, ...]
    counts: tuple[int, ...]

    @cached_property
    def blocks(self) -> Mapping[str, Block]:
        """The zones, and what may be left of the nodes, by id."""
        return {each.id: each for each in (*self.zones, *self._by_number.values())}

    def left(self, fixed: Mapping[str, bool]) -> Block | None:
        """Return what is left of the nodes where all zones are decided; None for nothing."""
        up = zip(self.zones, self.counts, strict=True)
        return self._by_number.get(sum(count for zone, count in up if fixed[zone.id]))

    @cached_property
    def _by_number(self) -> Mapping[int, Block]:
        # Of zones with as many nodes it does not matter which are up.
        sums = {0}
        for count in self.counts:
            sums |= {each + count for each in sums}
        stem, at, region = self.nodes.id.partition("@")
        left = {
            each: evolve(self.nodes, id=f"{stem}-left-{each}{at}{region}", nodes=each)
            for each in sorted(sums - {0, self.nodes.nodes})
        }
        return left | {self.nodes.nodes: self.nodes}


@frozen
class _Group:
    """Some parts together.

    Attributes:
        parts: The parts.
    """

    parts: tuple[Structure, ...]

    @cached_property
    def blocks(self) -> Mapping[str, Block]:
        """Every block in it, by id."""
        return {name: block for part in self.parts for name, block in part.blocks.items()}

    @cached_property
    def has_zones(self) -> bool:
        """Whether nodes in it are spread over zones."""
        return any(
            isinstance(part, Spread) or (isinstance(part, _Group) and part.has_zones)
            for part in self.parts
        )


@frozen
class Series(_Group):
    """Parts that must all work."""


@frozen
class Parallel(_Group):
    """Parts of which one must work."""


@frozen
class AtLeast(_Group):
    """Parts of which some must work.

    Attributes:
        needed: How many.
    """

    needed: int = 1


Structure = Block | Spread | Series | Parallel | AtLeast


def unavailability(structure: Structure, fixed: Mapping[str, bool] | None = None) -> float:
    """Return the share of time that a structure is down.

    Args:
        structure: The structure.
        fixed: Blocks taken to work (True) or to be down (False).

    >>> database, node = Block("database", 0.001), Block("node", 0.005, nodes=2)
    >>> round(unavailability(Series((node, database))), 9)
    0.001024975
    >>> unavailability(Parallel((database, database)))  # the same database twice
    0.001
    """
    return Evaluation(NUMBERS, fixed or {}).of(structure)


class Combination(Protocol[T]):
    """How shares of time are combined: as numbers, with their slopes, or as formulas."""

    def block(self, block: Block) -> T:
        """Return the value of one block."""
        ...

    def certain(self, *, works: bool) -> T:
        """Return the value of what surely works or surely is down."""
        ...

    def series(self, values: Sequence[T]) -> T:
        """Combine independent parts that must all work."""
        ...

    def parallel(self, values: Sequence[T]) -> T:
        """Combine independent parts of which one must work."""
        ...

    def at_least(self, needed: int, values: Sequence[T]) -> T:
        """Combine independent parts of which so many must work."""
        ...

    def total(self, block: Block, if_down: T, if_works: T) -> T:
        """Combine two cases by total probability."""
        ...


@frozen
class Evaluation(Generic[T]):
    """Evaluates a structure, splitting cases only on blocks that occur more than once.

    Attributes:
        combination: What the result is made of.
        fixed: Blocks that are decided.
    """

    combination: Combination[T]
    fixed: Mapping[str, bool]

    def of(self, structure: Structure) -> T:
        """Return the value of a structure."""
        if isinstance(structure, Block):
            works = self.fixed.get(structure.id)
            if works is None:
                return self.combination.block(structure)
            return self.combination.certain(works=works)
        if isinstance(structure, Spread):
            return self._spread(structure)
        if isinstance(structure, AtLeast):
            return self._some_of(structure)
        groups = [self._group(structure, parts) for parts in self._independent(structure.parts)]
        if isinstance(structure, Series):
            return self.combination.series(groups)
        return self.combination.parallel(groups)

    def _spread(self, spread: Spread) -> T:
        for zone in spread.zones:
            if zone.id not in self.fixed:
                return self.combination.total(
                    zone,
                    if_down=self._given(spread, zone, works=False),
                    if_works=self._given(spread, zone, works=True),
                )
        left = spread.left(self.fixed)
        return self.combination.certain(works=False) if left is None else self.of(left)

    def _group(self, whole: Series | Parallel, parts: tuple[Structure, ...]) -> T:
        if len(parts) == 1:
            return self.of(parts[0])
        together = type(whole)(parts)
        block = together.blocks[self._most_shared(parts)]
        return self.combination.total(
            block,
            if_down=self._given(together, block, works=False),
            if_works=self._given(together, block, works=True),
        )

    def _some_of(self, whole: AtLeast) -> T:
        if any(len(parts) > 1 for parts in self._independent(whole.parts)):
            block = whole.blocks[self._most_shared(whole.parts)]
            return self.combination.total(
                block,
                if_down=self._given(whole, block, works=False),
                if_works=self._given(whole, block, works=True),
            )
        return self.combination.at_least(whole.needed, [self.of(part) for part in whole.parts])

    def _given(self, structure: Structure, block: Block, *, works: bool) -> T:
        return Evaluation(self.combination, {**self.fixed, block.id: works}).of(structure)

    def _independent(self, parts: tuple[Structure, ...]) -> list[tuple[Structure, ...]]:
        """Divide parts into groups that have no undecided block in common."""
        undecided = [self._undecided(part) for part in parts]
        if sum(map(len, undecided)) == len(set().union(*undecided)):
            return [(part,) for part in parts]
        groups: list[tuple[set[str], tuple[Structure, ...]]] = []
        for part, blocks in zip(parts, undecided, strict=True):
            touching = [group for group in groups if not group[0].isdisjoint(blocks)]
            groups = [group for group in groups if group[0].isdisjoint(blocks)]
            members = tuple(each for _, group in touching for each in group)
            groups.append((blocks.union(*(ids for ids, _ in touching)), (*members, part)))
        return [group for _, group in groups]

    def _most_shared(self, parts: tuple[Structure, ...]) -> str:
        uses = Counter(block for part in parts for block in self._undecided(part))
        return max(sorted(uses), key=lambda block: uses[block])

    def _undecided(self, part: Structure) -> set[str]:
        """Return what the value of a part still hangs on."""
        if isinstance(part, Spread):
            zones = {zone.id for zone in part.zones} - self.fixed.keys()
            left = None if zones else part.left(self.fixed)
            return zones if left is None else {left.id} - self.fixed.keys()
        if isinstance(part, _Group) and part.has_zones:
            return set().union(*map(self._undecided, part.parts))
        return part.blocks.keys() - self.fixed.keys()


class _Numbers:
    """Shares of time down, as floats."""

    def block(self, block: Block) -> float:
        return block.unavailability

    def certain(self, *, works: bool) -> float:
        return 0.0 if works else 1.0

    def series(self, values: Sequence[float]) -> float:
        if any(value >= 1 for value in values):
            return 1.0
        return -expm1(fsum(log1p(-value) for value in values))

    def parallel(self, values: Sequence[float]) -> float:
        return prod(values)

    def at_least(self, needed: int, values: Sequence[float]) -> float:
        return fewer_than(needed, values)

    def total(self, block: Block, if_down: float, if_works: float) -> float:
        down = block.unavailability
        return down * if_down + (1 - down) * if_works


NUMBERS = _Numbers()
"""The arithmetic of plain numbers."""
