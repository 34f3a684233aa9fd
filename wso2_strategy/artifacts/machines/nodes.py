"""The deployment.toml of a node, from the connections that its tier opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

from wso2_strategy.artifacts.databases import ENGINES, jdbc_url, product_of
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.environments import Environment, environments
from wso2_strategy.artifacts.machines.base_tables import ADMIN, CONTROLLING, Data, base_tables
from wso2_strategy.artifacts.machines.hosts import LOCAL, is_made, node_hosts, reached
from wso2_strategy.artifacts.machines.wiring import Wire, wires
from wso2_strategy.domain.gateway_group import Serves
from wso2_strategy.topology import Connection, Tier

_OWN_PORT = "${mgt.transport.https.port}"
_OWN_SERVICES = f"https://{LOCAL}:{_OWN_PORT}/services/"
_SERVED: Mapping[Serves, str] = MappingProxyType(
    {
        "hybrid": "Serves production and sandbox calls.",
        "production": "Serves production calls.",
        "sandbox": "Serves sandbox calls.",
    }
)
_HEARD = frozenset({"C11", "C21", "C31", "C62"})
_PUBLISHED = frozenset({"C23", "C25", "X23"})
_STREAMS = ("C03", "C04")

_LISTENER = {
    "id": "token_revocation",
    "type": "org.wso2.carbon.identity.core.handler.AbstractIdentityHandler",
    "name": "org.wso2.is.notification.ApimOauthEventInterceptor",
    "order": 1,
}
_NOTIFIER = {
    "username": "${admin.username}",
    "password": "${admin.password}",
    "header.X-WSO2-KEY-MANAGER": "default",
}


@frozen
class _Node:
    """A node, whose tables are being filled."""

    deployment: Deployment
    tier: Tier
    number: int
    data: Data

    def put(self, key: str, value: Any) -> None:
        """Set a value by its key, with the tables above it."""
        *tables, last = key.split(".")
        inner = self.data
        for name in tables:
            inner = inner.setdefault(name, {})
        inner[last] = value

    @property
    def own_broker(self) -> str:
        """The address of the broker inside."""
        return f"tcp://{LOCAL}:5672"

    def opened(self, wire: Wire) -> list[tuple[Connection, Tier]]:
        """Return the connections of the node that a line of the table brings about."""
        topology = self.deployment.topology
        return [
            (each, topology.tier(each.target))
            for each in topology.connections()
            if each.opener == self.tier.id
            and each.id in wire.connections
            and each.protocol.startswith(wire.protocol)
            and is_made(topology.tier(each.target))
        ]


def node_tables(deployment: Deployment, tier: Tier, number: int) -> Data:
    """Return the tables of a node's deployment.toml; the node by its number in its tier."""
    node = _Node(deployment, tier, number, base_tables(deployment, tier, number))
    if tier.component in CONTROLLING:
        _write_environments(node)
        _write_own_hub(node)
    _write_listener(node)
    for wire in wires():
        if tier.component in wire.openers and (opened := node.opened(wire)):
            _WRITERS.get(wire.protocol, _write_url)(node, wire, opened)
    _write_counting(node)
    apim = node.data["apim"]
    if tier.component == "gateway" and "key_manager" not in apim:
        # WSO2 Identity Server issues tokens; the Key Manager inside stays with the event hub.
        apim["key_manager"] = {"service_url": apim["event_hub"]["service_url"], **ADMIN}
    return node.data


def environment_names(value: Any) -> frozenset[str]:
    """Return the environment variables that some tables read.

    >>> sorted(environment_names({"a": ["$env{B}", {"c": "$env{D}"}], "e": "$ref{a}"}))
    ['B', 'D']
    """
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return frozenset[str]().union(*map(environment_names, inner))
    is_name = isinstance(value, str) and value.startswith("$env{")
    return frozenset({value[len("$env{") : -1]} if is_name else ())


