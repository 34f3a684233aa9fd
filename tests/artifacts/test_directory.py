"""Directories of files: the index, what is written, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from wso2_strategy import CATALOG, Recommendation, RequirementsError
from wso2_strategy.artifacts import Artifacts, ArtifactSettings, Directory, artifacts_of
from wso2_strategy.topology import Topology, topology

PLATFORMS = ("kubernetes", "openshift", "virtual-machines")
KEYS = {
    "schema",
    "pattern",
    "redundancy",
    "platform",
    "region",
    "region_layout",
    "nodes_per_tier",
    "namespace",
    "releases",
    "manifests",
    "nodes",
    "balancers",
    "environment",
    "secrets",
    "config_maps",
    "external",
    "exposure",
    "limitations",
}


def listed(directory: Directory) -> set[str]:
    """Return the files that a manifest names."""
    manifest = directory.manifest
    return {
        *(each["values"] for each in manifest["releases"]),
        *manifest["manifests"],
        *(each["deployment_toml"] for each in manifest["nodes"]),
    }


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_lies_about_unlisted(platform: str) -> None:
    """The manifest has always the same keys, and names every file but itself and the texts."""
    for pattern in ("P1", "P4"):
        (directory,) = artifacts_of(topology(pattern, platform=platform)).directories
        assert set(directory.manifest) == KEYS
        files = {each.path for each in directory.files}
        assert listed(directory) <= files
        other = {each for each in files - listed(directory) if not each.startswith("balancers/")}
        assert other == {"manifest.json", "settings.yaml", "RUNBOOK.md", "firewall.csv"}
        assert json.loads(directory.text("manifest.json")) == directory.manifest


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_region_has_a_directory(platform: str) -> None:
    """Files of a region speak of its own tiers; the second of MDC2 has no control plane."""
    found = artifacts_of(topology("P3", platform=platform, region_layout="MDC2"))
    assert [each.name for each in found.directories] == ["region-1", "region-2"]
    tiers = [set(each.manifest["nodes_per_tier"]) for each in found.directories]
    assert tiers == [
        {"control-plane@1", "traffic-manager@1", "gateway@1"},
        {"traffic-manager@2", "gateway@2"},
    ]
    assert "load-balancer@1" not in found.directories[1].text("firewall.csv")


def test_settings_are_one_for_all_regions_or_one_for_each() -> None:
    """Another number is an error that says so."""
    two = topology("P3", platform="kubernetes", region_layout="MDC1")
    hosts = [ArtifactSettings.of({"hosts": {"gateway": f"{name}.test"}}) for name in "ab"]
    found = artifacts_of(two, hosts)
    texts = [each.text("values/apim-gw.yaml") for each in found.directories]
    assert ["a.test" in texts[0], "b.test" in texts[0]] == [True, False]
    assert ["a.test" in texts[1], "b.test" in texts[1]] == [False, True]
    with pytest.raises(RequirementsError, match="3 are given for 2 regions"):
        artifacts_of(two, [*hosts, *hosts[:1]])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_databases_of_regions_are_apart_and_replicate(platform: str) -> None:
    """MDC1 needs replication, which no file makes; one database would be written by two regions."""
    hosts = [ArtifactSettings.of({"databases": {"host": f"db-{name}.test"}}) for name in "ab"]
    for layout, given, replicate, same in (
        ("MDC1", (), True, True),
        ("MDC1", hosts, True, False),
        ("MDC2", (), False, False),
    ):
        shown = topology("P3", platform=platform, region_layout=layout)
        for number, each in enumerate(artifacts_of(shown, given).directories, start=1):
            left = [(one["connection"], one["opener"]) for one in each.manifest["limitations"]]
            runbook = each.text("RUNBOOK.md")
            for name in ("am-database", "shared-database"):
                assert (("C63", f"{name}@{number}") in left) == replicate
            assert ("in both directions (C63)" in runbook) == replicate
            assert ("Regions 1 and 2 have databases of their own" in runbook) == same


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_region_that_stands_by_gets_its_schemas_by_replication(platform: str) -> None:
    """Only its own files say so: the region that serves is set up like any other."""
    shown = topology("P3", platform=platform, region_layout="DR1")
    serving, waiting = (each for each in artifacts_of(shown).directories)
    assert "stands by" not in serving.text("RUNBOOK.md")
    assert "start no node before people switch" in waiting.text("RUNBOOK.md")
    left = {(one["connection"], one["opener"]) for one in waiting.manifest["limitations"]}
    assert {("X63", "am-database@2"), ("X63", "shared-database@2")} <= left


def test_the_runbook_lists_the_placeholders_that_are_used() -> None:
    """What no file names need not be set, and what the user set is no placeholder."""
    runbook = artifacts_of(topology("P1", platform="kubernetes")).directories[0].text("RUNBOOK.md")
    assert "| databases.host | db.example.com |" in runbook
    assert "redis" not in runbook
    set_by_user = ArtifactSettings.of({"databases": {"host": "db.shop.test"}})
    runbook = (
        artifacts_of(topology("P1", platform="kubernetes"), [set_by_user])
        .directories[0]
        .text("RUNBOOK.md")
    )
    assert "db.example.com" not in runbook


def test_the_runbook_says_which_placeholders_lead_to_nothing() -> None:
    """The charts' endpoints name hosts of protocols that are not served, too."""
    for protocols, unserved in (
        ({"http"}, "Of hosts.websocket and hosts.websub, only"),
        ({"http", "websub"}, "Of hosts.websocket, only"),
        ({"http", "websocket", "websub"}, ""),
    ):
        shown = topology("P3", platform="kubernetes", protocols=protocols)
        runbook = " ".join(artifacts_of(shown).directories[0].text("RUNBOOK.md").split())
        assert ("no API of that kind" in runbook) == bool(unserved)
        assert unserved in runbook


