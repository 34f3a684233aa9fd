"""The availability of a recommended design with its nodes: two figures, by hand and by force."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from math import comb
from typing import Any

import pytest
from attrs import evolve
from depth import tries
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wso2_strategy import (
    Advisor,
    Availability,
    Compliance,
    Recommendation,
    Requirements,
    Traffic,
)
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.domain.conclusions import Exclusion
from wso2_strategy.domain.tolerance import reaches, rest, within
from wso2_strategy.domain.wording import estimated, percentage
from wso2_strategy.models.availability.block_diagram import (
    AtLeast,
    Block,
    Series,
    Structure,
)
from wso2_strategy.models.availability.call_availability import (
    CallAvailability,
    call_availability,
    carries_one_down,
    tps_one_down,
)
from wso2_strategy.models.availability.evaluation import unavailability
from wso2_strategy.models.availability.importance import importances
from wso2_strategy.models.availability.k_out_of_n import too_few
from wso2_strategy.models.fitness import PatternFitness
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


# Some of several, by brute force.

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


# Targets.


@pytest.mark.parametrize("nines", ["0.9", "0.99", "0.999", "0.9995", "0.9999", "0.99999"])
def test_a_target_that_is_met_exactly_is_met(nines: str) -> None:
    """By a node of exactly that availability; of one in a thousand million more it is not."""
    target = float(nines)
    down = rest(target)
    assert reaches(down, target)
    assert not reaches(down * (1 + 1e-8), target)
    perfect = dict.fromkeys(
        ["load_balancer_node_availability", "single_database_availability", "site_availability"],
        1.0,
    )
    mine = ASSUMPTIONS.assume({**perfect, "node_availability": target})
    found = call_availability(sizing(Design.named("P0"), None, mine), "jwt", target)
    assert found.meets_target
    assert found.said == f"{100 * target:g}%"


def test_what_is_within_a_limit() -> None:
    """Up to the last digits of a float."""
    assert within(390.625 * 1.6**2, 1000)
    assert not within(1000.01, 1000)


_TARGETS = st.floats(0.5, 0.9999999) | st.builds(
    lambda nines, digits: float(f"0.{'9' * nines}{digits}"), st.integers(1, 6), st.integers(1, 99)
)


@given(_TARGETS, st.floats(-8, 1).map(lambda power: 10**power), st.booleans())
@example(target=0.99999, apart=0.001001, above=False)
def test_what_is_printed_is_on_the_same_side_of_a_target(
    target: float,
    apart: float,
    above: bool,  # noqa: FBT001 - drawn, not called
) -> None:
    """However near the availability comes; the verdict and the digits never differ."""
    down = rest(target) / (1 + apart) if above else rest(target) * (1 + apart)
    found = CallAvailability(min(1.0, down), None, target)
    *words, said = found.said.split()
    number, limit = Decimal(said[:-1]) / 100, Decimal(repr(target))
    if words:
        assert (words, number, found.meets_target) == (["just", "under"], limit, False)
    else:
        assert (number >= limit) is found.meets_target
    # Two digits of what is left of one, or the target itself.
    assert number == limit or len((1 - number).normalize().as_tuple().digits) <= 2
    assert float(1 - number) == pytest.approx(found.down, rel=0.051)


def test_few_digits_are_printed() -> None:
    """Two of what is left of one, here and in the minutes that it comes to."""
    assert percentage(0.99290811) == "99.29%"
    assert percentage(1.0) == "100%"
    assert percentage(0.99999998999, target=0.99999999) == "just under 99.999999%"
    assert estimated(118.77) == "120"


# The answer.


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor()


def asked(target: float, **values: Any) -> Requirements:
    traffic = values.pop("traffic", Traffic())
    compliance = Compliance(isolate_gateway=values.pop("isolate_gateway", None))
    return Requirements(
        availability=Availability(target=target, **values), traffic=traffic, compliance=compliance
    )


def test_where_redundancy_reaches_a_target_and_one_node_does_not_it_is_needed(
    advisor: Advisor,
) -> None:
    """P2 with one node of each keeps 99.3906%: enough for 99.35%, too little for 99.4%."""
    stated = asked(0.994, tolerates_downtime=True, isolate_gateway=True)
    found = advisor.advise(stated)
    assert (found.pattern.id, found.redundancy) == ("P2", "all")
    assert found.availability.meets_target
    assert "downtime-and-target" in {each.id for each in found.conflicts}
    lower = evolve(stated, availability=evolve(stated.availability, target=0.9935))
    found = advisor.advise(lower)
    assert (found.pattern.id, found.redundancy) == ("P2", "none")
    assert found.availability.meets_target
    assert not found.conflicts


@pytest.mark.parametrize("load", [450, 9_000])
@pytest.mark.parametrize("target", [0.99995, 0.99998, 0.999985, 0.999989, 0.99999, 0.999995])
def test_a_target_that_the_answer_misses_is_told_with_what_would_reach_it(
    advisor: Advisor, target: float, load: int
) -> None:
    """Two regions, further ones or nothing, as asking with each number of regions finds."""
    stated = asked(target, traffic=Traffic(peak_tps=load))

    def over(regions: int) -> Recommendation:
        more = evolve(stated.availability, regions=regions, region_mode="active-active")
        return advisor.advise(evolve(stated, availability=more))

    enough = next((each for each in range(2, 9) if over(each).availability.meets_target), None)
    opening = {None: "Neither", 2: "Two regions"}.get(enough, "Further regions")
    found = advisor.advise(stated)
    assert found.availability.meets_target is False
    (told,) = (each.resolution for each in found.conflicts if each.id == "target-missed")
    assert told.startswith(opening)


@pytest.mark.parametrize("peak_tps", [400, 3_000, 9_000])
def test_where_a_redundant_gateway_reaches_a_target_no_more_is_needed(
    advisor: Advisor, peak_tps: int
) -> None:
    """99.9874% of calls with two gateways and one All-in-One, and 99.39% with one gateway."""
    stated = asked(
        0.999, redundancy="gateway", isolate_gateway=True, traffic=Traffic(peak_tps=peak_tps)
    )
    found = advisor.advise(stated)
    assert (found.redundancy, found.availability.meets_target) == ("gateway", True)
    assert not found.conflicts
    if peak_tps == 400:
        assert found.sizing.nodes() == {"all-in-one": 1, "gateway": 2}
    opaque = evolve(stated, traffic=evolve(stated.traffic, token_format="opaque"))  # noqa: S106
    # The Key Manager checks opaque tokens, so that its only node is one of each call's.
    found = advisor.advise(opaque)
    assert found.redundancy == "all"
    assert "redundancy-too-little" in {each.id for each in found.conflicts}


def test_a_third_gateway_comes_before_redundancy_of_everything(advisor: Advisor) -> None:
    """Two gateways reach 99.9874%, three 99.98989%, and the All-in-One serves no such call."""
    balancer, site, node = 1 - 0.001**2, 0.9999, 0.995
    for target, gateways in ((0.99987, 2), (0.999876, 3), (0.999898, 3)):
        reached = [balancer * site * (1 - (1 - node) ** count) for count in (2, 3)]
        assert gateways == 2 + (reached[0] < target)
        found = advisor.advise(asked(target, redundancy="gateway", isolate_gateway=True))
        assert (found.redundancy, found.conflicts) == ("gateway", ())
        assert found.sizing.nodes() == {"all-in-one": 1, "gateway": gateways}


def test_five_nines_are_told_alike_by_the_conflict_and_by_why_not(advisor: Advisor) -> None:
    found = advisor.advise(asked(0.99999, traffic=Traffic(peak_tps=450)))
    (told,) = (each.resolution for each in found.conflicts)
    assert told.startswith("Further regions")
    assert "number of regions: at least 4 regions" in found.why_not("P1").to_text(width=300)


@pytest.mark.parametrize(
    ("target", "token_format", "pattern", "gateways"),
    [
        (0.99987, "jwt", "P2", 2),
        (0.99988, "jwt", "P2", 3),
        (0.9997, "opaque", "P1", 0),
        (0.999776, "opaque", "P2", 2),
        (0.9998, "opaque", "P2", 3),
    ],
)
def test_the_node_that_a_target_is_short_of_is_added(
    advisor: Advisor, target: float, token_format: Any, pattern: str, gateways: int
) -> None:
    """With two gateways 99.9874% of calls with JSON web tokens, 99.9777% with opaque ones."""
    found = advisor.advise(asked(target, traffic=Traffic(token_format=token_format)))
    assert (found.pattern.id, found.sizing.nodes().get("gateway", 0)) == (pattern, gateways)
    assert found.availability.meets_target
    assert not found.conflicts
    assert ("target" in {tier.binding for tier in found.sizing.tiers}) is (gateways == 3)


def test_a_node_for_a_target_is_no_other_recommendation(advisor: Advisor) -> None:
    """Three gateways for the target today; in two years the load and its spare take as many."""
    growing = Traffic(peak_tps=1500, annual_growth=0.5, horizon_months=0)
    plan = advisor.advise(asked(0.99988, traffic=growing)).plan(24)
    first, *_, last = (each.nodes for each in plan.timeline.months)
    assert first == last == {"all-in-one": 2, "gateway": 3}
    assert plan.timeline.events == ()
    assert plan.costs[0].nodes == plan.sizing.total_nodes == 5


@given(
    st.floats(-5, -2).map(lambda power: 1 - 10**power),
    st.sampled_from(["jwt", "opaque"]),
    st.floats(1, 60_000),
    st.floats(0, 2_000),
    st.sampled_from([None, 2]),
)
@settings(max_examples=tries(60), deadline=None)
def test_a_target_gets_the_nodes_that_it_takes_and_no_more(
    advisor: Advisor,
    target: float,
    token_format: Any,
    peak_tps: float,
    tokens: float,
    regions: int | None,
) -> None:
    """One further node less would miss it; a stricter one gets no fewer, whether reached or not."""
    traffic = Traffic(
        peak_tps=peak_tps, token_format=token_format, token_requests_per_second=tokens
    )
    found = advisor.advise(asked(target, traffic=traffic, regions=regions))
    further = dict(found.design.further)
    reached = found.availability
    if reached.meets_target:
        for name, number in further.items():
            fewer = evolve(found.design, further=tuple({**further, name: number - 1}.items()))
            size = sizing(fewer, found.sizing.demand)
            assert not call_availability(size, token_format, target).meets_target
    else:
        fits = found.inference.of(PatternFitness)
        lacking = {each.pattern for each in found.inference.of(Exclusion) if each.capability}
        assert not any(each.meets_target for each in fits if each.pattern not in lacking)
    stricter = advisor.advise(asked((1 + target) / 2, traffic=traffic, regions=regions))
    assert stricter.sizing.total_nodes >= found.sizing.total_nodes
    assert stricter.availability.down <= reached.down * 1.05


def test_one_number_is_said_everywhere(advisor: Advisor) -> None:
    """In the answer, its JSON, its facts and the plan."""
    for stated in (
        asked(0.999, traffic=Traffic(peak_tps=1000)),
        asked(0.9998, redundancy="gateway", isolate_gateway=True),
        asked(0.99989, traffic=Traffic(peak_tps=9000)),
        asked(0.9999, regions=2, traffic=Traffic(peak_tps=3000)),
    ):
        found = advisor.advise(stated)
        said, plan = found.availability, found.plan()
        assert said.to_dict() == found.to_dict()["availability"]
        assert plan.availability[0].availability == said.expected
        assert plan.availability[0].meets(stated.availability.target or 0) is said.meets_target
        for text in (found.to_text(width=10_000), found.to_markdown()):
            assert said.sentence in text
        words = plan.to_text(width=10_000)
        assert f" {said.said} " in words
        assert f" {said.said_at_full_load or said.said} " in words
        if said.at_full_load is not None:
            assert plan.availability[1].availability == pytest.approx(said.at_full_load)


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
