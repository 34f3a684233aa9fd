"""Topologies made from others: with a user's own tiers, or with every node by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from wso2_strategy.topology.tier_checks import check_connection, check_tier
from wso2_strategy.topology.tiers import Connection, Tier

if TYPE_CHECKING:
    from wso2_strategy.topology.model import Topology


def with_tier(topology: Topology, tier: Tier) -> Topology:
    """Return the topology with a tier more; one of the same id is replaced."""
    check_tier(tier)
    tiers = {each.id: each for each in topology.tiers} | {tier.id: tier}
    return evolve(topology, tiers=tuple(tiers.values()), connections=topology.connections())


def with_connections(topology: Topology, connections: Iterable[Connection]) -> Topology:
    """Return the topology with more connections; equal keys between equal ends are replaced."""
    merged = {_place(each): each for each in topology.connections()}
    for each in connections:
        check_connection(each, (tier.id for tier in topology.tiers))
        merged[_place(each)] = each
    return evolve(topology, connections=tuple(merged.values()))


def inserted(topology: Topology, tier: Tier, before: str) -> Topology:
    """Return the topology with a tier that everything to another one now goes through."""
    behind = topology.tier(before).id
    larger = with_tier(topology, tier)
    through = [
        part
        for each in topology.connections()
        for part in (_through(each, tier.id) if _comes_to(each, behind) else (each,))
    ]
    return evolve(larger, connections=tuple(through))


def with_copy(topology: Topology, name: str, tier: Tier) -> Topology:
    """Return the topology with a tier that has the same connections as the one called `name`."""
    original = topology.tier(name).id
    larger = with_tier(topology, tier)
    copies = [
        evolve(
            each,
            opener=tier.id if each.opener == original else each.opener,
            target=tier.id if each.target == original else each.target,
        )
        for each in topology.connections()
        if original in (each.opener, each.target)
    ]
    return with_connections(larger, copies)


def instances(topology: Topology) -> Topology:
    """Return the topology with every node as a tier of its own, named ``gateway#1``."""
    nodes = {tier.id: _nodes(tier) for tier in topology.tiers}
    return evolve(
        topology,
        tiers=tuple(node for tier in topology.tiers for node in nodes[tier.id]),
        connections=tuple(
            evolve(each, opener=opener.id, target=target.id)
            for each in topology.connections()
            for opener, target in _node_pairs(each, nodes[each.opener], nodes[each.target])
        ),
    )


def _place(connection: Connection) -> tuple[str, str, str]:
    return connection.opener, connection.target, connection.key


def _comes_to(connection: Connection, tier: str) -> bool:
    return connection.target == tier and connection.opener != tier


def _through(connection: Connection, middle: str) -> tuple[Connection, Connection]:
    return evolve(connection, target=middle), evolve(connection, opener=middle)


def _nodes(tier: Tier) -> tuple[Tier, ...]:
    if tier.replicas == 1:
        return (tier,)
    return tuple(
        evolve(tier, id=f"{tier.id}#{number}", name=f"{tier.name} {number}", replicas=1, needed=1)
        for number in range(1, tier.replicas + 1)
    )


def _node_pairs(
    connection: Connection, openers: tuple[Tier, ...], targets: tuple[Tier, ...]
) -> Iterator[tuple[Tier, Tier]]:
    if connection.reach == "local":
        yield from zip(openers, targets, strict=True)
        return
    for opener in openers:
        for target in targets:
            if connection.reach != "peers" or opener.id != target.id:
                yield opener, target
