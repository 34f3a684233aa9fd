"""Rows as bits: what is true of many rows is one plane, and rules are a few operations on planes.

A plane holds one bit for each row. "All of these hold" and "what follows" are then single
operations for 64 rows at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from wso2_strategy.portfolio.columns.arrays import Bits, Codes
from wso2_strategy.space.clauses.propositional import Clause, mask_of, places_of

Plane: TypeAlias = npt.NDArray[np.uint64]
Planes: TypeAlias = dict[int, Plane]
"""Planes by the place of their literal or fact in the clauses; what is not there is false."""

_LITTLE = np.dtype("<u8")


def packed(bits: Bits) -> Plane:
    """Return a plane of one bit for each row.

    >>> packed(np.array([True, False, True])).tolist()
    [5]
    """
    rows = np.packbits(bits, bitorder="little")
    return np.pad(rows, (0, -len(rows) % 8)).view(_LITTLE)


def unpacked(plane: Plane, rows: int) -> Bits:
    """Return a bit for each row."""
    return np.unpackbits(plane.view(np.uint8), count=rows, bitorder="little").astype(bool)


def spread(codes: Codes, masks: Sequence[int], wanted: int) -> Planes:
    """Return the planes of masks of which each row has one.

    >>> planes = spread(np.array([0, 1, 1]), [0b100, 0b101], 0b111)
    >>> {place: unpacked(plane, 3).tolist() for place, plane in planes.items()}
    {0: [False, True, True], 2: [True, True, True]}
    """
    used = 0
    for each in masks:
        used |= each
    places = places_of(used & wanted)
    if not places:
        return {}
    return planes_of(eights_of(masks, places), codes, places)


def eights_of(masks: Sequence[int], places: Sequence[int]) -> npt.NDArray[np.uint8]:
    """Return some bits of masks, eight in a byte, for each mask of the second axis."""
    size = max(each.bit_length() for each in (*masks, 1 << max(places))) // 8 + 1
    raw = b"".join(each.to_bytes(size, "little") for each in masks)
    bits = np.unpackbits(np.frombuffer(raw, np.uint8).reshape(-1, size), axis=1, bitorder="little")
    return np.packbits(bits[:, places], axis=1, bitorder="little").T


def planes_of(eights: npt.NDArray[np.uint8], codes: Codes, places: Sequence[int]) -> Planes:
    """Return the planes of masks of which each row has one; none of what no mask has."""
    found: Planes = {}
    used = np.bitwise_or.reduce(eights, axis=1).tolist()
    for number, table in enumerate(eights):
        if not used[number]:
            continue
        rows = table.take(codes)
        planes = _transposed(np.pad(rows, (0, -len(rows) % 64)).view(_LITTLE))
        columns = planes.view(np.uint8).reshape(-1, 8)
        for bit, place in enumerate(places[8 * number : 8 * number + 8]):
            if used[number] >> bit & 1:
                found[place] = np.ascontiguousarray(columns[:, bit]).view(_LITTLE)
    return found


def keys(planes: Mapping[int, Plane], places: Sequence[int], rows: int) -> npt.NDArray[np.uint64]:
    """Return for each row which of some planes hold, as one or several words of bits."""
    words = np.zeros((-(-len(places) // 64) or 1, -(-rows // 64) * 64, 8), np.uint8)
    for start in range(0, len(places), 8):
        eight = places[start : start + 8]
        if not any(place in planes for place in eight):
            continue
        columns = np.zeros((words.shape[1] // 8, 8), np.uint8)
        for bit, place in enumerate(eight):
            if place in planes:
                columns[:, bit] = planes[place].view(np.uint8)
        words[start // 64, :, start % 64 // 8] = _transposed(columns.view(_LITTLE)[:, 0]).view(
            np.uint8
        )
    return words.view(_LITTLE)[:, :rows, 0]


def columns_of(bits: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """Return the bits of the first axis as words, for each row of the second.

    >>> columns_of(np.array([[True, False], [True, True]])).tolist()
    [[3, 2]]
    """
    eights = np.packbits(bits, axis=0, bitorder="little").T
    whole = np.pad(eights, ((0, 0), (0, -eights.shape[1] % 8)))
    return np.ascontiguousarray(whole).view(_LITTLE).T


def masks_of(words: npt.NDArray[np.uint64], places: Sequence[int]) -> list[int]:
    """Return as masks the bits of words, for each row; `places` says what each bit is there.

    >>> [bin(each) for each in masks_of(np.array([[0b11, 0b10]], np.uint64), [2, 4])]
    ['0b10100', '0b10000']
    """
    raw = np.ascontiguousarray(words.T, _LITTLE).view(np.uint8)
    masks = np.zeros((len(raw), max(places, default=0) + 1), np.uint8)
    masks[:, places] = np.unpackbits(raw, axis=1, count=len(places), bitorder="little")
    eights = np.packbits(masks, axis=1, bitorder="little")
    return [int.from_bytes(each.tobytes(), "little") for each in eights]


def _transposed(blocks: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return blocks of 8 rows of 8 bits, each with rows and columns exchanged."""
    found = blocks.astype(_LITTLE)  # a copy, which is worked on in place
    for shift, mask in ((7, 0x00AA00AA00AA00AA), (14, 0x0000CCCC0000CCCC), (28, 0xF0F0F0F0)):
        moved = found >> np.uint64(shift)
        moved ^= found
        moved &= np.uint64(mask)
        found ^= moved
        moved <<= np.uint64(shift)
        found ^= moved
    return found


