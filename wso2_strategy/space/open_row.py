"""What may be decided when some values are fixed and all others are open.

Rules only add facts, so two closures bound every case: the facts that follow
from the fixed values alone, and the facts that may follow. A choice is possible
if it is made in its best case: everything that may speak against the others
does, and against it only what must. That can take a choice to be possible which
is not, but never the other way round, so "impossible" is a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property, reduce
from operator import and_, or_

from attrs import frozen

from wso2_strategy.domain.catalog import Catalog, Redundancy
from wso2_strategy.domain.conclusions import Exclusion, Need, Preference, Selection
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.fields import Values
from wso2_strategy.space.levels.fit_levels import Fit, FitSetting
from wso2_strategy.space.levels.load_levels import perhaps, surely
from wso2_strategy.space.row_decider import LAYOUT, PATTERN, PLATFORM, ClauseDecider

_ORDER: tuple[Redundancy, ...] = ("none", "gateway", "all")


@frozen
class Bounds:
    """What must and what may hold, as bit masks."""

    must: int
    may: int

    def __or__(self, other: Bounds) -> Bounds:
        return Bounds(self.must | other.must, self.may | other.may)


@frozen
class OpenRow:
    """A row of which some fields are open, and what may be decided for it.

    Attributes:
        decider: The rules and procedures.
        catalog: What there is to choose from.
        values: The row.
        free: The open fields, as a bit mask of their places.
    """

    decider: ClauseDecider
    catalog: Catalog
    values: Values
    free: int

    @cached_property
    def key(self) -> Hashable:
        """Everything on which the answers depend; open rows with equal keys agree."""
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
            for selection in self._best_case(LAYOUT, each.id, bounds)
        )
        needs = bounds.must & self.decider.clauses.of(Need)
        unneeded = not self.decider.choices.made(LAYOUT, needs, self.values)
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
        listed = clauses.of(Preference)
        wanted = {platform, self.catalog.platform(platform).extends}
        favour = clauses.masked(listed, lambda each: each.platform in wanted)
        bounds = self._before_platform
        preferences = bounds.must & listed | bounds.may & favour
        return any(
            selection.id == platform
            for pattern in self.patterns
            for selection in self._selected(PLATFORM, preferences | clauses.bits[pattern])
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
        chosen = [Selection("regions", each) if each else None for each in self.layouts]
        return self._after(self._before_layout, chosen)

    @cached_property
    def _before_platform(self) -> Bounds:
        return self._after(self._before_pattern, self.patterns)

    @property
    def _load_literals(self) -> Bounds:
        """The literals about the load."""
        return self._shared("load", self._new_load_literals)

    @property
    def _fit_literals(self) -> Bounds:
        """The literals about fitness."""
        return self._shared(self.layouts, self._new_fit_literals)

    def _shared(self, question: Hashable, answer: Callable[[], Bounds]) -> Bounds:
        """Return bounds of literals about derived facts; equal questions share one answer."""
        key = question, self.decider.behind_models(self.values, self.free)
        known = self.decider.bounds
        if key not in known:
            known[key] = answer()
        found: Bounds = known[key]
        return found

    def _new_load_literals(self) -> Bounds:
        lowest, highest = self._loads
        if not self.free & self.decider.levels.mask:
            met = self.decider.met_by_load(highest)
            return Bounds(met, met)
        must = may = 0
        for bit, literal in self.decider.load_literals:
            must |= bit if surely(literal, lowest, highest) else 0
            may |= bit if perhaps(literal, lowest, highest) else 0
        return Bounds(must, may)

    def _new_fit_literals(self) -> Bounds:
        """Return what holds for every layout that may be chosen, and what holds for one."""
        setting = self.decider.fits.setting
        found = [self._fit_literals_for(setting(self.values, each)) for each in self.layouts]
        musts, mays = [each.must for each in found], [each.may for each in found]
        return Bounds(reduce(and_, musts), reduce(or_, mays))

    def _fit_literals_for(self, setting: FitSetting) -> Bounds:
        fits = self.decider.fits
        must = may = 0
        for bit, literal, patterns in self.decider.fit_literals:
            asked = {test.field.name for test in literal.tests if test.field}
            for pattern in patterns:
                if self.free & fits.mask_for(asked):
                    may |= bit
                    continue
                # A fit changes once as the load grows: what holds at both ends of the loads
                # holds for all, and a comparison that holds at neither end holds for none.
                ends = [fits.fit(pattern, load, setting) for load in self._loads]
                must |= bit if all(map(literal.holds, ends)) else 0
                may |= bit if _each_holds_somewhere(literal.tests, ends) else 0
        return Bounds(must, may)

    def _after(self, bounds: Bounds, chosen: Sequence[Selection | None]) -> Bounds:
        """Return the facts after a choice of one of these; it must be made if it is the only."""
        bits = [self.decider.clauses.bits[each] if each else 0 for each in chosen]
        must = bits[0] if len(bits) == 1 else 0
        literals = self._stated | self._load_literals | self._fit_literals
        return self._closed(literals, bounds | Bounds(must, reduce(or_, bits, 0)))

    def _closed(self, literals: Bounds, facts: Bounds) -> Bounds:
        closed = self.decider.closed
        return Bounds(closed(literals.must, facts.must), closed(literals.may, facts.may))

    def _pattern_cases(self, pattern: str) -> list[Selection]:
        return self._best_case(PATTERN, pattern, self._before_pattern)

    def _best_case(self, procedure_id: str, pattern: str, bounds: Bounds) -> list[Selection]:
        """Return the selections of a pattern in its best case, from least to most redundant."""
        of, own = self.decider.clauses.of, self.decider.choices.against(pattern)
        # Against the pattern stands only what must, against all others what may.
        against = bounds.must & own | bounds.may & of(Exclusion) & ~own
        ends = [
            selection
            for needs in (bounds.must, bounds.may)
            for selection in self._selected(procedure_id, against | needs & of(Need))
            if selection.id == pattern
        ]
        if not ends or ends[0].redundancy is None:
            return ends[:1]
        low, high = (_ORDER.index(each.redundancy or "none") for each in (ends[0], ends[-1]))
        return [Selection("pattern", pattern, _ORDER[level]) for level in range(low, high + 1)]

    def _selected(self, procedure_id: str, facts: int) -> list[Selection]:
        choices = self.decider.choices
        return choices.selected(choices.made(procedure_id, facts, self.values))


def _each_holds_somewhere(tests: Iterable[Test], ends: list[Fit]) -> bool:
    return all(any(test.holds({test.variable: each}) for each in ends) for test in tests)
