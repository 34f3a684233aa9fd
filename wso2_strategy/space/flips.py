"""The numbers at which what models derive changes, as one stated number grows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import lru_cache, partial
from operator import le
from typing import Any, NamedTuple

from attrs import evolve

from wso2_strategy.domain.tolerance import TOLERANCE
from wso2_strategy.inference.conditions import Operator, Test
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.bounded_cache import Memo
from wso2_strategy.space.cells import limits
from wso2_strategy.space.clauses.propositional import Literal, places_of
from wso2_strategy.space.fields import StatedField, Values, with_values
from wso2_strategy.space.levels.fit_cases import CLOSEST, Case
from wso2_strategy.space.levels.fit_levels import Fit
from wso2_strategy.space.row_decider import RowDecider
from wso2_strategy.space.threshold import crossing, first_true

_REGIONS, _TARGET, _ZONES = (f"availability.{name}" for name in ("regions", "target", "zones"))

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


class Flip(NamedTuple):
    """A test that becomes true once as a number grows, and what guesses where."""

    holds: Callable[[float], bool]
    guess: Callable[[], float | None]


class Flips:
    """Finds the numbers at which literals about derived facts may change."""

    def __init__(self, decider: RowDecider) -> None:
        self._load, self._fits = decider.levels.load, decider.fits
        self._of_load = dict(decider.load_literals)
        self._of_fit = {bit: (literal, cases) for bit, literal, cases in decider.fit_literals}
        self._places = {bit: places_of(fields) for bit, fields in decider.behind.items()}
        self._feeders = decider.feeders
        self.behind = lru_cache(maxsize=None)(self._new_behind)
        self._levels: Memo[Hashable, tuple[float, ...]] = Memo(MOST_LEVELS)

    def _new_behind(self, index: int) -> Mapping[int, list[int]]:
        """Return the literals that a field may change, each with the other fields behind it."""
        return {
            bit: [place for place in places if place != index]
            for bit, places in self._places.items()
            if bit & self._feeders[index]
        }

    def levels(self, values: Values, field: StatedField, bit: int) -> tuple[float, ...]:
        """Return the numbers of a field at which a literal may change, the others as in a row."""
        places = self.behind(field.index)[bit]
        key = field.index, bit, tuple([values[place] for place in places])
        known = self._levels.get(key)
        if known is None:
            known = self._levels[key] = tuple(self._new_levels(values, field, bit))
        return known

    def _new_levels(self, values: Values, field: StatedField, bit: int) -> Iterator[float]:
        low, high = limits(field)
        if field.path == _ZONES:
            # They are few, and a further one may take from a pattern what it gives to another.
            yield from range(int(low) + 1, int(high) + 1)
            return
        # The second region brings a balancer too; from then on regions only help.
        low = max(low, 2) if field.path == _REGIONS else low
        for holds, guess in self._flips(values, field, bit, low):
            if holds(low):
                yield low
            elif holds(high):
                found = first_true(holds, low, high, whole=field.is_whole, guess=guess())
                yield high if found is None else found

    def _flips(self, values: Values, field: StatedField, bit: int, low: float) -> Iterator[Flip]:
        loads = partial(self._load_with, values, field)
        for test in self._of_load[bit].tests if bit in self._of_load else ():
            name = test.field.name if test.field else ""
            guess = partial(_crossing, loads, field, name, test.constant, low)
            for operator in _CHANGES_ONCE.get(test.operator, ()):
                # With more regions each carries less.
                falls = field.path == _REGIONS
                yield Flip(
                    partial(_meets, loads, evolve(test, operator=operator), not falls), guess
                )
        if bit in self._of_fit:
            literal, cases = self._of_fit[bit]
            for case in cases:
                yield from self._fit_flips(values, field, case, literal, low)

    def _fit_flips(
        self, values: Values, field: StatedField, case: Case, literal: Literal, low: float
    ) -> Iterator[Flip]:
        fits, (pattern, layout) = self._fits, case
        of_load = "carries_load" in literal.asked

        def fit(number: float) -> Fit:
            changed = with_values(values, {field.index: number})
            load = self._load(changed) if of_load else None
            return fits.fit(pattern, load, fits.setting(changed, layout))

        # With more regions a pattern fits better, with more of anything else worse.
        better = field.path == _REGIONS

        def filled() -> float | None:
            if better:
                return low
            stated = fits.fit(pattern, self._load(values), fits.setting(values, layout))
            most = fits.most_calls(stated)
            loads = partial(self._load_with, values, field)
            guess = most and _crossing(loads, field, "design_tps", most, low)
            return guess or _where(field, lambda each: fits.fullness(fit(each)), 1 + TOLERANCE, low)

        if field.path in (_REGIONS, _TARGET):
            yield from self._target_flips(literal, fit, low, better=better)
        if of_load and field.path != _TARGET:
            yield Flip(lambda number: fit(number).carries_load is better, filled)

    def _target_flips(
        self, literal: Literal, fit: Callable[[float], Fit], low: float, *, better: bool
    ) -> Iterator[Flip]:
        def reached(down: Callable[[Fit], float]) -> float:
            return low if better else 1 - down(fit(low)) / (1 + TOLERANCE)

        if "meets_target" in literal.asked:
            guess = partial(reached, self._fits.down)
            yield Flip(lambda number: fit(number).meets_target is better, guess)
        if "needs_redundancy" in literal.asked:
            guess = partial(reached, self._fits.plain_down)
            yield Flip(lambda number: fit(number).needs_redundancy is not better, guess)
        if CLOSEST[0] in literal.asked:
            guess = partial(reached, self._fits.simplest_down)
            # It is not known of a pattern that has no choice, and never will be.
            yield Flip(
                lambda number: fit(number).is_closest_without_redundancy is not better, guess
            )
        if better and not literal.asked.isdisjoint(CLOSEST):
            # Which is the closest only matters where all else that is asked for holds.
            rest = literal.without(*CLOSEST)
            for each in range(2, _MANY_REGIONS):
                if rest.holds(fit(each)):
                    yield Flip(partial(le, each), partial(float, each))

    def _load_with(self, values: Values, field: StatedField, number: float) -> Demand | None:
        return self._load(with_values(values, {field.index: number}))


def _crossing(
    loads: Callable[[float], Demand | None], field: StatedField, name: str, limit: Any, low: float
) -> float | None:
    """Return about where a field of the load reaches a limit, as a stated number grows."""
    # What is counted grows in steps, of which no line tells where they are.
    if not isinstance(limit, int | float) or isinstance(
        getattr(loads(limits(field)[1]), name), int
    ):
        return None
    return _where(field, lambda number: getattr(loads(number), name, 0) or 0, limit, low)


def _where(
    field: StatedField, measure: Callable[[float], float], limit: float, low: float
) -> float | None:
    """Return about where what is measured reaches a limit, as a stated number grows."""
    if field.is_whole:
        return crossing(lambda number: measure(int(number)), limit, low, limits(field)[1])
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
