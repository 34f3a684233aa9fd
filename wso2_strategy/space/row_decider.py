"""Decisions for rows of values, thousands of times cheaper than full recommendations.

The procedures that choose are the advisor's own; only the rules between them
run as clauses. Where the rules cannot be written out as clauses, the advisor
itself is asked.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from wso2_strategy.advice.choices import procedures
from wso2_strategy.advice.decision import Decision, decided
from wso2_strategy.advice.outcome import Asks
from wso2_strategy.domain.conclusions import Exclusion, Selection
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.models.fitness import PatternFitness
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.bounded_cache import MOST, Memo
from wso2_strategy.space.clauses.choosing import ChoosingProcedures
from wso2_strategy.space.clauses.propositional import Clauses, NotPropositionalError
from wso2_strategy.space.clauses.stated_literals import StatedLiterals
from wso2_strategy.space.clauses.writing_out import compared, written_out
from wso2_strategy.space.fields import Form, Values
from wso2_strategy.space.levels.fit_levels import FitLevels, FitSetting, asked_patterns
from wso2_strategy.space.levels.load_levels import LoadLevels

LAYOUT, PATTERN, PLATFORM = "resolve.regions", "resolve.pattern", "resolve.platform"
CHOICES = (LAYOUT, PATTERN, PLATFORM)
STEPS = ("model.demand", LAYOUT, "model.fitness", PATTERN, PLATFORM)
"""The procedures up to the last choice; those of the models are stood for by levels and fits."""


def row_decider(advisor: Asks, form: Form) -> RowDecider:
    """Return what decides on clauses, or what asks the advisor where that is not possible."""
    try:
        return ClauseDecider(advisor, form)
    except NotPropositionalError:
        return AskingDecider(advisor, form)


class RowDecider:
    """What may decide, for one form and knowledge base, and how to find out.

    Attributes:
        form: The fields of a row.
        clauses: The rules, written out, or at least what they compare.
        levels: The demand model.
        fits: The fitness of patterns.
        stated: The literals about stated facts.
        load_literals: The literals about the load, with their bits.
        fit_literals: The literals about fitness, with their bits and the patterns they mean.
        feeders: For each field, the literals about derived facts that depend on it.
        read_directly: The fields that decide by themselves, not through literals.
    """

    read_directly: tuple[int, ...]

    def __init__(self, advisor: Asks, form: Form, clauses: Clauses) -> None:
        catalog = advisor.knowledge.catalog
        self.form = form
        self.clauses = clauses
        self.levels = LoadLevels(form, advisor.assumptions)
        self.fits = FitLevels(form, catalog, advisor.assumptions)
        self.stated = StatedLiterals(form, clauses)
        self.load_literals = clauses.literals_of(Demand)
        self.fit_literals = tuple(
            (bit, literal, asked_patterns(literal.tests, self.fits.patterns))
            for bit, literal in clauses.literals_of(PatternFitness)
        )
        self.feeders = self._feeders()
        self.met_by_load = lru_cache(maxsize=MOST)(self._met_by_load)

    def decide(self, values: Values) -> Decision:
        """Return the advisor's decision for a row."""
        raise NotImplementedError

    def setting(self, values: Values) -> FitSetting:
        """Return on what, apart from the load, the fit of patterns depends for a row."""
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

    def _feeders(self) -> tuple[int, ...]:
        behind = [
            (bit, self.levels.fields_behind(literal.tests)) for bit, literal in self.load_literals
        ]
        for bit, literal, _ in self.fit_literals:
            asked = {test.field.name for test in literal.tests if test.field}
            loads = self.levels.drivers if "carries_load" in asked else 0
            behind.append((bit, self.fits.mask_for(asked) | loads))
        return tuple(
            sum(bit for bit, fields in behind if fields >> field.index & 1)
            for field in self.form.fields
        )


