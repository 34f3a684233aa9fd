"""Every public function on values of wrong types: an error of the library, or a TypeError."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

import wso2_strategy
from wso2_strategy import (
    ASSUMPTIONS,
    CATALOG,
    Advisor,
    Knowledge,
    Need,
    Requirements,
    StrategyError,
    Traffic,
    api,
    fact,
    inference,
    testing,
    topology,
    verification,
)

WRONG = (None, 5, "x", object(), [5], {"x": 5})

SAMPLES: dict[str, Any] = {
    "after": "P3",
    "before": "P1",
    "component": "gateway",
    "fact_class": Traffic,
    "facts": (Traffic(),),
    "flow": "token",
    "name": "traffic.peak_tps",
    "pattern": "P3",
    "requirements": Requirements(),
    "subject": "need:redundancy",
    "variable": fact(Traffic),
}
"""Right values, by the names of parameters, so that one is wrong at a time."""


def objects() -> Iterator[object]:
    """Yield what public functions return."""
    advisor, knowledge, drawn = Advisor(), Knowledge.installed(), topology.topology("P4")
    answer = advisor.advise(Requirements(traffic=Traffic(peak_tps=900, annual_growth=0.2)))
    yield from (advisor, answer, answer.plan(), answer.timeline(), answer.inference, answer.sizing)
    yield from (answer.why(), answer.why_not("P2"), answer.what_if(traffic={"peak_tps": 9000}))
    yield from (answer.boundaries(), answer.robustness(), answer.open_questions())
    yield from (knowledge, knowledge.base, knowledge.base.rules[0], ASSUMPTIONS, CATALOG)
    yield from (drawn, drawn.flow("token"), drawn.firewall_rules(), topology.compare("P1", "P3"))
    yield Need("redundancy")


def calls(function: Callable[..., Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Yield arguments of wrong types: all that are required, and each one by itself."""
    parameters = inspect.signature(function).parameters.values()
    named = [each for each in parameters if each.kind != each.VAR_KEYWORD]
    required = [
        each for each in named if each.default is each.empty and each.kind != each.KEYWORD_ONLY
    ]
    for wrong in WRONG:
        yield (wrong,) * len(required), {}
        for each in named:
            if each not in required and each.kind != each.VAR_POSITIONAL:
                yield (wrong,) * len(required), {each.name: wrong}
        for place, _ in enumerate(required):
            right = [SAMPLES.get(each.name, wrong) for each in required]
            yield (*right[:place], wrong, *right[place + 1 :]), {}


def raised(function: Callable[..., Any]) -> Iterator[str]:
    """Yield what a function raises that it should not."""
    for arguments, options in calls(function):
        try:
            found = function(*arguments, **options)
            if inspect.isgenerator(found):
                list(found)
        except (StrategyError, TypeError):
            continue
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            yield f"{function.__qualname__} on {arguments} and {options}: {error!r}"


@pytest.mark.parametrize(
    "room",
    [wso2_strategy, inference, topology, verification, testing],
    ids=lambda room: room.__name__,
)
def test_functions_raise_nothing_else(room: ModuleType) -> None:
    """Classes are functions too; errors are made by the library."""
    public = [getattr(room, name) for name in room.__all__ if callable(getattr(room, name))]
    public += [getattr(api, name) for name in api.__all__ if room is topology]
    asked = [
        each
        for each in public
        if not issubclass(type(each), type) or not issubclass(each, Exception)
    ]
    assert [problem for each in asked for problem in raised(each)] == []


def test_methods_raise_nothing_else() -> None:
    """Of whatever public functions return."""
    methods = [
        getattr(each, name)
        for each in objects()
        for name, _ in inspect.getmembers(type(each), inspect.isfunction)
        if not name.startswith("_")
    ]
    assert [problem for each in methods for problem in raised(each)] == []