def test_firewall_rules_have_the_ports_that_are_set() -> None:
    """The database's port is the one in the configuration, back ends have all of theirs."""
    set_by_user = ArtifactSettings.of(
        {"databases": {"port": 13306}, "networks": {"backend_ports": [443, 8443]}}
    )
    (directory,) = artifacts_of(topology("P1", platform="kubernetes"), [set_by_user]).directories
    rules = {tuple(line.split(",")[:3]) for line in directory.text("firewall.csv").splitlines()}
    assert ("all-in-one", "am-database", "13306") in rules
    assert {("all-in-one", "backend", port) for port in ("443", "8443")} <= rules
    assert "jdbc:mysql://db.example.com:13306/apim_db" in directory.text("values/apim.yaml")


def test_a_platform_of_a_pack_is_what_it_extends_or_has_no_files() -> None:
    """What extends Kubernetes is Kubernetes; of another one, nothing is known, and that is said."""
    own = {
        "eks": evolve(CATALOG.platform("kubernetes"), id="eks", name="EKS", extends="kubernetes"),
        "nomad": evolve(CATALOG.platform("kubernetes"), id="nomad", name="Nomad", extends=None),
    }
    catalog = CATALOG.extended(platforms=own.values())
    for platform, files in (("eks", True), ("nomad", False)):
        drawn = topology("P1", platform=platform, catalog=catalog)
        (directory,) = artifacts_of(drawn, catalog=catalog).directories
        assert any(each.path.startswith("values/") for each in directory.files) == files
        said = [each["reason"] for each in directory.manifest["limitations"]]
        assert any("nomad" in each for each in said) != files


@pytest.mark.parametrize("platform", PLATFORMS)
def test_brokers_with_tls_are_refused(platform: str) -> None:
    """Addresses of a port with TLS, without the parameters for it, would be wrong files."""
    with pytest.raises(RequirementsError, match=r"options\.broker_tls: the files write brokers"):
        artifacts_of(topology("P3", platform=platform, broker_tls=True))


