"""Topologies as networkx graphs, and back.

Nodes are tier ids; edges run from the tier that opens a connection to its target,
with `Connection.key` as the key. All attributes are text, numbers or truth values,
so that every graph format keeps them; what is empty or does not apply is left out.

Node attributes: ``name``, ``component``, ``kind``, ``zone``, ``replicas``, ``needed``,
``region`` (none where shared), ``distribution``, ``roles`` (joined by spaces), ``ports``
(``number/protocol``, joined by spaces), ``listens`` (JSON: number, protocol, purpose,
reach, optional), ``source_title``, ``source_url``, ``basis``.

Edge attributes: ``id``, ``purpose``, ``protocol``, ``port`` (none where the target's
product decides), ``data``, ``synchronous``, ``required``, ``when``, ``reach``,
``blocked_paths`` (joined by spaces), ``caveat``, ``source_title``, ``source_url``, ``basis``.

Graph attributes: ``pattern`` and ``options`` (JSON).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from wso2_strategy.inference.provenance import Source
from wso2_strategy.topology.options import Options
from wso2_strategy.topology.tiers import Connection, Port, Tier

if TYPE_CHECKING:
    import networkx as nx

Attributes = dict[str, Any]


def to_graph(
    pattern: str,
    options: Options,
    tiers: tuple[Tier, ...],
    connections: tuple[Connection, ...],
) -> nx.MultiDiGraph[str]:
    """Return a frozen graph of the tiers and connections."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        pattern=pattern, options=json.dumps(_options_data(options), sort_keys=True)
    )
    graph.add_nodes_from((tier.id, _tier_attributes(tier)) for tier in tiers)
    for each in connections:
        graph.add_edge(each.opener, each.target, key=each.key, **_connection_attributes(each))
    frozen: nx.MultiDiGraph[str] = nx.freeze(graph)
    return frozen


def from_graph(
    graph: nx.MultiDiGraph[str],
) -> tuple[str, Options, tuple[Tier, ...], tuple[Connection, ...]]:
    """Return what `to_graph` was given, whatever formats the graph went through."""
    tiers = tuple(_tier(node, data) for node, data in graph.nodes(data=True))
    connections = tuple(
        _connection(opener, target, data) for opener, target, data in graph.edges(data=True)
    )
    options = Options(**json.loads(graph.graph["options"]))
    return str(graph.graph["pattern"]), options, tiers, connections


def _options_data(options: Options) -> Attributes:
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in attrs.asdict(options, recurse=False).items()
    }


def _stated(attributes: Attributes) -> Attributes:
    # GraphML readers drop empty text, so it is left out from the start.
    return {name: value for name, value in attributes.items() if value not in (None, "")}


def _provenance(item: Tier | Connection) -> Attributes:
    source = item.source
    return {
        "source_title": source.title if source else None,
        "source_url": source.url if source else None,
        "basis": item.basis,
    }


def _tier_attributes(tier: Tier) -> Attributes:
    return _stated(
        {
            "name": tier.name,
            "component": tier.component,
            "kind": tier.kind,
            "zone": tier.zone,
            "replicas": tier.replicas,
            "needed": tier.needed,
            "region": tier.region,
            "distribution": tier.distribution,
            "roles": " ".join(tier.roles),
            "ports": " ".join(f"{port.number}/{port.protocol}" for port in tier.ports),
            "listens": json.dumps([attrs.astuple(port) for port in tier.ports]),
            **_provenance(tier),
        }
    )


def _connection_attributes(connection: Connection) -> Attributes:
    return _stated(
        {
            "id": connection.id,
            "purpose": connection.purpose,
            "protocol": connection.protocol,
            "port": connection.port,
            "data": connection.data,
            "synchronous": connection.synchronous,
            "required": connection.required,
            "when": connection.when,
            "reach": connection.reach,
            "blocked_paths": " ".join(connection.blocked_paths),
            "caveat": connection.caveat,
            **_provenance(connection),
        }
    )


def _source(data: Mapping[str, Any]) -> Source | None:
    return Source(data["source_title"], data["source_url"]) if "source_title" in data else None


def _tier(node: str, data: Mapping[str, Any]) -> Tier:
    plain = ("name", "component", "kind", "zone", "replicas", "needed", "basis")
    return Tier(
        id=str(node),
        **{name: data[name] for name in plain},
        region=data.get("region"),
        distribution=data.get("distribution", ""),
        roles=tuple(data.get("roles", "").split()),
        ports=tuple(Port(*port) for port in json.loads(data["listens"])),
        source=_source(data),
    )


def _connection(opener: str, target: str, data: Mapping[str, Any]) -> Connection:
    plain = ("id", "protocol", "data", "synchronous", "required", "reach", "basis")
    return Connection(
        opener=str(opener),
        target=str(target),
        **{name: data[name] for name in plain},
        **{name: data.get(name, "") for name in ("purpose", "when", "caveat")},
        port=data.get("port"),
        blocked_paths=tuple(data.get("blocked_paths", "").split()),
        source=_source(data),
    )
