"""A pack with hostile code can neither end the process nor reach a later consultation."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any

import pytest
from attrs import frozen

from wso2_strategy import (
    Advice,
    Advisor,
    Compliance,
    Exclusion,
    Knowledge,
    Lack,
    Need,
    Pack,
    Preference,
    Requirements,
    Rule,
    Source,
    Traffic,
    conclude,
    exists,
    fact,
)
from wso2_strategy.domain.kinds import Number, Text, checked
from wso2_strategy.errors import FiringLimitError, MatchLimitError, RuleFailedError
from wso2_strategy.inference import Derivation, EngineName, KnownFacts, Procedure

ENGINES: list[EngineName] = ["durable", "python"]
SOURCE = Source("Nobody", "https://example.org/")


@frozen
class Counter:
    """A fact of which there may be many."""

    number: int


def advisor(engine: EngineName, *procedures: Procedure, rules: Iterable[Rule] = ()) -> Advisor:
    pack = Pack(
        name="hostile", version="1.0", summary="A test.", procedures=procedures, rules=rules
    )
    return Advisor(knowledge=Knowledge.installed(pack), engine=engine)


def hostile(
    run: Callable[[KnownFacts], Any],
    reads: tuple[type, ...] = (Traffic,),
    derives: tuple[type, ...] = (Need,),
) -> Procedure:
    return Procedure("hostile.code", run, "It is hostile.", SOURCE, "assumed", reads, derives)


def derived(fact_: Any, *premises: Any) -> Derivation:
    return Derivation(fact_, premises, "It is hostile.")


def fails(_: KnownFacts) -> Any:
    raise ValueError("broken")


def exits(_: KnownFacts) -> Any:
    sys.exit("gone")


def recurses(known: KnownFacts) -> Any:
    return recurses(known)


def endless(_: KnownFacts) -> Iterator[Derivation]:
    while True:
        yield derived(Need("redundancy"))


def wrong(_: KnownFacts) -> Any:
    return "no fact"


def half_wrong(_: KnownFacts) -> Any:
    return [derived(Need("redundancy")), 3]


def nothing(_: KnownFacts) -> Any:
    return None


def invalid(_: KnownFacts) -> Any:
    return [derived(Need(3))]  # type: ignore[arg-type]


def unknown(_: KnownFacts) -> Any:
    return [derived(Need("speed"))]


def undeclared(_: KnownFacts) -> Any:
    return [derived(Counter(1))]


def groundless(_: KnownFacts) -> Any:
    return [derived(Need("redundancy"), Counter(1))]


def unexplained(_: KnownFacts) -> Any:
    return [Derivation(Need("redundancy"), (), "")]


def test_numbers_of_its_own_are_no_assumptions_of_the_models() -> None:
    """A pack may say that it read some; an answer names only what can be replaced."""

    def own_number(_: KnownFacts) -> list[Derivation]:
        return [Derivation(Need("redundancy"), (), "It is own.", read=("gateway_tps", "own_tps"))]

    answer = advisor("python", hostile(own_number)).advise(Requirements())
    used = {each["id"] for each in answer.to_dict()["assumptions"]}
    assert "gateway_tps" in used
    assert "own_tps" not in used


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (fails, "ValueError('broken')"),
        (exits, "SystemExit('gone')"),
        (recurses, "RecursionError"),
        (endless, "derived more than 1000 facts"),
        (wrong, "derived 'n', which is no Derivation"),
        (half_wrong, "derived 3, which is no Derivation"),
        (nothing, "'NoneType' object is not iterable"),
        (invalid, "3 is of type int; allowed: a text"),
        (unknown, "unknown capability 'speed'"),
        (undeclared, "'derives' does not name Counter"),
        (groundless, "rests on Counter(number=1), which the procedure was not shown"),
        (unexplained, "'because' is ''"),
    ],
)
def test_code_that_fails_is_an_error_that_says_where_and_what(
    engine: EngineName, function: Callable[..., Any], problem: str
) -> None:
    asked = advisor(engine, hostile(function))
    for _ in range(2):
        with pytest.raises(RuleFailedError) as caught:
            asked.advise(Requirements())
        assert problem in str(caught.value)
        assert "'hostile.code' of hostile 1.0 failed with" in str(caught.value)
        assert (caught.value.rule_id, caught.value.pack) == ("hostile.code", "hostile 1.0")
        assert caught.value.facts == (Traffic(),)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("facts", "error"), [(200, FiringLimitError), (600, MatchLimitError)])
def test_a_rule_that_fires_without_end_is_stopped(
    engine: EngineName, facts: int, error: type[FiringLimitError | MatchLimitError]
) -> None:
    """Named with its pack, whose author is to mend it."""
    many = hostile(lambda _: [derived(Counter(n)) for n in range(facts)], derives=(Counter,))
    pairs = Rule(
        id="hostile.pairs",
        when=exists(fact(Counter, "one")) & exists(fact(Counter, "other")),
        then=Need("redundancy"),
        because="It is hostile.",
        source=SOURCE,
        basis="assumed",
    )
    with pytest.raises(error, match=r"rule 'hostile\.pairs' of hostile 1\.0 ") as caught:
        advisor(engine, many, rules=[pairs]).advise(Requirements())
    assert (caught.value.rule_id, caught.value.pack) == ("hostile.pairs", "hostile 1.0")


def by_force(name: str, value: Any, path: str = "") -> Callable[[KnownFacts], Any]:
    def run(known: KnownFacts) -> Any:
        for each in known.all():
            changed = getattr(each, path) if path else each
            object.__setattr__(changed, name, value)
        return [derived(Need("redundancy"))]

    return run


def picture(answer: Any) -> Any:
    """Everything an answer says."""
    return answer.to_dict()


CHANGES: list[tuple[str, type, Callable[..., Any]]] = [
    ("a stated fact", Traffic, by_force("peak_tps", 90_000.0)),
    ("a fact inside another", Requirements, by_force("isolate_all", value=True, path="compliance")),
    ("a concluded fact", Need, by_force("capability", "full-isolation")),
    ("a background fact", Lack, by_force("capability", "none")),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("read", "function"), [(r, f) for _, r, f in CHANGES], ids=[name for name, _, _ in CHANGES]
)
def test_a_fact_changed_by_force_stays_as_it_was(
    engine: EngineName, read: type, function: Callable[..., Any]
) -> None:
    harmless = hostile(lambda _: [derived(Need("redundancy"))], (read,))
    expected = advisor(engine, harmless)
    asked = advisor(engine, hostile(function, (read,)))
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
def test_a_fact_kept_and_changed_later_reaches_nobody(engine: EngineName) -> None:
    kept: list[Need] = []

    def keeps(_: KnownFacts) -> list[Derivation]:
        for each in kept:
            object.__setattr__(each, "capability", "full-isolation")
        kept.append(Need("independent-gateway"))
        return [derived(kept[-1])]

    asked = advisor(engine, hostile(keeps))
    patterns = [
        asked.advise(Requirements(traffic=Traffic(backend_latency_ms=latency))).pattern.id
        for latency in (1, 2, 1, 3)
    ]
    assert patterns == ["P2"] * 4


@frozen(field_transformer=checked)
class Wishes:
    """Words that a user states, and that a pack's rules copy into what they conclude."""

    word: Annotated[str | None, Text(max_length=40)] = None
    weight: Annotated[int | None, Number(whole=True)] = None


