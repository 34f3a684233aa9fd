"""What the charts cannot write, and what is to be done instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from wso2_strategy.artifacts.defects import defects_of
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.environments import one_edge
from wso2_strategy.artifacts.kubernetes.charts import has_chart, release_of, releases
from wso2_strategy.artifacts.kubernetes.edge_objects import MOST_SHARING, blocked_paths
from wso2_strategy.artifacts.limitation import Limitation
from wso2_strategy.artifacts.machines.hosts import inner_host, node_hosts
from wso2_strategy.topology import Connection, Tier

_IDENTITY_SERVER = (
    "WSO2 Identity Server has a chart of its own, wso2/identity-server. Install it first, put its"
    " certificate into the truststore, and add it as a Key Manager in the Admin Portal. Its"
    " listener of revoked tokens calls https://{service}:9443/internal/data/v1/notify. The policy"
    " lets the network of the setting networks.identity pass, since the labels of its pods are not"
    " known here."
)
_REDIS = (
    "The chart hands these pods no further Secret, so the configuration names no password of"
    " Redis. Let Redis trust its network, or add the password outside of these files."
)
_COUNTERS = frozenset({"C45", "X45", "C46"})

_LITERAL = "The chart takes the key of the service only as a literal value, so nothing is set."

UNWRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "C02": "The charts route no calls in clear text; redirect them to https at the edge.",
        "C32": _IDENTITY_SERVER,
        "C33": _IDENTITY_SERVER,
        "X32": _IDENTITY_SERVER,
        "X33": _IDENTITY_SERVER,
        "C44": "The charts write a user store in the database; add the directory by extraConfigs.",
        "C50": _LITERAL,
        "C51": "A log shipper of the cluster reads the analytics log; no chart installs one.",
        "C52": "Mount a volume that several pods may write by kubernetes.extraVolumes.",
        "X01": "Add the identity provider in the Admin Portal; the charts know none.",
        "X50": _LITERAL,
    }
)
"""By entry of the connection table; ``service`` stands for the tier's own."""


def limitations(deployment: Deployment) -> Iterator[Limitation]:
    """Yield what the files of a region cannot bring about, each once."""
    yield from dict.fromkeys(
        (
            *_connections(deployment),
            *_nodes(deployment),
            *_clusters(deployment),
            *_paths(deployment),
            *_load(deployment),
        )
    )


def _connections(deployment: Deployment) -> Iterator[Limitation]:
    for tier in deployment.tiers:
        for connection, other in (*deployment.outgoing(tier), *deployment.incoming(tier)):
            reason = _reason(deployment, connection, tier, other)
            if reason:
                yield Limitation(connection.id, connection.opener, reason)


def _reason(deployment: Deployment, connection: Connection, tier: Tier, other: Tier) -> str:
    """Return why a connection between a tier and another one is not written; empty if it is."""
    if connection.id in UNWRITTEN:
        service = release_of(tier).service if has_chart(tier) else inner_host(deployment, tier)
        return UNWRITTEN[connection.id].format(service=service)
    if connection.id in _COUNTERS and tier.component in ("all-in-one", "control-plane"):
        return _REDIS
    if connection.id == "C28":
        version = deployment.settings.cluster.chart_version
        defect = defects_of(version, [each.component for each in deployment.tiers]).get("D3")
        return f"{defect.problem} {defect.remedy}" if defect else ""
    if other.kind == "runtime" and other.region != tier.region:
        target = other if connection.target == other.id else tier
        return _between_regions(deployment, connection.id, target)
    return ""


def _between_regions(deployment: Deployment, entry: str, target: Tier) -> str:
    hosts = dict.fromkeys((inner_host(deployment, target), *node_hosts(deployment, target)))
    within = "The charts pass events within a region only. " if entry == "C60" else ""
    return (
        f"{within}No chart exposes nodes to other regions. Let {', '.join(hosts)} lead to the"
        f" services of {target.id}, and only the network of the setting networks.other_regions"
        " pass."
    )


def _nodes(deployment: Deployment) -> Iterator[Limitation]:
    for tier in deployment.tiers:
        if not has_chart(tier):
            reason = (
                f"No chart is known for {tier.name}. Policies expect its pods to carry the label"
                f" deployment: {tier.id}, and addresses name {inner_host(deployment, tier)}."
            )
            yield Limitation("", tier.id, reason)
    for release in releases(deployment):
        if release.nodes < release.tier.replicas:
            reason = (
                f"The chart writes {release.nodes} nodes of {release.tier.replicas}: JMS and the"
                " event receivers need a service of each node, and it has no more."
            )
            yield Limitation("", release.tier.id, reason)


_NO_ROOM = (
    "Capacity is to follow the load, and the autoscaler may add no gateway: say by the setting"
    " cluster.extra_gateways how many it may."
)
_NOT_SCALED = "Capacity is to follow the load, and the charts scale only gateways of their own."


def _load(deployment: Deployment) -> Iterator[Limitation]:
    """Yield where capacity is to follow the load and cannot."""
    if not deployment.autoscaling:
        return
    for tier in deployment.tiers:
        if tier.component == "gateway" and not deployment.settings.cluster.extra_gateways:
            yield Limitation("", tier.id, _NO_ROOM)
        elif tier.component == "all-in-one" and "gateway" in tier.roles:
            yield Limitation("", tier.id, _NOT_SCALED)


def _paths(deployment: Deployment) -> Iterator[Limitation]:
    """Yield where paths that must not be reached from outside are."""
    refused = dict.fromkeys(path for paths in blocked_paths(deployment).values() for path in paths)
    if deployment.platform == "openshift" and refused:
        reason = (
            "Routes that pass TLS through see no paths. Refuse"
            f" {' and '.join(refused)} at what stands before the routers."
        )
        yield Limitation("C05", "load-balancer", reason)


def _clusters(deployment: Deployment) -> Iterator[Limitation]:
    """Yield what is said once where several clusters of gateways are called by one host."""
    for reason in one_edge(deployment):
        yield Limitation("C01", "load-balancer", reason)
    for tier in deployment.tiers:
        managed = [to.group for each, to in deployment.outgoing(tier) if each.id == "C27"]
        if len(managed) > len(set(managed)):
            reason = "The gateway environment names the service of one cluster, for management."
            yield Limitation("C27", tier.id, reason)
    shared = Counter(each.group for each in deployment.tiers_of("gateway"))
    clusters, most = max(shared.values(), default=0), MOST_SHARING[deployment.platform]
    if clusters > most:
        reason = (
            f"{clusters} clusters of gateways serve one host, and a route can lead to {most}. Put a"
            " balancer of your own before their services."
        )
        yield Limitation("C01", "load-balancer", reason)
