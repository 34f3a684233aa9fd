"""Topologies as Mermaid flowcharts."""

from __future__ import annotations

from collections.abc import Iterator

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

_SHAPES = {"actor": ("([", "])"), "store": ("[(", ")]"), "cache": ("[(", ")]")}
_CODED = '#%&<>"`*_\\'
"""Characters that Mermaid could read as markup."""


def to_mermaid(topology: ComponentGraph) -> str:
    """Return a topology as Mermaid source."""
    return "\n".join(_lines(drawing(topology))) + "\n"


def _lines(drawn: Drawing) -> Iterator[str]:
    yield "---"
    yield f"title: {_title(drawn.title)}"
    yield "---"
    yield "flowchart TB"
    yield from Language(_open, _open, _box, _arrow, "end").written(drawn)
    yield from _styles(drawn)


def _open(part: Region | Zone) -> Iterator[str]:
    yield f'  subgraph {part.id} ["{_coded(part.name)}"]'


def _box(box: Box) -> str:
    left, right = _SHAPES.get(box.tier.kind, ("[", "]"))
    text = "<br/>".join(map(_coded, box.lines))
    return f'{box.id}{left}"{text}"{right}:::{box.tier.kind}'


def _arrow(arrow: Arrow) -> str:
    head = "<" if arrow.both_ways else ""
    line = f"{head}-->" if arrow.required else f"{head}-.->"
    return f'{arrow.opener} {line}|"{_coded(" ".join(arrow.ports))}"| {arrow.target}'


def _styles(drawn: Drawing) -> Iterator[str]:
    for kind in sorted({box.tier.kind for box in drawn.boxes}):
        yield f"  classDef {kind} fill:{FILLS[kind]},stroke:{INK},color:{INK}"
    for region in drawn.regions:
        for zone in region.zones:
            yield f"  style {zone.id} fill:{ZONE_FILL},stroke:{OPTIONAL_INK},color:{INK}"


def _title(text: str) -> str:
    # "%%{" begins a directive wherever it stands.
    coded = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "\\x25")
    return f'"{coded}"'


def _coded(text: str) -> str:
    return "".join(f"#{ord(each)};" if each in _CODED else each for each in text)
