"""How long properties are searched for counterexamples."""

from __future__ import annotations

import os

_FLOOR = 10
_PART = 4


def tries(most: int) -> int:
    """Return on how many examples a property is tried.

    With ``SEARCH_DEPTH=full``, as `make searches` has it, that is the number itself, otherwise a
    quarter of it, but ten at least.
    """
    return (
        most if os.environ.get("SEARCH_DEPTH") == "full" else max(min(most, _FLOOR), most // _PART)
    )
