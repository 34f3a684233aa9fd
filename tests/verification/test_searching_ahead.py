"""Searches that others make ahead change how long verification takes, and nothing that it says."""

# ruff: noqa: E712 - `== True` builds a condition

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

import pytest
from tried_knowledge import BUILT_IN, knowledge, need, pattern, rule, traffic

from wso2_strategy import Advice, Need
from wso2_strategy.executors.in_order import WorkerEndedError, processes
from wso2_strategy.verification import verify
from wso2_strategy.verification.examples.example_files import ExampleFiles
from wso2_strategy.verification.examples.firing_search import FiringSearch
from wso2_strategy.verification.examples.typical_cases import typical_cases
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.state_decisions import StateDecider

DEFECTIVE = knowledge(
    rule(traffic.peak_tps > 10, Advice("said", "Do this."), "test.one"),
    rule(traffic.mediation == True, Advice("said", "Do that."), "test.other"),
    rule((pattern.id == "P0") & (pattern.id == "P6"), Advice("never", "Do."), "test.never"),
    rule(
        (pattern.id == "P0") & (need.capability == "full-isolation"),
        Advice("not-found", "Do."),
        "test.not-found",
    ),
    rule(traffic.average_tps > 100, Need("full-isolation"), "test.reached"),
)
ABOUT = [each.id for each in DEFECTIVE.base.rules if each.id.startswith("test.")]


class Here(Executor):
    """An executor that works at once, and counts."""

    _max_workers = 2
    done = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.done += 1
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def test_the_report_is_the_same() -> None:
    """Kinds, order, sentences, requirements and evidence."""
    here = Here()

    @contextmanager
    def executor() -> Iterator[Executor]:
        yield here

    alone = verify(DEFECTIVE, about=ABOUT)
    assert {each.kind for each in alone.findings} >= {"conflict", "unreachable"}
    assert verify(DEFECTIVE, about=ABOUT, executor=executor) == alone
    assert here.done > 2


def test_a_search_does_not_hang_on_those_before_it() -> None:
    """So it may be made by anyone, in any order."""
    index = KnowledgeIndex(DEFECTIVE, frozenset(ABOUT))
    rules = [*index.asked, *BUILT_IN.base.rules[-5:]]

    def searching() -> FiringSearch:
        examples, decider = ExampleFiles(index), StateDecider(index)
        return FiringSearch(index, examples, lambda: typical_cases(decider, examples))

    forwards, backwards = searching(), searching()
    found = {each.id: forwards.search(each) for each in rules}
    assert {each.id: backwards.search(each) for each in reversed(rules)} == found
    assert any(each.found is None for each in found.values())


def test_a_worker_that_ends_is_named() -> None:
    @contextmanager
    def ending() -> Iterator[Executor]:
        with processes(2) as pool:
            os.kill(pool.submit(os.getpid).result(), signal.SIGKILL)
            yield pool

    with pytest.raises(WorkerEndedError, match="a worker ended"):
        verify(DEFECTIVE, about=ABOUT, executor=ending)
