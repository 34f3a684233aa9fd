"""Which literals about stated facts hold for a row, kept by field so that it is cheap to ask."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from wso2_strategy.inference.conditions import Test
from wso2_strategy.space.bounded_cache import MOST
from wso2_strategy.space.clauses.propositional import Clauses
from wso2_strategy.space.fields import Form, StatedField, Values


class StatedLiterals:
    """The literals about stated facts.

    A literal holds where no field of its fact fails it. So each field is asked only
    for the literals that it fails, and what is left of all literals holds.

    Attributes:
        mask: All of them.
        readers: For each field of the form, those that read it.
    """

    def __init__(self, form: Form, clauses: Clauses) -> None:
        self._fields = form.fields
        self._tests = tuple(_tests_of(field, clauses) for field in form.fields)
        self._tested = [index for index, tests in enumerate(self._tests) if tests]
        self.failing = lru_cache(maxsize=MOST)(self._failing)
        self.readers = tuple(sum(bit for bit, _ in tests) for tests in self._tests)
        self.mask = sum(bit for each in form.classes for bit, _ in clauses.literals_of(each))

    def met(self, values: Values) -> int:
        """Return the literals that hold for a row."""
        return self.bounds(values, 0)[1]

    def bounds(self, values: Values, free: int) -> tuple[int, int]:
        """Return the literals that must and that may hold where some fields are open."""
        failing = open_ = 0
        for index in self._tested:
            if free >> index & 1:
                open_ |= self.readers[index]
            else:
                failing |= self.failing(index, values[index])
        possible = self.mask & ~failing
        return possible & ~open_, possible

    def tests_of(self, field: StatedField, relevant: int) -> list[Test]:
        """Return the comparisons of a field in some literals."""
        return [test for bit, tests in self._tests[field.index] if bit & relevant for test in tests]

    def _failing(self, index: int, value: Any) -> int:
        """Return the literals that cannot hold when a field has this value."""
        part = SimpleNamespace(**{self._fields[index].name: value})
        return sum(
            bit
            for bit, tests in self._tests[index]
            if not all(test.holds({test.variable: part}) for test in tests)
        )


def _tests_of(field: StatedField, clauses: Clauses) -> list[tuple[int, list[Test]]]:
    """Return the comparisons of a field, by the bits of the literals in which they stand."""
    found = [
        (bit, [each for each in literal.tests if each.field and each.field.name == field.name])
        for bit, literal in clauses.literals_of(field.fact_class)
    ]
    return [(bit, tests) for bit, tests in found if tests]
