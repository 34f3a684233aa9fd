"""Topologies in Graphviz' DOT language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape

from wso2_strategy.document.graphviz import quoted
from wso2_strategy.document.palette import FILLS, INK, OPTIONAL_INK, ZONE_FILL
from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.export.drawing import (
    Arrow,
    Box,
    Drawing,
    Language,
    Region,
    Zone,
    drawing,
)

_SHAPES = {"actor": "oval", "store": "cylinder", "cache": "cylinder", "runtime": "box"}


def to_dot(
    topology: ComponentGraph, *, room_for_labels: bool = True, sideways: bool = False
) -> str:
    """Return a topology as DOT source.

    Args:
        topology: The topology.
        room_for_labels: Whether the layout keeps a place for each arrow's ports. Otherwise they
            may lie upon each other, but Graphviz can draw the largest graphs.
        sideways: Whether layers lie beside each other, and regions below each other.
    """
    lines = _lines(drawing(topology), room_for_labels=room_for_labels, sideways=sideways)
    return "\n".join(lines) + "\n"


def _lines(drawn: Drawing, *, room_for_labels: bool, sideways: bool) -> Iterator[str]:
    arrow = partial(_arrow, room_for_labels=room_for_labels)
    direction = "rankdir=LR ranksep=0.25" if sideways else "ranksep=0.7"
    yield "digraph topology {"
    yield f"  graph [label={_headed(drawn.title, drawn.key)} labelloc=t"
    yield f'    fontname="Helvetica" fontcolor="{INK}" nodesep=0.3 {direction}]'
    yield f'  node [fontname="Helvetica" fontsize=13 fontcolor="{INK}" style=filled'
    yield f'    color="{INK}" margin="0.12,0.08"]'
    yield '  edge [fontname="Helvetica" fontsize=12 labeldistance=4.5 labelangle=40]'
    yield from Language(_region, _zone, _box, arrow, "}").written(drawn)
    yield "}"


def _region(region: Region) -> Iterator[str]:
    yield f"  subgraph cluster_{region.id} {{ label={quoted(region.name)}"
    yield f'    style=rounded color="{OPTIONAL_INK}" fontsize=16 labeljust=l'


def _zone(zone: Zone) -> Iterator[str]:
    yield f"  subgraph cluster_{zone.id} {{ label={quoted(zone.name)} fontsize=14 labeljust=l"
    yield f'    style="rounded,filled" fillcolor="{ZONE_FILL}" color="{OPTIONAL_INK}"'


def _box(box: Box) -> str:
    shape = _SHAPES.get(box.tier.kind, "box")
    # A second outline of a cylinder would run through its name.
    doubled = box.tier.replicas > 1 and box.tier.kind not in ("store", "cache")
    several = " peripheries=2" if doubled else ""
    fill = FILLS[box.tier.kind]
    return f'{box.id} [label={quoted(*box.lines)} shape={shape} fillcolor="{fill}"{several}]'


def _arrow(arrow: Arrow, *, room_for_labels: bool) -> str:
    ink = INK if arrow.required else OPTIONAL_INK
    dash = "" if arrow.required else " style=dashed"
    heads = " dir=both" if arrow.both_ways else ""
    # What leads outwards or to another region must not turn the picture upside down; and if the
    # layout kept a place for the ports there, Graphviz would fail from four regions on. At the
    # end of their opener they lie apart, while many arrows meet at one target.
    free = "" if arrow.inward else " constraint=false"
    beside = "taillabel" if room_for_labels and not arrow.both_ways else "xlabel"
    label = "label" if arrow.inward and room_for_labels else beside
    ports = quoted(*(f" {port} " for port in arrow.ports))
    style = f'color="{ink}" fontcolor="{ink}"{dash}{heads}{free}'
    return f"{arrow.opener} -> {arrow.target} [{label}={ports} {style}]"


def _headed(title: str, key: str) -> str:
    rows = "".join(
        f'<tr><td><font point-size="{size}">{escape(text)}</font></td></tr>'
        for size, text in ((18, title), (12, key))
    )
    return f'<<table border="0" cellborder="0" cellspacing="2">{rows}</table>>'
