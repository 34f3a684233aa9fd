"""Graphviz: text in its DOT language, and pictures drawn by it in a process of its own.

Some graphs end the process that lays them out, others lose edges, and threads that draw at the
same time disturb each other. So a child draws each picture, and it must be complete.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

from wso2_strategy.errors import DrawingError, MissingExtraError

SVG = "{http://www.w3.org/2000/svg}"
"""The name space of the elements of a picture."""

_LONGEST_S = 30
_CHILD = Path(__file__).with_name("graphviz_child.py")


def quoted(*lines: str) -> str:
    r"""Return lines of text as one DOT string; nothing in them is taken for DOT.

    >>> print(quoted('say "P2" & stay', "or P3"))
    "say \"P2\" &amp; stay\nor P3"
    """
    escaped = (
        line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines
    )
    return '"' + "\\n".join(escaped) + '"'


def svg(dot: str) -> str:
    """Return the picture that a text in DOT describes, as SVG.

    Raises:
        MissingExtraError: The extra "diagrams" is not installed.
        DrawingError: Graphviz fails, takes too long or leaves something out.
    """
    return _drawn(dot)[0]


def png(dot: str, *, ground: str) -> bytes:
    """Return the picture that a text in DOT describes, as PNG; raises as `svg` does.

    Args:
        dot: The text.
        ground: The colour under labels that lines would strike otherwise.
    """
    return _drawn(dot, "png", ground)[1]


def _drawn(dot: str, *asked: str) -> tuple[str, bytes]:
    """Return what the child draws: SVG, and what else it is asked for."""
    if find_spec("pygraphviz") is None:
        raise MissingExtraError("drawing a picture", "diagrams")
    try:
        child = subprocess.run(  # noqa: S603  # our own program; the text is its input
            [sys.executable, "-P", str(_CHILD), *asked],
            input=dot.encode(),
            capture_output=True,
            check=True,
            timeout=_LONGEST_S,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired:
        raise DrawingError(f"Graphviz needs more than {_LONGEST_S} s") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").splitlines()
        raise DrawingError(f"Graphviz ends with {said[-1] if said else 'no message'}") from None
    except OSError as error:
        raise DrawingError(f"no process can be started for it: {error}") from error
    counts, _, pictures = child.stdout.partition(b"\n")
    nodes, edges, length = map(int, counts.split())
    picture = pictures[:length].decode()
    _check_complete(picture, nodes, edges)
    return picture, pictures[length:]


def _check_complete(picture: str, nodes: int, edges: int) -> None:
    groups = list(ET.fromstring(picture).iter(f"{SVG}g"))  # noqa: S314  # Graphviz wrote it
    drawn_nodes = sum(each.get("class") == "node" for each in groups)
    drawn_edges = sum(
        each.get("class") == "edge" and each.find(f".//{SVG}path") is not None for each in groups
    )
    if (drawn_nodes, drawn_edges) != (nodes, edges):
        missing = f"{drawn_nodes} of {nodes} nodes and {drawn_edges} of {edges} edges"
        raise DrawingError(f"Graphviz draws {missing}")
