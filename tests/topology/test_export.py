"""Topologies in other languages, read back by the programs that own them."""

import csv
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pygraphviz
import pytest
import yaml
from attrs import evolve
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.document.graphviz import SVG, svg
from wso2_strategy.document.palette import FILLS, INK, OPTIONAL_INK, ZONE_FILL
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.errors import (
    DrawingError,
    MissingExtraError,
    RequirementsError,
    StrategyError,
    UnknownNameError,
)
from wso2_strategy.topology import Connection, Tier, Topology, topology
from wso2_strategy.topology.export import FORMATS, export, from_graphml, from_node_link
from wso2_strategy.topology.export.drawing import Drawing, drawing
from wso2_strategy.topology.options import RegionLayout

_PATTERNS = tuple(pattern.id for pattern in CATALOG.patterns)
_ONE_DATABASE = {"am-database": 1, "shared-database": 1, "identity-database": 1}
_EVERYTHING: dict[str, object] = {
    "redundancy": "all",
    "platform": "kubernetes",
    "protocols": {"http", "websocket", "websub"},
    "identity_provider": "external",
    "analytics": "moesif",
    "user_store": "ldap",
    "multi_tenant": True,
    "exact_rate_limits": True,
    "shared_file_system": True,
    "transaction_counter": True,
}

_HOSTILE = '"]; } --> <b>&amp; ${x} \\N `*_ #35; | end'

_NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(
    lambda text: text.isprintable() and bool(text.strip())
)


def built(pattern: str) -> Topology:
    return topology(pattern, **_EVERYTHING)


def hostile(name: str = _HOSTILE) -> Topology:
    """A topology in which a user's tier and connection are called something unfortunate."""
    return (
        topology("P2", redundancy="all")
        .with_tier(Tier(name, kind="store", zone=name))
        .with_connection(Connection("U1", "gateway", name, name, "tcp"))
    )


def arrows(drawn: Drawing) -> dict[tuple[str, str], tuple[str, ...]]:
    names = {box.id: box.tier.id for box in drawn.boxes}
    return {(names[each.opener], names[each.target]): each.ports for each in drawn.arrows}


class TestRoundTrips:
    @pytest.mark.parametrize("pattern", _PATTERNS)
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
    @given(_NAMES)
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


class TestPicture:
    def test_all_that_one_tier_opens_to_another_is_one_arrow(self) -> None:
        """Ports of optional connections stand in parentheses."""
        drawn = arrows(drawing(topology("P3", platform="kubernetes", redundancy="all")))
        assert drawn["gateway", "traffic-manager"] == ("5672", "(9443)", "9611", "9711")
        assert drawn["gateway", "control-plane"] == ("5672", "9443")
        assert drawn["gateway", "backend"] == ("https",)

    def test_what_two_tiers_open_to_each_other_alike_is_drawn_once(self) -> None:
        """With two heads, as replication is."""
        both = [each for each in drawing(topology("MDC1")).arrows if each.both_ways]
        assert {each.ports for each in both} == {("5672",), ("replication",)}
        assert len(both) == 3

    def test_peers_are_told_in_their_box(self) -> None:
        """With the number of nodes."""
        (box,) = [
            box for box in drawing(topology("P1")).boxes if box.tier.component == "all-in-one"
        ]
        assert box.lines == ("All-in-One", "2 nodes", "each other: 5672 9611 9711")

    def test_nodes_that_must_work_are_told(self) -> None:
        """Where it is more than one."""
        drawn = drawing(topology("P3", redundancy="all", needed={"gateway": 2}))
        assert ("Universal Gateway", "2 nodes, 2 needed") in [box.lines for box in drawn.boxes]

    def test_zones_stand_in_their_region_and_what_is_shared_outside(self) -> None:
        """A single region has no box of its own."""
        regions = drawing(topology("MDC2")).regions
        assert [region.name for region in regions] == [
            "",
            "Region 1 (site@1)",
            "Region 2 (site@2)",
        ]
        assert [zone.name for zone in regions[0].zones] == ["Outside"]
        assert [region.name for region in drawing(topology("P3")).regions] == [""]

    def test_health_checks_are_left_out_and_monitors_with_them(self) -> None:
        """Unless something else leads to a monitor."""
        drawn = drawing(topology("P3"))
        assert "monitor" not in {box.tier.component for box in drawn.boxes}
        alarm = Connection("U1", "gateway", "monitor", "alarms", "tcp", 514)
        drawn = drawing(topology("P3").with_connection(alarm))
        assert arrows(drawn)["gateway", "monitor"] == ("514",)

    def test_every_other_connection_is_drawn(self) -> None:
        """In every pattern."""
        for pattern in _PATTERNS:
            whole = built(pattern)
            drawn = set(arrows(drawing(whole)))
            drawn |= {(target, opener) for opener, target in drawn}
            between = {
                (each.opener, each.target)
                for each in whole.connections()
                if each.opener != each.target and each.id != "C53"
            }
            assert between <= drawn


