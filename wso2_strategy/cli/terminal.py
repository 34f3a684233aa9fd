"""How wide the terminal is, and text that fits it."""

from __future__ import annotations

import textwrap


def folded(text: str, width: int | None) -> str:
    """Return text without lines longer than `width`, where words allow; the rest is indented.

    >>> print(folded("token: all-in-one, load-balancer, am-database", 30))
    token: all-in-one,
        load-balancer, am-database
    """
    if width is None:
        return text
    return "\n".join(_folded(line, width) for line in text.split("\n"))


def _folded(line: str, width: int) -> str:
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    return (
        line
        if len(line) <= width
        else textwrap.fill(
            line,
            width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
