"""What durable-rules gets wrong around its core, and what this library does instead.

Each test carries the number of the row in docs/explanation/engine.md that it
proves. Tests that could end the process run in a process of their own.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import frozen, make_class

from wso2_strategy import Advisor, Requirements, Traffic
from wso2_strategy.errors import (
    ConditionError,
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
from wso2_strategy.inference.engines.durable import DurableMatcher
from wso2_strategy.inference.engines.translation import Translation, with_point

SOURCE = Source("a page", "https://example.org/")


@frozen
class Person:
    """A fact class with every type of field."""

    name: str = ""
    age: int | None = None
    height: float | None = None
    member: bool | None = None
    tags: frozenset[str] | None = None
    costarring: int | None = None
    liquid: int | None = None


@frozen
class Town:
    """Another class to join with."""

    name: str = ""
    size: int | None = None


@frozen
class Found:
    """A conclusion."""

    what: str
    count: int = 0


person: Any = fact(Person)
town: Any = fact(Town)


def rule(condition: Any, then: Any = None, rule_id: str = "test") -> Rule:
    return Rule(
        id=rule_id,
        when=condition,
        then=Found(rule_id) if then is None else then,
        because="It is so.",
        source=SOURCE,
        basis="assumed",
    )


def engine(*rules: Rule, **options: Any) -> Engine:
    return engine_for(KnowledgeBase("test", rules), "durable", **options)


def procedure(run: Any) -> Procedure:
    """Return a procedure that looks at persons and derives findings."""
    return Procedure("test", run, "It is so.", SOURCE, "assumed", (Person,), (Found,))


def fired(condition: Any, *facts: Any) -> int:
    """Return how often a rule with this condition fires, after asking both engines."""
    base = KnowledgeBase("test", [rule(condition)])
    counts = {
        len(engine_for(base, name, cache_size=0).infer(facts).steps)
        for name in ("durable", "python")
    }
    (count,) = counts
    return count


def run_apart(program: str) -> str:
    """Run a program in a process of its own and return what it printed."""
    environment = {**os.environ, "MALLOC_PERTURB_": "165", "PYTHONPATH": os.path.dirname(__file__)}  # noqa: PTH120
    finished = subprocess.run(
        [sys.executable, "-P", "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_01_sessions_in_which_nothing_fired_can_be_closed() -> None:
    printed = run_apart(
        "from test_guarantees import *\n"
        "ready = engine(*(rule(person.age > n, rule_id=f'r.{n}') for n in range(40)))\n"
        "for n in range(500):\n"
        "    assert not ready.infer([Person(name=str(n))]).steps\n"
        "print('alive')"
    )
    assert printed == "alive\n"


def test_02_live_sessions_are_bounded_by_an_error() -> None:
    printed = run_apart(
        "from contextlib import ExitStack\n"
        "from wso2_strategy.errors import InferenceError\n"
        "from test_guarantees import *\n"
        "matcher = DurableMatcher(KnowledgeBase('test', [rule(person.age > 1)]))\n"
        "try:\n"
        "    with ExitStack() as stack:\n"
        "        for n in range(1_100):\n"
        "            stack.enter_context(matcher.session())\n"
        "except InferenceError as error:\n"
        "    print(n, error)\n"
        "with matcher.session() as session:\n"
        "    session.tell(1, Person(age=5))\n"
        "    print(list(session.activations()))"
    )
    assert printed.startswith("1000 more than 1000 consultations at once")
    assert printed.endswith("[(0, (1,))]\n")


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
        "from test_guarantees import *\n"
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


def test_09_joins_compare_values_not_hashes() -> None:
    """Two texts with one hash would reach the engine's faulty comparison."""
    printed = run_apart(
        "from test_guarantees import *\n"
        "joined = person.name == town.name\n"
        "print(fired(joined, Person('costarring'), Town('liquid')),\n"
        "      fired(joined, Person('liquid'), Town('liquid')))"
    )
    assert printed == "0 1\n"


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


def sessions_left(ready: Engine) -> int:
    """Return how many of an engine's sessions were not given back."""
    matcher = ready._matcher
    return 1_000 - len(matcher._free) if isinstance(matcher, DurableMatcher) else 0


