"""Documents as HTML, in which nothing that was stated is taken for markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

from wso2_strategy.document.blocks import (
    Block,
    Code,
    Figures,
    Hint,
    Line,
    Links,
    Listing,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    Terms,
    Tree,
    meant_for,
)
from wso2_strategy.errors import printable, printable_lines

_LOOKS = {None: "", "emphasis": "em", "strong": "strong", "code": "code"}
_ADDRESSES = ("https://", "http://", "#")
"""What leads somewhere; any other address, such as one that is a script, is only words."""

_DEEPEST_HEADING = 6
_FITS = 3
"""Columns that fit any screen; of a table with more, a narrow one shows a row as a list."""

_SMALL = 400
"""The width of a drawing that any screen shows in its own size."""

_TALL = 1.1
"""How many times as high as wide a picture is that takes a sheet of its own."""

_SHORT_MARK = 20
"""Characters of a mark that stays on one line."""

_NUMBER = re.compile(r"(just under )?[-+]?[\d,.]*%?")


class HtmlWriter:
    """Writes the blocks of one page, or of a part of one.

    Args:
        marks: Words that are set small wherever they stand, each with the anchor they lead to.
        level: The level of the highest heading.
        anchored: Whether sections can be linked to: on a page of their own, whose ids are known.

    Attributes:
        contents: Anchor and title of each section of the highest level, once it is written.

    >>> print(HtmlWriter(level=2, anchored=False).written(("Two <famous> ones.",)))
    <p>Two &lt;famous&gt; ones.</p>
    """

    def __init__(
        self, marks: Mapping[str, str] | None = None, *, level: int, anchored: bool
    ) -> None:
        self.contents: list[tuple[str, str]] = []
        self._marks = {escaped(mark): anchor for mark, anchor in (marks or {}).items()}
        longest_first = sorted(map(re.escape, self._marks), key=len, reverse=True)
        self._mark = re.compile("|".join(longest_first)) if longest_first else None
        self._level, self._anchored = level, anchored
        self._used: Counter[str] = Counter()
        self._title = ""

    def written(self, blocks: tuple[Block, ...]) -> str:
        """Return blocks as HTML."""
        return "\n".join(self._blocks(blocks, self._level))

    def _blocks(self, blocks: tuple[Block, ...], level: int) -> Iterator[str]:
        for block in meant_for("html", blocks):
            if not isinstance(block, Section):
                yield from self._block(block)
            elif block.title:
                yield from self._section(block, level)
            else:
                yield from self._blocks(block.blocks, level)

    def _section(self, section: Section, level: int) -> Iterator[str]:
        anchor, self._title = self._anchor(section.title), section.title
        if level == self._level:
            self.contents.append((anchor, section.title))
        id_ = f' id="{anchor}"' if self._anchored else ""
        heading = f"<h{level}>{escaped(section.title)}</h{level}>"
        deeper = min(level + 1, _DEEPEST_HEADING)
        if section.is_folded:
            yield f"<details{id_}><summary>{heading}</summary>"
        else:
            yield f"<section{id_}>{heading}"
        yield from self._blocks(section.blocks, deeper)
        yield "</details>" if section.is_folded else "</section>"

    def _anchor(self, title: str) -> str:
        """Return an id like a title, which no other section of the page has."""
        words = anchor_of(title)
        self._used[words] += 1
        return words if self._used[words] == 1 else f"{words}-{self._used[words]}"

    def _block(self, block: Block) -> Iterator[str]:  # noqa: C901 - a case for every kind
        match block:
            case Listing():
                tag = "ol" if block.mark == "1." else "ul"
                kind = "" if block.mark else ' class="records"'
                items = "".join(f"<li>{self._words(each)}</li>" for each in block.items)
                yield f"<{tag}{kind}>{items}</{tag}>"
            case Terms():
                yield f"<dl>{''.join(map(self._term, block.pairs))}</dl>"
            case Figures():
                parts = ((what, number) for number, what in block.items)
                divs = "".join(f"<div>{self._term(each)}</div>" for each in parts)
                yield f'<dl class="figures">{divs}</dl>'
            case Table():
                yield from self._table(block)
            case Tree():
                yield self._tree(block.lines, ' class="tree"')
            case Code():
                code = escape(printable_lines(block.text.rstrip("\n")))
                yield f'<pre tabindex="0"><code>{code}</code></pre>'
            case Links():
                yield self._links(block)
            case Hint():
                return
            case Picture():
                yield from self._picture(block)
            case str() | tuple():
                yield f"<p>{self._words(block)}</p>"

    def _words(self, paragraph: Paragraph) -> str:
        runs = (paragraph,) if isinstance(paragraph, str) else paragraph
        return "".join(self._marked(e) if isinstance(e, str) else _run(e) for e in runs)

    def _marked(self, words: str) -> str:
        if self._mark is None:
            return escaped(words)
        return self._mark.sub(self._linked_mark, escaped(words))

    def _linked_mark(self, found: re.Match[str]) -> str:
        anchor = self._marks[found[0]]
        looks = "mark" if len(found[0]) <= _SHORT_MARK else "mark long"
        if not (anchor and self._anchored):
            return f'<span class="{looks}">{found[0]}</span>'
        return f'<a class="{looks}" href="#{anchor}">{found[0]}</a>'

    def _term(self, pair: tuple[str, str]) -> str:
        return f"<dt>{escaped(pair[0])}</dt><dd>{self._marked(pair[1])}</dd>"

    def _table(self, table: Table) -> Iterator[str]:
        wide = len(table.columns) > _FITS
        # Who has no pointer moves a wide table with the keys.
        label = escape(printable(self._title)) or "Table"
        yield f'<div class="table" role="group" aria-label="{label}" tabindex="0">' if wide else ""
        numbers = [head in table.numbers or _all_numbers(table, n) for n, head in _places(table)]
        yield f'<table class="{_kind(table, numbers.count(False))}">'
        if table.columns:
            cells = zip(table.columns, [False, *numbers[1:]], strict=True)
            heads = "".join(f'<th scope="col"{_to_right(n)}>{escaped(c)}</th>' for c, n in cells)
            yield f"<thead><tr>{heads}</tr></thead>"
        yield "<tbody>"
        named = [f' data-head="{escape(printable(each))}"' for each in table.columns if wide]
        for rows in _grouped(table.rows):
            yield from self._rows(rows, numbers, named[1:])
        yield "</tbody></table>"
        yield "</div>" if wide else ""

    def _rows(
        self, rows: Sequence[tuple[str, ...]], numbers: list[bool], named: list[str]
    ) -> Iterator[str]:
        """Yield rows under one label.

        Where heads may be out of sight, cells name theirs, but for those with nothing to say.
        """
        down = f' rowspan="{len(rows)}"' if len(rows) > 1 else ""
        scope = "rowgroup" if down else "row"
        for place, (label, *values) in enumerate(rows):
            key = ' class="key"' if numbers[:1] == [True] else ""
            head = "" if place else f'<th scope="{scope}"{key}{down}>{self._marked(label)}</th>'
            to_right = numbers[1:] or [False] * len(values)
            heads = (head * (cell != "-") for head, cell in zip(named, values, strict=True))
            cells = zip(values, to_right, heads if named else [""] * len(values), strict=True)
            data = "".join(f"<td{_to_right(n)}{h}>{self._marked(c)}</td>" for c, n, h in cells)
            yield f"<tr>{head}{data}</tr>"

    def _tree(self, lines: tuple[Line, ...], kind: str = "") -> str:
        items = "".join(
            f"<li>{f'<strong>{words}</strong>' if each.is_head else words}"
            f"{self._tree(each.children) if each.children else ''}</li>"
            for each in lines
            for words in [self._marked(each.text)]
        )
        return f"<ul{kind}>{items}</ul>"

    def _links(self, links: Links) -> str:
        def item(number: int, line: str) -> str:
            id_ = f' id="{links.anchor}-{number}"' if links.anchor and self._anchored else ""
            words, _, address = line.rpartition(" ")
            if "://" not in address:
                return f"<li{id_}>{escaped(line)}</li>"
            return f"<li{id_}>{_run(Run(words.rstrip(':') or address, address=address))}</li>"

        items = "".join(item(number, line) for number, line in enumerate(links.lines, 1))
        return f'<ul class="links">{items}</ul>'

    def _picture(self, picture: Picture) -> Iterator[str]:
        # The drawing begins after what only files have, such as a declaration of XML. The ids in it
        # lead nowhere, and those of several drawings would be the same.
        drawing = re.sub(r' id="[^"]*"', "", picture.svg[picture.svg.index("<svg") :].rstrip("\n"))
        label = escape(printable(picture.caption))
        sides = re.match(r'<svg[^>]*? width="([\d.]+)[^>]*? height="([\d.]+)', drawing)
        tall = " tall" if sides and float(sides[2]) > _TALL * float(sides[1]) else ""
        yield f'<figure><div class="picture{tall}" role="group" aria-label="{label}" tabindex="0">'
        yield drawing
        yield f"</div><figcaption>{self._marked(picture.caption)}"
        if self._anchored and sides and float(sides[1]) > _SMALL:
            # The whole is seen at first; in its own size a part of it, which can be moved.
            yield '<label class="size"><input type="checkbox"> In its own size</label>'
        if picture.table is not None:
            yield "<details><summary>The same as a table</summary>"
            yield from self._table(picture.table)
            yield "</details>"
        yield "</figcaption></figure>"


def anchor_of(title: str) -> str:
    """Return the id of the first section of a page that has a title.

    >>> anchor_of("What is needed, and why")
    'what-is-needed-and-why'
    """
    return "-".join(re.findall(r"[a-z0-9]+", title.casefold()))[:60].strip("-") or "section"


def escaped(words: str) -> str:
    """Return text in which HTML sees nothing special, on one line."""
    return escape(printable(words), quote=False)


def _run(run: Run) -> str:
    look = _LOOKS[run.looks]
    words = f"<{look}>{escaped(run.text)}</{look}>" if look else escaped(run.text)
    if not run.address.startswith(_ADDRESSES):
        return words
    return f'<a href="{escape(printable(run.address))}">{words}</a>'


def _kind(table: Table, words: int) -> str:
    """Return what a table is for the style: narrow or wide, by its columns and those of words."""
    if len(table.columns) > _FITS:
        return "wide widest" if words > _FITS else "wide"
    return "words" if table.columns else "words facts"


def _places(table: Table) -> Iterator[tuple[int, str]]:
    return enumerate(table.columns)


def _all_numbers(table: Table, place: int) -> bool:
    cells = [row[place] for row in table.rows]
    return bool(cells) and all(map(_NUMBER.fullmatch, cells))


def _to_right(number: bool) -> str:  # noqa: FBT001 - it is what a column is asked
    return ' class="number"' if number else ""


def _grouped(rows: Sequence[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    """Yield rows together whose label is only written in the first of them."""
    group = 0

    def number(row: tuple[str, ...]) -> int:
        nonlocal group
        group += bool(row[0])
        return group

    for _, found in groupby(rows, key=number):
        yield list(found)
