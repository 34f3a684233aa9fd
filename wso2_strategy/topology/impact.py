"""What the loss of a tier does to the flows, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import frozen

from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.flow_graph import Dependency, FlowGraph, lay

AnyFlow = FlowGraph[ComponentGraph]
Effect = Literal["stops", "degrades", "continues"]


@frozen
class Impact:
    """What a loss does to one flow.

    Attributes:
        flow: The id of the flow.
        effect: Whether it stops, degrades or continues.
        reasons: Why, one sentence each; empty if nothing changes.
    """

    flow: str
    effect: Effect
    reasons: tuple[str, ...] = ()


def impacts(graph: ComponentGraph, lost: Iterable[str]) -> tuple[Impact, ...]:
    """Return what the loss of whole tiers or components does to each flow that starts here."""
    tiers = frozenset(tier.id for name in lost for tier in graph.tiers_named(name))
    starts = {tier.component for tier in graph.tiers}
    return tuple(_impact(lay(flow, graph), tiers) for flow in graph.flows if flow.start in starts)


def _impact(flow: AnyFlow, lost: frozenset[str]) -> Impact:
    alive = flow.alive(lost)
    if not flow.starts_alive(alive):
        return Impact(flow.flow.id, "stops", tuple(dict.fromkeys(_causes(flow, lost, alive))))
    reasons = tuple(dict.fromkeys(_weaknesses(flow, alive)))
    return Impact(flow.flow.id, "degrades" if reasons else "continues", reasons)


def _causes(flow: AnyFlow, lost: frozenset[str], alive: frozenset[str]) -> Iterator[str]:
    """Yield what is missing at the tiers that needed a lost one at run time."""
    for tier in flow.needed_tiers:
        for need in flow.needs(tier.id):
            if alive.isdisjoint(need.alternatives) and not lost.isdisjoint(need.alternatives):
                yield need.step.without


def _weaknesses(flow: AnyFlow, alive: frozenset[str]) -> Iterator[str]:
    """Yield what the tiers that still work have lost."""
    for need in flow.dependencies:
        # A lost node has nothing that its peer would have to hear.
        alone = all(each.reach == "peers" for each in need.connections)
        if need.tier in alive and alive.isdisjoint(need.alternatives) and not alone:
            yield need.step.without
    for need in flow.dependencies:
        if need.step.need == "run-time" and need.tier in alive:
            yield from _fewer(need, alive)


def _fewer(need: Dependency, alive: frozenset[str]) -> Iterator[str]:
    kept = [each for each in need.alternatives if each in alive]
    if kept and len(kept) < len(need.alternatives):
        gone = [each for each in need.alternatives if each not in alive]
        yield f"{', '.join(kept)} must carry what {', '.join(gone)} did."
