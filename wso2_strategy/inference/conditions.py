"""Conditions over facts as values: inspectable, comparable, and able to judge facts.

A comparison with an absent field is false, also ``!=``. ``|`` combines
conditions on one fact; alternatives over several facts are several rules.
How conditions are written is in `syntax`.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain, product
from typing import Any, ClassVar, Literal, NoReturn

from attrs import Factory, evolve, field, frozen

from wso2_strategy.errors import ConditionError, shown
from wso2_strategy.inference.fact_class import FactField
from wso2_strategy.inference.provenance import Assumption

Operator = Literal[
    "==", "!=", "<", "<=", ">", ">=", "in", "contains", "present", "absent", "exists"
]

MAX_DEPTH = 50  # conditions are walked recursively

_EVALUATE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda value, words: value in words,
    "contains": operator.contains,
    "present": lambda _value, _none: True,
}


@frozen(repr=False)
class Variable:
    """A name, unique within a rule, for some fact of a class."""

    fact_class: type
    name: str

    def __repr__(self) -> str:
        return self.name


class Condition:
    """A condition over one or more facts; a value that prints as it is written."""

    __slots__ = ()
    parts: tuple[Condition, ...] = ()
    depth = 0

    def __and__(self, other: object) -> Condition:
        return Conjunction((*_parts(self, Conjunction), *_parts(_checked(other), Conjunction)))

    def __or__(self, other: object) -> Condition:
        parts = (*_parts(self, Disjunction), *_parts(_checked(other), Disjunction))
        variables = {variable for part in parts for variable in part.variables}
        if len(variables) > 1 or any(isinstance(atom, Join) for p in parts for atom in p.atoms()):
            written = f"'|' over several facts in {shown(Disjunction(parts))}"
            raise ConditionError(f"{written}: write one rule for each alternative")
        return Disjunction(parts)

    def __bool__(self) -> NoReturn:
        refuse_truth(f"the condition {shown(self)}")

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The fact variables, in order of first appearance."""
        return tuple(dict.fromkeys(v for atom in self.atoms() for v in atom.variables))

    def atoms(self) -> Iterator[Test | Join]:
        """Yield the atomic conditions, from left to right."""
        for part in self.parts:
            yield from part.atoms()

    def disjuncts(self) -> tuple[tuple[Test | Join, ...], ...]:
        """Return the disjunctive normal form: alternatives of atoms that hold together."""
        return (tuple(self.atoms()),)

    def disjunct_count(self) -> int:
        """Return an upper bound of the number of alternatives, without listing them."""
        return 1

    def holds(self, facts: Mapping[Variable, object]) -> bool:
        """Return whether the condition holds with these facts for its variables."""
        raise NotImplementedError

    def assume(self, values: Mapping[str, float]) -> Condition:
        """Return the condition with the named assumptions replaced."""
        parts = tuple(part.assume(values) for part in self.parts)
        return evolve(self, parts=parts) if parts else self  # type: ignore[misc]


@frozen(repr=False)
class Test(Condition):
    """One comparison of a field with a constant."""

    __test__ = False  # not a test for pytest to collect
    variable: Variable
    field: FactField | None
    operator: Operator
    operand: Any

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The one variable."""
        return (self.variable,)

    @property
    def reads(self) -> tuple[tuple[Variable, FactField], ...]:
        """The field that is compared, if it is one, with its variable."""
        return ((self.variable, self.field),) if self.field is not None else ()

    @property
    def constant(self) -> Any:
        """The operand's value, also where it is a named assumption."""
        return self.operand.value if isinstance(self.operand, Assumption) else self.operand

    def atoms(self) -> Iterator[Test | Join]:
        """Yield itself."""
        yield self

    @cached_property
    def judge(self) -> Callable[[Any], bool]:
        """What says whether the comparison holds of a fact."""
        if self.field is None:
            return lambda _fact: True
        read = operator.attrgetter(self.field.name)
        if self.operator == "absent":
            return lambda fact: read(fact) is None
        compare, constant = _EVALUATE[self.operator], self.constant
        return lambda fact: (value := read(fact)) is not None and compare(value, constant)

    def holds(self, facts: Mapping[Variable, object]) -> bool:
        """Return whether the comparison holds."""
        return self.judge(facts[self.variable])

    def assume(self, values: Mapping[str, float]) -> Test:
        """Return the comparison with its assumption replaced, if it is named."""
        if not isinstance(self.operand, Assumption):
            return self
        return evolve(self, operand=self.operand.assume(values))

    def __repr__(self) -> str:
        if self.field is None:
            return f"exists({self.variable!r})"
        left = f"{self.variable!r}.{self.field.name}"
        if self.operator in ("present", "absent"):
            return f"{left}.{self.operator}()"
        if self.operator == "contains":
            return f"{left}.contains({self.operand!r})"
        if self.operator == "in":
            return f"{left}.one_of({', '.join(map(repr, self.operand))})"
        if isinstance(self.operand, Assumption):
            return f"{left} {self.operator} {self.operand.id}"
        return f"{left} {self.operator} {_written(self.operand)}"


