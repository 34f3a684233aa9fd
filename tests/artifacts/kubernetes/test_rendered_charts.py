"""The real charts, rendered with the values: they say what the topology says.

Needs a checkout of the branch 4.7.x of wso2/helm-apim in WSO2_HELM_CHARTS and a helm binary in
WSO2_HELM; both are too large, or not free, to stand here.
"""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from random_topologies import PATTERNS

from wso2_strategy.artifacts import Directory, artifacts_of
from wso2_strategy.artifacts.deployment import Deployment, deployments
from wso2_strategy.artifacts.kubernetes.charts import Release, releases
from wso2_strategy.artifacts.kubernetes.policies import own_ports
from wso2_strategy.artifacts.machines.hosts import inner_host, node_hosts
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.topology import topology

CHARTS, HELM = os.environ.get("WSO2_HELM_CHARTS", ""), os.environ.get("WSO2_HELM", "")
pytestmark = pytest.mark.skipif(
    not (CHARTS and HELM), reason="WSO2_HELM_CHARTS and WSO2_HELM are not set"
)

FOLDERS = {
    "wso2am-all-in-one": "all-in-one",
    "wso2am-acp": "distributed/control-plane",
    "wso2am-km": "distributed/key-manager",
    "wso2am-tm": "distributed/traffic-manager",
    "wso2am-universal-gw": "distributed/gateway",
}

STREAMS = ["http", "websocket", "websub"]
CASES: dict[str, dict[str, Any]] = {
    **{
        f"{pattern} {platform} {redundancy}": {
            "pattern": pattern,
            "platform": platform,
            "redundancy": redundancy,
        }
        for pattern in PATTERNS
        for platform in ("kubernetes", "openshift")
        for redundancy in ("none", "all")
    },
    "streams": {"pattern": "P2", "platform": "kubernetes", "protocols": STREAMS},
    "streams of openshift": {"pattern": "P1", "platform": "openshift", "protocols": STREAMS},
    "tenants and counters": {
        "pattern": "P3",
        "platform": "kubernetes",
        "redundancy": "all",
        "multi_tenant": True,
        "exact_rate_limits": True,
        "distributed_throttling": True,
        "transaction_counter": True,
        "database": "postgresql",
        "identity_provider": "wso2-is",
    },
    "counters of two": {
        "pattern": "P2",
        "platform": "kubernetes",
        "redundancy": "all",
        "exact_rate_limits": True,
        "transaction_counter": True,
        "database": "mssql",
    },
    "clusters": {"pattern": "P3", "platform": "kubernetes", "gateway_clusters": [2, 3]},
    "clusters of openshift": {"pattern": "P3", "platform": "openshift", "gateway_clusters": [2, 3]},
    "regions, all managed": {
        "pattern": "P4",
        "platform": "openshift",
        "redundancy": "all",
        "region_layout": "MDC1",
    },
    "regions, one managing": {
        "pattern": "P3",
        "platform": "kubernetes",
        "redundancy": "all",
        "region_layout": "MDC2",
    },
    "many": {
        "pattern": "P4",
        "platform": "kubernetes",
        "nodes": {"gateway": 7, "key-manager": 3, "traffic-manager": 2},
    },
}

CORE = {"v1", "apps/v1", "policy/v1", "autoscaling/v2"}

ADDRESS = re.compile(r"(?:tcp|ssl|https)://([\w.-]+):(\d+|\$\{mgt\.transport\.https\.port\})")
VARIABLE = re.compile(r"\$env\{(\w+)\}")

Objects = list[dict[str, Any]]


