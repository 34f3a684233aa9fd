"""The availability of a recommended design with its nodes: two figures, and one node down."""

from __future__ import annotations

import math
from itertools import product
from math import comb
from typing import Any

import pytest
from attrs import evolve

from wso2_strategy import (
    Requirements,
    Traffic,
)
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.models.availability.call_availability import (
    call_availability,
    carries_one_down,
    tps_one_down,
)
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import Sizing, sizing
from wso2_strategy.models.sizing.region_counts import region_counts

NODE, BALANCER, SITE, DATABASE, GLOBAL = 0.995, 0.999, 0.9999, 0.9999, 0.99999


PAIR = 1 - (1 - NODE) ** 2


BALANCERS = 1 - (1 - BALANCER) ** 2


def sized(pattern: str, redundancy: Any = "all", peak_tps: float = 0, **where: Any) -> Sizing:
    load = demand(Requirements(traffic=Traffic(peak_tps=peak_tps))) if peak_tps else None
    return sizing(Design.named(pattern, redundancy, **where), load)


# Two figures.


@pytest.mark.parametrize(("peak_tps", "needed"), [(500, 1), (1000, 2)])
def test_a_pair_carries_its_peak_or_not(peak_tps: float, needed: int) -> None:
    """At 1,000 requests/s both nodes of P1 are needed, so one is a single point of failure."""
    found = call_availability(sized("P1", peak_tps=peak_tps))
    others = SITE * BALANCERS * DATABASE
    assert found.expected == pytest.approx(others * PAIR, abs=1e-15)
    at_full_load = others * (PAIR if needed == 1 else NODE**2)
    assert found.at_full_load == pytest.approx(at_full_load, abs=1e-15)


def test_the_nodes_of_the_design_count_not_the_fewest() -> None:
    """9,000 requests/s have five gateways: 99.9899%, where two would give 99.9874%."""
    found = call_availability(sized("P3", peak_tps=9000))
    assert found.expected == pytest.approx(SITE * BALANCERS * (1 - 0.005**5), abs=1e-15)
    four_of_five = NODE**5 + 5 * NODE**4 * (1 - NODE)
    assert found.at_full_load == pytest.approx(SITE * BALANCERS * four_of_five, abs=1e-15)


def test_without_redundancy_the_nodes_that_the_load_needs_count_too() -> None:
    """Three gateways without a spare; all three carry the full load."""
    size = sized("P2", "none", 6000)
    assert size.nodes()["gateway"] == 3
    found = call_availability(size)
    assert found.expected == pytest.approx(SITE * BALANCER * (1 - 0.005**3), abs=1e-15)
    assert found.at_full_load == pytest.approx(SITE * BALANCER * NODE**3, abs=1e-15)


def test_opaque_tokens_take_the_nodes_that_check_them() -> None:
    """40,000 requests/s: nine of ten gateways of both clusters, seven of all eight Key Managers."""
    load = demand(Requirements(traffic=Traffic(peak_tps=40_000, token_format="opaque")))  # noqa: S106
    size = sizing(Design.named("P4", "all"), load)
    assert size.nodes()["key-manager"] == 8
    found = call_availability(size, "opaque")
    unchecked = math.exp(-15 / 60)

    def expected(gateways: float, issuers: float) -> float:
        checked = 1 - unchecked * (1 - issuers * DATABASE)
        return SITE * BALANCERS * gateways * checked

    nine_of_ten = (NODE**10 + 10 * NODE**9 * (1 - NODE)) ** 2
    seven_of_eight = NODE**8 + 8 * NODE**7 * (1 - NODE)
    assert found.expected == pytest.approx(expected(1 - 0.005**10, 1 - 0.005**8), abs=1e-14)
    at_full_load = expected(nine_of_ten, seven_of_eight)
    assert found.at_full_load == pytest.approx(at_full_load, abs=1e-14)
    assert call_availability(size, "jwt").at_full_load == pytest.approx(
        SITE * BALANCERS * nine_of_ten, abs=1e-14
    )


@pytest.mark.parametrize(
    ("peak_tps", "clusters", "percent"),
    [(50_000, (10, 10, 6), 99.734), (142_805, (10,) * 7 + (3,), 99.218)],
)
def test_the_full_load_takes_every_cluster(
    peak_tps: float, clusters: tuple[int, ...], percent: float
) -> None:
    """Each but one of its gateways; a call alone finds any of them all."""
    size = sized("P3", peak_tps=peak_tps)
    assert size.nodes()["gateway"] == sum(clusters)
    found = call_availability(size)
    full = [NODE**n + n * NODE ** (n - 1) * (1 - NODE) for n in clusters]
    assert found.at_full_load == pytest.approx(SITE * BALANCERS * math.prod(full), abs=1e-14)
    assert 100 * (found.at_full_load or 0) == pytest.approx(percent, abs=5e-4)
    assert found.expected == pytest.approx(SITE * BALANCERS * (1 - 0.005 ** sum(clusters)))


