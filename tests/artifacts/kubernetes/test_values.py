"""Values of the charts: only keys that templates read, no secret, and the size of the answer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from attrs import evolve
from random_topologies import PATTERNS

from wso2_strategy import (
    CATALOG,
    Advisor,
    Constraints,
    Operations,
    Requirements,
    RequirementsError,
    Traffic,
)
from wso2_strategy.artifacts import Artifacts, ArtifactSettings, artifacts_of
from wso2_strategy.artifacts.kubernetes.charts import chart_keys
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.topology import Topology, topology


def load(text: str) -> Any:
    """Read YAML, with the parser in C where it is there."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe


Many = list[tuple[Topology, Artifacts]]


def values_of(found: Artifacts) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each release as the manifest has it, with its values read back."""
    for directory in found.directories:
        for release in directory.manifest["releases"]:
            yield release, load(directory.text(release["values"]))


def of(found: Artifacts, name: str) -> dict[str, Any]:
    """Return the values of a release of a region."""
    return next(values for release, values in values_of(found) if release["name"] == name)


def keys_in(values: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of all values; items of lists of mappings are those of one."""
    if isinstance(values, dict) and values:
        for key, value in values.items():
            yield from keys_in(value, f"{path}.{key}" if path else key)
    elif isinstance(values, list) and values and isinstance(values[0], dict):
        for each in values:
            yield from keys_in(each, f"{path}[]")
    else:
        yield path


def is_read(key: str, known: frozenset[str]) -> bool:
    """Return whether a template reads a key, alone or within a map or list printed whole."""
    wholes = [f"{'.'.join(key.split('.')[:depth])}.*" for depth in range(1, key.count(".") + 2)]
    return key in known or not known.isdisjoint(wholes)


def test_every_key_is_read_by_a_template(many: Many) -> None:
    """The charts have no schema: a key that nothing reads would be lost without a word."""
    for _, found in many:
        for release, values in values_of(found):
            known = chart_keys()[release["chart"]]
            assert [key for key in keys_in(values) if not is_read(key, known)] == []


def test_a_key_that_no_template_reads_is_noticed() -> None:
    """The check above tells a wrong key from a right one."""
    known = chart_keys()["wso2am-universal-gw"]
    assert is_read("wso2.apim.configurations.eventhub.urls", known)
    assert not is_read("wso2.apim.configurations.eventhub.url", known)
    assert sum(map(len, chart_keys().values())) == 1267


SECRET = re.compile(
    r"^[ \t]*[\w.-]*(?:password|passwd|secret|token|encryption\.?key|api_?key)\w*"
    r"[ \t]*[:=][ \t]*(\S.*)$",
    re.MULTILINE | re.IGNORECASE,
)
REFERENCE = re.compile(
    r"""''|""|true|"?\$(?:env|ref)\{[^}]*\}"?|"""
    r"[a-zA-Z-]*(?:Password|Key|secrets?|passwords|credentials)"
)


def secrets_in(text: str) -> list[str]:
    """Return lines that give something like a password a value of its own."""
    return [each[0] for each in SECRET.finditer(text) if not REFERENCE.fullmatch(each[1])]


def test_no_file_holds_a_secret(many: Many) -> None:
    """What is secret is named by the object and the key that hold it, in every file."""
    for drawn, found in many:
        for file in found.files():
            assert secrets_in(file.text) == [], (file.path, drawn.options)


@pytest.mark.parametrize(
    "line",
    ["adminPassword: admin", "  password: 'x9!'", 'password = "wso2carbon"', "key_token: eyJhbGci"],
)
def test_a_secret_would_be_noticed(line: str) -> None:
    """The check above finds a value where a reference should be."""
    assert secrets_in(f"a: b\n{line}\n")


def test_the_same_topology_gives_the_same_bytes(many: Many) -> None:
    """Nothing of the files hangs on when or in which order they were made."""
    for drawn, found in many[:8]:
        assert list(found.files()) == list(artifacts_of(drawn).files())


def test_the_autoscaler_does_not_undo_the_answer(many: Many) -> None:
    """Never fewer gateways than the answer has, and a full heap lies below the memory target."""
    for drawn, found in many:
        nodes = {each.id: each.replicas for each in drawn.components}
        for release, values in values_of(found):
            pods = values["wso2"]["deployment"]
            requested = mib(pods["resources"]["requests"]["memory"])
            limit = mib(pods["resources"]["limits"]["memory"])
            heap = int(pods["resources"]["jvm"]["memory"]["xmx"].removesuffix("m"))
            assert heap < requested <= limit
            assert limit >= 1.25 * heap
            if release["chart"] == "wso2am-universal-gw":
                assert pods["replicas"] == pods["minReplicas"] == nodes[release["tier"]]
                assert pods["maxReplicas"] >= pods["minReplicas"]
                assert requested * pods["memoryUtilizationPercentage"] / 100 >= 1.25 * heap


