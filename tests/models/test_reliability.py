"""Reliability block diagrams: hand-computed cases and two independent oracles."""

import itertools
import math
import warnings
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.models.availability.block_diagram import (
    Block,
    Parallel,
    Series,
    Structure,
)
from wso2_strategy.models.availability.block_diagram import given as decided
from wso2_strategy.models.availability.evaluation import unavailability
from wso2_strategy.models.availability.importance import MINUTES_PER_YEAR, importances
from wso2_strategy.models.availability.k_out_of_n import nines, too_few

# By hand.


def test_parts_in_series_must_all_work() -> None:
    """0.99 x 0.999 = 0.98901."""
    chain = Series((Block("node", 0.01), Block("database", 0.001)))
    assert 1 - unavailability(chain) == pytest.approx(0.98901)


def test_parts_in_parallel_must_all_fail() -> None:
    """0.01 x 0.02 = 0.0002."""
    pair = Parallel((Block("one", 0.01), Block("other", 0.02)))
    assert unavailability(pair) == pytest.approx(0.0002)


@pytest.mark.parametrize(
    ("nodes", "needed", "by_hand"),
    [
        (1, 1, 0.1),
        (2, 1, 0.01),
        (2, 2, 1 - 0.81),
        (3, 2, 3 * 0.01 * 0.9 + 0.001),
        (4, 3, 1 - (0.9**4 + 4 * 0.9**3 * 0.1)),
        (2, 0, 0.0),
        (2, 3, 1.0),
    ],
)
def test_some_of_several_nodes_must_work(nodes: int, needed: int, by_hand: float) -> None:
    """The binomial distribution, with a node down one tenth of the time."""
    assert too_few(nodes, needed, 0.1) == pytest.approx(by_hand)


def test_the_same_thing_in_two_places_fails_once() -> None:
    """Two chains that share a database: 1 - 0.9 x (1 - 0.2 x 0.2)."""
    database = Block("database", 0.1)
    chains = Parallel(tuple(Series((Block(name, 0.2), database)) for name in ("one", "other")))
    assert unavailability(chains) == pytest.approx(1 - 0.9 * (1 - 0.04))


def test_a_bridge_is_computed_exactly() -> None:
    """The classic that is neither series nor parallel, with all parts at 0.9: 0.97848."""
    a, b, c, d, e = (Block(name, 0.1) for name in "abcde")
    paths = ((a, d), (b, e), (a, c, e), (b, c, d))
    bridge = Parallel(tuple(Series(path) for path in paths))
    assert 1 - unavailability(bridge) == pytest.approx(0.97848, abs=1e-12)


def test_the_importance_of_a_bridge_is_the_textbook_one() -> None:
    """The derivative by the cross-link: p(1-p) x p(1-p) x 2 = 0.0162."""
    a, b, c, d, e = (Block(name, 0.1) for name in "abcde")
    bridge = Parallel((Series((a, d)), Series((b, e)), Series((a, c, e)), Series((b, c, d))))
    by_block = {each.block: each for each in importances(bridge)}
    assert by_block["c"].birnbaum == pytest.approx(0.0162)
    assert by_block["c"].minutes_per_year == pytest.approx(0.1 * 0.0162 * MINUTES_PER_YEAR)


def test_digits_far_behind_the_nines_are_kept() -> None:
    """Ten pairs in parallel: an availability that no float near one can hold."""
    regions = Parallel(tuple(Block(f"region {number}", 1e-4, nodes=2) for number in range(10)))
    assert unavailability(regions) == pytest.approx(1e-80, rel=1e-12)
    assert nines(unavailability(regions)) == pytest.approx(80)


def test_a_perfect_structure_has_infinitely_many_nines() -> None:
    """And an empty chain works: nothing is needed."""
    assert nines(unavailability(Series(()))) == math.inf
    assert unavailability(Parallel(())) == 1.0


@pytest.mark.parametrize(("nodes", "needed"), [(10**19, 1), (10**6, 999_000), (10**6, 990_000)])
def test_very_many_nodes_are_no_trouble(nodes: int, needed: int) -> None:
    """Absurd sizes give a probability at once."""
    assert 0 <= too_few(nodes, needed, 0.005) <= 1


# Oracles.

NAMES = ("a", "b", "c", "d", "e")
SHARES = {"a": 0.5, "b": 0.125, "c": 0.25, "d": 0.0625, "e": 0.75}
LEAVES = st.sampled_from(NAMES).map(lambda name: Block(name, SHARES[name]))


