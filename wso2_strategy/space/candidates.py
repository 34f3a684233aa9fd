"""Which values of a field are worth trying: one span for each thing the rules can tell apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import combinations
from typing import Any

from attrs import evolve

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.facts import Traffic
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.load.demand import stated_growth
from wso2_strategy.space.cells import Span, limits
from wso2_strategy.space.clauses import Literal
from wso2_strategy.space.decider import Decider
from wso2_strategy.space.fields import StatedField, Values, with_values
from wso2_strategy.space.load_inversion import solved
from wso2_strategy.space.load_levels import COSTLY_PROTOCOLS
from wso2_strategy.space.threshold import after, before, first_true

_REGIONS, _TARGET = "availability.regions", "availability.target"

_MOST_WORDS = 8
"""Of more words, subsets of a set field are tried that differ from what is stated in two."""


class Candidates:
    """Finds the spans of fields for rows of values.

    Args:
        decider: The rules, written out.
        assumptions: The numbers of the demand model.
    """

    def __init__(self, decider: Decider, assumptions: Assumptions) -> None:
        self._decider = decider
        self._form = decider.form
        self._assumptions = assumptions
        self._peak = self._form.field("traffic.peak_tps")
        self._average = self._form.field("traffic.average_tps")
        target = self._form.field(_TARGET).index
        self._factors_mask = decider.levels.drivers | 1 << target

    def spans(self, values: Values, field: StatedField, relevant: int) -> list[Span]:
        """Return the spans of a field, the others being as in a row.

        Args:
            values: The row.
            field: The field.
            relevant: The literals that matter; spans that differ in others only are one.
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
            alone: Whether no other field changes after this one. If one does, values are
                added that make a difference only with another, as factors of a load do.
        """
        stated = values[field.index]
        effect = self.effect(values, field, stated, relevant)
        direct = self._is_told_apart_by_value(field)
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

    def _factors(self, values: Values, field: StatedField, found: list[Span]) -> Iterator[Span]:
        """Yield the values by which a field adds the most or the least to what models find."""
        stated = values[field.index]
        if field.is_number:
            for end in self.range_of(values, field):
                if end != stated:
                    yield Span(field, end, end)
            return
        for word in self._words(field, stated, -1):
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
        met = self._decider.stated.readers[field.index] & ~self._decider.stated.failing(
            field.index, value
        )
        fed = self._decider.feeders[field.index] & relevant
        if fed:
            changed = with_values(values, {field.index: value})
            met |= self._decider.model_literals(changed) & fed
        return met & relevant

    def _number_spans(self, values: Values, field: StatedField, relevant: int) -> list[Span]:
        low, high = self.range_of(values, field)
        whole = field.field.type == "whole number"
        starts = {low, *(s for s in self._starts(values, field, relevant) if low < s <= high)}
        ordered = sorted(starts)
        ends = [*(before(start, whole=whole) for start in ordered[1:]), high]
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
        whole = field.field.type == "whole number"
        for test in self._decider.tests_of(field, relevant):
            if isinstance(test.constant, int | float) and not isinstance(test.constant, bool):
                yield test.constant
                yield after(test.constant, whole=whole)
        for holds, guess in self._flips(values, field, relevant):
            low, high = self.range_of(values, field)
            # The second region brings a balancer too; from then on regions only help.
            low = max(low, 2) if field.path == _REGIONS else low
            found = first_true(holds, low, high, whole=whole, guess=guess)
            if found is not None:
                yield found

    def _flips(
        self, values: Values, field: StatedField, relevant: int
    ) -> Iterator[tuple[Callable[[float], bool], float | None]]:
        """Yield tests that change once as a number grows, each with a guess where."""
        fed = self._decider.feeders[field.index] & relevant
        for bit, literal in self._decider.load_literals:
            if bit & fed:
                for test in literal.tests:
                    for limit in _as_limits(test):
                        yield (
                            partial(self._exceeds, values, field, limit),
                            self._guess(values, field, test),
                        )
        for bit, literal, patterns in self._decider.fit_literals:
            if bit & fed:
                for pattern in patterns:
                    yield from self._fit_flips(values, field, pattern, literal)

    def _fit_flips(
        self, values: Values, field: StatedField, pattern: str, literal: Literal
    ) -> Iterator[tuple[Callable[[float], bool], float | None]]:
        fits, levels = self._decider.fits, self._decider.levels
        asked = {test.field.name for test in literal.tests if test.field}
        better = field.path == _REGIONS
        guess: float | None = 2 if better else None
        aims = "meets_target" in asked and field.path in (_REGIONS, _TARGET)
        if aims and (not better or self._regions_may_suffice(values, field, pattern)):
            if not better:
                guess = fits.best_target(pattern, self._decider.setting(values))
            yield partial(self._fits, values, field, pattern, "meets_target", better), guess
        if "carries_load" in asked and field.path != _TARGET:
            if not better:
                fit = fits.fit(pattern, levels.load(values), self._decider.setting(values))
                limit = fits.most_calls(fit)
                guess = limit and self._solved("design_tps", limit, values, field)
            yield partial(self._fits, values, field, pattern, "carries_load", better), guess

    def _regions_may_suffice(self, values: Values, field: StatedField, pattern: str) -> bool:
        """Return whether a number of regions may reach the target, all with the same layout."""
        few, most = (
            self._decider.setting(with_values(values, {field.index: number}))
            for number in (2, limits(field)[1])
        )
        may = self._decider.fits.regions_may_suffice
        return few.layout != most.layout or may(pattern, few)

    def _exceeds(self, values: Values, field: StatedField, test: Test, number: float) -> bool:
        load = self._decider.levels.load(with_values(values, {field.index: number}))
        return load is not None and test.holds({test.variable: load})

    def _fits(
        self,
        values: Values,
        field: StatedField,
        pattern: str,
        name: str,
        wanted: bool,  # noqa: FBT001 - the value asked for
        number: float,
    ) -> bool:
        changed = with_values(values, {field.index: number})
        load = self._decider.levels.load(changed)
        fit = self._decider.fits.fit(pattern, load, self._decider.setting(changed))
        return getattr(fit, name) is wanted

    def _guess(self, values: Values, field: StatedField, test: Test) -> float | None:
        if test.field is None:
            return None
        return self._solved(test.field.name, test.constant, values, field)

    def _solved(self, name: str, limit: float, values: Values, field: StatedField) -> float | None:
        stated = {each.name: values[each.index] for each in self._form.by_class[Traffic]}
        if field.name not in stated:
            return None
        traffic = Traffic(**{**stated, "average_tps": None})
        _, horizon = stated_growth(traffic, self._assumptions)
        stated["horizon_months"] = horizon or self._assumptions.value("default_horizon_months")
        return solved(name, limit, field.name, stated, self._assumptions)

    def _word_spans(self, values: Values, field: StatedField, relevant: int) -> list[Span]:
        stated = values[field.index]
        by_effect: dict[Any, list[Any]] = {}
        for value in self._words(field, stated, relevant):
            effect: Any = self.effect(values, field, value, relevant)
            if self._is_told_apart_by_value(field):
                effect = value
            by_effect.setdefault(effect, []).append(value)
        return [Span(field, words=tuple(words)) for words in by_effect.values()]

    def _is_told_apart_by_value(self, field: StatedField) -> bool:
        """Return whether words may decide without any rule: choices read them, or their numbers."""
        if field.is_number:
            return False
        late = self._decider.fits.mask if self._decider.clauses.late else 0
        return field.index in self._decider.read_directly or bool(late >> field.index & 1)

    def _words(self, field: StatedField, stated: Any, relevant: int) -> list[Any]:
        if field.field.type == "flag":
            return [True, False]
        mentioned = [
            word
            for test in self._decider.tests_of(field, relevant)
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


def _as_limits(test: Test) -> Iterable[Test]:
    """Return tests that change once, where the given one changes."""
    if test.operator in ("==", "!="):
        return evolve(test, operator=">="), evolve(test, operator=">")
    opposite: dict[str, Callable[[], Test]] = {
        "<": lambda: evolve(test, operator=">="),
        "<=": lambda: evolve(test, operator=">"),
    }
    if test.operator in opposite:
        return (opposite[test.operator](),)
    return (test,) if test.operator in (">", ">=") else ()


def _subsets(words: list[str], stated: frozenset[str]) -> list[frozenset[str]]:
    """Return the sets that differ from the stated one in some words, the nearest first."""
    most = len(words) if len(words) <= _MOST_WORDS else 2
    return [
        stated ^ frozenset(changed)
        for count in range(most + 1)
        for changed in combinations(words, count)
    ]
