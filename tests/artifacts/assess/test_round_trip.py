"""Files made here, assessed, are the topology they were made from: one checks the other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy import RequirementsError
from wso2_strategy.artifacts import artifacts_of
from wso2_strategy.artifacts.assess import assess
from wso2_strategy.topology import Topology, topology

PATTERNS = ("P0", "P1", "P2", "P3", "P4", "P5")
PLATFORMS = ("virtual-machines", "kubernetes", "openshift")

Graph = tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]


def graph(shown: Topology, without: frozenset[tuple[str, str]] = frozenset()) -> Graph:
    """Return the tiers and edges of a topology, without some by id and opener."""
    tiers = {(tier.id, tier.component, tier.zone, tier.roles) for tier in shown.tiers}
    sizes = {(tier.id, tier.replicas) for tier in shown.components}
    edges = {
        (each.id, each.opener, each.target, each.protocol, each.port, each.reach, each.required)
        for each in shown.connections()
        if (each.id, each.opener) not in without
    }
    return tiers | sizes, edges


def made(shown: Topology, folder: Path) -> Graph:
    """Write the files of a topology, and return the graph that they can make."""
    artifacts_of(shown).save(folder / "made")
    manifest = json.loads((folder / "made" / "manifest.json").read_text(encoding="utf-8"))
    # What the charts cannot write, the manifest says, and it is no edge of what was made.
    unmade = {(each["connection"], each["opener"]) for each in manifest["limitations"]}
    return graph(shown, frozenset(pair for pair in unmade if pair[0] == "C28"))


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("redundancy", ["none", "gateway", "all"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_comes_back(
    pattern: str, redundancy: str, platform: str, tmp_path: Path
) -> None:
    """With every redundancy on every platform: tiers, nodes, edges and options, and no fault."""
    shown = topology(pattern, redundancy=redundancy, platform=platform, database="postgresql")
    expected = made(shown, tmp_path)
    found = assess(tmp_path / "made")
    assert graph(found.topology) == expected
    assert found.recovery.is_exact
    assert found.topology.options == shown.options
    charts_alone = {"D3"} if pattern == "P5" and platform != "virtual-machines" else set()
    assert {each.id for each in found.findings if each.severity != "note"} == charts_alone
    assert found.is_clean == (not charts_alone)


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    """Return a pattern with any size, any platform and any option."""
    pattern, platform = draw(st.sampled_from(PATTERNS)), draw(st.sampled_from(PLATFORMS))
    redundancy = draw(st.sampled_from(["none", "gateway", "all"]))
    nodes = {}
    for tier in topology(pattern, redundancy=redundancy).components:
        # The charts know two nodes that address each other; P0 is one by its name.
        pair = tier.component not in ("gateway", "key-manager") and platform != "virtual-machines"
        most = 1 if pattern == "P0" else 2 if pair else 9
        nodes[tier.component] = draw(st.integers(tier.replicas, most))
    return {
        "pattern": pattern,
        "redundancy": redundancy,
        "platform": platform,
        "nodes": nodes,
        "database": draw(st.sampled_from(["mysql", "postgresql", "oracle", "mssql"])),
        "protocols": draw(st.sets(st.sampled_from(["http", "websocket", "websub"]), min_size=1)),
        **{
            name: draw(st.booleans())
            for name in (
                "multi_tenant",
                "exact_rate_limits",
                "distributed_throttling",
                "transaction_counter",
            )
        },
    }


@settings(max_examples=tries(25))
@given(options())
def test_every_size_and_option_comes_back(
    tmp_path_factory: pytest.TempPathFactory, chosen: dict[str, Any]
) -> None:
    """Whatever is larger than the fewest, and whatever else is served or shared."""
    folder = tmp_path_factory.mktemp("any")
    shown = topology(**chosen)
    expected = made(shown, folder)
    found = assess(folder / "made", shown)
    assert graph(found.topology) == expected
    assert {each.id for each in found.findings if each.severity != "note"} <= {"D3"}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("gateways", [(2, 3), (10, 10, 4), (1, 1)])
def test_clusters_of_gateways_come_back(
    gateways: tuple[int, ...], platform: str, tmp_path: Path
) -> None:
    """Gateways around Traffic Managers of their own are told apart by whom they report to."""
    shown = topology(
        "P3",
        redundancy="all",
        gateway_clusters=gateways,
        platform=platform,
        database="mysql",
    )
    expected = made(shown, tmp_path)
    found = assess(tmp_path / "made")
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    unnamed = {each["connection"] for each in manifest["limitations"]}
    assert found.topology.options.gateway_clusters == gateways
    assert graph(found.topology)[0] == expected[0]
    lost = {edge for edge in expected[1] ^ graph(found.topology)[1] if edge[0] not in unnamed}
    assert lost == set()
    assert {each.id for each in found.findings if each.severity != "note"} == set()


@pytest.mark.parametrize("said", ["address", "factory"])
def test_brokers_with_tls_come_back(said: str, tmp_path: Path) -> None:
    """All at the other port, and told to speak TLS there; nothing tells a port in clear text."""
    clear = topology("P3", redundancy="all", database="mysql")
    artifacts_of(clear).save(tmp_path / "made")
    factory = "[apim.throttling.jms]\ntopic_connection_factory = \"tcp://any:8672?ssl='true'\"\n"
    for path in (tmp_path / "made" / "nodes").glob("*/*.toml"):
        text = path.read_text(encoding="utf-8")
        if said == "address":
            text = text.replace(":5672", ":8672?ssl='true'%26ssl_cert_alias='broker'")
        else:
            text = text.replace(":5672", ":8672") + factory
        path.write_text(text, encoding="utf-8")
    found = assess(tmp_path / "made")
    secured = topology("P3", redundancy="all", broker_tls=True, database="mysql")
    assert graph(found.topology) == graph(secured)
    assert found.is_clean


@pytest.mark.parametrize(
    ("enable", "url"),
    [
        ("true", "https://counter.test:8080/records"),
        ("false", "https://localhost:9443/internal/data/v1/transaction-records"),
    ],
)
def test_calls_may_be_counted_elsewhere_or_not_at_all(
    enable: str, url: str, tmp_path: Path
) -> None:
    """Only the service of a control plane is one of the topology's."""
    clear, counting = (
        topology("P3", redundancy="all", database="mysql", transaction_counter=counts)
        for counts in (False, True)
    )
    artifacts_of(counting).save(tmp_path / "made")
    for path in (tmp_path / "made" / "nodes").glob("*/*.toml"):
        text = path.read_text(encoding="utf-8")
        said = rf'enable = {enable}\nserver_url = "{url}"'
        text = re.sub(r'enable = true\nserver_url = ".*"', said, text)
        path.write_text(text, encoding="utf-8")
    found = assess(tmp_path / "made")
    assert found.is_clean
    assert graph(found.topology) == graph(clear)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_pattern_6_is_told_by_the_manifest(platform: str, tmp_path: Path) -> None:
    """Or by what is wanted; without both it is the All-in-One of its files, which is said."""
    shown = topology("P6", redundancy="all", platform=platform, database="mysql")
    expected = made(shown, tmp_path)
    for wanted in (None, shown):
        found = assess(tmp_path / "made", wanted)
        assert found.recovery.pattern.id == "P6"
        assert graph(found.topology) == expected
        assert found.is_clean
    (tmp_path / "made" / "manifest.json").unlink()
    alone = assess(tmp_path / "made")
    assert (alone.recovery.pattern.id, alone.is_clean) == ("P1", True)
    assert "untold-server" in {each.id for each in alone.findings}
    assert assess(tmp_path / "made", shown).recovery.pattern.id == "P6"


def test_only_the_region_that_is_there_is_assessed(tmp_path: Path) -> None:
    """A region without a control plane names one elsewhere, of which there are no files."""
    artifacts_of(topology("P3", region_layout="MDC2", redundancy="all")).save(tmp_path / "made")
    main, other = (assess(tmp_path / "made" / f"region-{number}") for number in (1, 2))
    with pytest.raises(RequirementsError, match="such as region-1"):
        assess(tmp_path / "made")
    assert main.is_clean
    assert {each.id for each in other.findings} == {"no-file"}
    assert other.recovery.pattern.id == "P3"
