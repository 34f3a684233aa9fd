"""Files for virtual machines: what nodes say of each other is what the topology says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.artifacts import ArtifactSettings, Directory, artifacts_of
from wso2_strategy.artifacts.settings import Hosts
from wso2_strategy.errors import MissingExtraError
from wso2_strategy.topology import Topology, topology

PATTERNS = ("P0", "P1", "P2", "P3", "P4", "P5", "P6")
HUB = {"username": "$ref{super_admin.username}", "password": "$ref{super_admin.password}"}
INSIDE = ".internal.example.com"


def only(shown: Topology, **hosts: str) -> Directory:
    """Return the one directory of a topology of one region."""
    (directory,) = artifacts_of(shown, (ArtifactSettings(hosts=Hosts(**hosts)),)).directories
    return directory


def node(directory: Directory, name: str) -> dict[str, Any]:
    return tomllib.loads(directory.text(f"nodes/{name}/deployment.toml"))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in some data, with its path."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from leaves(inner, f"{path}.{key}")
    elif isinstance(value, str):
        yield path, value


@st.composite
def topologies(draw: st.DrawFn) -> Topology:
    """Return topologies on machines, of all patterns, sizes and options that change files."""
    pattern = draw(st.sampled_from(PATTERNS))
    return topology(
        pattern,
        redundancy=draw(st.sampled_from(["none", "gateway", "all"])),
        protocols=draw(st.sets(st.sampled_from(["http", "websocket", "websub"]))),
        database=draw(st.sampled_from([None, "mysql", "postgresql", "oracle", "mssql"])),
        **{
            name: draw(st.booleans())
            for name in (
                "multi_tenant",
                "exact_rate_limits",
                "distributed_throttling",
                "transaction_counter",
            )
        },
        identity_provider=draw(st.sampled_from(["none", "external", "wso2-is"])),
        nodes={"gateway": draw(st.integers(1, 12))} if pattern in ("P2", "P3", "P4", "P5") else {},
    )


def test_a_gateway_of_pattern_3_says_what_the_guide_says() -> None:
    """Hub and keys through the inner address, brokers and receivers node by node."""
    apim = node(only(topology("P3", redundancy="all")), "gateway-2")["apim"]
    hub = f"https://control-plane{INSIDE}:9443/services/"
    assert apim["key_manager"] == HUB | {"service_url": hub}
    assert apim["event_hub"] == HUB | {
        "enable": True,
        "service_url": hub,
        "event_listening_endpoints": [
            f"tcp://control-plane-{number}{INSIDE}:5672" for number in (1, 2)
        ],
    }
    assert apim["throttling"] == {
        "throttle_decision_endpoints": [
            f"tcp://traffic-manager-{number}{INSIDE}:5672" for number in (1, 2)
        ],
        "url_group": [
            {
                "traffic_manager_urls": [f"tcp://traffic-manager-{number}{INSIDE}:9611"],
                "traffic_manager_auth_urls": [f"ssl://traffic-manager-{number}{INSIDE}:9711"],
            }
            for number in (1, 2)
        ],
    }
    assert apim["gateway_notification"]["gateway_id"] == "gateway-2"


def test_the_nodes_of_a_pair_name_each_other() -> None:
    """Each copies to the other, and both publish to both."""
    for pattern, name, component in (("P3", "control-plane", "acp"), ("P2", "all-in-one", "aio")):
        directory = only(topology(pattern, redundancy="all"))
        for own, other in ((1, 2), (2, 1)):
            hub = node(directory, f"{name}-{own}")["apim"]["event_hub"]
            assert hub["event_duplicate_url"] == [f"tcp://{name}-{other}{INSIDE}:5672"]
            assert hub["event_listening_endpoints"] == ["tcp://localhost:5672"]
            assert [group["urls"] for group in hub["publish"]["url_group"]] == [
                [f"tcp://{name}-{number}{INSIDE}:9611"] for number in (1, 2)
            ], component


def test_a_single_all_in_one_names_no_node() -> None:
    """P0 has nobody to talk to but its databases."""
    data = node(only(topology("P0")), "all-in-one-1")
    assert "throttling" not in data["apim"]
    assert "event_hub" not in data["apim"]
    assert data["event_listener"][0]["properties"]["notification_endpoint"] == (
        "https://localhost:${mgt.transport.https.port}/internal/data/v1/notify"
    )


def test_a_separate_key_manager_is_named_by_all_who_need_it() -> None:
    """In P4 and P5 portals and gateways go to it, and it tells the event hub."""
    for pattern, hub in (("P4", "control-plane"), ("P5", "all-in-one")):
        directory = only(topology(pattern))
        for name in (f"{hub}-1", "gateway-1"):
            url = node(directory, name)["apim"]["key_manager"]["service_url"]
            assert url == f"https://key-manager-1{INSIDE}:9443/services/"
        (listener,) = node(directory, "key-manager-1")["event_listener"]
        told = listener["properties"]["notification_endpoint"]
        assert told == f"https://{hub}-1{INSIDE}:9443/internal/data/v1/notify"


@settings(max_examples=tries(40))
@given(topologies())
def test_every_file_is_listed_and_reads_back(shown: Topology) -> None:
    """The manifest names all files, hosts are those of nodes or balancers, the variables all."""
    directory = only(shown)
    manifest = directory.manifest
    listed = {"manifest.json", "settings.yaml", "RUNBOOK.md", "firewall.csv"}
    listed |= {each["deployment_toml"] for each in manifest["nodes"]}
    listed |= {each[kind] for each in manifest["balancers"] for kind in ("nginx", "haproxy")}
    assert {each.path for each in directory.files} == listed
    assert json.loads(directory.text("manifest.json")) == manifest
    hosts = {each["host"] for each in (*manifest["nodes"], *manifest["balancers"])}
    variables = set[str]()
    for each in manifest["nodes"]:
        data = tomllib.loads(directory.text(each["deployment_toml"]))
        for _, text in leaves(data):
            variables |= set(re.findall(r"\$env\{(\w+)\}", text))
            if found := re.fullmatch(r"\w+://([\w.-]*internal\.example\.com):\d+.*", text):
                assert found[1] in hosts
    assert manifest["environment"] == sorted(variables)
    names = [each["host"] for each in manifest["nodes"]]
    assert len(set(names)) == len(names) == sum(manifest["nodes_per_tier"].values())


@settings(max_examples=tries(40))
@given(topologies())
def test_no_file_holds_a_secret(shown: Topology) -> None:
    """Whatever is called a password, key or secret refers to somewhere else."""
    for path, text in (
        pair
        for each in only(shown).files
        if each.path.endswith(".toml")
        for pair in leaves(tomllib.loads(each.text))
    ):
        if re.search(
            r"password|\.key$|secret|token$", path.rpartition(".")[2] or path, re.IGNORECASE
        ):
            assert re.fullmatch(r"\$(env|ref)?\{[\w.]+\}", text), path


@settings(max_examples=tries(40))
@given(topologies())
def test_what_no_file_says_is_a_limitation(shown: Topology) -> None:
    """An edge between nodes is in a deployment.toml, or the manifest owns up to it."""
    directory = only(shown)
    owned = {(each["connection"], each["opener"]) for each in directory.manifest["limitations"]}
    for name in ("C32", "C33", "X01", "X02", "X32", "X33", "C52"):
        for each in shown.connections(name=name):
            if each.opener != "identity-server":
                assert (name, each.opener) in owned


@pytest.mark.parametrize("layout", ["MDC1", "MDC2"])
def test_regions_do_not_share_hosts(layout: str) -> None:
    """Every region has a directory of its own, and gateways abroad hear the main region."""
    made = artifacts_of(topology("P3", region_layout=layout, redundancy="all"))
    hosts = [[each["host"] for each in one.manifest["nodes"]] for one in made.directories]
    assert not set(hosts[0]) & set(hosts[1])
    hub = node(made.directories[1], "gateway-1")["apim"]["event_hub"]
    main = "region-1" if layout == "MDC2" else "region-2"
    assert hub["service_url"] == f"https://control-plane.{main}{INSIDE}:9443/services/"
    receivers = node(made.directories[1], "gateway-1")["apim"]["throttling"]["url_group"]
    assert all("region-2" in each["traffic_manager_urls"][0] for each in receivers)
    if layout == "MDC1":
        assert "C60" in {each["connection"] for each in made.directories[0].manifest["limitations"]}


def test_regions_share_the_encryption_key_and_the_administrator() -> None:
    """Each region has a runbook of its own, and must not make another key."""
    said = "It is the same in all regions, as is the administrator's password"
    for layout in ("MDC1", "MDC2"):
        for each in artifacts_of(topology("P3", region_layout=layout)).directories:
            assert said in " ".join(each.text("RUNBOOK.md").split())
    assert said not in " ".join(only(topology("P3")).text("RUNBOOK.md").split())


def test_gateways_know_that_their_traffic_managers_count_together() -> None:
    """Only who opens the store names it, and only where there is one."""
    for chosen in (True, False):
        shown = topology("P3", redundancy="all", distributed_throttling=chosen)
        directory = only(shown)
        apim = {
            name: node(directory, f"{name}-1")["apim"].get("distributed_throttling")
            for name in ("gateway", "traffic-manager")
        }
        assert apim["gateway"] == ({"enable": True} if chosen else None)
        assert bool(apim["traffic-manager"]) == chosen


@pytest.mark.parametrize("pattern", ["P1", "P2", "P3", "P4", "P5"])
def test_who_serves_or_manages_reports_what_it_counts(pattern: str) -> None:
    """To the event hub, to which gateways have the inner address; nothing is left to do."""
    shown = topology(pattern, redundancy="all", transaction_counter=True)
    directory = only(shown)
    reported = "/internal/data/v1/transaction-records"
    local = f"https://localhost:${{mgt.transport.https.port}}{reported}"
    for tier in shown.components:
        counter = node(directory, f"{tier.id}-2")["apim"].get("transaction_counter")
        if tier.component == "gateway":
            hub = "control-plane" if pattern in ("P3", "P4") else "all-in-one"
            assert counter["server_url"] == f"https://{hub}{INSIDE}:9443{reported}"
            assert (counter["enable"], counter["server_id"]) == (True, "gateway-2")
        elif tier.component in ("all-in-one", "control-plane"):
            assert (counter["enable"], counter["server_url"]) == (True, local)
        else:
            assert counter is None
    assert "C19" not in {each["connection"] for each in directory.manifest["limitations"]}


def test_same_input_same_bytes() -> None:
    """Nothing depends on when or where files are made."""
    shown = topology("P4", redundancy="all", exact_rate_limits=True)
    assert only(shown).files == only(shown).files


def test_nginx_reads_its_configuration(tmp_path: Path) -> None:
    """NGINX finds nothing wrong with it."""
    apart = f"error_log stderr; pid {tmp_path}/nginx.pid;"
    for path in balancer_files("nginx.conf", tmp_path):
        complaint = checked("nginx", "-t", "-g", apart, "-c", path)
        if 'unknown directive "stream"' in complaint:
            pytest.skip("nginx is installed without its module stream")
        assert not complaint


def test_haproxy_reads_its_configuration(tmp_path: Path) -> None:
    """HAProxy finds nothing wrong with it."""
    for path in balancer_files("haproxy.cfg", tmp_path):
        assert not checked("haproxy", "-c", "-f", path)


def balancer_files(name: str, folder: Path) -> Iterator[Path]:
    """Yield configurations, with addresses for names: both programs look names up."""
    directory = only(topology("P4", redundancy="all"))
    files = [each for each in directory.files if each.path.endswith(name)]
    assert len(files) == 3
    for number, each in enumerate(files):
        path = folder / f"{number}.conf"
        known = re.sub(rf"[\w-]+{re.escape(INSIDE)}:", "127.0.0.1:", each.text)
        path.write_text(known, encoding="utf-8")
        yield path


def checked(program: str, *arguments: str | Path) -> str:
    """Return what a program complains of; nothing where it is content."""
    found = shutil.which(program, path=f"/usr/sbin:/usr/local/sbin:{os.environ['PATH']}")
    if not found:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files for Kubernetes need nothing."""
    monkeypatch.setitem(sys.modules, "tomli_w", None)
    with pytest.raises(MissingExtraError, match=r'pip install "wso2-strategy\[artifacts\]"'):
        only(topology("P0"))
    assert only(topology("P0", platform="kubernetes")).text("manifest.json")
