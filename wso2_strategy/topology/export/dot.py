"""Topologies in Graphviz' DOT language."""

from __future__ import annotations

from collections.abc import Iterator
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


def to_dot(topology: ComponentGraph) -> str:
    """Return a topology as DOT source."""
    return "\n".join(_lines(drawing(topology))) + "\n"


def _lines(drawn: Drawing) -> Iterator[str]:
    yield "digraph topology {"
    yield f"  graph [label={_headed(drawn.title, drawn.key)} labelloc=t"
    yield f'    fontname="Helvetica" fontcolor="{INK}" nodesep=0.5 ranksep=0.7]'
    yield f'  node [fontname="Helvetica" fontsize=13 fontcolor="{INK}" style=filled'
    yield f'    color="{INK}" margin="0.16,0.1"]'
    yield '  edge [fontname="Helvetica" fontsize=12]'
    yield from Language(_region, _zone, _box, _arrow, "}").written(drawn)
    yield "}"


def _region(region: Region) -> Iterator[str]:
    yield f"  subgraph cluster_{region.id} {{ label={quoted(region.name)}"
    yield f'    style=rounded color="{OPTIONAL_INK}" fontsize=16 labeljust=l'


def _zone(zone: Zone) -> Iterator[str]:
    yield f"  subgraph cluster_{zone.id} {{ label={quoted(zone.name)} fontsize=14 labeljust=l"
    yield f'    style="rounded,filled" fillcolor="{ZONE_FILL}" color="{OPTIONAL_INK}"'


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
