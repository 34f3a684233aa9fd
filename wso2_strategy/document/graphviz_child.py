"""A program that draws what its input says in DOT; `graphviz` runs it in a process of its own.

It writes a line with the numbers of nodes, of edges and of bytes of SVG, the picture as SVG
and, where PNG is asked for, the picture as that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from math import sqrt
from typing import Any

from wso2_strategy.document.label_places import Box, Label, Point, ways_off_frames

_DOTS_PER_INCH = 144
_MOST_DOTS = 40_000_000
"""Of a picture, which takes four bytes for each while it is drawn."""

_POINTS_PER_INCH = 72
_FRAME_IN = 4 / _POINTS_PER_INCH


def main() -> None:
    """Draw."""
    from pygraphviz import AGraph

    graph = AGraph(string=sys.stdin.buffer.read().decode())
    counts = len(graph.nodes()), len(graph.edges())
    svg = graph.draw(prog="dot", format="svg")
    sys.stdout.buffer.write(b"%d %d %d\n" % (*counts, len(svg)) + svg)
    if "png" in sys.argv:
        graph.layout(prog="dot")
        _take_frames_off(graph)
        _lift_labels(graph, sys.argv[-1])
        graph.graph_attr["dpi"] = str(_resolution(graph.graph_attr["bb"]))
        sys.stdout.buffer.write(graph.draw(prog="nop2", format="png"))


def _take_frames_off(graph: Any) -> None:
    """Make boxes as small again as what stands in their second frame, which is drawn around it."""
    for node in graph.nodes():
        if node.attr["peripheries"] == "2":
            for side in ("width", "height"):
                node.attr[side] = str(float(node.attr[side]) - 2 * _FRAME_IN)


def _lift_labels(graph: Any, ground: str) -> None:
    """Draw the names of zones and the ports last and on a ground, so that no line strikes them.

    Graphviz draws them with their clusters and edges, so each becomes a node in its place.
    """
    edges = [(each.attr, place, label) for each in graph.edges() for place, label in _OF_EDGES]
    ports = [each for each in edges if each[0][each[1]] and each[0][each[2]]]
    clusters = [(each.graph_attr, "lp", "label") for each in _clusters(graph)]
    names = [each for each in clusters if each[0]["lp"] and each[0]["label"]]
    frames = [Box(*map(float, attributes["bb"].split(","))) for attributes, _, _ in clusters]
    others = (*map(_outline, graph.nodes()), *map(_place, names))
    labels = [Label(_place(each), _points(each[0]["pos"])) for each in ports]
    ways = ways_off_frames(labels, frames, others)
    lifted = zip((*ports, *names), (*ways, *[(0.0, 0.0)] * len(names)), strict=True)
    for number, ((attributes, place, label), (right, up)) in enumerate(lifted):
        x, y = map(float, attributes[place].split(","))
        graph.add_node(
            f"label {number}",
            label=attributes[label],
            pos=f"{x + right:.10g},{y + up:.10g}",
            shape="box",
            style="filled",
            fillcolor=ground,
            penwidth=0,
            margin="0.01,0.01",
            width=0.01,
            height=0.01,
            fontsize=attributes["fontsize"],
            fontcolor=attributes["fontcolor"] or graph.graph_attr["fontcolor"],
        )
        attributes[label] = ""
    graph.graph_attr["outputorder"] = "edgesfirst"


def _place(label: tuple[Any, str, str]) -> Box:
    attributes, place, words = label
    x, y = map(float, attributes[place].split(","))
    lines = [each.strip() for each in attributes[words].split("\\n")]
    return Box.of_text(lines, x, y, float(attributes["fontsize"]))


def _points(curve: str) -> list[Point]:
    """Return the points of an arrow; those of its heads are written before them."""
    pairs = (each.split(",") for each in curve.split(" ") if each[:1] not in ("e", "s"))
    return [(float(x), float(y)) for x, y in pairs]


def _outline(node: Any) -> Box:
    x, y = map(float, node.attr["pos"].split(","))
    wide, high = (float(node.attr[side]) * _POINTS_PER_INCH / 2 for side in ("width", "height"))
    return Box(x - wide, y - high, x + wide, y + high)


_OF_EDGES = (("lp", "label"), ("xlp", "xlabel"), ("tail_lp", "taillabel"))


def _clusters(graph: Any) -> Iterator[Any]:
    for each in graph.subgraphs():
        yield each
        yield from _clusters(each)


def _resolution(box: str) -> int:
    left, bottom, right, top = map(float, box.split(","))
    square_inches = (right - left) * (top - bottom) / _POINTS_PER_INCH**2
    return max(1, min(_DOTS_PER_INCH, int(sqrt(_MOST_DOTS / square_inches))))


if __name__ == "__main__":
    main()