def mib(memory: str) -> int:
    """Return an amount of memory in MiB."""
    return int(memory.removesuffix("Mi"))


def test_what_is_written_has_the_nodes_of_the_answer_or_says_so(many: Many) -> None:
    """Where a chart has fewer nodes than the tier, it is among what the files cannot do."""
    for drawn, found in many:
        replicas = {each.id: each.replicas for each in drawn.components}
        short = {
            each["opener"]
            for directory in found.directories
            for each in directory.manifest["limitations"]
            if "nodes of" in each["reason"]
        }
        for release, values in values_of(found):
            tier, nodes = release["tier"], replicas[release["tier"]]
            if release["chart"] != "wso2am-universal-gw":
                assert values["wso2"]["deployment"]["highAvailability"] == (nodes > 1)
            has_two = release["chart"] in ("wso2am-all-in-one", "wso2am-acp", "wso2am-tm")
            assert (tier in short) == (has_two and nodes > 2)


def test_the_numbers_are_those_of_the_recommendation() -> None:
    """From requirements to values, nodes and heap are the same."""
    stated = Requirements(
        traffic=Traffic(peak_tps=9000), constraints=Constraints(platform="kubernetes")
    )
    answer = Advisor().advise(stated)
    pods = of(answer.artifacts(), "apim-gw")["wso2"]["deployment"]
    sized = next(each for each in answer.sizing.tiers if each.component == "gateway")
    assert pods["replicas"] == pods["minReplicas"] == sized.nodes == 5
    assert pods["resources"]["jvm"]["memory"] == dict.fromkeys(("xms", "xmx"), f"{sized.heap_mib}m")


@pytest.mark.parametrize("heap", [512, 2048, 3000, 16_384])
def test_a_larger_heap_asks_for_a_larger_pod(heap: int) -> None:
    """Whatever the heap, it fits into what is requested, and below the autoscaler's target."""
    changed = ASSUMPTIONS.assume({"heap_mib_per_node": heap})
    found = artifacts_of(topology("P3", platform="kubernetes"), assumptions=changed)
    for release, values in values_of(found):
        pods = values["wso2"]["deployment"]
        requested = mib(pods["resources"]["requests"]["memory"])
        assert 1.25 * heap <= mib(pods["resources"]["limits"]["memory"])
        assert heap < requested <= mib(pods["resources"]["limits"]["memory"])
        if release["chart"] == "wso2am-universal-gw":
            assert requested * pods["memoryUtilizationPercentage"] / 100 >= 1.25 * heap


def test_a_tier_of_a_pack_is_addressed_and_said_to_have_no_chart() -> None:
    """No file is written for it, and nothing fails."""
    edge = evolve(CATALOG.component("gateway"), id="edge", name="Edge gateway", synonyms=())
    tiers = tuple(
        evolve(each, component="edge") if each.component == "gateway" else each
        for each in CATALOG.pattern("P3").tiers
    )
    pattern = evolve(CATALOG.pattern("P3"), id="A1", name="With edge", synonyms=(), tiers=tiers)
    catalog = CATALOG.extended(components=[edge], patterns=[pattern])
    drawn = topology("A1", catalog=catalog, platform="kubernetes")
    (directory,) = artifacts_of(drawn, catalog=catalog).directories
    assert [each["name"] for each in directory.manifest["releases"]] == ["apim-acp", "apim-tm"]
    assert "Edge gateway" in next(
        each["reason"] for each in directory.manifest["limitations"] if each["opener"] == "edge"
    )
    values = load(directory.text("values/apim-acp.yaml"))
    (environment,) = values["wso2"]["apim"]["configurations"]["gateway"]["environments"]
    assert environment["serviceName"] == "edge-1.internal.example.com"


def test_a_tier_without_what_its_chart_needs_is_an_error() -> None:
    """A gateway that hears no hub cannot be configured."""
    drawn = topology("P3", platform="kubernetes")
    deaf = drawn.restricted(
        {each.id for each in drawn.tiers},
        [each for each in drawn.connections() if each.id not in ("C10", "C11")],
    )
    with pytest.raises(RequirementsError, match="gateway opens none of the connections C10"):
        artifacts_of(deaf)


