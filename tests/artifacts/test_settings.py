"""Settings files: the same formats and the same kind of errors as requirements."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy import RequirementsError
from wso2_strategy.artifacts import ArtifactSettings, artifacts_of, load_settings
from wso2_strategy.topology import topology

SAME = {
    "yaml": "hosts: {gateway: api.shop.test}\nnetworks: {backend_ports: [8443, 443]}\n",
    "toml": '[hosts]\ngateway = "api.shop.test"\n[networks]\nbackend_ports = [443, 8443]\n',
    "json": '{"hosts": {"gateway": "api.shop.test"}, "networks": {"backend_ports": [8443, 443]}}',
}


@pytest.mark.parametrize("ending", SAME)
def test_the_three_formats_mean_the_same(tmp_path: Path, ending: str) -> None:
    """A settings file reads alike in YAML, TOML and JSON."""
    path = tmp_path / f"settings.{ending}"
    path.write_text(SAME[ending], encoding="utf-8")
    found = load_settings(path)
    assert (found.hosts.gateway, found.networks.backend_ports) == ("api.shop.test", (443, 8443))
    assert found.databases == ArtifactSettings().databases


def test_all_problems_are_reported_together(tmp_path: Path) -> None:
    """Each problem has its path, the value, what is allowed and the nearest known key."""
    path = tmp_path / "settings.yaml"
    path.write_text(
        "hosts: {gatway: api.shop.test}\n"
        "networks: {backends: 10.0.0.1/8, redis: 1.2.3.4/33, backend_ports: [70000]}\n"
        "hostss: {}\n"
        "databases: {host: 'a b', username: 'x; DROP', port: 0}\n",
        encoding="utf-8",
    )
    with pytest.raises(RequirementsError) as raised:
        load_settings(path)
    assert sorted(each.partition(": ")[0] for each in raised.value.problems) == [
        "databases.host",
        "databases.port",
        "databases.username",
        "hosts.gatway",
        "hostss",
        "networks.backend_ports",
        "networks.backends",
        "networks.redis",
    ]
    text = str(raised.value)
    assert "hosts.gatway: unknown key. Did you mean 'gateway'?" in text
    assert "hostss: unknown key. Did you mean 'hosts'?" in text
    assert "write 10.0.0.0/8" in text


@pytest.mark.parametrize(
    "data", [{}, {"databases": {"port": 5433}, "networks": {"backend_ports": [1, 2]}}]
)
def test_settings_written_are_read_as_the_same(tmp_path: Path, data: dict[str, Any]) -> None:
    """The file in a directory of files is a beginning for one's own."""
    path = tmp_path / "settings.yaml"
    path.write_text(ArtifactSettings.of(data).to_yaml(), encoding="utf-8")
    assert load_settings(path) == ArtifactSettings.of(data)


@pytest.mark.parametrize(
    "host",
    ["", "a..b", "-a", "<b>", "a" * 64, "A.example.com", "a\n", "a\u202eb", "$(id)", "a" * 100_000],
)
def test_nothing_but_a_name_is_a_host(host: str) -> None:
    """What could mean anything in a file that another program reads is refused."""
    with pytest.raises(RequirementsError, match=r"hosts\.gateway"):
        ArtifactSettings.of({"hosts": {"gateway": host}})


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("a.test")
ANY = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        section: st.fixed_dictionaries({}, optional=dict.fromkeys(values, ANY)) | ANY
        for section, values in attrs.asdict(ArtifactSettings()).items()
    },
)


@settings(max_examples=tries(60))
@given(SETTINGS | ANY)
def test_anything_is_read_or_refused(data: object) -> None:
    """Whatever a file holds, there are settings that can be written again, or an error."""
    try:
        found = ArtifactSettings.of(data)
    except RequirementsError:
        return
    assert ArtifactSettings.of(yaml.safe_load(found.to_yaml())) == found


def test_every_public_name_is_one_of_its_own() -> None:
    """What leads to one host cannot lead to two tiers."""
    with pytest.raises(RequirementsError, match=r"hosts\.gateway: 'a\.test' is that of management"):
        ArtifactSettings.of({"hosts": {"management": "a.test", "gateway": "a.test"}})


