"""Which values of a field are worth trying: one span for each thing the rules can tell apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import Any

from attrs import evolve

from wso2_strategy.space.bounded_cache import MOST, Memo
from wso2_strategy.space.cells import Span, limits
from wso2_strategy.space.fields import StatedField, Values, with_values
from wso2_strategy.space.flips import Flips
from wso2_strategy.space.levels.load_levels import COSTLY_PROTOCOLS
from wso2_strategy.space.row_decider import RowDecider
from wso2_strategy.space.threshold import after, before

_TARGET = "availability.target"

_MOST_WORDS = 8
"""Of more words, subsets of a set field are tried that differ from what is stated in two."""


class Candidates:
    """Finds the spans of fields for rows of values."""

    def __init__(self, decider: RowDecider) -> None:
        self._decider = decider
        self._peak = decider.form.field("traffic.peak_tps")
        self._average = decider.form.field("traffic.average_tps")
        self._flips = Flips(decider)
        self._spans: Memo[Hashable, list[Span]] = Memo()
        self._behind = lru_cache(maxsize=MOST)(self._all_behind)
        self._factors_mask = decider.levels.drivers | 1 << decider.form.field(_TARGET).index

    def spans(self, values: Values, field: StatedField, relevant: int) -> list[Span]:
        """Return the spans of a field, the others being as in a row.

        Spans that differ only in literals that are not relevant are one.
        """
        if field.is_number:
            spans = self._number_spans(values, field, relevant)
        else:
            spans = self._word_spans(values, field, relevant)
        if field.field.optional or field.default is None:
            spans.append(Span(field, words=(None,)))
        return spans

    def alternatives(
        self,
        values: Values,
        field: StatedField,
        relevant: int,
        *,
        withdrawn: bool,
        alone: bool = True,
    ) -> list[Span]:
        """Return the spans that make a difference, the nearest to what is stated first.

        Args:
            values: The row.
            field: The field to change.
            relevant: The literals that matter.
            withdrawn: Whether a statement may also be taken back.
            alone: Whether no other field changes too. If one does, values are added that
                make a difference only with another, as factors of a load do.
        """
        stated = values[field.index]
        effect = self.effect(values, field, stated, relevant)
        # Where a choice reads words itself, they may decide without any rule.
        direct = not field.is_number and field.index in self._decider.read_directly
        found = [
            span
            for span in self.spans(values, field, relevant)
            if stated not in span
            and (withdrawn or not span.is_absence)
            and (direct or self.effect(values, field, span.nearest(stated), relevant) != effect)
        ]
        found.sort(key=lambda span: _distance(span, stated))
        is_factor = self._factors_mask >> field.index & 1
        if not alone and is_factor and self._decider.feeders[field.index] & relevant:
            found += self._factors(values, field, found)
        return found

    def others(self, values: Values, field: StatedField, *, withdrawn: bool) -> list[Any]:
        """Return other values of a field, whether or not the choices tell them apart."""
        stated = values[field.index]
        found = [None] if withdrawn else []
        if field.is_number:
            found += [span.nearest(stated) for span in self._number_spans(values, field, -1)]
        else:
            found += self._words(field, stated, -1)[:_MOST_WORDS]
        return [each for each in found if each != stated]

    def _factors(self, values: Values, field: StatedField, found: list[Span]) -> Iterator[Span]:
        """Yield the values by which a field adds the most or the least to what models find."""
        stated = values[field.index]
        if field.is_number:
            for end in self.range_of(values, field):
                if end != stated:
                    yield Span(field, end, end)
            return
        for word in self._words(field, stated, -1):  # -1 has every bit: all literals matter
            if word != stated and not any(word in span for span in found):
                yield Span(field, words=(word,))

    def range_of(self, values: Values, field: StatedField) -> tuple[float, float]:
        """Return the numbers that a field may have beside the others of a row.

        The average load is at most the peak load; this is the one rule between fields.
        """
        low, high = limits(field)
        peak, average = values[self._peak.index], values[self._average.index]
        if field is self._peak and average is not None:
            low = average
        if field is self._average and peak is not None:
            high = peak
        return low, high

    def effect(self, values: Values, field: StatedField, value: Any, relevant: int) -> int:
        """Return which of the relevant literals can hold when a field has a value."""
        stated = self._decider.stated
        met = stated.readers[field.index] & ~stated.failing(field.index, value)
        fed = self._decider.feeders[field.index] & relevant
        if fed:
            changed = with_values(values, {field.index: value})
            met |= self._decider.model_literals(changed) & fed
        return met & relevant

    def _number_spans(self, values: Values, field: StatedField, relevant: int) -> list[Span]:
        low, high = self.range_of(values, field)
        behind = self._behind(field, relevant)
        key = field.index, relevant, low, high, tuple([values[place] for place in behind])
        known = self._spans.get(key)
        if known is None:
            known = self._spans[key] = self._new_number_spans(values, field, relevant, low, high)
        return list(known)

    def _new_number_spans(
        self, values: Values, field: StatedField, relevant: int, low: float, high: float
    ) -> list[Span]:
        starts = {low, *(s for s in self._starts(values, field, relevant) if low < s <= high)}
        ordered = sorted(starts)
        ends = [*(before(start, whole=field.is_whole) for start in ordered[1:]), high]
        spans: list[Span] = []
        effects: list[int] = []
        for start, end in zip(ordered, ends, strict=True):
            effect = self.effect(values, field, start, relevant)
            if effects and effects[-1] == effect:
                spans[-1] = evolve(spans[-1], high=end)
            else:
                spans.append(Span(field, start, end))
                effects.append(effect)
        return spans

    def _starts(self, values: Values, field: StatedField, relevant: int) -> Iterator[float]:
        """Yield the numbers with which something new may begin."""
        whole = field.is_whole
        for test in self._decider.stated.tests_of(field, relevant):
            if isinstance(test.constant, int | float) and not isinstance(test.constant, bool):
                yield test.constant
                yield after(test.constant, whole=whole)
        for bit in self._flips.behind(field.index):
            if bit & relevant:
                yield from self._flips.levels(values, field, bit)

    def _all_behind(self, field: StatedField, relevant: int) -> tuple[int, ...]:
        """Return the other fields on which it depends what a field changes."""
        found = (
            places for bit, places in self._flips.behind(field.index).items() if bit & relevant
        )
        return tuple(sorted({place for places in found for place in places}))

    def _word_spans(self, values: Values, field: StatedField, relevant: int) -> list[Span]:
        stated = values[field.index]
        by_effect: dict[Any, list[Any]] = {}
        direct = field.index in self._decider.read_directly
        for value in self._words(field, stated, relevant):
            effect: Any = value if direct else self.effect(values, field, value, relevant)
            by_effect.setdefault(effect, []).append(value)
        return [Span(field, words=tuple(words)) for words in by_effect.values()]

    def _words(self, field: StatedField, stated: Any, relevant: int) -> list[Any]:
        if field.field.type == "flag":
            return [True, False]
        mentioned = [
            word
            for test in self._decider.stated.tests_of(field, relevant)
            for word in (test.constant if test.operator == "in" else [test.constant])
            if word is not None
        ]
        if field.path == "traffic.protocols" and self._decider.feeders[field.index] & relevant:
            mentioned += COSTLY_PROTOCOLS
        if field.field.type == "text":
            return list(dict.fromkeys(field.field.choices or [*mentioned, stated]))
        return _subsets(list(dict.fromkeys(mentioned)), stated or frozenset())


def _distance(span: Span, stated: Any) -> float:
    """Return how far the numbers of a span are; other spans keep their order."""
    if span.words or stated is None:
        return 0.0
    return float(abs(span.nearest(stated) - stated))


def _subsets(words: list[str], stated: frozenset[str]) -> list[frozenset[str]]:
    """Return the sets that differ from the stated one in some words, the nearest first."""
    most = len(words) if len(words) <= _MOST_WORDS else 2
    return [
        stated ^ frozenset(changed)
        for count in range(most + 1)
        for changed in combinations(words, count)
    ]
