"""The number at which a monotone test changes is found exactly."""

from __future__ import annotations

from math import nextafter

from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy.space.threshold import after, before, first_true

finite = st.floats(-1e300, 1e300)


@given(finite, st.none() | st.floats())
def test_floats(limit: float, guess: float | None) -> None:
    """The first float above a limit is found, whatever the guess."""
    found = first_true(lambda x: x > limit, -1e301, 1e301, guess=guess)
    assert found == nextafter(limit, float("inf"))


@given(st.integers(0, 10**6), st.none() | st.floats(-1e9, 1e9))
def test_whole_numbers(limit: int, guess: float | None) -> None:
    """The first whole number that reaches a limit is found, or none beyond the range."""
    found = first_true(lambda x: x >= limit, 0, 1000, whole=True, guess=guess)
    assert found == (limit if limit <= 1000 else None)


@given(finite)
def test_neighbours(number: float) -> None:
    """Before and after are the neighbouring floats."""
    assert after(number, whole=False) == nextafter(number, float("inf"))
    assert before(after(number, whole=False), whole=False) == number


def test_a_good_guess_takes_few_tests() -> None:
    """With the right guess, three tests and both ends are enough."""
    tried: list[float] = []

    def holds(number: float) -> bool:
        tried.append(number)
        return number > 5000

    assert first_true(holds, 0.0, 1e30, guess=5000.0) == nextafter(5000, 1e30)
    assert len(tried) <= 5
