"""Which values of a field are worth trying: one span for each thing the rules can tell apart."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import combinations
from operator import le
from typing import Any

from attrs import evolve

from wso2_strategy.inference.conditions import Operator, Test
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.bounded_cache import MOST, Memo
from wso2_strategy.space.cells import Span, limits
from wso2_strategy.space.clauses.propositional import Literal, places_of
from wso2_strategy.space.fields import StatedField, Values, with_values
from wso2_strategy.space.levels.fit_levels import Case, Fit
from wso2_strategy.space.levels.load_levels import COSTLY_PROTOCOLS
from wso2_strategy.space.row_decider import RowDecider
from wso2_strategy.space.threshold import after, before, crossing, first_true

_REGIONS, _TARGET = "availability.regions", "availability.target"

_CHANGES_ONCE: Mapping[Operator, tuple[Operator, ...]] = {
    ">": (">",),
    ">=": (">=",),
    "<": (">=",),
    "<=": (">",),
    "==": (">=", ">"),
    "!=": (">=", ">"),
}
"""Comparisons that become true once, where the given one changes, as a number grows."""

MOST_LEVELS = 20_000
"""Levels of single literals that are remembered."""

_MANY_REGIONS = 10
"""From as many regions on, which pattern is the most available no longer changes."""

_MOST_WORDS = 8
"""Of more words, subsets of a set field are tried that differ from what is stated in two."""


class Candidates:
    """Finds the spans of fields for rows of values."""

    def __init__(self, decider: RowDecider) -> None:
        self._decider = decider
        self._peak = decider.form.field("traffic.peak_tps")
        self._average = decider.form.field("traffic.average_tps")
        self._of_load = dict(decider.load_literals)
        self._of_fit = {bit: (literal, cases) for bit, literal, cases in decider.fit_literals}
        self._places = [
            [
                (bit, [place for place in places_of(fields) if place != index])
                for bit, fields in decider.behind.items()
                if fields >> index & 1
            ]
            for index in range(len(decider.form.fields))
        ]
        self._levels: Memo[Hashable, tuple[float, ...]] = Memo(MOST_LEVELS)
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
        for bit, places in self._places[field.index]:
            if bit & relevant:
                key = field.index, bit, tuple([values[place] for place in places])
                known = self._levels.get(key)
                if known is None:
                    known = self._levels[key] = tuple(self._new_levels(values, field, bit))
                yield from known

    def _all_behind(self, field: StatedField, relevant: int) -> tuple[int, ...]:
        """Return the other fields on which it depends what a field changes."""
        found = (places for bit, places in self._places[field.index] if bit & relevant)
        return tuple(sorted({place for places in found for place in places}))

    def _new_levels(self, values: Values, field: StatedField, bit: int) -> Iterator[float]:
        """Yield the numbers at which a literal about derived facts may change."""
        low, high = limits(field)
        # The second region brings a balancer too; from then on regions only help.
        low = max(low, 2) if field.path == _REGIONS else low
        for holds, guess in self._flips(values, field, bit, low):
            found = first_true(holds, low, high, whole=field.is_whole, guess=guess)
            if found is not None:
                yield found

    def _flips(
        self, values: Values, field: StatedField, bit: int, low: float
    ) -> Iterator[tuple[Callable[[float], bool], float | None]]:
        """Yield tests that change once as a number grows, each with a guess where."""
        loads = partial(self._load, values, field)
        for test in self._of_load[bit].tests if bit in self._of_load else ():
            name = test.field.name if test.field else ""
            guess = _crossing(loads, field, name, test.constant, low)
            for operator in _CHANGES_ONCE.get(test.operator, ()):
                # With more regions each carries less.
                falls = field.path == _REGIONS
                yield partial(_meets, loads, evolve(test, operator=operator), not falls), guess
        if bit in self._of_fit:
            literal, cases = self._of_fit[bit]
            for case in cases:
                yield from self._fit_flips(values, field, case, literal, low)

    def _fit_flips(
        self, values: Values, field: StatedField, case: Case, literal: Literal, low: float
    ) -> Iterator[tuple[Callable[[float], bool], float | None]]:
        fits, load = self._decider.fits, self._decider.levels.load
        pattern, layout = case
        stated = fits.setting(values, layout)
        asked = {test.field.name for test in literal.tests if test.field}
        # With more regions a pattern fits better, with more of anything else worse.
        better = field.path == _REGIONS

        def fit(number: float) -> Fit:
            changed = with_values(values, {field.index: number})
            return fits.fit(pattern, load(changed), fits.setting(changed, layout))

        guess: float | None = 2 if better else None
        of_target = field.path in (_REGIONS, _TARGET)
        if "meets_target" in asked and of_target:
            if not better:
                guess = fits.best_target(pattern, stated)
            yield lambda number: fit(number).meets_target is better, guess
        if "needs_redundancy" in asked and of_target:
            if not better:
                guess = fits.plain_target(pattern, stated)
            yield lambda number: fit(number).needs_redundancy is not better, guess
        if "is_closest" in asked and better:
            yield from ((partial(le, each), each) for each in range(2, _MANY_REGIONS))
        if "carries_load" in asked and field.path != _TARGET:
            if not better:
                most = fits.most_calls(fits.fit(pattern, load(values), stated))
                loads = partial(self._load, values, field)
                guess = most and _crossing(loads, field, "design_tps", most, low)
            yield lambda number: fit(number).carries_load is better, guess

    def _load(self, values: Values, field: StatedField, number: float) -> Demand | None:
        return self._decider.levels.load(with_values(values, {field.index: number}))

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


def _crossing(
    loads: Callable[[float], Demand | None], field: StatedField, name: str, limit: Any, low: float
) -> float | None:
    """Return about where a field of the load reaches a limit, as a stated number grows."""
    if field.is_whole or isinstance(limit, bool) or not isinstance(limit, int | float):
        return None

    def measure(number: float) -> float:
        return getattr(loads(number), name, 0) or 0

    # Growth below zero counts as none, so it begins at zero to tell.
    return crossing(measure, limit, max(low, 0.0), limits(field)[1])


def _meets(
    loads: Callable[[float], Demand | None],
    test: Test,
    wanted: bool,  # noqa: FBT001 - filled in beforehand
    number: float,
) -> bool:
    load = loads(number)
    return (load is not None and test.holds({test.variable: load})) is wanted


def _subsets(words: list[str], stated: frozenset[str]) -> list[frozenset[str]]:
    """Return the sets that differ from the stated one in some words, the nearest first."""
    most = len(words) if len(words) <= _MOST_WORDS else 2
    return [
        stated ^ frozenset(changed)
        for count in range(most + 1)
        for changed in combinations(words, count)
    ]
