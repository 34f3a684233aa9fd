"""Every kind of fault, put into sound files by hand, is found and named."""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import pytest

from wso2_strategy.artifacts import artifacts_of
from wso2_strategy.artifacts.assess import Assessment, assess
from wso2_strategy.topology import topology

INSIDE = ".internal.example.com"
GATEWAY = "nodes/gateway-1/deployment.toml"
OTHER_GATEWAY = "nodes/gateway-2/deployment.toml"
CONTROL = "nodes/control-plane-1/deployment.toml"
CONTROLS = (CONTROL, "nodes/control-plane-2/deployment.toml")

Change = tuple[str, str, str]

NODES: dict[str, tuple[Change, ...]] = {
    "unread": ((GATEWAY, "[server]", "[server"),),
    "missing": ((GATEWAY, "throttle_decision_endpoints", "no_endpoints"),),
    "address": ((GATEWAY, f"ssl://traffic-manager-2{INSIDE}", f"ssl:/traffic-manager-2{INSIDE}"),),
    "placeholder": ((CONTROL, f"https://gateway{INSIDE}", "https://[gateway-LB-host]"),),
    "hosts-differ": ((GATEWAY, "tcp://control-plane-2.", "tcp://control-plane-3."),),
    "not-each-node": ((GATEWAY, f'    "tcp://control-plane-2{INSIDE}:5672",\n', ""),),
    "copies-to-itself": (
        (CONTROLS[1], f"tcp://control-plane-1{INSIDE}:5672", f"tcp://control-plane-2{INSIDE}:5672"),
    ),
    "encryption-key": ((GATEWAY, 'key = "$env{WSO2_ENCRYPTION_KEY}"\n', ""),),
    "encryption-keys-differ": ((GATEWAY, "{WSO2_ENCRYPTION_KEY}", "{ANOTHER}"),),
    "password": ((GATEWAY, '"$env{WSO2_ADMIN_PASSWORD}"', '"admin"'),),
    "server-role": ((GATEWAY, 'role = "default"', 'role = "gateway-worker"'),),
    "hub-incomplete": ((GATEWAY, "enable = true\nusername", "enable = true\nuser"),),
    "gateway-id": ((GATEWAY, 'gateway_id = "gateway-1"', 'gateway_id = "gateway-2"'),),
    "embedded-database": (
        (CONTROL, "jdbc:mysql://db.example.com:3306/apim_db", "jdbc:h2:./repository/database/A"),
    ),
    "databases-differ": ((CONTROL, "db.example.com:3306/apim_db", "db.other.test:3306/apim_db"),),
    "scheme": (
        (GATEWAY, f"https://control-plane{INSIDE}:9443", f"http://control-plane{INSIDE}:9443"),
    ),
    "wrong-port": (
        (GATEWAY, f"tcp://traffic-manager-1{INSIDE}:9611", f"tcp://traffic-manager-1{INSIDE}:9711"),
    ),
    "clear-text-to-tls": ((GATEWAY, ":5672", ":8672"),),
    "brokers-differ": ((GATEWAY, ":5672", ":8672?ssl='true'"),),
    "switched-off": (
        (GATEWAY, "[apim.event_hub]\nenable = true", "[apim.event_hub]\nenable = false"),
    ),
    "other-component": (
        (GATEWAY, f"https://control-plane{INSIDE}:9443", f"https://gateway{INSIDE}:9443"),
    ),
    "place-differs": (
        (GATEWAY, f"https://control-plane{INSIDE}:9443", f"https://control-plan{INSIDE}:9443"),
    ),
    "manifest-differs": (("manifest.json", '"pattern": "P3"', '"pattern": "P2"'),),
    "publish": tuple((each, "[[apim.event_hub.publish.url_group]]", "[[x]]") for each in CONTROLS),
}
"""For each fault of nodes, what to put in the place of what in which file."""

GW, ACP, TM = "values/apim-gw.yaml", "values/apim-acp.yaml", "values/apim-tm.yaml"
AIO = "values/apim.yaml"
POLICIES = "manifests/20-network-policies.yaml"

