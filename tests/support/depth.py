"""How long properties are searched for counterexamples."""

from __future__ import annotations

import os

_FLOOR = 10
_PART = 4

_DEAR_FLOOR = 4
_DEAR_PART = 10


def tries(most: int, *, dear: bool = False) -> int:
    """Return on how many examples a property is tried.

    With ``SEARCH_DEPTH=full``, as `make searches` has it, that is the number itself, otherwise a
    quarter of it, but ten at least. Where an example takes about a second it is a tenth, but
    four at least.
    """
    if os.environ.get("SEARCH_DEPTH") == "full":
        return most
    floor, part = (_DEAR_FLOOR, _DEAR_PART) if dear else (_FLOOR, _PART)
    return max(min(most, floor), most // part)