class TestDot:
    @pytest.mark.parametrize("pattern", _PATTERNS)
    def test_graphviz_reads_every_pattern(self, pattern: str) -> None:
        """With all nodes and arrows."""
        drawn = drawing(built(pattern))
        read = pygraphviz.AGraph(string=export(built(pattern), "dot"))
        assert len(read.nodes()) == len(drawn.boxes)
        assert len(read.edges()) == len(drawn.arrows)

    @settings(max_examples=tries(60), deadline=None)
    @given(_NAMES)
    def test_graphviz_reads_whatever_a_user_calls_a_tier(self, name: str) -> None:
        """As the text of its label."""
        read = pygraphviz.AGraph(string=export(hostile(name), "dot"))
        labels = {node.attr["label"] for node in read.nodes()}
        assert name.replace("\\", "\\\\").replace("&", "&amp;") in labels


def box_of(group: ET.Element) -> tuple[float, float, float, float]:
    """The left, top, right and bottom of what a group of a picture draws."""
    points: list[tuple[float, float]] = []
    for shape in group.iter():
        drawn = shape.get("points") or shape.get("d") or ""
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", drawn)]
        points += zip(numbers[::2], numbers[1::2], strict=True)
        if "ellipse" in shape.tag:
            points.append((float(shape.get("cx", "")), float(shape.get("cy", ""))))
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def drawn_groups(picture: str, kind: str) -> dict[str, ET.Element]:
    """The groups of nodes, edges or clusters in a picture, by their titles in DOT."""
    root = ET.fromstring(picture)  # noqa: S314  # our own
    return {
        group[0].text or "": group
        for group in root.iter(f"{SVG}g")
        if group.get("class") == kind and len(group) > 1
    }


def cells(file: str) -> dict[str, ET.Element]:
    """The cells of a draw.io file, by their ids."""
    found = list(ET.fromstring(file).iter("mxCell"))  # noqa: S314  # our own
    assert len({cell.get("id") for cell in found}) == len(found)
    return {cell.get("id") or "": cell for cell in found}


class TestDrawIo:
    @pytest.mark.parametrize("pattern", ["P1", "P4", "MDC1", "MDC2"])
    def test_every_tier_stands_in_its_zone_and_region(self, pattern: str) -> None:
        """As containers, the text of each box its lines; arrows lead from box to box with ports."""
        whole = built(pattern)
        read, drawn = cells(export(whole, "drawio")), drawing(whole)
        for region in drawn.regions:
            for zone in region.zones:
                assert read[zone.id].get("parent") == (region.id or "1")
                assert "container=1" in (read[zone.id].get("style") or "")
                for box in zone.boxes:
                    assert read[box.id].get("parent") == zone.id
                    assert read[box.id].get("value") == "\n".join(box.lines)
                    left, top, width, height = self.place(read[box.id])
                    assert min(left, top) >= 0
                    assert left + width <= self.place(read[zone.id])[2]
                    assert top + height <= self.place(read[zone.id])[3]
        edges = [each for each in read.values() if each.get("edge")]
        ends = [(each.get("source"), each.get("target"), each.get("value")) for each in edges]
        assert ends == [(e.opener, e.target, "\n".join(e.ports)) for e in drawn.arrows]

    @settings(max_examples=tries(10), deadline=None)
    @given(_NAMES)
    def test_whatever_a_user_calls_a_tier_is_its_text(self, name: str) -> None:
        """And no markup."""
        read = cells(export(hostile(name), "drawio"))
        assert name in {cell.get("value") for cell in read.values()}
        assert all("html=0" in cell.get("style", "html=0") for cell in read.values())

    def place(self, cell: ET.Element) -> tuple[float, ...]:
        (geometry,) = cell.iter("mxGeometry")
        return tuple(float(geometry.get(name, "")) for name in ("x", "y", "width", "height"))