VALUES: dict[str, tuple[str, tuple[Change, ...]]] = {
    "D1": ("P3", ((GW, "encryptionKeyKey: encryptionKey", "encryptionKeyKey: ''"),)),
    "D2": ("P3", ((ACP, "serviceName: apim-gw-service", "serviceName: wso2am-gateway-service"),)),
    "D4": ("P3", (("manifests/30-disruption-budgets.yaml", "deployment: apim-tm", "x: y"),)),
    "D6": ("P3", ((TM, "properties: null", "properties: {key: value}"),)),
    "D7": ("P3", ((GW, "      km:\n", "      iskm: {enabled: true}\n      km:\n"),)),
    "D8": ("P3", ((TM, "fullnameOverride", "azure: {enabled: true}\nfullnameOverride"),)),
    "D9": ("P3", ((GW, "minReplicas: 2", "minReplicas: 1"),)),
    "D10": ("P2", ((GW, "- apim-am-service-1", "- apim-am-service"),)),
    "D11": (
        "P1",
        (
            (
                AIO,
                "      oauth_config",
                "      throttling: {enablePersistence: true}\n      oauth_config",
            ),
        ),
    ),
    "D12": ("P3", ((GW, "  apim:\n", "  apim:\n    portOffset: 1\n"),)),
    "D13": ("P2", ((AIO, "apim.event_hub.publish", "apim.no_hub.publish"),)),
    "D14": ("P3", ((GW, "name: internal.jks", "name: tls.jks"),)),
    "D15": ("P3", ((GW, "tlsKeystoreKeyPasswordKey: tlsKeystorePassword", "x: y"),)),
    "D17": ("P2", ((AIO, "[apim.event_hub]", "[server]\\n[apim.event_hub]"),)),
    "unknown-service": ("P3", ((GW, "- apim-tm-2-service", "- apim-tm-3-service"),)),
    "policy": ("P3", ((POLICIES, "port: 9611", "port: 9999"),)),
    "password-in-values": ("P3", ((TM, "adminPassword: ''", "adminPassword: admin"),)),
    "unread-key": ("P3", ((TM, "      eventhub:\n", "      eventhub:\n        serviceURL: x\n"),)),
    "route-twice": (
        "P2",
        ((AIO, "    gateway:\n      enabled: false", "    gateway:\n      enabled: true"),),
    ),
    "not-each-node": ("P3", ((GW, "        - apim-acp-2-service\n", ""),)),
}
"""For each fault of values, a pattern and the same."""


def changed(folder: Path, changes: tuple[Change, ...]) -> Assessment:
    """Return the assessment of files with something else in them."""
    for path, old, new in changes:
        text = (folder / path).read_text(encoding="utf-8")
        assert old in text, old
        (folder / path).write_text(text.replace(old, new), encoding="utf-8")
    return assess(folder)


@pytest.fixture(name="nodes")
def _nodes(tmp_path: Path) -> Path:
    artifacts_of(topology("P3", redundancy="all")).save(tmp_path / "made")
    return tmp_path / "made"


@pytest.mark.parametrize("name", NODES)
def test_a_fault_of_nodes_is_found(nodes: Path, name: str) -> None:
    """In the file that has it, where one has it."""
    found = changed(nodes, NODES[name])
    paths = {each.path for each in found.findings if each.id == name}
    assert paths
    assert paths <= {"", *(path for path, _, _ in NODES[name])}
    assert not found.is_clean


@pytest.mark.parametrize("name", VALUES)
def test_a_fault_of_values_is_found(tmp_path: Path, name: str) -> None:
    """Known defects by their id, with what to do about them."""
    pattern, changes = VALUES[name]
    made = topology(pattern, redundancy="all", platform="kubernetes")
    artifacts_of(made).save(tmp_path / "made")
    assert name not in {each.id for each in assess(tmp_path / "made").findings}
    found = changed(tmp_path / "made", changes)
    assert name in {each.id for each in found.findings}
    assert not found.is_clean


def test_a_service_that_no_release_makes_is_told_from_that_of_samples(tmp_path: Path) -> None:
    """With the services that there are, and not as a defect of the samples."""
    artifacts_of(topology("P3", redundancy="all", platform="kubernetes")).save(tmp_path / "made")
    found = changed(tmp_path / "made", VALUES["unknown-service"][1])
    (unknown,) = (each for each in found.findings if each.id == "unknown-service")
    assert (unknown.severity, unknown.path) == ("error", GW)
    assert "apim-tm-3-service" in unknown.problem
    assert "apim-tm-1-service and apim-tm-2-service" in unknown.remedy
    assert "D2" not in {each.id for each in found.findings}


