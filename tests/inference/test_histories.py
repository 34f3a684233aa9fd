"""An answer never depends on what was asked before.

1, 1.0 and True are equal in Python, and so are 0.0 and -0.0. A cache that took
them for the same would answer with the values of an earlier question. They are
seen where values are copied, shown to procedures, or stand in fields that no
engine looks into.
"""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve, frozen
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.inference import (
    Derivation,
    Engine,
    EngineName,
    KnowledgeBase,
    KnownFacts,
    Procedure,
    Rule,
    Source,
    conclude,
    engine_for,
    exists,
    fact,
)
from wso2_strategy.inference.engines.python_matcher import PythonMatcher
from wso2_strategy.inference.truth import exactly

SOURCE = Source("a page", "https://example.org/")
ENGINES: tuple[EngineName, ...] = ("durable", "python")


@frozen
class Inner:
    """A value that holds another."""

    value: Any = None


@frozen
class Reading:
    """Something measured; no engine looks into its remark."""

    number: float | None = None
    remark: Any = None


@frozen
class Echo:
    """What is concluded of a reading."""

    number: float | None = None


@frozen
class Heard:
    """What a procedure makes of readings."""

    words: str


def listen(known: KnownFacts) -> list[Derivation]:
    readings = known.of(Reading)
    return [Derivation(Heard(repr(readings)), readings, "Heard.", result=repr(readings))]


def told(known: KnownFacts) -> list[Derivation]:
    return [Derivation(Echo(each.number), (each,), "Told.") for each in known.of(Reading)]


LISTENS = Procedure(
    "listen", listen, "It listens.", SOURCE, "assumed", (Reading,), (Heard,), shared=True
)
TELLS = Procedure("tell", told, "It tells.", SOURCE, "assumed", (Reading,), (Echo,))

reading: Any = fact(Reading)
other: Any = fact(Reading, "other")
echo: Any = fact(Echo)


def rule(rule_id: str, when: Any, then: Any, because: str = "It is so.") -> Rule:
    return Rule(rule_id, when, then, because, SOURCE, "assumed")


COPIES = rule(
    "copies", exists(reading), conclude(Echo, number=reading.number), "{reading.number} is read."
)
JOINS = rule("joins", reading.number == other.number, conclude(Echo, number=other.number))
ANSWERS = rule("answers", echo.number >= 0, Heard("not below nothing"))
MEETS = rule("meets", (reading.number == echo.number) & (echo.number > 0), Heard("met"))

values: st.SearchStrategy[Any] = st.sampled_from([0, 0.0, -0.0, False, 1, 1.0, True, None, "1"])
numbers = st.sampled_from([0, 0.0, -0.0, 1, 1.0, None])
remarks = values | values.map(lambda value: (value,)) | values.map(Inner)
readings = st.builds(Reading, numbers, remarks)
questions = st.lists(st.lists(readings | st.builds(Echo, numbers), max_size=3), max_size=5)
knowledge = st.lists(st.sampled_from([COPIES, JOINS, ANSWERS, MEETS]), min_size=1, unique=True)
procedures = st.lists(st.sampled_from([LISTENS, TELLS]), unique=True)


def picture(engine: Engine, facts: list[Any]) -> str:
    """Everything an answer says; in its text, equal values that are not the same differ."""
    found = engine.infer(facts)
    return repr((found.facts, found.firings, [step.result for step in found.steps]))


@settings(max_examples=tries(60))
@given(knowledge, procedures, questions, st.randoms())
def test_an_answer_does_not_depend_on_history(
    rules: list[Rule], steps: list[Procedure], asked: list[list[Any]], random: Any
) -> None:
    base = KnowledgeBase("test", rules)
    for name in ENGINES:
        ready = engine_for(base, name, steps)
        alone = {}
        for facts in asked:
            alone[repr(facts)] = picture(engine_for(base, name, steps, cache_size=0), facts)
        for _ in range(2):
            shuffled = random.sample(asked, len(asked))
            for facts in shuffled:
                assert picture(ready, facts) == alone[repr(facts)]


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    ("first", "second"), [(1, 1.0), (1.0, 1), (0.0, -0.0), (-0.0, 0.0), (0, -0.0)]
)
def test_equal_numbers_that_are_not_the_same_are_copied_as_they_are(
    name: EngineName, first: float, second: float
) -> None:
    ready = engine_for(KnowledgeBase("test", [COPIES]), name)
    for number in (first, second):
        (concluded,) = ready.infer([Reading(number)]).concluded
        assert repr(concluded) == repr(Echo(number))


@pytest.mark.parametrize("name", ENGINES)
def test_a_procedure_sees_what_is_stated_now(name: EngineName) -> None:
    ready = engine_for(KnowledgeBase("test", [COPIES]), name, [LISTENS])
    for remark in (1, True, 1.0, (1,), (True,), Inner(1), Inner(1.0)):
        stated = Reading(2.0, remark)
        assert Heard(repr([stated])) in ready.infer([stated]).concluded


def test_what_cannot_be_looked_into_is_never_taken_for_the_same() -> None:
    """Its equality is its own, and it may have changed since."""

    class Odd:
        value = 1

        def __eq__(self, _: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

        def __repr__(self) -> str:
            return f"Odd {self.value}"

    odd = Odd()
    ready = engine_for(KnowledgeBase("test", [COPIES]), "durable", [LISTENS])
    for odd.value in (1, 2):
        assert ready.infer([Reading(1.0, odd)]).result("listen") == f"[{Reading(1.0, odd)!r}]"
    assert exactly(odd) != exactly(odd)


def test_the_same_question_is_answered_from_memory() -> None:
    """Types and signs are told apart; what is the same in both is still shared."""
    runs = []

    def counted(known: KnownFacts) -> list[Derivation]:
        runs.append(known)
        return listen(known)

    steps = [evolve(LISTENS, run=counted)]
    ready = engine_for(KnowledgeBase("test", [COPIES]), "durable", steps)
    for remark in ((1, "a"), (1, "a"), Inner((0.5, None)), Inner((0.5, None))):
        ready.infer([Reading(1.0, remark)])
    assert len(runs) == 2


def test_matches_are_shared_by_consultations_that_differ_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of two facts has been seen, and no rule is about both: no session is opened."""
    facts = [Reading(1.0)], [Echo(2.0)], [Echo(2.0), Reading(1.0)], [Reading(1.0), Echo(2.0)]
    ready = engine_for(KnowledgeBase("test", [JOINS, ANSWERS]), "python")
    alone = engine_for(KnowledgeBase("test", [JOINS, ANSWERS]), "python", cache_size=0)
    expected = [picture(alone, each) for each in facts]
    found = [picture(ready, each) for each in facts[:2]]
    monkeypatch.setattr(PythonMatcher, "session", None)
    assert found + [picture(ready, each) for each in facts[2:]] == expected
