"""One advisor, made ready to be asked about thousands of other requirements."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Protocol

from wso2_strategy.advice.choices import procedures
from wso2_strategy.advice.decision import Aspect, Decision, decided
from wso2_strategy.advice.outcome import Asks
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.conclusions import Exclusion, Selection
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.bounded_cache import Memo
from wso2_strategy.space.candidates import Candidates
from wso2_strategy.space.clause_writing import compared, written_out
from wso2_strategy.space.clauses import Clauses, NotPropositionalError
from wso2_strategy.space.decider import LAYOUT, PATTERN, PLATFORM, Decider, derived_by
from wso2_strategy.space.fields import Form, StatedField, Values, form
from wso2_strategy.space.fit_levels import FitLevels
from wso2_strategy.space.load_levels import LoadLevels
from wso2_strategy.space.open_values import Outlook
from wso2_strategy.space.search_goal import Goal
from wso2_strategy.space.stated_literals import StatedLiterals


class AsksOracle(Asks, Protocol):
    """Who gave an outcome, made ready to be asked about thousands of other requirements."""

    @property
    def oracle(self) -> Oracle:
        """What answers for it, quickly."""


class Oracle:
    """Answers what an advisor would decide, and what it might.

    Attributes:
        advisor: The advisor.
        form: The fields that can be stated.
        catalog: What there is to choose from.
        candidates: The values worth trying.
        combined: The fields that models combine, so that what one of them changes depends on
            the others; a bit mask of their places.
        foresees: Whether impossible goals can be proved to be so. It is false where a pack
            brings code of its own; then the advisor itself is asked.
    """

    def __init__(self, advisor: Asks) -> None:
        self.advisor = advisor
        self.catalog = advisor.knowledge.catalog
        self.form: Form = form(tuple(advisor.knowledge.fact_classes))
        self._decider = _decider(advisor, self.form)
        self.foresees = not isinstance(self._decider, AskingDecider)
        self.combined = self._decider.levels.mask | self._decider.fits.mask
        self._possible: Memo[tuple[Goal, Hashable], bool] = Memo()
        self.candidates = Candidates(self._decider, advisor.assumptions)
        self.relevant = lru_cache(maxsize=64)(self._relevant)
        self.fields = lru_cache(maxsize=64)(self._fields)

    def decide(self, values: Values) -> Decision:
        """Return the advisor's decision for a row."""
        return self._decider.decide(values)

    def possible(self, goal: Goal, values: Values, free: int) -> bool:
        """Return whether a goal cannot be ruled out where some fields are open."""
        if not self.foresees:
            return bool(free) or goal.met(self.decide(values))
        outlook = Outlook(self._decider, self.catalog, values, free)
        key = goal, outlook.key
        known = self._possible.get(key)
        if known is None:
            known = self._possible[key] = goal.possible(outlook)
        return known

    def _relevant(self, aspects: tuple[Aspect, ...]) -> int:
        """Return the literals on which some aspects of a decision may depend."""
        wanted: dict[Aspect, str] = {"regions": LAYOUT, "platform": PLATFORM}
        found = 0
        for each in aspects:
            found |= self._decider.relevant_to(wanted.get(each, PATTERN))
        return found

    def _fields(self, aspects: tuple[Aspect, ...]) -> tuple[StatedField, ...]:
        """Return the fields on which some aspects of a decision may depend."""
        relevant = self.relevant(aspects)
        direct = self._decider.read_directly if "platform" in aspects or not self.foresees else ()
        return tuple(
            field
            for field in self.form.fields
            if self._decider.stated.readers[field.index] & relevant
            or self._decider.feeders[field.index] & relevant
            or field.index in direct
        )


def _decider(advisor: Asks, whole: Form) -> Decider:
    """Return a decider on clauses, or one that asks the advisor where that is not possible."""
    base, catalog = advisor.base, advisor.knowledge.catalog
    levels = LoadLevels(whole, advisor.assumptions)
    fits = FitLevels(whole, catalog, advisor.assumptions)
    steps = procedures(advisor.knowledge, advisor.assumptions)
    try:
        given, words = _selections(catalog), {"pattern": fits.patterns}
        clauses = written_out(base.rules, base.facts, given, whole.classes, words)
        return Decider(whole, clauses, steps, levels, fits)
    except NotPropositionalError:
        return AskingDecider(
            advisor, whole, compared(base.rules, (*whole.classes, Demand)), levels, fits
        )


class AskingDecider(Decider):
    """Asks the advisor itself, where rules cannot be written out as clauses."""

    def __init__(
        self, advisor: Asks, whole: Form, clauses: Clauses, levels: LoadLevels, fits: FitLevels
    ) -> None:
        self.form = whole
        self.clauses = clauses
        self.levels = levels
        self.fits = fits
        self.stated = StatedLiterals(whole, clauses)
        self.load_literals = derived_by(clauses, Demand)
        self.fit_literals = ()
        self.feeders = self._feeders()
        self._met = Memo()
        self._advisor = advisor
        self._answers: Memo[Values, Decision] = Memo()

    @property
    def read_directly(self) -> tuple[int, ...]:
        """Every field of words: nothing is known of what does not matter."""
        return tuple(each.index for each in self.form.fields if not each.is_number)

    def decide(self, values: Values) -> Decision:
        """Return the decision for a row."""
        if values not in self._answers:
            asked = self.form.filled(values, Requirements())
            found = self._advisor.advise(asked).inference
            self._answers[values] = decided(found.of(Selection), found.of(Exclusion))
        return self._answers[values]

    def model_literals(self, values: Values) -> int:
        """Return the literals about the load that hold for a row."""
        return self.met_by_load(self.levels.load(values))

    def relevant_to(self, procedure_id: str) -> int:  # noqa: ARG002 - all may matter
        """Return every literal."""
        return (1 << len(self.clauses.literals)) - 1


def _selections(catalog: Catalog) -> Iterable[Selection]:
    """Return everything that can be selected."""
    for pattern in catalog.arrangements("pattern"):
        yield Selection("pattern", pattern.id, "none")
        yield Selection("pattern", pattern.id, "gateway")
        yield Selection("pattern", pattern.id, "all")
    for layout in catalog.arrangements("regions"):
        yield Selection("regions", layout.id)
    for platform in catalog.platforms:
        yield Selection("platform", platform.id)
