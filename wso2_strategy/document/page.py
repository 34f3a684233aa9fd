"""A document as one HTML page that needs nothing else: no network, no script, no other file."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from wso2_strategy.document.blocks import Block
from wso2_strategy.document.html import HtmlWriter, escaped
from wso2_strategy.document.palette import dark_rules

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><h1>{title}</h1></header>
<main id="content">
{first}
<nav aria-label="Contents"><h2>Contents</h2><ol>{contents}</ol></nav>
{rest}
</main>
</body>
</html>
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for the page: nothing; it may use the styles that are in it."""


def html_page(title: str, blocks: tuple[Block, ...], marks: Mapping[str, str]) -> str:
    """Return a document as a page of its own, readable in light and dark and on paper."""
    writer = HtmlWriter(marks, level=2, anchored=True)
    # Who opens the page finds the most important first, and only then the contents.
    first, rest = writer.written(blocks[:1]), writer.written(blocks[1:])
    contents = "".join(
        f'<li><a href="#{anchor}">{escaped(words)}</a></li>' for anchor, words in writer.contents
    )
    return _PAGE.format(
        policy=_POLICY,
        title=escaped(title),
        style=stylesheet(),
        contents=contents,
        first=first,
        rest=rest,
    )


def stylesheet() -> str:
    """Return how pages look, and the pictures on them: one sheet, for light, dark and paper.

    >>> stylesheet().count("@media screen and (prefers-color-scheme: dark)")
    2
    """
    sheet = files("wso2_strategy.document").joinpath("page.css").read_text("utf-8")
    return f"{sheet}\n@media screen and (prefers-color-scheme: dark) {{\n{dark_rules()}\n}}"