def hashed(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return a hash of the words of each row, of which all bits are mixed."""
    found = np.zeros(words.shape[1], np.uint64)
    for word in words:
        found ^= word
        found *= np.uint64(0x9E3779B97F4A7C15)
        found ^= found >> np.uint64(29)
    return found


def grouped(words: npt.NDArray[np.uint64]) -> tuple[Codes, Codes]:
    """Return one row of each group of rows with the same words, and the group of each row.

    A row is put where its words hash to; rows that find another's words there try elsewhere.

    >>> rows, groups = grouped(np.array([[7, 9, 7]], np.uint64))
    >>> len(rows), bool(groups[0] == groups[2] != groups[1])
    (2, True)
    """
    rows, hashes = words.shape[1], hashed(words)
    size = max(8, int(rows).bit_length())
    shift = np.uint64(64 - size)
    first = np.zeros(rows, np.int64)
    left = np.arange(rows)
    slots = np.empty(1 << size, np.int64)
    while len(left):
        hashes_left = hashes[left] * np.uint64(0xD6E8FEB86659FD93)
        hashes[left] = hashes_left ^ (hashes_left >> np.uint64(32))
        place = (hashes_left >> shift).view(np.int64)
        slots[place] = left
        found = slots[place]
        same = np.ones(len(left), bool)
        for word in words:
            same &= word[found] == word[left]
        first[left[same]] = found[same]
        left = left[~same]
    chosen = np.flatnonzero(first == np.arange(rows))
    numbers = np.empty(rows, np.int64)
    numbers[chosen] = np.arange(len(chosen))
    return chosen, numbers[first]


def conjunctions(clauses: Iterable[Clause], literals: Planes) -> list[tuple[Clause, Plane | None]]:
    """Return the clauses whose literals hold in some row, with the rows; None where in all."""
    found: list[tuple[Clause, Plane | None]] = []
    for clause in clauses:
        places = places_of(clause.literals)
        if any(place not in literals for place in places):
            continue
        where = None
        for place in places:
            where = literals[place] if where is None else where & literals[place]
        if where is None or where.any():
            found.append((clause, where))
    return found


def close(
    found: list[tuple[Clause, Plane | None]],
    facts: Planes,
    words: int,
    since: Planes | None = None,
) -> None:
    """Add the facts that follow; clauses are tried again where facts that they need are new.

    Args:
        found: The clauses with the rows in which their literals hold.
        facts: The facts, which become more.
        words: The length of a plane.
        since: The facts when these clauses were last closed, if they were.
    """
    every = np.full(words, ~np.uint64(0))
    known = since or {}
    new = mask_of(place for place, plane in facts.items() if plane is not known.get(place))
    first = since is None
    while new or first:
        changed = 0
        for clause, where in found:
            if not (clause.facts & (new | changed) or (first and not clause.facts)):
                continue
            needed = places_of(clause.facts)
            if any(place not in facts for place in needed):
                continue
            holds = where
            for place in needed:
                holds = facts[place] if holds is None else holds & facts[place]
            for place in places_of(clause.adds):
                before = facts.get(place)
                after = every if holds is None else holds
                if before is not None:
                    after = before | after
                if before is None or not np.array_equal(before, after):
                    facts[place] = after
                    changed |= 1 << place
        new, first = changed, False