def saved(drawn: Topology, folder: Path, *, replace: bool = False) -> Artifacts:
    found = artifacts_of(drawn)
    found.save(folder, replace=replace)
    return found


def test_a_folder_holds_what_was_made(tmp_path: Path) -> None:
    """A new folder is made, with the folders above it, and is whole."""
    found = saved(topology("P3", platform="kubernetes"), tmp_path / "a" / "b")
    written = {
        path.relative_to(tmp_path / "a" / "b").as_posix(): path.read_text(encoding="utf-8")
        for path in (tmp_path / "a" / "b").rglob("*")
        if path.is_file()
    }
    assert written == {each.path: each.text for each in found.files()}
    assert [each.name for each in (tmp_path / "a").iterdir()] == ["b"]


def test_files_are_replaced_only_when_told_to(tmp_path: Path) -> None:
    """What is there stays as it is, and each file is named."""
    drawn = topology("P1", platform="kubernetes")
    saved(drawn, tmp_path / "out")
    (tmp_path / "out" / "RUNBOOK.md").write_text("mine", encoding="utf-8")
    with pytest.raises(RequirementsError, match=r"RUNBOOK\.md exists already"):
        saved(drawn, tmp_path / "out")
    assert (tmp_path / "out" / "RUNBOOK.md").read_text(encoding="utf-8") == "mine"
    saved(drawn, tmp_path / "out", replace=True)
    assert (tmp_path / "out" / "RUNBOOK.md").read_text(encoding="utf-8").startswith("# Runbook")


def test_files_of_another_answer_are_not_applied_with_these(tmp_path: Path) -> None:
    """A release that is no more would be installed again; notes of the user's own may stay."""
    saved(topology("P4", platform="kubernetes"), tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RequirementsError) as raised:
        saved(topology("P3", platform="kubernetes"), tmp_path / "out", replace=True)
    assert raised.value.problems == (
        "values/apim-km.yaml is no file of this answer; remove it, or choose another folder",
    )
    (tmp_path / "out" / "values" / "apim-km.yaml").unlink()
    saved(topology("P3", platform="kubernetes"), tmp_path / "out", replace=True)
    assert (tmp_path / "out" / "notes.txt").exists()


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    """A file in the way of a folder is an error of the system, and no half is there."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError):  # noqa: PT011 - which one is the system's choice
        saved(topology("P1", platform="kubernetes"), tmp_path / "file" / "out")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_recommendation_gives_its_files(advised: Callable[[str], Recommendation]) -> None:
    """Pattern, platform and nodes are those of the answer, region by region."""
    for example in ("retail.yaml", "two-regions.yaml"):
        answer = advised(example)
        found = answer.artifacts()
        assert len(found.directories) == answer.regions
        for number, directory in enumerate(found.directories):
            manifest = directory.manifest
            assert manifest["pattern"] == answer.pattern.id
            assert manifest["platform"] == answer.platform.id
            nodes = {
                name.partition("@")[0]: count for name, count in manifest["nodes_per_tier"].items()
            }
            assert nodes == {
                each.component: each.nodes_per_region[number]
                for each in answer.sizing.tiers
                if each.nodes_per_region[number]
            }


@pytest.mark.parametrize("platform", PLATFORMS)
def test_databases_that_replicate_both_ways_are_of_a_product_that_does(platform: str) -> None:
    """WSO2 tests three, MySQL is none of them, and has scripts of their own for these."""
    over_regions = topology("P3", platform=platform, region_layout="MDC1")
    text = artifacts_of(over_regions, ()).directories[0].text("RUNBOOK.md")
    assert "PostgreSQL is taken" in text
    assert "dbscripts/multi-dc/Postgresql/apimgt" in text
    assert "mysql" not in text.lower()
    alone = artifacts_of(topology("P3", platform=platform), ()).directories[0].text("RUNBOOK.md")
    assert "MySQL is taken" in alone
    assert "multi-dc" not in alone
