"""Results as JSON-ready values: dicts, lists, strings, numbers, booleans and None.

A class says what its keys are where they are not its fields::

    json_keys: ClassVar[JsonKeys] = {"subject": "subject.id", **same("verdict"), ...}
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import attrs

if TYPE_CHECKING:
    import cattrs

JsonKeys: TypeAlias = Mapping[str, str]
"""For each key the attribute that is its value; a point leads on to an attribute of that."""


def same(*names: str) -> JsonKeys:
    """Return keys that are called as their attributes are."""
    return {name: name for name in names}


def json_ready(value: Any) -> Any:
    """Return a value, and all that is in it, as JSON-ready values.

    Objects with a method `to_dict` say it themselves, others have their `json_keys` or
    all their fields; what is in a set is sorted, and numbers that JSON has not are None.

    >>> json_ready({"regimes": frozenset({"psd2", "gdpr"}), "price": Decimal("1.50")})
    {'regimes': ['gdpr', 'psd2'], 'price': '1.50'}
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    return _number(value) if kind is float else _converter().unstructure(value)


_PLAIN = frozenset({str, int, bool, type(None)})  # most values are


def json_record(value: Any, keys: JsonKeys | None = None) -> dict[str, Any]:
    """Return one object by given keys, or else by its own, whether or not it has a `to_dict`."""
    record = {}
    for key, path, leads_on in _paths(cast(Hashable, type(value))) if keys is None else _of(keys):
        found = _found(value, path) if leads_on else getattr(value, path)
        record[key] = found if type(found) in _PLAIN else json_ready(found)
    return record


def _of(keys: JsonKeys) -> tuple[tuple[str, str, bool], ...]:
    """Return keys, their attributes' paths, and whether these lead on."""
    return tuple([(key, path, "." in path) for key, path in keys.items()])


@lru_cache(maxsize=256)
def _paths(cls: Hashable) -> tuple[tuple[str, str, bool], ...]:
    own = getattr(cls, "json_keys", None)
    return _of(own or same(*(each.name for each in attrs.fields(cast(Any, cls)))))


def _found(value: Any, path: str) -> Any:
    """Return what a path leads to; what is not there has no attributes either."""
    while value is not None and path:
        name, _, path = path.partition(".")
        value = getattr(value, name)
    return value


@lru_cache(maxsize=1)
def _converter() -> cattrs.Converter:
    import cattrs

    converter = cattrs.Converter()
    converter.register_unstructure_hook(tuple, lambda each: [*map(json_ready, each)])
    converter.register_unstructure_hook(frozenset, sorted)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_unstructure_hook(float, _number)
    converter.register_unstructure_hook_func(attrs.has, json_record)
    converter.register_unstructure_hook_func(_says_itself, lambda each: each.to_dict())
    return converter


def _number(value: float) -> float | None:
    return value if isfinite(value) else None


def _says_itself(cls: Any) -> bool:
    return hasattr(cls, "to_dict")
