"""Decisions for rows of values, thousands of times cheaper than full recommendations.

The procedures that choose are the advisor's own; only the rules between them
run as clauses. Where the rules cannot be written out as clauses, the advisor
itself is asked.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from wso2_strategy.advice.choices import procedures
from wso2_strategy.advice.decision import Decision, decided
from wso2_strategy.advice.outcome import Asks
from wso2_strategy.domain.conclusions import Exclusion, LayoutExclusion
from wso2_strategy.domain.facts import GatewayGroup, Requirements
from wso2_strategy.models.fitness import LayoutFitness, PatternFitness
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.load.group_shares import GroupShare, group_shares
from wso2_strategy.space.bounded_cache import MOST, Memo
from wso2_strategy.space.clauses.choosing import ChoosingProcedures
from wso2_strategy.space.clauses.propositional import (
    Clauses,
    Literal,
    NotPropositionalError,
    places_of,
)
from wso2_strategy.space.clauses.stated_literals import StatedLiterals
from wso2_strategy.space.clauses.writing_out import compared, written_out
from wso2_strategy.space.fields import Form, Values
from wso2_strategy.space.levels.fit_cases import Case, asked_cases, of_a_case
from wso2_strategy.space.levels.fit_groups import fit_groups
from wso2_strategy.space.levels.fit_levels import FitLevels, FitSetting
from wso2_strategy.space.levels.load_levels import LoadLevels
from wso2_strategy.space.levels.shared_fits import SharedFits

LAYOUT, PATTERN, PLATFORM = "resolve.regions", "resolve.pattern", "resolve.platform"
CHOICES = (LAYOUT, PATTERN, PLATFORM)
STEPS = ("model.demand", "model.fitness", LAYOUT, PATTERN, PLATFORM)
"""The procedures up to the last choice; those of the models are stood for by levels and fits."""


def row_decider(advisor: Asks, form: Form, groups: tuple[GatewayGroup, ...] = ()) -> RowDecider:
    """Return what decides on clauses, or what asks the advisor where that is not possible.

    Gateway groups are the same in all rows.
    """
    try:
        return ClauseDecider(advisor, form, groups)
    except NotPropositionalError:
        return AskingDecider(advisor, form, groups)


OF_GROUPS = (GatewayGroup, GroupShare)
"""The classes of facts about gateway groups, of which there may be several."""


def _met_by_any(clauses: Clauses, facts: Iterable[Any]) -> int:
    """Return the literals that one of some facts meets."""
    found = 0
    for fact in facts:
        for bit, literal in clauses.literals_of(type(fact)):
            found |= bit if literal.holds(fact) else 0
    return found


class RowDecider:
    """What may decide, for one form and knowledge base, and how to find out.

    Attributes:
        form: The fields of a row.
        clauses: The rules, written out, or at least what they compare.
        levels: The demand model.
        fits: The fitness of patterns.
        stated: The literals about stated facts.
        load_literals: The literals about the load, with their bits.
        fit_literals: The literals about fitness, with their bits and the patterns they mean;
            about that under a layout that is tried, also the layouts.
        behind: For each literal about derived facts, the fields on which it depends.
        feeders: For each field, the literals about derived facts that depend on it.
        read_directly: The fields that decide by themselves, not through literals.
        of_groups: The literals that some gateway group meets.
    """

    read_directly: tuple[int, ...]

    def __init__(
        self, advisor: Asks, form: Form, clauses: Clauses, groups: tuple[GatewayGroup, ...]
    ) -> None:
        catalog = advisor.knowledge.catalog
        self.form = form
        self.clauses = clauses
        self.levels = LoadLevels(form, advisor.assumptions)
        self.fits = FitLevels(form, catalog, advisor.assumptions, groups)
        self.of_groups = _met_by_any(clauses, [*groups, *group_shares(groups)])
        self.stated = StatedLiterals(form, clauses)
        self.load_literals = clauses.literals_of(Demand)
        self.fit_literals = tuple(self._fit_literals())
        self.behind = dict(self._behind())
        self.feeders = tuple(
            sum(bit for bit, fields in self.behind.items() if fields >> field.index & 1)
            for field in form.fields
        )
        self.met_by_load = lru_cache(maxsize=MOST)(self._met_by_load)

    def decide(self, values: Values) -> Decision:
        """Return the advisor's decision for a row."""
        raise NotImplementedError

    def model_literals(self, values: Values) -> int:
        """Return the literals about derived facts that hold for a row."""
        return self.met_by_load(self.levels.load(values))

    def relevant_to(self, procedure_id: str) -> int:
        """Return the literals on which the choices up to a procedure may depend."""
        raise NotImplementedError

    def _met_by_load(self, load: Demand | None) -> int:
        """Return the literals that a load meets."""
        if load is None:
            return 0
        return sum(bit for bit, literal in self.load_literals if literal.holds(load))

    def _fit_literals(self) -> Iterator[tuple[int, Literal, tuple[Case, ...]]]:
        cases = self.fits.cases
        over_regions = [case for layout in self.fits.layouts for case in cases[layout]]
        for fact_class, own in ((PatternFitness, cases[None]), (LayoutFitness, over_regions)):
            for bit, literal in self.clauses.literals_of(fact_class):
                yield bit, of_a_case(literal), asked_cases(literal.tests, own)

    def _behind(self) -> Iterator[tuple[int, int]]:
        for bit, literal in self.load_literals:
            yield bit, self.levels.fields_behind(literal.tests)
        for bit, literal, cases in self.fit_literals:
            fields = self.levels.drivers if "carries_load" in literal.asked else 0
            for layout in {each.layout for each in cases}:
                fields |= self.fits.mask_for(literal.asked, layout)
            yield bit, fields


