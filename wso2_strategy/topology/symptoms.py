"""What people see when a connection is cut, and which connections a symptom points to."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from typing import Any, get_args

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.kinds import Choice
from wso2_strategy.errors import UnknownNameError, require
from wso2_strategy.inference.provenance import Basis, Source
from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.tiers import Connection


@frozen
class Symptom:
    """Something that people see going wrong.

    Attributes:
        id: Its name in queries, such as ``limits-double``.
        says: What is seen.
        carriers: Ids of the connections whose loss shows itself so.
        check: Where to look first, known defects included.
        source: Where the connections or the defect are described.
        basis: How firmly the source supports it.
    """

    id: str
    says: str
    carriers: tuple[str, ...]
    check: str
    source: Source
    basis: Basis


@cache
def symptom_table() -> tuple[Symptom, ...]:
    """Return all known symptoms; ``symptoms.csv``.

    >>> symptom_table()[0].id
    'limits-double'
    """
    table = resources.files("wso2_strategy.topology.tables").joinpath("symptoms.csv")
    readers: dict[str, Callable[[str], Any]] = {
        "carriers": lambda cell: tuple(cell.split()),
        "source": sources.named,
        "basis": Choice(get_args(Basis)).read,
    }
    return tuple(
        Symptom(**{column: readers.get(column, str)(cell) for column, cell in line.items()})
        for line in csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    )


def symptom_named(words: str) -> Symptom:
    """Return the symptom with this id, or the only one that says these words.

    Raises:
        UnknownNameError: None or several do.

    >>> symptom_named("limits double").id, symptom_named("revoked-token-works").id
    ('limits-double', 'revoked-token-works')
    """
    require(words, str)
    wanted = _words(words)
    named = [each for each in symptom_table() if each.id == words]
    found = named or [each for each in symptom_table() if wanted and wanted <= _words(each.says)]
    if len(found) != 1:
        known = [each.id for each in found or symptom_table()]
        raise UnknownNameError("symptom", words, known)
    return found[0]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def carriers(graph: ComponentGraph, symptom: Symptom) -> tuple[Connection, ...]:
    """Return the connections between nodes whose loss shows itself as a symptom."""
    return tuple(
        each for each in graph.connections() if each.id in symptom.carriers and each.crosses_network
    )


def symptoms(graph: ComponentGraph, cut: Iterable[str]) -> tuple[Symptom, ...]:
    """Return what people see where connections are cut.

    Raises:
        UnknownNameError: There is no such connection.
    """
    lost = {each.id for name in cut for each in connections_named(graph, name)}
    return tuple(each for each in symptom_table() if not lost.isdisjoint(each.carriers))


def connections_named(graph: ComponentGraph, name: str) -> tuple[Connection, ...]:
    """Return the connections of an entry, a key, or from one tier to another at a port.

    Raises:
        UnknownNameError: There is none.

    >>> from wso2_strategy.topology import topology
    >>> p3 = topology("P3", redundancy="all")
    >>> [each.id for each in connections_named(p3, "gateway->traffic-manager:5672")]
    ['C14']
    >>> len(connections_named(p3, "gateway -> traffic-manager")), len(connections_named(p3, "C14"))
    (3, 1)
    """
    wanted = re.sub(r"\s+", "", name)
    found = tuple(each for each in graph.connections() if wanted in _names(graph, each))
    if not found:
        arrows = (f"{each.opener}->{each.target}" for each in graph.connections())
        known = (*(each.id for each in graph.connections()), *arrows)
        raise UnknownNameError("connection", name, tuple(dict.fromkeys(known)))
    return found


def _names(graph: ComponentGraph, connection: Connection) -> set[str]:
    """Return all that a connection may be called by; ends are tiers or components."""
    ends = (
        (tier.id, tier.component)
        for tier in map(graph.tier, (connection.opener, connection.target))
    )
    openers, targets = ends
    arrows = {f"{opener}->{target}" for opener in openers for target in targets}
    ports = {f"{arrow}:{connection.port}" for arrow in arrows if connection.port is not None}
    return {connection.id, connection.key, *arrows, *ports}
