"""Topologies in the D2 language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wso2_strategy.document.palette import FILLS, INK, OPTIONAL_INK, ZONE_FILL
from wso2_strategy.topology.export.picture import Arrow, Box, Picture, Region, Zone, picture

if TYPE_CHECKING:
    from wso2_strategy.topology.model import Topology

_SHAPES = {"actor": "oval", "store": "cylinder", "cache": "stored_data"}

_FONT = "; font-size: 20"


def to_d2(topology: Topology) -> str:
    """Return a topology as D2 source."""
    drawn = picture(topology)
    return "\n".join(_lines(drawn)) + "\n"


def _lines(drawn: Picture) -> Iterator[str]:
    yield "direction: down"
    heading = "{near: top-center; shape: text; style.font-size: 24}"
    yield f"title: {_quoted(drawn.title, drawn.key)} {heading}"
    places: dict[str, str] = {}
    for region in drawn.regions:
        yield from _region(region, places)
    for arrow in drawn.arrows:
        yield _arrow(arrow, places)


def _region(region: Region, places: dict[str, str]) -> Iterator[str]:
    if region.id:
        yield f"{region.id}: {_quoted(region.name)} {{"
    for zone in region.zones:
        yield from _zone(zone, f"{region.id}." if region.id else "", places)
    if region.id:
        yield "}"


def _zone(zone: Zone, within: str, places: dict[str, str]) -> Iterator[str]:
    yield f"{zone.id}: {_quoted(zone.name)} {{"
    yield f'  label.near: top-left; style: {{fill: "{ZONE_FILL}"; stroke: "{INK}"}}'
    for box in zone.boxes:
        places[box.id] = f"{within}{zone.id}.{box.id}"
        yield f"  {_box(box)}"
    yield "}"


def _box(box: Box) -> str:
    shape = _SHAPES.get(box.tier.kind, "rectangle")
    several = "; multiple: true" if box.tier.replicas > 1 and shape == "rectangle" else ""
    fill = FILLS[box.tier.kind]
    style = f'fill: "{fill}"; stroke: "{INK}"; font-color: "{INK}"{_FONT}{several}'
    return f"{box.id}: {_quoted(*box.lines)} {{shape: {shape}; style: {{{style}}}}}"


def _arrow(arrow: Arrow, places: dict[str, str]) -> str:
    ink = INK if arrow.required else OPTIONAL_INK
    dash = "" if arrow.required else "; stroke-dash: 5"
    line = "<->" if arrow.both_ways else "->"
    style = f'stroke: "{ink}"; font-color: "{ink}"{_FONT}{dash}'
    ends = f"{places[arrow.opener]} {line} {places[arrow.target]}"
    return f"{ends}: {_quoted(*arrow.ports)} {{style: {{{style}}}}}"


def _quoted(*lines: str) -> str:
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$") for line in lines)
    return '"' + "\\n".join(escaped) + '"'
