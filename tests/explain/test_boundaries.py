"""Boundaries, robustness and ranges: each confirmed by the advisor on both sides."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import nextafter

import pytest
from attrs import evolve
from depth import tries
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_requirements import requirements as random_requirements

from wso2_strategy import (
    Advisor,
    Availability,
    Recommendation,
    Requirements,
    RequirementsError,
    Traffic,
)
from wso2_strategy.advice.decision import ASPECTS, Decision
from wso2_strategy.domain.facts import RegionMode
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.explain.ranges import ranges
from wso2_strategy.models.availability.flow_availability import availability
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.space.fields import form, with_values
from wso2_strategy.space.threshold import after

Advised = Callable[[str], Recommendation]
FORM = form()


def with_value(advisor: Advisor, requirements: Requirements, path: str, value: object) -> Decision:
    row = with_values(FORM.values_of(requirements), {FORM.field(path).index: value})
    return advisor.advise(FORM.filled(row, requirements)).decision


def is_sensible(path: str, value: float | None) -> bool:
    """Whether a number is small enough to compute a full recommendation quickly."""
    return value is not None and value <= (6 if path == "availability.regions" else 1e9)


def test_in_words(advised: Advised) -> None:
    """Each number has its outcomes, with the present one marked."""
    assert str(advised("startup.yaml").boundaries()).splitlines()[:5] == [
        "How far each number may move",
        "├── peak load, stated: 300 requests/s",
        "│   ├── at most 500 requests/s: P1, as it is now",
        "│   ├── more than 500 and at most 2,500 requests/s: P2",
        "│   └── more than 2,500 requests/s: P3",
    ]


def test_boundaries_are_exact(advised: Advised) -> None:
    """The first number of an outcome is the very next float after the last of the one before."""
    (peak, *_) = advised("retail.yaml").boundaries().fields
    assert peak.boundaries == (nextafter(5000 / 1.25**2 / 1.5, 1e9),)


def test_zones_have_boundaries(advisor: Advisor) -> None:
    """A second zone lets a simpler pattern reach a target, and that is said."""
    availability = Availability(target=0.9999, zones=1, region_mode="active-passive")
    found = advisor.advise(Requirements(availability=availability)).boundaries()
    (zones,) = (each for each in found.fields if each.field.path == "availability.zones")
    assert [(o.span.low, o.span.high, o.decision.pattern) for o in zones.outcomes] == [
        (1, 1, "P2"),
        (2, 6, "P1"),
    ]


@settings(max_examples=tries(60))
@given(random_requirements)
def test_the_advisor_agrees_on_both_sides(advisor: Advisor, requirements: Requirements) -> None:
    """At each boundary the advisor answers differently, and just before it as before."""
    found = advisor.advise(requirements).boundaries(aspects=ASPECTS)
    for each in found.fields:
        for outcome in each.outcomes:
            for value in (outcome.span.low, outcome.span.high):
                if is_sensible(each.field.path, value):
                    decision = with_value(advisor, requirements, each.field.path, value)
                    assert not decision.differences(outcome.decision)


@settings(max_examples=tries(50))
@given(random_requirements, st.data())
def test_no_boundary_is_missed(
    advisor: Advisor, requirements: Requirements, data: st.DataObject
) -> None:
    """Any number between two boundaries gets the answer that is said for it."""
    fields = advisor.advise(requirements).boundaries(aspects=ASPECTS).fields
    assume(fields)
    each = data.draw(st.sampled_from(fields))
    outcome = data.draw(st.sampled_from(each.outcomes))
    low, high = outcome.span.low, outcome.span.high
    assert low is not None
    assert high is not None
    if isinstance(low, int) and isinstance(high, int):
        value: float = data.draw(st.integers(low, high))
    else:
        value = data.draw(st.floats(low, high))
    assume(is_sensible(each.field.path, value))
    decision = with_value(advisor, requirements, each.field.path, value)
    assert not decision.differences(outcome.decision)


def test_aspects_are_chosen(advisor: Advisor) -> None:
    """What counts as a change can be narrowed and widened."""
    requirements = Requirements(
        environment="development", traffic=Traffic(peak_tps=600, annual_growth=0.1)
    )
    found = advisor.advise(requirements)
    (growth,) = [
        each for each in found.boundaries(aspects=["pattern"]).fields if "growth" in each.field.path
    ]
    assert {each.decision.pattern for each in growth.outcomes} == {"P1", "P2", "P3"}
    assert not any(each.matters for each in found.boundaries(aspects=["regions"]).fields)
    with pytest.raises(UnknownNameError) as caught:
        found.boundaries(aspects=["platfrom"])
    assert caught.value.nearest == "platform"


def test_nothing_to_move(advisor: Advisor) -> None:
    """Without numbers there are no boundaries."""
    found = advisor.advise(Requirements()).boundaries()
    assert "No stated number, changed alone, changes the recommendation." in str(found)


def test_robustness_in_words(advised: Advised) -> None:
    """It names what the answer hangs on, nearest first, and what does not matter."""
    assert str(advised("bank.yaml").robustness()).splitlines()[:11] == [
        "How robust the recommendation is",
        "├── The answer depends on",
        "│   ├── environment: production",
        "│   │   └── development, testing or training: P2",
        "│   ├── identity provider: external",
        "│   │   └── none or wso2-is: P2",
        "│   └── decided platform: virtual-machines",
        "│       ├── kubernetes: Kubernetes",
        "│       └── openshift: OpenShift",
        "└── Changed alone, these do not change the pattern or the platform",
        "    └── peak load, payload, transformation of payloads, availability target, failover"
        " without",
    ]


def test_robustness_says_limits_in_few_digits(advised: Advised, advisor: Advisor) -> None:
    """With all of them where that is asked for, or where what is stated is close by."""
    found = advised("startup.yaml").robustness()
    assert "at most 233% a year: P1, as it is now" in str(found)
    assert "at least 99.99%: P2 (which only comes closest; no pattern meets it)" in str(found)
    assert "at most 233.333% a year: P1, as it is now" in found.to_text(complete=True)
    stated = advised("startup.yaml").requirements
    traffic = evolve(stated.traffic, annual_growth=2.333)
    near = advisor.advise(evolve(stated, traffic=traffic)).robustness()
    assert "at most 233.333% a year: P1, as it is now" in str(near)


@settings(max_examples=tries(40))
@given(random_requirements)
def test_robustness_is_what_the_advisor_says(advisor: Advisor, requirements: Requirements) -> None:
    """Each other answer is confirmed; what is said not to matter does not."""
    found = advisor.advise(requirements).robustness()
    for each in found.decisive:
        for outcome in each.others:
            value = outcome.span.nearest(each.stated)
            decision = with_value(advisor, requirements, each.field.path, value)
            assert not decision.differences(outcome.decision, each.aspects)
            assert decision.differences(each.current, each.aspects)
    for each in found.indifferent:
        assert not each.matters


def test_margins(advised: Advised) -> None:
    """How near a boundary is, is said as a share of the number, or of the downtime left."""
    by_path = {
        each["path"]: each for each in advised("startup.yaml").robustness().to_dict()["decisive"]
    }
    assert by_path["traffic.peak_tps"]["margin"] == pytest.approx(2 / 3)
    assert by_path["availability.target"]["margin"] == pytest.approx(0.774, abs=0.001)


def test_ranges_in_words(advised: Advised) -> None:
    """A range has its answers, and which one is likely."""
    found = ranges(
        advised("startup.yaml"),
        advised("startup.yaml").advisor,
        {"traffic.peak_tps": {"low": 0, "likely": 300, "high": 5000}},
    )
    assert str(found) == (
        "What the ranges mean\n"
        "└── peak load: from 0 requests/s to 5,000 requests/s, most likely 300 requests/s\n"
        "    ├── at most 500 requests/s: P1; this has the most likely value\n"
        "    ├── more than 500 and at most 2,500 requests/s: P2\n"
        "    └── more than 2,500 and at most 5,000 requests/s: P3"
    )


@settings(max_examples=tries(40))
@given(random_requirements, st.floats(0, 9000), st.floats(0, 9000), st.floats(0, 9000))
def test_answers_cover_the_range(
    advisor: Advisor, requirements: Requirements, one: float, other: float, third: float
) -> None:
    """Each number of the range has one answer, and one of them is the likely one."""
    low, likely, high = sorted((one, other, third))
    assume(requirements.traffic.average_tps is None)
    recommendation = advisor.advise(requirements)
    (found,) = ranges(
        recommendation,
        recommendation.advisor,
        {"traffic.peak_tps": {"low": low, "likely": likely, "high": high}},
    ).ranges
    first, last = found.parts[0].span, found.parts[-1].span
    assert (first.low, last.high) == (low, high)
    for one_part, next_part in pairwise(found.parts):
        assert one_part.span.high is not None
        assert next_part.span.low == after(one_part.span.high, whole=False)
    assert sum(each["is_likely"] for each in found.to_dict()["answers"]) == 1


def test_answers_over_whole_numbers_begin_with_the_next_one(advised: Advised) -> None:
    """A month belongs to one answer."""
    (found,) = ranges(
        advised("startup.yaml"),
        advised("startup.yaml").advisor,
        {"traffic.horizon_months": {"low": 1, "likely": 12, "high": 40}},
    ).ranges
    assert [(part.span.low, part.span.high) for part in found.parts] == [(1, 20), (21, 40)]
    assert found.range.field.path == "traffic.horizon_months"


def test_wrong_ranges(advised: Advised) -> None:
    """All problems of ranges are told at once."""
    with pytest.raises(RequirementsError) as caught:
        ranges(
            advised("startup.yaml"),
            advised("startup.yaml").advisor,
            {
                "traffic.peak_tps": {"low": 5, "likely": 4, "high": 9},
                "traffic.burst_ratio": {"low": 0, "likely": 4, "high": 9},
                "compliance.isolate_all": {"low": 0, "likely": 1, "high": 1},
                "traffic.annual_growth": {"low": 0},
            },
        )
    assert caught.value.problems == (
        "traffic.peak_tps: 5, 4, 9 is not allowed; allowed: low <= likely <= high",
        "traffic.burst_ratio: 0 is not allowed; allowed: a number >= 1 (times the peak)",
        "compliance.isolate_all: has no range; allowed: fields that are numbers",
        "traffic.annual_growth: {'low': 0} is not allowed; allowed: a mapping with low, likely,"
        " high",
    )
    with pytest.raises(RequirementsError, match=r"at most traffic\.peak_tps, which is 800"):
        ranges(
            advised("retail.yaml"),
            advised("retail.yaml").advisor,
            {"traffic.peak_tps": {"low": 800, "likely": 2000, "high": 6000}},
        )
    with pytest.raises(UnknownNameError):
        ranges(
            advised("startup.yaml"),
            advised("startup.yaml").advisor,
            {"traffic.peak": {"low": 5, "likely": 4, "high": 9}},
        )


def test_a_target_may_hang_on_words(advisor: Advisor) -> None:
    """The format of tokens decides which patterns meet a target, and so the answer."""
    strict = Availability(target="99.985%")
    opaque = advisor.advise(
        Requirements(traffic=Traffic(token_format="opaque"), availability=strict)  # noqa: S106 - a format, no secret
    )
    plain = advisor.advise(Requirements(availability=strict))
    assert opaque.pattern.id != plain.pattern.id
    decisive = {each.field.path for each in opaque.robustness().decisive}
    assert "traffic.token_format" in decisive
    questions = {each.field.path for each in plain.open_questions().questions}
    assert "traffic.token_format" in questions


def test_a_second_region_may_be_worse_than_one() -> None:
    """With a poor balancer in front, two regions are worse than one, and three better again."""
    one = 1 - availability(Design.named("P1")).availability
    advisor = Advisor(assumptions={"global_load_balancer_availability": 1 - one * 1.0001})
    stated = Requirements(
        availability=Availability(target=0.9997739670917001, regions=2, tolerates_downtime=False),
    )
    (regions,) = (
        each
        for each in advisor.advise(stated).boundaries().fields
        if each.field.path == "availability.regions"
    )
    for outcome in regions.outcomes:
        for number in (outcome.span.low, outcome.span.high):
            asked = evolve(stated, availability=evolve(stated.availability, regions=number))
            assert advisor.advise(asked).pattern.id == outcome.decision.pattern
    assert [each.decision.pattern for each in regions.outcomes] == ["P1", "P2", "P1"]


@pytest.mark.parametrize("name", ["two-regions.yaml", "startup.yaml"])
def test_boundaries_of_regions_and_targets_are_exact(advised: Advised, name: str) -> None:
    """On both sides of every boundary the advisor itself decides as is said."""
    known = advised(name).requirements
    stated = evolve(known, availability=evolve(known.availability, regions=3, target=0.9999))
    advisor = advised(name).advisor
    for found in advisor.advise(stated).boundaries(aspects=ASPECTS).fields:
        if found.field.path in ("availability.regions", "availability.target"):
            for outcome in found.outcomes:
                for value in outcome.span.ends:
                    decision = with_value(advisor, stated, found.field.path, value)
                    assert not decision.differences(outcome.decision)


@pytest.mark.parametrize("survives", [None, True])
@pytest.mark.parametrize("mode", [None, "active-active"])
@pytest.mark.parametrize("peak", [1200.0, 1500.3, 12_000.0])
def test_boundaries_of_a_load_that_regions_share_are_exact(
    advisor: Advisor, peak: float, mode: RegionMode | None, *, survives: bool | None
) -> None:
    """Each number of regions, tried one by one, gets the answer that is said for it."""
    over = Availability(regions=2, region_mode=mode, automatic_failover=survives)
    stated = Requirements(traffic=Traffic(peak_tps=peak), availability=over)
    (found,) = (
        each
        for each in advisor.advise(stated).boundaries(aspects=ASPECTS).fields
        if each.field.path == "availability.regions"
    )
    for number in range(2, 15):
        (said,) = (each.decision for each in found.outcomes if number in each.span)
        asked = evolve(stated, availability=evolve(over, regions=number))
        assert not advisor.advise(asked).decision.differences(said)
        outgrown = {"one-node": 500, "pair": 1000}
        share = Fraction(repr(peak)) / (number - 1 if survives else number)
        fired = {each.reason.id for each in advisor.advise(asked).inference.firings}
        for name, limit in outgrown.items():
            assert (f"traffic.outgrows-{name}" in fired) == (share > limit)
