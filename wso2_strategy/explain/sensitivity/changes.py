"""Changes to what is stated, in words and as requirements again.

What is said of several changes holds for all their values together, not only for
each beside one value of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any

from attrs import frozen

from wso2_strategy.document.json_values import json_ready
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.domain.wording import said
from wso2_strategy.explain.sensitivity.span_wording import noun_of, span_said
from wso2_strategy.space.cells import Span
from wso2_strategy.space.fields import StatedField, Values, with_values
from wso2_strategy.space.oracle import Oracle
from wso2_strategy.space.search_goal import Goal
from wso2_strategy.space.smallest_changes import changed_fields
from wso2_strategy.space.threshold import before, first_true

_PEAK, _AVERAGE = "traffic.peak_tps", "traffic.average_tps"

_MOST_CORNERS = 256


@frozen
class Change:
    """One field that would be stated differently.

    Attributes:
        field: The field.
        before: What is stated; None for nothing.
        after: The value nearest to that which will do; None where the statement is withdrawn.
        span: All values that will do, next to each other for numbers.
    """

    field: StatedField
    before: Any
    after: Any
    span: Span

    def statement(self, *, complete: bool = False) -> str:
        """Return what would be stated; complete, with the file key and exact limits."""
        values = span_said(self.span, roughly=not complete)
        return f"{noun_of(self.field, complete=complete)}: {values}"

    def sentence(self, *, complete: bool = False) -> str:
        """Return what would be stated, and what is stated now."""
        would = self.statement(complete=complete)
        if self.before is None:
            return f"{would} (not stated now)"
        return f"{would} instead of {said(self.field.kind, self.before)}"

    def to_dict(self) -> dict[str, Any]:
        """Return the change as JSON-ready values."""
        stated = {"before": json_ready(self.before), "after": json_ready(self.after)}
        return {"path": self.field.path, **stated, **self.span.to_dict()}


@frozen
class Follows(Change):
    """A change that is only needed because the average load cannot be above the peak load."""

    def sentence(self, *, complete: bool = False) -> str:
        """Return the change in words."""
        noun = noun_of(self.field, complete=complete)
        return f"{noun}: not above the peak load, instead of {said(self.field.kind, self.before)}"


@frozen
class ChangeSet:
    """Changes that work together; without any one of them they do not.

    Attributes:
        changes: The changes, in the order of a requirements file.
        requirements: The requirements with all of them.
    """

    changes: tuple[Change, ...]
    requirements: Requirements

    def to_dict(self) -> list[dict[str, Any]]:
        """Return the changes as JSON-ready values."""
        return [each.to_dict() for each in self.changes]


def change_set(oracle: Oracle, requirements: Requirements, row: Values, goal: Goal) -> ChangeSet:
    """Return how a row that reaches a goal differs from requirements, the nearest such row."""
    start = oracle.form.values_of(requirements)
    fields = [oracle.form.fields[index] for index in changed_fields(start, row)]
    row = _nearest(oracle, start, row, fields, goal)
    average = oracle.form.field(_AVERAGE)
    follower = average if {_PEAK, _AVERAGE} <= {each.path for each in fields} else None
    free = [each for each in fields if each is not follower]
    spans = {each: _sufficient(oracle, row, each, goal, follower) for each in free}
    if not _hold_together(oracle, row, goal, spans, follower):
        spans = _narrowed(oracle, row, goal, free, follower)
    changes = tuple(
        Change(each, start[each.index], row[each.index], spans[each])
        if each in spans
        else Follows(each, start[each.index], row[each.index], Span(each, 0.0, row[each.index]))
        for each in fields
    )
    return ChangeSet(changes, oracle.form.filled(row, requirements))


def _nearest(
    oracle: Oracle, start: Values, row: Values, fields: list[StatedField], goal: Goal
) -> Values:
    """Move numbers that a search took to their ends back towards what is stated."""
    for each in fields:
        if each.is_number and row[each.index] in oracle.candidates.range_of(row, each):
            span = _sufficient(oracle, row, each, goal, None)
            moved = with_values(row, {each.index: span.nearest(start[each.index])})
            # Where a pack's code decides, a span is not known to have one answer.
            row = moved if oracle.reaches(goal, moved) else row
    return row


def _sufficient(
    oracle: Oracle, row: Values, field: StatedField, goal: Goal, follower: StatedField | None
) -> Span:
    """Return the values of a field that reach the goal beside the others of a row."""
    value = row[field.index]
    if follower is not None and field.path == _PEAK and value is not None:
        row = with_values(row, {follower.index: None})
    spans = oracle.candidates.spans(row, field, oracle.relevant_for(goal))
    reaching = [
        span
        for span in spans
        if oracle.reaches(goal, with_values(row, {field.index: span.nearest(value)}))
    ]
    (own,) = [span for span in reaching if value in span]
    if own.is_absence:
        return own
    if not field.is_number:
        first = [value]
        others = [
            word
            for span in reaching
            if not span.is_absence
            for word in span.words
            if not oracle.unwanted(goal, with_values(row, {field.index: word}))
        ]
        if field.field.type == "set of text":
            others = []
        return Span(field, words=tuple(dict.fromkeys([*first, *others])))
    return _joined(spans, reaching, own)


def _hold_together(
    oracle: Oracle,
    row: Values,
    goal: Goal,
    spans: Mapping[StatedField, Span],
    follower: StatedField | None,
) -> bool:
    """Return whether the goal is reached wherever in the spans the values are.

    It is asked at all corners: what decides changes once as a number grows.
    """
    return all(
        oracle.reaches(goal, corner)
        for corner in islice(_corners(row, spans, follower), _MOST_CORNERS)
    )


def _corners(
    row: Values, spans: Mapping[StatedField, Span], follower: StatedField | None
) -> Iterator[Values]:
    for values in product(*(each.ends for each in spans.values())):
        corner = with_values(
            row, {each.index: value for each, value in zip(spans, values, strict=True)}
        )
        yield with_values(corner, {follower.index: None}) if follower is not None else corner


def _narrowed(
    oracle: Oracle,
    row: Values,
    goal: Goal,
    fields: list[StatedField],
    follower: StatedField | None,
) -> dict[StatedField, Span]:
    """Return spans that hold together: each with all of the values of those before it."""
    spans: dict[StatedField, Span] = {}
    for each in fields:
        found = [
            _sufficient(oracle, corner, each, goal, follower)
            for corner in islice(_corners(row, spans, None), _MOST_CORNERS)
        ]
        spans[each] = _common(found, row[each.index])
        if not _hold_together(oracle, row, goal, spans, follower):
            spans[each] = _held(oracle, row, goal, spans, each, follower)
    return spans


def _held(
    oracle: Oracle,
    row: Values,
    goal: Goal,
    spans: Mapping[StatedField, Span],
    field: StatedField,
    follower: StatedField | None,
) -> Span:
    """Return as much of a span around a value as holds together with the spans before it.

    A span has one decision, and further along it a limit on nodes may be broken.
    """
    span, value = spans[field], row[field.index]
    if not field.is_number or value is None or span.low is None or span.high is None:
        return _exactly(field, value)

    def holds(low: float, high: float) -> bool:
        tried = {**spans, field: Span(field, low, high)}
        return _hold_together(oracle, row, goal, tried, follower)

    whole = field.is_whole
    low = first_true(lambda number: holds(number, value), span.low, value, whole=whole)
    over = first_true(lambda number: not holds(value, number), value, span.high, whole=whole)
    high = span.high if over is None else before(over, whole=whole)
    return _exactly(field, value) if low is None or high < value else Span(field, low, high)


def _common(spans: list[Span], value: Any) -> Span:
    """Return the values that are in all of some spans, a given one first."""
    first = spans[0]
    if first.words:
        shared = [each for each in first.words if all(each in span for span in spans)]
        return Span(first.field, words=tuple(dict.fromkeys([value, *shared])))
    lows = [each.low for each in spans if each.low is not None]
    highs = [each.high for each in spans if each.high is not None]
    return Span(first.field, max(lows), min(highs))


def _exactly(field: StatedField, value: Any) -> Span:
    if field.is_number and value is not None:
        return Span(field, value, value)
    return Span(field, words=(value,))


def _joined(spans: list[Span], reaching: list[Span], own: Span) -> Span:
    """Return the numbers around a span that reach the goal too, without a gap."""
    low = high = spans.index(own)
    while low > 0 and spans[low - 1] in reaching:
        low -= 1
    while high + 1 < len(spans) and spans[high + 1] in reaching and not spans[high + 1].is_absence:
        high += 1
    return Span(own.field, spans[low].low, spans[high].high)
