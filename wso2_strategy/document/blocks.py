"""What documents are made of: words, lists, tables, trees and sections; data, no writing.

A paragraph is a string, or a tuple of strings and runs where some of its words look
different. A writer for one medium (`text`, `markdown`, `html`) knows every kind of block.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

Medium = Literal["text", "markdown", "html"]

Looks = Literal["emphasis", "strong", "code"]


@frozen
class Run:
    """Words within a paragraph that look different, or lead somewhere.

    Attributes:
        text: The words.
        looks: How they look.
        address: Where they lead.
    """

    text: str
    looks: Looks | None = None
    address: str = ""


Paragraph: TypeAlias = str | tuple[str | Run, ...]


@frozen
class Listing:
    """Items, one below the other.

    Attributes:
        items: The items.
        mark: What stands before each in text. Items without a mark are records, such as
            connections: their words are never broken, and further lines are set in.
    """

    items: tuple[Paragraph, ...]
    mark: Literal["-", "1.", ""] = "-"


@frozen
class Terms:
    """Terms, each with what it means below or beside it."""

    pairs: tuple[tuple[str, str], ...]


@frozen
class Table:
    """Rows of cells under column heads, or beside labels.

    Attributes:
        columns: The heads; without any, the first cell of a row is its label.
        rows: The cells.
        numbers: The heads of columns that are set to the right.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[str, ...] = ()


@frozen
class Line:
    """A line of a tree.

    Attributes:
        text: What it says.
        children: What supports it.
        is_head: Whether it is a heading of what stands under it.
    """

    text: str
    children: tuple[Line, ...] = ()
    is_head: bool = False


@frozen
class Tree:
    """Lines with lines under them; it belongs to the title above it."""

    lines: tuple[Line, ...]


@frozen
class Code:
    """Lines that stay as they are, in some language."""

    text: str
    language: str = ""


@frozen
class Links:
    """Lines with an address at their end, which is never broken.

    Attributes:
        lines: The lines.
        anchor: In HTML the first line is found as this with a 1 behind it, and so on.
    """

    lines: tuple[str, ...]
    anchor: str = ""


@frozen
class Figures:
    """The few numbers that a reader is to keep.

    Attributes:
        items: Each number in words, with what it is the number of.
    """

    items: tuple[tuple[str, str], ...]


@frozen
class Hint:
    """What else the command can do; it is for the terminal only."""

    text: str


@frozen
class Picture:
    """A drawing; media that cannot show it say what it shows.

    Attributes:
        caption: What it shows.
        svg: The drawing.
        table: The same in words and numbers, for those who cannot see it.
    """

    caption: str
    svg: str
    table: Table | None = None


@frozen
class Section:
    """Blocks under a heading.

    Attributes:
        title: The heading; empty for blocks that only belong together.
        blocks: What stands below it; a section is a level lower.
        medium: The only medium it is for, where another one says it differently.
        is_folded: Whether a reader opens it, where a medium can fold; paper leaves it out.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    medium: Medium | None = None
    is_folded: bool = False


Block: TypeAlias = (
    Paragraph | Listing | Terms | Figures | Table | Tree | Code | Links | Hint | Picture | Section
)


def meant_for(medium: Medium, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks that are not for another medium only."""
    return tuple(
        each
        for each in blocks
        if not (isinstance(each, Section) and each.medium not in (None, medium))
    )


def plain(paragraph: Paragraph) -> str:
    """Return the words of a paragraph alone.

    >>> plain(("See ", Run("the guide", address="https://wso2.com/"), "."))
    'See the guide.'
    """
    runs = (paragraph,) if isinstance(paragraph, str) else paragraph
    return "".join(each if isinstance(each, str) else each.text for each in runs)
