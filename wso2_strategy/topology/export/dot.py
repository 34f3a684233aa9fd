"""Topologies in Graphviz' DOT language."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from wso2_strategy.document.graphviz import quoted
from wso2_strategy.document.palette import FILLS, INK, OPTIONAL_INK, ZONE_FILL
from wso2_strategy.topology.export.picture import Arrow, Box, Picture, Region, Zone, picture

if TYPE_CHECKING:
    from wso2_strategy.topology.queries import Topology

_SHAPES = {"actor": "oval", "store": "cylinder", "cache": "cylinder", "runtime": "box"}


def to_dot(topology: Topology) -> str:
    """Return a topology as DOT source."""
    return "\n".join(_lines(picture(topology))) + "\n"


def _lines(drawn: Picture) -> Iterator[str]:
    yield "digraph topology {"
    yield f"  graph [label={_headed(drawn.title, drawn.key)} labelloc=t"
    yield f'    fontname="Helvetica" fontcolor="{INK}" nodesep=0.5 ranksep=0.7]'
    yield f'  node [fontname="Helvetica" fontsize=13 fontcolor="{INK}" style=filled'
    yield f'    color="{INK}" margin="0.16,0.1"]'
    yield '  edge [fontname="Helvetica" fontsize=12]'
    for region in drawn.regions:
        yield from _region(region)
    for arrow in drawn.arrows:
        yield f"  {_arrow(arrow)}"
    yield "}"


def _region(region: Region) -> Iterator[str]:
    if region.id:
        yield f"  subgraph cluster_{region.id} {{ label={quoted(region.name)}"
        yield f'    style=rounded color="{OPTIONAL_INK}" fontsize=16 labeljust=l'
    for zone in region.zones:
        yield from _zone(zone)
    if region.id:
        yield "  }"


def _zone(zone: Zone) -> Iterator[str]:
    yield f"  subgraph cluster_{zone.id} {{ label={quoted(zone.name)} fontsize=14 labeljust=l"
    yield f'    style="rounded,filled" fillcolor="{ZONE_FILL}" color="{OPTIONAL_INK}"'
    for box in zone.boxes:
        yield f"    {_box(box)}"
    yield "  }"


def _box(box: Box) -> str:
    shape = _SHAPES.get(box.tier.kind, "box")
    several = " peripheries=2" if box.tier.replicas > 1 else ""
    fill = FILLS[box.tier.kind]
    return f'{box.id} [label={quoted(*box.lines)} shape={shape} fillcolor="{fill}"{several}]'


def _arrow(arrow: Arrow) -> str:
    ink = INK if arrow.required else OPTIONAL_INK
    dash = "" if arrow.required else " style=dashed"
    heads = " dir=both" if arrow.both_ways else ""
    label = quoted(*(f" {port} " for port in arrow.ports))
    # What leads outwards or to another region must not turn the picture upside down.
    free = "" if arrow.inward else " constraint=false"
    style = f'color="{ink}" fontcolor="{ink}"{dash}{heads}{free}'
    return f"{arrow.opener} -> {arrow.target} [label={label} {style}]"


def _headed(title: str, key: str) -> str:
    rows = "".join(
        f'<tr><td><font point-size="{size}">{escape(text)}</font></td></tr>'
        for size, text in ((18, title), (12, key))
    )
    return f'<<table border="0" cellborder="0" cellspacing="2">{rows}</table>>'
