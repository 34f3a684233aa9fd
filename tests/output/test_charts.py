"""The charts of a report say what the plan and the map say, and are the same each time."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from depth import tries
from hypothesis import given, settings
from random_requirements import requirements as random_requirements

from wso2_strategy import Advisor, Recommendation, Requirements, Traffic, load_requirements
from wso2_strategy.document.blocks import Picture
from wso2_strategy.document.chart import width_of
from wso2_strategy.document.palette import ACCENT, DARK, PAPER
from wso2_strategy.output.report.growth_chart import growth_chart
from wso2_strategy.output.report.map_chart import map_chart
from wso2_strategy.output.report.pattern_chart import pattern_chart
from wso2_strategy.topology import topology
from wso2_strategy.topology.export.svg import to_svg

SVG = "{http://www.w3.org/2000/svg}"


def advised(advisor: Advisor, name: str) -> Recommendation:
    return advisor.advise(load_requirements(f"examples/{name}.yaml"))


def drawn(picture: Picture | None) -> ET.Element:
    assert picture is not None
    return ET.fromstring(picture.svg)  # noqa: S314 - we drew it


def words(picture: Picture | None) -> list[str]:
    return [each.text or "" for each in drawn(picture).iter(f"{SVG}text")]


def charts(found: Recommendation) -> list[Picture | None]:
    plan = found.plan()
    return [growth_chart(plan.timeline), pattern_chart(plan), map_chart(found.decision_map())]


def test_growth_names_the_months_that_matter(advisor: Advisor) -> None:
    """With load and nodes at both ends, and the nodes from each of these months on."""
    shown = words(growth_chart(advised(advisor, "retail").plan().timeline))
    assert {"0", "8", "24"} <= {*shown}
    assert {"5,700", "8,906"} <= {*shown}
    assert {"8", "9", "10"} <= {*shown}
    outgrown = words(growth_chart(advised(advisor, "startup").plan().timeline))
    assert {"P1: 2", "P2: 4", "21"} <= {*outgrown}


@pytest.mark.parametrize(("peak_tps", "growth"), [(300, 3.0), (900, 1.2), (2000, 1.0)])
def test_the_last_step_has_its_nodes_and_no_words_are_on_a_step(
    advisor: Advisor, peak_tps: float, growth: float
) -> None:
    """However many steps there are just before it."""
    traffic = Traffic(peak_tps=peak_tps, annual_growth=growth, horizon_months=36)
    timeline = advisor.advise(Requirements(traffic=traffic)).plan().timeline
    picture = growth_chart(timeline)
    last = timeline.phases[-1].sizing
    assert f"{last.pattern}: {last.total_nodes}" in words(picture)
    *_, steps = (e for e in drawn(picture).iter(f"{SVG}polyline") if e.get("stroke-width") == "2")
    points = [tuple(map(float, e.split(","))) for e in (steps.get("points") or "").split()]
    for each in drawn(picture).iter(f"{SVG}text"):
        if not (each.text or "").startswith("P"):
            continue
        left, bottom = float(each.get("x", "")), float(each.get("y", ""))
        right, top = left + width_of(each.text or ""), bottom - 8
        for (x, y), (to_x, to_y) in pairwise(points):
            assert not (x < right and left < to_x and top < y < bottom)
            assert not (left < to_x < right and min(y, to_y) < bottom and top < max(y, to_y))


def test_what_never_changes_is_not_drawn(advisor: Advisor) -> None:
    """A sentence says it."""
    assert growth_chart(advised(advisor, "bank").plan().timeline) is None


def test_every_possible_pattern_has_its_nodes_and_availability(advisor: Advisor) -> None:
    """As wide as its nodes; what is recommended stands out, and the target is drawn."""
    plan = advised(advisor, "startup").plan()
    picture = pattern_chart(plan)
    assert picture is not None
    possible = [each for each in plan.costs if each.availability]
    for each in possible:
        assert {each.pattern, f"{each.nodes}"} <= {*words(picture)}
    assert "target 99.9%" in words(picture)
    boxes = [*drawn(picture).iter(f"{SVG}rect")]
    widths = {
        float(box.get("width", "")) / each.nodes for box, each in zip(boxes, possible, strict=True)
    }
    assert max(widths) == pytest.approx(min(widths))
    assert [box.get("fill") == ACCENT for box in boxes] == [
        each.pattern == plan.sizing.pattern for each in possible
    ]


def test_the_map_is_labelled_with_its_boundaries(advisor: Advisor) -> None:
    """Along both axes, with a dot where the answer stands and a name in each region."""
    found = advised(advisor, "startup")
    picture = map_chart(found.decision_map())
    shown = words(picture)
    assert {"500", "2,500", "99.977%", "P1", "P2", "P3"} <= {*shown}
    assert picture is not None
    (dot,) = drawn(picture).iter(f"{SVG}circle")
    (outline,) = (e for e in drawn(picture).iter(f"{SVG}rect") if e.get("fill") == "none")
    within = float(dot.get("cx", "")) - float(outline.get("x", ""))
    assert 0 < within < float(outline.get("width", ""))
    assert "All boundaries are exact." in picture.caption


def test_the_map_says_where_its_axes_end_and_where_nothing_is_enough(advisor: Advisor) -> None:
    """The ends are round; a boundary that is not is said on its lower side, in few digits."""
    found = advised(advisor, "retail").decision_map()
    shown = words(map_chart(found))
    assert {"500", "20,000", "99.8%", "99.998%"} <= {*shown}
    assert "2,130" in shown
    assert 2_130 < min(each.span.low or 0 for each in found.bands[0].outcomes[1:]) < 2_140
    assert {"No pattern meets it", "P3 comes closest"} <= {*shown}


def test_a_boundary_that_is_a_curve_leans(advisor: Advisor) -> None:
    """Between the lines that were asked it goes straight on."""
    found = advised(advisor, "startup").decision_map("traffic.peak_tps", "traffic.burst_ratio")
    picture = map_chart(found)
    assert picture is not None
    leaning = [
        each
        for each in re.findall(r'<polyline points="([\d.]+),[\d.]+ ([\d.]+),', picture.svg)
        if each[0] != each[1]
    ]
    assert len(leaning) > 10


@pytest.mark.parametrize("pattern", ["P0", "P3", "P6", "MDC1", "MDC2"])
def test_topologies_are_drawn_in_colours_that_a_dark_page_replaces(pattern: str) -> None:
    """Every fill, line and halo."""
    pytest.importorskip("pygraphviz", reason="needs the extra diagrams")
    drawing = to_svg(topology(pattern, high_availability=True))
    used = re.findall(r'(?:fill|stroke)(?:="|:)([^";]+)', drawing)
    assert {*used} <= {"none", *DARK}


@settings(max_examples=tries(30), deadline=None)
@given(stated=random_requirements)
def test_charts_of_anything(advisor: Advisor, stated: Requirements) -> None:
    """They are drawn, within their bounds, in colours that a dark page replaces, and described."""
    for picture in filter(None, charts(advisor.advise(stated))):
        root = drawn(picture)
        _, _, width, height = map(float, root.get("viewBox", "").split())
        assert root.find(f"{SVG}title") is not None
        assert (root.findtext(f"{SVG}desc") or "").strip()
        assert "nan" not in picture.svg
        assert "inf" not in re.sub(">[^<]*<", "><", picture.svg)
        for each in root.iter():
            for name, most in (("x", width), ("y", height), ("cx", width), ("cy", height)):
                assert 0 <= float(each.get(name, "0")) <= most
            for name in ("fill", "stroke"):
                assert each.get(name, "none") in {"none", PAPER, *DARK}
