"""Numbers that remember their formulas: what is written gives the number."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.models.arithmetic import PLAIN, Arithmetic, Recorded, Recording, figure

Formula = Callable[[Arithmetic, dict[str, float]], float]

NAMES = ["calls", "nodes", "share"]
LEAVES: list[Formula] = [
    *(lambda _, given, name=name: given[name] for name in NAMES),  # type: ignore[misc]
    lambda numbers, _: numbers.literal(10),
    lambda numbers, _: numbers.value("spare_nodes"),
]


def two(operate: Callable[[Arithmetic, float, float], float]) -> Any:
    return lambda left, right: (
        lambda numbers, given: operate(numbers, left(numbers, given), right(numbers, given))
    )


OPERATIONS = [
    two(lambda _, left, right: left + right),
    two(lambda _, left, right: left - right),
    two(lambda _, left, right: left * right),
    two(lambda _, left, right: left / (right * right + 1)),
    two(lambda _, left, right: (left * left + 1) ** (1 / (right * right + 1))),
    two(lambda numbers, left, right: numbers.largest(left, right)),
    two(lambda numbers, left, right: numbers.smallest(left, right)),
    two(lambda numbers, left, right: numbers.whole(left) + right),
]
FORMULAS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.tuples(st.sampled_from(OPERATIONS), inner, inner).map(
        lambda drawn: drawn[0](drawn[1], drawn[2])
    ),
    max_leaves=12,
)


@given(FORMULAS, st.lists(st.integers(1, 9), min_size=3, max_size=3))
def test_a_formula_is_the_same_in_plain_numbers_recorded_and_read_again(
    formula: Formula, values: list[int]
) -> None:
    """One function, three ways: computed, recorded, and run from what was written."""
    stated = dict(zip(NAMES, map(float, values), strict=True))
    recording = Recording(ASSUMPTIONS)
    found = formula(
        recording, {name: recording.stated(name, value, "") for name, value in stated.items()}
    )
    assert found == formula(PLAIN, stated)
    if isinstance(found, Recorded):
        functions = {"max": max, "min": min, "ceil": math.ceil}
        names = {each.id: each.value for each in found.inputs}
        again = eval(found.written, {"__builtins__": {}, **functions, **names})  # noqa: S307
        assert again == pytest.approx(float(found), rel=1e-12)


def test_what_changes_nothing_is_not_written() -> None:
    """A spare that there is not, and a factor of one."""
    recording = Recording(ASSUMPTIONS)
    nodes = recording.given("nodes", 3, "nodes", sources.SCALING)
    unchanged = recording.named("all", recording.largest(nodes, 0) * 1 - 0, "nodes")
    assert figure(unchanged).formula == "nodes"
    assert 0 / nodes == 0
    assert not isinstance(0 / nodes, Recorded)


def test_a_zero_that_is_stated_is_written() -> None:
    """It is an answer, not an absence."""
    recording = Recording(ASSUMPTIONS)
    growth = recording.stated("growth", 0.0, "per year")
    assert figure(recording.named("factor", 1 + growth, "times")).formula == "1 + growth"


def test_inputs_are_listed_once_and_in_the_order_asked_for() -> None:
    """Whole numbers stay whole, for JSON."""
    recording = Recording(ASSUMPTIONS)
    first, second = (recording.stated(name, 2, "nodes") for name in ("first", "second"))
    found = recording.named("both", first * first + second, "nodes", reads=(second, first))
    assert [each.id for each in figure(found).inputs] == ["second", "first"]
    assert figure(found).to_dict()["value"] == 6
    assert isinstance(figure(found).value, int)


def test_a_formula_survives_what_no_float_holds() -> None:
    """A growth beyond all measure, and a node that is busy all the time."""
    recording = Recording(ASSUMPTIONS)
    growth = recording.stated("growth", 1e300, "per year")
    power = recording.named("power", recording.bounded((1 + growth) ** 10), "times")
    assert (figure(power).value, figure(power).formula) == (1e30, "(1 + growth) ** 10")
    idle = recording.stated("idle", 0.0, "share")
    assert (1 / idle).written == "1 / idle"
