"""Topologies as files that programs read: GraphML, node-link JSON and CSV."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

from attrs import fields

from wso2_strategy.document.csv_rows import as_csv
from wso2_strategy.topology.networkx_graph import from_networkx
from wso2_strategy.topology.queries import Topology
from wso2_strategy.topology.tiers import Connection

if TYPE_CHECKING:
    import networkx as nx

_FIRST_COLUMNS = ("id", "opener", "target", "port", "protocol")
_SPLIT = {"source": ("source_title", "source_url")}


def to_graphml(topology: Topology) -> str:
    """Return a topology as GraphML; `from_graphml` reads it back without loss."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(topology.graph)) + "\n"


def from_graphml(text: str) -> Topology:
    """Return the topology that `to_graphml` wrote; flows are not part of the file."""
    import networkx as nx

    return Topology(**from_networkx(nx.MultiDiGraph(nx.parse_graphml(text, force_multigraph=True))))


def to_node_link(topology: Topology) -> str:
    """Return a topology as node-link JSON, as networkx reads it with ``edges="edges"``."""
    graph = topology.graph
    data = {
        "directed": True,
        "multigraph": True,
        "graph": graph.graph,
        "nodes": [{"id": node, **attributes} for node, attributes in graph.nodes(data=True)],
        "edges": [
            {"source": opener, "target": target, "key": key, **attributes}
            for opener, target, key, attributes in graph.edges(keys=True, data=True)
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def from_node_link(text: str) -> Topology:
    """Return the topology that `to_node_link` wrote; flows are not part of the file."""
    import networkx as nx

    data = json.loads(text)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(**data["graph"])
    for node in data["nodes"]:
        graph.add_node(node.pop("id"), **node)
    for edge in data["edges"]:
        graph.add_edge(edge.pop("source"), edge.pop("target"), **edge)
    return Topology(**from_networkx(graph))


def to_csv(topology: Topology) -> str:
    """Return the connections of a topology as CSV, one line each."""
    names = (_SPLIT.get(each.name, (each.name,)) for each in fields(Connection))
    columns = tuple(dict.fromkeys((*_FIRST_COLUMNS, *chain.from_iterable(names))))
    graph = topology.graph
    rows = []
    for each in topology.connections():
        attributes = graph.edges[each.opener, each.target, each.key]
        named = attributes | {"opener": each.opener, "target": each.target}
        rows.append([named.get(column, "") for column in columns])
    return as_csv(columns, rows)
