"""Topologies as SVG pictures, drawn by Graphviz."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from wso2_strategy.document.graphviz import SVG, svg
from wso2_strategy.document.label_places import Box, Label, Point, ways_off_frames
from wso2_strategy.document.palette import ZONE_FILL
from wso2_strategy.errors import DrawingError
from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.export.dot import to_dot

_MOST_CONNECTIONS = 10_000
"""Of these a picture takes minutes, and nobody can read it."""

_WIDEST = 1_280
"""Points; on a screen of so many pixels and on A4 the letters of a wider picture are too small."""

_NUMBER = re.compile(r"-?[\d.]+")
_HALO = {
    "paint-order": "stroke",
    "stroke": ZONE_FILL,
    "stroke-width": "4",
    "stroke-linejoin": "round",
}
"""As attributes: a page that allows no style within it shows them too."""


def to_svg(topology: ComponentGraph) -> str:
    """Return a topology as an SVG picture.

    Raises:
        MissingExtraError: The extra "diagrams" is not installed.
        DrawingError: Graphviz cannot draw it, or not all of it.
    """
    root = ET.fromstring(laid_out(topology)[1])  # noqa: S314  # Graphviz wrote it a line ago
    _lift_labels(root)
    root.set("role", "img")
    root.set("aria-label", topology.title)
    ET.register_namespace("", SVG.strip("{}"))
    return ET.tostring(root, encoding="unicode") + "\n"


def laid_out(topology: ComponentGraph) -> tuple[str, str]:
    """Return the DOT source that draws a topology so that it can be read, and its picture.

    Layers lie below each other, or beside each other where the picture would be too wide: then
    regions stand below each other.

    Raises:
        MissingExtraError: The extra "diagrams" is not installed.
        DrawingError: It cannot be drawn either way, or is too large to be read.
    """
    count = len(topology.connections())
    if count > _MOST_CONNECTIONS:
        raise DrawingError(f"it has {count} connections, more than {_MOST_CONNECTIONS}")
    downwards = _drawn(topology, sideways=False)
    if _width(downwards[1]) <= _WIDEST:
        return downwards
    try:
        sideways = _drawn(topology, sideways=True)
    except DrawingError:
        return downwards
    return min(downwards, sideways, key=lambda each: _width(each[1]))


def _drawn(topology: ComponentGraph, *, sideways: bool) -> tuple[str, str]:
    """Return source and picture, with a place for each arrow's ports if Graphviz can keep one."""
    dot = to_dot(topology, sideways=sideways)
    try:
        return dot, svg(dot)
    except DrawingError:
        dot = to_dot(topology, sideways=sideways, room_for_labels=False)
        return dot, svg(dot)


def _width(picture: str) -> float:
    """Return the width of what Graphviz drew, in points."""
    _, _, after = picture.partition('<svg width="')
    return float(after.partition("pt")[0])


def _lift_labels(root: ET.Element) -> None:
    """Draw the names of zones and the ports last and with a halo, so that no line strikes them."""
    (graph,) = root.findall(f"{SVG}g")
    groups: dict[str, list[ET.Element]] = {"cluster": [], "edge": [], "node": []}
    for group in graph:
        groups.get(group.get("class", ""), []).append(group)
    frames, nodes = (map(_outline, groups[kind]) for kind in ("cluster", "node"))
    arrows = [each for each in groups["edge"] if each.find(f"{SVG}text") is not None]
    labels = [Label(_place(each), _points(each.find(f"{SVG}path"))) for each in arrows]
    ways = ways_off_frames(labels, frames, (*nodes, *map(_place, groups["cluster"])))
    for arrow, way in zip(arrows, ways, strict=True):
        for line in arrow.findall(f"{SVG}text"):
            for axis, far in zip("xy", way, strict=True):
                line.set(axis, f"{float(line.get(axis, 0)) + far:.10g}")
    for group in (*groups["cluster"], *groups["edge"]):
        for line in group.findall(f"{SVG}text"):
            group.remove(line)
            line.attrib.update(_HALO)
            graph.append(line)


def _place(group: ET.Element) -> Box:
    """Return what the lines of a label take; they are written upwards from their y."""
    label = group.findall(f"{SVG}text")
    size = float(label[0].get("font-size", 0))
    heights = [float(each.get("y", 0)) for each in label]
    middle = (heights[0] + heights[-1]) / 2 - size / 3
    words = [(each.text or "").strip() for each in label]
    return Box.of_text(words, float(label[0].get("x", 0)), middle, size)


def _outline(group: ET.Element) -> Box:
    """Return the box around what is drawn of a node or of an area."""
    points: list[Point] = []
    for each in group.iter():
        points += _points(each)
        if each.tag == f"{SVG}ellipse":
            x, y, wide, high = (float(each.get(name, 0)) for name in ("cx", "cy", "rx", "ry"))
            points += [(x - wide, y - high), (x + wide, y + high)]
    across, up = zip(*points, strict=True)
    return Box(min(across), min(up), max(across), max(up))


def _points(element: ET.Element | None) -> list[Point]:
    """Return the points of a path or of a polygon."""
    drawn = "" if element is None else element.get("points") or element.get("d") or ""
    numbers = [*map(float, _NUMBER.findall(drawn))]
    return [*zip(numbers[::2], numbers[1::2], strict=True)]
