"""How long designs are down, for many numbers of nodes: each diagram is evaluated once.

The evaluation of a reliability block diagram takes the same steps whatever its numbers of nodes
are, as long as each zone has one. So the steps are recorded, and taken again in plain numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import ClassVar

from attrs import evolve, field, frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.zones import per_zone
from wso2_strategy.models.availability.block_diagram import Block, Spread, Structure
from wso2_strategy.models.availability.evaluation import NUMBERS, Evaluation
from wso2_strategy.models.availability.flow_availability import time_down
from wso2_strategy.models.availability.flow_structure import flow_structure
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.space.bounded_cache import Memo

REMEMBERED = 100_000
"""Answers of a kind that are remembered: a hundred bytes each."""

_ANY = 10**6
"""From here on numbers of nodes stand for tiers, whatever nodes these have."""

_Step = Callable[[Sequence[float], Mapping[str, int]], float]
"""Takes the values of the steps before it and the nodes per component."""


class _OrderVariesError(Exception):
    """The order of steps hangs on numbers of nodes."""


@frozen(eq=False)
class _Recording:
    """Evaluates a diagram to its steps; a value is the place of the step that it comes from.

    Attributes:
        zones: Over how many zones nodes are spread.
        components: The components of which nodes may be any number.
        met: Those of them that the diagram has.
        steps: The steps.
    """

    nameless: ClassVar = True

    zones: int
    components: frozenset[str]
    met: set[str] = field(factory=set)
    steps: list[_Step] = field(factory=list)

    def block(self, block: Block) -> int:
        with_nodes = self._with_nodes(block)
        return self._taken(lambda _, nodes: NUMBERS.block(with_nodes(nodes)))

    def _with_nodes(self, block: Block) -> Callable[[Mapping[str, int]], Block]:
        """Return what a block is with some nodes per component."""
        component, mask = block.origin, block.nodes
        if component not in self.components:
            return lambda _: block
        self.met.add(component)

        @lru_cache(maxsize=256)
        def of(nodes: int) -> Block:
            if self.zones > 1:
                counts = per_zone(nodes, self.zones)
                nodes = sum(count for zone, count in enumerate(counts) if mask >> zone & 1)
            return evolve(block, nodes=nodes)

        return lambda nodes: of(nodes[component])

    def series(self, values: Sequence[int]) -> int:
        return self._taken(lambda known, _: NUMBERS.series([known[each] for each in values]))

    def parallel(self, values: Sequence[int]) -> int:
        return self._taken(lambda known, _: NUMBERS.parallel([known[each] for each in values]))

    def at_least(self, needed: int, values: Sequence[int]) -> int:
        return self._taken(
            lambda known, _: NUMBERS.at_least(needed, [known[each] for each in values])
        )

    def total(self, block: Block, if_down: int, if_works: int) -> int:
        # Blocks of what is left in zones are named, and so ordered, by how many nodes that are.
        if block.origin in self.components and self.zones > 1:
            raise _OrderVariesError
        with_nodes = self._with_nodes(block)
        return self._taken(
            lambda known, nodes: NUMBERS.total(with_nodes(nodes), known[if_down], known[if_works])
        )

    def _taken(self, step: _Step) -> int:
        self.steps.append(step)
        return len(self.steps) - 1


@frozen(eq=False)
class _Recorded:
    """What a design's time down follows from.

    Attributes:
        components: The components whose nodes matter, and may be any number.
        steps: The steps, of which the last leads to it; none where their order varies.
    """

    components: tuple[str, ...]
    steps: Sequence[_Step]

    def down(self, nodes: Mapping[str, int]) -> float:
        """Return the share of time down with some nodes per component."""
        values: list[float] = []
        for step in self.steps:
            values.append(step(values, nodes))
        return values[-1]


class Downs:
    """Answers how long designs are down, spread over zones, with any nodes."""

    def __init__(self, assumptions: Assumptions) -> None:
        self._assumptions = assumptions
        self._recorded: Memo[tuple[Design, int, Use], _Recorded] = Memo(REMEMBERED)
        self._known: Memo[tuple[_Recorded, tuple[int, ...]], float] = Memo(REMEMBERED)

    def served(self, design: Design, use: Use) -> Use:
        """Return a use without the nodes that it does not go through; their numbers may be any."""
        matter = self._of(design, 1, use, any_number=tuple(name for name, _ in use.nodes))
        return evolve(use, nodes=tuple(each for each in use.nodes if each[0] in matter.components))

    def down(self, design: Design, zones: int, use: Use) -> float:
        """Return the share of time that a use of a design is down, spread over some zones."""
        # A single node, and fewer of them than zones, are blocks of another kind.
        many = tuple(name for name, count in use.nodes if count >= max(2, zones))
        found = self._of(design, zones, use, any_number=many)
        nodes = dict(use.nodes)
        key = found, tuple(nodes[name] for name in found.components)
        if key not in self._known:
            self._known[key] = (
                found.down(nodes)
                if found.steps
                else time_down(evolve(design, zones=zones), self._assumptions, use)
            )
        return self._known[key]

    def _of(
        self, design: Design, zones: int, use: Use, *, any_number: tuple[str, ...]
    ) -> _Recorded:
        labels = {name: _ANY + place for place, name in enumerate(any_number)}
        nodes = tuple((name, labels.get(name, n)) for name, n in use.nodes)
        key = design, zones, evolve(use, nodes=nodes)
        if key not in self._recorded:
            diagram = flow_structure(evolve(design, zones=zones), self._assumptions, key[2])
            recording = _Recording(zones, frozenset(any_number))
            names = {label: name for name, label in labels.items()}
            try:
                Evaluation(recording).of(_labelled(diagram, names))
            except _OrderVariesError:
                self._recorded[key] = _Recorded(any_number, ())
            else:
                met = tuple(name for name in any_number if name in recording.met)
                self._recorded[key] = _Recorded(met, recording.steps)
        return self._recorded[key]


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
