"""How values are said and heard, for people: one way for the whole house.

Numbers are rounded so that what is said stays true: a lower limit up, an upper
limit down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from math import log10
from typing import Any

from wso2_strategy.domain.kinds import Choice, Choices, Flag, Kind, Number, Share
from wso2_strategy.domain.tolerance import TOLERANCE
from wso2_strategy.domain.written_numbers import number_in

DIGITS = 6
"""The significant digits with which a number is said that is not short by itself."""

_ONE = ("1", "at least 1", "at most 1")
_COUNTED = re.compile(r"^(\w{2,})s(?=$|/)")
"""A plural that can be counted: requests/s and nodes, but not ms or times the peak."""

_EXACT = 1e15
_NINES = 0.99
_CARRIED = Context(prec=2)
"""Two significant digits: no assumption about availability has more."""

_LONGEST_ANSWER = 1_000  # characters; no kind of value takes more
_YES, _NO = ("yes", "y", "true"), ("no", "n", "false")
_GROUPED = re.compile(r"\d{1,3}([, ])\d{3}(\1\d{3})*(\.\d+)?")
"""A number with separators between its thousands; a comma elsewhere could mean a point."""


def said(kind: Kind, value: Any) -> str:
    """Return a value of some kind with its unit.

    >>> said(Number(unit="requests/s"), 3800.0), said(Number(unit="requests/s"), 1)
    ('3,800 requests/s', '1 request/s')
    >>> said(Share(), 0.9995), said(Flag(), True)
    ('99.95%', 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset) and value:
        return series(sorted(value))
    if value is None or not isinstance(kind, Number | Share):
        return shown(value)
    return with_unit(kind, rounded(kind, value))


