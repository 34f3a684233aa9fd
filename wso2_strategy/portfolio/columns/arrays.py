"""What stands for many rows: places and conditions in few bytes, and numbers."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Codes: TypeAlias = npt.NDArray[Any]
"""For each row the place of its value among some values, in as few bytes as hold it."""

Bits: TypeAlias = npt.NDArray[np.bool_]

BLOCK = 1 << 15
"""Rows of which a few columns of floats stay in the cache of a core while formulas run on them."""


def narrow(most: int) -> type[np.unsignedinteger[Any]]:
    """Return the type of the fewest bytes that hold whole numbers up to one."""
    return next(each for each in (np.uint8, np.uint16, np.uint32) if most <= np.iinfo(each).max)


def chosen(which: Bits, one: Any, other: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a number where a condition holds, and that of an array elsewhere.

    Taken bit by bit: what processors guess of a condition per row is wrong for half of the rows.

    >>> chosen(np.array([True, False]), 0.5, np.array([1.5, 2.5])).tolist()
    [0.5, 2.5]
    """
    bits = np.dtype(f"i{other.dtype.itemsize}")
    mask = -which.view(np.int8).astype(bits)
    no = other.view(bits)
    found = np.asarray(one, other.dtype).view(bits) ^ no
    found = found & mask
    found ^= no
    chosen_bits: npt.NDArray[Any] = found.view(other.dtype)
    return chosen_bits