class ClauseDecider(RowDecider):
    """Runs the clauses, and the procedures that choose.

    Attributes:
        choices: The procedures that choose.
        bounds: What is known of derived facts where fields are open; see `open_row`.

    Raises:
        NotPropositionalError: The rules cannot be written out, or the advisor proceeds
            otherwise than is known here.
    """

    def __init__(self, advisor: Asks, form: Form) -> None:
        catalog = advisor.knowledge.catalog
        super().__init__(advisor, form, written_out(advisor.base, catalog, form.classes))
        known = (*form.classes, Demand, PatternFitness)
        for literal in self.clauses.literals:
            if literal.fact_class not in known:
                raise NotPropositionalError(repr(literal))
        steps = procedures(advisor.knowledge, advisor.assumptions)
        if tuple(each.id for each in steps[: len(STEPS)]) != STEPS:
            raise NotPropositionalError("the advisor takes other steps")
        choosing = [each for each in steps if each.id in CHOICES]
        self.choices = ChoosingProcedures(form, self.clauses, choosing)
        self.read_directly = self.choices.read_directly
        self.bounds: Memo[Hashable, Any] = Memo()
        self._model_mask = self.levels.mask | self.fits.mask
        self._model_places = [
            each.index for each in form.fields if self._model_mask >> each.index & 1
        ]
        self._behind_layout = self.relevant_to(LAYOUT)
        self.closed = lru_cache(maxsize=MOST)(self.clauses.closed)
        self.met_by_fit = lru_cache(maxsize=MOST)(self._met_by_fit)
        self._layout_for = lru_cache(maxsize=MOST)(self._new_layout)
        self._decided = lru_cache(maxsize=MOST)(self._newly_decided)

    def decide(self, values: Values) -> Decision:
        """Return the decision for a row: as in a consultation, each choice after a closure."""
        load = self.levels.load(values)
        literals = self.stated.met(values) | self.met_by_load(load)
        facts = self.closed(literals, self.clauses.background)
        facts = self._chosen(LAYOUT, literals, facts, values)
        setting = self.fits.setting(values, self._layout(facts))
        literals |= self.met_by_fit(load, setting)
        facts = self._chosen(PATTERN, literals, self.closed(literals, facts), values)
        return self._decided(self._chosen(PLATFORM, literals, facts, values))

    def model_literals(self, values: Values) -> int:
        """Return the literals about derived facts that hold for a row."""
        load = self.levels.load(values)
        return self.met_by_load(load) | self.met_by_fit(load, self.setting(values))

    def setting(self, values: Values) -> FitSetting:
        """Return on what, apart from the load, the fit of patterns depends for a row."""
        literals = self.stated.met(values) | self.met_by_load(self.levels.load(values))
        return self.fits.setting(values, self._layout_for(literals & self._behind_layout))

    def behind_models(self, values: Values, free: int) -> Hashable:
        """Return all that facts derived by models depend on, where some fields are open."""
        return tuple([values[place] for place in self._model_places]), free & self._model_mask

    def relevant_to(self, procedure_id: str) -> int:
        """Return the literals on which the choices up to a procedure may depend."""
        facts = 0
        for each in CHOICES[: CHOICES.index(procedure_id) + 1]:
            facts |= self.choices.read_by(each)
        return self.clauses.behind(facts)

    def _chosen(self, procedure_id: str, literals: int, facts: int, values: Values) -> int:
        made = self.choices.made(procedure_id, facts, values)
        return self.closed(literals, facts | made) if made else facts

    def _layout(self, facts: int) -> str | None:
        """Return the layout over regions that is selected in some facts."""
        chosen = self.choices.selected(facts)
        return next((each.id for each in chosen if each.subject == "regions"), None)

    def _new_layout(self, literals: int) -> str | None:
        facts = self.closed(literals, self.clauses.background)
        return self._layout(self.choices.made(LAYOUT, facts, ()))

    def _met_by_fit(self, load: Demand | None, setting: FitSetting) -> int:
        """Return the literals that the fit of a pattern meets."""
        if load is None and setting.target is None:
            return 0
        return sum(
            bit
            for bit, literal, patterns in self.fit_literals
            if any(literal.holds(self.fits.fit(each, load, setting)) for each in patterns)
        )

    def _newly_decided(self, facts: int) -> Decision:
        exclusions = self.clauses.listed(facts & self.clauses.of(Exclusion))
        return decided(self.choices.selected(facts), exclusions)


class AskingDecider(RowDecider):
    """Asks the advisor itself; of what does not matter nothing is known."""

    def __init__(self, advisor: Asks, form: Form) -> None:
        super().__init__(advisor, form, compared(advisor.base.rules, (*form.classes, Demand)))
        self.read_directly = tuple(each.index for each in form.fields if not each.is_number)
        self._advisor = advisor
        self._asked = lru_cache(maxsize=MOST)(self._ask)

    def decide(self, values: Values) -> Decision:
        """Return the advisor's decision for a row."""
        return self._asked(values)

    def _ask(self, values: Values) -> Decision:
        asked = self.form.filled(values, Requirements())
        found = self._advisor.advise(asked).inference
        return decided(found.of(Selection), found.of(Exclusion))

    def relevant_to(self, procedure_id: str) -> int:  # noqa: ARG002 - all may matter
        """Return every literal."""
        return (1 << len(self.clauses.literals)) - 1
