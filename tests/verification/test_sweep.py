"""What readers of fields can find together is what running through every case finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy import Traffic
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
