"""Reliability block diagrams, computed exactly.

A structure works if all of its parts work, or if any of them does; its leaves
are blocks of equal nodes of which some must work. Blocks with the same id are
one and the same thing, wherever they stand in the structure, and fail together.

What is known of a block shrinks the structure: `given` says what is left of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import expm1, log1p

from attrs import evolve, field, frozen

from wso2_strategy.models.availability.k_out_of_n import any_of, too_few


@frozen(cache_hash=True)
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

    >>> round(Block("gateway", node_unavailability=0.01, nodes=2).unavailability, 8)
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
        return any_of((too_many, together, unnoticed))

    @property
    def blocks(self) -> Mapping[str, Block]:
        """The block itself, by id."""
        return {self.id: self}

    @property
    def undecided(self) -> frozenset[str]:
        """The block itself, by id."""
        return frozenset((self.id,))

    def called(self, name: str, nodes: int) -> Block:
        """Return the same of other nodes; thousands are made, and `evolve` takes thrice as long."""
        how = self.needed, self.alike, self.origin, self.common_cause, self.unnoticed, self.part
        return Block(name, self.node_unavailability, nodes, *how)

    def given(self, _name: str, *, works: bool) -> Structure:
        """Return what is left once it is decided."""
        return WORKS if works else DOWN


@frozen(cache_hash=True)
class Spread:
    """Equal nodes over zones, each of which works only while its zone does.

    What is left of them while some zones are down is a block for each number of nodes.

    Attributes:
        nodes: All of them; how many must work is the same whatever is left.
        zones: The zones of which it is open whether they work.
        counts: The nodes in each of them.
        sure: The nodes in zones that work.
        decided: Blocks of what is left that are decided before the zones are.
    """

    nodes: Block
    zones: tuple[Block, ...]
    counts: tuple[int, ...]
    sure: int = 0
    decided: tuple[tuple[str, bool], ...] = ()
    _left: Mapping[int, Block] = field(eq=False, repr=False)  # handed on, not made anew

    @_left.default
    def _of_each_number(self) -> Mapping[int, Block]:
        # Of zones with as many nodes it does not matter which are up.
        sums = {0}
        for count in self.counts:
            sums |= {each + count for each in sums}
        stem, at, region = self.nodes.id.partition("@")
        left = {
            each: self.nodes.called(f"{stem}-left-{each}{at}{region}", each)
            for each in sorted(sums - {0, self.nodes.nodes})
        }
        return left | {self.nodes.nodes: self.nodes}

    @cached_property
    def blocks(self) -> Mapping[str, Block]:
        """The zones, and what may be left of the nodes, by id."""
        return {each.id: each for each in (*self.zones, *self._left.values())}

    @cached_property
    def undecided(self) -> frozenset[str]:
        """The zones: what is left of the nodes hangs on them alone."""
        return frozenset(zone.id for zone in self.zones)

    def given(self, name: str, *, works: bool) -> Structure:
        """Return what is left once a block is decided."""
        places = [place for place, zone in enumerate(self.zones) if zone.id == name]
        if not places:
            return evolve(self, decided=(*self.decided, (name, works)))
        zones, counts = list(self.zones), list(self.counts)
        del zones[places[0]]
        sure = self.sure + counts.pop(places[0]) * works
        if zones:
            left = tuple(zones), tuple(counts)
            return Spread(self.nodes, *left, sure, self.decided, self._left)
        if not sure:
            return DOWN
        rest, decided = self._left[sure], dict(self.decided)
        return given(rest, rest.id, works=decided[rest.id]) if rest.id in decided else rest


@frozen(cache_hash=True)
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
    def undecided(self) -> frozenset[str]:
        """The blocks that its value hangs on next."""
        return frozenset().union(*(part.undecided for part in self.parts))

    def _parts_given(self, name: str, *, works: bool) -> tuple[Structure, ...]:
        return tuple(given(part, name, works=works) for part in self.parts)


@frozen(cache_hash=True)
class Series(_Group):
    """Parts that must all work.

    Attributes:
        form: What it is but for the names of its blocks, where a structure has more of that form.
    """

    form: str = field(default="", eq=False)

    def given(self, name: str, *, works: bool) -> Structure:
        """Return what is left once a block is decided."""
        parts = tuple(part for part in self._parts_given(name, works=works) if part != WORKS)
        # Where another part of the form is decided by the same names, it is the same again.
        form = self.form and f"{self.form}, {name} {works}"
        return DOWN if DOWN in parts else Series(parts, form) if parts else WORKS


@frozen(cache_hash=True)
class Parallel(_Group):
    """Parts of which one must work."""

    def given(self, name: str, *, works: bool) -> Structure:
        """Return what is left once a block is decided."""
        parts = tuple(part for part in self._parts_given(name, works=works) if part != DOWN)
        return WORKS if WORKS in parts else Parallel(parts)


@frozen(cache_hash=True)
class AtLeast(_Group):
    """Parts of which some must work.

    Attributes:
        needed: How many.
    """

    needed: int = 1

    def given(self, name: str, *, works: bool) -> Structure:
        """Return what is left once a block is decided."""
        parts = self._parts_given(name, works=works)
        needed = self.needed - parts.count(WORKS)
        open_parts = tuple(part for part in parts if part not in (WORKS, DOWN))
        if needed <= 0:
            return WORKS
        return AtLeast(open_parts, needed) if needed <= len(open_parts) else DOWN


Structure = Block | Spread | Series | Parallel | AtLeast

WORKS = Series(())
"""What surely works."""

DOWN = Parallel(())
"""What surely is down."""


def given(structure: Structure, name: str, *, works: bool) -> Structure:
    """Return what is left of a structure once a block is decided.

    >>> database, node = Block("database", 0.001), Block("node", 0.005, nodes=2)
    >>> given(Series((node, database)), "database", works=False) == DOWN
    True
    >>> given(Series((node, database)), "database", works=True).parts == (node,)
    True
    """
    return structure.given(name, works=works) if name in structure.blocks else structure
