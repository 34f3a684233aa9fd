"""How likely some of several parts work, by brute force."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy.models.availability.block_diagram import (
    AtLeast,
    Block,
    Series,
    Structure,
)
from wso2_strategy.models.availability.evaluation import unavailability
from wso2_strategy.models.availability.importance import importances
from wso2_strategy.models.availability.k_out_of_n import too_few

_BLOCKS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True)


_SHARES = st.fixed_dictionaries({name: st.floats(0.01, 0.5) for name in "abcd"})


def _works(structure: Structure, up: Mapping[str, bool]) -> bool:
    if isinstance(structure, Block):
        return up[structure.id]
    works = [_works(part, up) for part in structure.parts]
    return sum(works) >= structure.needed if isinstance(structure, AtLeast) else all(works)


@given(st.lists(_BLOCKS, min_size=1, max_size=4), st.integers(0, 4), _SHARES)
def test_some_of_several_parts_with_blocks_in_common(
    parts: list[list[str]], needed: int, shares: dict[str, float]
) -> None:
    """Every state of all blocks, summed up, gives the same; and so do the slopes."""

    def down(shares: Mapping[str, float]) -> float:
        return sum(
            _chance(up, shares)
            for states in product([True, False], repeat=4)
            for up in [dict(zip("abcd", states, strict=True))]
            if not _works(whole, up)
        )

    def _chance(up: Mapping[str, bool], shares: Mapping[str, float]) -> float:
        chance = 1.0
        for name, works in up.items():
            chance *= 1 - shares[name] if works else shares[name]
        return chance

    series = tuple(Series(tuple(Block(name, shares[name]) for name in part)) for part in parts)
    whole = AtLeast(series, needed)
    assert unavailability(whole) == pytest.approx(down(shares), abs=1e-12)
    for each in importances(whole):
        slope = down({**shares, each.block: 1.0}) - down({**shares, each.block: 0.0})
        assert each.birnbaum == pytest.approx(slope, abs=1e-12)


def test_absurd_numbers_of_nodes_are_not_counted_one_by_one() -> None:
    """Of 10^30 nodes one in two hundred is down; and where counting stops, little changes."""
    assert too_few(10**30, 10**30 - 1, 0.005) == 1
    assert too_few(10**30, 10**30 // 2, 0.005) == 0
    for spare in (99_600, 100_000, 100_400):
        fewer, more = (too_few(nodes, nodes - spare, 0.005) for nodes in (19_999_999, 20_000_001))
        assert more == pytest.approx(fewer, abs=2e-3)
