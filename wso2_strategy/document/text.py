"""Documents as text of a given width: the same lines for a file and for a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import zip_longest
from unicodedata import combining, east_asian_width

from attrs import field, frozen

from wso2_strategy.document.blocks import (
    Block,
    Code,
    Figures,
    Hint,
    Line,
    Links,
    Listing,
    Picture,
    Section,
    Table,
    Terms,
    Tree,
    meant_for,
    plain,
)
from wso2_strategy.errors import JOINERS, printable

_GAPS = (3, 2)
"""Blanks between the columns of a table, and where they leave too little room."""


@frozen
class TextLine:
    """A line of text; nothing in it commands a terminal.

    Attributes:
        lead: Blanks, marks or guides before its words.
        words: What it says.
        style: How a terminal shows the words.
    """

    lead: str = field(converter=printable)
    words: str = field(converter=printable)
    style: str = ""

    def __str__(self) -> str:
        return f"{self.lead}{self.words}".rstrip()


def text_lines(title: str, blocks: tuple[Block, ...], width: int | None) -> Iterator[TextLine]:
    """Yield the lines of a document.

    Args:
        title: The heading of all; it may have several lines, or none.
        blocks: What stands below it.
        width: How many characters a line holds; None for as many as there are.
    """
    width = width or sys.maxsize
    shown = meant_for("text", blocks)
    style = "bold cyan" if isinstance(next(iter(shown), None), Tree) else "bold"
    for each in title.splitlines():
        yield from _folded(each, width, style=style)
    for number, block in enumerate(shown):
        if (title or number) and not isinstance(block, Tree):
            yield TextLine("", "")
        yield from _section(block, width) if isinstance(block, Section) else _block(block, width)


def _section(section: Section, width: int) -> Iterator[TextLine]:
    if section.title:
        yield from _folded(section.title, width, style="bold cyan")
    for number, block in enumerate(meant_for("text", section.blocks)):
        if isinstance(block, Section):
            if section.title or number:
                yield TextLine("", "")
            yield from _section(block, width)
        else:
            yield from _block(block, width, " " if section.title else "")


def _block(  # noqa: C901 - a case for every kind of block
    block: Block, width: int, margin: str = ""
) -> Iterator[TextLine]:
    """Yield the lines of a block that is no section; words keep to its margin."""
    match block:
        case Listing():
            for number, item in enumerate(block.items, 1):
                first, rest = _MARKS[block.mark]
                mark = first.format(number)
                yield from _folded(plain(item), width, mark, rest, whole=not block.mark)
        case Terms():
            for term, meaning in block.pairs:
                yield from _folded(term, width, style="bold")
                yield from _folded(meaning, width, "  ", "  ")
        case Figures():
            yield from _labelled(Table((), block.items), width)
        case Table():
            yield from _table(block, width) if block.columns else _labelled(block, width)
        case Tree():
            yield from _tree(block.lines, width)
        case Code():
            yield from (TextLine("    ", each) for each in block.text.splitlines())
        case Links():
            yield from (line for each in block.lines for line in _linked(each, width))
        case Hint():
            yield from _folded(block.text, width, margin, margin, style="dim")
        case Picture():
            yield from _folded(block.caption, width, margin, margin)
            yield from _block(block.table, width, margin) if block.table else ()
        case str() | tuple():
            yield from _folded(plain(block), width, margin, margin)


_MARKS = {"-": ("- ", "  "), "1.": ("  {}. ", "      "), "": ("  ", "      ")}


def _linked(line: str, width: int) -> Iterator[TextLine]:
    """Yield a line with an address, which is never cut; one without is a sentence."""
    return iter([TextLine(" ", line)]) if "://" in line else _folded(line, width, " ", " ")


def _tree(lines: tuple[Line, ...], width: int, guides: str = "") -> Iterator[TextLine]:
    for number, line in enumerate(lines, 1):
        mark, rest = ("├── ", "│   ") if number < len(lines) else ("└── ", "    ")
        style = "bold" if line.is_head else ""
        yield from _folded(line.text, width, guides + mark, guides + rest, style=style)
        yield from _tree(line.children, width, guides + rest)


def _table(table: Table, width: int) -> Iterator[TextLine]:
    """Yield the lines of a table, closer together or else row by row where words do not fit."""
    for gap in _GAPS:
        widths = _widths(table, width - gap * len(table.columns))
        if widths is not None:
            yield from _row(table, table.columns, widths, gap, is_head=True)
            for row in table.rows:
                yield from _row(table, row, widths, gap)
            return
    for row in table.rows:
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            if cell:
                margin = "   " if place else " "
                yield from _folded(f"{column}: {cell}", width, margin, margin)


def _row(
    table: Table, row: tuple[str, ...], widths: list[int], gap: int, *, is_head: bool = False
) -> Iterator[TextLine]:
    """Yield a row; heads end on one line, just above what they are the heads of."""
    cells = [
        [each.words for each in _folded(cell, room)] for cell, room in zip(row, widths, strict=True)
    ]
    if is_head:
        height = max(map(len, cells))
        cells = [[*[""] * (height - len(lines)), *lines] for lines in cells]
    to_right = [head in table.numbers for head in table.columns]
    for parts in zip_longest(*cells, fillvalue=""):
        padded = [
            " " * (room - _cells(part)) + part if right else part + " " * (room - _cells(part))
            for part, room, right in zip(parts, widths, to_right, strict=True)
        ]
        yield TextLine(" ", (" " * gap).join(padded), "dim" if is_head else "")


def _widths(table: Table, room: int) -> list[int] | None:
    """Return how wide columns are that break no word, or None where there is no room for them.

    What is left after the longest words is shared out, and columns that need less leave
    more to the others.
    """
    columns = list(zip(table.columns, *table.rows, strict=True))
    widths = [max(_cells(word) for cell in each for word in cell.split(" ")) for each in columns]
    wanted = [max(map(_cells, each)) for each in columns]
    spare = room - sum(widths)
    if spare < 0:
        return None
    by_need = sorted(range(len(columns)), key=lambda place: wanted[place] - widths[place])
    for served, place in enumerate(by_need):
        share = min(wanted[place] - widths[place], spare // (len(by_need) - served))
        widths[place] += share
        spare -= share
    return widths


def _labelled(table: Table, width: int) -> Iterator[TextLine]:
    """Yield rows of a label and a value; nothing in a value is broken, it may be an address."""
    room = max(_cells(label) for label, _ in table.rows) + 2
    for label, value in table.rows:
        lead = label + " " * (room - _cells(label))
        yield from _folded(value, width, lead, " " * room, whole=True)


def refolded(text: str, width: int | None) -> str:
    """Return text without lines longer than a width, where words allow; the rest is set in.

    >>> print(refolded("  token: all-in-one, am-database", 20))
      token: all-in-one,
          am-database
    """
    found: list[TextLine] = []
    for line in text.split("\n"):
        words = line.lstrip(" ")
        margin = line[: len(line) - len(words)]
        found += _folded(words, width or sys.maxsize, margin, f"{margin}    ", whole=True)
    return "\n".join(map(str, found))


def _folded(
    words: str,
    width: int,
    first: str = "",
    rest: str = "",
    *,
    style: str = "",
    whole: bool = False,
) -> Iterator[TextLine]:
    """Yield words in lines, with something before the first and before the rest of them.

    Words longer than a line are broken, or stay whole.
    """
    lead, line = first, ""
    for number, word in enumerate(words.split(" ")):
        grown = f"{line} {word}" if number else word
        if _cells(grown.rstrip()) <= width - _cells(lead):
            line = grown
            continue
        if number:
            yield TextLine(lead, line, style)
            lead = rest
        line = word
        while not whole and _cells(line) > max(width - _cells(lead), 1):
            piece = _start(line, width - _cells(lead))
            yield TextLine(lead, piece, style)
            lead, line = rest, line[len(piece) :]
    yield TextLine(lead, line, style)


def _start(word: str, room: int) -> str:
    """Return as much of a word as there is room for, at least a character."""
    end = 1
    while end < len(word) and _cells(word[: end + 1]) <= room:
        end += 1
    return word[:end]


def _cells(words: str) -> int:
    """Return how many places words take on a terminal: some characters take two, or none."""
    if words.isascii():
        return len(words)
    return sum(
        0 if combining(each) or each in JOINERS else 2 if east_asian_width(each) in "WF" else 1
        for each in words
    )
