"""Topologies as SVG: everything is in the picture, and nothing lies on anything else."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree as ET

import pytest
from drawn_topologies import EVERYTHING, ONE_DATABASE, PATTERNS, built, hostile

from wso2_strategy.document.graphviz import SVG, svg
from wso2_strategy.errors import (
    DrawingError,
    MissingExtraError,
)
from wso2_strategy.topology import topology
from wso2_strategy.topology.export import export
from wso2_strategy.topology.export.drawing import drawing
from wso2_strategy.topology.options import RegionLayout


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


class TestSvg:
    @pytest.mark.parametrize("pattern", PATTERNS)
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
            nodes=ONE_DATABASE,
            **EVERYTHING,
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
            nodes=ONE_DATABASE,
            **EVERYTHING,
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
        large = topology("P3", region_layout="MDC1", regions=100)
        with pytest.raises(DrawingError, match=f"it has {len(large.connections())} connections"):
            export(large, "svg")
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
