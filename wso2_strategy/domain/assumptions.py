"""Every number that the models rest on, named, with its source, open to be overridden.

They stand in ``assumptions.csv``, a line each. A number that is written without a point is whole.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property, lru_cache, wraps
from importlib import resources
from typing import Any, TypeVar, cast

from attrs import Factory, evolve, field, frozen

from wso2_strategy.domain import sources
from wso2_strategy.errors import RequirementsError, UnknownNameError, require
from wso2_strategy.inference.provenance import Assumption, Basis

_F = TypeVar("_F", bound=Callable[..., Any])


@frozen(cache_hash=True)
class Assumptions(Mapping[str, Assumption]):
    """An immutable set of named numbers.

    Attributes:
        changed: The values that a user replaced, by name; two sets with the same are equal.

    >>> ASSUMPTIONS.value("all_in_one_tps")
    500.0
    >>> mine = ASSUMPTIONS.assume({"target_utilisation": 0.5})
    >>> mine.value("target_utilisation"), mine["target_utilisation"].overridden
    (0.5, True)
    >>> ASSUMPTIONS.assume({"target_utilization": 0.5})
    Traceback (most recent call last):
    wso2_strategy.errors.UnknownNameError: unknown assumption 'target_utilization'. Did you ...
    """

    changed: tuple[tuple[str, float], ...] = ()

    @cached_property
    def _by_id(self) -> Mapping[str, Assumption]:
        return _assumed(self.changed)

    @cached_property
    def _values(self) -> Mapping[str, float]:
        return _values(self.changed)

    @property
    def numbers(self) -> tuple[Assumption, ...]:
        """All of them, in the order of the table."""
        return tuple(self._by_id.values())

    def __getitem__(self, name: str) -> Assumption:
        if name not in self._by_id:
            raise UnknownNameError("assumption", name, self._by_id)
        return self._by_id[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def value(self, name: str) -> float:
        """Return the number with this id.

        Raises:
            UnknownNameError: No assumption has it.
        """
        try:
            return self._values[name]
        except KeyError:
            return self[name].value

    def assume(self, values: Mapping[str, float]) -> Assumptions:
        """Return these assumptions with some values replaced.

        Raises:
            UnknownNameError: A name is no assumption's id.
            RequirementsError: A value is not possible for its assumption.
        """
        require(values, Mapping)
        found = [self[name].problem_with(value) for name, value in values.items()]
        if problems := list(filter(None, found)):
            raise RequirementsError("assumptions", problems)
        read = {name: self[name].assume(values).value for name in values}
        return evolve(self, changed=tuple(sorted({**dict(self.changed), **read}.items())))

    def watched(self) -> Watched:
        """Return the same numbers, which remember from now on which of them were read."""
        return Watched(self.changed, plain=self)

    def overridden(self) -> tuple[Assumption, ...]:
        """Return the assumptions whose values a user replaced."""
        return tuple(each for each in self.numbers if each.overridden)


@frozen(eq=False)
class Watched(Assumptions):
    """Assumptions that remember which of them were read.

    They equal none but themselves, so no result that was computed with others stands in.

    Attributes:
        plain: The same numbers, unwatched.
        read: The ids of those that were read.
    """

    plain: Assumptions = field(
        kw_only=True,
        repr=False,
        default=Factory(lambda self: Assumptions(self.changed), takes_self=True),
    )
    read: set[str] = field(factory=set, init=False, repr=False)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __getitem__(self, name: str) -> Assumption:
        self.read.add(name)
        return self.plain[name]

    def value(self, name: str) -> float:
        """Return the number with this id, and remember that it was read."""
        self.read.add(name)
        return self.plain.value(name)


def remembered(most: int, place: int) -> Callable[[_F], _F]:
    """Let a function of assumptions remember results, and which assumptions it read for each.

    So those who watch what is read learn it without computing anything anew. No result may
    hold the assumptions.

    Args:
        most: How many results.
        place: Which argument the assumptions are.
    """

    def remembering(function: _F) -> _F:
        @lru_cache(maxsize=most)
        def found(*arguments: Any) -> tuple[Any, frozenset[str]]:
            plain = arguments[place]
            watched = Watched(plain.changed, plain=plain)
            result = function(*arguments[:place], watched, *arguments[place + 1 :])
            return result, frozenset(watched.read)

        @wraps(function)
        def asked(*arguments: Any) -> Any:
            given = arguments[place]
            if not isinstance(given, Watched):
                return found(*arguments)[0]
            result, read = found(*arguments[:place], given.plain, *arguments[place + 1 :])
            given.read.update(read)
            return result

        return cast(_F, asked)

    return remembering


@lru_cache(maxsize=64)
def _assumed(changed: tuple[tuple[str, float], ...]) -> Mapping[str, Assumption]:
    values = dict(changed)
    return {each.id: each.assume(values) for each in _declared()}


@lru_cache(maxsize=64)
def _values(changed: tuple[tuple[str, float], ...]) -> Mapping[str, float]:
    return {name: each.value for name, each in _assumed(changed).items()}


@cache
def _declared() -> tuple[Assumption, ...]:
    table = resources.files("wso2_strategy.domain").joinpath("assumptions.csv")
    lines = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return tuple(
        Assumption(
            id=line["id"],
            unit=line["unit"],
            meaning=line["meaning"],
            source=sources.named(line["source"]),
            basis=cast(Basis, line["basis"]),
            **_numbers(line),
        )
        for line in lines
    )


def _numbers(line: Mapping[str, str]) -> dict[str, Any]:
    cells = {each: line[each] for each in ("value", "low", "high", "tried") if line[each]}
    return {each: float(cell) if "." in cell else int(cell) for each, cell in cells.items()}


ASSUMPTIONS = Assumptions()
"""The numbers used unless a user says otherwise."""