class ClauseDecider(RowDecider):
    """Runs the clauses, and the procedures that choose.

    Attributes:
        choices: The procedures that choose.
        fit_groups: The literals about fits, those together that depend on the same fields.
        shared: Which literals about fits hold together.
        bounds: What is known of derived facts where fields are open; see `open_row`.

    Raises:
        NotPropositionalError: The rules cannot be written out, or the advisor proceeds
            otherwise than is known here.
    """

    def __init__(self, advisor: Asks, form: Form, groups: tuple[GatewayGroup, ...]) -> None:
        catalog = advisor.knowledge.catalog
        stated = (*form.classes, *OF_GROUPS)
        super().__init__(advisor, form, written_out(advisor.base, catalog, stated), groups)
        known = (*stated, Demand, LayoutFitness, PatternFitness)
        for literal in self.clauses.literals:
            if literal.fact_class not in known:
                raise NotPropositionalError(repr(literal))
        steps = procedures(advisor.knowledge, advisor.assumptions)
        if tuple(each.id for each in steps[: len(STEPS)]) != STEPS:
            raise NotPropositionalError("the advisor takes other steps")
        choosing = [each for each in steps if each.id in CHOICES]
        self.choices = ChoosingProcedures(form, self.clauses, choosing)
        self.read_directly = self.choices.read_directly
        self.fit_groups = fit_groups(self.fits, self.fit_literals)
        self.shared = SharedFits(form, self.fits, self.fit_literals, advisor.assumptions)
        self.bounds: Memo[Hashable, Any] = Memo(20_000)
        self._of_load = self.levels.mask, places_of(self.levels.mask)
        self._asking: dict[bool, list[tuple[int, Literal, tuple[Case, ...]]]] = {}
        for each in self.fit_literals:
            self._asking.setdefault("carries_load" in each[1].asked, []).append(each)
        self._fit_masks = {
            of_load: reduce(or_, (self.fits.mask_for(each.asked, None) for _, each, _ in asking))
            for of_load, asking in self._asking.items()
        }
        behind_fits = self.levels.drivers | self.fits.mask
        self._of_fit = behind_fits, places_of(behind_fits)
        self.closed = lru_cache(maxsize=MOST)(self.clauses.closed)
        self.met_by_fit = lru_cache(maxsize=MOST)(self._met_by_fit)
        self._decided = lru_cache(maxsize=MOST)(self._newly_decided)

    def decide(self, values: Values) -> Decision:
        """Return the decision for a row: as in a consultation, each choice after a closure."""
        literals = self.stated.met(values) | self.model_literals(values) | self.of_groups
        facts = self.closed(literals, self.clauses.background)
        for each in CHOICES:
            facts = self._chosen(each, literals, facts, values)
        return self._decided(facts)

    def model_literals(self, values: Values) -> int:
        """Return the literals about derived facts that hold for a row."""
        load = self.levels.load(values)
        met = self.met_by_load(load)
        for of_load, mask in self._fit_masks.items():
            settings = self.fits.settings(values, mask)
            met |= self.met_by_fit(load if of_load else None, settings, of_load=of_load)
        return met

    def behind_load(self, values: Values, free: int) -> Hashable:
        """Return all that the load depends on, where some fields are open."""
        return "load", *_fixed(*self._of_load, values, free)

    def behind_fit(self, values: Values, free: int) -> Hashable:
        """Return all that the fit of patterns depends on, where some fields are open."""
        return "fit", *_fixed(*self._of_fit, values, free)

    def relevant_to(self, procedure_id: str) -> int:
        """Return the literals on which the choices up to a procedure may depend."""
        facts = 0
        for each in CHOICES[: CHOICES.index(procedure_id) + 1]:
            facts |= self.choices.read_by(each)
        return self.clauses.behind(facts)

    def _chosen(self, procedure_id: str, literals: int, facts: int, values: Values) -> int:
        made = self.choices.made(procedure_id, facts, values)
        return self.closed(literals, facts | made) if made else facts

    def _met_by_fit(
        self, load: Demand | None, settings: tuple[FitSetting, ...], *, of_load: bool
    ) -> int:
        """Return the literals that the fit of a pattern meets in one of some settings."""
        if load is None and settings[0].target is None:
            return 0
        under = {each.layout: each for each in settings}
        return sum(
            bit
            for bit, literal, cases in self._asking[of_load]
            if any(
                each.layout in under
                and literal.holds(self.fits.fit(each.pattern, load, under[each.layout]))
                for each in cases
            )
        )

    def _newly_decided(self, facts: int) -> Decision:
        against = self.clauses.of(Exclusion) | self.clauses.of(LayoutExclusion)
        return decided(self.choices.selected(facts), self.clauses.listed(facts & against))


