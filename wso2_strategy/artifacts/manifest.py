"""The index of a directory: everything in it, and everything that must be there before."""

from __future__ import annotations

from typing import Any

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.part import Part
from wso2_strategy.document.json_values import json_ready
from wso2_strategy.topology import Tier

SCHEMA = "wso2-strategy/artifacts/1"

_LISTS = (
    "releases",
    "manifests",
    "nodes",
    "balancers",
    "environment",
    "secrets",
    "config_maps",
)


def manifest(deployment: Deployment, part: Part) -> dict[str, Any]:
    """Return the manifest of a region's directory; every key is always there."""
    options = deployment.topology.options
    return {
        "schema": SCHEMA,
        "pattern": deployment.topology.pattern,
        "redundancy": options.redundancy,
        "platform": options.platform,
        "region": deployment.region,
        "region_layout": options.region_layout,
        "nodes_per_tier": {each.id: each.replicas for each in deployment.tiers},
        "namespace": None,
        **{name: [] for name in _LISTS},
        "external": externals(deployment),
        "exposure": None,
        **part.manifest,
        "limitations": json_ready(part.limitations),
    }


def externals(deployment: Deployment) -> list[dict[str, Any]]:
    """Return what tiers of a region open and no file here makes, with its place in the network."""
    opened: dict[str, set[int]] = {}
    for tier in deployment.tiers:
        for connection, target in deployment.outgoing(tier):
            if target.kind not in ("runtime", "actor", "proxy") or is_identity_server(target):
                ports = opened.setdefault(target.id, set())
                ports.update(ports_of(deployment, target, connection.port))
    return [
        {
            "tier": name,
            "host": host_of(deployment, deployment.topology.tier(name)),
            "ports": sorted(ports),
            "cidr": network_of(deployment, deployment.topology.tier(name)),
        }
        for name, ports in sorted(opened.items())
    ]


def is_identity_server(tier: Tier) -> bool:
    """Return whether a tier is WSO2 Identity Server, which no file here installs."""
    return tier.component == "identity-server"


_STANDARD_DATABASE_PORT = 3306


def ports_of(deployment: Deployment, target: Tier, port: int | None) -> tuple[int, ...]:
    """Return the ports that a connection to something outside uses: set, documented or usual."""
    settings = deployment.settings
    if target.component == "backend":
        return settings.networks.backend_ports
    if target.kind == "store" and target.component.endswith("database"):
        return (settings.databases.port or port or _STANDARD_DATABASE_PORT,)
    return () if port is None else (port,)


def host_of(deployment: Deployment, tier: Tier) -> str | None:
    """Return the host of something outside, where it is set; None where there are many."""
    settings = deployment.settings
    return {
        "am-database": settings.databases.host,
        "shared-database": settings.databases.host,
        "redis": settings.networks.redis_host,
        "identity-server": settings.networks.identity_host,
        "identity-provider": settings.networks.identity_host,
    }.get(tier.component)


def network_of(deployment: Deployment, tier: Tier) -> str | None:
    """Return the network of something outside, where it is set; None if it may be anywhere."""
    settings = deployment.settings
    return {
        "am-database": settings.databases.network,
        "shared-database": settings.databases.network,
        "backend": settings.networks.backends,
        "redis": settings.networks.redis,
        "identity-server": settings.networks.identity,
        "identity-provider": settings.networks.identity,
    }.get(tier.component)
