"""Sessions, threads, processes and memory: what this library guarantees around durable-rules.

Each test carries the number of the row in docs/explanation/engine.md that it proves.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from small_facts import (
    Found,
    Person,
    Town,
    engine,
    person,
    rule,
    run_apart,
    sessions_left,
    town,
)

from wso2_strategy import Advisor, Requirements, Traffic
from wso2_strategy.inference import (
    conclude,
    exists,
)
from wso2_strategy.inference.engines.durable import DurableMatcher


def test_01_sessions_in_which_nothing_fired_can_be_closed() -> None:
    printed = run_apart(
        "from small_facts import *\n"
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
        "from small_facts import *\n"
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


def test_28_no_thread_is_started_and_the_python_layer_is_not_loaded() -> None:
    printed = run_apart(
        "import sys, threading\n"
        "from wso2_strategy import Advisor, Requirements, Traffic\n"
        "from small_facts import *\n"
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
    Requirements(traffic=Traffic(peak_tps=200.0 * n, burst_ratio=1 + n / 10)) for n in range(40)
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


def test_36_threads_do_not_leave_sessions_behind() -> None:
    ready = engine(rule(person.age > 1), cache_size=0)

    def consult(number: int) -> int:
        return len(ready.infer([Person(age=number)]).steps)

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(consult, range(2_000)))
    assert counts == [0, 0] + [1] * 1_998
    assert sessions_left(ready) == 0