def combined(parts: st.SearchStrategy[Structure]) -> st.SearchStrategy[Structure]:
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return several.map(Series) | several.map(Parallel)


STRUCTURES: st.SearchStrategy[Structure] = st.recursive(LEAVES, combined, max_leaves=12)


def works(structure: Structure, up: Mapping[str, bool]) -> bool:
    if isinstance(structure, Block):
        return up[structure.id]
    states = [works(part, up) for part in structure.parts]
    return all(states) if isinstance(structure, Series) else any(states)


def enumerated(structure: Structure, fixed: Mapping[str, bool] | None = None) -> Fraction:
    """Add up the probabilities of all states in which the structure is down."""
    down = Fraction(0)
    for states in itertools.product((True, False), repeat=len(NAMES)):
        up = dict(zip(NAMES, states, strict=True)) | dict(fixed or {})
        if not works(structure, up):
            down += math.prod(
                1 - Fraction(SHARES[name]) if state else Fraction(SHARES[name])
                for name, state in zip(NAMES, states, strict=True)
            )
    return down


@settings(max_examples=tries(400))
@given(STRUCTURES)
def test_it_agrees_with_the_enumeration_of_all_states(structure: Structure) -> None:
    """In exact fractions, also where parts are shared."""
    assert unavailability(structure) == pytest.approx(float(enumerated(structure)), abs=1e-14)


@settings(max_examples=tries(200))
@given(STRUCTURES)
def test_an_importance_is_the_difference_that_a_block_makes(structure: Structure) -> None:
    """Birnbaum: the whole down while the block is down, minus the whole while it works."""
    for each in importances(structure):
        difference = enumerated(structure, {each.block: False}) - enumerated(
            structure, {each.block: True}
        )
        assert each.birnbaum == pytest.approx(float(difference), abs=1e-14)
        cases = [decided(structure, each.block, works=works) for works in (False, True)]
        down = [unavailability(case) for case in cases]
        assert down[0] - down[1] == pytest.approx(float(difference), abs=1e-14)


@given(st.integers(1, 40), st.integers(0, 42), st.sampled_from([0.0, 1e-9, 0.005, 0.5, 0.99, 1.0]))
def test_k_of_n_agrees_with_exact_fractions(nodes: int, needed: int, share: float) -> None:
    """Also far in the tail, where complements of one lose their digits."""
    down = Fraction(share)
    exact = sum(
        math.comb(nodes, up) * (1 - down) ** up * down ** (nodes - up)
        for up in range(min(needed, nodes + 1))
    )
    assert too_few(nodes, needed, share) == pytest.approx(float(exact), rel=1e-9, abs=1e-300)


@pytest.fixture(scope="module")
def repyability() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("repyability.rbd.non_repairable_rbd")


@pytest.mark.parametrize(
    ("redundant", "needed"), [(False, 1), (True, 1), (True, 2)], ids=["single", "pair", "both"]
)
def test_it_agrees_with_repyability(repyability: Any, redundant: bool, needed: int) -> None:  # noqa: FBT001
    """Balancer, gateways and a Key Manager that a cache stands in for; and all importances."""
    from surpyval import FixedEventProbability

    gateways = ["gateway 1", "gateway 2"][: 2 if redundant else 1]
    needed = min(needed, len(gateways))
    shares = {"balancer": 0.001, "key-manager": 0.02, "database": 0.003, "cache": 0.7}
    shares |= dict.fromkeys(gateways, 0.005)
    edges = [("start", "balancer"), ("join", "key-manager"), ("key-manager", "database")]
    edges += [("database", "end"), ("join", "cache"), ("cache", "end")]
    edges += [edge for name in gateways for edge in (("balancer", name), (name, "join"))]
    diagram = repyability.NonRepairableRBD(
        edges,
        {name: FixedEventProbability.from_params(share) for name, share in shares.items()}
        | {"join": FixedEventProbability.from_params(0.0)},
        k={"join": needed},
    )
    ours = Series(
        (
            Block("balancer", 0.001),
            Block("gateway", 0.005, len(gateways), needed),
            Parallel(
                (
                    Series((Block("key-manager", 0.02), Block("database", 0.003))),
                    Block("cache", 0.7),
                )
            ),
        )
    )
    assert 1 - unavailability(ours) == pytest.approx(float(diagram.sf(1.0)), abs=1e-12)
    theirs = diagram.birnbaum_importance(1.0)
    for each in importances(ours):
        if each.block != "gateway":
            assert each.birnbaum == pytest.approx(float(theirs[each.block]), abs=1e-12)
