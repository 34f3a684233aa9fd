"""How consultations end that fail, are interrupted or never end: what this library guarantees.

Each test carries the number of the row in docs/explanation/engine.md that it proves.
"""

from __future__ import annotations

import pickle
import sys
from typing import Any

import pytest
from attrs import frozen
from small_facts import (
    Found,
    Person,
    Town,
    engine,
    person,
    procedure,
    rule,
    sessions_left,
    town,
)

from wso2_strategy.errors import (
    FactError,
    FiringLimitError,
    InferenceError,
    MatchLimitError,
    RuleError,
    RuleFailedError,
    UnknownNameError,
)
from wso2_strategy.inference import (
    Derivation,
    EngineName,
    KnowledgeBase,
    KnownFacts,
    conclude,
    engine_for,
    exists,
    fact,
)


@frozen
class Ageless:
    """A class that refuses what may be copied into it."""

    age: int | None = None

    def __attrs_post_init__(self) -> None:
        raise ZeroDivisionError("no ages")


def test_25_an_exception_in_a_conclusion_names_rule_and_facts() -> None:
    refused = rule(person.age > 1, conclude(Ageless, age=person.age))
    ready = engine(refused, rule(exists(town), rule_id="other"))
    with pytest.raises(
        RuleFailedError, match="rule 'test' failed with ZeroDivisionError"
    ) as caught:
        ready.infer([Person(age=5), Town()])
    assert caught.value.rule_id == "test"
    assert caught.value.facts == (Person(age=5),)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert len(ready.infer([Town()]).steps) == 1
    assert sessions_left(ready) == 0


def test_25_an_exception_in_a_procedure_names_it_and_its_facts() -> None:
    def fail(known: KnownFacts) -> list[Derivation]:
        if known.of(Person):
            raise ZeroDivisionError("no ages")
        return []

    ready = engine(rule(exists(town), rule_id="other"), procedures=[procedure(fail)])
    with pytest.raises(RuleFailedError, match="'test' failed with ZeroDivisionError") as caught:
        ready.infer([Person(age=5), Town()])
    assert caught.value.rule_id == "test"
    assert caught.value.facts == (Person(age=5),)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert len(ready.infer([Town()]).steps) == 1
    assert sessions_left(ready) == 0


def interrupt(known: KnownFacts) -> list[Derivation]:
    """Stop the second time, when a session is open."""
    if any(each.age == 5 for each in known.of(Person)):
        raise KeyboardInterrupt
    return []


def test_25_an_interruption_passes_and_leaves_no_session() -> None:
    """The engine's own layer turns it into a text and carries on."""
    first = procedure(lambda _: [])
    ready = engine(rule(person.age > 1), procedures=[first, procedure(interrupt)])
    with pytest.raises(KeyboardInterrupt):
        ready.infer([Person(age=5)])
    assert ready.infer([Person(age=0)]).steps == ()
    assert sessions_left(ready) == 0


def test_25_an_interruption_at_any_line_costs_a_number_at_most() -> None:
    """Wherever Ctrl-C strikes inside the session's own code, the next consultation works."""
    from wso2_strategy.inference.engines import durable

    ready = engine(rule(person.age > 1), cache_size=0)
    for line in range(1, 120):
        remaining = line

        def trace(frame: Any, event: str, _argument: Any) -> Any:
            nonlocal remaining
            if frame.f_code.co_filename == durable.__file__ and event == "line":
                remaining -= 1
                if remaining == 0:
                    sys.settrace(None)
                    raise KeyboardInterrupt
            return trace

        sys.settrace(trace)
        try:
            ready.infer([Person(age=5)])
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(None)
        assert len(ready.infer([Person(age=5)]).steps) == 1
    assert sessions_left(ready) < 60


def test_25_a_procedure_cannot_stop_the_process() -> None:
    ready = engine(procedures=[procedure(lambda _: sys.exit(3))])
    with pytest.raises(RuleFailedError, match="SystemExit"):
        ready.infer([Person(age=5)])
    assert sessions_left(ready) == 0


def test_26_a_rule_that_fires_without_end_is_stopped() -> None:
    """Conclusions are constants and copies, so an end may only be far: here after 40,000."""
    other: Any = fact(Town, "other")
    for name in ("durable", "python"):
        pairs = rule(exists(town) & exists(other), rule_id="runaway")
        ready = engine_for(KnowledgeBase("test", [pairs, rule(person.age > 1)]), name)
        with pytest.raises(FiringLimitError, match="'runaway' fired most often") as caught:
            ready.infer([Town(size=number) for number in range(200)])
        assert caught.value.limit == 10_000
        assert ready.infer([Person(age=0)]).steps == ()
        assert sessions_left(ready) == 0


