"""What the tiers of a region open that no file here makes, with its place in the network."""

from __future__ import annotations

from operator import attrgetter
from types import MappingProxyType
from typing import ClassVar

from attrs import evolve, frozen

from wso2_strategy.artifacts.databases import product_of
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.document.json_values import JsonKeys, same
from wso2_strategy.topology import Tier, Topology
from wso2_strategy.topology.tables.ports import DATABASE_PORTS

_ANYWHERE = ""

_SETTINGS = MappingProxyType(
    {
        "am-database": ("databases.host", "databases.network"),
        "shared-database": ("databases.host", "databases.network"),
        "backend": (_ANYWHERE, "networks.backends"),
        "redis": ("networks.redis_host", "networks.redis"),
        "identity-server": ("networks.identity_host", "networks.identity"),
        "identity-provider": ("networks.identity_host", "networks.identity"),
        "user-store": ("networks.directory_host", "networks.directory"),
    }
)
"""By component, the settings that say its host and its network."""

INTERNET = "0.0.0.0/0"
"""Where services stand whose addresses their operators change."""


@frozen
class External:
    """Something that tiers open and no file here makes.

    Attributes:
        tier: The id of its tier.
        host: Its host; None where there are many, or where no setting says it.
        ports: The ports that are opened.
        network: The network it stands in; None where no tier reaches it over the network of pods
            or nodes at a port of its own.
    """

    json_keys: ClassVar[JsonKeys] = {**same("tier", "host", "ports"), "cidr": "network"}

    tier: str
    host: str | None
    ports: tuple[int, ...]
    network: str | None


def externals(deployment: Deployment) -> tuple[External, ...]:
    """Return everything outside that the tiers of a region open, by id."""
    opened: dict[str, set[int]] = {}
    for tier in deployment.tiers:
        for connection, target in deployment.outgoing(tier):
            if is_outside(target):
                ports = opened.setdefault(target.id, set())
                ports.update(ports_of(deployment, target, connection.port))
    return tuple(
        External(
            name,
            host_of(deployment, tier := deployment.topology.tier(name)),
            tuple(sorted(ports)),
            network_of(deployment, tier),
        )
        for name, ports in sorted(opened.items())
    )


def with_known_ports(deployment: Deployment) -> Topology:
    """Return what begins or ends in a region, with the ports of what is outside as they are set."""
    seen = deployment.seen_from_here
    connections = []
    for each in seen.connections():
        target = seen.tier(each.target)
        ports = ports_of(deployment, target, each.port) if is_outside(target) else ()
        connections += [evolve(each, port=port) for port in ports or (each.port,)]
    return seen.restricted({each.id for each in seen.tiers}, connections)


def is_outside(tier: Tier) -> bool:
    """Return whether no file here makes what a tier is, though tiers open it.

    WSO2 Identity Server is installed by files of its own.
    """
    return tier.kind in ("store", "cache", "service") or tier.component == "identity-server"


def ports_of(deployment: Deployment, target: Tier, port: int | None) -> tuple[int, ...]:
    """Return the ports of something outside that a connection uses: set, documented or usual."""
    settings = deployment.settings
    if target.component == "backend":
        return settings.networks.backend_ports
    if target.component in ("am-database", "shared-database"):
        return (settings.databases.port or DATABASE_PORTS[product_of(deployment)],)
    return () if port is None else (port,)


def host_of(deployment: Deployment, tier: Tier) -> str | None:
    """Return the host of something outside, where a setting says it."""
    path, _ = _SETTINGS.get(tier.component, ("", ""))
    return str(attrgetter(path)(deployment.settings)) if path else None


def network_of(deployment: Deployment, tier: Tier) -> str | None:
    """Return the network of something outside; None where nothing says it."""
    if tier.component in ("moesif", "datadog"):
        return INTERNET
    _, path = _SETTINGS.get(tier.component, ("", ""))
    return str(attrgetter(path)(deployment.settings)) if path else None
