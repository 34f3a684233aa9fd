"""The value of a reliability block diagram: exact, as numbers, slopes or formulas.

Everything is computed with unavailabilities, because the availabilities of good
designs differ only in digits that a float near one no longer has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import prod
from typing import ClassVar, Generic, Protocol, TypeVar

from attrs import field, frozen

from wso2_strategy.models.availability.block_diagram import (
    AtLeast,
    Block,
    Parallel,
    Series,
    Spread,
    Structure,
    given,
)
from wso2_strategy.models.availability.k_out_of_n import any_of, fewer_than

T = TypeVar("T")


def unavailability(structure: Structure) -> float:
    """Return the share of time that a structure is down.

    >>> database, node = Block("database", 0.001), Block("node", 0.005, nodes=2)
    >>> round(unavailability(Series((node, database))), 9)
    0.001024975
    >>> unavailability(Parallel((database, database)))  # the same database twice
    0.001
    """
    return Evaluation(NUMBERS).of(structure)


class Combination(Protocol[T]):
    """How shares of time are combined: as numbers, with their slopes, or as formulas.

    Attributes:
        nameless: Whether parts that differ in the names of their blocks alone have one value.
    """

    nameless: ClassVar[bool]

    def block(self, block: Block) -> T:
        """Return the value of one block."""
        ...

    def series(self, values: Sequence[T]) -> T:
        """Combine independent parts that must all work; none surely do."""
        ...

    def parallel(self, values: Sequence[T]) -> T:
        """Combine independent parts of which one must work; none surely are down."""
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

    What is left in many cases is the same: in which of three equal zones a node is down, for
    instance, changes nothing for the others. So each structure is evaluated once.

    Attributes:
        combination: What the result is made of.
    """

    combination: Combination[T]
    _known: dict[Structure | str, T] = field(factory=dict, init=False, eq=False, repr=False)

    def of(self, structure: Structure) -> T:
        """Return the value of a structure."""
        if isinstance(structure, Block):
            return self.combination.block(structure)
        known = self._known
        form = structure.form if isinstance(structure, Series) and self.combination.nameless else ""
        if form and form in known:
            return known[form]
        if structure not in known:
            known[structure] = self._new(structure)
        if form:
            known[form] = known[structure]
        return known[structure]

    def _new(self, structure: Spread | Series | Parallel | AtLeast) -> T:
        if isinstance(structure, Spread):
            return self._split(structure, structure.zones[0])
        independent = _independent(structure.parts)
        if isinstance(structure, AtLeast):
            if any(len(parts) > 1 for parts in independent):
                return self._split(structure, _most_shared(structure))
            return self.combination.at_least(structure.needed, list(map(self.of, structure.parts)))
        values = [
            self.of(parts[0])
            if len(parts) == 1
            else self._split(together := type(structure)(parts), _most_shared(together))
            for parts in independent
        ]
        if isinstance(structure, Series):
            return self.combination.series(values)
        return self.combination.parallel(values)

    def _split(self, structure: Structure, block: Block) -> T:
        return self.combination.total(
            block,
            if_down=self.of(given(structure, block.id, works=False)),
            if_works=self.of(given(structure, block.id, works=True)),
        )


def _independent(parts: tuple[Structure, ...]) -> list[tuple[Structure, ...]]:
    """Divide parts into groups that have no undecided block in common."""
    if sum(len(part.undecided) for part in parts) == len(
        frozenset().union(*(part.undecided for part in parts))
    ):
        return [(part,) for part in parts]
    groups: list[tuple[frozenset[str], tuple[Structure, ...]]] = []
    for part in parts:
        blocks = part.undecided
        touching = [group for group in groups if not group[0].isdisjoint(blocks)]
        groups = [group for group in groups if group[0].isdisjoint(blocks)]
        members = tuple(each for _, group in touching for each in group)
        groups.append((blocks.union(*(ids for ids, _ in touching)), (*members, part)))
    return [group for _, group in groups]


def _most_shared(structure: Series | Parallel | AtLeast) -> Block:
    return structure.blocks[min(shared_most(structure))]


def shared_most(structure: Series | Parallel | AtLeast) -> list[str]:
    """Return the names of the blocks that occur in as many parts as any; the first is decided."""
    uses = Counter(block for part in structure.parts for block in part.undecided)
    most = max(uses.values())
    return [block for block, times in uses.items() if times == most]


class _Numbers:
    """Shares of time down, as floats."""

    nameless: ClassVar = True

    def block(self, block: Block) -> float:
        return block.unavailability

    def series(self, values: Sequence[float]) -> float:
        return any_of(values)

    def parallel(self, values: Sequence[float]) -> float:
        return prod(values, start=1.0)

    def at_least(self, needed: int, values: Sequence[float]) -> float:
        return fewer_than(needed, values)

    def total(self, block: Block, if_down: float, if_works: float) -> float:
        down = block.unavailability
        return down * if_down + (1 - down) * if_works


NUMBERS = _Numbers()
"""The arithmetic of plain numbers."""
