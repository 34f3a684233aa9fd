"""What is decided for every pair of values of two numbers, with exact boundaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, ClassVar

from attrs import field, frozen

from wso2_strategy.advice.decision import MAP_OF, Aspect, Decision, check_aspects
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Table
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import json_ready
from wso2_strategy.domain.wording import said
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.explain.sensitivity.field_outcomes import (
    DecidedSpan,
    aspect_keys,
    named,
    outcomes_of,
)
from wso2_strategy.explain.sensitivity.span_wording import span_said
from wso2_strategy.space.cells import Span
from wso2_strategy.space.fields import StatedField, Values, with_values
from wso2_strategy.space.oracle import AsksOracle, Oracle
from wso2_strategy.space.threshold import before

MOST_LINES = 12
"""Values of the second number along which the first is asked; more would not be read."""

_AROUND = 3
"""How many times as much, and as little, is looked at where boundaries are curves."""


@frozen
class Band:
    """Values of the second number, and what the first decides there.

    Attributes:
        span: The values; at each of them, the outcomes are these.
        outcomes: What is decided for the values of the first number, going upwards.
    """

    span: Span
    outcomes: tuple[DecidedSpan, ...]


@frozen
class DecisionMap(Answer):
    """What is decided for every pair of values of two numbers, all else as it is stated.

    Attributes:
        recommendation: The recommendation.
        across: The first number.
        up: The second number.
        bands: The values of the second number, from the smallest to the largest.
        stated: What is stated of both; None for nothing.
        is_exact: Whether each band is known to have one answer throughout. Where the numbers
            work on each other, as a load and its growth do, a band has the answer of its start.
        aspects: The aspects of a decision that count.
    """

    recommendation: Outcome = field(repr=False)
    across: StatedField
    up: StatedField
    bands: tuple[Band, ...]
    stated: tuple[Any, Any]
    is_exact: bool
    aspects: tuple[Aspect, ...]

    schema: ClassVar[str] = "wso2-strategy/decision-map/1"

    @property
    def names(self) -> tuple[str, ...]:
        """The different decisions in words, in the order of the bands."""
        found = (self.name_of(each.decision) for band in self.bands for each in band.outcomes)
        return tuple(dict.fromkeys(found))

    def name_of(self, decision: Decision) -> str:
        """Return a decision in words, as far as the aspects that count go."""
        return named(decision, self.aspects, self.recommendation.knowledge.catalog)

    def table(self, *, complete: bool = False) -> Table:
        """Return a row for each value or span of values, with the boundaries.

        Args:
            complete: Whether limits have all their digits; else few, on their own side of them.
        """
        rows = tuple(
            (
                "" if number else span_said(band.span, roughly=not complete),
                span_said(each.span, roughly=not complete),
                self.name_of(each.decision),
            )
            for band in self.bands
            for number, each in enumerate(band.outcomes)
        )
        heads = (self.up.words.noun, self.across.words.noun, "decision")
        return Table(tuple(each[:1].upper() + each[1:] for each in heads), rows)

    def sentences(self) -> Iterator[str]:
        """Yield where in the map the answer stands, and what the map is worth."""
        nouns = f"{self.across.words.noun} and {self.up.words.noun}"
        if len(self.names) == 1:
            yield f"No values of {nouns} lead to another decision."
            return
        pairs = zip((self.across, self.up), self.stated, strict=True)
        stated = "; ".join(f"{each.words.noun}: {said(each.kind, value)}" for each, value in pairs)
        yield f"All else is as it is stated. Here {stated}."
        if self.is_exact:
            yield "All boundaries are exact."
        else:
            yield (
                f"{nouns.capitalize()} work on each other: the boundaries are exact where a band"
                " begins, and move within it."
            )

    def document(self, *, complete: bool = False) -> Document:
        """Return the map as a table; a complete one has limits with all their digits."""
        title = f"Decisions by {self.across.words.noun} and {self.up.words.noun}"
        tables = (self.table(complete=complete),) if len(self.names) > 1 else ()
        return Document(title, (*self.sentences(), *tables))

    def to_dict(self) -> dict[str, Any]:
        """Return the map as JSON-ready values."""
        return {
            "schema": self.schema,
            "across": self.across.path,
            "up": self.up.path,
            "exact": self.is_exact,
            "stated": json_ready(self.stated),
            "bands": [
                {
                    **band.span.to_dict(),
                    "outcomes": [
                        {**each.span.to_dict(), **aspect_keys(each.decision, self.aspects)}
                        for each in band.outcomes
                    ],
                }
                for band in self.bands
            ],
        }


def decision_map(
    recommendation: Outcome,
    asks: AsksOracle,
    across: str = MAP_OF[0],
    up: str = MAP_OF[1],
    *,
    aspects: Iterable[str] = ("pattern",),
) -> DecisionMap:
    """Return what is decided for every pair of values of two numbers.

    Args:
        recommendation: The recommendation.
        asks: Who gave it.
        across: The first number, by its path in a requirements file.
        up: The second number.
        aspects: What counts as another decision; see `boundaries.boundaries`.

    Raises:
        UnknownNameError: One of the fields is no number, both are one, or an aspect is not known.
    """
    counted = check_aspects(aspects)
    oracle = asks.oracle_beside(recommendation.requirements)
    numbers = {each.path: each for each in oracle.form.fields if each.is_number}
    for name, others in ((across, numbers), (up, [each for each in numbers if each != across])):
        if name not in others:
            raise UnknownNameError("number", name, others)
    asked = _Lines(oracle, recommendation, numbers[across], numbers[up], counted)
    bands, is_exact = asked.bands()
    stated = (asked.values[asked.across.index], asked.values[asked.up.index])
    return DecisionMap(recommendation, asked.across, asked.up, bands, stated, is_exact, counted)


class _Lines:
    """Asks along lines in both directions, until each band is known to be one."""

    def __init__(
        self,
        oracle: Oracle,
        recommendation: Outcome,
        across: StatedField,
        up: StatedField,
        aspects: tuple[Aspect, ...],
    ) -> None:
        self.oracle, self.across, self.up, self.aspects = oracle, across, up, aspects
        self.values: Values = oracle.form.values_of(recommendation.requirements)
        self._rows: dict[float | None, tuple[DecidedSpan, ...]] = {}

    def bands(self) -> tuple[tuple[Band, ...], bool]:
        """Return the bands, and whether each has one answer throughout."""
        bottom, _ = self.oracle.candidates.range_of(self.values, self.up)
        column = self._nearest_to_stated()
        first = self._starts({self.across.index: column})
        starts = self._closed({bottom} | first, column)
        spans = [] if starts is None else [*self._between(starts)]
        if spans and all(self._is_even(each) for each in spans):
            merged: list[Band] = []
            for span in spans:
                row = self._row(span.low)
                low = (
                    merged.pop().span.low
                    if merged and self._alike(merged[-1].outcomes, row)
                    else span.low
                )
                merged.append(Band(Span(self.up, low, span.high), row))
            return tuple(merged), True
        lines = {bottom, *self._spread(first)}
        return tuple(Band(span, self._row(span.low)) for span in self._between(lines)), False

    def _between(self, starts: set[float]) -> Iterator[Span]:
        """Yield the values of the second number from each start to the next."""
        _, top = self.oracle.candidates.range_of(self.values, self.up)
        ordered = sorted(starts)
        ends = [*(before(each, whole=self.up.is_whole) for each in ordered[1:]), top]
        return (Span(self.up, *each) for each in zip(ordered, ends, strict=True))

    def _is_even(self, span: Span) -> bool:
        """Return whether the last value of a span has the answers of its first."""
        return self._alike(
            self._row(span.low), self._outcomes(self.across, {self.up.index: span.high})
        )

    def _closed(self, starts: set[float], column: float) -> set[float] | None:
        """Return where bands start, so that asking from any corner finds no other start.

        None where they would go on and on: a boundary that is a curve has no corners.
        """
        columns, examined = {column}, {column}
        while starts - self._rows.keys():
            if len(starts) > MOST_LINES:
                return None
            for start in sorted(starts - self._rows.keys()):
                columns |= {each.span.low for each in self._row(start) if each.span.low is not None}
            for each in sorted(columns - examined):
                starts |= self._starts({self.across.index: each})
            examined |= columns
        return starts

    def _spread(self, starts: set[float]) -> Iterator[float]:
        """Yield numbers evenly around what is stated and where bands start beside it."""
        known = {*starts, self.values[self.up.index] or 0} - {0} or {1.0}
        low, high = self.oracle.candidates.range_of(self.values, self.up)
        low, high = max(low, min(known) / _AROUND), min(high, max(known) * _AROUND)
        for step in range(MOST_LINES):
            share = step / (MOST_LINES - 1)
            number = low * (high / low) ** share if low > 0 else low + (high - low) * share
            yield round(number) if self.up.is_whole else float(f"{number:.3g}")

    def _nearest_to_stated(self) -> float:
        low, high = self.oracle.candidates.range_of(self.values, self.across)
        stated = self.values[self.across.index]
        return min(max(low, stated or low), high)

    def _row(self, up: float | None) -> tuple[DecidedSpan, ...]:
        if up not in self._rows:
            self._rows[up] = self._outcomes(self.across, {self.up.index: up})
        return self._rows[up]

    def _starts(self, changed: dict[int, Any]) -> set[float]:
        """Return the values of the second number with which another decision begins."""
        outcomes = self._outcomes(self.up, changed)
        return {each.span.low for _, each in pairwise(outcomes) if each.span.low is not None}

    def _alike(self, one: tuple[DecidedSpan, ...], other: tuple[DecidedSpan, ...]) -> bool:
        """Return whether the same is decided between the same boundaries."""
        return len(one) == len(other) and all(
            mine.span.low == its.span.low
            and mine.decision.insufficient == its.decision.insufficient
            and not mine.decision.differences(its.decision, self.aspects)
            for mine, its in zip(one, other, strict=True)
        )

    def _outcomes(self, field: StatedField, changed: dict[int, Any]) -> tuple[DecidedSpan, ...]:
        values = with_values(self.values, changed)
        return outcomes_of(self.oracle, values, field, self.aspects).outcomes
