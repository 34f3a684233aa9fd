"""Topologies as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from wso2_strategy.domain.source_numbers import SourceNumbers
from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.tier_wording import described, ends_of, tier_record, wire_of
from wso2_strategy.topology.tiers import Connection

_ROOM = 20
"""The fewest characters in which a column of words can still be read."""


def to_text(topology: ComponentGraph, width: int | None = None) -> str:
    """Return the tiers and connections of a topology, line by line, with known limits and sources.

    Args:
        topology: The topology.
        width: How many characters a line holds. Without it every connection has one line;
            where it leaves too little room for columns, there are none.

    >>> from wso2_strategy.topology import topology
    >>> print(to_text(topology("P0")).splitlines()[3])
      all-in-one         All-in-One, 1 node, Application zone [stated, 1]
    >>> print(to_text(topology("P0"), width=60).splitlines()[3])
      all-in-one: All-in-One, 1 node, Application zone [stated, 1]
    """
    return "\n".join(_lines(topology, width)) + "\n"


def _lines(topology: ComponentGraph, width: int | None) -> Iterator[str]:
    longest = max(len(tier.id) for tier in topology.tiers) + 1
    before = max((len(_columns(each, longest)) for each in topology.connections()), default=0)
    in_columns = width is None or width - before >= _ROOM
    numbers = SourceNumbers()
    yield topology.title
    yield ""
    yield "Tiers"
    for tier in topology.tiers:
        named = f"{tier.id:{longest + 2}} {described(tier)}" if in_columns else tier_record(tier)
        yield f"  {named}{numbers.after(tier.basis, tier.source)}"
    yield ""
    yield "Connections"
    for each in topology.connections():
        purpose = f"{each.purpose}{_noted(each)}"
        purpose += numbers.after(each.basis, each.source)
        if not in_columns:
            yield f"  {each.id} {ends_of(each)}: {purpose}"
        elif width is None:
            yield f"{_columns(each, longest)}{purpose}"
        else:
            yield _in_columns(_columns(each, longest), purpose, before, width)
    concerned: dict[str, dict[str, None]] = {}
    for each in topology.connections():
        if each.caveat:
            concerned.setdefault(each.caveat, {})[each.id] = None
    if concerned:
        yield ""
        yield "Known defects and limits"
        yield from (f"  {', '.join(ids)}: {caveat}" for caveat, ids in concerned.items())
    if numbers.lines():
        yield ""
        yield "Sources"
        yield from (f"  {line}" for line in numbers.lines())


def _columns(connection: Connection, longest: int) -> str:
    ends = f"{connection.opener:{longest}} -> {connection.target:{longest}}"
    return f"  {connection.id} {ends} {wire_of(connection):12} "


def _in_columns(columns: str, purpose: str, before: int, width: int) -> str:
    lines = textwrap.wrap(purpose, width - before, break_long_words=False) or [""]
    return f"\n{' ' * before}".join([f"{columns}{lines[0]}", *lines[1:]])


def _noted(connection: Connection) -> str:
    notes = [connection.when] if connection.when != "always" else []
    notes += [] if connection.required else ["optional"]
    notes += ["inside the node"] if connection.reach == "local" else []
    return f" ({', '.join(notes)})" if notes else ""
