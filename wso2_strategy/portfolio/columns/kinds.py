"""Kinds of rows: what equal rows have in common is found once, whatever table they stand in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from wso2_strategy.portfolio.columns.arrays import Codes
from wso2_strategy.portfolio.columns.planes import grouped, hashed

Words = npt.NDArray[np.uint64]
"""Some words of bits, the first axis, for each row."""

_SHIFTS = tuple(map(np.uint64, (47, 30, 13)))
_SLOTS = 1 << 17
"""The slots in which a kind may be: 17 bits of its hash say which, from each of three places."""


class Kinds:
    """Numbers the kinds of rows, and remembers an answer to each.

    Args:
        most: From how many kinds on all are forgotten.

    Attributes:
        answers: The numbers of the answers, the first axis, for each kind.

    >>> kinds = Kinds(most=100)
    >>> def squares(words):
    ...     return lambda rows: print(len(rows), "new") or words[:, rows] ** 2
    >>> for words in np.array([[[7, 9, 7]], [[9, 9, 9]]], np.uint64):
    ...     found = kinds.of(words, squares(words))
    ...     print(kinds.answers[0][found])
    2 new
    [49 81 49]
    [81 81 81]
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = most + 1

    def _forget(self) -> None:
        self._count = 0
        self._words: Words = np.zeros((0, 0), np.uint64)
        self.answers: npt.NDArray[Any] = np.zeros((0, 0))
        # A slot that nobody took leads to the first kind, which is compared as any other.
        self._slots = np.zeros(_SLOTS, np.int32)
        self._is_taken = np.zeros(_SLOTS, bool)
        self._without_slot: dict[tuple[int, ...], int] = {}

    def of(self, words: Words, answered: Callable[[Codes], Any]) -> Codes:
        """Return the kind of each row.

        Args:
            words: What says of which kind a row is.
            answered: Returns the answers to some rows, one of each kind that is new.
        """
        if self._count > self._most:
            self._forget()
        rows, hashes = words.shape[1], hashed(words)
        if not self._count:
            found, left = np.zeros(rows, np.int32), np.arange(rows)
        else:
            found = self._slots.take(_place(hashes, 0))
            left = np.flatnonzero(self._differs(words, found))
            for probe in range(1, len(_SHIFTS)):
                found[left] = self._slots.take(_place(hashes[left], probe))
                left = left[self._differs(words[:, left], found[left])]
        if len(left):
            firsts, groups = grouped(words[:, left])
            found[left] = self._numbered(words, hashes, left[firsts], answered)[groups]
        return found

    def _differs(self, words: Words, found: Codes) -> npt.NDArray[np.bool_]:
        """Return the rows that are not of the kind that was found."""
        differs = np.zeros(words.shape[1], bool)
        for known, word in zip(self._words, words, strict=True):
            differs |= known.take(found) != word
        return differs

    def _numbered(
        self,
        words: Words,
        hashes: npt.NDArray[np.uint64],
        rows: Codes,
        answered: Callable[[Codes], Any],
    ) -> Codes:
        """Return the kinds of different rows whose kind has no slot."""
        keys = [*zip(*words[:, rows].tolist(), strict=True)] if self._without_slot else []
        known = [self._without_slot.get(each, -1) for each in keys] or [-1] * len(rows)
        numbers = np.array(known, np.int32)
        new = numbers < 0
        numbers[new] = np.arange(self._count, self._count + np.count_nonzero(new))
        if new.any():
            self._add(words[:, rows[new]], hashes[rows[new]], numbers[new], answered(rows[new]))
        return numbers

    def _add(
        self, words: Words, hashes: npt.NDArray[np.uint64], numbers: Codes, answers: Any
    ) -> None:
        self._words = _extended(self._words, self._count, words)
        self.answers = _extended(self.answers, self._count, np.asarray(answers))
        self._count += len(numbers)
        left = np.arange(len(numbers))
        for probe in range(len(_SHIFTS)):
            place = _place(hashes[left], probe)
            free = ~self._is_taken[place]
            self._slots[place[free]] = numbers[left[free]]
            self._is_taken[place[free]] = True
            left = left[self._slots[place] != numbers[left]]
        for key, number in zip(zip(*words[:, left].tolist()), numbers[left].tolist()):  # noqa: B905
            self._without_slot[key] = number


def _place(hashes: npt.NDArray[np.uint64], probe: int) -> npt.NDArray[np.int64]:
    return (hashes >> _SHIFTS[probe] & np.uint64(_SLOTS - 1)).view(np.int64)


def _extended(held: npt.NDArray[Any], count: int, more: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return an array with more after its first columns, and room for as many again."""
    if held.shape[1] < count + more.shape[1] or not count:
        larger = np.zeros((len(more), 2 * (count + more.shape[1])), more.dtype)
        larger[:, :count] = held[:, :count] if count else 0
        held = larger
    held[:, count : count + more.shape[1]] = more
    return held
