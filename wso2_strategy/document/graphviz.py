"""Graphviz: text in its DOT language, and pictures drawn by it inside the process."""

from __future__ import annotations

from importlib import import_module

from wso2_strategy.errors import MissingExtraError


def quoted(*lines: str) -> str:
    r"""Return lines of text as one DOT string; nothing in them is taken for DOT.

    >>> print(quoted('say "P2"', "or P3"))
    "say \"P2\"\nor P3"
    """
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(escaped) + '"'


def svg(dot: str) -> str:
    """Return the picture that a text in DOT describes, as SVG.

    Raises:
        MissingExtraError: The extra "diagrams" is not installed.
    """
    try:
        graphviz = import_module("pygraphviz")
    except ImportError as error:
        raise MissingExtraError("drawing an SVG picture", "diagrams") from error
    drawn: bytes = graphviz.AGraph(string=dot).draw(prog="dot", format="svg")
    return drawn.decode()
