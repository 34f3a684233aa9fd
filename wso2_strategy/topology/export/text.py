"""Topologies as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wso2_strategy.topology.tiers import ZONES, Connection
from wso2_strategy.topology.wording import nodes_of

if TYPE_CHECKING:
    from wso2_strategy.topology.queries import Topology

_ROOM = 20
"""The fewest characters in which a column of words can still be read."""


def to_text(topology: Topology, width: int | None = None) -> str:
    """Return the tiers and connections of a topology, line by line.

    Args:
        topology: The topology.
        width: How many characters a line holds. Without it every connection has one line;
            where it leaves too little room for columns, there are none.

    >>> from wso2_strategy.topology import topology
    >>> print(to_text(topology("P0")).splitlines()[3])
      all-in-one         All-in-One, 1 node, Application zone
    >>> print(to_text(topology("P0"), width=60).splitlines()[3])
      all-in-one: All-in-One, 1 node, Application zone
    """
    return "\n".join(_lines(topology, width)) + "\n"


def _lines(topology: Topology, width: int | None) -> Iterator[str]:
    longest = max(len(tier.id) for tier in topology.tiers) + 1
    before = max((len(_columns(each, longest)) for each in topology.connections()), default=0)
    in_columns = width is None or width - before >= _ROOM
    yield topology.title
    yield ""
    yield "Tiers"
    for tier in topology.tiers:
        what = f"{tier.name}, {nodes_of(tier)}, {ZONES.get(tier.zone, tier.zone)}"
        yield f"  {tier.id:{longest + 2}} {what}" if in_columns else f"  {tier.id}: {what}"
    yield ""
    yield "Connections"
    for each in topology.connections():
        purpose = f"{each.purpose}{_noted(each)}"
        if not in_columns:
            yield f"  {each.id} {each.opener} -> {each.target} {_wire(each)}: {purpose}"
        elif width is None:
            yield f"{_columns(each, longest)}{purpose}"
        else:
            yield _in_columns(_columns(each, longest), purpose, before, width)


def _columns(connection: Connection, longest: int) -> str:
    ends = f"{connection.opener:{longest}} -> {connection.target:{longest}}"
    return f"  {connection.id} {ends} {_wire(connection):12} "


def _in_columns(columns: str, purpose: str, before: int, width: int) -> str:
    lines = textwrap.wrap(purpose, width - before, break_long_words=False) or [""]
    return f"\n{' ' * before}".join([f"{columns}{lines[0]}", *lines[1:]])


def _wire(connection: Connection) -> str:
    port = f"{connection.port} " if connection.port is not None else ""
    return f"{port}{connection.protocol}"


def _noted(connection: Connection) -> str:
    notes = [connection.when] if connection.when != "always" else []
    notes += [] if connection.required else ["optional"]
    notes += ["inside the node"] if connection.reach == "local" else []
    return f" ({', '.join(notes)})" if notes else ""
