"""Every number that the models rest on, named, with its source, open to be overridden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, field, frozen

from wso2_strategy.domain.assumed_numbers import NUMBERS
from wso2_strategy.errors import RequirementsError, UnknownNameError, require
from wso2_strategy.inference.provenance import Assumption


@frozen(cache_hash=True)
class Assumptions(Mapping[str, Assumption]):
    """An immutable set of named numbers.

    >>> ASSUMPTIONS.value("all_in_one_tps")
    500.0
    >>> mine = ASSUMPTIONS.assume({"target_utilisation": 0.5})
    >>> mine.value("target_utilisation"), mine["target_utilisation"].overridden
    (0.5, True)
    >>> ASSUMPTIONS.assume({"target_utilization": 0.5})
    Traceback (most recent call last):
    wso2_strategy.errors.UnknownNameError: unknown assumption 'target_utilization'. Did you ...
    """

    numbers: tuple[Assumption, ...]
    _by_id: dict[str, Assumption] = field(init=False, repr=False, eq=False)
    _values: dict[str, float] = field(init=False, repr=False, eq=False)

    @_by_id.default
    def _index(self) -> dict[str, Assumption]:
        return {number.id: number for number in self.numbers}

    @_values.default
    def _index_values(self) -> dict[str, float]:
        return {number.id: number.value for number in self.numbers}

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
        return evolve(self, numbers=tuple(each.assume(values) for each in self.numbers))

    def overridden(self) -> tuple[Assumption, ...]:
        """Return the assumptions whose values a user replaced."""
        return tuple(each for each in self.numbers if each.overridden)


@frozen(eq=False)
class Watched(Assumptions):
    """Assumptions that remember which of them were read.

    They equal none but themselves, so no result that was computed with others stands in.

    Attributes:
        read: The ids of those that were read.
    """

    read: set[str] = field(factory=set, init=False, repr=False)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __getitem__(self, name: str) -> Assumption:
        self.read.add(name)
        return super().__getitem__(name)

    def value(self, name: str) -> float:
        """Return the number with this id, and remember that it was read."""
        self.read.add(name)
        return super().value(name)


ASSUMPTIONS = Assumptions(NUMBERS)
"""The numbers used unless a user says otherwise."""
