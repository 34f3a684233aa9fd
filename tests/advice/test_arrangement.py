"""Pattern and layout over regions are chosen together, as trying every pair finds."""

from __future__ import annotations

from itertools import product

import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings
from random_requirements import requirements as random_requirements

from wso2_strategy import (
    Advisor,
    Availability,
    Compliance,
    Constraints,
    Demand,
    Exclusion,
    LayoutFitness,
    LayoutNeed,
    Need,
    PatternFitness,
    Recommendation,
    Requirements,
    Traffic,
)
from wso2_strategy.domain.catalog import Pattern
from wso2_strategy.models.sizing.node_sizes import sizing

OF_DATA_PLANES = {"independent-gateway", "independent-traffic-manager"}

Pair = tuple[Pattern, Pattern | None]


def is_enough(answer: Recommendation, pattern: Pattern, layout: Pattern | None) -> bool:
    """Whether a pair provides every need and misses neither load nor target."""
    found = answer.inference
    name = layout.id if layout else None
    needs = {need.capability for need in found.of(Need)}
    if layout and layout.id == "MDC2":
        needs |= OF_DATA_PLANES
    needs |= {each.capability for each in found.of(LayoutNeed) if each.layout == name}
    if not needs <= pattern.provides | (layout.provides if layout else frozenset()):
        return False
    fits = [*found.of(LayoutFitness)] if layout else [*found.of(PatternFitness)]
    own = [e for e in fits if (e.pattern, getattr(e, "layout", None)) == (pattern.id, name)]
    missed = any(each.carries_load is False or each.meets_target is False for each in own)
    asked = found.of(Exclusion)
    unasked = any(e.pattern == pattern.id and "no WSO2" in (e.limit or "") for e in asked)
    return not missed and not unasked


def nodes_of(answer: Recommendation, pattern: Pattern, layout: Pattern | None) -> int:
    load = next(iter(answer.inference.of(Demand)), None)
    design = evolve(answer.design, pattern=pattern, layout=layout, further=())
    return sizing(design, load, answer.assumptions).total_nodes


@settings(max_examples=tries(150))
@given(random_requirements)
def test_the_simplest_sufficient_pair_with_the_fewest_nodes_is_chosen(
    advisor: Advisor, stated: Requirements
) -> None:
    """Of all pairs that are enough; one that is within the limit on nodes is not passed over."""
    answer = advisor.advise(stated)
    catalog = answer.knowledge.catalog
    layouts = catalog.arrangements("regions") if answer.region_layout else (None,)
    pairs = [
        pair
        for pair in product(catalog.arrangements("pattern"), layouts)
        if is_enough(answer, *pair)
    ]
    if not pairs:
        return
    within = [
        pair
        for pair in pairs
        if nodes_of(answer, *pair) <= (stated.constraints.max_nodes or float("inf"))
    ]

    def drawbacks(pair: Pair) -> tuple[int, int]:
        return sum(each.complexity for each in pair if each), nodes_of(answer, *pair)

    chosen = answer.pattern, answer.region_layout
    assert chosen in (within or pairs)
    # Two may be as good: P3 over MDC1 and P4 over MDC2 can take the same number of nodes.
    assert drawbacks(chosen) == min(map(drawbacks, within or pairs))


@pytest.mark.parametrize("peak_tps", [1, 300, 1000])
def test_a_pair_in_each_of_two_regions_takes_four_nodes(advisor: Advisor, peak_tps: float) -> None:
    """P1 over MDC1 (1 + 8) is simpler than P3 over MDC2 (5 + 7)."""
    stated = Requirements(
        traffic=Traffic(peak_tps=peak_tps),
        availability=Availability(regions=2),
        constraints=Constraints(max_nodes=4),
    )
    answer = advisor.advise(stated)
    assert answer.region_layout is not None
    assert (answer.pattern.id, answer.region_layout.id) == ("P1", "MDC1")
    assert answer.sizing.total_nodes == 4
    assert answer.conflicts == ()
    assert {each.verdict for each in answer.alternatives} == {"lacks"}


@pytest.mark.parametrize(
    ("peak_tps", "pattern", "layout"),
    [(1000, "P1", "MDC1"), (1000.5, "P2", "MDC1"), (10_000, "P2", "MDC1"), (10_001, "P3", "MDC2")],
)
def test_a_load_that_needs_traffic_managers_speaks_for_one_control_plane(
    advisor: Advisor, peak_tps: float, pattern: str, layout: str
) -> None:
    """P3 over MDC2 (12) is simpler than P3 over MDC1 (13), and P2 over MDC1 (11) than both.

    Each of the two regions has half of the load, and nodes for all of it.
    """
    stated = Requirements(traffic=Traffic(peak_tps=peak_tps), availability=Availability(regions=2))
    answer = advisor.advise(stated)
    assert answer.region_layout is not None
    assert (answer.pattern.id, answer.region_layout.id) == (pattern, layout)


