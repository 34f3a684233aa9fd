"""How long designs are down, for many numbers of nodes: each diagram is evaluated once.

The evaluation of a reliability block diagram takes the same steps whatever its numbers of nodes
are, as long as each zone has one. So the steps are recorded, and taken again in plain numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from attrs import evolve, field, frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.zones import per_zone
from wso2_strategy.models.availability.block_diagram import Block, Spread, Structure
from wso2_strategy.models.availability.evaluation import NUMBERS, Evaluation, shared_most
from wso2_strategy.models.availability.flow_availability import time_down
from wso2_strategy.models.availability.flow_structure import flow_structure
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.space.bounded_cache import Memo

REMEMBERED = 100_000
"""Answers of a kind that are remembered: a hundred bytes each."""

_ANY = 10**6
"""From here on numbers of nodes stand for tiers, whatever nodes these have."""

_Step = tuple[str, int, tuple[int, ...]]
"""How earlier steps are combined, with what block or number, and which they are."""


class _OrderVariesError(Exception):
    """The order of steps hangs on numbers of nodes."""


@frozen(eq=False)
class _Recording:
    """Evaluates a diagram to its steps; a value is the place of the step that it comes from.

    Attributes:
        components: The components of which nodes may be any number.
        is_zoned: Whether nodes are spread over zones.
        blocks: The places of the blocks.
        steps: The places of the steps; equal ones are one.
    """

    nameless: ClassVar = True

    components: frozenset[str]
    is_zoned: bool
    blocks: dict[Block, int] = field(factory=dict)
    steps: dict[_Step, int] = field(factory=dict)

    def block(self, block: Block) -> int:
        return self._taken("block", self._place_of(block))

    def series(self, values: Sequence[int]) -> int:
        return self._taken("series", 0, *values)

    def parallel(self, values: Sequence[int]) -> int:
        return self._taken("parallel", 0, *values)

    def at_least(self, needed: int, values: Sequence[int]) -> int:
        return self._taken("at least", needed, *values)

    def total(self, block: Block, if_down: int, if_works: int) -> int:
        return self._taken("total", self._place_of(block), if_down, if_works)

    def _place_of(self, block: Block) -> int:
        return self.blocks.setdefault(block, len(self.blocks))

    def _taken(self, how: str, number: int, *values: int) -> int:
        return self.steps.setdefault((how, number, values), len(self.steps))


class _Recorder(Evaluation[int]):
    """Records a diagram, unless the order in which its blocks are decided hangs on numbers."""

    combination: _Recording

    def _split(self, structure: Structure, block: Block) -> int:
        if self.combination.is_zoned and not isinstance(structure, Block | Spread):
            # Blocks of what is left in zones are named, and so ordered, by how many nodes that
            # are; but only of one component does that say which is decided before which.
            tied = (structure.blocks[name] for name in shared_most(structure))
            of_any = [each.origin for each in tied if each.origin in self.combination.components]
            if len(set(of_any)) < len(of_any):
                raise _OrderVariesError
        return super()._split(structure, block)


@frozen(eq=False)
class _Recorded:
    """What a time down follows from.

    Attributes:
        components: The components whose nodes matter, and may be any number.
        zones: Over how many zones they are spread.
        blocks: The blocks.
        steps: The steps, of which the last leads to it; none where their order varies.
    """

    components: tuple[str, ...]
    zones: int
    blocks: Sequence[Block] = ()
    steps: Sequence[_Step] = ()

    def down(self, nodes: Mapping[str, int]) -> float:
        """Return the share of time down with some nodes per component."""
        counts = {name: per_zone(nodes[name], self.zones) for name in self.components}
        blocks = [_with_nodes(each, counts.get(each.origin)) for each in self.blocks]
        found: list[float] = []
        for how, number, places in self.steps:
            values = [found[place] for place in places]
            if how == "block":
                value = NUMBERS.block(blocks[number])
            elif how == "series":
                value = NUMBERS.series(values)
            elif how == "parallel":
                value = NUMBERS.parallel(values)
            elif how == "at least":
                value = NUMBERS.at_least(number, values)
            else:
                value = NUMBERS.total(blocks[number], *values)
            found.append(value)
        return found[-1]


class Downs:
    """Answers how long designs are down, spread over zones, with any nodes."""

    def __init__(self, assumptions: Assumptions) -> None:
        self._assumptions = assumptions
        self._matter: Memo[tuple[Design, str, str], tuple[str, ...]] = Memo(REMEMBERED)
        self._of_design: Memo[tuple[Design, int, Use], _Recorded] = Memo(REMEMBERED)
        self._of_diagram: Memo[Structure, _Recorded] = Memo(REMEMBERED)
        self._known: Memo[tuple[_Recorded, tuple[int, ...]], float] = Memo(REMEMBERED)

    def served(self, design: Design, use: Use) -> Use:
        """Return a use without the nodes that it does not go through; their numbers may be any."""
        key = design, use.flow, use.token_format
        if key not in self._matter:
            names = [name for name, _ in use.nodes]
            self._matter[key] = self._recorded(design, 1, use, names).components
        matter = self._matter[key]
        return evolve(use, nodes=tuple(each for each in use.nodes if each[0] in matter))

    def down(self, design: Design, zones: int, use: Use) -> float:
        """Return the share of time that a use of a design is down, spread over some zones."""
        # A single node, and fewer of them than zones, are blocks of another kind.
        many = [name for name, count in use.nodes if count >= max(2, zones)]
        recorded = self._recorded(design, zones, use, many)
        if not recorded.steps:
            return time_down(evolve(design, zones=zones), self._assumptions, use)
        nodes = dict(use.nodes)
        key = recorded, tuple(nodes[name] for name in recorded.components)
        if key not in self._known:
            self._known[key] = recorded.down(nodes)
        return self._known[key]

    def _recorded(self, design: Design, zones: int, use: Use, many: Sequence[str]) -> _Recorded:
        """Return what the time down follows from where some components may have any nodes."""
        any_nodes = {name: _ANY + place for place, name in enumerate(many)}
        asked = evolve(use, nodes=tuple((name, any_nodes.get(name, n)) for name, n in use.nodes))
        key = design, zones, asked
        if key not in self._of_design:
            diagram = flow_structure(evolve(design, zones=zones), self._assumptions, asked)
            labelled = _labelled(diagram, {label: name for name, label in any_nodes.items()})
            if labelled not in self._of_diagram:
                self._of_diagram[labelled] = _evaluated(labelled, zones, many)
            self._of_design[key] = self._of_diagram[labelled]
        return self._of_design[key]


def _evaluated(diagram: Structure, zones: int, many: Sequence[str]) -> _Recorded:
    recording = _Recording(frozenset(many), zones > 1)
    try:
        _Recorder(recording).of(diagram)
    except _OrderVariesError:
        return _Recorded(tuple(many), zones)
    met = {block.origin for block in recording.blocks}
    components = tuple(name for name in many if name in met)
    return _Recorded(components, zones, [*recording.blocks], [*recording.steps])


def _labelled(diagram: Structure, names: Mapping[int, str]) -> Structure:
    """Return a diagram whose blocks say of which component they are, and of which zones."""
    if isinstance(diagram, Block):
        return evolve(diagram, origin=names.get(diagram.nodes, diagram.origin))
    if not isinstance(diagram, Spread):
        return evolve(diagram, parts=tuple(_labelled(each, names) for each in diagram.parts))
    name = names.get(diagram.nodes.nodes)
    if name is None:
        return diagram
    # Nodes of which each zone has another power of two say which zones are up.
    counts = tuple(1 << zone for zone in range(len(diagram.zones)))
    return Spread(evolve(diagram.nodes, nodes=sum(counts), origin=name), diagram.zones, counts)


def _with_nodes(block: Block, counts: Sequence[int] | None) -> Block:
    """Return a block with the nodes of the zones that it stands for, of those in each."""
    if counts is None:
        return block
    if len(counts) == 1:
        return evolve(block, nodes=counts[0])
    return evolve(
        block, nodes=sum(count for zone, count in enumerate(counts) if block.nodes >> zone & 1)
    )
