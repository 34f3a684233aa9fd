"""Answers as outlines: lines with lines under them, for a terminal or as Markdown."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import frozen

from wso2_strategy.document.model import escaped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.tree import Tree


@frozen
class Line:
    """A line of an outline.

    Attributes:
        text: What it says.
        children: What supports it.
        is_head: Whether it is a heading of what stands under it.
    """

    text: str
    children: tuple[Line, ...] = ()
    is_head: bool = False


class Answer(ABC):
    """What all answers can do."""

    __slots__ = ()

    @abstractmethod
    def outline(self, *, complete: bool = False) -> Line:
        """Return the answer as lines; a complete one names rules, sources and file keys."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON-ready values."""

    def to_text(self, *, complete: bool = False, width: int = 100) -> str:
        """Return the answer as plain text of a given width, in characters."""
        return text(self.outline(complete=complete), width=width)

    def to_markdown(self, *, complete: bool = False) -> str:
        """Return the answer as Markdown."""
        return markdown(self.outline(complete=complete))

    def show(self, console: Console, *, complete: bool = False) -> None:
        """Print the answer to a Rich console."""
        console.print(tree(self.outline(complete=complete)))

    def __str__(self) -> str:
        return self.to_text().rstrip("\n")


def text(line: Line, *, width: int) -> str:
    """Return an outline as plain text.

    >>> print(text(Line("P2", (Line("because"), Line("and because"))), width=40), end="")
    P2
    ├── because
    └── and because
    """
    from rich.console import Console

    buffer = io.StringIO()
    console = Console(file=buffer, width=width, color_system=None, legacy_windows=False)
    console.print(tree(line))
    return "\n".join(each.rstrip() for each in buffer.getvalue().splitlines()) + "\n"


def tree(line: Line) -> Tree:
    """Return an outline as a Rich tree; nothing in it is taken for markup."""
    from rich.text import Text
    from rich.tree import Tree

    def grow(parent: Tree, lines: tuple[Line, ...]) -> None:
        for each in lines:
            style = "bold" if each.is_head else ""
            grow(parent.add(Text(each.text, style=style)), each.children)

    root = Tree(Text(line.text, style="bold cyan"), guide_style="dim")
    grow(root, line.children)
    return root


def markdown(line: Line) -> str:
    r"""Return an outline as Markdown: a heading and a nested list; everything is escaped.

    >>> print(markdown(Line("Why P2", (Line("a*b", (Line("c"),)),))), end="")
    # Why P2
    <BLANKLINE>
    - a\*b
      - c
    """
    listed = list(_listed(line.children, 0))
    return "\n".join([f"# {escaped(line.text)}", *([""] if listed else []), *listed]) + "\n"


def _listed(lines: tuple[Line, ...], depth: int) -> Iterator[str]:
    for each in lines:
        words = escaped(each.text)
        yield f"{'  ' * depth}- {f'**{words}**' if each.is_head else words}"
        yield from _listed(each.children, depth + 1)
