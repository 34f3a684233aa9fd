"""How available the uses of each pattern are, from the flows through its topology."""

import math
import time
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.domain.facts import Availability, Constraints, Requirements, Traffic
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.models.availability import flow_structure
from wso2_strategy.models.availability.call_availability import call_uses
from wso2_strategy.models.availability.flow_availability import availability
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.fitness import fitness
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_groups import NodeGroup
from wso2_strategy.models.sizing.node_sizes import sizing

PATTERNS = [pattern.id for pattern in CATALOG.arrangements("pattern")]
NODE, BALANCER, SITE = 0.995, 0.999, 0.9999
STANDBY_DATABASE, SINGLE_DATABASE = 0.9999, 0.999
OPAQUE = Use(token_format="opaque")  # noqa: S106
REMEMBERED = 1 - math.exp(-15 / 60)


def pair(share: float) -> float:
    return 1 - (1 - share) ** 2


def of(pattern: str, redundancy: Any = "all", use: Use | None = None, **where: Any) -> float:
    return availability(Design.named(pattern, redundancy, **where), use=use or Use()).availability


# By hand.


def test_a_single_node_has_everything_in_series() -> None:
    """Site, load balancer, node and database: 99.29 %, or 62 hours a year."""
    by_hand = SITE * BALANCER * NODE * SINGLE_DATABASE
    assert of("P0", "none") == pytest.approx(by_hand)
    assert availability(Design.named("P0")).minutes_per_year == pytest.approx(3726, abs=1)


def test_a_redundant_pair_hangs_on_its_database() -> None:
    """The nodes of P1 need it for every call."""
    by_hand = SITE * pair(BALANCER) * pair(NODE) * STANDBY_DATABASE
    assert of("P1") == pytest.approx(by_hand)


@pytest.mark.parametrize("pattern", ["P2", "P3", "P4", "P5"])
def test_a_gateway_serves_json_web_tokens_alone(pattern: str) -> None:
    """Without control plane, Key Manager, Traffic Manager and database."""
    assert of(pattern) == pytest.approx(SITE * pair(BALANCER) * pair(NODE))
    assert of(pattern, "none") == pytest.approx(SITE * BALANCER * NODE)


@pytest.mark.parametrize("pattern", ["P2", "P3", "P4", "P5"])
def test_an_opaque_token_needs_its_issuer_unless_it_is_remembered(pattern: str) -> None:
    """Fifteen minutes of memory outlast 22 % of an outage that takes an hour on average."""
    issuer = pair(NODE) * STANDBY_DATABASE
    by_hand = SITE * pair(BALANCER) * pair(NODE) * (1 - (1 - issuer) * (1 - REMEMBERED))
    assert of(pattern, use=OPAQUE) == pytest.approx(by_hand)


def test_regions_stand_in_for_each_other() -> None:
    """Two complete regions behind a global load balancer."""
    region = SITE * pair(BALANCER) * pair(NODE)
    by_hand = 0.99999 * (1 - (1 - region) ** 2)
    assert of("P3", regions=2, layout="MDC1") == pytest.approx(by_hand)
    assert of("P3", regions=2, layout="MDC2") == pytest.approx(by_hand)


@pytest.mark.parametrize("layout", ["MDC1", "MDC2"])
@pytest.mark.parametrize("use", [Use(), OPAQUE, Use(regions=3), Use("token"), Use("publish")])
def test_many_regions_are_as_if_each_were_drawn(
    monkeypatch: pytest.MonkeyPatch, layout: str, use: Use
) -> None:
    """Regions beyond the third are taken to be like it."""
    for pattern, regions in product(PATTERNS, (3, 4, 7)):
        design = Design.named(pattern, regions=regions, layout=layout)
        structure = flow_structure.flow_structure(design, ASSUMPTIONS, use)
        with monkeypatch.context() as patched:
            patched.setattr(flow_structure, "_DRAWN_REGIONS", 100)
            drawn = flow_structure.flow_structure(design, ASSUMPTIONS, use)
        assert structure == drawn


def test_a_hundred_regions_take_no_time() -> None:
    """A hundred regions that each carry all: the global balancer alone remains."""
    started = time.process_time()
    found = of("P3", regions=100, layout="MDC1")
    assert time.process_time() - started < 1
    assert found == pytest.approx(1 - 1e-5)


def test_regions_with_one_key_manager_hang_on_it_for_opaque_tokens() -> None:
    """Autonomous regions do not; data planes ask the main region."""
    autonomous = of("P4", use=OPAQUE, regions=2, layout="MDC1")
    central = of("P4", use=OPAQUE, regions=2, layout="MDC2")
    assert central < autonomous
    assert central < 1 - (1 - SITE * pair(NODE) * STANDBY_DATABASE) * (1 - REMEMBERED)


