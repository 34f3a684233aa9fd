"""What durable-rules gets wrong in matching, and what this library does instead.

Each test carries the number of the row in docs/explanation/engine.md that it proves.
"""

from __future__ import annotations

from typing import Any

import pytest
from small_facts import (
    Found,
    Person,
    Town,
    engine,
    fired,
    person,
    rule,
    run_apart,
    town,
)

from wso2_strategy.errors import (
    ConditionError,
)
from wso2_strategy.inference import (
    KnowledgeBase,
    conclude,
    exists,
    fact,
)
from wso2_strategy.inference.engines.translation import Translation


def fnv1a(text: str) -> int:
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def test_03_generated_names_do_not_collide() -> None:
    """durable-rules knows sessions, fields and facts by a 32-bit hash of their names."""
    assert fnv1a("costarring") == fnv1a("liquid")
    for names in (
        [str(number) for number in range(1_000)],
        [f"f{number}" for number in range(500)] + [f"m{number}" for number in range(500)],
        [f"f-{number}-{bucket}" for number in range(11_000) for bucket in range(4)],
    ):
        assert len({fnv1a(name) for name in names}) == len(names)


def test_03_fields_with_colliding_names_are_told_apart() -> None:
    assert fired(person.liquid == 1, Person(costarring=1)) == 0
    assert fired(person.liquid == 1, Person(liquid=1)) == 1


@pytest.mark.parametrize("count", [65, 300, 700])
def test_04_many_rules_may_match_one_fact(count: int) -> None:
    """Beyond 64 the engine loses the fact, at 512 it hangs."""
    ready = engine(*(rule(person.age > n, rule_id=f"r.{n}") for n in range(count)))
    assert len(ready.infer([Person(age=count)]).steps) == count


def test_04_every_rule_with_several_tests_may_match_one_fact() -> None:
    ready = engine(
        *(
            rule(
                (person.age > n) & (person.height > n + 0.5) & (person.name != str(n)),
                rule_id=f"r.{n}",
            )
            for n in range(200)
        )
    )
    assert len(ready.infer([Person(name="x", age=1000, height=1000.0)]).steps) == 200


@pytest.mark.parametrize("count", [255, 256, 400])
def test_05_many_rules_may_have_the_same_condition(count: int) -> None:
    """At 256 the engine crashes."""
    printed = run_apart(
        "from small_facts import *\n"
        f"ready = engine(*(rule(person.age == 1, rule_id=f'r.{{n}}') for n in range({count})))\n"
        "print(len(ready.infer([Person(age=1)]).steps))"
    )
    assert printed == f"{count}\n"


def test_06_many_rules_may_ask_for_absence() -> None:
    ready = engine(
        *(rule(person.age.absent() & (person.name != str(n)), rule_id=f"r.{n}") for n in range(200))
    )
    assert len(ready.infer([Person(name="x")]).steps) == 200


def test_07_twelve_facts_can_be_joined() -> None:
    variables: list[Any] = [fact(Person, f"p{n}") for n in range(12)]
    condition = exists(variables[0])
    for n in range(1, 12):
        condition = condition & (variables[n].age == n) & (variables[n].name == variables[0].name)
    assert fired(condition, *(Person("x", age=n) for n in range(12))) == 1


def test_08_only_equality_joins_can_be_written() -> None:
    """A false inequality join crashes the engine."""
    other: Any = fact(Person, "other")
    with pytest.raises(ConditionError, match="can only be compared with '=='"):
        _ = person.age > other.age


def test_10_a_missing_joined_field_does_not_match() -> None:
    other: Any = fact(Person, "other")
    joined = person.age == other.age
    assert fired(joined, Person("a"), Person("b")) == 0
    assert fired(joined, Person("a"), Person("b", age=1)) == 0
    assert fired(joined, Person("a", age=1), Person("b", age=1)) == 2


def test_11_joins_need_fields_of_one_type() -> None:
    with pytest.raises(ConditionError, match="cannot be joined"):
        _ = person.name == town.size


def test_11_joined_numbers_are_equal_as_numbers() -> None:
    other: Any = fact(Person, "other")
    joined = person.height == other.height
    assert fired(joined, Person("a", height=1.0), Person("b", height=1)) == 2
    assert fired(joined, Person("a", height=0.0), Person("b", height=-0.0)) == 2


def test_12_a_fact_stands_for_one_variable_of_a_rule() -> None:
    other: Any = fact(Person, "other")
    assert fired((person.age > 1) & (other.age > 1), Person(age=5)) == 0


def test_13_alternatives_fire_once() -> None:
    """The engine fires a rule once for each true branch."""
    assert (
        fired((person.age > 1) | (person.age > 2) | (person.name == "x"), Person("x", age=5)) == 1
    )


def test_14_alternatives_in_a_join_are_right() -> None:
    """The engine fires such rules when the join is false."""
    condition = ((town.size > 1) | (town.size == 0)) & (town.name == person.name)
    assert fired(condition, Person("a"), Town("b", size=5)) == 0
    assert fired(condition, Person("b"), Town("b", size=5)) == 1


def test_15_what_the_engine_cannot_do_cannot_be_written() -> None:
    """Negated facts, patterns of text, arithmetic and item tests have no form here."""
    from wso2_strategy.inference import syntax

    for name in ("none", "any", "matches", "imatches", "all_items", "count", "cap"):
        assert not hasattr(syntax, name)
        assert not hasattr(syntax.FieldReference, name)


def test_16_absence_is_not_fooled_by_the_engines_own_facts() -> None:
    """The engine asserts a state fact of its own that satisfies any bare absence."""
    assert fired(person.age.absent()) == 0
    assert fired(person.age.absent(), Town("x")) == 0


def test_17_facts_and_conclusions_that_match_nothing_are_kept() -> None:
    inference = engine(rule(person.age > 1)).infer([Town("x"), Person(age=2)])
    assert inference.stated == (Town("x"), Person(age=2))
    assert inference.concluded == (Found("test"),)


def test_34_copied_values_chain() -> None:
    found: Any = fact(Found)
    ready = engine(
        rule(exists(person), conclude(Found, what=person.name), "first"),
        rule(found.what == "x", Found("second"), "second"),
    )
    inference = ready.infer([Person("x"), Person("y")])
    assert inference.concluded == (Found("x"), Found("y"), Found("second"))


def buckets(base: KnowledgeBase) -> int:
    return Translation(base.rules).buckets


def test_35_rules_on_one_class_are_spread_over_buckets() -> None:
    rules = [rule(person.age > n, rule_id=f"r.{n}") for n in range(100)]
    assert buckets(KnowledgeBase("test", rules[:40])) == 1
    assert buckets(KnowledgeBase("test", rules)) == 3