def _write_environments(node: _Node) -> None:
    """Say where gateways are, to the portals and to callers."""
    hosts = node.deployment.settings.hosts
    tables = [_environment(node, each) for each in environments(node.deployment)]
    node.put("apim.gateway.environment", tables)
    node.put("apim.devportal.url", f"https://{hosts.management}/devportal")
    if "key-manager" in node.tier.roles:
        node.put("apim.key_manager", {"service_url": _OWN_SERVICES, **ADMIN})


def _environment(node: _Node, of: Environment) -> Data:
    hosts = node.deployment.settings.hosts
    environment = {
        "name": of.name,
        "type": of.serves,
        "gateway_type": "Regular",
        "provider": "wso2",
        "display_in_api_console": True,
        "description": _SERVED[of.serves],
        "show_as_token_endpoint_url": True,
        "service_url": _OWN_SERVICES,
        "username": "${admin.username}",
        "password": "${admin.password}",
        "http_endpoint": f"http://{of.host(hosts.gateway)}",
        "https_endpoint": f"https://{of.host(hosts.gateway)}",
    }
    keys = {
        "ws": ("ws_endpoint", of.host(hosts.websocket)),
        "wss": ("wss_endpoint", of.host(hosts.websocket)),
        "http": ("websub_event_receiver_http_endpoint", of.host(hosts.websub)),
        "https": ("websub_event_receiver_https_endpoint", of.host(hosts.websub)),
    }
    for name in _STREAMS:
        for each in node.deployment.topology.connections(name=name):
            opener = node.deployment.topology.tier(each.opener)
            if opener.kind == "actor":
                key, host = keys[each.protocol]
                environment[key] = f"{each.protocol}://{host}:{each.port}"
    return environment


def _write_own_hub(node: _Node) -> None:
    """Say that the node's own event hub publishes to the hubs of all nodes of its tier."""
    heard = any(each.id in _HEARD for each, _ in node.deployment.incoming(node.tier))
    paired = any(each.id in _PUBLISHED for each, _ in node.deployment.outgoing(node.tier))
    if not (heard or paired):
        return
    node.put("apim.event_hub", {"enable": True, **ADMIN})
    node.put("apim.event_hub.service_url", f"https://{LOCAL}:{_OWN_PORT}/services/")
    node.put("apim.event_hub.event_listening_endpoints", [node.own_broker])
    hosts = node_hosts(node.deployment, node.tier)
    groups = [{"urls": [f"tcp://{h}:9611"], "auth_urls": [f"ssl://{h}:9711"]} for h in hosts]
    node.put("apim.event_hub.publish.url_group", groups)


def _write_listener(node: _Node) -> None:
    """Say who is told of revoked tokens, where the node issues them."""
    for each in node.deployment.topology.connections(name="C29"):
        if each.opener == node.tier.id:
            inside = f"https://{LOCAL}:{_OWN_PORT}/internal/data/v1/notify"
            listener = {**_LISTENER, "properties": {"notification_endpoint": inside, **_NOTIFIER}}
            node.put("event_listener", [listener])


def _write_counting(node: _Node) -> None:
    """Tell gateways that the Traffic Managers they report to count together."""
    opened = node.deployment.outgoing
    managers = [to for each, to in opened(node.tier) if each.id in ("C12", "C64")]
    if any(each.id == "C46" for manager in managers for each, _ in opened(manager)):
        node.put("apim.distributed_throttling.enable", value=True)


