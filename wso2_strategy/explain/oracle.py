"""One advisor, made ready to be asked about thousands of other requirements."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from wso2_strategy.advisor import Advisor
from wso2_strategy.catalog import Catalog
from wso2_strategy.conclusions import Exclusion, Selection
from wso2_strategy.explain.candidates import Candidates
from wso2_strategy.explain.clauses import NotPropositionalError, compared, written_out
from wso2_strategy.explain.decider import Decider
from wso2_strategy.explain.decision import Aspect, Decision, decided
from wso2_strategy.explain.fit_levels import FitLevels
from wso2_strategy.explain.form import Form, StatedField, Values, form
from wso2_strategy.explain.goal import Goal
from wso2_strategy.explain.load_levels import LoadLevels
from wso2_strategy.explain.outlook import Outlook, is_understood
from wso2_strategy.facts import Requirements
from wso2_strategy.resolution import procedures

_REMEMBERED = 50_000


class Oracle:
    """Answers what an advisor would decide, and what it might.

    Attributes:
        advisor: The advisor.
        form: The fields that can be stated.
        catalog: What there is to choose from.
        candidates: The values worth trying.
        foresees: Whether impossible goals can be proved to be so. It is false where a pack
            has rules whose conclusions cannot be listed; then the advisor itself is asked.
    """

    def __init__(self, advisor: Advisor) -> None:
        self.advisor = advisor
        self.catalog = advisor.knowledge.catalog
        self.form: Form = form(tuple(advisor.knowledge.fact_classes))
        levels = LoadLevels(self.form, advisor.assumptions)
        fits = FitLevels(self.form, self.catalog, advisor.assumptions)
        steps = procedures(self.catalog, advisor.assumptions)
        base = advisor.base
        self.foresees = True
        try:
            given = _selections(self.catalog)
            words = {"pattern": fits.patterns}
            clauses = written_out(base.rules, base.facts, given, self.form.classes, words)
            self._decider = Decider(self.form, clauses, steps, levels, fits)
            self.foresees = is_understood(self._decider)
        except NotPropositionalError:
            self.foresees = False
        if not self.foresees:
            self._decider = _AskingDecider(
                advisor, self.form, compared(base.rules), steps, levels, fits
            )
        self._possible: dict[tuple[Goal, Hashable], bool] = {}
        self.candidates = Candidates(self._decider, advisor.assumptions)
        self.relevant = lru_cache(maxsize=64)(self._relevant)
        self.fields = lru_cache(maxsize=64)(self._fields)

    def decide(self, values: Values) -> Decision:
        """Return the advisor's decision for a row."""
        return self._decider.decide(values)

    def possible(self, goal: Goal, values: Values, free: int) -> bool:
        """Return whether a goal cannot be ruled out where some fields are open."""
        if self.foresees:
            outlook = Outlook(self._decider, self.catalog, values, free)
            key = goal, outlook.key
            known = self._possible.get(key)
            if known is None:
                if len(self._possible) >= _REMEMBERED:
                    self._possible.clear()
                known = self._possible[key] = goal.possible(outlook)
            return known
        return bool(free) or goal.met(self.decide(values))

    def _relevant(self, aspects: tuple[Aspect, ...]) -> int:
        """Return the literals on which some aspects of a decision may depend."""
        clauses = self._decider.clauses
        if not self.foresees:
            return (1 << len(clauses.literals)) - 1
        wanted = {"redundancy": "pattern"}
        subjects = {f"resolve.{wanted.get(each, each)}" for each in aspects}
        last = max(
            number for number, each in enumerate(self._decider.procedures) if each.id in subjects
        )
        facts = 0
        for procedure in self._decider.procedures[: last + 1]:
            for each in procedure.reads or ():
                facts |= self._decider.mask_of(each)
        return clauses.behind(facts)

    def _fields(self, aspects: tuple[Aspect, ...]) -> tuple[StatedField, ...]:
        """Return the fields on which some aspects of a decision may depend."""
        relevant = self.relevant(aspects)
        direct = self._decider.read_directly if "platform" in aspects or not self.foresees else ()
        return tuple(
            field
            for field in self.form.fields
            if self._decider.readers[field.index] & relevant
            or self._decider.feeders[field.index] & relevant
            or field.index in direct
        )


class _AskingDecider(Decider):
    """Asks the advisor itself, where rules cannot be written out as clauses."""

    def __init__(self, advisor: Advisor, *parts: Any) -> None:
        self._advisor = advisor
        self._answers: dict[Values, Decision] = {}
        super().__init__(*parts)

    def decide(self, values: Values) -> Decision:
        """Return the decision for a row."""
        if values not in self._answers:
            asked = self.form.filled(values, Requirements())
            found = self._advisor.advise(asked).inference
            self._answers[values] = decided(found.of(Selection), found.of(Exclusion))
        return self._answers[values]

    def _drop_what_follows_the_choices(self) -> None:
        """Keep all procedures: the advisor runs them."""


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


_ORACLES: WeakKeyDictionary[Advisor, Oracle] = WeakKeyDictionary()


def oracle(advisor: Advisor) -> Oracle:
    """Return the oracle of an advisor; it is made once."""
    found = _ORACLES.get(advisor)
    if found is None:
        found = _ORACLES[advisor] = Oracle(advisor)
    return found
