"""What is drawn of a topology, whatever draws it, and pictures for Graphviz, draw.io and as PNG."""

import struct
from xml.etree import ElementTree as ET

import pygraphviz
import pytest
from depth import tries
from drawn_topologies import NAMES, ONE_DATABASE, PATTERNS, built, hostile
from hypothesis import given, settings

from wso2_strategy.document.palette import FILLS, INK, OPTIONAL_INK, ZONE_FILL
from wso2_strategy.topology import Connection, topology
from wso2_strategy.topology.export import export
from wso2_strategy.topology.export.drawing import Drawing, drawing


def arrows(drawn: Drawing) -> dict[tuple[str, str], tuple[str, ...]]:
    names = {box.id: box.tier.id for box in drawn.boxes}
    return {(names[each.opener], names[each.target]): each.ports for each in drawn.arrows}


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
        for pattern in PATTERNS:
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
    @pytest.mark.parametrize("pattern", PATTERNS)
    def test_graphviz_reads_every_pattern(self, pattern: str) -> None:
        """With all nodes and arrows."""
        drawn = drawing(built(pattern))
        read = pygraphviz.AGraph(string=export(built(pattern), "dot"))
        assert len(read.nodes()) == len(drawn.boxes)
        assert len(read.edges()) == len(drawn.arrows)

    @settings(max_examples=tries(60), deadline=None)
    @given(NAMES)
    def test_graphviz_reads_whatever_a_user_calls_a_tier(self, name: str) -> None:
        """As the text of its label."""
        read = pygraphviz.AGraph(string=export(hostile(name), "dot"))
        labels = {node.attr["label"] for node in read.nodes()}
        assert name.replace("\\", "\\\\").replace("&", "&amp;") in labels


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
    @given(NAMES)
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
            "P3", region_layout="MDC1", regions=12, redundancy="all", nodes=ONE_DATABASE
        ).instances()
        width, height = struct.unpack(">II", export(whole, "png")[16:24])
        assert 10_000_000 < width * height < 45_000_000

    def test_it_is_the_same_each_time(self) -> None:
        """Byte for byte."""
        assert export(built("P1"), "png") == export(built("P1"), "png")


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
