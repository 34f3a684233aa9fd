"""What rules ask of how patterns fit: which fields they compare, and of which cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from attrs import evolve

from wso2_strategy.inference.conditions import Test
from wso2_strategy.space.clauses.propositional import Literal, NotPropositionalError

_OF_CASE = ("pattern", "layout")
CLOSEST = "is_closest_without_redundancy", "is_closest"
_CHEAPEST_FIRST = ("carries_load", "meets_target", "needs_redundancy", *CLOSEST)
OF_TARGET = frozenset(_CHEAPEST_FIRST[1:])

KNOWN_FIELDS = {*_OF_CASE, *_CHEAPEST_FIRST}
"""The fields of `PatternFitness` and `LayoutFitness` that are answered here."""


class Case(NamedTuple):
    """A pattern, and the layout under which it is tried, if it is."""

    pattern: str
    layout: str | None


def asked_cases(tests: Iterable[Test], cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return the cases that tests of a fit may mean.

    Raises:
        NotPropositionalError: A test asks for more than is answered here.
    """
    found = list(cases)
    for test in tests:
        if test.field is None or test.field.name not in KNOWN_FIELDS:
            raise NotPropositionalError(repr(test))
        if test.field.name in ("pattern", "layout"):
            found = [each for each in found if test.holds({test.variable: each})]
    return tuple(found)


def of_a_case(literal: Literal) -> Literal:
    """Return what is left of a literal where the case is known, the cheapest comparison first."""
    tests = {
        name: [t for t in literal.tests if t.field and t.field.name == name]
        for name in _CHEAPEST_FIRST
    }
    return evolve(literal, tests=tuple(test for name in _CHEAPEST_FIRST for test in tests[name]))
