"""Loads that are tried by cells are held against designs as one by one."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from wso2_strategy import Advisor
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.portfolio.columns.carried import Carried, Tried, too_much
from wso2_strategy.portfolio.columns.loads import Loads, loads_of
from wso2_strategy.portfolio.columns.numbers import ColumnArithmetic

ROWS = 20_000


def designs(layout: str | None, regions: int) -> tuple[Design, ...]:
    patterns = ("P0", "P1", "P2", "P3", "P4") if layout is None else ("P0", "P1", "P3")
    found = [Design.named(name, "none" if name == "P0" else "all") for name in patterns]
    over = Design.named("P1", "all", regions=regions, layout=layout).layout if layout else None
    return tuple(evolve(each, regions=regions, layout=over) for each in found)


def random_loads(advisor: Advisor, seed: int, *, stored: bool) -> Loads:
    """Return loads around what designs carry; many without calls, or without tokens."""
    random = np.random.default_rng(seed)
    calls, tokens = 10 ** random.normal(2.8, 0.8, ROWS), 10 ** random.normal(1.5, 0.8, ROWS)
    calls[random.random(ROWS) < 0.1] = 0
    tokens[random.random(ROWS) < 0.4] = 0
    # Some come to limits exactly.
    calls[:100] = 500 * np.arange(100)
    cost = random.choice([0.4, 0.9, 1.3, 2.0, 4.0], ROWS)
    return loads_of(calls, tokens, cost, advisor.assumptions, stored=stored)


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize(("layout", "regions"), [(None, 1), ("MDC1", 2), ("MDC1", 3)])
def test_cells_say_what_each_load_says(
    advisor: Advisor, layout: str | None, regions: int, *, stored: bool
) -> None:
    """In a table whose cells are tried, and in another that lies in them."""
    tried = Tried((None, *designs(layout, regions)), stored)
    carried, numbers = Carried(advisor.assumptions), ColumnArithmetic(advisor.assumptions)
    for seed in (1, 2):
        load = random_loads(advisor, seed, stored=stored)
        found = carried.too_much([tried], np.zeros(ROWS, int), load, numbers.at(np.arange(ROWS)))
        assert not (found[0] & np.uint64(1)).any()
        for place, design in enumerate(tried.designs):
            if design:
                expected = too_much(design, load, numbers)
                assert ((found[0] >> np.uint64(place) & np.uint64(1)) == expected).all()
                assert 0 < np.count_nonzero(expected) < ROWS or design.pattern.id == "P4"


def test_what_carries_a_load_carries_smaller_ones(advisor: Advisor) -> None:
    """That is what cells rest on: of calls, of tokens and of the CPU time of a call alike."""
    numbers = ColumnArithmetic(advisor.assumptions)
    larger = random_loads(advisor, 3, stored=False)
    shares = np.random.default_rng(4).random((3, ROWS))
    calls, tokens, cpu_ms = (
        share * each for share, each in zip(shares, larger.independent, strict=True)
    )
    smaller = loads_of(calls, tokens, np.maximum(cpu_ms, 0.05), advisor.assumptions, stored=False)
    for design in (*designs(None, 1), *designs("MDC1", 2)):
        assert not (too_much(design, smaller, numbers) & ~too_much(design, larger, numbers)).any()
