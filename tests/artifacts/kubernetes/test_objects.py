"""Objects beside the charts: what the API server would refuse, and what selects nothing."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any

import kubernetes_validate
import pytest
import yaml

from wso2_strategy.artifacts import Artifacts, Directory, artifacts_of
from wso2_strategy.topology import Topology, topology

Many = list[tuple[Topology, Artifacts]]

OLDEST = "1.27"
NAME = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\Z")
LABEL = re.compile(r"(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?\Z")
KEY = re.compile(
    r"(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?\Z"
)


def objects_of(directory: Directory) -> Iterator[dict[str, Any]]:
    """Yield the objects beside the charts, in the order in which they are applied."""
    for path in directory.manifest["manifests"]:
        yield from yaml.load_all(
            directory.text(path), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )


def within(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield everything in an object, each with the name under which it stands."""
    yield name, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from within(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from within(inner, name)


def problems(each: dict[str, Any]) -> Iterator[str]:
    """Yield what the API server refuses and no schema knows."""
    if not NAME.match(each["metadata"]["name"]):
        yield f"name {each['metadata']['name']}"
    for name, value in within(each):
        if name == "port" and not 1 <= value <= 65_535:
            yield f"port {value}"
        if name == "protocol" and value not in ("TCP", "UDP", "HTTPS"):
            yield f"protocol {value}"
        if name == "cidr":
            ipaddress.ip_network(value)
        if (
            name == "policyTypes"
            and not isinstance(value, list)
            and value not in ("Ingress", "Egress")
        ):
            yield f"policy type {value}"
        if name in ("matchLabels", "labels"):
            yield from (
                f"label {key}: {label}"
                for key, label in value.items()
                if not (KEY.match(key) and LABEL.match(label))
            )


def test_every_object_would_be_taken(many: Many) -> None:
    """Names, ports, protocols, labels and networks are such as the API server allows."""
    for drawn, found in many:
        for directory in found.directories:
            for each in objects_of(directory):
                assert list(problems(each)) == [], (each, drawn.options)


@pytest.mark.parametrize(
    "wrong",
    [
        {"metadata": {"name": "a_b"}},
        {"metadata": {"name": "a"}, "port": 99_999},
        {"metadata": {"name": "a"}, "protocol": "HTTP"},
        {"metadata": {"name": "a"}, "policyTypes": ["Inbound"]},
        {"metadata": {"name": "a"}, "matchLabels": {"a": "b c"}},
    ],
)
def test_what_no_schema_knows_would_be_noticed(wrong: dict[str, Any]) -> None:
    """The check above finds what schemas let pass."""
    assert list(problems(wrong))


@pytest.mark.parametrize("version", [OLDEST, kubernetes_validate.latest_version()])
def test_every_object_fits_the_schema_of_old_and_new_clusters(version: str) -> None:
    """OpenShift 4.15 asks for 1.28, and nothing here is newer than 1.27."""
    drawn = topology("P4", platform="kubernetes", nodes={"gateway": 4, "key-manager": 3})
    found = artifacts_of(drawn).directories[0]
    kinds = set()
    for each in objects_of(found):
        if "gateway.networking" not in each["apiVersion"]:
            kubernetes_validate.validate(each, version, strict=True)
            kinds.add(each["kind"])
    assert kinds == {
        "Namespace",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "HorizontalPodAutoscaler",
    }


def test_budgets_stand_where_several_pods_have_none_of_the_chart(many: Many) -> None:
    """One for each tier with two nodes or more; All-in-Ones have a budget of the chart (D4)."""
    for drawn, found in many:
        for directory in found.directories:
            budgets = {
                each["spec"]["selector"]["matchLabels"]["deployment"]
                for each in objects_of(directory)
                if each["kind"] == "PodDisruptionBudget"
            }
            expected = {
                release["name"]
                for release in directory.manifest["releases"]
                if release["chart"] != "wso2am-all-in-one"
                and drawn.tier(release["tier"]).replicas > 1
            }
            assert budgets == expected


def test_more_key_managers_than_the_chart_has_are_kept_by_an_autoscaler() -> None:
    """Two need none."""
    for nodes, kinds in ((2, []), (3, ["HorizontalPodAutoscaler"])):
        drawn = topology("P4", platform="kubernetes", nodes={"key-manager": nodes})
        (directory,) = artifacts_of(drawn).directories
        found = [each for each in objects_of(directory) if each["kind"].startswith("Horizontal")]
        assert [each["kind"] for each in found] == kinds
        assert all(each["spec"]["minReplicas"] == nodes for each in found)


def test_the_gateway_has_a_listener_for_each_host_that_is_served() -> None:
    """Hosts and listeners are those that the routes of the charts refer to."""
    drawn = topology("P4", platform="kubernetes", protocols=["http", "websub"])
    (directory,) = artifacts_of(drawn).directories
    (gateway,) = (each for each in objects_of(directory) if each["kind"] == "Gateway")
    listeners = {each["name"]: each["hostname"] for each in gateway["spec"]["listeners"]}
    assert listeners == {
        "control-plane-https": "am.example.com",
        "keymanager-https": "km.example.com",
        "gateway-https": "gw.example.com",
        "websub-https": "websub.example.com",
    }
    assert directory.manifest["exposure"]["hosts"] == sorted(listeners.values())


def test_what_must_not_be_reached_from_outside_leads_nowhere() -> None:
    """The charts route all paths of a host; what the topology blocks has a route without end."""
    (directory,) = artifacts_of(topology("P3", platform="kubernetes")).directories
    (route,) = (each for each in objects_of(directory) if each["kind"] == "HTTPRoute")
    (rule,) = route["spec"]["rules"]
    assert {each["path"]["value"] for each in rule["matches"]} == {"/services", "/carbon"}
    assert "backendRefs" not in rule
    assert route["spec"]["hostnames"] == ["am.example.com"]


def test_openshift_says_that_its_routes_refuse_no_paths() -> None:
    """They pass TLS through."""
    (directory,) = artifacts_of(topology("P3", platform="openshift")).directories
    (said,) = directory.manifest["limitations"]
    assert "/services" in said["reason"]


def test_clusters_of_gateways_share_the_calls_by_their_nodes() -> None:
    """Each chart would claim the host for itself, so one route beside them leads to all."""
    drawn = topology("P3", platform="kubernetes", gateway_clusters=[3, 2])
    (directory,) = artifacts_of(drawn).directories
    (route,) = (
        each
        for each in objects_of(directory)
        if each["metadata"]["name"] == "apim-gateway" and each["kind"] == "HTTPRoute"
    )
    assert route["spec"]["rules"][0]["backendRefs"] == [
        {"name": "apim-gw-1-service", "port": 8243, "weight": 3},
        {"name": "apim-gw-2-service", "port": 8243, "weight": 2},
    ]
    values = yaml.safe_load(directory.text("values/apim-gw-1.yaml"))
    assert values["kubernetes"]["gatewayAPI"]["gateway"]["enabled"] is False


def test_on_openshift_a_route_shares_the_calls_among_as_many_as_it_can() -> None:
    """Four services at most; beyond, that is said and nothing is written."""
    for clusters, routes in (([3, 2, 1, 1], 1), ([1] * 5, 0)):
        drawn = topology("P3", platform="openshift", gateway_clusters=clusters)
        (directory,) = artifacts_of(drawn).directories
        found = [each for each in objects_of(directory) if each["kind"] == "Route"]
        assert len(found) == routes
        said = [each["reason"] for each in directory.manifest["limitations"]]
        assert any("can lead to 4" in each for each in said) == (not routes)
        for route in found:
            served = [route["spec"]["to"], *route["spec"]["alternateBackends"]]
            assert [each["weight"] for each in served] == clusters
            assert route["spec"]["to"]["name"] == "apim-gw-1-service"


def test_openshift_has_no_gateway_object() -> None:
    """Its Routes come from the charts."""
    (directory,) = artifacts_of(topology("P3", platform="openshift")).directories
    assert {each["kind"] for each in objects_of(directory)} == {"Namespace", "NetworkPolicy"}
