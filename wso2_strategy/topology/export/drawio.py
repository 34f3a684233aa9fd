"""Topologies as draw.io files: regions and zones as containers, ports on the arrows.

The places are those of the SVG picture, so that the file opens as a finished drawing; everything
in it can be moved, and arrows follow their boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import dist
from typing import TypeAlias
from xml.etree import ElementTree as ET

from attrs import frozen

from wso2_strategy.document.graphviz import SVG
from wso2_strategy.document.palette import FILLS, INK, OPTIONAL_INK, ZONE_FILL
from wso2_strategy.errors import printable
from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.export.drawing import Arrow, Box, Drawing, drawing
from wso2_strategy.topology.export.svg import laid_out

_ROOT, _LAYER = "0", "1"
"""What draw.io calls the two cells that every drawing begins with."""

# Labels are text: with html=0 nothing in them is markup.
_TEXT = f"html=0;whiteSpace=wrap;fontColor={INK};"
_CONTAINER = f"{_TEXT}container=1;collapsible=0;verticalAlign=top;align=left;spacingLeft=8;"
_HEAD = f"{_TEXT}fillColor=none;strokeColor=none;align=center;fontSize=14;"
_SHAPES = {
    "actor": "shape=ellipse;perimeter=ellipsePerimeter;",
    "store": "shape=cylinder;boundedLbl=1;",
    "cache": "shape=cylinder;boundedLbl=1;",
}

_HEAD_PT = 60.0
"""Room for the title above the drawing."""

_BEND_PT = 6.0
"""An arrow that bends less is a straight line."""

_Point: TypeAlias = tuple[float, float]


@frozen
class _Place:
    """Where something lies, in points from the left and the top."""

    left: float
    top: float
    right: float
    bottom: float


def to_drawio(topology: ComponentGraph) -> str:
    """Return a topology as an uncompressed draw.io file.

    Raises:
        MissingExtraError: The extra "diagrams" is not installed.
        DrawingError: Graphviz cannot lay it out, or not all of it.
    """
    picture = ET.fromstring(laid_out(topology)[1])  # noqa: S314  # Graphviz wrote it a line ago
    file = ET.Element("mxfile", host="wso2-strategy")
    diagram = ET.SubElement(file, "diagram", id="topology", name="Topology")
    root = ET.SubElement(ET.SubElement(diagram, "mxGraphModel", grid="1", page="0"), "root")
    root.append(ET.Element("mxCell", id=_ROOT))
    root.append(ET.Element("mxCell", id=_LAYER, parent=_ROOT))
    root.extend(_cells(drawing(topology), _moved(_outlines(picture))))
    ET.indent(file)
    return ET.tostring(file, encoding="unicode") + "\n"


def _cells(drawn: Drawing, outlines: dict[str, list[_Point]]) -> Iterator[ET.Element]:
    """Yield a cell for the title, each region, zone, box and arrow, in this order."""
    places = {name: _around(points) for name, points in outlines.items()}
    head = _Place(0, 0, max(each.right for each in places.values()), _HEAD_PT - 10)
    yield _cell("title", (drawn.title, drawn.key), _HEAD, head)
    for region in drawn.regions:
        outer = None
        if region.id:
            outer = places[f"cluster_{region.id}"]
            style = f"{_CONTAINER}fontSize=16;fillColor=none;strokeColor={OPTIONAL_INK};"
            yield _cell(region.id, (region.name,), style, outer)
        for zone in region.zones:
            inner = places[f"cluster_{zone.id}"]
            style = f"{_CONTAINER}fontSize=14;fillColor={ZONE_FILL};strokeColor={OPTIONAL_INK};"
            yield _cell(zone.id, (zone.name,), style, inner, region.id or _LAYER, outer)
            for box in zone.boxes:
                yield _cell(box.id, box.lines, _style(box), places[box.id], zone.id, inner)
    for number, arrow in enumerate(drawn.arrows):
        line = outlines[f"{arrow.opener}->{arrow.target}"]
        yield _edge(f"a{number}", arrow, _bends(line))


def _style(box: Box) -> str:
    several = "strokeWidth=2;" if box.tier.replicas > 1 else ""
    colours = f"fillColor={FILLS[box.tier.kind]};strokeColor={INK};"
    return f"{_SHAPES.get(box.tier.kind, '')}{_TEXT}fontSize=13;{several}{colours}"


def _cell(
    name: str,
    lines: tuple[str, ...],
    style: str,
    place: _Place,
    parent: str = _LAYER,
    within: _Place | None = None,
) -> ET.Element:
    """Return a box; its place is relative to that of its parent."""
    cell = ET.Element(
        "mxCell",
        {"id": name, "value": _label(lines), "style": style, "vertex": "1", "parent": parent},
    )
    left, top = (within.left, within.top) if within else (0.0, 0.0)
    sides = {
        "x": place.left - left,
        "y": place.top - top,
        "width": place.right - place.left,
        "height": place.bottom - place.top,
    }
    written = {side: f"{length:.1f}" for side, length in sides.items()}
    cell.append(ET.Element("mxGeometry", {**written, "as": "geometry"}))
    return cell


def _edge(name: str, arrow: Arrow, bends: Iterable[_Point]) -> ET.Element:
    ink = INK if arrow.required else OPTIONAL_INK
    style = f"html=0;curved=1;endArrow=block;endFill=1;labelBackgroundColor={ZONE_FILL};"
    style += f"fontSize=12;strokeColor={ink};fontColor={ink};"
    style += "" if arrow.required else "dashed=1;"
    style += "startArrow=block;startFill=1;" if arrow.both_ways else ""
    ends = {"source": arrow.opener, "target": arrow.target}
    said = {"id": name, "value": _label(arrow.ports), "style": style, "edge": "1"}
    cell = ET.Element("mxCell", {**said, "parent": _LAYER, **ends})
    geometry = ET.Element("mxGeometry", {"relative": "1", "as": "geometry"})
    cell.append(geometry)
    points = [ET.Element("mxPoint", {"x": f"{x:.1f}", "y": f"{y:.1f}"}) for x, y in bends]
    if points:
        geometry.append(ET.Element("Array", {"as": "points"}))
        geometry[0].extend(points)
    return cell


def _label(lines: tuple[str, ...]) -> str:
    return "\n".join(map(printable, lines))


def _outlines(picture: ET.Element) -> dict[str, list[_Point]]:
    """Return the points of boxes, zones, regions and arrows, by their names in DOT."""
    found = {}
    for group in picture.iter(f"{SVG}g"):
        title = group.find(f"{SVG}title")
        if group.get("class") in ("node", "cluster", "edge") and title is not None:
            shapes = group.iter(f"{SVG}path") if group.get("class") == "edge" else group.iter()
            found[title.text or ""] = [point for shape in shapes for point in _points(shape)]
    return found


def _points(shape: ET.Element) -> Iterator[_Point]:
    outline = shape.get("points") or shape.get("d") or ""
    numbers = [float(each) for each in re.findall(r"-?[\d.]+", outline)]
    yield from zip(numbers[::2], numbers[1::2], strict=True)
    if shape.tag == f"{SVG}ellipse":
        x, y, across, down = (float(shape.get(name, "0")) for name in ("cx", "cy", "rx", "ry"))
        yield from ((x - across, y - down), (x + across, y + down))


def _moved(outlines: dict[str, list[_Point]]) -> dict[str, list[_Point]]:
    """Return everything to the right of the left border, and below the title."""
    whole = _around([point for points in outlines.values() for point in points])
    return {
        name: [(x - whole.left, y - whole.top + _HEAD_PT) for x, y in points]
        for name, points in outlines.items()
    }


def _around(points: Iterable[_Point]) -> _Place:
    across, down = zip(*points, strict=True)
    return _Place(min(across), min(down), max(across), max(down))


def _bends(line: list[_Point]) -> Iterator[_Point]:
    """Yield where a chain of Bézier curves bends: in the middle of each, and where two meet."""
    for start in range(0, len(line) - 3, 3):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = line[start : start + 4]
        middle = (x0 + 3 * x1 + 3 * x2 + x3) / 8, (y0 + 3 * y1 + 3 * y2 + y3) / 8
        if dist(middle, ((x0 + x3) / 2, (y0 + y3) / 2)) > _BEND_PT:
            yield middle
        if start + 4 < len(line):
            yield x3, y3