def test_call_uses_more_nodes_must_work() -> None:
    """9,000 requests/s need four gateways of five."""
    size = sizing(Design.named("P3", "all"), demand(Requirements(traffic=Traffic(peak_tps=9000))))
    _, use = call_uses(size, "jwt")
    assert dict(use.nodes)["gateway"] == 5
    assert use.groups == (("gateway", (NodeGroup(1, 5, 4),)),)
    four_of_five = NODE**5 + 5 * NODE**4 * (1 - NODE)
    full = availability(size.design, use=use)
    assert full.availability == pytest.approx(SITE * pair(BALANCER) * four_of_five)
    assert full.use.name == "api-call at full load"
    assert full.importances[0].block == "gateway"


def test_opaque_tokens_of_a_sub_region_are_checked_through_the_balancer_of_the_main_one() -> None:
    """Every state of eight things that fail: the second region needs three of the first."""
    downs = {
        "site 1": 1 - SITE,
        "balancer 1": (1 - BALANCER) ** 2,
        "gateway 1": (1 - NODE) ** 2,
        "issuer": 1 - pair(NODE) * STANDBY_DATABASE,
        "memory": 1 - REMEMBERED,
        "site 2": 1 - SITE,
        "balancer 2": (1 - BALANCER) ** 2,
        "gateway 2": (1 - NODE) ** 2,
    }
    works = 0.0
    for states in product([True, False], repeat=len(downs)):
        up = dict(zip(downs, states, strict=True))
        checked = up["memory"] or (up["site 1"] and up["issuer"])
        first = up["site 1"] and up["balancer 1"] and up["gateway 1"] and checked
        checked = up["memory"] or (up["site 1"] and up["balancer 1"] and up["issuer"])
        second = up["site 2"] and up["balancer 2"] and up["gateway 2"] and checked
        if first or second:
            works += math.prod(1 - downs[name] if up[name] else downs[name] for name in downs)
    found = of("P3", use=OPAQUE, regions=2, layout="MDC2")
    assert found == pytest.approx(0.99999 * works, abs=1e-14)


def test_tokens_of_an_identity_server_need_its_own_database() -> None:
    """P6 issues none while the store of WSO2 IS is down, and calls with opaque tokens feel it."""
    entry = SITE * pair(BALANCER)
    issued = of("P6", use=Use("token"))
    assert issued == pytest.approx(entry * pair(NODE) * STANDBY_DATABASE, abs=1e-15)
    alone = of("P6", "none", Use("token"))
    assert alone == pytest.approx(SITE * BALANCER * NODE * 0.999, abs=1e-15)
    checked = 1 - (1 - REMEMBERED) * (1 - pair(NODE) * STANDBY_DATABASE)
    assert of("P6", use=OPAQUE) == pytest.approx(
        entry * pair(NODE) * STANDBY_DATABASE * checked, abs=1e-14
    )


def test_the_costliest_tier_comes_first() -> None:
    """The database of P1 costs as much as its site, 53 minutes a year, then come the nodes."""
    found = availability(Design.named("P1")).importances
    assert [each.block for each in found] == ["database", "site", "all-in-one", "load-balancer"]
    assert found[0].minutes_per_year == pytest.approx(52.5, abs=0.1)
    saved = ASSUMPTIONS.assume({"database_availability": 1.0})
    better = availability(Design.named("P1"), saved)
    now = availability(Design.named("P1"))
    gained = now.minutes_per_year - better.minutes_per_year
    assert gained == pytest.approx(found[0].minutes_per_year)


def test_a_target_is_met_if_it_is_reached() -> None:
    """99.97 % by P1, 99.98 % not."""
    found = availability(Design.named("P1"))
    assert found.meets(0.9997)
    assert not found.meets(0.9998)
    assert found.nines == pytest.approx(3.646, abs=1e-3)


def test_an_unknown_flow_is_refused() -> None:
    """With the known ones."""
    with pytest.raises(UnknownNameError, match="unknown flow 'api-cal'"):
        availability(Design.named("P3"), use=Use("api-cal"))


def test_every_flow_of_every_pattern_has_an_availability() -> None:
    """Between nothing and all, and JSON-ready."""
    for pattern in PATTERNS:
        for flow in ("api-call", "token", "publish", "subscribe", "rate-limit"):
            found = availability(Design.named(pattern, "all"), use=Use(flow)).to_dict()
            assert 0.99 < found["availability"] < 1
            assert found["nines"] > 2


# What never happens.

SHARES = st.floats(0.9, 1.0)


