"""Kinds of rows are told apart by all their words, and each is answered once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from wso2_strategy.portfolio.columns.kinds import Kinds

Words = npt.NDArray[np.uint64]

ROWS = 5_000


class Sums:
    """Answers kinds with the sum of their words, and counts those that it is asked about."""

    def __init__(self, most: int = 1 << 20) -> None:
        self.kinds = Kinds(most)
        self.asked = 0

    def of(self, words: Words) -> Words:
        def answered(rows: npt.NDArray[Any]) -> Words:
            self.asked += len(rows)
            return words[:, rows].sum(axis=0, keepdims=True)

        kinds = self.kinds.of(words, answered)
        found: Words = self.kinds.answers[0].take(kinds)
        return found


def rows_of(kinds: Words, random: np.random.Generator) -> Words:
    """Return rows of some kinds, most of them of the first."""
    return kinds[:, (random.random(ROWS) ** 3 * kinds.shape[1]).astype(int)]


@pytest.mark.parametrize("words", [1, 3])
@pytest.mark.parametrize("kinds", [1, 40, 4_000])
def test_rows_get_the_answer_of_their_kind_whatever_table_they_are_in(
    kinds: int, words: int
) -> None:
    """In a first table, and in others with kinds that are known and kinds that are not."""
    random, sums, met = np.random.default_rng(kinds), Sums(), set()
    different = random.integers(0, 1 << 62, (words, kinds), np.uint64)
    for _ in range(3):
        table = rows_of(different, random)
        assert (sums.of(table) == table.sum(axis=0)).all()
        met |= {*map(tuple, table.T.tolist())}
        assert sums.asked == len(met)


def test_kinds_that_differ_in_one_bit_are_not_mixed() -> None:
    """A hash may say the same of both; the words do not."""
    bits = np.uint64(1) << np.arange(64, dtype=np.uint64)
    table = np.concatenate([bits, [np.uint64(0)], ~bits])[np.newaxis]
    sums = Sums()
    for _ in range(2):
        assert (sums.of(table) == table[0]).all()
    assert sums.asked == 129


def test_more_kinds_than_slots_are_found_again() -> None:
    """What has no slot is known all the same, and not asked for twice."""
    random, sums = np.random.default_rng(7), Sums()
    table = random.integers(0, 1 << 62, (1, 150_000), np.uint64)
    for _ in range(2):
        assert (sums.of(table) == table[0]).all()
    assert sums.asked == 150_000


def test_what_is_too_much_is_forgotten() -> None:
    """Memory stays bounded: from some kinds on all are asked for anew, and rightly answered."""
    random, sums = np.random.default_rng(8), Sums(most=100)
    for _ in range(5):
        table = random.integers(0, 1 << 62, (2, 80), np.uint64)
        for _ in range(2):
            assert (sums.of(table) == table.sum(axis=0)).all()
    assert sums.asked > 400
