"""Decisions for rows of values, thousands of times cheaper than full recommendations.

The procedures that choose are the advisor's own; only the rules between them
run as clauses. Where the rules cannot be written out as clauses, the advisor
itself is asked; see `oracle`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from wso2_strategy.conclusions import Exclusion, Selection
from wso2_strategy.explain.clauses import Clauses, Literal, NotPropositionalError
from wso2_strategy.explain.decision import Decision, decided
from wso2_strategy.explain.fit_levels import FitLevels, Setting, asked_patterns
from wso2_strategy.explain.form import Form, StatedField, Values
from wso2_strategy.explain.load_levels import LoadLevels
from wso2_strategy.facts import Requirements
from wso2_strategy.inference import KnownFacts, Procedure
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.demand import Demand
from wso2_strategy.models.fitness import PatternFitness

MODELS = ("model.demand", "model.fitness")
"""The procedures whose facts rules compare with constants; `levels` and `fits` stand for them."""

_REMEMBERED = 50_000


class Decider:
    """Runs the clauses and the procedures that choose, for one form and knowledge base.

    Attributes:
        form: The fields of a row.
        clauses: The rules, written out.
        procedures: The procedures, up to the last that selects.
        levels: The demand model.
        fits: The fitness of patterns.
        bounds: What outlooks have found about derived facts.
    """

    def __init__(
        self,
        form: Form,
        clauses: Clauses,
        procedures: Iterable[Procedure],
        levels: LoadLevels,
        fits: FitLevels,
    ) -> None:
        self.form = form
        self.clauses = clauses
        self.levels = levels
        self.fits = fits
        self.stated_literals, self.readers = _literals_by_field(form, clauses)
        self.derived_literals = tuple(
            (1 << number, literal)
            for number, literal in enumerate(clauses.literals)
            if literal.fact_class not in form.classes
        )
        self.load_literals = self._derived_by(Demand)
        self.fit_literals = tuple(
            (bit, literal, asked_patterns(literal.tests, fits.patterns))
            for bit, literal in self._derived_by(PatternFitness)
        )
        self.feeders = self._feeders()
        self._failing: list[dict[Any, int]] = [{} for _ in form.fields]
        self._tests = _tests_by_field(form, clauses)
        self._tested = [index for index, tests in enumerate(self._tests) if tests]
        self._closures: dict[tuple[int, int], int] = {}
        self._derived: dict[Hashable, tuple[int, tuple[Any, ...]]] = {}
        self._decisions: dict[Hashable, Decision] = {}
        self._model_mask = self.levels.mask | self.fits.mask
        self._model_fields = tuple(
            field.index for field in form.fields if self._model_mask >> field.index & 1
        )
        self.bounds: dict[Hashable, Any] = {}
        self._exclusions: dict[str, int] = {}
        self._met: dict[Demand | None, int] = {}
        self._met_by_fit: dict[tuple[Demand | None, Setting], int] = {}
        self._classes = {each: clauses.of(each) for each in {type(f) for f in clauses.facts}}
        self.procedures = tuple(procedures)
        self._drop_what_follows_the_choices()
        self.read_directly = _read_directly(form, self.procedures)
        self._load_is_read = any(
            each.reads is None or Demand in each.reads
            for each in self.procedures
            if each.id not in MODELS
        )

    def decide(self, values: Values) -> Decision:
        """Return the decision for a row.

        Raises:
            NotPropositionalError: A procedure derived what the clauses do not know.
        """
        direct = tuple([values[index] for index in self.read_directly])
        load = self.levels.load(values) if self._load_is_read else None
        key = self.literals(values) | self.model_literals(values), direct, load
        known = self._decisions.get(key)
        if known is None:
            if len(self._decisions) >= _REMEMBERED:
                self._decisions.clear()
            *_, (facts, _) = self._run(values)
            listed = self.clauses.listed(facts)
            known = self._decisions[key] = decided(
                [each for each in listed if type(each) is Selection],
                [each for each in listed if type(each) is Exclusion],
            )
        return known

    def literals(self, values: Values) -> int:
        """Return the literals about stated facts that hold for a row."""
        failing = 0
        for index in self._tested:
            known = self._failing[index].get(values[index])
            failing |= self.failing(index, values[index]) if known is None else known
        return self.stated_literals & ~failing

    def failing(self, index: int, value: Any) -> int:
        """Return the literals that cannot hold when a field has this value."""
        known = self._failing[index]
        if value not in known:
            field = self.form.fields[index]
            part = _Part(field.name, value)
            known[value] = sum(
                bit
                for bit, tests in self._tests[index]
                if not all(test.holds({test.variable: part}) for test in tests)
            )
        return known[value]

    def tests_of(self, field: StatedField, relevant: int) -> list[Test]:
        """Return the comparisons of a field in some literals."""
        return [test for bit, tests in self._tests[field.index] if bit & relevant for test in tests]

    def closed(self, literals: int, facts: int) -> int:
        """Return the facts that follow; equal questions share one answer."""
        key = literals, facts
        known = self._closures.get(key)
        if known is None:
            if len(self._closures) >= _REMEMBERED:
                self._closures.clear()
            known = self._closures[key] = self.clauses.closed(literals, facts)
        return known

    def _met_by(self, facts: Iterable[Any], literals: Iterable[tuple[int, Literal]]) -> int:
        return sum(
            bit
            for bit, literal in literals
            if any(
                all(test.holds({test.variable: fact}) for test in literal.tests) for fact in facts
            )
        )

    def _feeders(self) -> tuple[int, ...]:
        """Return for each field the literals about derived facts that depend on it."""
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

    def _derived_by(self, fact_class: type) -> tuple[tuple[int, Literal], ...]:
        return tuple(each for each in self.derived_literals if each[1].fact_class is fact_class)

    def model_literals(self, values: Values) -> int:
        """Return the literals about derived facts that hold for a row."""
        load = self.levels.load(values)
        return self.met_by_load(load) | self.met_by_fit(load, self.fits.setting(values))

    def behind_models(self, values: Values, free: int) -> Hashable:
        """Return all that facts derived by models depend on, where some fields are open."""
        return tuple([values[index] for index in self._model_fields]), free & self._model_mask

    def met_by_load(self, load: Demand | None) -> int:
        """Return the literals that a load meets; equal questions share one answer."""
        if load not in self._met:
            self._met[load] = self._met_by(() if load is None else (load,), self.load_literals)
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

    def derive(
        self, procedure: Procedure, values: Values, facts: int, derived: tuple[Any, ...]
    ) -> tuple[int, tuple[Any, ...]]:
        """Return what a procedure adds: listed facts as a mask, and others.

        Raises:
            NotPropositionalError: It derived what the clauses do not know.
        """
        if procedure.id in MODELS:
            return 0, ()
        key = procedure.id, *self._shown(procedure, values, facts, derived)
        if key not in self._derived:
            if len(self._derived) >= _REMEMBERED:
                self._derived.clear()
            known = KnownFacts(self._facts(procedure, values, facts, derived))
            found = [each.fact for each in procedure.run(known)]
            self._derived[key] = self._split(found)
        return self._derived[key]

    def mask_of(self, fact_class: type) -> int:
        """Return the mask of the listed facts of a class."""
        return self._classes.get(fact_class, 0)

    def exclusions_of(self, pattern: str) -> int:
        """Return the mask of the exclusions of a pattern."""
        known = self._exclusions.get(pattern)
        if known is None:
            listed = self.mask_of(Exclusion)
            known = self.clauses.masked(listed, lambda each: each.pattern == pattern)
            self._exclusions[pattern] = known
        return known

    def _run(self, values: Values) -> Iterator[tuple[int, int]]:
        """Yield after each procedure what is known, and what the procedure added."""
        literals, facts, derived = self.literals(values), self.clauses.background, ()
        for procedure in self.procedures:
            added, others = self.derive(procedure, values, facts, derived)
            facts, derived = facts | added, (*derived, *others)
            if procedure.id == MODELS[-1]:
                literals |= self.model_literals(values)
            if procedure.rules_follow:
                facts = self.closed(literals, facts)
            yield facts, added

    def _drop_what_follows_the_choices(self) -> None:
        values = self.form.values_of(Requirements())
        selections = self.mask_of(Selection)
        selects = [bool(added & selections) for _, added in self._run(values)]
        last = max(number for number, each in enumerate(selects) if each)
        self.procedures = self.procedures[: last + 1]

    def _shown(
        self, procedure: Procedure, values: Values, facts: int, derived: tuple[Any, ...]
    ) -> Iterable[Hashable]:
        if procedure.reads is None:
            return (values, facts, derived)
        return tuple(
            tuple(values[field.index] for field in self.form.by_class[each])
            if each in self.form.classes
            else facts & self.mask_of(each)
            if self.mask_of(each)
            else tuple(fact for fact in derived if type(fact) is each)
            for each in procedure.reads
        )

    def _facts(
        self, procedure: Procedure, values: Values, facts: int, derived: tuple[Any, ...]
    ) -> list[Any]:
        classes = self.form.classes if procedure.reads is None else procedure.reads
        stated = [
            self.form.filled(values, Requirements())
            if each is Requirements
            else self.form.section(each, values)
            for each in classes
            if each in self.form.classes
        ]
        if procedure.reads is not None:
            facts &= sum(self.mask_of(each) for each in set(procedure.reads))
        return [*stated, *self.clauses.listed(facts), *derived]

    def _split(self, found: Iterable[Any]) -> tuple[int, tuple[Any, ...]]:
        mask, others = 0, []
        for fact in found:
            if fact in self.clauses.bits:
                mask |= self.clauses.bits[fact]
            elif self.mask_of(type(fact)):
                raise NotPropositionalError(repr(fact))
            else:
                others.append(fact)
        return mask, tuple(others)


def _read_directly(form: Form, procedures: Iterable[Procedure]) -> tuple[int, ...]:
    """Return the fields that procedures read by themselves, not through rules."""
    classes = [
        each
        for procedure in procedures
        if procedure.id not in MODELS
        for each in (form.classes if procedure.reads is None else procedure.reads)
    ]
    return tuple(field.index for field in form.fields if field.fact_class in classes)


class _Part:
    """A fact of which only one field is looked at."""

    def __init__(self, name: str, value: Any) -> None:
        setattr(self, name, value)


def _literals_by_field(form: Form, clauses: Clauses) -> tuple[int, tuple[int, ...]]:
    """Return the literals about stated facts, and for each field those that read it."""
    stated = sum(
        1 << number
        for number, literal in enumerate(clauses.literals)
        if literal.fact_class in form.classes
    )
    readers = tuple(sum(bit for bit, _ in tests) for tests in _tests_by_field(form, clauses))
    return stated, readers


def _tests_by_field(form: Form, clauses: Clauses) -> list[list[tuple[int, list[Test]]]]:
    found: list[list[tuple[int, list[Test]]]] = [[] for _ in form.fields]
    for number, literal in enumerate(clauses.literals):
        for field in form.by_class.get(literal.fact_class, ()):
            tests = [each for each in literal.tests if each.field and each.field.name == field.name]
            if tests:
                found[field.index].append((1 << number, tests))
    return found
