"""Folders that were not made here, or were made to hurt: findings or clear errors, little work."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy import RequirementsError
from wso2_strategy.advice import strict_yaml
from wso2_strategy.artifacts import artifacts_of
from wso2_strategy.artifacts.assess import Assessment, assess
from wso2_strategy.artifacts.machines.wiring import wires
from wso2_strategy.topology import topology

SOUND = '[server]\nhostname = "gw.test"\n[apim.throttling]\nurl_group = []\n'
MOST_SECONDS = 20  # of a slow machine; a page of text takes a fraction of one


def assessed(folder: Path) -> Assessment:
    """Return an assessment, written in every form, and soon."""
    begun = time.perf_counter()
    found = assess(folder)
    found.to_text()
    found.to_markdown()
    found.to_dict()
    assert time.perf_counter() - begun < MOST_SECONDS
    return found


FILES: dict[str, Callable[[], bytes]] = {
    "binary": lambda: bytes(range(256)) * 10,
    "too large": lambda: b"a = 1\n" * 2_000_000,
    "nested": lambda: b"a = " + b"[" * 20_000,
    "cut off": lambda: b'[apim.event_hub]\nurls = ["tcp://a:5672"',
    "dotted": lambda: b"a." * 20_000 + b"b = 1",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_used_is_a_finding(tmp_path: Path, name: str) -> None:
    """The others are assessed all the same."""
    (tmp_path / "sound.toml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "broken.toml").write_bytes(FILES[name]())
    found = assessed(tmp_path)
    (unread,) = (each for each in found.findings if each.id == "unread")
    assert unread.path == "broken.toml"
    assert found.recovery.found.components[-1] == "gateway"


YAML = {
    "aliases in a circle": "wso2: &a {apim: *a}",
    "a hundred million strings": "wso2: {x: &a [0,0,0,0], y: &b [*a,*a,*a,*a]}",
    "a command": "wso2: !!python/object/apply:os.system ['touch here']",
    "brackets": "wso2: " + "[" * 20_000,
    "a template": "wso2: {{ .Values.x }}",
    "numbers beyond all measure": f"wso2: {'9' * 5_000}",
}


@pytest.mark.parametrize("name", YAML)
def test_yaml_of_more_than_the_plain_kind_is_refused(tmp_path: Path, name: str) -> None:
    """Nothing is run and nothing multiplies; where nothing else is there, it is an error."""
    (tmp_path / "values.yaml").write_text(YAML[name], encoding="utf-8")
    with pytest.raises(RequirementsError, match=r"values\.yaml"):
        assess(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["values.yaml"]


def test_links_out_pipes_and_folders_are_not_read(tmp_path: Path) -> None:
    """Each is a finding that says why, and a pipe is not waited for."""
    outside = tmp_path / "outside.toml"
    outside.write_text(SOUND, encoding="utf-8")
    folder = tmp_path / "folder"
    (folder / "deployment.toml").mkdir(parents=True)
    (folder / "sound.toml").write_text(SOUND, encoding="utf-8")
    (folder / "out.toml").symlink_to(outside)
    (folder / "gone.toml").symlink_to(folder / "nowhere.toml")
    (folder / "around").symlink_to(folder)
    os.mkfifo(folder / "pipe.toml")
    found = assessed(folder)
    reasons = {each.path: each.problem for each in found.findings if each.id == "unread"}
    assert set(reasons) == {"out.toml", "gone.toml", "pipe.toml"}
    assert "link out" in reasons["out.toml"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_a_finding(tmp_path: Path) -> None:
    """A file and a folder without permission are named."""
    (tmp_path / "sound.toml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "closed.toml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "closed.toml").chmod(0)
    (tmp_path / "folder").mkdir(mode=0)
    found = assessed(tmp_path)
    assert {each.path for each in found.findings if each.id == "unread"} == {
        "closed.toml",
        "folder",
    }
    (tmp_path / "folder").chmod(0o700)


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "\udcff", "[]", '{"pattern": 6}', "{}"])
def test_a_manifest_of_any_kind_does_no_harm(tmp_path: Path, text: str) -> None:
    """What is no JSON is a finding; what is about something else says nothing."""
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8", errors="surrogateescape")
    (tmp_path / "node.toml").write_text('[super_admin]\nusername = "x"\n', encoding="utf-8")
    unread = [each.path for each in assess(tmp_path).findings if each.id == "unread"]
    is_json = text in ("[]", '{"pattern": 6}', "{}")
    assert unread == ([] if is_json else ["manifest.json"])


@pytest.mark.parametrize("name", ["nowhere", "a file", "empty", "foreign"])
def test_folders_without_configuration_are_errors(tmp_path: Path, name: str) -> None:
    """The message says what is missing."""
    (tmp_path / "a file").write_text("", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "pyproject.toml").write_text("[project]\nname = 'x'", encoding="utf-8")
    with pytest.raises(RequirementsError):
        assess(tmp_path / name)


def test_too_many_files_are_an_error(tmp_path: Path) -> None:
    """Whoever points to a whole disk is told so."""
    for number in range(401):
        (tmp_path / f"{number}.toml").touch()
    with pytest.raises(RequirementsError, match="one deployment"):
        assess(tmp_path)


def test_names_in_files_do_no_harm(tmp_path: Path) -> None:
    """Markup, commands to terminals and endless names are shown as what they are, and not whole."""
    evil = "<script>alert(1)</script>\x1b[31m\u202e" + "x" * 5_000
    data = {
        "server": {"server_role": evil, "hostname": evil},
        "apim": {
            "event_hub": {
                "service_url": f"https://{evil}:9443/",
                "event_listening_endpoints": [evil],
            },
            "throttling": {"url_group": [{"traffic_manager_urls": [f"tcp://{evil}:1"]}]},
        },
    }
    (tmp_path / "evil\n.toml").write_text(tomli_w.dumps(data), encoding="utf-8")
    found = assessed(tmp_path)
    for text in (found.to_text(), found.to_markdown()):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert len(text) < 20_000
    assert "<script>" not in found.to_markdown()
    assert all("\n" not in each.path for each in found.findings)


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.sampled_from(
        ["", "tcp://a:5672", "https://b/services/", "ssl:/c", "jdbc:h2:./x", "a", "{f}"]
    ),
    st.text(max_size=8),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = sorted(
    {wire.key for wire in wires()} | {"server.offset", "encryption.key", "database.apim_db.type"}
)
PATHS = [
    "fullnameOverride",
    "azure.enabled",
    "kubernetes.gatewayAPI.management.enabled",
    "kubernetes.gatewayAPI.websocket.enabled",
    "kubernetes.route.gateway.hostname",
    "wso2.deployment.highAvailability",
    "wso2.deployment.replicas",
    "wso2.deployment.minReplicas",
    "wso2.deployment.resources.jvm.memory.xmx",
    *(
        f"wso2.apim.configurations.{name}"
        for name in (
            "eventhub.urls",
            "eventhub.enabled",
            "throttling.urls",
            "km.serviceUrl",
            "gateway.environments",
            "databases.apim_db.url",
            "extraConfigs",
            "security.keystores.tls",
            "existingSecret",
            "userStore.properties",
        )
    ),
]


def placed(pairs: dict[str, Any]) -> dict[str, Any]:
    """Return values by their paths as tables in each other; what is in the way gives way."""
    data: dict[str, Any] = {}
    for path, value in pairs.items():
        *tables, last = path.split(".")
        inner = data
        for name in tables:
            if not isinstance(inner.get(name), dict):
                inner[name] = {}
            inner = inner[name]
        inner[last] = value
    return data


def without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_none(each) for key, each in value.items() if each is not None}
    return (
        [without_none(each) for each in value if each is not None]
        if isinstance(value, list)
        else value
    )


@settings(max_examples=tries(60))
@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=8))
def test_any_values_of_known_keys_are_assessed(
    tmp_path_factory: pytest.TempPathFactory, pairs: dict[str, Any]
) -> None:
    """Tables where texts are expected and the other way round lead to no other error."""
    folder = tmp_path_factory.mktemp("node")
    data = without_none(placed({"server.hostname": "x", **pairs}))
    (folder / "deployment.toml").write_text(tomli_w.dumps(data), encoding="utf-8")
    with suppress(RequirementsError):
        assessed(folder)


@settings(max_examples=tries(60))
@given(st.dictionaries(st.sampled_from(PATHS), values, max_size=8))
def test_any_values_of_charts_are_assessed(
    tmp_path_factory: pytest.TempPathFactory, pairs: dict[str, Any]
) -> None:
    """The same for values of the charts."""
    folder = tmp_path_factory.mktemp("release")
    data = placed({"wso2.apim.version": "4.7.0", **pairs})
    (folder / "values.yaml").write_text(strict_yaml.write(data), encoding="utf-8")
    with suppress(RequirementsError):
        assessed(folder)


POLICY = (
    "policyTypes",
    "podSelector",
    "podSelector.matchLabels",
    "podSelector.matchLabels.deployment",
    "egress",
    "ingress",
)
RULES = ("to", "from", "ports", "ports.port", "to.podSelector", "from.namespaceSelector")


@settings(max_examples=tries(40))
@given(
    st.dictionaries(st.sampled_from(POLICY), values, max_size=4),
    st.dictionaries(st.sampled_from(RULES), values, max_size=4),
)
def test_any_network_policy_is_assessed(
    tmp_path_factory: pytest.TempPathFactory, spec: dict[str, Any], rule: dict[str, Any]
) -> None:
    """Whatever stands in it, beside sound releases."""
    folder = tmp_path_factory.mktemp("policy")
    artifacts_of(topology("P2", platform="kubernetes")).save(folder)
    data = placed({f"spec.{key}": value for key, value in spec.items()})
    if isinstance(inner := data.setdefault("spec", {}), dict):
        inner.setdefault("egress", [placed(rule), rule])
        inner.setdefault("ingress", [placed(rule), {"ports": [rule], "from": [rule]}])
    kind = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy"}
    (folder / "policy.yaml").write_text(strict_yaml.write({**kind, **data}), encoding="utf-8")
    assessed(folder)


@settings(max_examples=tries(25))
@given(st.data())
def test_a_damaged_file_of_a_sound_folder_is_assessed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever a slip of the hand does to a file."""
    folder = tmp_path_factory.mktemp("damaged")
    artifacts_of(topology("P3", redundancy="all")).save(folder / "x")
    path = folder / "x" / "nodes" / "gateway-1" / "deployment.toml"
    text = path.read_text(encoding="utf-8")
    place = data.draw(st.integers(0, len(text)))
    more = data.draw(st.text(max_size=3))
    path.write_text(text[:place] + more + text[place + len(more) + 1 :], encoding="utf-8")
    assessed(folder / "x")