def shown(value: Any) -> str:
    """Return a stated value as it is written in a requirements file.

    >>> shown(True), shown(9000.0), shown(frozenset({"b", "a"})), shown(None)
    ('true', '9,000', 'a, b', 'not stated')
    """
    if value is None:
        return "not stated"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    if isinstance(value, tuple):
        return "; ".join(map(str, value)) or "not stated"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.10g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def series(words: Sequence[str], last: str = "and") -> str:
    """Return words as a series in a sentence.

    >>> series(["a gateway", "a Traffic Manager", "a Key Manager"])
    'a gateway, a Traffic Manager and a Key Manager'
    >>> series(["P2", "P3"], "or"), series(["P2"])
    ('P2 or P3', 'P2')
    """
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def counted(number: int, noun: str) -> str:
    """Return how many there are of something.

    >>> counted(1, "WSO2 node"), counted(2500, "WSO2 node")
    ('1 WSO2 node', '2,500 WSO2 nodes')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def with_unit(kind: Kind, number: str) -> str:
    """Return a number that is said already, alone or after "at most", with its unit."""
    if isinstance(kind, Share):
        return f"{number}%"
    unit = kind.unit if isinstance(kind, Number) else ""
    if isinstance(kind, Number) and kind.percent_unit:
        return f"{number}% {kind.percent_unit}"
    if number in _ONE:
        unit = _COUNTED.sub(r"\1", unit)
    return f"{number} {unit}".rstrip()


def rounded(kind: Kind, value: float, rounding: str = ROUND_HALF_EVEN, digits: int = DIGITS) -> str:
    """Return a number without its unit; a rounding of `decimal` says which way it goes.

    A whole number, and one that is short, stays as it is.
    """
    exact = _exact(kind, value)
    if not is_short(kind, value):
        # Of a share near 1 the rest counts: 99.9775% leaves 0.0225%.
        base = 100 if isinstance(kind, Share) and value > 0.5 else 0  # noqa: PLR2004 - the middle
        exact = base + Context(prec=digits, rounding=rounding).plus(exact - base)
    return f"{exact.normalize():,f}"


def is_short(kind: Kind, value: float) -> bool:
    """Return whether a number is said with all its digits."""
    whole = isinstance(kind, Number) and kind.whole
    return whole or len(_exact(kind, value).normalize().as_tuple().digits) <= DIGITS


def _exact(kind: Kind, value: float) -> Decimal:
    """Return the decimal that a number was most likely meant to be, on the scale it is said in."""
    percent = isinstance(kind, Share) or (isinstance(kind, Number) and bool(kind.percent_unit))
    return Decimal(repr(value)) * (100 if percent else 1)


def computed(value: float) -> str:
    """Return a computed number: whole if it is whole, else with six significant digits.

    Close below one, six digits count from the first that is not a nine.

    >>> computed(1000000.0), computed(0.65), computed(2.6e22), computed(0.9999750001)
    ('1000000', '0.65', '2.6e+22', '0.9999750001')
    """
    if abs(value) < _EXACT and value == int(value):
        return str(int(value))
    if _NINES < value < 1:
        return f"{value:.{DIGITS + int(-log10(1 - value))}g}"
    return f"{value:.{DIGITS}g}"


def percentage(share: float, *, target: float | None = None) -> str:
    """Return an availability for people, on its side of a target and never rounded up to 100%.

    What it leaves of one has the two digits that the assumptions behind it carry; where these
    would say the target or more of what misses it, the target is named.

    >>> percentage(0.9997740151), percentage(0.9999899841, target=0.99999)
    ('99.977%', 'just under 99.999%')
    >>> percentage(0.9998999999, target=0.9999), percentage(0.9999, target=0.9999)
    ('just under 99.99%', '99.99%')
    """
    exact = Decimal(repr(float(share)))
    levels = [Decimal(repr(float(level))) for level in (target, 1.0) if level is not None]
    written = 1 - _CARRIED.plus(1 - exact)
    for level in levels:
        if abs(level - exact) <= Decimal(TOLERANCE) * (1 - level):
            return _in_percent(level)
        if (written < level) != (exact < level):
            return f"{'just under ' if exact < level else ''}{_in_percent(level)}"
    return _in_percent(written)


def estimated(number: float) -> str:
    """Return a number that follows from rough assumptions, with the digits that these carry.

    >>> estimated(118.7), estimated(3726.4), estimated(0.05256)
    ('120', '3,700', '0.053')
    """
    return f"{_CARRIED.create_decimal(repr(number)).normalize():,f}"


def _in_percent(share: Decimal) -> str:
    return f"{(100 * share).normalize():f}%"


def answers_allowed(kind: Kind) -> str:
    """Return what may be answered in words to a question for a value."""
    if isinstance(kind, Flag):
        return "yes or no"
    if isinstance(kind, Choices):
        return f"any of {', '.join(kind.words)}; several with commas"
    return kind.allowed


def heard(kind: Kind, words: str) -> Any:
    """Return an answer in words as the value that it means, for the kind to check.

    >>> heard(Number(), "3,800"), heard(Number(), "3,8"), heard(Number(), "25%")
    (3800, '3,8', '25%')
    >>> heard(Flag(), "Yes"), heard(Choices(("http", "sse")), "HTTP, sse")
    (True, ['http', 'sse'])
    """
    if len(words) > _LONGEST_ANSWER:
        return words
    plain = words.strip()
    folded = plain.casefold()
    if isinstance(kind, Flag):
        return True if folded in _YES else False if folded in _NO else plain
    if isinstance(kind, Choice):
        return folded
    if isinstance(kind, Choices):
        return [each.strip().casefold() for each in plain.split(",") if each.strip()]
    return _heard_number(kind, plain) if isinstance(kind, Number | Share) else plain


def _heard_number(kind: Number | Share, words: str) -> Any:
    number = number_in(re.sub(r"[, ]", "", words) if _GROUPED.fullmatch(words) else words)
    if number is None:
        return words
    return int(number) if isinstance(kind, Number) and kind.whole and number % 1 == 0 else number
