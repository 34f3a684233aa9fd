"""The text of a reason: a sentence with values, or with nouns in their places."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter


def filled(because: str, write: Callable[[str, str], str]) -> str:
    """Return a reason with every ``{name:format}`` replaced by what `write` makes of the two.

    >>> filled("{share:%} of {count:,} nodes.", lambda name, form: f"[{name} as {form}]")
    '[share as %] of [count as ,] nodes.'
    """
    parts = Formatter().parse(because)
    return "".join(
        text if name is None else text + write(name, form or "") for text, name, form, _ in parts
    )


def written(value: object, form: str) -> str:
    """Return a value for people; the format ``%`` writes a share with as many digits as it has.

    >>> written(0.125, "%"), written(2500, ","), written(None, ",")
    ('12.5%', '2,500', 'not stated')
    """
    if value is None:
        return "not stated"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if form == "%" and isinstance(value, int | float):
        return f"{value * 100:.10g}%"
    return format(value, form or ("g" if isinstance(value, float) else ""))