def test_27_derivations_of_the_wrong_type_are_refused() -> None:
    good = Derivation(Found("a"), (), "It is so.")
    undeclared = Derivation(Town("a"), (), "It is so.")
    for wrong in ("a fact", 5, [good, "b"], [good, undeclared], [Found("a")], None):
        ready = engine(procedures=[procedure(lambda _, wrong=wrong: wrong)])
        with pytest.raises(RuleFailedError, match="procedure 'test' failed"):
            ready.infer([Person(age=5)])
        assert sessions_left(ready) == 0


def test_28_no_thread_is_started_and_the_python_layer_is_not_loaded() -> None:
    printed = run_apart(
        "import sys, threading\n"
        "from test_guarantees import *\n"
        "Advisor(engine='durable').advise(Requirements(traffic=Traffic(peak_tps=9000)))\n"
        "print(threading.active_count(), 'durable' in sys.modules)"
    )
    assert printed == "1 False\n"


def test_29_consultations_do_not_see_each_other() -> None:
    ready = engine(rule(person.name == town.name))
    assert ready.infer([Person("a")]).steps == ()
    assert ready.infer([Town("a")]).steps == ()
    assert len(ready.infer([Town("a"), Person("a")]).steps) == 1


REQUIREMENTS = [
    Requirements(traffic=Traffic(peak_tps=50.0 * n, burst_ratio=1 + n / 40)) for n in range(160)
]


def answers(advisor: Advisor) -> list[Any]:
    return [advisor.advise(stated).to_dict() for stated in REQUIREMENTS]


@pytest.fixture(scope="module")
def expected() -> list[Any]:
    return answers(Advisor())


def test_30_eight_threads_share_an_advisor(expected: list[Any]) -> None:
    shared = Advisor()
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: answers(shared), range(8)):
            assert found == expected


def test_31_a_fork_keeps_the_engine(expected: list[Any]) -> None:
    """A child that inherited a ready engine uses it, and so does its parent afterwards."""
    shared = Advisor()
    shared.advise(REQUIREMENTS[0])
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b"same" if answers(shared) == expected else b"different")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 20) == b"same"
    assert answers(shared) == expected


def test_31_spawned_processes_get_the_engine_by_pickle(expected: list[Any]) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        found = pool.map(Advisor().advise, REQUIREMENTS[:20])
    assert [each.to_dict() for each in found] == expected[:20]


def test_32_engines_are_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ruleset that nobody uses any more is deleted."""
    ready = engine(rule(person.age > 1))
    deleted: list[int] = []
    matcher = ready._matcher
    assert isinstance(matcher, DurableMatcher)
    handle = matcher.handle
    monkeypatch.setattr(matcher.module, "delete_ruleset", deleted.append)
    other = engine(rule(person.age > 2))
    other_handle = other._matcher.handle  # type: ignore[attr-defined]
    del other
    assert deleted == [other_handle]
    assert handle not in deleted


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


def test_34_copied_values_chain() -> None:
    found: Any = fact(Found)
    ready = engine(
        rule(exists(person), conclude(Found, what=person.name), "first"),
        rule(found.what == "x", Found("second"), "second"),
    )
    inference = ready.infer([Person("x"), Person("y")])
    assert inference.concluded == (Found("x"), Found("y"), Found("second"))


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


def test_39_what_is_remembered_is_bounded_by_its_size() -> None:
    """Not by its number: one consultation may come to thousands of facts and firings."""
    ready = engine(rule(exists(person), conclude(Found, what=person.name)), cache_size=500)
    held = 0
    for count in range(1, 300):
        facts = [Person(str(number)) for number in range(count)]
        assert len(ready.infer(facts).concluded) == count
        held = sum(len(each.numbers) + len(each.steps) for each in ready._rounds.values())
        assert held <= 500
    assert held > 0


def buckets(base: KnowledgeBase) -> int:
    return Translation(base.rules).buckets


def test_35_rules_on_one_class_are_spread_over_buckets() -> None:
    rules = [rule(person.age > n, rule_id=f"r.{n}") for n in range(100)]
    assert buckets(KnowledgeBase("test", rules[:40])) == 1
    assert buckets(KnowledgeBase("test", rules)) == 3


def test_36_threads_do_not_leave_sessions_behind() -> None:
    ready = engine(rule(person.age > 1), cache_size=0)

    def consult(number: int) -> int:
        return len(ready.infer([Person(age=number)]).steps)

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(consult, range(2_000)))
    assert counts == [0, 0] + [1] * 1_998
    assert sessions_left(ready) == 0
