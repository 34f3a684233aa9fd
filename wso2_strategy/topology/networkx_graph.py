"""Topologies as networkx graphs and back, and ways through them.

Nodes are tier ids; edges run from the tier that opens a connection to its target,
with `Connection.key` as the key. Attributes are the fields of `Tier` and `Connection`, as text,
numbers or truth values that every graph format keeps; what is empty is left out.

Some fields are written otherwise: lists of words are joined by spaces; ``ports`` is
``number/protocol`` for people and ``listens`` all of it as JSON; ``source`` is ``source_title``
and ``source_url``. The graph's own attributes are ``pattern`` and ``options`` (JSON).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from wso2_strategy.domain.kinds import Text
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.inference.provenance import Source
from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.options import read_options
from wso2_strategy.topology.tier_checks import check_connection, check_tier
from wso2_strategy.topology.tiers import Connection, Port, Tier

if TYPE_CHECKING:
    import networkx as nx

Attributes = dict[str, Any]
Path = tuple[str, ...]

_JOINED = ("roles", "blocked_paths")
_WRITTEN_OTHERWISE = ("listens", "source_title", "source_url")


def to_networkx(graph: ComponentGraph) -> nx.MultiDiGraph[str]:
    """Return a frozen networkx graph of the tiers and connections."""
    import networkx as nx

    options = attrs.asdict(graph.options, recurse=False)
    drawn: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        pattern=graph.pattern, options=json.dumps(options, sort_keys=True, default=sorted)
    )
    drawn.add_nodes_from((tier.id, _attributes(tier, "id")) for tier in graph.tiers)
    for each in graph.connections():
        drawn.add_edge(
            each.opener, each.target, key=each.key, **_attributes(each, "opener", "target")
        )
    frozen: nx.MultiDiGraph[str] = nx.freeze(drawn)
    return frozen


def from_networkx(drawn: nx.MultiDiGraph[str]) -> Attributes:
    """Return what the graph of `to_networkx` says, whatever formats it went through.

    Raises:
        StrategyError: It says something that no topology could.
        ValueError, TypeError, KeyError, AttributeError: It is no such graph.
    """
    declared = {str(node): data for node, data in drawn.nodes(data=True)}
    for node, data in declared.items():
        if not data:
            raise UnknownNameError("component", node, filter(declared.get, declared))
    tiers = tuple(Tier(id=node, **_fields(Tier, data)) for node, data in drawn.nodes(data=True))
    connections = tuple(
        Connection(opener=opener, target=target, **_fields(Connection, data))
        for opener, target, data in drawn.edges(data=True)
    )
    for tier in tiers:
        check_tier(tier)
    for connection in connections:
        check_connection(connection, drawn)
    return {
        "pattern": Text().read(drawn.graph["pattern"]),
        "options": read_options(json.loads(drawn.graph["options"])),
        "tiers": tiers,
        "connections": connections,
    }


def shortest_path(graph: ComponentGraph, opener: str, target: str) -> Path:
    """Return the shortest way, or an empty one if there is none."""
    import networkx as nx

    ends = graph.tier(opener).id, graph.tier(target).id
    try:
        return tuple(nx.shortest_path(_directed(graph), *ends))
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return ()


def paths(graph: ComponentGraph, opener: str, target: str, longest: int) -> list[Path]:
    """Return all ways of at most `longest` connections that pass no tier twice."""
    import networkx as nx

    opener, target = graph.tier(opener).id, graph.tier(target).id
    whole = _directed(graph)
    if opener not in whole or target not in whole:
        return []
    ahead = nx.single_source_shortest_path_length(whole, opener, cutoff=longest)
    behind = nx.single_source_shortest_path_length(whole.reverse(copy=False), target, longest)
    # The control planes of ten regions are all connected; a search that also tried tiers too far
    # from either end to lie on such a way would go through their permutations.
    near = [tier for tier in ahead if tier in behind and ahead[tier] + behind[tier] <= longest]
    if target not in near:
        return []
    ways = nx.all_simple_paths(whole.subgraph(near), opener, target, cutoff=longest)
    return sorted((tuple(way) for way in ways), key=lambda way: (len(way), way))


def _directed(graph: ComponentGraph) -> nx.DiGraph[str]:
    """Return which tier opens connections to which, without parallel edges."""
    import networkx as nx

    simple: nx.DiGraph[str] = nx.DiGraph()
    simple.add_edges_from((each.opener, each.target) for each in graph.connections())
    return simple


def _attributes(item: Tier | Connection, *ends: str) -> Attributes:
    found: Attributes = {}
    for name, value in attrs.asdict(item, recurse=False).items():
        if name == "ports":
            found[name] = " ".join(f"{port.number}/{port.protocol}" for port in value)
            found["listens"] = json.dumps([attrs.astuple(port) for port in value])
        elif name == "source" and value:
            found |= {"source_title": value.title, "source_url": value.url}
        elif name not in ends:
            found[name] = " ".join(value) if name in _JOINED else value
    # GraphML readers drop empty text, so it is left out from the start.
    return {name: value for name, value in found.items() if value not in (None, "")}


def _fields(kind: type[Tier | Connection], data: Mapping[str, Any]) -> Attributes:
    names = [each.name for each in attrs.fields(kind)]
    for name in data:
        if name not in (*names, *_WRITTEN_OTHERWISE):
            raise UnknownNameError("attribute", name, names)
    # Of all that may be empty, only a condition is something else where nothing is said.
    found: Attributes = {"when": ""} if kind is Connection else {}
    found |= {name: data[name] for name in names if name in data}
    found |= {name: tuple(found[name].split()) for name in _JOINED if name in found}
    if "listens" in data:
        found["ports"] = tuple(Port(*port) for port in json.loads(data["listens"]))
    if "source_title" in data:
        found["source"] = Source(data["source_title"], data.get("source_url", ""))
    return found