@frozen(repr=False)
class Join(Condition):
    """The equality of two fields of different facts."""

    left_variable: Variable
    left_field: FactField
    right_variable: Variable
    right_field: FactField

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The two variables."""
        return (self.left_variable, self.right_variable)

    @property
    def reads(self) -> tuple[tuple[Variable, FactField], ...]:
        """The two fields with their variables."""
        return (
            (self.left_variable, self.left_field),
            (self.right_variable, self.right_field),
        )

    def seen_from(self, variable: Variable) -> tuple[FactField, Variable, FactField]:
        """Return a variable's own joined field, and the other variable with its field."""
        if variable == self.left_variable:
            return self.left_field, self.right_variable, self.right_field
        return self.right_field, self.left_variable, self.left_field

    def atoms(self) -> Iterator[Test | Join]:
        """Yield itself."""
        yield self

    def holds(self, facts: Mapping[Variable, object]) -> bool:
        """Return whether both fields are present and equal."""
        left = getattr(facts[self.left_variable], self.left_field.name)
        right = getattr(facts[self.right_variable], self.right_field.name)
        return left is not None and bool(left == right)

    def __repr__(self) -> str:
        left = f"{self.left_variable!r}.{self.left_field.name}"
        return f"{left} == {self.right_variable!r}.{self.right_field.name}"


def _depth(combined: _Combination) -> int:
    depth = 1 + max(part.depth for part in combined.parts)
    if depth > MAX_DEPTH:
        raise ConditionError(
            f"'&' and '|' are nested more than {MAX_DEPTH} deep;"
            " write one rule for each alternative, or conclude an intermediate fact"
        )
    return depth


@frozen(repr=False)
class _Combination(Condition):
    """Conditions that are combined."""

    parts: tuple[Condition, ...]
    depth: int = field(init=False, eq=False, default=Factory(_depth, takes_self=True))

    sign: ClassVar[str]

    def __repr__(self) -> str:
        return f" {self.sign} ".join(f"({part!r})" for part in self.parts)


@frozen(repr=False)
class Conjunction(_Combination):
    """Conditions that must hold together."""

    sign = "&"

    def disjuncts(self) -> tuple[tuple[Test | Join, ...], ...]:
        """Return every combination of one alternative of each part."""
        combinations = product(*(part.disjuncts() for part in self.parts))
        return tuple(tuple(dict.fromkeys(chain(*each))) for each in combinations)

    def disjunct_count(self) -> int:
        """Return the product of the parts' counts."""
        return math.prod(part.disjunct_count() for part in self.parts)

    def holds(self, facts: Mapping[Variable, object]) -> bool:
        """Return whether all parts hold."""
        return all(part.holds(facts) for part in self.parts)


@frozen(repr=False)
class Disjunction(_Combination):
    """Conditions on one fact of which one must hold."""

    sign = "|"

    def disjuncts(self) -> tuple[tuple[Test | Join, ...], ...]:
        """Return the alternatives of all parts."""
        return tuple(dict.fromkeys(chain(*(part.disjuncts() for part in self.parts))))

    def disjunct_count(self) -> int:
        """Return the sum of the parts' counts."""
        return sum(part.disjunct_count() for part in self.parts)

    def holds(self, facts: Mapping[Variable, object]) -> bool:
        """Return whether a part holds."""
        return any(part.holds(facts) for part in self.parts)


def _checked(value: object) -> Condition:
    if not isinstance(value, Condition):
        raise ConditionError(f"{shown(value)} is no condition; put each comparison in parentheses")
    return value


def _parts(condition: Condition, kind: type[Conjunction | Disjunction]) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, kind) else (condition,)


def refuse_truth(subject: str) -> NoReturn:
    """Refuse to be a bool, and show the right forms."""
    raise ConditionError(
        f"{subject} has no truth value of its own. Write '&' for 'and' and '|' for 'or' with each"
        " comparison in parentheses; '!=', absent() or the opposite comparison for 'not'; two"
        " comparisons for a chained one; one_of(...) or contains(...) for 'in'"
    )


@lru_cache(maxsize=1024)
def snake_case(name: str) -> str:
    """Return a class name as a variable is named by default.

    >>> snake_case("PatternFitness")
    'pattern_fitness'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _written(constant: object) -> str:
    if isinstance(constant, float) and constant.is_integer() and abs(constant) < 1e15:  # noqa: PLR2004 - beyond, repr is shorter
        return f"{constant:.0f}"
    return repr(constant)
