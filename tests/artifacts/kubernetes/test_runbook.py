"""The runbook says everything that is to be done, in the order in which it is to be done."""

from __future__ import annotations

import pytest
import yaml

from wso2_strategy.artifacts import Artifacts, artifacts_of
from wso2_strategy.document.markdown import escaped
from wso2_strategy.topology import Topology, topology

Many = list[tuple[Topology, Artifacts]]


def test_nothing_is_left_out(many: Many) -> None:
    """Every object is applied, every secret explained, every limitation told."""
    for _, found in many:
        for directory in found.directories:
            runbook, manifest = directory.text("RUNBOOK.md"), directory.manifest
            for path in manifest["manifests"]:
                assert f"kubectl apply -f {path}" in runbook
            for each in (*manifest["secrets"], *manifest["config_maps"]):
                assert f"| {each['name']} | {', '.join(each['keys'])} |" in runbook
            for each in manifest["limitations"]:
                assert escaped(each["reason"]) in runbook
            for host in manifest["exposure"]["hosts"]:
                assert f"https://{host}/" in runbook


def test_releases_are_installed_in_the_order_of_the_manifest(many: Many) -> None:
    """Namespace and secrets first, control plane before the rest; back in reverse."""
    for _, found in many:
        for directory in found.directories:
            runbook = directory.text("RUNBOOK.md")
            steps = [
                "kubectl apply -f manifests/00-namespace.yaml",
                "create secret generic apim-secrets",
                "manifests/20-network-policies.yaml",
                *(f"--install {each['name']} " for each in directory.manifest["releases"]),
                *(
                    f"helm rollback {each['name']} "
                    for each in reversed(directory.manifest["releases"])
                ),
            ]
            places = [runbook.index(each) for each in steps]
            assert places == sorted(places)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"pattern": "P4"}, "BackendTLSPolicy v1"),
        ({"pattern": "P4", "platform": "openshift"}, "belongs to group 0"),
        ({"pattern": "P3", "database": "oracle"}, "dbscripts/apimgt/oracle.sql"),
        ({"pattern": "P3"}, "No database was stated"),
        ({"pattern": "P6"}, "wso2/identity-server"),
        ({"pattern": "P5", "nodes": {"key-manager": 3}}, "the autoscaler beside it keeps 3"),
        ({"pattern": "P3"}, "https://am.example.com/carbon/  # 404 or 500: refused"),
    ],
)
def test_what_must_be_there_before_is_named(options: dict[str, str], said: str) -> None:
    """By platform, database and pattern."""
    drawn = topology(**{"platform": "kubernetes", **options})
    assert said in artifacts_of(drawn).directories[0].text("RUNBOOK.md")


def test_the_cluster_is_told_what_the_pods_request_in_all() -> None:
    """The sum over the values files is the figure in the runbook."""
    drawn = topology("P4", platform="kubernetes", nodes={"gateway": 5, "key-manager": 3})
    (directory,) = artifacts_of(drawn).directories
    vcpu = mib = pods = 0
    for release in directory.manifest["releases"]:
        requests = yaml.safe_load(directory.text(release["values"]))["wso2"]["deployment"][
            "resources"
        ]["requests"]
        nodes = directory.manifest["nodes_per_tier"][release["tier"]]
        pods += nodes
        vcpu += nodes * int(requests["cpu"].removesuffix("m"))
        mib += nodes * int(requests["memory"].removesuffix("Mi"))
    said = f"{pods} pods, which request {vcpu // 1_000} vCPU and {mib:,} MiB in all."
    assert said in directory.text("RUNBOOK.md")


def test_a_region_without_control_plane_asks_for_no_database() -> None:
    """Gateways and Traffic Managers open none."""
    found = artifacts_of(topology("P3", platform="kubernetes", region_layout="MDC2"))
    first, second = (each.text("RUNBOOK.md") for each in found.directories)
    assert "dbscripts" in first
    assert "dbscripts" not in second
    assert "sign in to the portals" not in second
