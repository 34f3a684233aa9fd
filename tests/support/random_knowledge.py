"""Random fact classes, rule bases and facts, all within what the lint accepts."""

from __future__ import annotations

from typing import Any, Literal

import attrs
from attrs import frozen
from hypothesis import assume
from hypothesis import strategies as st

from wso2_strategy.inference import KnowledgeBase, Rule, Source, conclude, exists, fact
from wso2_strategy.inference.conditions import Condition

SOURCE = Source("a random source", "https://example.org/")

Colour = Literal["red", "green", "blue"]

# FNV-1a hashes the first two and the last two alike; durable-rules matches by such hashes.
WORDS = (
    "costarring",
    "liquid",
    "",
    "5",
    "true",
    "null",
    'quo"te',
    "back\\slash",
    "é😀\0\n",
    "{}[],:",
)


@frozen
class Alpha:
    """A class with every type of field."""

    number: float | None = None
    whole: int | None = None
    flag: bool | None = None
    text: str | None = None
    colour: Colour | None = None
    words: frozenset[str] | None = None
    key: str = ""


@frozen
class Beta:
    """A class that shares field names with the first, and is concluded as well."""

    number: float | None = None
    whole: int = 0
    text: str | None = None
    key: str = ""


@frozen
class Gamma:
    """A small class with mandatory fields."""

    flag: bool
    layer: int
    key: str = ""


CLASSES = (Alpha, Beta, Gamma)

numbers = st.sampled_from(
    [
        0.0,
        -0.0,
        1.0,
        1e-05,
        1e16,
        1e22,
        5e-324,
        1e100,
        -1e300,
        0.1,
        0.30000000000000004,
        2.5,
        2.0**53,
    ]
) | st.floats(allow_nan=False, allow_infinity=False)
wholes = st.sampled_from([0, 1, -1, 2, 2**63 - 1, -(2**63), 2**53 + 1]) | st.integers(-5, 5)
texts = st.sampled_from(WORDS) | st.text(max_size=5)
small_keys = st.sampled_from(WORDS[:5])

_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "number": numbers,
    "whole": wholes,
    "flag": st.booleans(),
    "text": texts,
    "colour": st.sampled_from(["red", "green", "blue"]),
    "words": st.frozensets(st.sampled_from(WORDS), max_size=3),
    "key": small_keys,
    "layer": st.integers(0, 6),
}


def _values(fact_class: type) -> st.SearchStrategy[dict[str, Any]]:
    fields = attrs.fields(fact_class)
    return st.fixed_dictionaries(
        {f.name: _VALUES[f.name] for f in fields if f.default is attrs.NOTHING},
        optional={f.name: _VALUES[f.name] for f in fields if f.default is not attrs.NOTHING},
    )


def facts_of(fact_class: type) -> st.SearchStrategy[Any]:
    return _values(fact_class).map(lambda values: fact_class(**values))


facts = st.lists(st.one_of(*map(facts_of, CLASSES)), max_size=7)


@st.composite
def tests_of(draw: st.DrawFn, variable: Any, fact_class: type) -> Condition:
    """One comparison of a field of the variable."""
    name = draw(st.sampled_from([f.name for f in attrs.fields(fact_class)]))
    reference = getattr(variable, name)
    optional = reference.field.optional
    if optional and draw(st.integers(0, 5)) == 0:
        return reference.present() if draw(st.booleans()) else reference.absent()
    if name == "words":
        return reference.contains(draw(st.sampled_from(WORDS)))
    value = draw(_VALUES[name])
    if reference.field.type in ("number", "whole number"):
        operator = draw(
            st.sampled_from(["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"])
        )
        return getattr(reference, operator)(value)
    if reference.field.type == "text" and draw(st.booleans()):
        return reference.one_of(value, draw(_VALUES[name]))
    return reference == value if draw(st.booleans()) else reference != value


@st.composite
def conditions(draw: st.DrawFn) -> tuple[Condition, list[tuple[Any, type]]]:
    """A condition over one to four facts, with joins between them."""
    variables: list[tuple[Any, type]] = []
    condition: Condition | None = None
    for number in range(draw(st.sampled_from([1, 1, 1, 2, 2, 3, 4]))):
        fact_class = draw(st.sampled_from(CLASSES))
        variable = fact(fact_class, f"x{number}")
        part = draw(st.just(exists(variable)) | tests_of(variable, fact_class))
        for _ in range(draw(st.integers(0, 2))):
            other = draw(tests_of(variable, fact_class))
            part = part | other if number < 2 and draw(st.booleans()) else part & other
        condition = part if condition is None else condition & part
        if variables and draw(st.integers(0, 3)) > 0:
            partner, partner_class = draw(st.sampled_from(variables))
            shared = [
                f.name
                for f in attrs.fields(fact_class)
                if f.name != "words" and f.name in attrs.fields_dict(partner_class)
            ]
            name = draw(st.sampled_from(shared))
            condition = condition & (getattr(variable, name) == getattr(partner, name))
        variables.append((variable, fact_class))
    assert condition is not None
    assume(condition.disjunct_count() <= 64)
    return condition, variables


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    condition, variables = draw(conditions())
    layer = draw(st.integers(0, 6))
    then: Any = Gamma(flag=draw(st.booleans()), layer=layer, key=draw(small_keys))
    if draw(st.booleans()):
        variable, _ = draw(st.sampled_from(variables))
        then = conclude(Beta, key=variable.key, whole=draw(st.integers(0, 3)))
    return Rule(
        id=f"rule.{number}",
        when=condition,
        then=then,
        because="it was drawn.",
        source=SOURCE,
        basis="assumed",
    )


@st.composite
def knowledge_bases(draw: st.DrawFn) -> KnowledgeBase:
    count = draw(st.integers(1, 8))
    background = draw(st.lists(facts_of(Gamma), max_size=2))
    return KnowledgeBase("random", [draw(rules(number)) for number in range(count)], background)


@st.composite
def layered_knowledge_bases(draw: st.DrawFn) -> KnowledgeBase:
    """Rules of which each layer needs a conclusion of the one before."""
    drawn: list[Rule] = []
    for layer in range(draw(st.integers(2, 6))):
        for number in range(draw(st.integers(1, 3))):
            condition, _ = draw(conditions())
            if layer:
                before = fact(Gamma, "before")
                condition = condition & (before.layer == layer - 1)
                assume(condition.disjunct_count() <= 64)
            then = Gamma(flag=draw(st.booleans()), layer=layer, key=draw(small_keys))
            drawn.append(
                Rule(
                    id=f"layer.{layer}.{number}",
                    when=condition,
                    then=then,
                    because="it was drawn.",
                    source=SOURCE,
                    basis="assumed",
                )
            )
    return KnowledgeBase("layered", drawn)
