"""Topologies as SVG pictures, drawn by Graphviz."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from xml.etree import ElementTree as ET

from wso2_strategy.document.graphviz import SVG, svg
from wso2_strategy.document.palette import ZONE_FILL
from wso2_strategy.errors import DrawingError
from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.export.dot import to_dot

_Picture = TypeVar("_Picture", str, bytes)

_MOST_CONNECTIONS = 10_000
"""Of these a picture takes minutes, and nobody can read it."""

_HALO = f"paint-order:stroke;stroke:{ZONE_FILL};stroke-width:4px;stroke-linejoin:round"


def to_svg(topology: ComponentGraph) -> str:
    """Return a topology as an SVG picture.

    Raises:
        MissingExtraError: The extra "diagrams" is not installed.
        DrawingError: Graphviz cannot draw it, or not all of it.
    """
    root = ET.fromstring(laid_out(topology, svg))  # noqa: S314  # Graphviz wrote it a line ago
    _lift_labels(root)
    root.set("role", "img")
    root.set("aria-label", topology.title)
    ET.register_namespace("", SVG.strip("{}"))
    return ET.tostring(root, encoding="unicode") + "\n"


def laid_out(topology: ComponentGraph, draw: Callable[[str], _Picture]) -> _Picture:
    """Return what a function draws from DOT, with a place for each arrow's ports if it can be.

    Raises:
        DrawingError: It cannot be drawn either way, or is too large to be read.
    """
    count = len(topology.connections())
    if count > _MOST_CONNECTIONS:
        raise DrawingError(f"it has {count} connections, more than {_MOST_CONNECTIONS}")
    try:
        return draw(to_dot(topology))
    except DrawingError:
        return draw(to_dot(topology, room_for_labels=False))


def _lift_labels(root: ET.Element) -> None:
    """Draw the names of zones and the ports last and with a halo, so that no line strikes them."""
    (graph,) = root.findall(f"{SVG}g")
    for group in list(graph):
        if group.get("class") in ("cluster", "edge"):
            for label in group.findall(f"{SVG}text"):
                group.remove(label)
                label.set("style", _HALO)
                graph.append(label)