def _write_url(node: _Node, wire: Wire, opened: list[tuple[Connection, Tier]]) -> None:
    connection, target = opened[0]
    host = next(reached(node.deployment, connection, target, node.number))
    port = _OWN_PORT if host == LOCAL else connection.port
    url = f"https://{host}:{port}{wire.path}"
    table, _, last = wire.key.rpartition(".")
    if table == "apim.gateway.environment":
        _write_services(node, last, wire, opened)
    elif table == "event_listener.properties":
        node.data["event_listener"][0]["properties"][last] = url
    elif table == "apim.transaction_counter":
        node.put(table, {"enable": True, last: url})
        if serving := node.data["apim"].get("gateway_notification"):
            node.put(f"{table}.server_id", serving["gateway_id"])
    else:
        if table == "apim.event_hub":
            node.data["apim"]["event_hub"] = {"enable": True}
        for name, value in ADMIN.items():
            node.put(f"{table}.{name}", value)
        node.put(wire.key, url)


def _write_services(
    node: _Node, key: str, wire: Wire, opened: list[tuple[Connection, Tier]]
) -> None:
    """Say of each gateway environment at which address its gateways are managed."""
    tables = node.data["apim"]["gateway"]["environment"]
    for environment, table in zip(environments(node.deployment), tables, strict=True):
        own = [pair for pair in opened if pair[1].group == environment.group]
        for connection, target in own[:1]:
            host = next(reached(node.deployment, connection, target, node.number))
            table[key] = f"https://{host}:{connection.port}{wire.path}"


def _write_brokers(node: _Node, wire: Wire, opened: list[tuple[Connection, Tier]]) -> None:
    urls = [
        f"tcp://{host}:{connection.port}"
        for connection, target in opened
        for host in reached(node.deployment, connection, target, node.number)
    ]
    node.put(wire.key, urls)
    if wire.key == "apim.throttling.event_duplicate_url":
        node.put("apim.throttling.throttle_decision_endpoints", [node.own_broker])


def _write_groups(node: _Node, wire: Wire, opened: list[tuple[Connection, Tier]]) -> None:
    """Write a table for each node that hears the same events, the own one among them."""
    if wire.key.startswith("apim.event_hub."):
        return  # its own hub has said so
    urls = [
        f"{wire.protocol}://{host}:{connection.port}"
        for connection, target in opened
        for host in node_hosts(node.deployment, target)
    ]
    throttling = node.data["apim"].setdefault("throttling", {})
    groups = throttling.setdefault("url_group", [{} for _ in urls])
    for group, url in zip(groups, urls, strict=True):
        group[wire.key.rpartition(".")[2]] = [url]


def _write_database(node: _Node, wire: Wire, opened: list[tuple[Connection, Tier]]) -> None:
    del opened
    databases = node.deployment.settings.databases
    engine = ENGINES[product_of(node.deployment)]
    is_shared = wire.role == "shared-database"
    table = {
        "type": engine.type,
        "url": jdbc_url(node.deployment, databases.shared if is_shared else databases.api_manager),
        "username": databases.username,
        "password": f"$env{{WSO2_{'SHARED' if is_shared else 'APIM'}_DB_PASSWORD}}",
        "driver": engine.driver,
    }
    node.put(wire.key.rpartition(".")[0], table)


def _write_redis(node: _Node, wire: Wire, opened: list[tuple[Connection, Tier]]) -> None:
    connection, _ = opened[0]
    store = {
        "host": node.deployment.settings.networks.redis_host,
        "port": connection.port,
        "user": "default",
        "password": "$env{WSO2_REDIS_PASSWORD}",
    }
    table = wire.key.rpartition(".")[0]
    if table == "apim.redis_config":
        store["gateway_id"] = node.data["apim"]["gateway_notification"]["gateway_id"]
        node.put("throttle_properties", {"throttling.distributed.counter.type": "redis"})
    else:
        node.put("apim.distributed_throttling", {"enable": True, "type": "redis"})
    node.put(table, store)


_WRITERS: Mapping[str, Callable[[_Node, Wire, list[tuple[Connection, Tier]]], None]] = (
    MappingProxyType(
        {
            "https": _write_url,
            "amqp": _write_brokers,
            "tcp": _write_groups,
            "ssl": _write_groups,
            "jdbc": _write_database,
            "redis": _write_redis,
        }
    )
)
