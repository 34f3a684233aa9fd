"""Topologies as files that programs read: GraphML, node-link JSON and CSV."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from xml.etree import ElementTree as ET

from attrs import fields

from wso2_strategy.document.csv_rows import as_csv
from wso2_strategy.errors import RequirementsError, StrategyError
from wso2_strategy.topology.networkx_graph import from_networkx
from wso2_strategy.topology.queries import Topology
from wso2_strategy.topology.tiers import Connection

_FIRST_COLUMNS = ("id", "opener", "target", "port", "protocol")
_SPLIT = {"source": ("source_title", "source_url")}


def to_graphml(topology: Topology) -> str:
    """Return a topology as GraphML; `from_graphml` reads it back without loss."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(topology.graph)) + "\n"


def from_graphml(text: str) -> Topology:
    """Return the topology that `to_graphml` wrote; flows are not part of the file.

    Raises:
        RequirementsError: It is no such file, or says what no topology could.
        UnknownNameError: It speaks of a tier or an attribute that there is not.
    """
    import networkx as nx

    with _reading("GraphML"):
        return Topology(
            **from_networkx(nx.MultiDiGraph(nx.parse_graphml(text, force_multigraph=True)))
        )


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
    """Return the topology that `to_node_link` wrote; flows are not part of the file.

    Raises:
        RequirementsError: It is no such file, or says what no topology could.
        UnknownNameError: It speaks of a tier or an attribute that there is not.
    """
    import networkx as nx

    with _reading("node-link JSON"):
        data = json.loads(text)
        drawn = nx.node_link_graph(data, directed=True, multigraph=True, edges="edges")
        return Topology(**from_networkx(nx.MultiDiGraph(drawn)))


@contextmanager
def _reading(language: str) -> Iterator[None]:
    """Raise the library's error for all that may be wrong with a file from elsewhere."""
    import networkx as nx

    malformed = (ValueError, TypeError, LookupError, AttributeError, ET.ParseError, RecursionError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # what it guesses at was not written by us
            yield
    except StrategyError:
        raise
    except (UserWarning, *malformed, nx.NetworkXException) as error:
        problem = f"{error} is not allowed; allowed: what `export` writes as {language}"
        raise RequirementsError(f"topology as {language}", [problem]) from error


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
