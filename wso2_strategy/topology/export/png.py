"""Topologies as PNG pictures, drawn by Graphviz."""

from __future__ import annotations

from wso2_strategy.document.graphviz import png
from wso2_strategy.document.palette import ZONE_FILL
from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.export.svg import laid_out


def to_png(topology: ComponentGraph) -> bytes:
    """Return a topology as a PNG picture.

    Raises:
        MissingExtraError: The extra "diagrams" is not installed.
        DrawingError: Graphviz cannot draw it, or not all of it.
    """
    dot, _ = laid_out(topology)
    return png(dot, ground=ZONE_FILL)
