"""Network policies let through what the topology opens, and nothing else.

The oracle is network-config-analyzer, which works out who reaches whom from policies and pods.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from random_topologies import PATTERNS

from wso2_strategy.artifacts import artifacts_of
from wso2_strategy.artifacts.deployment import Deployment, deployments
from wso2_strategy.artifacts.kubernetes.charts import NAMESPACE, release_of
from wso2_strategy.artifacts.kubernetes.policies import own_ports
from wso2_strategy.artifacts.outside import is_outside, network_of, ports_of
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.topology import Tier, Topology, topology

Reached = set[tuple[str, str, str, int]]
"""Opener, target, protocol and port."""

CONTROLLERS = {
    "kubernetes": ("envoy-gateway-system", {}),
    "openshift": ("openshift-ingress", {"policy-group.network.openshift.io/ingress": ""}),
}
RESOLVERS = {
    "kubernetes": ("kube-system", {"k8s-app": "kube-dns"}, 53),
    "openshift": ("openshift-dns", {"dns.operator.openshift.io/daemonset-dns": "default"}, 5353),
}


STREAMS = ["http", "websocket", "websub"]
CASES: dict[str, dict[str, Any]] = {
    **{
        f"{each}, {redundancy}": {"pattern": each, "redundancy": redundancy}
        for each in PATTERNS
        for redundancy in ("none", "all")
    },
    "streams": {"pattern": "P3", "protocols": STREAMS},
    "streams to one node": {"pattern": "P1", "protocols": STREAMS},
    "opaque tokens": {"pattern": "P4", "token_format": "opaque"},
    "WSO2 Identity Server": {"pattern": "P3", "identity_provider": "wso2-is"},
    "regions, all managed": {"pattern": "P2", "redundancy": "all", "region_layout": "MDC1"},
    "regions, one managing": {"pattern": "P4", "redundancy": "all", "region_layout": "MDC2"},
    "clusters": {"pattern": "P3", "gateway_clusters": [3, 2]},
    "all around": {
        "pattern": "P3",
        "redundancy": "all",
        "exact_rate_limits": True,
        "distributed_throttling": True,
        "database": "oracle",
        "identity_provider": "external",
        "user_store": "ldap",
    },
}
"""Every pattern, redundant or not, and what adds connections to one."""


def expected(region: Deployment) -> Reached:
    """Return who reaches whom by the connections of a region, besides resolving names."""
    _, _, dns = RESOLVERS[region.platform]
    found: Reached = set()
    for tier in region.tiers:
        found |= {(tier.id, end, "TCP", port) for end, port in opened(region, tier)}
        found |= {(end, tier.id, "TCP", port) for end, port in entered(region, tier)}
        found |= {(tier.id, tier.id, "TCP", port) for port in own_ports(release_of(tier))}
        found |= {(tier.id, "resolver", protocol, dns) for protocol in ("TCP", "UDP")}
    return found


def opened(region: Deployment, tier: Tier) -> Iterator[tuple[str, int]]:
    """Yield what a tier opens: other tiers, or the networks of what is outside or elsewhere."""
    for connection, target in region.outgoing(tier):
        if is_outside(target):
            if network := network_of(region, target):
                yield from ((network, each) for each in ports_of(region, target, connection.port))
        elif connection.port:
            here = target.region == tier.region
            yield target.id if here else region.settings.networks.other_regions, connection.port


def entered(region: Deployment, tier: Tier) -> Iterator[tuple[str, int]]:
    """Yield from where a tier is opened by what is no tier of the region."""
    for connection, opener in region.incoming(tier):
        port = connection.port or 0
        if opener.kind == "proxy":
            yield "proxy", port
        elif is_outside(opener):
            yield str(network_of(region, opener)), port
        elif opener.kind == "runtime" and opener.region != tier.region:
            yield region.settings.networks.other_regions, port


def world(platform: str) -> list[dict[str, Any]]:
    """Return the pods that are not of the product: a proxy, a resolver and a stranger."""
    controller, labels = CONTROLLERS[platform]
    resolver, resolves, _ = RESOLVERS[platform]
    return [
        namespace(controller, labels),
        namespace(resolver, {}),
        namespace("elsewhere", {}),
        pod("proxy", controller, {"app": "proxy"}),
        pod("resolver", resolver, resolves),
        pod("stranger", "elsewhere", {"deployment": "apim-gw"}),
    ]


def namespace(name: str, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name, **labels}},
    }


def pod(name: str, where: str, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": where, "labels": labels},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    }


def pods_of(tier: Tier) -> Iterator[dict[str, Any]]:
    """Yield two pods of a tier, so that what it opens to itself can be seen."""
    labels = {"deployment": release_of(tier).label, "product": "apim"}
    return (
        pod(f"{tier.component}-{tier.cluster or 0}-{number}", NAMESPACE, labels)
        for number in (1, 2)
    )


class Analyzer:
    """The analyzer in a process of its own; see ``analyze.py``."""

    def __init__(self, python: str) -> None:
        self._process = subprocess.Popen(
            [python, str(Path(__file__).with_name("analyze.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def said(self, objects: list[dict[str, Any]], policies: str, folder: Path) -> str:
        """Return what it says of who reaches whom."""
        (folder / "objects.yaml").write_text(yaml.safe_dump_all(objects), encoding="utf-8")
        (folder / "policies.yaml").write_text(policies, encoding="utf-8")
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        status, said = json.loads(self._process.stdout.readline())
        assert status == 0
        return str(said)

    def end(self) -> None:
        """End the process."""
        self._process.communicate()


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Analyzer]:
    home = os.environ.get("ANALYZER_HOME")
    if not home:
        pytest.skip("needs ANALYZER_HOME, an environment with network-config-analyzer")
    started = Analyzer(str(Path(home) / "bin" / "python"))
    yield started
    started.end()


LINE = re.compile(r"(\S+) => (\S+) : (?:\{protocols:([\w, ]+),dst_ports:([\d,-]+)\}|(.+))")


def reached(said: str, names: dict[str, str]) -> Reached:
    """Return what the analyzer says of the product, pods and networks by their names."""
    found: Reached = set()
    for opener, target, protocols, ports, everything in LINE.findall(said):
        ends = [side.removesuffix("[Pod]").partition("/") for side in (opener, target)]
        if NAMESPACE not in {space for space, _, _ in ends}:
            continue
        assert not everything, f"{opener} => {target}: {everything}"
        one, other = (
            names[name or space] if name or space in names else network(space)
            for space, _, name in ends
        )
        for protocol in protocols.split(", "):
            for port in ports.split(","):
                found.add((one, other, protocol, int(port)))
    return found


def network(span: str) -> str:
    """Return a span of addresses, as the analyzer writes it, as a network."""
    first, _, last = span.partition("-")
    (found,) = ipaddress.summarize_address_range(
        ipaddress.IPv4Address(first), ipaddress.IPv4Address(last)
    )
    return str(found)


def assert_reachability(analyzer: Analyzer, drawn: Topology, folder: Path) -> None:
    """Compare what the analyzer says of the policies with the connections of the topology."""
    made = artifacts_of(drawn).directories
    for region, directory in zip(deployments(drawn, ASSUMPTIONS), made, strict=True):
        objects = [*world(region.platform), namespace(NAMESPACE, {})]
        names = {each: each for each in ("proxy", "resolver", "stranger")}
        for tier in region.tiers:
            for each in pods_of(tier):
                objects.append(each)
                names[each["metadata"]["name"]] = tier.id
        for number, each in enumerate(objects, start=1):
            each["status"] = {"podIP": f"10.0.0.{number}", "hostIP": "10.1.0.1"}
        text = directory.text("manifests/20-network-policies.yaml")
        assert reached(analyzer.said(objects, text, folder), names) == expected(region)


@pytest.mark.parametrize("case", CASES)
def test_nothing_passes_but_what_the_topology_opens(
    analyzer: Analyzer, tmp_path: Path, case: str
) -> None:
    """Reachability is exactly its connections, the services of a tier's own, and DNS."""
    assert_reachability(analyzer, topology(platform="kubernetes", **CASES[case]), tmp_path)


@pytest.mark.parametrize("pattern", ["P1", "P4"])
def test_openshift_lets_its_own_routers_and_resolvers_pass(
    analyzer: Analyzer, tmp_path: Path, pattern: str
) -> None:
    """The same holds there, with its namespaces and the port of its resolvers."""
    drawn = topology(pattern, platform="openshift", high_availability=True)
    assert_reachability(analyzer, drawn, tmp_path)
