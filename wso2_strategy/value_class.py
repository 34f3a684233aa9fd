"""Immutable value classes: attrs' own, with shared methods in the place of written ones.

attrs writes and compiles the comparison and the text of every class, which takes longer than
all else about it, and a command makes two hundred classes before it can begin. What is shared
here gives the same results; to the type checker `frozen` is attrs' own.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
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
        names = tuple(each.name for each in attrs.fields(made) if each.eq)
        read = attrgetter("__class__", *names)
        if shows:
            made.__repr__ = _shown
        if compares:
            made.__eq__ = _equality(attrgetter(*names) if names else type)
        if hashes and not caches:
            made.__hash__ = lambda self: hash(read(self))
        return made


@recursive_repr()
def _shown(value: Any) -> str:
    shown = {True: repr}
    values = [
        f"{each.name}={shown.get(each.repr, each.repr)(getattr(value, each.name, attrs.NOTHING))}"
        for each in attrs.fields(type(value))
        if each.repr
    ]
    return f"{type(value).__qualname__.rsplit('>.', 1)[-1]}({', '.join(values)})"


def _equality(read: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def equal(self: Any, other: Any) -> Any:
        return read(self) == read(other) if other.__class__ is self.__class__ else NotImplemented

    return equal
