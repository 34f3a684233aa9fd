"""A pack with hostile rules can neither end the process nor reach a later consultation."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import frozen

from wso2_strategy import (
    Advisor,
    Compliance,
    Knowledge,
    Lack,
    Need,
    Pack,
    Requirements,
    Rule,
    Source,
    Traffic,
    exists,
    fact,
)
from wso2_strategy.errors import FiringLimitError, RuleFailedError, StrategyError
from wso2_strategy.inference import EngineName

ENGINES: list[EngineName] = ["durable", "reference"]
requirements = fact(Requirements)
traffic = fact(Traffic)
need = fact(Need)
lack = fact(Lack)


@frozen
class Counter:
    """A fact that a rule may conclude anew for ever."""

    number: int


def advisor(engine: EngineName, *rules: Rule) -> Advisor:
    pack = Pack(name="hostile", version="1.0", summary="A test.", rules=rules)
    return Advisor(knowledge=Knowledge.installed(pack), engine=engine)


def hostile(function: Callable[..., Any], when: Any = None) -> Rule:
    return Rule(
        id="hostile.rule",
        when=exists(traffic) if when is None else when,
        then=function,
        because="It is hostile.",
        source=Source("Nobody", "https://example.org/"),
        basis="assumed",
    )


def fails(_: Traffic) -> None:
    raise ValueError("broken")


def exits(_: Traffic) -> None:
    sys.exit("gone")


def recurses(argument: Traffic) -> Any:
    return recurses(argument)


def endless(_: Traffic) -> Iterator[Need]:
    while True:
        yield Need("redundancy")


def wrong(_: Traffic) -> Any:
    return "no fact"


def half_wrong(_: Traffic) -> Any:
    return [Need("redundancy"), 3]


def invalid(_: Traffic) -> Any:
    return Need(3)  # type: ignore[arg-type]


def unknown(_: Traffic) -> Any:
    return Need("speed")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (fails, "ValueError('broken')"),
        (exits, "SystemExit('gone')"),
        (recurses, "RecursionError"),
        (endless, "concluded more than 1000 facts at once"),
        (wrong, "'n', which is no fact"),
        (half_wrong, "concluded 3, which is no fact"),
        (invalid, "3 is of type int; allowed: a text"),
        (unknown, "unknown capability 'speed'"),
    ],
)
def test_a_rule_that_fails_is_an_error_that_says_what(
    engine: EngineName, function: Callable[..., Any], problem: str
) -> None:
    asked = advisor(engine, hostile(function))
    for _ in range(2):
        with pytest.raises(StrategyError) as caught:
            asked.advise(Requirements())
        assert problem in str(caught.value)
        if function is not unknown:
            assert isinstance(caught.value, RuleFailedError)
            assert caught.value.rule_id == "hostile.rule"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_rule_that_feeds_itself_for_ever_is_stopped(engine: EngineName) -> None:
    start = hostile(lambda _: Counter(0))
    more = Rule(
        id="hostile.more",
        when=exists(fact(Counter)),
        then=lambda counter: Counter(counter.number + 1),
        because="It is hostile.",
        source=start.source,
        basis="assumed",
    )
    with pytest.raises(FiringLimitError) as caught:
        advisor(engine, start, more).advise(Requirements())
    assert caught.value.rule_id == "hostile.more"


def set_by_force(fact_: Any, name: str, value: Any) -> Need:
    object.__setattr__(fact_, name, value)
    return Need("redundancy")


def picture(answer: Any) -> Any:
    """Everything an answer says."""
    return answer.to_dict()


CHANGES: list[tuple[str, Any, Callable[..., Any]]] = [
    ("a stated fact", exists(traffic), lambda t: set_by_force(t, "peak_tps", 90_000.0)),
    (
        "a fact inside another",
        exists(requirements),
        lambda r: set_by_force(r.compliance, "isolate_all", value=True),
    ),
    ("a concluded fact", exists(need), lambda n: set_by_force(n, "capability", "full-isolation")),
    ("a background fact", exists(lack), lambda each: set_by_force(each, "capability", "none")),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("when", "function"), [(w, f) for _, w, f in CHANGES], ids=[name for name, _, _ in CHANGES]
)
def test_a_fact_changed_by_force_stays_as_it_was(
    engine: EngineName, when: Any, function: Callable[..., Any]
) -> None:
    harmless = hostile(lambda *_: Need("redundancy"), when)
    expected = advisor(engine, harmless)
    asked = advisor(engine, hostile(function, when))
    questions = [
        Requirements(traffic=Traffic(peak_tps=3000)),
        Requirements(traffic=Traffic(peak_tps=90_000)),
        Requirements(compliance=Compliance(isolate_all=True)),
        Requirements(traffic=Traffic(peak_tps=3000)),
    ]
    for question in questions:
        answer = asked.advise(question)
        assert picture(answer) == picture(expected.advise(question))
    assert questions[0] == Requirements(traffic=Traffic(peak_tps=3000))
    assert Advisor(engine=engine).advise(questions[0]).pattern.id == "P2"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_conclusion_kept_and_changed_later_reaches_nobody(engine: EngineName) -> None:
    kept: list[Need] = []

    def keeps(_: Traffic) -> Need:
        for each in kept:
            object.__setattr__(each, "capability", "full-isolation")
        kept.append(Need("independent-gateway"))
        return kept[-1]

    asked = advisor(engine, hostile(keeps))
    patterns = [
        asked.advise(Requirements(traffic=Traffic(backend_latency_ms=latency))).pattern.id
        for latency in (1, 2, 1, 3)
    ]
    assert patterns == ["P2"] * 4