@pytest.mark.parametrize(
    ("old", "new", "held"),
    [
        ("port: 9611", "port: 9999", 4),
        ("- protocol: TCP\n      port: 9611", "- protocol: UDP\n      port: 9611", 4),
        ("port: 9611", "port: 9600\n      endPort: 9620", 0),
        ("port: 9611", "port: binary", 0),
        ("deployment: apim-gw", "team: gateways", 0),
        (
            "  - from:\n    - podSelector:\n        matchLabels:\n          deployment: apim-gw\n",
            "  - x:\n",
            0,
        ),
        ("  - Ingress\n", "", 0),
        (f"{10 * ' '}deployment: apim-gw", f"{10 * ' '}deployment: other", 3),
        ("namespace: apim\n", "namespace: other\n", 0),
    ],
)
def test_policies_are_held_against_what_connects(
    tmp_path: Path, old: str, new: str, held: int
) -> None:
    """Each way that is shut is one finding; what only a cluster knows is none."""
    artifacts_of(topology("P3", redundancy="all", platform="kubernetes")).save(tmp_path / "made")
    found = changed(tmp_path / "made", ((POLICIES, old, new),))
    policies = [each for each in found.findings if each.id == "policy"]
    assert len(policies) == held, policies
    assert {each.path for each in policies} <= {POLICIES}


def test_policies_of_other_makers_are_said_to_be_passed_over(tmp_path: Path) -> None:
    """They are written in other words, so nobody may think that they were looked at."""
    artifacts_of(topology("P3", platform="kubernetes")).save(tmp_path / "made")
    path = tmp_path / "made" / POLICIES
    text = path.read_text(encoding="utf-8").replace("networking.k8s.io", "projectcalico.org")
    path.write_text(text, encoding="utf-8")
    assert assess(tmp_path / "made").passed_over == (POLICIES,)


def test_what_no_value_mends_is_a_note(tmp_path: Path) -> None:
    """The charts have it whatever values say, so it is no reason to fail."""
    artifacts_of(topology("P2", redundancy="all", platform="kubernetes")).save(tmp_path / "made")
    found = assess(tmp_path / "made")
    assert {each.id for each in found.findings} == {"D5", "D16"}
    assert found.is_clean


def test_values_of_another_version_are_noted(tmp_path: Path) -> None:
    """Defects and keys are those of the charts that were rendered."""
    artifacts_of(topology("P1", platform="kubernetes")).save(tmp_path / "made")
    old = ((AIO, "  apim:\n", "  apim:\n    version: 4.6.0\n"),)
    found = changed(tmp_path / "made", old)
    assert "other-version" in {each.id for each in found.findings}
    assert found.is_clean


def test_files_that_are_missing_are_named(nodes: Path) -> None:
    """What addresses lead to is known, and that nobody looked into it."""
    for path in (nodes / "nodes").glob("traffic-manager-*/*"):
        path.unlink()
    found = assess(nodes)
    assert {each.id for each in found.findings} == {"no-file"}
    assert found.recovery.found.nodes("traffic-manager") == 2
    (nodes / OTHER_GATEWAY).unlink()
    (nodes / CONTROLS[1]).unlink()
    assert "too-many-nodes" in {each.id for each in assess(nodes).findings}


def test_addresses_follow_the_offset_of_whom_they_lead_to(tmp_path: Path) -> None:
    """A shifted node is reached at its shifted ports, and no more at the usual ones."""
    artifacts_of(topology("P2", redundancy="gateway")).save(tmp_path / "made")
    hub = tmp_path / "made" / "nodes" / "all-in-one-1" / "deployment.toml"
    text = hub.read_text(encoding="utf-8")
    text = text.replace("[server]", "[server]\noffset = 3").replace(":9611", ":9614")
    hub.write_text(text.replace(":9711", ":9714"), encoding="utf-8")
    found = assess(tmp_path / "made")
    assert {each.id for each in found.findings} == {"wrong-port"}
    assert any("at 5675" in each.problem for each in found.findings)
    for path in (tmp_path / "made" / "nodes").glob("gateway-*/deployment.toml"):
        text = path.read_text(encoding="utf-8")
        for port in (9443, 5672, 9611, 9711):
            text = text.replace(f"{INSIDE}:{port}", f"{INSIDE}:{port + 3}")
        path.write_text(text, encoding="utf-8")
    assert assess(tmp_path / "made").is_clean


