"""The knowledge under verification, sorted by what its rules read and conclude."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from wso2_strategy.advice.choices import procedures, stated_facts
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.catalog import Catalog, Dimension
from wso2_strategy.domain.conclusions import Selection
from wso2_strategy.domain.facts import SECTIONS, Availability, Requirements, Traffic
from wso2_strategy.inference import KnowledgeBase, KnownFacts, Procedure, Rule
from wso2_strategy.inference.conditions import Join, Test, Variable

if TYPE_CHECKING:
    from wso2_strategy.verification.upper_bound import PossibleFiring

_SAMPLE_LOAD = Traffic(peak_tps=3000.0, token_requests_per_second=100.0)

Place = tuple[type, str]
"""A field of a fact class."""


@frozen
class Subject:
    """What is verified, and which of its rules are asked about.

    Attributes:
        knowledge: The knowledge.
        about: Ids of the rules whose defects are of interest; None for all.
        undecided: Comparisons of rules that were too large to be made; filled as they are met.
    """

    knowledge: Knowledge
    about: frozenset[str] | None = None
    stated: tuple[type, ...] = field(init=False)
    undecided: set[str] = field(init=False, factory=set, eq=False, repr=False)

    @stated.default
    def _stated(self) -> tuple[type, ...]:
        return (Requirements, *SECTIONS, *self.knowledge.fact_classes)

    @property
    def base(self) -> KnowledgeBase:
        """The knowledge base."""
        return self.knowledge.base

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules."""
        return self.base.rules

    @cached_property
    def asked(self) -> tuple[Rule, ...]:
        """The rules whose defects are of interest."""
        about = self.about
        return tuple(rule for rule in self.rules if about is None or rule.id in about)

    @cached_property
    def background(self) -> frozenset[type]:
        """The classes of background facts."""
        return frozenset(map(type, self.base.facts))

    @cached_property
    def concluded(self) -> frozenset[type]:
        """The classes that rules conclude."""
        return frozenset(each for rule in self.rules for each in rule.concludes)

    def is_open(self, fact_class: type) -> bool:
        """Return whether facts of a class come from outside: stated, or from a numeric model."""
        closed = fact_class in self.background or fact_class in self.concluded
        return not closed and fact_class is not Selection

    def is_single(self, fact_class: type) -> bool:
        """Return whether a consultation has at most one fact of a class, which is open."""
        return self.is_open(fact_class) and fact_class not in self.graded

    @cached_property
    def sampled(self) -> dict[type, list[Any]]:
        """What the numeric models derive for requirements that all of them work on."""
        return self.derived(
            Requirements(traffic=_SAMPLE_LOAD, availability=Availability(target=0.999))
        )

    @property
    def graded(self) -> dict[type, list[Any]]:
        """The classes of which a numeric model derives several facts, with those of a sample."""
        return {name: facts for name, facts in self.sampled.items() if len(facts) > 1}

    def derived(self, requirements: Requirements) -> dict[type, list[Any]]:
        """Return what models and packs derive before a pattern is chosen, by class."""
        known = dict.fromkeys(stated_facts(requirements, self.knowledge.fact_classes))
        found: dict[type, list[Any]] = {}
        early = takewhile(lambda each: each.id != "resolve.pattern", self.procedures)
        for model in (each for each in early if each.id != "resolve.regions"):
            numbers = {fact: number for number, fact in enumerate(known)}
            for derivation in model.run(KnownFacts(numbers, model.reads)):
                known[derivation.fact] = None
                found.setdefault(type(derivation.fact), []).append(derivation.fact)
        return found

    def is_direct(self, rule: Rule) -> bool:
        """Return whether a rule looks only at facts from outside, field by field."""
        joins = any(isinstance(atom, Join) for atom in rule.when.atoms())
        single = all(self.is_single(each.fact_class) for each in rule.variables)
        return single and not joins

    def is_graded(self, rule: Rule) -> bool:
        """Return whether a rule looks at what a numeric model says of each of several things."""
        return any(each.fact_class in self.graded for each in rule.variables)

    @cached_property
    def possible(self) -> tuple[PossibleFiring, ...]:
        """Every firing that facts from outside may bring about."""
        from wso2_strategy.verification.upper_bound import possible_firings

        return possible_firings(self)

    @cached_property
    def procedures(self) -> tuple[Procedure, ...]:
        """The models and choices that run between rounds of rules."""
        values = dict(self.knowledge.assumptions)
        known = {name: each for name, each in values.items() if name in ASSUMPTIONS}
        return procedures(self.knowledge, ASSUMPTIONS.assume(known))

    def single(self, variable: Variable) -> Variable:
        """Return the variable that stands for all of a class with at most one fact."""
        single = self.is_single(variable.fact_class)
        return Variable(variable.fact_class, "it") if single else variable


def dimensions(catalog: Catalog) -> dict[str, Dimension]:
    """Return which question each capability and each pattern belongs to, by id."""
    found = {each.id: each.dimension for each in catalog.capabilities}
    found.update((each.id, each.dimension) for each in catalog.patterns)
    return found


def places_of(rules: Iterable[Rule]) -> dict[Place, None]:
    """Return the fields that some rules compare, join or copy, in order of appearance."""
    found: dict[Place, None] = {}
    for rule in rules:
        for atom in rule.when.atoms():
            if isinstance(atom, Join):
                found[atom.left_variable.fact_class, atom.left_field.name] = None
                found[atom.right_variable.fact_class, atom.right_field.name] = None
            elif atom.field is not None:
                found[atom.variable.fact_class, atom.field.name] = None
    return found


def tests_of(rules: Iterable[Rule], place: Place) -> tuple[Test, ...]:
    """Return the tests that some rules make of a field."""
    return tuple(
        dict.fromkeys(
            atom
            for rule in rules
            for atom in rule.when.atoms()
            if isinstance(atom, Test)
            and atom.field is not None
            and (atom.variable.fact_class, atom.field.name) == place
        )
    )
