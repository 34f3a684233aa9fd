"""Ways through a topology, in the direction in which connections are opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wso2_strategy.topology.tiers import Connection

if TYPE_CHECKING:
    import networkx as nx

Path = tuple[str, ...]


def directed(connections: Iterable[Connection]) -> nx.DiGraph[str]:
    """Return which tier opens connections to which, as a graph without parallel edges."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((each.opener, each.target) for each in connections)
    return graph


def shortest_path(graph: nx.DiGraph[str], opener: str, target: str) -> Path:
    """Return the shortest way, or an empty one if there is none."""
    import networkx as nx

    try:
        return tuple(nx.shortest_path(graph, opener, target))
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return ()


def simple_paths(graph: nx.DiGraph[str], opener: str, target: str, longest: int) -> list[Path]:
    """Return all ways of at most `longest` connections that pass no tier twice.

    Tiers too far from either end to lie on such a way are left out first, which keeps the
    search small where control planes of many regions are all connected.
    """
    import networkx as nx

    if opener not in graph or target not in graph:
        return []
    ahead = nx.single_source_shortest_path_length(graph, opener, cutoff=longest)
    if target not in ahead:
        return []
    behind = nx.single_source_shortest_path_length(graph.reverse(copy=False), target, longest)
    near = [tier for tier in ahead if tier in behind and ahead[tier] + behind[tier] <= longest]
    ways = nx.all_simple_paths(graph.subgraph(near), opener, target, cutoff=longest)
    return sorted((tuple(way) for way in ways), key=lambda way: (len(way), way))