WORDS = {
    "images.registry": (
        ["reg.test", "reg.test:5000/team", "localhost:5000", "10.0.0.7:5000"],
        ["http://reg.test/", "Reg.test", "reg.test/", "reg.test:", "-reg.test", "reg.test/a:b"],
    ),
    "images.gateway": (
        ["wso2am", "team/wso2am-gw", "a__b/c.d"],
        ["Wso2am", "wso2am:4.7.0", "wso2am@sha256:00", "/wso2am", "a//b", "a..b", "../a"],
    ),
    "images.tag": (
        ["4.7.0", "4.7.0-Alpine_1", "_"],
        ["4.7/x:y@z", "sha256:0a", "-4", ".4", "4\n", "a" * 129],
    ),
    "images.pull_secret": (["a", "a.b-c"], ["a..b", "a_b", "A", "a.", "-a", "a" * 254]),
    "cluster.gateway_class": (["eg", "a.b"], ["a..b", "eg ", "a.-b"]),
    "cluster.chart_version": (["4.7.0-1", "4.8.0"], ["a..b", "4.7", "4.7.0-", "4.7.0 --x", ">4"]),
}


@pytest.mark.parametrize("path", WORDS)
def test_a_word_of_another_program_has_the_form_that_it_reads(path: str) -> None:
    """Registries, images, tags, objects and versions are what their readers allow."""
    section, name = path.split(".")
    allowed, refused = WORDS[path]
    for word in allowed:
        found = ArtifactSettings.of({section: {name: word}})
        assert getattr(getattr(found, section), name) == word
    for word in refused:
        with pytest.raises(RequirementsError, match=re.escape(path)):
            ArtifactSettings.of({section: {name: word}})


def test_the_two_schemas_are_two() -> None:
    """The scripts of both would run in one."""
    with pytest.raises(RequirementsError, match=r"databases\.shared: 'a' is that of api_manager"):
        ArtifactSettings.of({"databases": {"api_manager": "a", "shared": "a"}})


@pytest.mark.parametrize(
    "name", ["apim-secrets", "apim-keystore-passwords", "apim-keystore-secret", "apim-tls"]
)
def test_the_secret_of_the_registry_is_one_of_its_own(name: str) -> None:
    """It would be made twice, and the manifest would lose the keys of one."""
    own = ArtifactSettings.of({"images": {"pull_secret": name}})
    with pytest.raises(RequirementsError, match=r"images\.pull_secret"):
        artifacts_of(topology("P1", platform="kubernetes"), (own,))


@pytest.mark.parametrize("host", ["all-in-one-2", "gateway", "gateway-1"])
def test_a_public_name_is_no_inner_name(host: str) -> None:
    """On machines, callers would pass by the public balancer, and certificates would clash."""
    shown = topology("P2", redundancy="all")
    for name in ("management", "gateway"):
        own = ArtifactSettings.of({"hosts": {name: f"{host}.internal.example.com"}})
        with pytest.raises(RequirementsError, match=rf"hosts\.{name}: '{host}\.internal"):
            artifacts_of(shown, (own,))


def test_an_address_will_do_for_a_database_and_not_for_a_route() -> None:
    """Certificates and routes want names."""
    assert ArtifactSettings.of({"databases": {"host": "10.0.0.7"}}).databases.host == "10.0.0.7"
    for host in ("10.0.0.7", "10.0.0.777", "a.7"):
        with pytest.raises(RequirementsError, match=r"hosts\.gateway"):
            ArtifactSettings.of({"hosts": {"gateway": host}})


def test_a_default_that_names_a_place_is_visibly_a_placeholder() -> None:
    """Every host ends in example.com, and every network lies where no host can be."""
    reserved = ipaddress.ip_network("192.0.2.0/24")
    for _, value in ArtifactSettings().placeholders():
        if "/" in value:
            assert ipaddress.ip_network(value).subnet_of(reserved)
        else:
            assert value.endswith(".example.com")