def _fixed(mask: int, places: list[int], values: Values, free: int) -> tuple[Hashable, int]:
    """Return the values of some fields that are not open, and which of them are."""
    open_ = free & mask
    if not open_:
        return tuple([values[place] for place in places]), 0
    return tuple([None if open_ >> place & 1 else values[place] for place in places]), open_


class AskingDecider(RowDecider):
    """Asks the advisor itself; of what does not matter nothing is known."""

    def __init__(self, advisor: Asks, form: Form, groups: tuple[GatewayGroup, ...]) -> None:
        literals = compared(advisor.base.rules, (*form.classes, Demand))
        super().__init__(advisor, form, literals, groups)
        self._beside = Requirements(gateway_groups=groups)
        self.read_directly = tuple(each.index for each in form.fields if not each.is_number)
        self._advisor = advisor
        self._asked = lru_cache(maxsize=MOST)(self._ask)

    def decide(self, values: Values) -> Decision:
        """Return the advisor's decision for a row."""
        return self._asked(values)

    def _ask(self, values: Values) -> Decision:
        asked = self.form.filled(values, self._beside)
        return self._advisor.advise(asked).decision

    def relevant_to(self, procedure_id: str) -> int:  # noqa: ARG002 - all may matter
        """Return every literal."""
        return (1 << len(self.clauses.literals)) - 1