class TestPng:
    @pytest.mark.parametrize("pattern", ["P0", "P4", "MDC1"])
    def test_it_is_as_large_as_is_read_at_1280_pixels(self, pattern: str) -> None:
        """Letters of 12 points are at least 10 pixels high on a screen of that width."""
        picture = export(topology(pattern, redundancy="all"), "png")
        assert picture.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", picture[16:24])
        letters = 12 / 72 * 144 * min(1, 1280 / width)
        assert letters >= 10
        assert height > 0

    def test_a_huge_one_has_fewer_pixels(self) -> None:
        """Not more than there is memory for."""
        whole = topology(
            "P3", region_layout="MDC1", regions=12, redundancy="all", nodes=_ONE_DATABASE
        ).instances()
        width, height = struct.unpack(">II", export(whole, "png")[16:24])
        assert 10_000_000 < width * height < 45_000_000

    def test_it_is_the_same_each_time(self) -> None:
        """Byte for byte."""
        assert export(built("P1"), "png") == export(built("P1"), "png")


class TestSvg:
    @pytest.mark.parametrize("pattern", _PATTERNS)
    def test_every_tier_and_port_is_in_the_picture(self, pattern: str) -> None:
        """As text, with a name for screen readers."""
        whole = built(pattern)
        root = ET.fromstring(export(whole, "svg"))  # noqa: S314  # our own
        texts = {"".join(text.itertext()).strip() for text in root.iter() if "text" in text.tag}
        for box in drawing(whole).boxes:
            assert set(box.lines) <= texts
        for arrow in drawing(whole).arrows:
            assert set(arrow.ports) <= texts
        assert root.get("aria-label") == whole.title
        assert root.get("role") == "img"

    @pytest.mark.parametrize(
        ("pattern", "layout", "regions"), [("P2", "MDC1", 6), ("P3", "MDC1", 4), ("P5", "MDC2", 9)]
    )
    def test_many_regions_keep_their_tiers_and_every_arrow(
        self, pattern: str, layout: RegionLayout, regions: int
    ) -> None:
        """Every tier lies inside the box of its region, and each arrow is a line."""
        whole = topology(pattern, region_layout=layout, regions=regions, redundancy="all")
        picture, drawn = export(whole, "svg"), drawing(whole)
        nodes, clusters = drawn_groups(picture, "node"), drawn_groups(picture, "cluster")
        assert set(nodes) == {box.id for box in drawn.boxes}
        for box in drawn.boxes:
            if box.tier.region is not None:
                left, top, right, bottom = box_of(clusters[f"cluster_r{box.tier.region}"])
                inner = box_of(nodes[box.id])
                assert left <= inner[0] <= inner[2] <= right
                assert top <= inner[1] <= inner[3] <= bottom
        edges = drawn_groups(picture, "edge")
        assert set(edges) == {f"{each.opener}->{each.target}" for each in drawn.arrows}
        assert all(group.find(f".//{SVG}path") is not None for group in edges.values())

    def test_what_the_first_layout_cannot_hold_is_drawn_by_another(self) -> None:
        """Graphviz fails where it keeps a place for the ports of this one."""
        whole = topology(
            "P4",
            region_layout="MDC2",
            regions=2,
            gateway_zone="dmz",
            nodes=_ONE_DATABASE,
            **_EVERYTHING,
        ).instances()
        with pytest.raises(DrawingError):
            svg(export(whole, "dot"))
        drawn = drawing(whole)
        picture = export(whole, "svg")
        assert len(drawn_groups(picture, "node")) == len(drawn.boxes)
        assert len(drawn_groups(picture, "edge")) == len(drawn.arrows)

    def test_an_aborted_or_incomplete_layout_is_an_error(self) -> None:
        """The process of the caller lives on, and the error says which format will do."""
        zoned = topology(
            "P4",
            region_layout="MDC1",
            regions=3,
            gateway_zone="dmz",
            nodes=_ONE_DATABASE,
            **_EVERYTHING,
        )
        with pytest.raises(DrawingError, match=r"Assertion.*format dot will do"):
            svg(export(zoned.instances(), "dot"))
        whole = topology("P5", region_layout="MDC1", regions=6)
        with pytest.raises(DrawingError, match=r"draws .* edges.*format dot will do"):
            svg(export(whole, "dot").replace(" [xlabel=", " [label="))

    def test_a_layout_that_takes_too_long_is_an_error(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As is a graph that nobody could read, at once."""
        with pytest.raises(DrawingError, match="it has 32303 connections"):
            export(topology("P3", region_layout="MDC1", regions=100), "svg")
        with monkeypatch.context() as patched:
            patched.setattr(sys, "executable", "no-such-program")
            with pytest.raises(DrawingError, match="no process can be started"):
                export(topology("P0"), "svg")
        monkeypatch.setattr("wso2_strategy.document.graphviz._LONGEST_S", 0.001)
        with pytest.raises(DrawingError, match=r"needs more than 0\.001 s"):
            export(topology("P0"), "svg")

    def test_threads_do_not_disturb_each_other(self) -> None:
        """Each gets the picture that it would get alone."""
        wholes = [topology(pattern) for pattern in ("P0", "P1", "P2", "P3")]
        alone = [export(each, "svg") for each in wholes]
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(lambda each: export(each, "svg"), wholes * 2)) == alone * 2

    def test_markup_in_a_name_stays_text(self) -> None:
        """Nothing a user writes becomes an element."""
        for name in ("<script>x</script>", "a &lt; b &amp; c"):
            root = ET.fromstring(export(hostile(name), "svg"))  # noqa: S314  # our own
            assert not [element for element in root.iter() if element.tag.endswith("script")]
            assert name in {text.text for text in root.iter()}

    def test_labels_are_drawn_last(self) -> None:
        """So that no line strikes a port or the name of a zone through."""
        root = ET.fromstring(export(topology("P4"), "svg"))  # noqa: S314  # our own
        graph = root[0]
        tags = [element.tag.rpartition("}")[2] for element in graph]
        assert tags[-1] == "text"
        assert "g" not in tags[tags.index("text", 5) :]

    @pytest.mark.parametrize("pattern", ["P1", "P4"])
    @pytest.mark.parametrize(("layout", "regions"), [("MDC1", 4), ("MDC2", 8)])
    def test_many_regions_stand_below_each_other(
        self, pattern: str, layout: RegionLayout, regions: int
    ) -> None:
        """So that their letters can be read on a screen of 1,280 pixels."""
        whole = topology(pattern, region_layout=layout, regions=regions, redundancy="all")
        width, _, _ = export(whole, "svg").partition('width="')[2].partition("pt")
        assert float(width) <= 1280 * 12 / 9.9
        groups = drawn_groups(export(whole, "svg"), "cluster")
        heights = [box_of(groups[f"cluster_r{number + 1}"])[1] for number in range(regions)]
        assert heights == sorted(heights)

    @pytest.mark.parametrize("layout", ["MDC1", "MDC2"])
    @pytest.mark.parametrize("pattern", ["P1", "P3", "P4"])
    def test_no_frame_runs_through_ports(self, pattern: str, layout: RegionLayout) -> None:
        """Of a region or a zone, at its sides."""
        whole = topology(pattern, region_layout=layout, redundancy="all")
        picture = export(whole, "svg")
        frames = [*map(box_of, drawn_groups(picture, "cluster").values())]
        root = ET.fromstring(picture)  # noqa: S314  # our own
        ports = [each for each in root.iter(f"{SVG}text") if (each.text or "").strip().isdigit()]
        assert ports
        for each in ports:
            x, y = float(each.get("x", 0)), float(each.get("y", 0))
            half = len((each.text or "").strip()) * 12 * 0.5 / 2
            sides = [side for f in frames if f[1] < y < f[3] for side in (f[0], f[2])]
            assert not [side for side in sides if x - half < side < x + half], each.text

    def test_without_the_extra_the_error_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The other formats need nothing."""
        monkeypatch.setitem(sys.modules, "pygraphviz", None)
        with pytest.raises(MissingExtraError, match=r'pip install "wso2-strategy\[diagrams\]"'):
            export(topology("P0"), "svg")
        assert export(topology("P0"), "dot")


class TestMermaid:
    def test_the_real_parser_reads_every_pattern_and_hostile_names(self) -> None:
        """Where MERMAID_HOME names a directory with the npm packages mermaid and jsdom."""
        home, node = os.environ.get("MERMAID_HOME"), shutil.which("node")
        if not home or not node:
            pytest.skip("needs node, and MERMAID_HOME with the npm packages mermaid and jsdom")
        names = (
            _HOSTILE,
            "\u05e2\u05e1\u05e7 \u0645\u062a\u062c\u0631",
            "%%{init: {}}%%",
            "a\u200db",
        )
        wholes = [*map(built, _PATTERNS), *map(hostile, names)]
        parsed = subprocess.run(
            [node, Path(__file__).with_name("parse_mermaid.mjs"), home],
            input=json.dumps([export(each, "mermaid") for each in wholes]),
            capture_output=True,
            text=True,
            check=True,
        )
        for whole, (kind, texts) in zip(wholes, json.loads(parsed.stdout), strict=True):
            assert kind == "flowchart-v2"
            for box in drawing(whole).boxes:
                assert texts[box.id] == "\n".join(box.lines)

    def test_every_line_is_one_of_the_few_forms_the_parser_was_shown(self) -> None:
        """So that what the real parser has read stays readable where it is not installed."""
        forms = (
            r"  subgraph \w+ \[\"[^\"]*\"\]|  end|flowchart TB|---|title: \".*\"",
            r"    t\d+(\(\[|\[\(|\[)\"[^\"]*\"(\]\)|\)\]|\]):::\w+",
            r"  t\d+ <?-(\.-|-)>\|\"[^\"]*\"\| t\d+",
            r"  (classDef|style) \w+ fill:#\w+,stroke:#\w+,color:#\w+",
        )
        for whole in [*map(built, _PATTERNS), hostile()]:
            for line in export(whole, "mermaid").splitlines():
                assert any(re.fullmatch(form, line) for form in forms), line

    def test_characters_that_could_be_markup_are_coded(self) -> None:
        """Nothing of a name reaches the diagram as syntax."""
        text = export(hostile(), "mermaid")
        assert "<b>" not in text
        assert "#34;#93;" not in text
        assert "#34;]; } --#62; #60;b#62;#38;amp;" in text

    def test_no_name_or_title_begins_a_directive(self) -> None:
        """Mermaid would obey it wherever it stands."""
        directive = "%%{init: {}}%%"
        mine = evolve(hostile(directive), pattern=directive)
        text = export(mine, "mermaid")
        assert "%" not in text
        assert yaml.safe_load(text.split("---")[1])["title"] == mine.title


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


def test_ink_on_every_fill_has_a_contrast_of_seven_to_one() -> None:
    """As WCAG asks for at its strictest level."""

    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for fill in {*FILLS.values(), ZONE_FILL, "#ffffff"}:
        assert (luminance(fill) + 0.05) / (luminance(INK) + 0.05) >= 7
    for ground in (ZONE_FILL, "#ffffff"):
        assert (luminance(ground) + 0.05) / (luminance(OPTIONAL_INK) + 0.05) >= 7


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