def test_27_derivations_of_the_wrong_type_are_refused() -> None:
    good = Derivation(Found("a"), (), "It is so.")
    undeclared = Derivation(Town("a"), (), "It is so.")
    for wrong in ("a fact", 5, [good, "b"], [good, undeclared], [Found("a")], None):
        ready = engine(procedures=[procedure(lambda _, wrong=wrong: wrong)])
        with pytest.raises(RuleFailedError, match="procedure 'test' failed"):
            ready.infer([Person(age=5)])
        assert sessions_left(ready) == 0


def test_33_errors_cross_process_boundaries() -> None:
    """An error pickles with its data, so that process pools can report it."""
    for error in (
        RuleFailedError("r", (Person(age=5),), "it broke"),
        FiringLimitError(10, "r", pack="p 1.0"),
        MatchLimitError(10, "r", pack="p 1.0"),
        FactError(Person(), "age", "is wrong"),
        RuleError("r", "is wrong"),
    ):
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        assert str(copy) == str(error)
        assert copy.__dict__ == error.__dict__


class Hostile:
    """A value that breaks whatever looks at it, in the way it is asked to."""

    def __init__(self, way: str) -> None:
        self.way = way

    def __repr__(self) -> str:
        if self.way == "repr":
            raise ValueError("no repr")
        return "a hostile value"

    def __hash__(self) -> int:
        if self.way == "hash":
            raise ValueError("no hash")
        return 1

    def __eq__(self, other: object) -> bool:
        if self.way == "equality":
            raise ValueError("no equality")
        return self is other


@frozen
class Carrier:
    """A fact that carries what no engine looks into."""

    cargo: Any
    name: str | None = None


@pytest.mark.parametrize("name", ["durable", "python"])
def test_37_values_that_break_whatever_looks_at_them_end_in_an_error(name: EngineName) -> None:
    carrier: Any = fact(Carrier)
    rules = [
        rule(exists(carrier), conclude(Found, what=carrier.name)),
        rule(carrier.name == "x", conclude(Found, what=carrier.name), "second"),
    ]
    ready = engine_for(KnowledgeBase("test", rules), name, cache_size=0)
    with pytest.raises(FactError, match=r"Carrier\.cargo: no hash: ValueError\('no hash'\)"):
        ready.infer([Carrier(Hostile("hash"), "x")])
    with pytest.raises(InferenceError, match=r"cannot be told apart: ValueError\('no equality'\)"):
        ready.infer([Carrier(Hostile("equality"), "x"), Carrier(Hostile("equality"), "x")])
    with pytest.raises(RuleFailedError, match="<Carrier that cannot be shown: ValueError>"):
        ready.infer([Carrier(Hostile("repr"))])  # has no name to copy
    concluding = rule(exists(person), Carrier(0), "third")  # and so carriers count as a whole
    remembering = engine_for(KnowledgeBase("test", [*rules, concluding]), name)
    for _ in range(2):
        assert remembering.infer([Carrier(Hostile("equality"), "x")]).concluded == (Found("x"),)
    found = ready.infer([Carrier(Hostile("repr"), "x")])
    assert found.concluded == (Found("x"),)
    with pytest.raises(UnknownNameError, match="<Carrier that cannot be shown: ValueError>"):
        found.number(Carrier(Hostile("repr"), "y"))
    with pytest.raises(FactError, match="no hash"):
        KnowledgeBase("test", rules, [Carrier(Hostile("hash"))])
    assert sessions_left(ready) == 0


def test_38_a_procedure_of_no_pack_fails_by_its_name_too() -> None:
    """What it derives may rest on nothing known, or have no hash."""
    for wrong in (
        Derivation(Found("a"), (Found("unknown"),), "It is so."),
        Derivation(Found("a"), (Carrier(Hostile("hash")),), "It is so."),
        Derivation(Found(Hostile("hash")), (), "It is so."),  # type: ignore[arg-type]
    ):
        ready = engine(procedures=[procedure(lambda _, wrong=wrong: [wrong])])
        with pytest.raises(RuleFailedError, match="procedure 'test' failed"):
            ready.infer([Person(age=5)])
        assert sessions_left(ready) == 0
