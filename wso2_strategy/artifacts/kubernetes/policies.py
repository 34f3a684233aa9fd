"""Network policies: nothing passes but what the connections of the topology open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.kubernetes.charts import Release, has_chart, release_of, releases
from wso2_strategy.artifacts.outside import is_outside, network_of, ports_of
from wso2_strategy.topology import Tier

_Peer = dict[str, Any]
_Rules = Iterator[tuple[_Peer, int]]

OWN_SERVICE: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "all-in-one": (9443,),
        "control-plane": (9443, 9611, 9711),
    }
)
"""Ports at which pods call their own tier through its services, as the charts write it. With one
node this stays within the node, so the topology has no connection for it."""

OWN_SERVICE_OF_PAIRS: Mapping[str, tuple[int, ...]] = MappingProxyType({"traffic-manager": (9443,)})
"""The same, of tiers that do so with several nodes only."""

_NAME = "kubernetes.io/metadata.name"

_DNS = MappingProxyType(
    {
        "kubernetes": ("kube-system", {"k8s-app": "kube-dns"}, 53),
        "openshift": (
            "openshift-dns",
            {"dns.operator.openshift.io/daemonset-dns": "default"},
            5353,
        ),
    }
)
"""Where the pods that resolve names run, their labels, and their port."""


def network_policies(deployment: Deployment) -> list[dict[str, Any]]:
    """Return the policies of a region: one that forbids all, then one for each tier."""
    everything: dict[str, Any] = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    return [
        _policy("default-deny", everything),
        *(_tier_policy(deployment, each) for each in releases(deployment)),
    ]


def _policy(name: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name},
        "spec": spec,
    }


def _tier_policy(deployment: Deployment, release: Release) -> dict[str, Any]:
    spec = {
        "podSelector": {"matchLabels": {"deployment": release.label}},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": _rules("from", _ingress(deployment, release)),
        "egress": [*_rules("to", _egress(deployment, release)), _dns(deployment)],
    }
    return _policy(release.name, spec)


def _ingress(deployment: Deployment, release: Release) -> _Rules:
    for connection, opener in deployment.incoming(release.tier):
        if opener.kind != "actor" and connection.port is not None:
            yield _peer(deployment, opener), connection.port
    yield from _own(release)


def _egress(deployment: Deployment, release: Release) -> _Rules:
    for connection, target in deployment.outgoing(release.tier):
        if not is_outside(target) and connection.port is not None:
            yield _peer(deployment, target), connection.port
        elif network_of(deployment, target) is not None:
            for port in ports_of(deployment, target, connection.port):
                yield _peer(deployment, target), port
    yield from _own(release)


def _own(release: Release) -> _Rules:
    for port in own_ports(release):
        yield _pods(release.label), port


def own_ports(release: Release) -> tuple[int, ...]:
    """Return the ports at which the pods of a release call their own tier through its services."""
    ports = OWN_SERVICE.get(release.tier.component, ())
    return (
        ports
        if release.nodes == 1
        else ports + OWN_SERVICE_OF_PAIRS.get(release.tier.component, ())
    )


def _peer(deployment: Deployment, tier: Tier) -> _Peer:
    if tier.kind == "proxy":
        return {"namespaceSelector": _controller(deployment)}
    if is_outside(tier):
        return {"ipBlock": {"cidr": network_of(deployment, tier)}}
    if tier.region != deployment.region:
        return {"ipBlock": {"cidr": deployment.settings.networks.other_regions}}
    return _pods(release_of(tier).label if has_chart(tier) else tier.id)


def _pods(label: str) -> _Peer:
    return {"podSelector": {"matchLabels": {"deployment": label}}}


def _controller(deployment: Deployment) -> dict[str, Any]:
    """Return what selects the namespace whose pods hand requests from outside on."""
    if deployment.platform == "openshift":
        label = "policy-group.network.openshift.io/ingress"
        return {"matchExpressions": [{"key": label, "operator": "Exists"}]}
    return {"matchLabels": {_NAME: deployment.settings.cluster.controller_namespace}}


def _rules(word: str, allowed: Iterable[tuple[_Peer, int]]) -> list[dict[str, Any]]:
    """Return the rules for what is allowed, one for each peer."""
    found: list[tuple[_Peer, set[int]]] = []
    for peer, port in allowed:
        ports = next((ports for known, ports in found if known == peer), None)
        if ports is None:
            found.append((peer, {port}))
        else:
            ports.add(port)
    return [
        {word: [peer], "ports": [{"protocol": "TCP", "port": each} for each in sorted(ports)]}
        for peer, ports in found
    ]


def _dns(deployment: Deployment) -> dict[str, Any]:
    namespace, labels, port = _DNS[deployment.platform]
    peer = {
        "namespaceSelector": {"matchLabels": {_NAME: namespace}},
        "podSelector": {"matchLabels": labels},
    }
    ports = [{"protocol": each, "port": port} for each in ("UDP", "TCP")]
    return {"to": [peer], "ports": ports}
