"""Topologies in other languages, which lose nothing and are read back, and as text."""

import csv
import io
import json
import os
import subprocess
import sys

import networkx as nx
import pytest
from depth import tries
from drawn_topologies import NAMES, PATTERNS, built, hostile
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.errors import (
    RequirementsError,
    StrategyError,
    UnknownNameError,
)
from wso2_strategy.topology import Connection, topology
from wso2_strategy.topology.export import FORMATS, export, from_graphml, from_node_link


class TestRoundTrips:
    @pytest.mark.parametrize("pattern", PATTERNS)
    def test_graphml_and_json_lose_nothing(self, pattern: str) -> None:
        """Tiers, connections and options come back equal."""
        whole = built(pattern)
        assert from_graphml(export(whole, "graphml")) == whole
        assert from_node_link(export(whole, "json")) == whole

    def test_the_graph_itself_survives_networkx(self) -> None:
        """Attribute by attribute, read without this library."""
        graph = built("P4").graph
        read = nx.parse_graphml(export(built("P4"), "graphml"), force_multigraph=True)
        del read.graph["node_default"], read.graph["edge_default"]
        assert nx.utils.graphs_equal(read, graph)
        nested = nx.node_link_data(graph, edges="edges")
        assert nx.utils.graphs_equal(nx.node_link_graph(nested, edges="edges"), graph)

    def test_json_is_the_node_link_form_of_networkx(self) -> None:
        """Its own reader finds the same nodes and edges."""
        data = json.loads(export(built("P4"), "json"))
        assert nx.utils.graphs_equal(nx.node_link_graph(data, edges="edges"), built("P4").graph)

    @settings(max_examples=tries(60), deadline=None)
    @given(NAMES)
    def test_whatever_a_user_calls_a_tier_comes_back(self, name: str) -> None:
        """Also quotes, brackets and markup."""
        odd = hostile(name)
        assert from_graphml(export(odd, "graphml")) == odd
        assert from_node_link(export(odd, "json")) == odd


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=3,
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Node-link JSON of a small topology, in which one place holds something else."""
    data = json.loads(export(topology("P0"), "json"))
    holder = data
    while True:
        places = list(holder) if isinstance(holder, dict) else range(len(holder))
        place = draw(st.sampled_from(list(places)))
        if not isinstance(holder[place], dict | list) or not draw(st.integers(0, 9)):
            break
        holder = holder[place]
    if draw(st.booleans()):
        del holder[place]
    else:
        holder[place] = draw(_JSON)
    return json.dumps(data)


class TestReadingFilesFromElsewhere:
    @settings(max_examples=tries(80), deadline=None)
    @given(damaged())
    def test_a_damaged_file_is_read_as_a_topology_or_refused(self, text: str) -> None:
        """With an error of the library, never another; what is read can be written."""
        try:
            read = from_node_link(text)
        except StrategyError:
            return
        for name in ("text", "mermaid", "dot", "graphml", "json", "csv"):
            assert export(read, name)

    @pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"nodes": 1}', "[" * 100_000])
    def test_what_is_no_such_file_is_refused(self, text: str) -> None:
        """Saying what would be."""
        with pytest.raises(RequirementsError, match="allowed: what `export` writes as node-link"):
            from_node_link(text)
        with pytest.raises(RequirementsError, match="allowed: what `export` writes as GraphML"):
            from_graphml(f"<graphml>{text}")

    def test_names_that_are_not_there_are_named(self) -> None:
        """A tier at the end of a connection, and an attribute."""
        text = export(topology("P0"), "json")
        with pytest.raises(UnknownNameError, match="unknown component 'all-in-two'"):
            from_node_link(text.replace('"source": "all-in-one"', '"source": "all-in-two"'))
        with pytest.raises(UnknownNameError, match="attribute 'zonne'"):
            from_node_link(text.replace('"zone":', '"zonne":'))
        graphml = export(topology("P0"), "graphml")
        with pytest.raises(UnknownNameError, match="unknown component 'all-in-two'"):
            from_graphml(graphml.replace('target="all-in-one"', 'target="all-in-two"'))

    def test_what_no_topology_could_have_is_refused(self) -> None:
        """As where it is built."""
        text = export(topology("P0"), "json")
        for said, instead in (('"replicas": 1', '"replicas": 0'), ('"port": 443', '"port": true')):
            with pytest.raises(RequirementsError, match="is not allowed; allowed"):
                from_node_link(text.replace(said, instead))


class TestCsv:
    def test_every_connection_is_a_line(self) -> None:
        """With its ends, its port and its source."""
        rows = list(csv.DictReader(io.StringIO(export(built("P3"), "csv"))))
        assert len(rows) == len(built("P3").connections())
        first = rows[0]
        assert (first["id"], first["opener"], first["target"]) == ("C01", "client", "load-balancer")
        assert first["port"] == "443"
        assert all(row["source_url"].startswith("https://") for row in rows)


class TestText:
    def test_every_tier_and_connection_is_a_line(self) -> None:
        """Under its title."""
        whole = built("P3")
        text = export(whole, "text")
        assert text.startswith("P3: Kubernetes, every component redundant\n")
        for tier in whole.tiers:
            assert f"  {tier.id} " in text
        sources = {each.source for each in (*whole.tiers, *whole.connections())}
        caveats = {each.caveat for each in whole.connections() if each.caveat}
        parts = (*whole.tiers, *whole.connections(), *caveats, *sources)
        assert text.count("\n") == len(parts) + 9

    def test_every_part_has_its_basis_and_the_number_of_its_source(self) -> None:
        """What a user adds without a source has none."""
        odd = Connection("U1", "client", "backend", "look", port=1)
        text = export(built("P3").with_connection(odd), "text")
        parts, _, listed = text.partition("\nSources\n")
        named = {line.split(".")[0].strip(): line for line in listed.splitlines()}
        for each in built("P3").connections():
            assert each.source is not None
            lines = [line for line in parts.splitlines() if line.startswith(f"  {each.id} ")]
            marks = [line[line.rindex("[") + 1 : -1].split(", ") for line in lines]
            assert any(
                basis == each.basis and each.source.title in named[number]
                for basis, number in marks
            )
        assert "look\n" in parts

    def test_known_limits_name_their_connections(self) -> None:
        """Idle connections are an issue where a firewall stands before the gateways."""
        for zone in ("dmz", "application"):
            text = export(topology("P2", gateway_zone=zone), "text")
            assert ("\n  C11, C14: A firewall that drops idle" in text) == (zone == "dmz")
        assert "\n  C60: A firewall" in export(topology("P1", region_layout="MDC1"), "text")

    def test_what_is_optional_or_stays_inside_is_said(self) -> None:
        """In parentheses after the purpose."""
        lines = export(topology("P0", clear_text=True), "text").splitlines()
        assert "  C16" not in "".join(line[:5] for line in lines)
        (inside,) = [line for line in lines if line.startswith("  C12")]
        assert "(inside the node) [stated, " in inside
        assert [line for line in lines if "without TLS, optional) [" in line]


def test_an_unknown_format_is_refused_with_the_nearest_known() -> None:
    """As every look-up is."""
    with pytest.raises(UnknownNameError, match="Did you mean 'mermaid'"):
        export(topology("P0"), "mermade")


def test_a_flow_and_the_instance_view_are_exported_like_any_topology() -> None:
    """In every format."""
    for view in (topology("P4").flow("token").topology, topology("P1").instances()):
        for name in FORMATS:
            assert export(view, name)


def test_exports_are_the_same_under_every_hash_seed() -> None:
    """Byte for byte, also the drawn one."""
    program = (
        "from wso2_strategy.topology import topology\n"
        "from wso2_strategy.topology.export import FORMATS, export\n"
        "t = topology('P4', redundancy='all', protocols={'http', 'websocket'}, analytics='elk')\n"
        "print(*(export(t, name) for name in FORMATS))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
