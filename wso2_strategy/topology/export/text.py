"""Topologies as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wso2_strategy.topology.vocabulary import ZONES, Connection

if TYPE_CHECKING:
    from wso2_strategy.topology.model import Topology


def to_text(topology: Topology) -> str:
    """Return the tiers and connections of a topology, line by line.

    >>> from wso2_strategy.topology import topology
    >>> print(to_text(topology("P0")).splitlines()[3])
      all-in-one         All-in-One, 1 node, Application zone
    """
    return "\n".join(_lines(topology)) + "\n"


def _lines(topology: Topology) -> Iterator[str]:
    yield topology.title
    yield ""
    yield "Tiers"
    width = max(len(tier.id) for tier in topology.tiers) + 1
    for tier in topology.tiers:
        nodes = f"{tier.replicas} node{'s' if tier.replicas > 1 else ''}"
        zone = ZONES.get(tier.zone, tier.zone)
        yield f"  {tier.id:{width + 2}} {tier.name}, {nodes}, {zone}"
    yield ""
    yield "Connections"
    for each in topology.connections():
        yield _line(each, width)


def _line(connection: Connection, width: int) -> str:
    port = f"{connection.port} " if connection.port is not None else ""
    ends = f"{connection.opener:{width}} -> {connection.target:{width}}"
    notes = [connection.when] if connection.when != "always" else []
    notes += [] if connection.required else ["optional"]
    notes += ["inside the node"] if connection.reach == "local" else []
    noted = f" ({', '.join(notes)})" if notes else ""
    wire = f"{port}{connection.protocol}"
    return f"  {connection.id} {ends} {wire:12} {connection.purpose}{noted}"
