"""Immutable value classes: attrs' own, with methods that are written when they are asked for.

attrs writes and compiles the comparison and the text of every class as it is made, which takes
longer than all else about it, and a command makes two hundred classes before it can begin. Few
of them are ever compared. To the type checker `frozen` is attrs' own.
"""

from __future__ import annotations

from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

import attrs

__all__ = ["frozen"]

if TYPE_CHECKING:
    from attrs import frozen
else:

    def frozen(cls: type | None = None, /, **options: Any) -> Any:
        """Make a class as `attrs.frozen` does; what it defines itself stays.

        >>> @frozen
        ... class Town:
        ...     name: str
        >>> Town("Ulm"), Town("Ulm") == Town("Ulm"), hash(Town("Ulm")) == hash(Town("Ulm"))
        (Town(name='Ulm'), True, True)
        """
        if cls is None:
            return lambda decorated: frozen(decorated, **options)
        own = vars(cls)
        shows = options.pop("repr", "__repr__" not in own)
        compares = options.pop("eq", "__eq__" not in own)
        hashes = compares and "__hash__" not in own
        caches = options.get("cache_hash", False)  # then attrs has a place for it, and writes it
        made = attrs.frozen(cls, repr=False, eq=False, unsafe_hash=caches or None, **options)
        names = [each.name for each in attrs.fields(made) if each.eq]
        if shows:
            made.__repr__ = _shown
        if compares:
            alike = " and ".join(f"one.{name} == other.{name}" for name in names) or "True"
            same = f"one, other: {alike} if one.__class__ is other.__class__ else NotImplemented"
            _write_when_asked(made, "__eq__", same)
        if hashes and not caches:
            values = "".join(f", one.{name}" for name in names)
            _write_when_asked(made, "__hash__", f"one: hash((one.__class__{values}))")
        return made


def _write_when_asked(made: type, name: str, source: str) -> None:
    """Let a method write itself, with the names of fields that its source has."""

    def first(*values: Any) -> Any:
        method = eval(f"lambda {source}")  # noqa: S307 - fields have Python's names
        setattr(made, name, method)
        return method(*values)

    setattr(made, name, first)


@recursive_repr()
def _shown(value: Any) -> str:
    shown = {True: repr}
    values = [
        f"{each.name}={shown.get(each.repr, each.repr)(getattr(value, each.name, attrs.NOTHING))}"
        for each in attrs.fields(type(value))
        if each.repr
    ]
    return f"{type(value).__qualname__.rsplit('>.', 1)[-1]}({', '.join(values)})"
