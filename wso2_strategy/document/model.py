"""Documents: a title and sections, written for a terminal or as Markdown."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from rich.console import Console


@frozen
class Table:
    """Rows of cells under column heads."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@frozen
class Section:
    """A heading with a table or with paragraphs below it.

    Attributes:
        title: The heading.
        paragraphs: Sentences; each is a paragraph, or an item where `listed`.
        table: A table after the paragraphs.
        listed: Whether the paragraphs are items of a list.
        links: Addresses after all else, each on a line that is never broken.
        hint: What else the command can do; Markdown, which goes to others, leaves it out.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    listed: bool = False
    links: tuple[str, ...] = ()
    hint: str = ""


@frozen
class Document:
    """What a reader gets.

    Attributes:
        title: The heading of all.
        sections: Its parts, the most important first.

    >>> fleet = Table(("Ship", "Crew"), (("Argo", "50"), ("Fram", "16")))
    >>> document = Document("Ships", (Section("Famous ones", ("Two of them.",), fleet),))
    >>> print(document.to_text(width=40), end="")
    Ships
    <BLANKLINE>
    Famous ones
     Two of them.
     Ship   Crew
     Argo   50
     Fram   16
    """

    title: str
    sections: tuple[Section, ...]

    def to_text(self, *, width: int) -> str:
        """Return the document as plain text of a given width, in characters."""
        from rich.console import Console

        buffer = io.StringIO()
        self.show(Console(file=buffer, width=width, color_system=None, legacy_windows=False))
        return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"

    def show(self, console: Console) -> None:
        """Print the document to a Rich console."""
        from rich.text import Text

        console.print(Text(self.title, style="bold"))
        for section in self.sections:
            console.print()
            console.print(Text(section.title, style="bold cyan"))
            _show(section, console)

    def to_markdown(self) -> str:
        """Return the document as Markdown; everything in it is escaped."""
        lines = [f"# {escaped(self.title)}"]
        for section in self.sections:
            lines += ["", f"## {escaped(section.title)}", ""]
            for paragraph in section.paragraphs:
                lines += [f"- {escaped(paragraph)}"] if section.listed else [escaped(paragraph), ""]
            if section.table is not None:
                lines += _markdown_rows(section.table)
            lines += [f"- {_linked(link)}" for link in section.links]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def escaped(words: str) -> str:
    r"""Return text in which Markdown and HTML see nothing special.

    >>> escaped("<b>*a*|b")
    '&lt;b&gt;\\*a\\*\\|b'
    """
    without_html = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]#|!~$])", r"\\\1", without_html)


def _show(section: Section, console: Console) -> None:
    from rich.table import Table as RichTable
    from rich.text import Text

    for paragraph in section.paragraphs:
        grid = RichTable.grid(padding=(0, 1, 0, 0))
        grid.add_column()
        grid.add_column(overflow="fold")
        grid.add_row(Text("-" if section.listed else ""), Text(paragraph))
        console.print(grid)
    if section.table is not None:
        _show_table(section.table, console)
    for link in section.links:
        console.print(Text(f" {link}"), soft_wrap=True)
    if section.hint:
        grid = RichTable.grid(padding=(0, 1, 0, 0))
        grid.add_row("", Text(section.hint, style="dim"))
        console.print(grid)


def _show_table(table: Table, console: Console) -> None:
    """Print a table, closer together or else row by row where its words do not fit."""
    from rich.table import Table as RichTable
    from rich.text import Text

    for gap in (3, 2):
        widths = _widths(table, console.width - gap * len(table.columns))
        if widths is not None:
            drawn = RichTable(box=None, padding=(0, gap - 1, 0, 1), header_style="dim")
            for column, width in zip(table.columns, widths, strict=True):
                drawn.add_column(column, width=width)
            for row in table.rows:
                drawn.add_row(*map(Text, row))
            console.print(drawn)
            return
    _show_rows(table, console)


def _widths(table: Table, room: int) -> list[int] | None:
    """Return how wide columns are that break no word, or None where there is no room for them.

    What is left after the longest words is shared out, and columns that need less leave
    more to the others.
    """
    from rich.cells import cell_len

    columns = list(zip(table.columns, *table.rows, strict=True))
    widths = [max(cell_len(word) for cell in each for word in cell.split(" ")) for each in columns]
    wanted = [max(map(cell_len, each)) for each in columns]
    spare = room - sum(widths)
    if spare < 0:
        return None
    by_need = sorted(range(len(columns)), key=lambda place: wanted[place] - widths[place])
    for served, place in enumerate(by_need):
        share = min(wanted[place] - widths[place], spare // (len(by_need) - served))
        widths[place] += share
        spare -= share
    return widths


def _show_rows(table: Table, console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    for row in table.rows:
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            if cell:
                words = Text.assemble((f"{column}: ", "dim"), cell, overflow="fold")
                console.print(Padding(words, (0, 0, 0, 3 if place else 1)))


def _markdown_rows(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(map(escaped, table.columns))} |"
    yield f"| {' | '.join('---' for _ in table.columns)} |"
    for row in table.rows:
        yield f"| {' | '.join(map(escaped, row))} |"


def _linked(link: str) -> str:
    """Return a line with an address at its end, which stays as it is."""
    words, _, address = link.rpartition(" ")
    return f"{escaped(words)} <{address}>".strip()