@given(
    st.sampled_from(PATTERNS),
    st.sampled_from(["jwt", "opaque"]),
    st.fixed_dictionaries(
        {
            "node_availability": SHARES,
            "load_balancer_node_availability": SHARES,
            "site_availability": SHARES,
            "token_cache_minutes": st.floats(0, 100),
            "all_in_one_database_share": st.floats(0, 1),
            "common_cause_share": st.floats(0, 1),
            "planned_restart_minutes_per_year": st.floats(0, 600),
            "failover_detection_seconds": st.floats(0, 60),
        }
    ),
)
def test_redundancy_never_makes_a_design_less_available(
    pattern: str, token_format: Any, values: dict[str, float]
) -> None:
    """None, gateway, all: each at least as available as the one before."""
    mine = ASSUMPTIONS.assume(values)
    found = [
        availability(Design.named(pattern, redundancy), mine, Use(token_format=token_format))
        for redundancy in ("none", "gateway", "all")
    ]
    downs = [each.unavailability for each in found]
    assert downs == sorted(downs, reverse=True)


@given(st.sampled_from(PATTERNS), st.integers(2, 6), st.sampled_from(["MDC1", "MDC2"]))
def test_a_further_region_never_makes_calls_less_available(
    pattern: str, regions: int, layout: str
) -> None:
    """With JSON web tokens every region serves alone."""
    fewer, more = (
        availability(Design.named(pattern, "all", regions=count, layout=layout)).unavailability
        for count in (regions, regions + 1)
    )
    assert more <= fewer


# The facts for the rules.


def test_without_a_load_or_a_target_a_pattern_fits_by_its_nodes_only() -> None:
    """What is not stated is not judged."""
    for fit in fitness(Requirements()):
        assert fit.carries_load is None
        assert fit.meets_target is None
        assert fit.availability is None
        assert fit.fits_max_nodes is None
        pattern = CATALOG.pattern(fit.pattern)
        assert fit.nodes == sum(pattern.nodes("none").values())
        assert fit.redundant_nodes == sum(pattern.nodes("all").values())


@pytest.mark.parametrize(
    ("tps", "carrying"),
    [
        (500, {"P0", "P1", "P2", "P3", "P4", "P5", "P6"}),
        (1000, {"P1", "P2", "P3", "P4", "P5", "P6"}),
        (1001, {"P2", "P3", "P4", "P5"}),
        (20_001, {"P3", "P4"}),
    ],
)
def test_patterns_drop_out_as_the_load_grows(tps: float, carrying: set[str]) -> None:
    """At the documented figures for one node, for two, and for one Traffic Manager."""
    requirements = Requirements(traffic=Traffic(peak_tps=tps))
    found = fitness(requirements, demand(requirements))
    assert {fit.pattern for fit in found if fit.carries_load} == carrying


def test_a_limit_on_nodes_is_judged_with_and_without_redundancy() -> None:
    """Four nodes are enough for P2 with redundancy, not for P3."""
    found = {
        fit.pattern: (fit.fits_max_nodes, fit.fits_max_nodes_redundant)
        for fit in fitness(Requirements(constraints=Constraints(max_nodes=4)))
    }
    assert found["P2"] == (True, True)
    assert found["P3"] == (True, False)
    assert found["P4"] == (True, False)


@given(st.floats(0.5, 0.9999999), st.floats(0.5, 0.9999999))
def test_a_higher_target_is_never_easier_to_meet(one: float, other: float) -> None:
    """Whatever meets the higher target meets the lower one."""
    low, high = sorted((one, other))
    easy, hard = (fitness(Requirements(availability=Availability(target=t))) for t in (low, high))
    for lenient, strict in zip(easy, hard, strict=True):
        assert lenient.meets_target or not strict.meets_target
        assert lenient.meets_target_without_redundancy or not strict.meets_target_without_redundancy
        assert strict.meets_target or not strict.meets_target_without_redundancy


def test_an_unreachable_target_is_said_with_what_the_best_design_reaches() -> None:
    """Seven nines: no design of one region, nor of three."""
    for regions in (1, 3):
        wanted = Requirements(availability=Availability(target=0.9999999, regions=regions))
        found = fitness(wanted)
        assert not any(fit.meets_target for fit in found)
        best = max(fit.availability or 0 for fit in found)
        assert best == pytest.approx(0.9999 if regions == 1 else 0.99999, abs=1e-5)


def test_fitness_counts_the_stated_regions() -> None:
    """Complete regions, or data planes under one control plane."""
    several = Availability(regions=3, region_mode="central-control-plane")
    by_pattern = {fit.pattern: fit for fit in fitness(Requirements(availability=several))}
    assert by_pattern["P3"].redundant_nodes == 6 + 2 * 4
    autonomous = Requirements(availability=Availability(regions=3))
    by_pattern = {fit.pattern: fit for fit in fitness(autonomous)}
    assert by_pattern["P3"].redundant_nodes == 3 * 6


def test_an_absurd_load_still_gives_facts_that_every_engine_can_hold() -> None:
    """Counts stop at 2^53."""
    huge = Requirements(traffic=Traffic(peak_tps=1e12, annual_growth=10.0, horizon_months=120))
    for fit in fitness(huge, demand(huge)):
        assert fit.nodes <= 2**53
        assert fit.redundant_nodes <= 2**53
