"""How values are said, for people: one way for the whole house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


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
