"""What the charts cannot write, and what is to be done instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from wso2_strategy.artifacts.defects import defects_of
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.kubernetes.charts import releases
from wso2_strategy.artifacts.part import Limitation

_IDENTITY_SERVER = (
    "WSO2 Identity Server has a chart of its own, wso2/identity-server. Install it first, put its"
    " certificate into the truststore, and add it as a Key Manager in the Admin Portal. The policy"
    " lets the network of the setting networks.identity pass, since the labels of its pods are not"
    " known here."
)
_REGION = (
    "The charts expose no single node to other regions. Give the nodes inner addresses there, such"
    " as control-plane-1 below the setting hosts.domain, at 9443 and 5672, and let only the"
    " network of the setting networks.other_regions pass."
)
_REDIS = (
    "The chart hands these pods no further Secret, so the configuration names no password of"
    " Redis. Let Redis trust its network, or add the password outside of these files."
)
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
        "C60": f"The charts pass events within a region only. {_REGION}",
        "C61": _REGION,
        "C62": _REGION,
        "X01": "Add the identity provider in the Admin Portal; the charts know none.",
        "X50": _LITERAL,
    }
)
"""By entry of the connection table."""


def limitations(deployment: Deployment) -> Iterator[Limitation]:
    """Yield what the files of a region cannot bring about, each once."""
    yield from dict.fromkeys(
        (*_connections(deployment), *_nodes(deployment), *_clusters(deployment))
    )
    if deployment.topology.options.broker_tls:
        reason = "The charts write brokers without TLS at 5672; encrypt the network of the pods."
        yield Limitation("", "", reason)


def _connections(deployment: Deployment) -> Iterator[Limitation]:
    version = deployment.settings.cluster.chart_version
    components = [each.component for each in deployment.tiers]
    unused_key_manager = defects_of(version, components).get("D3")
    for tier in deployment.tiers:
        both = (*deployment.outgoing(tier), *deployment.incoming(tier))
        for each, other in both:
            opener = tier.id if each.opener == tier.id else other.id
            if each.id == "C28" and unused_key_manager:
                reason = f"{unused_key_manager.problem} {unused_key_manager.remedy}"
                yield Limitation(each.id, opener, reason)
            elif each.id in UNWRITTEN:
                yield Limitation(each.id, opener, UNWRITTEN[each.id])
            elif each.id in ("C45", "X45", "C46") and tier.component in (
                "all-in-one",
                "control-plane",
            ):
                yield Limitation(each.id, opener, _REDIS)


def _nodes(deployment: Deployment) -> Iterator[Limitation]:
    for release in releases(deployment):
        if release.nodes < release.tier.replicas:
            reason = (
                f"The chart writes {release.nodes} nodes of {release.tier.replicas}: JMS and the"
                " event receivers need a service of each node, and it has no more."
            )
            yield Limitation("", release.tier.id, reason)


def _clusters(deployment: Deployment) -> Iterator[Limitation]:
    """Yield what is said once where several clusters of gateways are called by one host."""
    for tier in deployment.tiers:
        if sum(each.id == "C27" for each, _ in deployment.outgoing(tier)) > 1:
            reason = "The gateway environment names the service of one cluster, for management."
            yield Limitation("C27", tier.id, reason)
    if deployment.platform == "openshift" and len(deployment.tiers_of("gateway")) > 1:
        reason = "Several clusters of gateways serve one host; make a Route that shares it."
        yield Limitation("C01", "load-balancer", reason)
