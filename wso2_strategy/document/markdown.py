"""Documents as Markdown, in which nothing that was stated is taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

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

_LOOKS = {None: "", "emphasis": "*", "strong": "**", "code": "`"}


def markdown(title: str, blocks: tuple[Block, ...]) -> str:
    r"""Return a document as Markdown.

    >>> print(markdown("Ships", ("Two *famous* ones.", Listing(("Argo", "Fram")))), end="")
    # Ships
    <BLANKLINE>
    Two \*famous\* ones.
    <BLANKLINE>
    - Argo
    - Fram
    """
    heading = [f"# {escaped(title)}"] if title else []
    return "\n\n".join([*heading, *filter(None, _blocks(blocks, 2))]) + "\n"


def escaped(words: str) -> str:
    r"""Return text in which Markdown and HTML see nothing special.

    >>> escaped("<b>*a*|b"), escaped("gateway -> backend")
    ('&lt;b&gt;\\*a\\*\\|b', 'gateway -> backend')
    """
    without_html = printable(words).replace("&", "&amp;").replace("<", "&lt;")
    without_html = re.sub("(?<!-)>", "&gt;", without_html)
    return re.sub(r"([\\`*_{}\[\]#|!~$])", r"\\\1", without_html)


def _blocks(blocks: tuple[Block, ...], level: int) -> Iterator[str]:
    """Yield blocks, sections with their heading on a level."""
    for block in meant_for("markdown", blocks):
        if not isinstance(block, Section):
            yield "\n".join(_block(block))
        elif block.title:
            yield f"{'#' * level} {escaped(block.title)}"
            yield from _blocks(block.blocks, level + 1)
        else:
            yield from _blocks(block.blocks, level)


def _block(block: Block) -> Iterator[str]:  # noqa: C901 - a case for every kind
    match block:
        case Listing():
            for number, item in enumerate(block.items, 1):
                yield f"{f'{number}.' if block.mark == '1.' else '-'} {_words(item)}"
        case Terms():
            yield from (f"- *{escaped(term)}*: {escaped(said)}" for term, said in block.pairs)
        case Figures():
            yield from (f"- **{escaped(number)}** {escaped(what)}" for number, what in block.items)
        case Table():
            yield from _table(block)
        case Tree():
            yield from _tree(block.lines, 0)
        case Code():
            yield from (f"```{block.language}", printable_lines(block.text.rstrip("\n")), "```")
        case Links():
            yield from (_item(each) for each in block.lines)
        case Hint():
            return
        case Picture():
            yield escaped(block.caption)
            if block.table is not None:
                yield from ("", *_table(block.table))
        case str() | tuple():
            yield _words(block)


def _words(paragraph: Paragraph) -> str:
    runs = (paragraph,) if isinstance(paragraph, str) else paragraph
    return "".join(escaped(each) if isinstance(each, str) else _run(each) for each in runs)


def _run(run: Run) -> str:
    mark = _LOOKS[run.looks]
    # Within backquotes everything stands for itself.
    words = printable(run.text) if run.looks == "code" else escaped(run.text)
    return (
        f"[{mark}{words}{mark}]({printable(run.address)})"
        if run.address
        else f"{mark}{words}{mark}"
    )


def _table(table: Table) -> Iterator[str]:
    if table.columns:
        yield _row(table.columns)
        yield f"| {' | '.join('---:' if c in table.numbers else '---' for c in table.columns)} |"
        yield from map(_row, table.rows)
    else:
        yield from (f"- *{escaped(label)}*: {escaped(value)}" for label, value in table.rows)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(escaped, cells))} |"


def _tree(lines: tuple[Line, ...], depth: int) -> Iterator[str]:
    for each in lines:
        words = escaped(each.text)
        yield f"{'  ' * depth}- {f'**{words}**' if each.is_head else words}"
        yield from _tree(each.children, depth + 1)


def _item(line: str) -> str:
    """Return a line as an item of a list; one with a number is one already."""
    return f"{'' if re.match(r'[0-9]+[.] ', line) else '- '}{_linked(line)}"


def _linked(link: str) -> str:
    """Return a line with an address at its end, if there is one, which stays as it is."""
    words, _, address = link.rpartition(" ")
    if "://" not in address:
        return escaped(link)
    return f"{escaped(words)} <{printable(address)}>".strip()
