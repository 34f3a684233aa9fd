"""Commands that take nothing silently: no option twice, no value that is empty or hides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from unicodedata import category

import click

from wso2_strategy.errors import RequirementsError, is_shown, printable


class StrictCommand(click.Command):
    """A command whose options are given once, unless they may be repeated, and with a value."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse what would count for nothing, before the values are read."""
        values, _, given = self.make_parser(ctx).parse_args(args=list(args))
        times_given: Counter[Any] = Counter(given)
        for option, times in times_given.items():
            if times > 1 and not getattr(option, "multiple", False):
                raise click.BadParameter("is given more than once", ctx=ctx, param=option)
            value = values.get(option.name or "")
            if value == "" or (isinstance(value, list | tuple) and "" in value):
                raise click.BadParameter("has an empty value", ctx=ctx, param=option)
        return super().parse_args(ctx, args)


def refuse_unseen(words: Iterable[str]) -> None:
    """Refuse arguments with characters that command a terminal or hide.

    Bytes that are no UTF-8, as the names of files may have, are no such characters.

    Raises:
        RequirementsError: An argument has one.
    """
    for number, word in enumerate(words, 1):
        for each in word:
            if not is_shown(each) and category(each) != "Cs":
                shown = printable(word, _LONGEST)
                problem = f"argument {number}, {shown}, is not allowed; U+{ord(each):04X} is in it"
                raise RequirementsError("command line", [problem])


_LONGEST = 60  # characters that are shown of an argument