def test_only_patterns_that_can_be_laid_over_the_regions_are_compared(advisor: Advisor) -> None:
    """Regional data planes need gateways and Traffic Managers of their own."""
    stated = Requirements(availability=Availability(region_mode="central-control-plane"))
    plan = advisor.advise(stated).plan()
    assert {each.pattern for each in plan.costs} == {"P3", "P4"}


@pytest.mark.parametrize("target", [0.99999, 0.9999999])
def test_a_target_that_is_missed_is_one_conflict(advisor: Advisor, target: float) -> None:
    """And the answer is the one that comes nearest to it."""
    answer = advisor.advise(Requirements(availability=Availability(target=target)))
    assert [each.id for each in answer.conflicts] == ["target-missed"]
    assert answer.pattern.id == "P2"


@pytest.mark.parametrize(("pattern", "nodes"), [("P6", 4), ("P2", 6), ("P3", 8)])
def test_identity_server_counts_wherever_it_is(advisor: Advisor, pattern: str, nodes: int) -> None:
    """Two of it stand beside the nodes of a redundant pattern, and count for a limit."""
    compliance = Compliance(
        identity_provider="wso2-is",
        isolate_gateway=pattern != "P6",
        isolate_traffic_manager=pattern == "P3",
    )
    for most, conflicts in ((nodes, []), (nodes - 1, ["nodes-over-budget"])):
        stated = Requirements(compliance=compliance, constraints=Constraints(max_nodes=most))
        answer = advisor.advise(stated)
        assert (answer.pattern.id, answer.sizing.total_nodes) == (pattern, nodes)
        assert [each.id for each in answer.conflicts] == conflicts


@pytest.mark.parametrize("regions", [None, 2])
@pytest.mark.parametrize("peak_tps", [None, 450, 9_000])
@pytest.mark.parametrize("target", [0.9999, 0.99999, 0.999999])
def test_no_alternative_is_rejected_for_what_the_answer_does_too(
    advisor: Advisor, target: float, peak_tps: int | None, regions: int | None
) -> None:
    """Where all miss the target, the others are less available or more to operate."""
    stated = Availability(target=target, regions=regions)
    answer = advisor.advise(Requirements(availability=stated, traffic=Traffic(peak_tps=peak_tps)))
    if answer.availability.meets_target:
        return
    reasons = {reason.rule for each in answer.alternatives for reason in each.reasons}
    assert not [rule for rule in reasons if "pattern-misses-target" in rule]
    more = {each.pattern.id: each for each in answer.alternatives if each.verdict == "more"}
    assert "P4" in more
    assert "comes no nearer to what is needed, and is more to operate" in more["P4"].reason


def test_why_not_gives_the_same_verdict_on_what_comes_no_nearer(advisor: Advisor) -> None:
    strict = Requirements(traffic=Traffic(peak_tps=9_000), availability=Availability(target=0.9999))
    answer = advisor.advise(strict).why_not("P4")
    assert answer.verdict == "more"
    assert "P4 comes no nearer to what is needed, and is more to operate" in answer.to_text(
        width=300
    )


@pytest.mark.parametrize(("peak_tps", "pattern"), [(300, "P6"), (2_000, "P2"), (9_000, "P3")])
def test_identity_server_is_the_isolated_key_manager_in_every_pattern(
    advisor: Advisor, peak_tps: int, pattern: str
) -> None:
    """Isolation of the Key Manager changes neither pattern nor nodes where IS issues the tokens."""
    issuer = Requirements(
        traffic=Traffic(peak_tps=peak_tps), compliance=Compliance(identity_provider="wso2-is")
    )
    isolated = evolve(issuer, compliance=evolve(issuer.compliance, isolate_key_manager=True))
    without, answer = advisor.advise(issuer), advisor.advise(isolated)
    assert answer.decision == without.decision
    assert answer.sizing.nodes() == without.sizing.nodes()
    assert answer.pattern.id == pattern
    assert "key-manager" not in answer.sizing.nodes()
    assert all("the Key Manager inside" not in each.reason for each in answer.alternatives)
