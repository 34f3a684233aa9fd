"""What readers of fields can find together is what running through every case finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy import Traffic
from wso2_strategy.verification import sweep
from wso2_strategy.verification.sampled_combinations import plainest, sampled, spread
from wso2_strategy.verification.stated_values import Place
from wso2_strategy.verification.sweep import Reader, swept

PLACES: list[Place] = [(Traffic, name) for name in "abcde"]


def sums_to(wanted: int, name: str, at: Mapping[Place, Any]) -> frozenset[str]:
    return frozenset([name] if sum(at.values()) == wanted else [])


readers = st.lists(
    st.builds(
        lambda places, wanted, name: Reader(tuple(places), partial(sums_to, wanted, name)),
        st.lists(st.sampled_from(PLACES), unique=True, max_size=3),
        st.integers(0, 4),
        st.sampled_from("xyz"),
    ),
    max_size=6,
)
domains = st.fixed_dictionaries(
    {place: st.lists(st.integers(0, 3), unique=True, min_size=1) for place in PLACES}
)


def finds(readers: list[Reader], at: Mapping[Place, Any]) -> frozenset[str]:
    return frozenset[str]().union(*(r.find({p: at[p] for p in r.places}) for r in readers))


@given(domains, readers)
def test_it_finds_what_every_case_finds(
    domains: dict[Place, list[int]], readers: list[Reader]
) -> None:
    read = list(dict.fromkeys(place for reader in readers for place in reader.places))
    cases = [
        dict(zip(read, values, strict=True)) for values in product(*(domains[p] for p in read))
    ]
    found = swept(domains, readers)
    assert {each: count for each, (_, count) in found.found.items()} == Counter(
        finds(readers, case) for case in cases
    )
    assert found.combinations == len(cases)
    assert found.is_whole
    for findings, (case, _) in found.found.items():
        assert dict(case).keys() == set(read)
        assert finds(readers, dict(case)) == findings


FLAGS: list[Place] = [(Traffic, f"flag_{number}") for number in range(50)]


def names_those_set(at: Mapping[Place, Any]) -> frozenset[Any]:
    return frozenset(place for place, value in at.items() if value)


@pytest.mark.parametrize(
    "groups",
    [
        pytest.param([[place] for place in FLAGS], id="independent"),
        pytest.param([FLAGS[n : n + 2] for n in range(49)], id="chained"),
        pytest.param([[FLAGS[0], place] for place in FLAGS[1:]], id="linked to one"),
        pytest.param([FLAGS], id="all in one"),
    ],
)
def test_more_than_can_be_run_through_is_sampled(
    groups: list[list[Place]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "MAX_CASES", 5000)
    found = swept(
        dict.fromkeys(FLAGS, (None, False, True)),
        [Reader(tuple(places), names_those_set) for places in groups],
    )
    assert found.combinations == 3**50
    assert not found.is_whole
    assert 500 <= len(found.found) <= 1000
    for findings, (case, _) in found.found.items():
        assert findings == names_those_set(dict(case))
    assert frozenset() in found.found
    for place in FLAGS:  # each is found alone, and with others, and left out with others
        assert frozenset([place]) in found.found
        assert any(place in each and len(each) > 9 for each in found.found)
        assert any(place not in each and len(each) > 9 for each in found.found)


sizes = st.lists(st.integers(1, 9), min_size=1, max_size=6)


@given(sizes, st.integers(2, 300))
def test_a_sample_has_no_combination_twice_and_the_first_of_all(
    sizes: list[int], most: int
) -> None:
    options = [range(size) for size in sizes]
    found = list(sampled(options, most))
    assert len(set(found)) == len(found) <= most
    assert found[0] == (0,) * len(sizes)
    assert set(found) <= set(product(*options))


@given(sizes, st.integers(1, 300))
def test_the_plainest_count_less_than_what_is_left_out(sizes: list[int], most: int) -> None:
    every = list(product(*(range(size) for size in sizes)))
    cost = [prod(place + 1 for place in each) for each in every]
    found = plainest(sizes, most)
    left_out = [cost[n] for n in range(len(every)) if n not in {*found}]
    assert max(cost[n] for n in found) < min(left_out, default=10**9) or len(found) <= most
    assert max(cost[n] for n in found) <= min(left_out, default=10**9)


@given(st.integers(1, 5000), st.integers(1, 200))
def test_what_is_spread_reaches_every_remainder(total: int, most: int) -> None:
    found = list(spread(total, most))
    assert len(set(found)) == len(found) == min(total, most)
    for part in (n for n in range(2, 9) if total % n == 0 and n <= len(found)):
        assert {number % part for number in found} == {*range(part)}