def test_over_clusters_a_call_finds_a_gateway_of_any() -> None:
    """Three clusters of a single gateway each: one of the three answers, all carry the load."""
    fast = ASSUMPTIONS.assume({"gateway_tps": 20_000.0})
    load = demand(Requirements(traffic=Traffic(peak_tps=50_000)), fast)
    size = sizing(Design.named("P3", "none"), load, fast, calibration="documented")
    assert (size.clusters, size.nodes()["gateway"]) == (3, 3)
    states = [
        (sum(up), math.prod(NODE if each else 1 - NODE for each in up))
        for up in product([True, False], repeat=3)
    ]
    found = call_availability(size)
    some, every = (sum(share for up, share in states if up >= n) for n in (1, 3))
    assert found.expected == pytest.approx(SITE * BALANCER * some, abs=1e-14)
    assert found.at_full_load == pytest.approx(SITE * BALANCER * every, abs=1e-14)


@pytest.mark.parametrize("layout", ["MDC1", "MDC2"])
def test_over_regions_the_full_load_takes_the_regions_that_are_needed(layout: str) -> None:
    """One of three is spare: two of three must carry half of the load each."""
    size = sized("P3", peak_tps=9000, regions=3, layout=layout)
    (group,) = size.region_counts[0].counts["gateway"].groups
    nodes, needed = group.nodes, group.needed
    whole = sum(
        comb(nodes, up) * NODE**up * (1 - NODE) ** (nodes - up) for up in range(needed, nodes + 1)
    )
    region = SITE * BALANCERS * whole
    two_of_three = region**3 + 3 * region**2 * (1 - region)
    found = call_availability(size)
    assert found.at_full_load == pytest.approx(GLOBAL * two_of_three, abs=1e-12)
    assert found.down < (found.full_load_down or 0)


def test_clusters_of_all_regions_share_what_fewer_and_larger_ones_would_carry() -> None:
    """With some nodes down in each of three regions, all three still carry a third each."""
    heavy = Traffic(peak_tps=180_000, message_bytes=102_400, mediation=True)
    design = Design.named("P3", "all", regions=3, layout="MDC1")
    size = sizing(design, demand(Requirements(traffic=heavy)))
    counted = size.region_counts[0].counts["gateway"]
    question = size.design, size.demand, size.assumptions, size.calibration
    takes = region_counts(*question, 3)[0].counts["gateway"]
    assert takes.clusters < counted.clusters
    busy = sum(each.alike * each.needed for each in takes.groups)
    whole = 1.0
    for group in counted.groups:
        needed = math.ceil(busy * group.nodes / counted.nodes)
        carries = sum(
            comb(group.nodes, up) * NODE**up * (1 - NODE) ** (group.nodes - up)
            for up in range(needed, group.nodes + 1)
        )
        whole *= carries**group.alike
    every = GLOBAL * (SITE * BALANCERS * whole) ** 3
    found = call_availability(size)
    assert found.at_full_load == pytest.approx(every, abs=1e-12)
    assert every > 0.999


def test_regions_without_a_spare_one_are_all_needed() -> None:
    """Two P0 side by side, without redundancy: both."""
    size = sized("P0", "none", 900, regions=2, layout="MDC1")
    region = SITE * BALANCER * NODE * 0.999
    found = call_availability(size)
    assert found.expected == pytest.approx(GLOBAL * (1 - (1 - region) ** 2), abs=1e-12)
    assert found.at_full_load == pytest.approx(GLOBAL * region**2, abs=1e-12)


