"""Numbers as they are written: one reading for files, options and answers.

A number is written as in YAML 1.2, and what other readers would take for another number
is none: ``0100`` may be octal, ``1:30`` of base 60, ``1_000`` text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

INTEGER = r"[-+]?(?:0|[1-9][0-9]*)"
FLOAT = r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"

LONGEST = 400
"""More digits than any number has that is allowed anywhere."""


def number_in(words: str) -> int | float | None:
    """Return the number that is written, or None.

    >>> number_in("3800"), number_in("1e3"), number_in("0100"), number_in("1_000")
    (3800, 1000.0, None, None)
    """
    if len(words) > LONGEST:
        return None
    if re.fullmatch(INTEGER, words):
        return int(words)
    return float(words) if re.fullmatch(FLOAT, words) else None


def percentage_in(words: str) -> float | None:
    """Return the fraction that is written as a percentage, or None.

    >>> percentage_in("99.95%"), percentage_in("25 %"), percentage_in("0.25")
    (0.9995, 0.25, None)
    """
    number, sign, rest = words.strip().partition("%")
    number = number.rstrip()
    if not sign or rest or number_in(number) is None:
        return None
    return float(Decimal(number) / 100)


def likely_meant(words: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers that may be meant by words that are none, each with how to write it.

    >>> [*likely_meant("0100")], [*likely_meant("3,800")]
    ([('without the zeros', '100')], [('with a point', '3.800'), ('without the comma', '3800')])
    """
    if len(words) > LONGEST:
        return
    if number_in(words) is not None:
        yield "without quotes", words
    elif re.fullmatch(r"[-+]?0[0-9.]+", words):
        yield "without the zeros", re.sub(r"^([-+]?)0+(?=[0-9])", r"\1", words)
    elif re.fullmatch(r"[-+]?[0-9]+,[0-9]+", words):
        yield "with a point", words.replace(",", ".")
        yield "without the comma", words.replace(",", "")
    elif re.fullmatch(r"[-+]?[0-9]+([_ ][0-9]+)+", words):
        yield "written together", re.sub("[_ ]", "", words)
