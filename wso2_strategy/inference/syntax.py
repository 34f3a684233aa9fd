"""How conditions are written: as Python expressions over fact variables.

Comparing the fields of a variable gives conditions, and ``&`` and ``|`` combine
them::

    traffic = fact(Traffic)
    (traffic.peak_tps > 1000) & ((traffic.mediation == True) | traffic.protocols.contains("sse"))

What Python would silently get wrong (``and``, ``or``, ``not``, ``in``, chained
comparisons, a missing parenthesis) raises where it is written.
"""

from __future__ import annotations

from typing import NoReturn

from wso2_strategy.errors import ConditionError, nearest, require, shown
from wso2_strategy.inference.conditions import (
    Condition,
    Join,
    Operator,
    Test,
    Variable,
    refuse_truth,
    snake_case,
)
from wso2_strategy.inference.fact_class import FactField, fact_fields
from wso2_strategy.inference.provenance import Assumption

_ORDER = ("<", "<=", ">", ">=")


def fact(fact_class: type, name: str | None = None) -> FactVariable:
    """Return a variable that stands for a fact of `fact_class`.

    Two variables of one class in one rule need different names.

    >>> from wso2_strategy.domain.facts import Traffic
    >>> traffic = fact(Traffic)
    >>> traffic.peak_tps > 1000
    traffic.peak_tps > 1000
    >>> traffic.peak_tsp > 1000
    Traceback (most recent call last):
    wso2_strategy.errors.ConditionError: Traffic has no field 'peak_tsp'. Did you mean 'peak_tps'?
    """
    fact_fields(fact_class)
    named = snake_case(fact_class.__name__) if name is None else name
    if not (isinstance(named, str) and named.isidentifier()):
        raise ConditionError(
            f"{shown(named)} cannot name a variable; write it like one of Python's"
        )
    return FactVariable(Variable(fact_class, named))


def exists(variable: FactVariable) -> Condition:
    """Return the condition that a fact of the variable's class exists."""
    require(variable, FactVariable)
    return Test(variable._variable, None, "exists", None)  # noqa: SLF001 - a public name could hide a field


class FactVariable:
    """A name for some fact of a class; its attributes are the class's fields."""

    __slots__ = ("_variable",)

    def __init__(self, variable: Variable) -> None:
        self._variable = variable

    def __getattr__(self, name: str) -> FieldReference:
        if name.startswith("__"):
            raise AttributeError(name)
        known = fact_fields(self._variable.fact_class)
        if name not in known:
            close = nearest(name, known)
            hint = f" Did you mean {close!r}?" if close else f" Known: {', '.join(known)}"
            raise ConditionError(
                f"{self._variable.fact_class.__name__} has no field {name!r}.{hint}"
            )
        return FieldReference(self._variable, known[name])

    def __repr__(self) -> str:
        return self._variable.name

    def __bool__(self) -> NoReturn:
        refuse_truth(f"the fact variable {self!r}")


class FieldReference:
    """A field of a fact variable; comparing it gives a condition."""

    __slots__ = ("field", "variable")
    __hash__ = None  # type: ignore[assignment]  # == builds a condition

    def __init__(self, variable: Variable, field: FactField) -> None:
        self.variable = variable
        self.field = field

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]
        return self._compared("==", other)

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]
        return self._compared("!=", other)

    def __lt__(self, other: object) -> Condition:
        return self._compared("<", other)

    def __le__(self, other: object) -> Condition:
        return self._compared("<=", other)

    def __gt__(self, other: object) -> Condition:
        return self._compared(">", other)

    def __ge__(self, other: object) -> Condition:
        return self._compared(">=", other)

    def one_of(self, *words: object) -> Condition:
        """Return the condition that the field has one of these values."""
        if not words:
            raise ConditionError(f"{self!r}.one_of() needs at least one value")
        if self.field.type == "set of text":
            raise ConditionError(f"{self!r} is a set; write {self!r}.contains(word)")
        for word in words:
            self.field.check_constant(word)
        return Test(self.variable, self.field, "in", words)

    def contains(self, word: str) -> Condition:
        """Return the condition that a set field has this member."""
        if self.field.type != "set of text":
            raise ConditionError(f"{self!r} is no set; write {self!r} == {shown(word)}")
        self.field.check_constant(word)
        return Test(self.variable, self.field, "contains", word)

    def present(self) -> Condition:
        """Return the condition that the field has a value."""
        return Test(self.variable, self.field, "present", None)

    def absent(self) -> Condition:
        """Return the condition that the field has no value."""
        if not self.field.optional:
            raise ConditionError(f"{self!r} is never absent: its type does not allow None")
        return Test(self.variable, self.field, "absent", None)

    def _compared(self, sign: Operator, other: object) -> Condition:
        if isinstance(other, FieldReference):
            return _joined(self, sign, other)
        if isinstance(other, Condition | FactVariable):
            raise ConditionError(
                f"{self!r} {sign} {shown(other)}:"
                " put each comparison in parentheses around '&' and '|'"
            )
        if other is None:
            form = "absent" if sign == "==" else "present"
            raise ConditionError(f"{self!r} {sign} None: write {self!r}.{form}()")
        if self.field.type == "set of text":
            raise ConditionError(f"{self!r} is a set; write {self!r}.contains(word)")
        if sign in _ORDER and self.field.type not in ("number", "whole number"):
            raise ConditionError(f"{self!r} {sign} {shown(other)}: only numbers have an order")
        self.field.check_constant(other.value if isinstance(other, Assumption) else other)
        if self.field.type == "number" and not isinstance(other, Assumption):
            other = float(other) + 0.0  # type: ignore[arg-type]  # and so -0.0 is 0
        return Test(self.variable, self.field, sign, other)

    def __contains__(self, item: object) -> NoReturn:
        word = shown(item)
        raise ConditionError(f"{word} in {self!r}: write {self!r}.contains({word})")

    def __bool__(self) -> NoReturn:
        refuse_truth(f"the field {self!r}")

    def __and__(self, other: object) -> NoReturn:
        raise ConditionError(
            f"{self!r} & ...: put each comparison in parentheses, as in ({self!r} == value) & (...)"
        )

    __rand__ = __or__ = __ror__ = __and__

    def __repr__(self) -> str:
        return f"{self.variable!r}.{self.field.name}"


def _joined(left: FieldReference, sign: Operator, right: FieldReference) -> Join:
    text = f"{left!r} {sign} {right!r}"
    if sign != "==":
        raise ConditionError(f"{text}: fields of two facts can only be compared with '=='")
    if left.variable == right.variable:
        raise ConditionError(f"{text}: a join needs two facts; name them with fact(Class, 'name')")
    if left.field.type != right.field.type or left.field.type == "set of text":
        raise ConditionError(
            f"{text}: a {left.field.type} cannot be joined with a {right.field.type}"
        )
    return Join(left.variable, left.field, right.variable, right.field)