def rendered(directory: Directory, folder: Path) -> dict[str, Objects]:
    """Return the objects that helm renders for each release of a region."""
    found = {}
    for each in directory.manifest["releases"]:
        values = folder / f"{each['name']}.yaml"
        values.write_text(directory.text(each["values"]), encoding="utf-8")
        chart = str(Path(CHARTS) / FOLDERS[each["chart"]])
        command = [
            HELM,
            "template",
            each["name"],
            chart,
            "-n",
            each["namespace"],
            "-f",
            str(values),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        found[each["name"]] = [each for each in yaml.load_all(done.stdout, Loader=loader) if each]
    return found


def of_kind(objects: Objects, kind: str) -> Objects:
    return [each for each in objects if each["kind"] == kind]


def configurations(objects: Objects) -> Iterator[str]:
    """Yield the texts of deployment.toml, without comments."""
    for each in of_kind(objects, "ConfigMap"):
        text = each["data"].get("deployment.toml", "")
        if text:
            yield "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def opened(region: Deployment, objects: dict[str, Objects]) -> set[tuple[str, str, int]]:
    """Return who opens which port of whom, by the addresses in the configuration."""
    found = releases(region)
    tiers = {host: each.tier.id for each in found for host in (each.service, *each.node_services)}
    for tier in region.topology.components:
        if tier.region != region.region:
            hosts = (inner_host(region, tier), *node_hosts(region, tier))
            tiers |= dict.fromkeys(hosts, tier.id)
    edges = set()
    for each in found:
        for text in configurations(objects[each.name]):
            for host, port in ADDRESS.findall(text):
                if host not in ("localhost", "is.example.com"):
                    edges.add((each.tier.id, tiers[host], int(port) if port.isdigit() else 9443))
    return edges


@pytest.mark.parametrize("case", CASES)
def test_the_real_charts_say_what_the_topology_says(tmp_path: Path, case: str) -> None:
    """Addresses, sizes, secrets, routes and labels: everything refers to what is there."""
    drawn = topology(**CASES[case])
    made = artifacts_of(drawn).directories
    for region, directory in zip(deployments(drawn, ASSUMPTIONS), made, strict=True):
        check_region(region, directory, rendered(directory, tmp_path))


def check_region(region: Deployment, directory: Directory, objects: dict[str, Objects]) -> None:
    """Compare what the charts make of a region's files with its part of the topology."""
    assert routed_hosts(objects, directory) == set(directory.manifest["exposure"]["hosts"])
    found = releases(region)
    own = {(each.tier.id, each.tier.id, port) for each in found for port in own_ports(each)}
    edges = {
        (tier.id, target.id, connection.port)
        for tier in region.tiers
        for connection, target in region.outgoing(tier)
        # What no chart writes between regions is among the limitations.
        if target.kind == "runtime"
        and target.component != "identity-server"
        and connection.id != "C60"
    }
    if "C27" in {each["connection"] for each in directory.manifest["limitations"]}:
        later = {each.id for each in region.tiers_of("gateway") if (each.cluster or 0) > 1}
        edges = {each for each in edges if not (each[1] in later and each[2] == 9443)}
    assert opened(region, objects) == edges | own

    for each in (each for made in objects.values() for each in made):
        if each["apiVersion"] in CORE:
            for version in ("1.27", kubernetes_validate.latest_version()):
                kubernetes_validate.validate(each, version, strict=True)
    services = {
        each["metadata"]["name"]: {port["port"] for port in each["spec"]["ports"]}
        for each in of_kind([each for many in objects.values() for each in many], "Service")
    }
    held = {
        each["name"]: set(each["keys"])
        for each in (*directory.manifest["secrets"], *directory.manifest["config_maps"])
    }
    for release in found:
        made = objects[release.name]
        for host in (release.service, *release.node_services):
            assert host in services
        check_configuration(made)
        check_pods(made, release, held)
        check_routes(made, directory, services)


def check_configuration(made: Objects) -> None:
    """It is TOML with no password of its own, and every variable that it reads is set."""
    environment = {
        each["name"]
        for workload in of_kind(made, "Deployment")
        for container in workload["spec"]["template"]["spec"]["containers"]
        for each in container.get("env", ())
    }
    for text in configurations(made):
        tomllib.loads(text)
        assert set(VARIABLE.findall(text)) <= environment
        for value in re.findall(r"(?i)password\s*=\s*(.*)", text):
            assert re.fullmatch(r"'?\"(\$env\{\w+\}|\$ref\{[\w.]+\}|\$\{[\w.]+\}|)\"", value), value
        hub = re.search(r"(?m)^key = (.*)$", text)
        assert hub is None or hub[1] == '"$env{WSO2_ENCRYPTION_KEY}"'


def check_pods(made: Objects, release: Release, held: dict[str, set[str]]) -> None:
    """As many as the answer has, with the labels that policies select, and secrets that exist."""
    workloads = of_kind(made, "Deployment")
    assert [each["metadata"]["name"] for each in workloads] == release.workloads
    scalers = of_kind(made, "HorizontalPodAutoscaler")
    count = sum(each["spec"].get("replicas", 1) for each in workloads)
    if scalers:
        count = scalers[0]["spec"]["minReplicas"]
    beyond_chart = release.tier.component == "key-manager" and release.nodes > 2
    assert count == release.nodes or beyond_chart
    for workload in workloads:
        pod = workload["spec"]["template"]
        assert pod["metadata"]["labels"]["deployment"] == release.label
        (container,) = pod["spec"]["containers"]
        assert container["image"].startswith("registry.example.com/wso2am")
        asked = [
            each["valueFrom"]["secretKeyRef"]
            for each in container["env"]
            if "secretKeyRef" in each.get("valueFrom", {})
        ]
        assert asked
        for each in asked:
            assert each["key"] in held[each["name"]]
        paths = [each["mountPath"] for each in container["volumeMounts"]]
        assert len(paths) == len(set(paths))
        for volume in pod["spec"]["volumes"]:
            if secret := volume.get("secret"):
                assert secret["secretName"] in held
        assert pod["spec"]["imagePullSecrets"] == [{"name": "registry-credentials"}]


def check_routes(made: Objects, directory: Directory, services: dict[str, set[int]]) -> None:
    """Every route has a listener with its host, or is a Route, and leads to a port that listens."""
    hosts = set(directory.manifest["exposure"]["hosts"])
    listeners = {}
    if "manifests/10-gateway.yaml" in directory.manifest["manifests"]:
        gateway = next(yaml.safe_load_all(directory.text("manifests/10-gateway.yaml")))
        listeners = {each["name"]: each["hostname"] for each in gateway["spec"]["listeners"]}
    for route in of_kind(made, "HTTPRoute"):
        (parent,) = route["spec"]["parentRefs"]
        assert parent["name"] == "apim-gateway"
        assert route["spec"]["hostnames"] == [listeners[parent["sectionName"]]]
        for rule in route["spec"]["rules"]:
            for each in rule["backendRefs"]:
                assert each["port"] in services[each["name"]]
    for route in of_kind(made, "Route"):
        assert route["spec"]["host"] in hosts
        assert route["spec"]["tls"]["termination"] == "passthrough"
        assert route["spec"]["to"]["name"] in services
    for policy in of_kind(made, "BackendTLSPolicy"):
        assert policy["spec"]["validation"]["caCertificateRefs"][0]["name"] == "apim-backend-ca"
    assert not of_kind(made, "Secret")
    assert not of_kind(made, "Ingress")


def routed_hosts(objects: dict[str, Objects], directory: Directory) -> set[str]:
    """Return the hosts that routes of the charts, or beside them, lead anywhere."""
    made = [each for many in objects.values() for each in many]
    for path in directory.manifest["manifests"]:
        made += yaml.safe_load_all(directory.text(path))
    routes = [host for each in of_kind(made, "HTTPRoute") for host in each["spec"]["hostnames"]]
    return {*routes, *(each["spec"]["host"] for each in of_kind(made, "Route"))}
