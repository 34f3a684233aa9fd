"""What may be decided when some values are fixed and all others are open.

Rules only add facts, so two closures bound every case: the facts that follow
from the fixed values alone, and the facts that may follow. A choice is possible
if it is made in its best case: everything that may speak against the others
does, and against it only what must. That can take a choice to be possible which
is not, but never the other way round, so "impossible" is a proof.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property
from typing import Any

from attrs import field, frozen

from wso2_strategy.catalog import Catalog, Redundancy
from wso2_strategy.conclusions import Exclusion, Need, Preference, Selection
from wso2_strategy.explain.decider import MODELS, Decider
from wso2_strategy.explain.fit_levels import Fit
from wso2_strategy.explain.form import Values
from wso2_strategy.explain.load_levels import perhaps, surely
from wso2_strategy.inference import Procedure
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.demand import Demand

_ORDER: tuple[Redundancy, ...] = ("none", "gateway", "all")


@frozen
class _Bounds:
    """Facts that must and facts that may be known, and what of the fixed values stays open."""

    must: int
    may: int


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
    _memo: dict[Any, Any] = field(factory=dict, repr=False, eq=False)

    @cached_property
    def key(self) -> Hashable:
        """Everything on which the answers depend; outlooks with equal keys agree."""
        direct = tuple(
            None if self.free >> index & 1 else (self.values[index],)
            for index in self.decider.read_directly
        )
        return self._literals.must, self._literals.may, direct

    @cached_property
    def layouts(self) -> tuple[str | None, ...]:
        """The layouts over regions that may be chosen; None for a single region."""
        bounds = self._after_models
        found = [each.id for each in self._chosen("regions", bounds)]
        unneeded = not self.decider.derive(
            self._procedure("regions"), self.values, bounds.must & self._of(Need), ()
        )[0]
        return (*dict.fromkeys(found), *([None] if unneeded else []))

    def may_be_pattern(self, pattern: str) -> bool:
        """Return whether a pattern may be chosen."""
        return bool(self._best_case("pattern", pattern, self._after_layout))

    def may_be_sufficient_layout(self, layout: str) -> bool:
        """Return whether a layout may be chosen without anything against it."""
        against = self._after_models.must & self._against(layout)
        return not against and layout in self.layouts

    def may_be_sufficient_pattern(self, pattern: str) -> bool:
        """Return whether a pattern may be chosen without anything against it."""
        bounds = self._after_layout
        return not bounds.must & self._against(pattern) and self.may_be_pattern(pattern)

    @cached_property
    def patterns(self) -> tuple[Selection, ...]:
        """The patterns that may be chosen, each with every redundancy it may have."""
        return tuple(self._chosen("pattern", self._after_layout))

    def may_be_platform(self, platform: str) -> bool:
        """Return whether a platform may be chosen."""
        procedure = self._procedure("platform")
        if any(self.free >> index & 1 for index in self.decider.read_directly):
            return True
        bounds = self._after_pattern
        wanted = {platform, self.catalog.platform(platform).extends}
        preferences = bounds.must & self._of(Preference) | self.decider.clauses.masked(
            bounds.may & self._of(Preference), lambda each: each.platform in wanted
        )
        return any(
            self._selects(procedure, preferences | self.decider.clauses.bits[pattern], platform)
            for pattern in self.patterns
        )

    @cached_property
    def _literals(self) -> _Bounds:
        """The literals that must and may hold."""
        failing = open_ = 0
        for index, value in enumerate(self.values):
            if self.free >> index & 1:
                open_ |= self.decider.readers[index]
            else:
                failing |= self.decider.failing(index, value)
        possible = self.decider.stated_literals & ~failing
        must, may = possible & ~open_, possible
        models = self._model_literals
        return _Bounds(must | models.must, may | models.may)

    @property
    def _model_literals(self) -> _Bounds:
        """The literals about derived facts; equal questions share one answer."""
        key = self.decider.behind_models(self.values, self.free)
        known: dict[Hashable, _Bounds] = self.decider.bounds
        if key not in known:
            load, fit = self._load_literals, self._fit_literals
            known[key] = _Bounds(load.must | fit.must, load.may | fit.may)
        return known[key]

    @cached_property
    def _loads(self) -> tuple[Demand | None, Demand | None]:
        return self.decider.levels.corners(self.values, self.free)

    @property
    def _load_literals(self) -> _Bounds:
        lowest, highest = self._loads
        if not self.free & self.decider.levels.mask:
            met = self.decider.met_by_load(highest)
            return _Bounds(met, met)
        must = may = 0
        for bit, literal in self.decider.load_literals:
            must |= bit if surely(literal.tests, lowest, highest) else 0
            may |= bit if perhaps(literal.tests, lowest, highest) else 0
        return _Bounds(must, may)

    @property
    def _fit_literals(self) -> _Bounds:
        fits, loads = self.decider.fits, self._loads
        setting = fits.setting(self.values)
        if not self.free & (fits.mask | self.decider.levels.mask):
            met = self.decider.met_by_fit(loads[1], setting)
            return _Bounds(met, met)
        must = may = 0
        for bit, literal, patterns in self.decider.fit_literals:
            asked = {test.field.name for test in literal.tests if test.field}
            for pattern in patterns:
                if self.free & fits.mask_for(asked):
                    may |= bit
                    continue
                ends = [fits.fit(pattern, load, setting) for load in loads]
                must |= bit if _all_hold(literal.tests, ends) else 0
                may |= bit if _any_holds(literal.tests, ends) else 0
        return _Bounds(must, may)

    @cached_property
    def _after_models(self) -> _Bounds:
        background = self.decider.clauses.background
        return self._closed(_Bounds(background, background))

    @cached_property
    def _after_layout(self) -> _Bounds:
        bits = self.decider.clauses.bits
        chosen = [bits[Selection("regions", each)] for each in self.layouts if each]
        return self._with_choice(self._after_models, chosen, certain=len(self.layouts) == 1)

    @cached_property
    def _after_pattern(self) -> _Bounds:
        chosen = [self.decider.clauses.bits[each] for each in self.patterns]
        return self._with_choice(self._after_layout, chosen, certain=len(chosen) == 1)

    def _with_choice(self, bounds: _Bounds, chosen: list[int], *, certain: bool) -> _Bounds:
        if not chosen:
            return bounds
        must = bounds.must | (chosen[0] if certain else 0)
        return self._closed(_Bounds(must, bounds.may | sum(chosen)))

    def _closed(self, bounds: _Bounds) -> _Bounds:
        closed, literals = self.decider.closed, self._literals
        return _Bounds(closed(literals.must, bounds.must), closed(literals.may, bounds.may))

    def _chosen(self, subject: str, bounds: _Bounds) -> Iterator[Selection]:
        """Yield the arrangements that may be chosen."""
        for each in self.catalog.arrangements(subject):  # type: ignore[arg-type]
            yield from self._best_case(subject, each.id, bounds)

    def _best_case(self, subject: str, pattern: str, bounds: _Bounds) -> list[Selection]:
        """Return the selections of a pattern in its best case, from least to most redundant."""
        exclusions, own = self._of(Exclusion), self._against(pattern)
        against = bounds.must & own | bounds.may & exclusions & ~own
        ends = [
            selection
            for needs in (bounds.must, bounds.may)
            for selection in self._selections(subject, against | needs & self._of(Need))
            if selection.id == pattern
        ]
        if not ends or ends[0].redundancy is None:
            return ends[:1]
        low, high = (_ORDER.index(each.redundancy or "none") for each in (ends[0], ends[-1]))
        return [Selection("pattern", pattern, _ORDER[level]) for level in range(low, high + 1)]

    def _selections(self, subject: str, facts: int) -> list[Selection]:
        added, _ = self.decider.derive(self._procedure(subject), self.values, facts, ())
        return [each for each in self.decider.clauses.listed(added) if type(each) is Selection]

    def _selects(self, procedure: Procedure, facts: int, platform: str) -> bool:
        added, _ = self.decider.derive(procedure, self.values, facts, ())
        return any(
            each.id == platform
            for each in self.decider.clauses.listed(added)
            if each.subject == "platform"
        )

    def _procedure(self, subject: str) -> Procedure:
        wanted = f"resolve.{subject}"
        return next(each for each in self.decider.procedures if each.id == wanted)

    def _against(self, pattern: str) -> int:
        """Return the mask of everything that may speak against a pattern."""
        return self.decider.exclusions_of(pattern)

    def _of(self, fact_class: type) -> int:
        return self.decider.mask_of(fact_class)


def _all_hold(tests: Iterable[Test], ends: list[Fit]) -> bool:
    """Return whether tests hold at both ends of a range, and so everywhere in it."""
    return all(test.holds({test.variable: each}) for test in tests for each in ends)


def _any_holds(tests: Iterable[Test], ends: list[Fit]) -> bool:
    """Return whether each test holds at an end of a range; if not, it holds nowhere in it."""
    return all(any(test.holds({test.variable: each}) for each in ends) for test in tests)


def is_understood(decider: Decider) -> bool:
    """Return whether an outlook knows every procedure that takes part in the choice."""
    known = (*MODELS, "resolve.regions", "resolve.pattern", "resolve.platform")
    return [each.id for each in decider.procedures] == list(known)
