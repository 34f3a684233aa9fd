"""Numbers that are only known to lie in a range: which answer for which part of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from wso2_strategy.advice.decision import ANSWER, Aspect, check_aspects
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line, Tree
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import JsonKeys, json_record, same
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.domain.wording import said
from wso2_strategy.errors import RequirementsError
from wso2_strategy.explain.sensitivity.field_outcomes import (
    DecidedSpan,
    aspect_keys,
    named,
    outcomes_of,
    told_apart,
)
from wso2_strategy.explain.sensitivity.span_wording import noun_of, span_said
from wso2_strategy.space.cells import Span
from wso2_strategy.space.fields import Form, StatedField, with_values
from wso2_strategy.space.oracle import AsksOracle

_KEYS = ("low", "likely", "high")


@frozen
class Range:
    """A number that is not known exactly.

    Attributes:
        field: The field.
        low: The smallest it may be.
        likely: What it most likely is.
        high: The largest it may be.
    """

    field: StatedField
    low: float
    likely: float
    high: float

    json_keys: ClassVar[JsonKeys] = {"path": "field.path", **same("low", "likely", "high")}


@frozen
class RangeOutcomes:
    """The answers over one range, every other number being at its likely value.

    Attributes:
        range: The range.
        parts: The parts of it that have one answer, from low to high.
        aspects: The aspects of a decision that count.
    """

    range: Range
    parts: tuple[DecidedSpan, ...]
    aspects: tuple[Aspect, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the answers as JSON-ready values, each with the aspects that count."""
        return {
            **json_record(self.range),
            "answers": [
                {
                    **each.span.to_dict(),
                    "is_likely": self.range.likely in each.span,
                    **aspect_keys(each.decision, self.aspects),
                }
                for each in self.parts
            ],
        }


@frozen
class Ranges(Answer):
    """The answers over ranges, one range at a time.

    Attributes:
        recommendation: The recommendation for the likely values.
        ranges: The ranges with their answers, in the order of a requirements file.
    """

    recommendation: Outcome = field(repr=False)
    ranges: tuple[RangeOutcomes, ...]

    schema: ClassVar[str] = "wso2-strategy/ranges/2"
    json_keys: ClassVar[JsonKeys] = same("ranges")

    def document(self, *, complete: bool = False) -> Document:
        """Return the answers, range by range."""
        catalog = self.recommendation.knowledge.catalog
        lines = tuple(
            Line(_head(each.range, complete=complete), tuple(_answers(each, catalog)), is_head=True)
            for each in self.ranges
        )
        return Document("What the ranges mean", (Tree(lines),))


def ranges(
    recommendation: Outcome,
    asks: AsksOracle,
    stated: Mapping[str, Mapping[str, float | str]],
    *,
    aspects: Iterable[str] = ANSWER,
) -> Ranges:
    """Return what is recommended over ranges of numbers.

    Args:
        asks: Who gave the recommendation.
        recommendation: The recommendation as it is; for the numbers with ranges
            their likely values count instead.
        stated: For each field, such as ``traffic.peak_tps``, its ``low``, ``likely``
            and ``high`` value.
        aspects: What counts as another answer; see `boundaries`.

    Raises:
        UnknownNameError: A field or an aspect is not known.
        RequirementsError: A range is not allowed; all problems are listed.
    """
    counted = check_aspects(aspects)
    asked = asks.oracle_beside(recommendation.requirements)
    read = _read(asked.form, stated)
    likely = _likely(asked.form, recommendation.requirements, read)
    values = asked.form.values_of(likely)
    _refuse_contradictions(asked.form, likely, read)
    found = []
    for each in read:
        outcomes = outcomes_of(asked, values, each.field, counted)
        parts = [
            DecidedSpan(cut, outcome.decision)
            for outcome in outcomes.outcomes
            for cut in _cut(outcome.span, each)
        ]
        found.append(RangeOutcomes(each, tuple(parts), counted))
    return Ranges(asks.advise(likely), tuple(found))


def _read(form: Form, stated: Mapping[str, Mapping[str, float | str]]) -> list[Range]:
    problems: list[str] = []
    found: list[Range] = []
    for path, values in stated.items():
        each = form.field(path)
        try:
            found.append(_one(each, values))
        except ValueError as error:
            problems.append(f"{path}: {error}")
    if problems:
        raise RequirementsError("ranges", problems)
    return sorted(found, key=lambda each: each.field.index)


def _one(each: StatedField, values: Mapping[str, float | str]) -> Range:
    if not each.is_number:
        raise ValueError("has no range; allowed: fields that are numbers")
    if not isinstance(values, Mapping) or set(values) != set(_KEYS):
        raise ValueError(f"{values!r} is not allowed; allowed: a mapping with {', '.join(_KEYS)}")
    low, likely, high = (each.kind.read(values[key]) for key in _KEYS)
    if not low <= likely <= high:
        raise ValueError(
            f"{low:g}, {likely:g}, {high:g} is not allowed; allowed: low <= likely <= high"
        )
    return Range(each, low, likely, high)


def _likely(form: Form, requirements: Requirements, read: list[Range]) -> Requirements:
    return _with(form, requirements, {each.field: each.likely for each in read})


def _refuse_contradictions(form: Form, likely: Requirements, read: list[Range]) -> None:
    """Refuse ranges whose ends contradict other statements."""
    for each in read:
        for end in (each.low, each.high):
            _with(form, likely, {each.field: end})


def _with(
    form: Form, requirements: Requirements, changes: Mapping[StatedField, float]
) -> Requirements:
    row = with_values(
        form.values_of(requirements), {each.index: value for each, value in changes.items()}
    )
    try:
        return form.filled(row, requirements)
    except RequirementsError as error:
        raise RequirementsError("ranges", error.problems) from error


def _cut(span: Span, each: Range) -> Iterator[Span]:
    """Yield the part of a span that lies in a range, if any does."""
    if span.low is not None and span.high is not None:
        low, high = max(span.low, each.low), min(span.high, each.high)
        if low <= high:
            yield Span(span.field, low, high)


def _head(each: Range, *, complete: bool) -> str:
    noun = noun_of(each.field, complete=complete)
    low, likely, high = (said(each.field.kind, n) for n in (each.low, each.likely, each.high))
    if each.low == each.high:
        return f"{noun}: exactly {low}"
    return f"{noun}: from {low} to {high}, most likely {likely}"


def _answers(found: RangeOutcomes, catalog: Catalog) -> Iterator[Line]:
    aspects = told_apart(found.aspects, [each.decision for each in found.parts])
    for each in found.parts:
        likely = "; this has the most likely value" if found.range.likely in each.span else ""
        yield Line(f"{span_said(each.span)}: {named(each.decision, aspects, catalog)}{likely}")
