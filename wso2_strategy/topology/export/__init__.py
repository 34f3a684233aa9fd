"""Topologies in other languages: pictures, graph files and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, overload

from wso2_strategy.errors import UnknownNameError
from wso2_strategy.topology.export.dot import to_dot
from wso2_strategy.topology.export.drawio import to_drawio
from wso2_strategy.topology.export.graph_files import (
    from_graphml,
    from_node_link,
    to_csv,
    to_graphml,
    to_node_link,
)
from wso2_strategy.topology.export.listing import to_text
from wso2_strategy.topology.export.mermaid import to_mermaid
from wso2_strategy.topology.export.png import to_png
from wso2_strategy.topology.export.svg import to_svg
from wso2_strategy.topology.queries import Topology

__all__ = ["FORMATS", "export", "from_graphml", "from_node_link"]

FORMATS: Mapping[str, Callable[[Topology], str | bytes]] = MappingProxyType(
    {
        "text": to_text,
        "mermaid": to_mermaid,
        "dot": to_dot,
        "svg": to_svg,
        "png": to_png,
        "drawio": to_drawio,
        "graphml": to_graphml,
        "json": to_node_link,
        "csv": to_csv,
    }
)
"""What writes each format, by its name."""


@overload
def export(topology: Topology, file_format: Literal["png"]) -> bytes: ...  # type: ignore[overload-overlap]
@overload
def export(topology: Topology, file_format: str) -> str: ...
def export(topology: Topology, file_format: str) -> str | bytes:
    """Return a topology in another language: text, or the bytes of a PNG picture.

    Args:
        topology: The topology, which may be that of a flow or have every node by itself.
        file_format: One of `FORMATS`; ``svg``, ``png`` and ``drawio`` need the extra "diagrams".

    Raises:
        UnknownNameError: There is no such format.
        MissingExtraError: The format needs an extra that is not installed.

    >>> from wso2_strategy.topology import topology
    >>> print(export(topology("P0"), "mermaid").splitlines()[3])
    flowchart TB
    """
    if file_format not in FORMATS:
        raise UnknownNameError("format", file_format, FORMATS)
    return FORMATS[file_format](topology)
