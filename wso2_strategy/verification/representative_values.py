"""Representative values: one of each kind that the rules can tell apart.

A rule sees a field only through the constants it compares it with. So the
values of a field fall into finitely many classes, and one value of each stands
for all: whatever holds for every representative holds for every value.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, get_type_hints

from wso2_strategy.domain.kinds import Kind, kind_of
from wso2_strategy.inference.conditions import Test
from wso2_strategy.inference.fact_class import INT64_MAX, INT64_MIN, FactField, fact_fields

_ANOTHER_WORD = "another"

_PLAIN_NUMBERS = (1, 2, 1000, 100_000, 0.5, 0.999)


def representatives(fact_class: type, name: str, tests: Iterable[Test]) -> tuple[Any, ...]:
    """Return one value of each class that the tests tell apart.

    None, which is "not stated", comes first and stands for its class. Values
    that a requirements file may not have are left out.

    >>> from wso2_strategy import Availability, Traffic, fact
    >>> traffic = fact(Traffic)
    >>> representatives(Traffic, "peak_tps", (traffic.peak_tps > 1000).atoms())
    (None, 2000.0)
    >>> availability = fact(Availability)
    >>> representatives(Availability, "regions", (availability.regions.present()).atoms())
    (None, 1)
    """
    asked = tuple(tests)
    found: dict[tuple[bool, ...], Any] = {}
    for value in _values(fact_class, name, asked):
        found.setdefault(truths(asked, name, value), value)
    return tuple(found.values())


def stated_alike(fact_class: type, name: str, tests: Iterable[Test], value: Any) -> Any:
    """Return a value that the tests cannot tell from a given one and that is stated, or None.

    >>> from wso2_strategy import Traffic, fact
    >>> traffic = fact(Traffic)
    >>> stated_alike(Traffic, "peak_tps", (traffic.peak_tps > 1000).atoms(), None)
    1000.0
    """
    asked = tuple(tests)
    wanted = truths(asked, name, value)
    alike = (each for each in _values(fact_class, name, asked) if each is not None)
    return next((each for each in alike if truths(asked, name, each) == wanted), None)


def plain_values(field: FactField) -> Sequence[Any]:
    """Return a few values of a field, whatever rules ask."""
    if field.type == "flag":
        return (True, False)
    if field.choices is not None:
        words = field.choices
        return words if field.type == "text" else [frozenset({word}) for word in words]
    return _PLAIN_NUMBERS if field.type in ("number", "whole number") else ()


def _values(fact_class: type, name: str, tests: Sequence[Test]) -> Iterator[Any]:
    """Yield allowed values of every class."""
    field = fact_fields(fact_class)[name]
    kind = _kinds(fact_class)[name]
    return (each for each in _candidates(field, tests) if _allowed(field, kind, each))


@lru_cache(maxsize=64)
def _kinds(fact_class: type) -> Mapping[str, Kind | None]:
    hints = get_type_hints(fact_class, include_extras=True)
    return {name: kind_of(hints[name]) for name in fact_fields(fact_class)}


def truths(tests: Sequence[Test], name: str, value: Any) -> tuple[bool, ...]:
    """Return which tests of one field hold for a value."""
    fact = SimpleNamespace(**{name: value})
    return tuple(test.holds({test.variable: fact}) for test in tests)


def _allowed(field: FactField, kind: Kind | None, value: Any) -> bool:
    if value is None:
        return field.optional
    if field.problem_with(value) is not None:
        return False
    if field.type == "text" and field.choices is not None and value not in field.choices:
        return False
    try:
        return kind is None or kind.read(value) == value
    except ValueError:
        return False


def _candidates(field: FactField, tests: Sequence[Test]) -> Iterator[Any]:
    """Yield values of every class, the plain ones first."""
    constants = list(dict.fromkeys(each for test in tests for each in constants_of(test)))
    yield None
    if field.type == "flag":
        yield from (False, True)
    elif field.type == "text":
        others = [word for word in field.choices or (_ANOTHER_WORD,) if word not in constants]
        yield from (*others[:1], *constants)
    elif field.type == "set of text":
        yield from _subsets(constants)
    else:
        numbers = _numbers(sorted(constants), whole=field.type == "whole number")
        yield from (each for each in numbers if INT64_MIN <= each <= INT64_MAX)


def constants_of(test: Test) -> Iterator[Any]:
    """Yield the values that a test compares a field with."""
    if test.operator == "in":
        yield from test.constant
    elif test.constant is not None:
        yield test.constant


def _subsets(words: Sequence[str]) -> Iterator[frozenset[str]]:
    for bits in range(2 ** len(words)):
        yield frozenset(word for place, word in enumerate(words) if bits >> place & 1)


def _numbers(cuts: Sequence[float], *, whole: bool) -> Iterator[float]:
    """Yield each cut, what lies between, and what lies beyond, round numbers first."""
    if not cuts:
        cuts = [1]
    least, most = cuts[0], cuts[-1]
    between = [low + (high - low) / 2 for low, high in pairwise(cuts)]
    steps = [each + step for each in cuts for step in (-1, 1)]
    beyond = [most * 2, (most + 1) / 2, least / 2, 0, 1]
    close = [math.nextafter(each, way) for each in cuts for way in (-math.inf, math.inf)]
    for each in (*cuts, *between, *beyond, *steps, *close):
        if math.isfinite(each):
            yield math.floor(each) if whole else float(each)
