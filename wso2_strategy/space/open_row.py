"""What may be decided when some values are fixed and all others are open.

Rules only add facts, so two closures bound every case: the facts that follow
from the fixed values alone, and the facts that may follow. A choice is possible
if it is made in its best case: everything that may speak against the others
does, and against it only what must. That can take a choice to be possible which
is not, but never the other way round, so "impossible" is a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import compress, product
from operator import and_, or_
from typing import Any

from attrs import frozen

from wso2_strategy.domain.catalog import Catalog, Redundancy
from wso2_strategy.domain.conclusions import (
    Exclusion,
    LayoutExclusion,
    LayoutNeed,
    Need,
    Preference,
    RedundancyNeed,
    Selection,
)
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.fields import Values
from wso2_strategy.space.levels.fit_cases import Case
from wso2_strategy.space.levels.fit_groups import FitGroup
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

    def among(self, facts: int) -> Bounds:
        """Return what must and may hold of some facts."""
        return Bounds(self.must & facts, self.may & facts)


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
        load = self.decider.behind_load(self.values, self.free)
        fit = self.decider.behind_fit(self.values, self.free)
        return self._stated.must, self._stated.may, direct, load, fit

    @cached_property
    def layouts(self) -> tuple[str | None, ...]:
        """The layouts over regions that may be chosen; None for a single region."""
        bounds = self._before_layout.among(self.decider.choices.read_by(LAYOUT))
        found: tuple[str | None, ...] = self._known(
            (LAYOUT, bounds), lambda: self._possible_layouts(bounds)
        )
        return found

    def _possible_layouts(self, bounds: Bounds) -> tuple[str | None, ...]:
        chosen = [
            layout.id
            for layout in self.catalog.arrangements("regions")
            if self._may_be_chosen(layout.id, bounds)
        ]
        needed = bounds.must & self.decider.clauses.of(Need)
        unneeded = not self.decider.choices.made(LAYOUT, needed, self.values)
        return (*chosen, *([None] if unneeded else []))

    def _may_be_chosen(self, layout: str, bounds: Bounds) -> bool:
        """Return whether a layout may be chosen, together with some pattern."""
        against = self.decider.choices.against
        # What stands against a layout also stands against the pattern that does best under it.
        both = [
            against(layout) | against(each.id, layout)
            for each in self.catalog.arrangements("pattern")
        ]
        both.sort(key=lambda own: (bounds.must & own).bit_count())  # one that does is found soon
        return any(self._best_case(LAYOUT, layout, own, bounds) for own in both)

    def may_be_pattern(self, pattern: str, *, closest: bool, alone: bool = True) -> bool:
        """Return whether a pattern may be chosen, without anything against it or as the closest.

        Args:
            pattern: The pattern.
            closest: Whether it may also be what only comes closest.
            alone: Whether nothing counts but the choice, so that what patterns share is too.
        """
        against = self.decider.choices.against

        def may_be(layout: str | None, bounds: Bounds) -> bool:
            allowed = closest or not bounds.must & against(pattern, layout)
            return allowed and bool(self._pattern_cases(pattern, layout, bounds))

        # What is shared cannot speak against others alone, so each way it may turn out is a case.
        return any(
            may_be(layout, self._before_pattern[layout])
            and (not alone or any(may_be(layout, b) for b in self._told_apart(pattern, layout)))
            for layout in self.layouts
        )

    def _told_apart(self, pattern: str, layout: str | None) -> Iterator[Bounds]:
        """Yield what is known before the choice of a pattern, as what it shares turns out."""
        literals, bits = self._literals, self.decider.clauses.bits
        shared = self.decider.shared.masks(Case(pattern, layout), self.values, self.free)
        open_ = [each for each in shared if each & literals.may & ~literals.must]
        if not open_:
            yield self._before_pattern[layout]
            return
        chosen = _layout(layout)
        known = self.decider.clauses.background | (bits[chosen] if chosen else 0)
        for held in product((False, True), repeat=len(open_)):
            must = reduce(or_, compress(open_, held), 0)
            may_not = reduce(or_, open_) & ~must
            case = Bounds(literals.must | must, literals.may & ~may_not)
            yield self._closed(case, Bounds(known, known))

    def may_be_layout(self, layout: str | None, *, closest: bool) -> bool:
        """Return whether a layout, or none, may be chosen; in the same way."""
        against = self.decider.choices.against(layout) if layout else 0
        return layout in self.layouts and (closest or not against & self._before_layout.must)

    @cached_property
    def patterns(self) -> tuple[Selection, ...]:
        """The patterns that may be chosen, each with every redundancy it may have."""
        found = dict.fromkeys(
            selection
            for each in self.catalog.arrangements("pattern")
            for layout in self.layouts
            for selection in self._pattern_cases(each.id, layout, self._before_pattern[layout])
        )
        return tuple(found)

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
        must, may = self.decider.stated.bounds(self.values, self.free)
        of_groups = self.decider.of_groups
        return Bounds(must | of_groups, may | of_groups)

    @cached_property
    def _loads(self) -> tuple[Demand | None, Demand | None]:
        return self.decider.levels.corners(self.values, self.free)

    @cached_property
    def _literals(self) -> Bounds:
        return self._stated | self._load_literals | self._fit_literals

    @cached_property
    def _before_layout(self) -> Bounds:
        known = self.decider.clauses.background
        return self._closed(self._literals, Bounds(known, known))

    @cached_property
    def _before_pattern(self) -> Mapping[str | None, Bounds]:
        """What is known before the choice of a pattern, under each layout that may be chosen."""
        return {each: self._after(self._before_layout, [_layout(each)]) for each in self.layouts}

    @cached_property
    def _before_platform(self) -> Bounds:
        bounds = self._before_pattern.values()
        either = Bounds(
            reduce(and_, [each.must for each in bounds]), reduce(or_, [each.may for each in bounds])
        )
        return self._after(either, self.patterns)

    @property
    def _load_literals(self) -> Bounds:
        """The literals about the load."""
        key = self.decider.behind_load(self.values, self.free)
        found: Bounds = self._known(key, self._new_load_literals)
        return found

    @property
    def _fit_literals(self) -> Bounds:
        """The literals about fitness: in one region, or under every layout over several."""
        key = self.decider.behind_fit(self.values, self.free)
        found: Bounds = self._known(key, self._new_fit_literals)
        return found

    def _known(self, question: Hashable, answer: Callable[[], Any]) -> Any:
        """Return the answer to a question that other open rows share."""
        known = self.decider.bounds
        if question not in known:
            known[question] = answer()
        return known[question]

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
        must_span, may_span = self.decider.fits.spans(self.values, self.free)
        found = Bounds(0, 0)
        for group in self.decider.fit_groups:
            if not (may_span if group.over_regions else not must_span):
                continue
            if self.free & group.mask:
                found |= Bounds(0, group.bits)
                continue
            met = self._met_by_fit(group)
            is_sure = must_span if group.over_regions else not may_span
            found |= met if is_sure else Bounds(0, met.may)
        return found

    def _met_by_fit(self, group: FitGroup) -> Bounds:
        stated = tuple([self.values[place] for place in group.places])
        loads = self._loads if group.of_load else (None, None)
        question = group, stated, loads
        found: Bounds = self._known(
            question, lambda: Bounds(*group.met(self.decider.fits, self.values, loads))
        )
        return found

    def _after(self, bounds: Bounds, chosen: Sequence[Selection | None]) -> Bounds:
        """Return the facts after a choice of one of these; it must be made if it is the only."""
        bits = [self.decider.clauses.bits[each] if each else 0 for each in chosen]
        must = bits[0] if len(bits) == 1 else 0
        return self._closed(self._literals, bounds | Bounds(must, reduce(or_, bits, 0)))

    def _closed(self, literals: Bounds, facts: Bounds) -> Bounds:
        closed = self.decider.closed
        return Bounds(closed(literals.must, facts.must), closed(literals.may, facts.may))

    def _pattern_cases(self, pattern: str, layout: str | None, known: Bounds) -> list[Selection]:
        """Return the selections of a pattern that may be made, from least to most redundant."""
        bounds = known.among(self.decider.choices.read_by(PATTERN))
        found: list[Selection] = self._known(
            (pattern, layout, bounds), lambda: self._possible_cases(pattern, layout, bounds)
        )
        return found

    def _possible_cases(self, pattern: str, layout: str | None, bounds: Bounds) -> list[Selection]:
        own = self.decider.choices.against(pattern, layout)
        found = self._best_case(PATTERN, pattern, own, bounds)
        if not found:
            return []
        low, high = (_ORDER.index(each.redundancy or "none") for each in (found[0], found[-1]))
        return [Selection("pattern", pattern, _ORDER[level]) for level in range(low, high + 1)]

    def _best_case(
        self, procedure_id: str, choice: str, own: int, bounds: Bounds
    ) -> list[Selection]:
        """Return the selections of something in its best case, with the least and most needed.

        Against it stands only what must, against all others what may.
        """
        of = self.decider.clauses.of
        against = of(Exclusion) | of(LayoutExclusion)
        others = of(Need) | of(LayoutNeed) | of(RedundancyNeed) | of(Selection)
        known = bounds.must & own & against | bounds.may & against & ~own
        return [
            selection
            for needs in (bounds.must, bounds.may)
            for selection in self._selected(procedure_id, known | needs & others)
            if selection.id == choice
        ]

    def _selected(self, procedure_id: str, facts: int) -> list[Selection]:
        choices = self.decider.choices
        return choices.selected(choices.made(procedure_id, facts, self.values))


def _layout(name: str | None) -> Selection | None:
    return Selection("regions", name) if name else None
