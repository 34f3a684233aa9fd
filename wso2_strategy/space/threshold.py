"""The exact number at which a monotone test changes its mind.

Numbers are searched on the lattice of what can be represented: whole numbers
one by one, floats by their neighbours. A good guess makes that a matter of a few
tests; without one it is a bisection.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from math import inf, isclose, isfinite

_SIGN = 1 << 63
_SECANTS = 40
_EXACT, _NEAR = 1e-15, 1e-3
_STRIDE, _FAR = 1000, 1e12  # what is flat at first may still grow later


def first_true(
    holds: Callable[[float], bool],
    low: float,
    high: float,
    *,
    whole: bool = False,
    guess: float | None = None,
) -> float | None:
    """Return the smallest number between two for which a test holds, or None.

    The test must not change back from true to false as the number grows. A guess
    that is infinite or no number is as good as none.

    >>> first_true(lambda x: x * 1.5 > 5000, 0.0, 1e6, guess=5000 / 1.5)
    3333.333333333334
    >>> first_true(lambda x: x > 7, 0, 100, whole=True)
    8
    >>> first_true(lambda x: x > 7, 0, 7, whole=True) is None
    True
    """
    number, place = (int, int) if whole else (_number, _place)
    if holds(low):
        return low
    false, last = place(low), place(high)
    true = None
    if guess is not None and isfinite(guess) and false < last:
        start, step = min(max(place(guess), false + 1), last), 1
        while true is None and false < last:
            if holds(number(start)):
                true = start
            else:
                false, start, step = start, min(start + step, last), step * 2
        false, true = _narrowed(lambda at: holds(number(at)), false, true)
    elif holds(high):
        true = last
    while true is not None and true - false > 1:
        middle = (false + true) // 2
        if holds(number(middle)):
            true = middle
        else:
            false = middle
    return None if true is None else number(true)


def _narrowed(holds: Callable[[int], bool], false: int, true: int | None) -> tuple[int, int | None]:
    """Step down from a true place, in growing steps, until it is false or the bracket ends."""
    step = 1
    while true is not None and true - step > false:
        if not holds(true - step):
            return true - step, true
        true, step = true - step, step * 2
    return false, true


def crossing(
    measure: Callable[[float], float], limit: float, low: float, high: float = inf
) -> float | None:
    """Return about where a growing number reaches a limit, or None where that is not seen.

    Nothing is measured outside of low and high.

    These are steps of the secant method: where what is measured grows in a straight line,
    one is exact, but for rounding.

    >>> crossing(lambda x: 3 * x + 10, 100, 0.0)
    30.0
    """
    one, other = low, min(low + 1, high)
    at_one, at_other = measure(one), measure(other)
    while at_one == at_other and other < min(high, _FAR):
        other = min(other * _STRIDE, high)
        at_other = measure(other)
    if at_one == at_other:
        return None
    for _ in range(_SECANTS):
        found = other + (limit - at_other) * (other - one) / (at_other - at_one)
        found = min(max(low, found), high)
        if not isfinite(found) or isclose(found, other, rel_tol=_EXACT):
            break
        one, at_one = other, at_other
        other, at_other = found, measure(found)
        if at_one == at_other:
            break
    return other if isclose(at_other, limit, rel_tol=_NEAR) else None


def before(number: float, *, whole: bool) -> float:
    """Return the next smaller number."""
    return int(number) - 1 if whole else _number(_place(number) - 1)


def after(number: float, *, whole: bool) -> float:
    """Return the next larger number."""
    return int(number) + 1 if whole else _number(_place(number) + 1)


def _place(number: float) -> int:
    """Return a float's place among all floats; neighbours differ by one."""
    # Read as integers, the bits of positive floats are in their order, those of negative
    # ones in the opposite order. Adding 0.0 turns -0.0, which has bits of its own, into 0.0.
    bits: int
    (bits,) = struct.unpack("<Q", struct.pack("<d", number + 0.0))
    return bits if bits < _SIGN else _SIGN - bits


def _number(place: int) -> float:
    bits = place if place >= 0 else _SIGN - place
    (number,) = struct.unpack("<d", struct.pack("<Q", bits))
    return float(number)
