"""The form of everything that can be stated, filled in as one flat row of values.

Questions such as "what would have to change" try many requirements that differ
in a few values. They work on such rows; a row becomes requirements again, with
every check, where the advisor is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, TypeAlias, get_type_hints

import attrs
from attrs import evolve, frozen

from wso2_strategy.domain.facts import SECTIONS, GatewayGroup, Requirements
from wso2_strategy.domain.gateway_group import GroupList
from wso2_strategy.domain.kinds import Kind, Words, kind_of, path_of, words_of
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.inference.fact_class import FactField, fact_fields

Values: TypeAlias = tuple[Any, ...]
"""One value for each field of a form; None where nothing is stated."""


@frozen
class StatedField:
    """A field of a requirements file.

    Attributes:
        index: Its place in the form.
        path: Its place in a requirements file, such as ``traffic.peak_tps``.
        fact_class: The class it belongs to.
        field: What conditions see of it.
        kind: What values it may have.
        words: How it is spoken of.
    """

    index: int
    path: str
    fact_class: type
    field: FactField
    kind: Kind
    words: Words

    @property
    def name(self) -> str:
        """The field's name in its class."""
        return self.field.name

    @property
    def is_number(self) -> bool:
        """Whether its values have an order."""
        return self.is_whole or self.field.type == "number"

    @property
    def is_whole(self) -> bool:
        """Whether its values are whole numbers."""
        return self.field.type == "whole number"

    @property
    def default(self) -> Any:
        """The value where nothing is stated."""
        return attrs.fields_dict(self.fact_class)[self.name].default


@frozen
class Form:
    """The fields of some fact classes, in the order of a requirements file.

    Attributes:
        added: The fact classes that packs declare.
        fields: The fields.
    """

    added: tuple[type, ...]
    fields: tuple[StatedField, ...]

    @property
    def classes(self) -> tuple[type, ...]:
        """The classes of stated facts."""
        return (Requirements, *SECTIONS, *self.added)

    @cached_property
    def groups(self) -> StatedField:
        """The list of gateway groups, which no row holds."""
        name = path_of(GatewayGroup)
        kind, words = GroupList(), words_of(Requirements, name)
        return StatedField(
            -1, name, Requirements, FactField(name, "text", optional=True), kind, words
        )

    @cached_property
    def by_path(self) -> Mapping[str, StatedField]:
        """The fields by path."""
        return {field.path: field for field in self.fields}

    @cached_property
    def by_class(self) -> Mapping[type, tuple[StatedField, ...]]:
        """The fields of each class."""
        return {
            each: tuple(field for field in self.fields if field.fact_class is each)
            for each in self.classes
        }

    def field(self, path: str) -> StatedField:
        """Return the field with this path.

        Raises:
            UnknownNameError: There is no such field.

        >>> form().field("traffic.peak_tsp")
        Traceback (most recent call last):
        wso2_strategy.errors.UnknownNameError: unknown field 'traffic.peak_tsp'. Did you mean ...
        """
        if path not in self.by_path:
            raise UnknownNameError("field", path, self.by_path)
        return self.by_path[path]

    def spoken(self, path: str) -> StatedField:
        """Return the field with a path; also one of a gateway group, which no row holds.

        >>> form().spoken("gateway_groups[partners].share").words.noun
        'share of the load of group partners'
        """
        group, bracket, name = path.rpartition("].")
        if not bracket:
            return self.field(path)
        stated = next(each for each in fields_of(GatewayGroup) if each.name == name)
        noun = f"{stated.words.noun} of group {group.partition('[')[2]}"
        return evolve(stated, path=path, words=evolve(stated.words, noun=noun))

    def values_of(self, requirements: Requirements) -> Values:
        """Return what was stated, as a row.

        >>> from wso2_strategy.domain.facts import Traffic
        >>> row = form().values_of(Requirements(traffic=Traffic(peak_tps=800)))
        >>> row[form().field("traffic.peak_tps").index]
        800.0
        """
        facts: dict[type, Any] = {type(each): each for each in requirements.extensions}
        facts[Requirements] = requirements
        facts.update((each, getattr(requirements, path_of(each))) for each in SECTIONS)
        return tuple(
            getattr(facts[field.fact_class], field.name)
            if field.fact_class in facts
            else field.default
            for field in self.fields
        )

    def filled(self, values: Values, template: Requirements) -> Requirements:
        """Return requirements with these values and everything else of a template.

        Raises:
            RequirementsError: Values contradict each other.
        """
        sections = {path_of(each): self.section(each, values) for each in SECTIONS}
        stated: dict[type, Any] = {type(each): each for each in template.extensions}
        extensions = tuple(
            evolve(stated.get(each) or each(), **self.arguments(each, values))
            for each, fields in self.by_class.items()
            if each in self.added
            if each in stated or any(values[field.index] is not None for field in fields)
        )
        top = self.arguments(Requirements, values)
        return evolve(template, **top, **sections, extensions=extensions)

    def section(self, fact_class: type, values: Values | Mapping[int, Any]) -> Any:
        """Return one section of the requirements."""
        return fact_class(**self.arguments(fact_class, values))

    def arguments(self, fact_class: type, values: Values | Mapping[int, Any]) -> dict[str, Any]:
        """Return the values of one class, by field name."""
        return {field.name: values[field.index] for field in self.by_class[fact_class]}


def with_values(values: Values, changes: Mapping[int, Any]) -> Values:
    """Return a row in which some fields have other values."""
    changed = list(values)
    for index, value in changes.items():
        changed[index] = value
    return tuple(changed)


@lru_cache(maxsize=64)
def form(added: tuple[type, ...] = ()) -> Form:
    """Return the form of what can be stated, with fact classes that packs declare."""
    return Form(added, fields_of(Requirements, *SECTIONS, *added))


def fields_of(*fact_classes: type) -> tuple[StatedField, ...]:
    """Return the fields of some fact classes that can be stated, numbered from 0."""
    found: list[StatedField] = []
    for fact_class in fact_classes:
        hints = get_type_hints(fact_class, include_extras=True)
        for name, field in fact_fields(fact_class).items():
            kind = kind_of(hints[name])
            if kind is not None:
                path = path_of(fact_class, name)
                words = words_of(fact_class, name)
                found.append(StatedField(len(found), path, fact_class, field, kind, words))
    return tuple(found)
