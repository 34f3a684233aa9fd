"""What may be decided when some values are fixed and all others are open.

Rules only add facts, so two closures bound every case: the facts that follow
from the fixed values alone, and the facts that may follow. A choice is possible
if it is made in its best case: everything that may speak against the others
does, and against it only what must. That can take a choice to be possible which
is not, but never the other way round, so "impossible" is a proof.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import cached_property
from math import inf

from attrs import frozen

from wso2_strategy.domain.catalog import Catalog, Redundancy
from wso2_strategy.domain.conclusions import Exclusion, Need, Preference, Selection
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.bit_choices import Numbers
from wso2_strategy.space.decider import LAYOUT, PATTERN, PLATFORM, Decider
from wso2_strategy.space.fields import Values
from wso2_strategy.space.fit_levels import Fit, Setting
from wso2_strategy.space.load_levels import perhaps, surely

_ORDER: tuple[Redundancy, ...] = ("none", "gateway", "all")


@frozen
class Bounds:
    """What must and what may hold, as bit masks."""

    must: int
    may: int

    def __or__(self, other: Bounds) -> Bounds:
        return Bounds(self.must | other.must, self.may | other.may)


@frozen
class Outlook:
    """What may be decided for a row of which some fields are open.

    Attributes:
        decider: The rules and procedures.
        catalog: What there is to choose from.
        values: The row.
        free: The open fields, as a bit mask of their places.
    """

    decider: Decider
    catalog: Catalog
    values: Values
    free: int

    @cached_property
    def key(self) -> Hashable:
        """Everything on which the answers depend; outlooks with equal keys agree."""
        direct = tuple(
            None if self.free >> index & 1 else (self.values[index],)
            for index in self.decider.read_directly
        )
        models = self.decider.behind_models(self.values, self.free)
        return self._stated.must, self._stated.may, direct, models

    @cached_property
    def layouts(self) -> tuple[str | None, ...]:
        """The layouts over regions that may be chosen; None for a single region."""
        bounds = self._before_layout
        chosen = dict.fromkeys(
            selection.id
            for each in self.catalog.arrangements("regions")
            for selection in self._best_case(LAYOUT, each.id, bounds, ())
        )
        needs = bounds.must & self.decider.choices.mask_of(Need)
        unneeded = not self.decider.choices.made(LAYOUT, needs, self.values, ())
        return (*chosen, *([None] if unneeded else []))

    def may_be_pattern(self, pattern: str) -> bool:
        """Return whether a pattern may be chosen."""
        return bool(self._pattern_cases(pattern))

    def may_be_sufficient_layout(self, layout: str) -> bool:
        """Return whether a layout may be chosen without anything against it."""
        against = self._before_layout.must & self.decider.choices.against(layout)
        return not against and layout in self.layouts

    def may_be_sufficient_pattern(self, pattern: str) -> bool:
        """Return whether a pattern may be chosen without anything against it."""
        against = self._before_pattern.must & self.decider.choices.against(pattern)
        return not against and self.may_be_pattern(pattern)

    @cached_property
    def patterns(self) -> tuple[Selection, ...]:
        """The patterns that may be chosen, each with every redundancy it may have."""
        return tuple(
            selection
            for each in self.catalog.arrangements("pattern")
            for selection in self._pattern_cases(each.id)
        )

    def may_be_platform(self, platform: str) -> bool:
        """Return whether a platform may be chosen."""
        choices, clauses = self.decider.choices, self.decider.clauses
        if any(self.free >> index & 1 for index in choices.read_directly):
            return True
        listed = choices.mask_of(Preference)
        wanted = {platform, self.catalog.platform(platform).extends}
        favour = clauses.masked(listed, lambda each: each.platform in wanted)
        bounds = self._before_platform
        preferences = bounds.must & listed | bounds.may & favour
        return any(
            selection.id == platform
            for pattern in self.patterns
            for made in [
                choices.made(PLATFORM, preferences | clauses.bits[pattern], self.values, ())
            ]
            for selection in choices.selected(made)
        )

    @cached_property
    def _stated(self) -> Bounds:
        return Bounds(*self.decider.stated.bounds(self.values, self.free))

    @cached_property
    def _loads(self) -> tuple[Demand | None, Demand | None]:
        return self.decider.levels.corners(self.values, self.free)

    @cached_property
    def _before_layout(self) -> Bounds:
        known = self.decider.clauses.background
        return self._closed(self._stated | self._load_literals, Bounds(known, known))

    @cached_property
    def _before_pattern(self) -> Bounds:
        chosen = [Selection("regions", each) for each in self.layouts if each]
        bounds = self._chosen(self._before_layout, chosen, certain=len(self.layouts) == 1)
        return self._closed(self._all_literals, bounds)

    @cached_property
    def _before_platform(self) -> Bounds:
        chosen = list(self.patterns)
        bounds = self._chosen(self._before_pattern, chosen, certain=len(chosen) == 1)
        return self._closed(self._all_literals, bounds)

    @cached_property
    def _all_literals(self) -> Bounds:
        return self._stated | self._load_literals | self._fit_literals

    @property
    def _load_literals(self) -> Bounds:
        """The literals about the load; equal questions share one answer."""
        key = "load", self.decider.behind_models(self.values, self.free)
        known = self.decider.bounds
        if key not in known:
            known[key] = self._new_load_literals()
        found: Bounds = known[key]
        return found

    def _new_load_literals(self) -> Bounds:
        lowest, highest = self._loads
        if not self.free & self.decider.levels.mask:
            met = self.decider.met_by_load(highest)
            return Bounds(met, met)
        must = may = 0
        for bit, literal in self.decider.load_literals:
            must |= bit if surely(literal.tests, lowest, highest) else 0
            may |= bit if perhaps(literal.tests, lowest, highest) else 0
        return Bounds(must, may)

    @property
    def _fit_literals(self) -> Bounds:
        """The literals about fitness; equal questions share one answer."""
        key = self.layouts, self.decider.behind_models(self.values, self.free)
        known = self.decider.bounds
        if key not in known:
            known[key] = self._new_fit_literals()
        found: Bounds = known[key]
        return found

    def _new_fit_literals(self) -> Bounds:
        """Return what holds for every layout that may be chosen, and what holds for one."""
        settings = [self.decider.fits.setting(self.values, each) for each in self.layouts]
        found = [self._fit_literals_for(each) for each in settings]
        must, may = found[0].must, 0
        for each in found:
            must, may = must & each.must, may | each.may
        return Bounds(must, may)

    def _fit_literals_for(self, setting: Setting) -> Bounds:
        fits = self.decider.fits
        must = may = 0
        for bit, literal, patterns in self.decider.fit_literals:
            asked = {test.field.name for test in literal.tests if test.field}
            for pattern in patterns:
                if self.free & fits.mask_for(asked):
                    may |= bit
                    continue
                ends = [fits.fit(pattern, load, setting) for load in self._loads]
                must |= bit if _all_hold(literal.tests, ends) else 0
                may |= bit if _any_holds(literal.tests, ends) else 0
        return Bounds(must, may)

    def _closed(self, literals: Bounds, facts: Bounds) -> Bounds:
        closed = self.decider.closed
        return Bounds(closed(literals.must, facts.must), closed(literals.may, facts.may))

    def _chosen(self, bounds: Bounds, chosen: list[Selection], *, certain: bool) -> Bounds:
        bits = [self.decider.clauses.bits[each] for each in chosen]
        must = bounds.must | (bits[0] if certain and bits else 0)
        return Bounds(must, bounds.may | sum(bits))

    def _pattern_cases(self, pattern: str) -> list[Selection]:
        numbers = self._best_numbers(pattern)
        return self._best_case(PATTERN, pattern, self._before_pattern, numbers)

    def _best_numbers(self, pattern: str) -> Numbers:
        """Return numbers that favour a pattern, where open fields decide on them."""
        may, fits = self._before_pattern.may, self.decider.fits
        if not self.free & fits.mask and len(self.layouts) == 1:
            setting = fits.setting(self.values, self.layouts[0])
            return self.decider.late_numbers(may, setting)
        own = self.decider.choices.against(pattern)
        return tuple(
            (bit, tuple(inf if bit & own else 0.0 for _ in fields))
            for bit, fields in self.decider.clauses.late.items()
            if bit & may
        )

    def _best_case(
        self, procedure_id: str, pattern: str, bounds: Bounds, numbers: Numbers
    ) -> list[Selection]:
        """Return the selections of a pattern in its best case, from least to most redundant."""
        choices = self.decider.choices
        exclusions, own = choices.mask_of(Exclusion), choices.against(pattern)
        against = bounds.must & own | bounds.may & exclusions & ~own
        ends = [
            selection
            for needs in (bounds.must, bounds.may)
            for made in [
                choices.made(
                    procedure_id, against | needs & choices.mask_of(Need), self.values, numbers
                )
            ]
            for selection in choices.selected(made)
            if selection.id == pattern
        ]
        if not ends or ends[0].redundancy is None:
            return ends[:1]
        low, high = (_ORDER.index(each.redundancy or "none") for each in (ends[0], ends[-1]))
        return [Selection("pattern", pattern, _ORDER[level]) for level in range(low, high + 1)]


def _all_hold(tests: Iterable[Test], ends: list[Fit]) -> bool:
    """Return whether tests hold at both ends of a range, and so everywhere in it."""
    return all(test.holds({test.variable: each}) for test in tests for each in ends)


def _any_holds(tests: Iterable[Test], ends: list[Fit]) -> bool:
    """Return whether each test holds at an end of a range; if not, it holds nowhere in it."""
    return all(any(test.holds({test.variable: each}) for each in ends) for test in tests)