@pytest.mark.parametrize(
    ("pattern", "redundancy", "peak_tps", "regions"),
    [
        ("P0", "none", 300, 2),  # either node carries all
        ("P0", "none", 900, 2),
        ("P0", "none", 900, 3),  # any two of three
        ("P1", "all", 500, 2),
        ("P1", "all", 800, 2),  # either pair carries all, and so does a node of each
        ("P1", "all", 800, 3),
        ("P3", "all", 4000, 3),
    ],
)
def test_over_regions_the_full_load_counts_regions_that_carry_their_share(
    pattern: str, redundancy: str, peak_tps: float, regions: int
) -> None:
    """Every state of every node, and of what else a region needs; the best number of regions."""
    size = sized(pattern, redundancy, peak_tps, regions=regions, layout="MDC1")
    component = {"P3": "gateway"}.get(pattern, "all-in-one")
    node_tps = size.region_counts[0].rates["measured"].gateway_tps if pattern == "P3" else 500
    rest_of_region = {
        "P0": SITE * BALANCER * 0.999,
        "P1": SITE * BALANCERS * DATABASE,
        "P3": SITE * BALANCERS,
    }[pattern]
    nodes = size.nodes()[component] // regions
    levels = {
        up: rest_of_region * comb(nodes, up) * NODE**up * (1 - NODE) ** (nodes - up)
        for up in range(1, nodes + 1)
    }
    levels[0] = 1 - sum(levels.values())
    in_shares, together = [0.0] * (regions + 1), 0.0
    for state in product(levels, repeat=regions):
        share = math.prod(levels[up] for up in state)
        together += share * (sum(state) * node_tps >= peak_tps)
        for number in range(1, regions + 1):
            carrying = sum(up * node_tps >= peak_tps / number for up in state)
            in_shares[number] += share * (carrying >= number)
    found = call_availability(size).at_full_load
    assert found == pytest.approx(GLOBAL * max(in_shares), abs=1e-13)
    assert found <= GLOBAL * together + 1e-13
    if nodes == 1:
        assert found == pytest.approx(GLOBAL * together, abs=1e-13)


def test_a_region_that_could_carry_all_is_a_spare_one() -> None:
    """Two P0 of 500 requests/s each, for 300: the loss of a node is the loss of a spare."""
    where = {"regions": 2, "layout": "MDC1"}
    assert carries_one_down(sized("P0", "none", 300, **where)) is True
    assert carries_one_down(sized("P0", "none", 501, **where)) is False


def test_a_load_that_is_not_carried_has_no_full_load() -> None:
    """Nor has a design without one."""
    assert call_availability(sized("P1", peak_tps=5000)).at_full_load is None
    assert call_availability(sized("P1")).at_full_load is None


# One node down.


@pytest.mark.parametrize(
    ("pattern", "peak_tps", "carries", "tps"),
    [
        ("P0", 400, False, None),
        ("P1", 500, True, 500),
        ("P1", 501, False, 501),
        ("P3", 9000, True, 2250),
    ],
)
def test_one_node_down(pattern: str, peak_tps: float, carries: bool, tps: float | None) -> None:  # noqa: FBT001
    """A gateway tier has a spare node; a pair has what its other node can do."""
    size = sized(pattern, "none" if pattern == "P0" else "all", peak_tps)
    assert carries_one_down(size) is carries
    assert tps_one_down(size) == tps


def test_one_node_down_without_a_load_is_not_judged() -> None:
    """Nothing is known."""
    assert carries_one_down(sized("P1")) is None
    assert tps_one_down(sized("P1")) is None


def test_a_spare_region_carries_what_a_node_did() -> None:
    """Two P1 regions of 1,000 requests/s each, one of them spare."""
    size = sized("P1", peak_tps=1000, regions=2, layout="MDC1")
    assert carries_one_down(size) is True
    assert tps_one_down(size) == 500


@pytest.mark.parametrize(("layout", "carries"), [("MDC1", True), ("MDC2", False)])
def test_no_region_stands_in_for_the_one_that_issues_all_tokens(
    layout: str,
    carries: bool,  # noqa: FBT001 - drawn from the table
) -> None:
    """600 tokens/s keep both nodes of the main control plane busy; calls have a spare region."""
    load = demand(Requirements(traffic=Traffic(peak_tps=1000, token_requests_per_second=600)))
    size = sizing(Design.named("P3", "all", regions=2, layout=layout), load)
    assert size.feasible
    assert carries_one_down(size) is carries


# What tells one design from another.


def test_designs_of_different_catalogs_are_different() -> None:
    """Equal patterns may hold different components, and remembered answers must not mix them."""
    gateway = CATALOG.component("gateway")
    bare = evolve(gateway, contains=frozenset())
    others = tuple(bare if each is gateway else each for each in CATALOG.components)
    changed = evolve(CATALOG, components=others)
    one = Design.named("P3", "all")
    other = evolve(one, catalog=changed)
    assert one != other
    load = demand(Requirements(traffic=Traffic(peak_tps=9000)))
    one_count, *_ = region_counts(one, load, ASSUMPTIONS, None)
    other_count, *_ = region_counts(other, load, ASSUMPTIONS, None)
    assert one_count.counts["gateway"].nodes == 5
    assert other_count.counts["gateway"].nodes == 2
