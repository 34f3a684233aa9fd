"""Topologies made from others: with a user's own tiers, or with every node by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from wso2_strategy.errors import RequirementsError
from wso2_strategy.topology.component_graph import AnyGraph
from wso2_strategy.topology.tier_checks import check_connection, check_tier
from wso2_strategy.topology.tiers import Connection, Tier

_MOST_WAYS = 100_000


def with_tier(graph: AnyGraph, tier: Tier) -> AnyGraph:
    """Return the topology with a tier more; one of the same id is replaced."""
    check_tier(tier)
    tiers = {each.id: each for each in graph.tiers} | {tier.id: tier}
    return evolve(graph, tiers=tuple(tiers.values()), connections=graph.connections())


def with_connections(graph: AnyGraph, connections: Iterable[Connection]) -> AnyGraph:
    """Return the topology with more connections; equal keys between equal ends are replaced."""
    merged = {_place(each): each for each in graph.connections()}
    tiers = {tier.id for tier in graph.tiers}
    for each in connections:
        check_connection(each, tiers)
        merged[_place(each)] = each
    return evolve(graph, connections=tuple(merged.values()))


def inserted(graph: AnyGraph, tier: Tier, before: str) -> AnyGraph:
    """Return the topology with a tier that everything to another one now goes through."""
    behind = graph.tier(before).id
    larger = with_tier(graph, tier)
    through = [
        part
        for each in graph.connections()
        for part in (_through(each, tier.id) if each.target == behind != each.opener else (each,))
    ]
    return evolve(larger, connections=tuple(through))


def with_copy(graph: AnyGraph, name: str, tier: Tier) -> AnyGraph:
    """Return the topology with a tier that has the same connections as the one called `name`."""
    original = graph.tier(name).id
    larger = with_tier(graph, tier)
    copies = [
        evolve(
            each,
            opener=tier.id if each.opener == original else each.opener,
            target=tier.id if each.target == original else each.target,
        )
        for each in graph.connections()
        if original in (each.opener, each.target)
    ]
    return with_connections(larger, copies)


def instances(graph: AnyGraph) -> AnyGraph:
    """Return the topology with every node as a tier of its own, named ``gateway#1``.

    Raises:
        RequirementsError: These are too many to be told apart.
    """
    replicas = {tier.id: tier.replicas for tier in graph.tiers}
    ways = sum(replicas[each.opener] * replicas[each.target] for each in graph.connections())
    if ways > _MOST_WAYS:
        problem = f"{sum(replicas.values())} nodes with {ways} connections cannot be told apart"
        raise RequirementsError("topology", [f"{problem}; allowed: {_MOST_WAYS} connections"])
    nodes = {tier.id: _nodes(tier) for tier in graph.tiers}
    return evolve(
        graph,
        tiers=tuple(node for tier in graph.tiers for node in nodes[tier.id]),
        connections=tuple(
            evolve(each, opener=opener.id, target=target.id)
            for each in graph.connections()
            for opener, target in _node_pairs(each, nodes[each.opener], nodes[each.target])
        ),
    )


def nodes_in_zone(graph: AnyGraph, zone: int, region: int) -> tuple[str, ...]:
    """Return the ids that `instances` gives to the nodes in an availability zone of a region."""
    return tuple(
        node.id
        for tier in graph.tiers
        if tier.region == region and tier.zones
        for number, node in enumerate(_nodes(tier), 1)
        if _zone(number, tier.zones) == zone
    )


def _zone(number: int, zones: int) -> int:
    """Return where a node stands: one after the other, as `Tier.nodes_per_zone` counts them."""
    return (number - 1) % zones + 1


def _place(connection: Connection) -> tuple[str, str, str]:
    return connection.opener, connection.target, connection.key


def _through(connection: Connection, middle: str) -> tuple[Connection, Connection]:
    # Both halves keep the entry's id, so every flow that names it now needs the tier between too.
    return evolve(connection, target=middle), evolve(connection, opener=middle)


def _nodes(tier: Tier) -> tuple[Tier, ...]:
    if tier.replicas == 1:
        return (tier,)
    zones = tier.zones or 1
    return tuple(
        evolve(
            tier,
            id=f"{tier.id}#{number}",
            name=f"{tier.name} {number}"
            + (f" (availability zone {_zone(number, zones)})" if zones > 1 else ""),
            replicas=1,
            needed=1,
            zones=None,
        )
        for number in range(1, tier.replicas + 1)
    )


def _node_pairs(
    connection: Connection, openers: tuple[Tier, ...], targets: tuple[Tier, ...]
) -> Iterator[tuple[Tier, Tier]]:
    # An address leads to any node of a tier, so each opens to each. What stays inside a node pairs
    # it with itself alone, or one node would seem to do for another what each does for itself.
    if connection.reach == "local":
        yield from zip(openers, targets, strict=True)
        return
    for opener in openers:
        for target in targets:
            if connection.reach != "peers" or opener.id != target.id:
                yield opener, target
