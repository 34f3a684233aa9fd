"""Decisions for rows of values, thousands of times cheaper than full recommendations.

The procedures that choose are the advisor's own; only the rules between them
run as clauses. Where the rules cannot be written out as clauses, the advisor
itself is asked; see `oracle`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from wso2_strategy.advice.decision import Decision, decided
from wso2_strategy.domain.conclusions import Exclusion, Selection
from wso2_strategy.inference import Procedure
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.fitness import PatternFitness
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.bit_choices import Choices, Numbers
from wso2_strategy.space.bounded_cache import Memo
from wso2_strategy.space.clauses import Clauses, Literal, NotPropositionalError
from wso2_strategy.space.fields import Form, StatedField, Values
from wso2_strategy.space.fit_levels import FitLevels, Setting, asked_patterns
from wso2_strategy.space.load_levels import LoadLevels
from wso2_strategy.space.stated_literals import StatedLiterals

LAYOUT, PATTERN, PLATFORM = "resolve.regions", "resolve.pattern", "resolve.platform"
CHOICES = (LAYOUT, PATTERN, PLATFORM)
STEPS = ("model.demand", LAYOUT, "model.fitness", PATTERN, PLATFORM)
"""The procedures up to the last choice; those of the models are stood for by levels and fits."""


class Decider:
    """Runs the clauses and the procedures that choose, for one form and knowledge base.

    Attributes:
        form: The fields of a row.
        clauses: The rules, written out.
        levels: The demand model.
        fits: The fitness of patterns.
        stated: The literals about stated facts.
        choices: The procedures that choose.
        load_literals: The literals about the load, with their bits.
        fit_literals: The literals about fitness, with their bits and the patterns they mean.
        feeders: For each field, the literals about derived facts that depend on it.
        bounds: What outlooks have found about derived facts.

    Raises:
        NotPropositionalError: The advisor proceeds otherwise than is known here.
    """

    def __init__(
        self,
        form: Form,
        clauses: Clauses,
        procedures: Iterable[Procedure],
        levels: LoadLevels,
        fits: FitLevels,
    ) -> None:
        steps = tuple(procedures)
        if tuple(each.id for each in steps[: len(STEPS)]) != STEPS:
            raise NotPropositionalError("the advisor takes other steps")
        self.form = form
        self.clauses = clauses
        self.levels = levels
        self.fits = fits
        self.stated = StatedLiterals(form, clauses)
        self.choices = Choices(form, clauses, [each for each in steps if each.id in CHOICES])
        self.load_literals = derived_by(clauses, Demand)
        self.fit_literals = tuple(
            (bit, literal, asked_patterns(literal.tests, fits.patterns))
            for bit, literal in derived_by(clauses, PatternFitness)
        )
        self.feeders = self._feeders()
        self.bounds: Memo[Hashable, Any] = Memo()
        model_mask = levels.mask | fits.mask
        self._model_mask = model_mask
        self._model_fields = [each.index for each in form.fields if model_mask >> each.index & 1]
        self._behind_layout = self.relevant_to(LAYOUT)
        self._layouts: Memo[int, str | None] = Memo()
        self._closures: Memo[tuple[int, int], int] = Memo()
        self._decisions: Memo[int, Decision] = Memo()
        self._met: Memo[Demand | None, int] = Memo()
        self._met_by_fit: Memo[tuple[Demand | None, Setting], int] = Memo()
        self._refuse_unknown_literals()

    @property
    def read_directly(self) -> tuple[int, ...]:
        """The fields that choices read by themselves, not through rules."""
        return self.choices.read_directly

    def decide(self, values: Values) -> Decision:
        """Return the decision for a row."""
        load = self.levels.load(values)
        literals = self.stated.met(values) | self.met_by_load(load)
        facts = self.closed(literals, self.clauses.background)
        facts = self._choose(LAYOUT, literals, facts, values, ())
        setting = self.fits.setting(values, self.layout(facts))
        literals |= self.met_by_fit(load, setting)
        facts = self.closed(literals, facts)
        numbers = self.late_numbers(facts, setting)
        facts = self._choose(PATTERN, literals, facts, values, numbers)
        facts = self._choose(PLATFORM, literals, facts, values, numbers)
        if facts not in self._decisions:
            listed = self.clauses.listed(facts)
            self._decisions[facts] = decided(
                [each for each in listed if type(each) is Selection],
                [each for each in listed if type(each) is Exclusion],
            )
        return self._decisions[facts]

    def closed(self, literals: int, facts: int) -> int:
        """Return the facts that follow; equal questions share one answer."""
        key = literals, facts
        known = self._closures.get(key)
        if known is None:
            known = self._closures[key] = self.clauses.closed(literals, facts)
        return known

    def layout(self, facts: int) -> str | None:
        """Return the layout over regions that is selected in some facts."""
        for each in self.choices.selected(facts):
            if each.subject == "regions":
                return each.id
        return None

    def model_literals(self, values: Values) -> int:
        """Return the literals about derived facts that hold for a row."""
        load = self.levels.load(values)
        return self.met_by_load(load) | self.met_by_fit(load, self.setting(values))

    def setting(self, values: Values) -> Setting:
        """Return on what, apart from the load, the fit of patterns depends for a row."""
        literals = self.stated.met(values) | self.met_by_load(self.levels.load(values))
        literals &= self._behind_layout
        if literals not in self._layouts:
            facts = self.closed(literals, self.clauses.background)
            made = self.choices.made(LAYOUT, facts, values, ())
            self._layouts[literals] = self.layout(made)
        return self.fits.setting(values, self._layouts[literals])

    def met_by_load(self, load: Demand | None) -> int:
        """Return the literals that a load meets; equal questions share one answer."""
        if load not in self._met:
            self._met[load] = sum(
                bit
                for bit, literal in self.load_literals
                if load is not None
                and all(test.holds({test.variable: load}) for test in literal.tests)
            )
        return self._met[load]

    def met_by_fit(self, load: Demand | None, setting: Setting) -> int:
        """Return the literals that the fit of a pattern meets; equal questions share one answer."""
        if load is None and setting.target is None:
            return 0
        key = load, setting
        if key not in self._met_by_fit:
            self._met_by_fit[key] = sum(
                bit
                for bit, literal, patterns in self.fit_literals
                if any(
                    all(test.holds({test.variable: fit}) for test in literal.tests)
                    for fit in (self.fits.fit(each, load, setting) for each in patterns)
                )
            )
        return self._met_by_fit[key]

    def late_numbers(self, facts: int, setting: Setting) -> Numbers:
        """Return the numbers in facts that are known only now."""
        if not any(bit & facts for bit in self.clauses.late):
            return ()
        fits = {each: self.fits.fit(each, None, setting) for each in self.fits.patterns}
        return self.choices.numbers(facts, fits)

    def behind_models(self, values: Values, free: int) -> Hashable:
        """Return all that facts derived by models depend on, where some fields are open."""
        return tuple([values[index] for index in self._model_fields]), free & self._model_mask

    def tests_of(self, field: StatedField, relevant: int) -> list[Test]:
        """Return the comparisons of a field in some literals."""
        return self.stated.tests_of(field, relevant)

    def relevant_to(self, procedure_id: str) -> int:
        """Return the literals on which the choices up to a procedure may depend."""
        facts = 0
        for each in CHOICES[: CHOICES.index(procedure_id) + 1]:
            facts |= self.choices.read_by(each)
        return self.clauses.behind(facts)

    def _choose(
        self, procedure_id: str, literals: int, facts: int, values: Values, numbers: Numbers
    ) -> int:
        made = self.choices.made(procedure_id, facts, values, numbers)
        return self.closed(literals, facts | made) if made else facts

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

    def _refuse_unknown_literals(self) -> None:
        known = (*self.form.classes, Demand, PatternFitness)
        for literal in self.clauses.literals:
            if literal.fact_class not in known:
                raise NotPropositionalError(repr(literal))


def derived_by(clauses: Clauses, fact_class: type) -> tuple[tuple[int, Literal], ...]:
    """Return the literals about derived facts of a class, with their bits."""
    return tuple(
        (1 << number, literal)
        for number, literal in enumerate(clauses.literals)
        if literal.fact_class is fact_class
    )