wishes: Any = fact(Wishes)

COPIED: list[tuple[Any, Wishes, Wishes, str]] = [
    (conclude(Need, capability=wishes.word), Wishes("redundancy"), Wishes("speed"), "'speed'"),
    (conclude(Exclusion, pattern=wishes.word), Wishes("P3"), Wishes("P9"), "unknown pattern 'P9'"),
    (
        conclude(Preference, platform=wishes.word, weight=wishes.weight, topic="a wish"),
        Wishes("openshift", 3),
        Wishes("OpenShift", 3),
        "write 'openshift'",
    ),
    (
        conclude(Preference, platform="openshift", weight=wishes.weight, topic="a wish"),
        Wishes(weight=1),
        Wishes(weight=1_000_000),
        "weight: 1000000 is not allowed; allowed: 1, 2, 3",
    ),
    (
        conclude(Advice, id="x", text="Do.", severity=wishes.word),
        Wishes("caution"),
        Wishes("grave"),
        "'grave' is not one of its words: note, caution, warning",
    ),
    (
        conclude(Advice, id="x", text=wishes.word),
        Wishes("See {ask:traffic.peak_tps}."),
        Wishes("See {tier:moon}."),
        "unknown component 'moon'",
    ),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("then", "good", "bad", "message"), COPIED, ids=[m for *_, m in COPIED])
def test_copied_names_are_checked_like_constant_ones(
    engine: EngineName, then: Any, good: Wishes, bad: Wishes, message: str
) -> None:
    """The rule and its pack are named, also where the words are only known when it fires."""
    copies = Rule("hostile.copies", exists(wishes), then, "It is so.", SOURCE, "assumed")
    pack = Pack("hostile", "1.0", "A test.", rules=[copies], fact_classes=[Wishes])
    asked = Advisor(knowledge=Knowledge.installed(pack), engine=engine)
    for _ in range(2):
        assert asked.advise(Requirements(extensions=[good])).to_text()
        with pytest.raises(
            RuleFailedError, match=r"rule .hostile\.copies. of hostile 1\.0"
        ) as caught:
            asked.advise(Requirements(extensions=[bad]))
        assert message in str(caught.value)


@pytest.mark.parametrize(
    ("concluded", "message"),
    [
        (Need("speed"), "unknown capability 'speed'"),
        (Preference("openshift", 99, "x"), "weight: 99 is not allowed"),
        (Advice("x", "Do.", severity="grave"), "'grave' is not one of its words"),  # type: ignore[arg-type]
        (Advice("x", "See {tier:moon}."), "unknown component 'moon'"),
    ],
)
def test_names_that_a_procedure_derives_are_checked(concluded: Any, message: str) -> None:
    code = hostile(lambda _: [derived(concluded)], derives=(type(concluded),))
    with pytest.raises(
        RuleFailedError, match=r"procedure .hostile\.code. of hostile 1\.0"
    ) as caught:
        advisor("durable", code).advise(Requirements())
    assert message in str(caught.value)
