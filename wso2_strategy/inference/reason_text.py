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


def exceeding(number: float, limit: float) -> str:
    """Return a number above a limit with enough digits to tell it from the limit.

    >>> exceeding(1200.0, 1000), exceeding(1000.4, 1000), exceeding(1000.00002, 1000)
    ('1,200', '1,000.4', '1,000.00002')
    """
    for digits in range(4, 16):
        written = f"{number:,.{digits}g}" if number < 10**digits else f"{number:,.0f}"
        if float(written.replace(",", "")) > limit:
            return written
    return f"{number:,}"
