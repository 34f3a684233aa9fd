"""Which values of facts are compared exactly, and which are refused: what this library guarantees.

Each test carries the number of the row in docs/explanation/engine.md that it proves.
"""

from __future__ import annotations

from typing import Any

import pytest
from attrs import make_class
from small_facts import (
    Person,
    engine,
    fired,
    person,
    rule,
    run_apart,
)

from wso2_strategy.errors import (
    ConditionError,
    FactError,
    RuleError,
)
from wso2_strategy.inference import (
    KnowledgeBase,
    engine_for,
    exists,
    fact,
)
from wso2_strategy.inference.engines.translation import with_point


def test_09_joins_compare_values_not_hashes() -> None:
    """Two texts with one hash would reach the engine's faulty comparison."""
    printed = run_apart(
        "from small_facts import *\n"
        "joined = person.name == town.name\n"
        "print(fired(joined, Person('costarring'), Town('liquid')),\n"
        "      fired(joined, Person('liquid'), Town('liquid')))"
    )
    assert printed == "0 1\n"


def test_18_duplicates_are_decided_by_content() -> None:
    """The engine calls 1 and "1", or texts of one hash, the same fact."""
    facts = [Person("1"), Person("true"), Person("costarring"), Person("liquid"), Person("1")]
    inference = engine(rule(exists(person))).infer(facts)
    assert len(inference.stated) == 4
    assert len(inference.steps) == 4


def test_18_thousands_of_numbers_are_told_apart() -> None:
    facts = [Person(age=number) for number in range(46_000, 49_000)]
    assert len(engine(rule(person.age > 1)).infer(facts).steps) == 3_000


@pytest.mark.parametrize(
    "value", [1e-05, 1e16, 1e22, 5e-324, 1e100, 1.7976931348623157e308, -1e-7, 0.1, 2.0**53 + 2]
)
def test_19_floats_of_every_size_are_exact(value: float) -> None:
    """The engine cannot parse an exponent without a point."""
    assert fired(person.height == value, Person(height=value)) == 1
    assert fired(person.height > value, Person(height=value)) == 0
    assert fired(person.height < 1e300, Person(height=value)) == int(value < 1e300)
    assert float(with_point(value)) == value


@pytest.mark.parametrize("value", [2**63 - 1, -(2**63), 2**53 + 1, 0])
def test_20_whole_numbers_of_64_bits_are_exact(value: int) -> None:
    assert fired(person.age == value, Person(age=value)) == 1
    if value < 2**63 - 1:
        assert fired(person.age == value + 1, Person(age=value)) == 0


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (Person(height=float("nan")), "not finite"),
        (Person(height=float("inf")), "not finite"),
        (Person(height=float("-inf")), "not finite"),
        (Person(age=2**63), "outside 64 bits"),
        (Person(age=-(2**63) - 1), "outside 64 bits"),
        (Person(height=2**53 + 1), "has no exact float"),
        (Person(age="5"), "is of type str"),  # type: ignore[arg-type]
        (Person(age=True), "is of type bool"),
        (Person(height="5"), "is of type str"),  # type: ignore[arg-type]
        (Person(member=1), "is of type int"),  # type: ignore[arg-type]
        (Person(name=5), "is of type int"),  # type: ignore[arg-type]
        (Person(name=None), "is of type NoneType"),  # type: ignore[arg-type]
        (Person(tags=["a"]), "is of type list"),  # type: ignore[arg-type]
        (Person(tags=frozenset({1})), "has members that are not text"),  # type: ignore[arg-type]
    ],
)
def test_21_values_the_engine_misreads_are_refused(bad: Person, message: str) -> None:
    """On both engines, and without losing the consultations that follow."""
    condition = (
        (person.height > 1)
        & (person.age > 1)
        & (person.member == True)  # noqa: E712
        & (person.name == "x")
        & person.tags.contains("a")
    )
    base = KnowledgeBase("test", [rule(condition), rule(person.age == 1, rule_id="other")])
    for name in ("durable", "python"):
        ready = engine_for(base, name)
        for _ in range(2):
            with pytest.raises(FactError) as caught:
                ready.infer([Person(age=1), bad])
            assert message in str(caught.value)
            assert caught.value.fact is bad
        assert len(ready.infer([Person(age=1)]).steps) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "true",
        "null",
        'q"uo\\te',
        "\n\0\t",
        "é😀",
        "\ud800",
        "{}[],:",
        "x" * 70_000,
        "x" * 65_536,
    ],
    ids=lambda text: f"{text[:6]!r}*{len(text)}",
)
def test_22_texts_of_every_kind_are_compared_exactly(text: str) -> None:
    """The engine compares long texts modulo 65,536 and refuses lone surrogates."""
    other: Any = fact(Person, "other")
    assert fired(person.name == text, Person(text)) == 1
    assert fired(person.name == text, Person(text + "y")) == 0
    assert fired(person.name != text, Person(text + "y")) == 1
    assert fired(person.name.one_of(text, "z"), Person(text)) == 1
    assert fired(person.tags.contains(text), Person(tags=frozenset({text, "b"}))) == 1
    joined = (person.name == other.name) & (person.age == 1) & (other.age == 2)
    assert fired(joined, Person(text, age=1), Person(text, age=2)) == 1
    assert fired(joined, Person(text, age=1), Person(text + "y", age=2)) == 0


def test_23_only_numbers_are_ordered() -> None:
    """The engine orders texts wrongly."""
    with pytest.raises(ConditionError, match="only numbers have an order"):
        _ = person.name > "a"


def test_24_wide_classes_work_or_are_refused() -> None:
    """The engine refuses facts of 253 fields; unread fields are not sent at all."""
    names = [f"field_{number}" for number in range(300)]
    wide_class = make_class("Wide", {name: _flag() for name in names}, frozen=True, slots=True)
    wide_class.__annotations__ = dict.fromkeys(names, bool)
    wide: Any = fact(wide_class)
    rules = [
        rule(getattr(wide, name) == True, rule_id=f"r.{n}")  # noqa: E712
        for n, name in enumerate(names)
    ]
    assert len(engine(*rules[:200]).infer([wide_class()]).steps) == 200
    with pytest.raises(RuleError, match="rules read 300 values of Wide, allowed are 200"):
        KnowledgeBase("test", rules)


def _flag() -> Any:
    import attrs

    return attrs.field(default=True)