@pytest.mark.parametrize("extra", [0, 2])
def test_capacity_that_is_to_follow_the_load_has_room_or_says_so(extra: int) -> None:
    """An autoscaler that may add nothing does not scale."""
    stated = Requirements(
        traffic=Traffic(peak_tps=9000),
        constraints=Constraints(platform="kubernetes"),
        operations=Operations(autoscaling=True),
    )
    set_by_user = ArtifactSettings.of({"cluster": {"extra_gateways": extra}})
    (directory,) = Advisor().advise(stated).artifacts(set_by_user).directories
    said = [each["reason"] for each in directory.manifest["limitations"]]
    assert any("extra_gateways" in each for each in said) == (extra == 0)


def test_more_gateways_than_the_answer_has_only_where_the_user_says_so() -> None:
    """`cluster.extra_gateways` is the room of the autoscaler."""
    set_by_user = ArtifactSettings.of({"cluster": {"extra_gateways": 3}})
    found = artifacts_of(topology("P2", platform="kubernetes", redundancy="all"), [set_by_user])
    pods = of(found, "apim-gw")["wso2"]["deployment"]
    assert (pods["minReplicas"], pods["maxReplicas"]) == (2, 5)


def test_wiring_of_pattern_3_is_that_of_its_guide() -> None:
    """Control plane over all nodes for calls, node by node for events; decisions from each TM."""
    found = artifacts_of(topology("P3", platform="kubernetes", high_availability=True))
    gateway = of(found, "apim-gw")["wso2"]["apim"]["configurations"]
    assert gateway["eventhub"] == {
        "enabled": True,
        "serviceUrl": "apim-acp-service",
        "servicePort": 9443,
        "urls": ["apim-acp-1-service", "apim-acp-2-service"],
    }
    assert gateway["throttling"]["urls"] == ["apim-tm-1-service", "apim-tm-2-service"]
    assert gateway["km"]["serviceUrl"] == "apim-acp-service"
    manager = of(found, "apim-tm")["wso2"]["apim"]["configurations"]
    assert manager["eventhub"]["urls"] == ["apim-acp-1-service", "apim-acp-2-service"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("P2", "apim-am-service"),
        ("P3", "apim-acp-service"),
        ("P4", "apim-km-service"),
        ("P5", "apim-km-service"),
    ],
)
def test_gateways_ask_the_key_manager_that_the_pattern_has(pattern: str, expected: str) -> None:
    """The Key Manager of its own where there is one, else what contains it."""
    found = artifacts_of(topology(pattern, platform="kubernetes", high_availability=True))
    assert of(found, "apim-gw")["wso2"]["apim"]["configurations"]["km"]["serviceUrl"] == expected


def test_two_all_in_ones_with_gateways_of_their_own_publish_to_both() -> None:
    """The chart would publish to itself only (D13); without gateways nothing is added."""
    separate = of(
        artifacts_of(topology("P2", platform="kubernetes", high_availability=True)), "apim"
    )
    added = tomllib.loads(separate["wso2"]["apim"]["configurations"]["extraConfigs"])
    groups = added["apim"]["event_hub"]["publish"]["url_group"]
    assert [each["urls"] for each in groups] == [
        ["tcp://apim-am-service-1:9611"],
        ["tcp://apim-am-service-2:9611"],
    ]
    alone = of(artifacts_of(topology("P1", platform="kubernetes")), "apim")
    assert "extraConfigs" not in alone["wso2"]["apim"]["configurations"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_on_openshift_the_user_is_left_to_the_cluster(pattern: str) -> None:
    """No fixed user or group, Routes instead of the Gateway API, scripts that a group may run."""
    for _, values in values_of(artifacts_of(topology(pattern, platform="openshift"))):
        cluster = values["kubernetes"]
        assert cluster["securityContext"] == {"runAsUser": None, "runAsGroup": None}
        assert cluster["configMaps"]["scripts"]["defaultMode"] == "0457"
        assert cluster["gatewayAPI"]["enabled"] is False


def test_a_host_that_is_routed_to_gateways_is_not_claimed_by_the_control_plane() -> None:
    """Two routes with one host would share its calls."""
    found = artifacts_of(topology("P2", platform="kubernetes", protocols=["websocket", "http"]))
    routes = of(found, "apim")["kubernetes"]["gatewayAPI"]
    assert [
        routes[each]["enabled"] for each in ("management", "gateway", "websocket", "websub")
    ] == [
        True,
        False,
        False,
        False,
    ]
    routes = of(found, "apim-gw")["kubernetes"]["gatewayAPI"]
    assert [routes[each]["enabled"] for each in ("gateway", "websocket", "websub")] == [
        True,
        True,
        False,
    ]
