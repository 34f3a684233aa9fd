"""Smallest changes are sound, minimal and complete, and impossibility is proved."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
from changed_rows import changed
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st
from random_requirements import requirements as random_requirements

from wso2_strategy import (
    Advisor,
    Compliance,
    Constraints,
    Requirements,
    Traffic,
)
from wso2_strategy.advice.decision import ASPECTS
from wso2_strategy.explain.sensitivity.changes import Follows, change_set
from wso2_strategy.space.cells import Span
from wso2_strategy.space.fields import Values, with_values
from wso2_strategy.space.oracle import Oracle
from wso2_strategy.space.search_goal import Goal, Leave, Reach
from wso2_strategy.space.smallest_changes import changed_fields, smallest_changes

PATTERNS = ("P0", "P1", "P2", "P3", "P4", "P5", "P6")
GOALS = (
    *(Reach("pattern", each) for each in PATTERNS),
    Reach("regions", "MDC1"),
    Reach("regions", "MDC2"),
    Reach("platform", "virtual-machines"),
    Reach("platform", "kubernetes"),
    Reach("platform", "openshift"),
)


def met_by_advisor(advisor: Advisor, asked: Oracle, row: Values, goal: Goal) -> bool:
    return goal.met(advisor.advise(asked.form.filled(row, Requirements())).decision)


def is_allowed(asked: Oracle, row: Values) -> bool:
    """Whether the one rule between fields is kept."""
    peak, average = (
        row[asked.form.field(path).index] for path in ("traffic.peak_tps", "traffic.average_tps")
    )
    return peak is None or average is None or average <= peak


@settings(max_examples=tries(50))
@given(random_requirements, st.sampled_from(GOALS))
def test_changes_are_sound_and_minimal(
    advisor: Advisor, asked: Oracle, requirements: Requirements, goal: Goal
) -> None:
    """The advisor agrees with every change, and with no part of one."""
    start = asked.form.values_of(requirements)
    found = smallest_changes(asked, start, goal)
    for row in found.rows[:5]:
        assert met_by_advisor(advisor, asked, row, goal)
        places = changed_fields(start, row)
        for count in range(len(places)):
            for kept in combinations(places, count):
                part = with_values(start, {place: row[place] for place in kept})
                if is_allowed(asked, part):
                    assert not met_by_advisor(advisor, asked, part, goal)


def within(span: Span) -> st.SearchStrategy[Any]:
    """Draw a value of a span."""
    if span.words:
        return st.sampled_from(span.words)
    low, high = span.low, span.high
    return st.integers(low, high) if isinstance(low, int) else st.floats(low, high)  # type: ignore[arg-type]


@settings(max_examples=tries(50))
@given(random_requirements, st.sampled_from(GOALS), st.data())
def test_what_is_said_of_changes_holds_for_all_together(
    asked: Oracle, requirements: Requirements, goal: Goal, data: st.DataObject
) -> None:
    """Wherever in the spans the values are, the goal is reached."""
    start = asked.form.values_of(requirements)
    average = asked.form.field("traffic.average_tps").index
    for row in smallest_changes(asked, start, goal).rows[:3]:
        changes = change_set(asked, requirements, row, goal).changes
        drawn = {
            each.field.index: data.draw(within(each.span))
            for each in changes
            if not isinstance(each, Follows)
        }
        follows = any(isinstance(each, Follows) for each in changes)
        other = with_values(row, {**drawn, average: None} if follows else drawn)
        assert is_allowed(asked, other)
        assert goal.met(asked.decide(other))


@settings(max_examples=tries(100, dear=True))
@given(random_requirements, st.sampled_from(GOALS), st.data())
def test_nothing_smaller_was_missed(
    asked: Oracle, requirements: Requirements, goal: Goal, data: st.DataObject
) -> None:
    """Random changes that reach a goal never change fewer fields than were found."""
    start = asked.form.values_of(requirements)
    found = smallest_changes(asked, start, goal)
    assert found.complete
    size = len(changed_fields(start, found.rows[0])) if found.rows else len(start)
    fields = data.draw(
        st.lists(st.sampled_from(asked.fields(goal.aspects)), min_size=1, max_size=3)
    )
    row = data.draw(changed(start, fields))
    withdrawn = any(
        one is not None and other is None for one, other in zip(start, row, strict=True)
    )
    if is_allowed(asked, row) and goal.met(asked.decide(row)) and not withdrawn:
        assert len(changed_fields(start, row)) >= size


@settings(max_examples=tries(200))
@given(random_requirements, st.sampled_from(GOALS), st.data())
def test_what_is_ruled_out_never_happens(
    asked: Oracle, requirements: Requirements, goal: Goal, data: st.DataObject
) -> None:
    """Where a goal is ruled out with some fields open, no values of these reach it."""
    start = asked.form.values_of(requirements)
    fields = data.draw(st.lists(st.sampled_from(asked.form.fields), max_size=6, unique=True))
    free = sum(1 << each.index for each in fields)
    row = data.draw(changed(start, fields))
    target: Goal = goal
    if data.draw(st.booleans()):
        target = Leave(asked.decide(start), ASPECTS)
    if is_allowed(asked, row) and target.met(asked.decide(row)):
        assert asked.possible(target, start, free)


SMALL: dict[str, tuple[Any, ...]] = {
    "environment": (None, "development", "production"),
    "traffic.peak_tps": (100.0, 800.0, 3000.0, 9000.0),
    "availability.tolerates_downtime": (None, True, False),
    "compliance.isolate_key_manager": (None, True, False),
    "compliance.internet_facing": (None, True, False),
    "compliance.regimes": (None, frozenset({"hipaa"})),
}


@pytest.mark.parametrize("target", PATTERNS)
def test_brute_force_finds_the_same(asked: Oracle, target: str) -> None:
    """On a small space of facts, trying everything finds changes of exactly the same sizes."""
    fields = [asked.form.field(path) for path in SMALL]
    goal = Reach("pattern", target)
    empty = asked.form.values_of(Requirements())
    rows = [
        with_values(empty, dict(zip((each.index for each in fields), values, strict=True)))
        for values in product(*SMALL.values())
    ]
    reaching = [row for row in rows if goal.met(asked.decide(row))]
    for start in rows[::7]:
        found = smallest_changes(asked, start, goal, fields=fields)
        sizes = [
            len(changed_fields(start, row)) for row in reaching if not _withdraws(start, row)
        ] or [len(changed_fields(start, row)) for row in reaching]
        assert bool(found.rows) == bool(sizes)
        if sizes:
            assert len(changed_fields(start, found.rows[0])) == min(sizes)


def _withdraws(start: Values, row: Values) -> bool:
    return any(one is not None and other is None for one, other in zip(start, row, strict=True))


def test_every_smallest_set_of_fields_is_found(asked: Oracle) -> None:
    """All ways with the fewest changes are listed, changed statements first."""
    start = asked.form.values_of(
        Requirements(traffic=Traffic(peak_tps=800), compliance=Compliance(isolate_all=False))
    )
    found = smallest_changes(asked, start, Reach("pattern", "P4"))
    paths = [
        [asked.form.fields[place].path for place in changed_fields(start, row)]
        for row in found.rows
    ]
    assert paths == [
        ["compliance.isolate_all"],
        ["compliance.identity_provider"],
        ["primary_requirement"],
    ]


def test_a_statement_is_withdrawn_only_where_nothing_else_helps(asked: Oracle) -> None:
    """A decided platform is changed, not withdrawn; withdrawing is the last resort."""
    start = asked.form.values_of(Requirements(constraints=Constraints(platform="openshift")))
    (row, *_) = smallest_changes(asked, start, Reach("platform", "kubernetes")).rows
    assert row[asked.form.field("constraints.platform").index] == "kubernetes"
    platform = asked.form.field("constraints.platform")
    other = smallest_changes(
        asked, start, Leave(asked.decide(start), ("platform",)), fields=[platform]
    )
    assert None not in [each[platform.index] for each in other.rows]


@settings(max_examples=tries(50))
@given(random_requirements)
def test_a_limit_on_nodes_is_broken_by_the_fewest_alone(
    advisor: Advisor, asked: Oracle, requirements: Requirements
) -> None:
    """No answer has fewer nodes than those by which its pattern and layout break a limit."""
    answer = advisor.advise(requirements)
    limit = asked.form.field("constraints.max_nodes").index
    start = asked.form.values_of(requirements)
    row = with_values(start, {limit: answer.sizing.total_nodes})
    for aspect in ("pattern", "regions"):
        goal = Reach(aspect, getattr(answer.decision, aspect), frozenset())
        assert not asked.node_limit.is_broken(goal, row)


def test_a_limit_that_is_broken_is_withdrawn(asked: Oracle) -> None:
    """P4 takes four nodes at least, so a limit of three goes, with what asks for P4."""
    start = asked.form.values_of(Requirements(constraints=Constraints(max_nodes=3)))
    goal = Reach("pattern", "P4", frozenset())
    assert asked.node_limit.is_broken(goal, start)
    found = smallest_changes(asked, start, goal)
    limit = asked.form.field("constraints.max_nodes").index
    assert found.rows
    assert all(row[limit] is None and len(changed_fields(start, row)) == 2 for row in found.rows)
    assert not found.complete  # a larger limit would do too


def test_the_average_follows_the_peak(asked: Oracle) -> None:
    """A peak below the stated average lowers the average too, as a change of its own."""
    requirements = Requirements(
        traffic=Traffic(peak_tps=9000, average_tps=3000),
        compliance=Compliance(data_residency=True),  # so that several regions are no way out
    )
    start = asked.form.values_of(requirements)
    (row, *_) = smallest_changes(asked, start, Reach("pattern", "P1", frozenset())).rows
    paths = [asked.form.fields[place].path for place in changed_fields(start, row)]
    assert paths == ["traffic.peak_tps", "traffic.average_tps"]
    assert is_allowed(asked, row)


def test_impossible_goals_are_proved_so(asked: Oracle) -> None:
    """With the isolation of everything kept, no change of the load leads to a small pattern."""
    start = asked.form.values_of(Requirements(compliance=Compliance(isolate_all=True)))
    fields = [each for each in asked.form.fields if each.fact_class is Traffic]
    found = smallest_changes(asked, start, Reach("pattern", "P1"), fields=fields)
    assert (found.rows, found.complete) == ((), True)


def test_a_first_change_may_have_to_go_further_than_it_would_alone(asked: Oracle) -> None:
    """Growth must fall below where a pair would carry the load, if there were no spikes left."""
    requirements = Requirements(
        traffic=Traffic(peak_tps=700, annual_growth=1.0, horizon_months=12, burst_ratio=3),
    )
    start = asked.form.values_of(requirements)
    paths = ("traffic.annual_growth", "traffic.burst_ratio")
    found = smallest_changes(
        asked, start, Reach("pattern", "P1"), fields=[asked.form.field(each) for each in paths]
    )
    assert found.complete
    (row,) = found.rows
    way = change_set(asked, requirements, row, Reach("pattern", "P1"))
    spikes, growth = way.changes
    assert spikes.sentence() == (
        "size of sudden spikes: at most 1.42 times the peak instead of 3 times the peak"
    )
    assert growth.sentence().endswith(" a year instead of 100% a year")
