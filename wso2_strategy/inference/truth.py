"""What of a fact the rules can tell apart: its part of the truth vector.

Inference depends on a fact only through the atomic conditions it meets, the
values that joins compare and the values that conclusions copy. So two
consultations whose facts agree in these, one by one and in order, have the same
firings and the same conclusions, and one result serves both. That is exact:

- a compared number is represented by its place among the constants it is
  compared with, before, at or after each; no comparison tells two numbers with
  the same place apart;
- a compared text or set is represented by the words of it that rules mention;
- a joined or copied value is represented by itself, with its type and its sign:
  1, 1.0 and True are equal, and so are 0.0 and -0.0, but they are not the same;
- a fact of a class that rules conclude (it may be equal to a conclusion), and a
  fact that a shared procedure reads or may derive is represented by itself,
  with the types and signs of its values.

Facts that no rule matches count by their class alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from enum import Enum
from math import copysign
from operator import attrgetter
from typing import Any

import attrs

from wso2_strategy.inference.conditions import Join, Test, Variable
from wso2_strategy.inference.fact_class import (
    FactField,
    fact_fields,
)
from wso2_strategy.inference.procedure import Procedure
from wso2_strategy.inference.rule import Rule, Template

_Reader = Callable[[Any], Hashable]


class Discernment:
    """Tells which facts a sequence of rules can tell apart.

    Args:
        rules: The rules.
        procedures: The procedures that run between them.
        matching: Whether only what rules match is of interest, and not what follows from it.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        procedures: Sequence[Procedure] = (),
        *,
        matching: bool = False,
    ) -> None:
        self._whole = frozenset() if matching else _whole_classes(rules, procedures)
        self._tests: dict[type, dict[str, list[Test]]] = {}
        self._flows: dict[type, set[str]] = {}
        for rule in rules:
            for atom in rule.when.atoms():
                if isinstance(atom, Join):
                    self._note_flow(atom.left_variable, atom.left_field)
                    self._note_flow(atom.right_variable, atom.right_field)
                elif atom.field is not None:
                    by_field = self._tests.setdefault(atom.variable.fact_class, {})
                    by_field.setdefault(atom.field.name, []).append(atom)
            for then in () if matching else rule.then:
                for copy in then.copies if isinstance(then, Template) else ():
                    self._note_flow(copy.variable, copy.field)
        self._readers: dict[type, _Reader] = {}

    def _note_flow(self, variable: Variable, field: FactField) -> None:
        self._flows.setdefault(variable.fact_class, set()).add(field.name)

    def __call__(self, fact: Any) -> Hashable:
        """Return what represents a fact, whose values have their fields' types."""
        fact_class = type(fact)
        reader = self._readers.get(fact_class)
        if reader is None:
            reader = self._readers[fact_class] = self._reader(fact_class)
        return reader(fact)

    def _reader(self, fact_class: type) -> _Reader:
        fields = fact_fields(fact_class)
        if fact_class in self._whole:
            return _whole_reader(fact_class)
        flows = self._flows.get(fact_class, set())
        tests = self._tests.get(fact_class, {})
        names = sorted(flows | tests.keys())
        readers = [
            _itself if name in flows else _place(fields[name], tests[name]) for name in names
        ]
        if not names:
            return lambda _fact: (fact_class,)
        values = attrgetter(*names, "__class__")  # the last, so that one name gives a tuple too
        return lambda fact: (
            fact_class,
            *[read(value) for read, value in zip(readers, values(fact), strict=False)],
        )


def _whole_classes(rules: Sequence[Rule], procedures: Sequence[Procedure]) -> frozenset[type]:
    """Return the classes whose facts count as a whole."""
    shared = [each for each in procedures if each.shared]
    classes = {one for each in shared for one in (*each.reads, *each.derives)}
    return frozenset(classes.union(*(rule.concludes for rule in rules)))


def _whole_reader(fact_class: type) -> _Reader:
    """Return a function that represents a fact by itself; exactly, where equality tells less."""
    fields = fact_fields(fact_class)
    numbers = [each.name for each in fields.values() if each.type == "number"]
    if any(each.name not in fields for each in attrs.fields(fact_class)):
        return exactly
    return lambda fact: (
        exactly(fact) if any(_odd(getattr(fact, name)) for name in numbers) else fact
    )


def _odd(value: Any) -> bool:
    """Return whether a value is no float, or less than nothing by its sign alone."""
    return type(value) is int or (type(value) is float and value == 0 and copysign(1, value) < 0)


def exactly(value: Any) -> Hashable:
    """Return what only a value of the same types and signs is equal to.

    What cannot be looked into is equal to nothing, so that nothing is shared for it.

    >>> exactly((1, 0.0)) == exactly((1, 0.0)), exactly((1, 0.0)) == exactly((True, -0.0))
    (True, False)
    """
    kind = type(value)
    if kind in (str, bytes, int, bool, type(None)) or isinstance(value, type | Enum):
        return kind, value
    if kind in (float, complex):
        return kind, repr(value)
    if kind is tuple:
        return kind, tuple(map(exactly, value))
    if kind is frozenset:
        return kind, frozenset(map(exactly, value))
    if attrs.has(kind):
        return kind, tuple(exactly(getattr(value, each.name)) for each in attrs.fields(kind))
    return object()


def _itself(value: Any) -> Hashable:
    return exactly(value) if _odd(value) else value


def _place(field: FactField, tests: Sequence[Test]) -> _Reader:
    """Return a function that represents a value by what the tests can tell of it."""
    constants = {constant for test in tests for constant in _constants(test)}
    if field.type == "flag":
        return lambda value: value
    if field.type == "text":
        return lambda value: value if value in constants else value is None
    if field.type == "set of text":
        return lambda value: value and value & constants
    cuts = sorted(constants)
    # Even between two cuts, odd at one: so "at" is told apart from "before" and "after".
    if len(cuts) == 1:
        (cut,) = cuts
        return lambda value: None if value is None else (value > cut) + (value >= cut)
    return lambda value: (
        None if value is None else bisect_left(cuts, value) + bisect_right(cuts, value)
    )


def _constants(test: Test) -> Iterator[Any]:
    if test.operator == "in":
        yield from test.constant
    elif test.constant is not None:
        yield test.constant
