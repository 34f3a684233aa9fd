"""Answers to remember, within bounds."""

from __future__ import annotations

from typing import TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")

MOST = 4_000


class Memo(dict[_K, _V]):
    """A dict that forgets everything when it is full, so that memory stays flat.

    >>> memo = Memo(most=2)
    >>> for number in range(3):
    ...     memo[number] = str(number)
    >>> memo
    {2: '2'}
    """

    def __init__(self, most: int = MOST) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: _K, value: _V) -> None:
        if len(self) >= self._most and key not in self:
            self.clear()
        super().__setitem__(key, value)