def test_a_port_is_left_out_only_where_a_balancer_stands(tmp_path: Path) -> None:
    """Without it 443 is meant, where no node listens."""
    for redundancy, expected in (("gateway", {"no-port"}), ("all", set[str]())):
        folder = tmp_path / redundancy
        artifacts_of(topology("P2", redundancy=redundancy)).save(folder)
        for path in (folder / "nodes").glob("gateway-*/deployment.toml"):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(":9443/", "/"), encoding="utf-8")
        found = assess(folder)
        assert {each.id for each in found.findings} == expected
        assert found.difference.is_empty


def test_values_may_hold_templates_as_text(tmp_path: Path) -> None:
    """What helm fills in later is text here."""
    artifacts_of(topology("P1", platform="kubernetes")).save(tmp_path / "made")
    labelled = "deployment:\n    labels: {team: '{{ .Release.Name }}'}\n"
    found = changed(tmp_path / "made", ((AIO, "deployment:\n", labelled),))
    assert {each.id for each in found.findings if each.severity == "error"} == set()


def test_services_may_be_named_with_their_namespace(tmp_path: Path) -> None:
    """Short names, and those that hold in the whole cluster, lead to the same."""
    artifacts_of(topology("P3", redundancy="all", platform="kubernetes")).save(tmp_path / "made")
    path = tmp_path / "made" / GW
    text = path.read_text(encoding="utf-8").replace("-service\n", "-service.apim.svc\n")
    path.write_text(
        text.replace("apim-tm-1-service.apim.svc", "apim-tm-1-service.apim.svc.cluster.local")
    )
    assert assess(tmp_path / "made").is_clean


def test_an_identity_server_is_known_by_its_database(tmp_path: Path) -> None:
    """Beside an All-in-One it makes P6; beside other patterns it issues their tokens."""
    server = '[super_admin]\nusername = "x"\n[database.identity_db]\ntype = "mysql"\n'
    for pattern, expected in (("P1", "P6"), ("P3", "P3")):
        folder = tmp_path / pattern
        artifacts_of(topology(pattern, redundancy="all", identity_provider="wso2-is")).save(folder)
        assert assess(folder).is_clean
        (folder / "manifest.json").unlink()
        (folder / "is.toml").write_text(server, encoding="utf-8")
        found = assess(folder)
        assert found.recovery.is_exact
        assert (found.recovery.pattern.id, found.findings) == (expected, ())
        assert "identity-server" in {tier.id for tier in found.topology.components}


def test_who_is_taken_for_somebody_else_is_named(nodes: Path) -> None:
    """Gateways that listen to Traffic Managers for events make these no event hubs."""
    for path in (GATEWAY, OTHER_GATEWAY):
        text = (nodes / path).read_text(encoding="utf-8")
        text = text.replace("tcp://control-plane-", "tcp://traffic-manager-")
        (nodes / path).write_text(text, encoding="utf-8")
    found = assess(nodes)
    assert {(each.id, each.path) for each in found.findings} == {
        ("hosts-differ", GATEWAY),
        ("hosts-differ", OTHER_GATEWAY),
    }


def test_a_node_that_says_nothing_is_unclear(nodes: Path) -> None:
    """It is not guessed what it is."""
    (nodes / "other.toml").write_text('[super_admin]\nusername = "x"\n', encoding="utf-8")
    assert "unclear" in {each.id for each in assess(nodes).findings}


def test_every_kind_of_fault_is_tried() -> None:
    """No finding exists that no test brings about."""
    table = resources.files("wso2_strategy.artifacts.assess").joinpath("faults.csv")
    known = {line["id"] for line in csv.DictReader(table.read_text(encoding="utf-8").splitlines())}
    elsewhere = {
        "untold-server",
        "untold-zones",
        "unclear",
        "no-file",
        "nearest",
        "too-many-nodes",
        "no-port",
        "other-version",
    }
    assert known == set(NODES) | elsewhere | {each for each in VALUES if not each.startswith("D")}
