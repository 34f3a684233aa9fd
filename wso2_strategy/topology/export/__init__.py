"""Topologies in other languages: pictures, graph files and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, overload

from attrs import frozen

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

__all__ = ["FORMATS", "Format", "export", "from_graphml", "from_node_link"]


@frozen
class Format:
    """A language that topologies are written in.

    Attributes:
        write: What writes a topology.
        ending: How the name of its files ends.
        media_type: What it is sent as.
    """

    write: Callable[[Topology], str | bytes]
    ending: str
    media_type: str


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format(to_text, ".txt", "text/plain; charset=utf-8"),
        "mermaid": Format(to_mermaid, ".mmd", "text/plain; charset=utf-8"),
        "dot": Format(to_dot, ".dot", "text/vnd.graphviz; charset=utf-8"),
        "svg": Format(to_svg, ".svg", "image/svg+xml"),
        "png": Format(to_png, ".png", "image/png"),
        "drawio": Format(to_drawio, ".drawio", "application/xml"),
        "graphml": Format(to_graphml, ".graphml", "application/xml"),
        "json": Format(to_node_link, ".json", "application/json"),
        "csv": Format(to_csv, ".csv", "text/csv; charset=utf-8"),
    }
)
"""Every format by its name; the command line, the HTTP API and assistants offer them all."""


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
    return FORMATS[file_format].write(topology)
