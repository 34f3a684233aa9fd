"""Targets of availability: what meets one, and the design that a target asks for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from depth import tries
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_requirements import requirements as random_requirements

from wso2_strategy import (
    Advisor,
    Availability,
    Compliance,
    Recommendation,
    Requirements,
    Traffic,
)
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.conclusions import Exclusion, Size
from wso2_strategy.domain.tolerance import reaches, rest, within
from wso2_strategy.domain.wording import estimated, percentage
from wso2_strategy.models.availability.call_availability import (
    CallAvailability,
    call_availability,
)
from wso2_strategy.models.fitness import PatternFitness
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import sizing

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
    """Two zones, two regions, further ones or nothing, as asking with each of them finds."""
    stated = asked(target, traffic=Traffic(peak_tps=load))
    zoned = evolve(stated, availability=evolve(stated.availability, zones=2))

    def over(regions: int) -> Recommendation:
        more = evolve(stated.availability, regions=regions, region_mode="active-active")
        return advisor.advise(evolve(stated, availability=more))

    enough = next((each for each in range(2, 9) if over(each).availability.meets_target), None)
    opening = {None: "Neither", 2: "Two regions"}.get(enough, "Further regions")
    if advisor.advise(zoned).availability.meets_target:
        opening = "Nodes over two availability zones"
    found = advisor.advise(stated)
    assert found.availability.meets_target is False
    (told,) = (each.resolution for each in found.conflicts if each.id == "target-missed")
    assert told.startswith(opening)


@settings(max_examples=tries(60))
@given(stated=random_requirements.filter(lambda each: each.availability.target is not None))
def test_two_zones_are_proposed_exactly_where_they_reach_the_target(
    advisor: Advisor, stated: Requirements
) -> None:
    """As asking with two zones finds, wherever nothing but the nodes changes."""
    found = advisor.advise(stated)
    (size,) = found.inference.of(Size)
    if size.meets_target or (stated.availability.zones or 1) > 1:
        assert size.regions_that_reach != 0
        return
    zoned = evolve(stated, availability=evolve(stated.availability, zones=2))
    reached = advisor.advise(zoned)
    by_zones = size.regions_that_reach == 0
    if by_zones or reached.pattern == found.pattern:
        assert reached.availability.meets_target == by_zones


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
