"""What an engine may see of a fact class: its flat, typed fields.

Any frozen attrs class can be a fact class. A field whose type is float, int,
bool, str, a Literal of strings or a set of strings can stand in a condition;
fields of other types are carried along unseen. Declared as collections.abc.Set,
a field takes plain sets from users without complaint of their type checker.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Hashable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import evolve, frozen

from wso2_strategy.errors import ConditionError, FactError, shown

FieldType = Literal["number", "whole number", "flag", "text", "set of text"]

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1

_PYTHON_TYPES: dict[FieldType, type] = {
    "number": float,
    "whole number": int,
    "flag": bool,
    "text": str,
    "set of text": frozenset,
}


@frozen
class FactField:
    """A field of a fact class that conditions can test; absent means None in Python."""

    name: str
    type: FieldType
    optional: bool
    choices: tuple[str, ...] | None = None

    def problem_with(self, value: object) -> str | None:  # noqa: PLR0911 - one for each problem
        """Return what is wrong with a present value of this field, or None."""
        expected = _PYTHON_TYPES[self.type]
        if type(value) is not expected and not (self.type == "number" and type(value) is int):
            return f"{shown(value)} is of type {type(value).__name__}; allowed: a {self.type}"
        if isinstance(value, float) and not math.isfinite(value):
            return f"{value!r} is not finite; allowed: a finite number"
        if isinstance(value, int):
            if not INT64_MIN <= value <= INT64_MAX:
                return f"{shown(value)} is outside 64 bits; allowed: {INT64_MIN} to {INT64_MAX}"
            if self.type == "number" and int(float(value)) != value:
                return f"{value!r} has no exact float; allowed: a number that a float can hold"
        if isinstance(value, frozenset) and not all(type(each) is str for each in value):
            return f"{shown(value)} has members that are not text; allowed: a set of text"
        words = value if isinstance(value, frozenset) else (value,)
        known = self.choices
        unknown = [each for each in words if known is not None and each not in known]
        if unknown:
            return f"{shown(unknown[0])} is not one of its words: {', '.join(known or ())}"
        return None

    def check_constant(self, value: object) -> None:
        """Refuse a constant that this field could never equal.

        Raises:
            ConditionError: The constant has another type, or is not one of the field's words.
        """
        field = evolve(self, type="text") if self.type == "set of text" else self
        problem = field.problem_with(value)
        if problem is not None:
            raise ConditionError(f"field {self.name!r}: {problem}")


def fact_fields(fact_class: type) -> Mapping[str, FactField]:
    """Return the testable fields of a fact class, by name.

    Raises:
        ConditionError: The class is not a frozen attrs class.

    >>> @frozen
    ... class Town:
    ...     name: str
    ...     inhabitants: int | None = None
    >>> fact_fields(Town)["inhabitants"]
    FactField(name='inhabitants', type='whole number', optional=True, choices=None)
    """
    return _fact_fields(fact_class)


@cache  # on its own, since a cached function takes arguments of any type
def _fact_fields(fact_class: Hashable) -> Mapping[str, FactField]:
    if not (isinstance(fact_class, type) and attrs.has(fact_class)):
        raise ConditionError(
            f"{shown(fact_class)} is no fact class;"
            " decorate it with @attrs.frozen and type its fields"
        )
    name, attributes = fact_class.__name__, attrs.fields(fact_class)
    if fact_class.__hash__ is None or fact_class.__setattr__ is object.__setattr__:
        raise ConditionError(f"{name} can be changed after its creation; use @attrs.frozen")
    for each in attributes:
        if not each.eq or each.eq_key is not None:
            raise ConditionError(
                f"{name}.{each.name} does not count when facts are compared;"
                " facts with different values must differ"
            )
        if each.alias != each.name:  # else conclusions could not set it, and `_variable` is taken
            raise ConditionError(
                f"{name}.{each.name} is set as {each.alias!r};"
                " give the field that name, without an underscore in front"
            )
    try:
        hints = get_type_hints(fact_class, include_extras=True)
    except NameError as error:
        raise ConditionError(f"{name} has a type that is not known: {error}") from error
    fields = (_fact_field(each.name, hints.get(each.name)) for each in attributes)
    return types.MappingProxyType({field.name: field for field in fields if field is not None})


def check_fact(fact: Any) -> None:
    """Refuse a fact with a value that contradicts its field's type.

    Raises:
        FactError: Names the field, the value and what is allowed.
    """
    fact_class: type = type(fact)
    if _is_sound(fact_class)(fact):
        return
    for field in fact_fields(fact_class).values():
        value = getattr(fact, field.name)
        if value is None and field.optional:
            continue
        problem = field.problem_with(value)
        if problem is not None:
            raise FactError(fact, field.name, problem)
    for attribute in attrs.fields(fact_class):
        try:
            hash(getattr(fact, attribute.name))
        except Exception as error:
            problem = str(error) if isinstance(error, TypeError) else f"no hash: {shown(error)}"
            problem += "; allowed: an immutable value"
            raise FactError(fact, attribute.name, problem) from error


@cache
def _is_sound(fact_class: Hashable) -> Callable[[Any], bool]:
    """Return what sees at once that nothing is wrong with a fact; where in doubt, it says no."""
    fields = _fact_fields(fact_class)
    checks = [(attrgetter(name), _sound_value(field)) for name, field in fields.items()]
    attributes = attrs.fields(fact_class)  # type: ignore[arg-type]
    unseen = [attrgetter(each.name) for each in attributes if each.name not in fields]

    def is_sound(fact: Any) -> bool:
        for read, check in checks:
            if not check(read(fact)):
                return False
        try:
            for read in unseen:
                hash(read(fact))
        except Exception:  # noqa: BLE001 - what is wrong is said where each is looked at alone
            return False
        return True

    return is_sound


def _sound_value(field: FactField) -> Callable[[Any], bool]:
    """Return what sees that a value may be one of a field."""
    optional, words = field.optional, field.choices and frozenset(field.choices)
    if field.type == "number":
        return lambda value: (
            math.isfinite(value) if type(value) is float else optional and value is None
        )
    if field.type == "flag":
        return lambda value: value is True or value is False or (optional and value is None)
    if field.type == "whole number":
        return lambda value: (
            INT64_MIN <= value <= INT64_MAX if type(value) is int else optional and value is None
        )
    if field.type == "text":
        return lambda value: (
            words is None or value in words if type(value) is str else optional and value is None
        )
    return lambda value: optional if value is None else field.problem_with(value) is None


def _fact_field(name: str, annotation: Any) -> FactField | None:
    annotation, optional = _without_none(annotation)
    if get_origin(annotation) is Annotated:
        annotation, inside = _without_none(get_args(annotation)[0])
        optional = optional or inside
    by_python_type: dict[Any, FieldType] = {
        python: kind for kind, python in _PYTHON_TYPES.items() if kind != "set of text"
    }
    field_type: FieldType | None = None
    if get_origin(annotation) in (AbstractSet, frozenset):
        field_type, (annotation,) = "set of text", get_args(annotation)
        by_python_type = {str: "text"}
    if get_origin(annotation) is Literal:
        choices = get_args(annotation)
        all_text = all(isinstance(choice, str) for choice in choices)
        return FactField(name, field_type or "text", optional, choices) if all_text else None
    found = by_python_type.get(annotation)
    return FactField(name, field_type or found, optional) if found else None


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation, False
    others = [each for each in get_args(annotation) if each is not type(None)]
    return (others[0] if len(others) == 1 else None), True
