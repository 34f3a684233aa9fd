"""The names by which nodes, and whole tiers of them, are reached from inside."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.errors import RequirementsError
from wso2_strategy.topology import Connection, Tier

LOCAL = "localhost"


def folder_name(tier: Tier, number: int) -> str:
    """Return what a node is called within its region, such as ``gateway-1``."""
    return f"{bare(tier)}-{number}"


def node_host(deployment: Deployment, tier: Tier, number: int) -> str:
    """Return the host name of a node."""
    return f"{folder_name(tier, number)}.{_domain(deployment, tier)}"


def node_hosts(deployment: Deployment, tier: Tier) -> tuple[str, ...]:
    """Return the host names of all nodes of a tier."""
    return tuple(node_host(deployment, tier, each) for each in range(1, tier.replicas + 1))


def inner_host(deployment: Deployment, tier: Tier) -> str:
    """Return the name by which a tier is reached, whichever node answers."""
    if tier.replicas == 1:
        return node_host(deployment, tier, 1)
    return f"{bare(tier)}.{_domain(deployment, tier)}"


def balanced_ports(deployment: Deployment, tier: Tier) -> tuple[int, ...]:
    """Return the ports at which a balancer must stand before a tier, for the product itself."""
    if tier.replicas == 1:
        return ()
    return tuple(
        sorted(
            {
                connection.port
                for connection, opener in deployment.incoming(tier)
                if connection.reach == "load-balanced"
                and opener.kind == "runtime"
                and connection.port is not None
            }
        )
    )


def reached(
    deployment: Deployment, connection: Connection, target: Tier, number: int
) -> Iterator[str]:
    """Yield the hosts that a node opens a connection to; the node by its number in its tier."""
    if connection.reach == "local":
        yield LOCAL
    elif connection.reach in ("each-node", "peers"):
        for each, host in enumerate(node_hosts(deployment, target), start=1):
            if connection.reach == "each-node" or each != number:
                yield host
    else:
        yield inner_host(deployment, target)


def refuse_inner_names(deployment: Deployment) -> None:
    """Refuse public names that nodes or inner addresses of any region have already.

    Raises:
        RequirementsError: There are some.
    """
    inner = {
        host
        for tier in filter(is_made, deployment.topology.components)
        for host in (inner_host(deployment, tier), *node_hosts(deployment, tier))
    }
    public = attrs.asdict(deployment.settings.hosts)
    problems = [
        f"hosts.{name}: {host!r} is the name of a node or an inner address; allowed: another one"
        for name, host in public.items()
        if host in inner
    ]
    if problems:
        raise RequirementsError("settings", problems)


def bare(tier: Tier) -> str:
    """Return what a tier is called within its region."""
    return tier.id.partition("@")[0]


def _domain(deployment: Deployment, tier: Tier) -> str:
    """Return the domain of a region; regions of one domain have a part of it each."""
    domain = deployment.settings_of(tier.region).hosts.domain
    shared = [each.hosts.domain for each in deployment.all_settings].count(domain) > 1
    return f"region-{tier.region}.{domain}" if shared else domain


def is_made(tier: Tier) -> bool:
    """Return whether a tier is not WSO2 Identity Server, which is installed by its own guide."""
    return tier.component != "identity-server"
