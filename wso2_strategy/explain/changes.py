"""Changes to what is stated, in words and as requirements again."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from wso2_strategy.explain.form import StatedField, Values, with_values
from wso2_strategy.explain.goal import Goal
from wso2_strategy.explain.oracle import Oracle
from wso2_strategy.explain.search import changed_fields
from wso2_strategy.explain.span import Span
from wso2_strategy.explain.wording import said, span_said, words_for
from wso2_strategy.facts import Requirements

_PEAK, _AVERAGE = "traffic.peak_tps", "traffic.average_tps"


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

    def sentence(self, *, complete: bool = False) -> str:
        """Return the change in words; complete, with the file key and exact limits."""
        noun = words_for(self.field).noun
        if complete:
            noun = f"{noun} ({self.field.path})"
        values = span_said(self.span, roughly=not complete)
        if self.before is None:
            return f"{noun}: {values} (not stated now)"
        return f"{noun}: {values} instead of {said(self.field, self.before)}"

    def to_dict(self) -> dict[str, Any]:
        """Return the change as JSON-ready values."""
        found = {
            "path": self.field.path,
            "before": _plain(self.before),
            "after": _plain(self.after),
        }
        if self.field.is_number and self.after is not None:
            return {**found, "low": self.span.low, "high": self.span.high}
        return {**found, "values": [_plain(each) for each in self.span.words]}


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
    """Return how a row that reaches a goal differs from requirements."""
    start = oracle.form.values_of(requirements)
    changes = tuple(
        Change(field, start[index], row[index], _sufficient(oracle, row, field, goal))
        for index in changed_fields(start, row)
        for field in [oracle.form.fields[index]]
    )
    return ChangeSet(changes, oracle.form.filled(row, requirements))


def _sufficient(oracle: Oracle, row: Values, field: StatedField, goal: Goal) -> Span:
    """Return the values of a field that reach the goal beside the others of a row."""
    value = row[field.index]
    if field.path == _PEAK and value is not None:
        # The average follows the peak; on its own it would seem to hold the peak up.
        row = with_values(row, {oracle.form.field(_AVERAGE).index: None})
    spans = oracle.candidates.spans(row, field, oracle.relevant(goal.aspects))
    reaching = [
        span
        for span in spans
        if goal.met(oracle.decide(with_values(row, {field.index: span.nearest(value)})))
    ]
    (own,) = [span for span in reaching if value in span]
    if own.is_absence:
        return own
    if not field.is_number:
        first = [value]
        others = [word for span in reaching if not span.is_absence for word in span.words]
        if field.field.type == "set of text":
            others = []
        return Span(field, words=tuple(dict.fromkeys([*first, *others])))
    return _joined(spans, reaching, own)


def _joined(spans: list[Span], reaching: list[Span], own: Span) -> Span:
    """Return the numbers around a span that reach the goal too, without a gap."""
    low = high = spans.index(own)
    while low > 0 and spans[low - 1] in reaching:
        low -= 1
    while high + 1 < len(spans) and spans[high + 1] in reaching and not spans[high + 1].is_absence:
        high += 1
    return Span(own.field, spans[low].low, spans[high].high)


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
