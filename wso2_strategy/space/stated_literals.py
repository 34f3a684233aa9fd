"""Which literals about stated facts hold for a row, kept by field so that it is cheap to ask."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from wso2_strategy.inference.conditions import Test
from wso2_strategy.space.bounded_cache import Memo
from wso2_strategy.space.clauses import Clauses
from wso2_strategy.space.fields import Form, StatedField, Values


class StatedLiterals:
    """The literals about stated facts.

    Attributes:
        mask: All of them.
        readers: For each field of the form, those that read it.
    """

    def __init__(self, form: Form, clauses: Clauses) -> None:
        self._fields = form.fields
        self._tests = _tests_by_field(form, clauses)
        self._tested = [index for index, tests in enumerate(self._tests) if tests]
        self._failing: list[Memo[Any, int]] = [Memo() for _ in form.fields]
        self.readers = tuple(sum(bit for bit, _ in tests) for tests in self._tests)
        self.mask = sum(
            1 << number
            for number, literal in enumerate(clauses.literals)
            if literal.fact_class in form.classes
        )

    def met(self, values: Values) -> int:
        """Return the literals that hold for a row."""
        failing = 0
        for index in self._tested:
            known = self._failing[index].get(values[index])
            failing |= self.failing(index, values[index]) if known is None else known
        return self.mask & ~failing

    def bounds(self, values: Values, free: int) -> tuple[int, int]:
        """Return the literals that must and that may hold where some fields are open."""
        failing = open_ = 0
        for index in self._tested:
            if free >> index & 1:
                open_ |= self.readers[index]
            else:
                known = self._failing[index].get(values[index])
                failing |= self.failing(index, values[index]) if known is None else known
        possible = self.mask & ~failing
        return possible & ~open_, possible

    def failing(self, index: int, value: Any) -> int:
        """Return the literals that cannot hold when a field has this value."""
        known = self._failing[index]
        if value not in known:
            part = SimpleNamespace(**{self._fields[index].name: value})
            known[value] = sum(
                bit
                for bit, tests in self._tests[index]
                if not all(test.holds({test.variable: part}) for test in tests)
            )
        return known[value]

    def tests_of(self, field: StatedField, relevant: int) -> list[Test]:
        """Return the comparisons of a field in some literals."""
        return [test for bit, tests in self._tests[field.index] if bit & relevant for test in tests]


def _tests_by_field(form: Form, clauses: Clauses) -> list[list[tuple[int, list[Test]]]]:
    found: list[list[tuple[int, list[Test]]]] = [[] for _ in form.fields]
    for number, literal in enumerate(clauses.literals):
        for field in form.by_class.get(literal.fact_class, ()):
            tests = [each for each in literal.tests if each.field and each.field.name == field.name]
            if tests:
                found[field.index].append((1 << number, tests))
    return found
