"""The text of a reason: a sentence with values, or with nouns in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from string import Formatter

from attrs import frozen

from wso2_strategy.inference.fact_class import INT64_MAX, INT64_MIN, FieldType

_SAMPLES: dict[FieldType, tuple[object, ...]] = {
    "number": (0.5, 1e300, INT64_MAX),
    "whole number": (INT64_MIN, 0, INT64_MAX),
    "text": ("word",),
}


@frozen
class Mention:
    """A value in a reason.

    Attributes:
        place: The place of its fact among those that the rule matches.
        name: The field.
        form: How it is written.
        limit: What it exceeds, where enough digits are written to tell.
    """

    place: int
    name: str
    form: str = ""
    limit: float | None = None

    def of(self, fact: object) -> str:
        """Return the value of this fact, written."""
        value = getattr(fact, self.name)
        if self.limit is not None and value is not None:
            return exceeding(value, self.limit)
        if type(value) is str and not self.form:
            return value
        return written(value, self.form)


def in_parts(because: str, said: Callable[[str, str], str | Mention]) -> Iterator[str | Mention]:
    """Yield a reason's words, and what `said` makes of each ``{name:format}`` in it.

    >>> [*in_parts("{share:%} of {count:,} nodes.", lambda name, form: f"[{name} as {form}]")]
    ['[share as %]', ' of ', '[count as ,]', ' nodes.']
    """
    for words, name, form, _ in Formatter().parse(because):
        if words:
            yield words
        if name is not None:
            yield said(name, form or "")


def places(because: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the format of each value in a reason.

    Raises:
        ValueError: A brace is out of place.
    """
    for _, name, form, conversion in Formatter().parse(because):
        if name is not None:
            yield name, (form or "") + (f"!{conversion}" if conversion else "")


def format_problem(form: str, kind: FieldType) -> str | None:
    """Return why values of a kind of field cannot be written in a format, or None.

    >>> format_problem(",.0f", "number"), format_problem("%", "number")
    (None, None)
    >>> format_problem("d", "number"), format_problem(".1f", "flag")
    ("the format 'd' is none for a number", "a flag has no format; leave out '.1f'")
    """
    if not form:
        return None
    if kind not in _SAMPLES:
        return f"a {kind} has no format; leave out {form!r}"
    # A width of many digits would fill the memory; 'n' would follow the machine's language.
    fits = not re.search(r"\d{3}|[{}!n]", form)
    try:
        for sample in _SAMPLES[kind] if fits else ():
            written(sample, form)
    except (ValueError, OverflowError):
        fits = False
    return None if fits else f"the format {form!r} is none for a {kind}"


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
        return f"{value * 100 + 0.0:.10g}%"
    text = format(value, form or ("g" if isinstance(value, float) else ""))
    if isinstance(value, float) and value <= 0 and not re.search("[1-9]", text):
        return text.replace("-", "", 1)  # no digit shows that it is less than 0
    return text


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
