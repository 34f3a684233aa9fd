"""The knowledge under verification, sorted by what its rules read and conclude."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from typing import Any

from attrs import field, frozen

from wso2_strategy.advice.choices import CHOOSE, procedures, stated_facts
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.conclusions import (
    Exclusion,
    LayoutExclusion,
    LayoutNeed,
    Need,
    PassedOver,
    Preference,
    RedundancyNeed,
    Selection,
    SizedTier,
)
from wso2_strategy.domain.facts import SECTIONS, Availability, Requirements
from wso2_strategy.inference import Condition, KnowledgeBase, KnownFacts, Procedure, Rule
from wso2_strategy.inference.conditions import Join, Test
from wso2_strategy.space.clauses.writing_out import Instance, instances
from wso2_strategy.space.row_decider import OF_GROUPS
from wso2_strategy.verification.stated_values import ALL_MODELS_WORK_ON, Place, built


@frozen
class KnowledgeIndex:
    """What is verified, and which of its rules are asked about.

    Attributes:
        knowledge: The knowledge.
        about: Ids of the rules whose defects are of interest; None for all.
        undecided: Comparisons of rules that were too large to be made; filled as they are met.
    """

    knowledge: Knowledge
    about: frozenset[str] | None = None
    undecided: set[str] = field(init=False, factory=set, eq=False, repr=False)

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
    def stated(self) -> tuple[type, ...]:
        """The classes of stated facts."""
        return (Requirements, *SECTIONS, *self.knowledge.fact_classes)

    @cached_property
    def background(self) -> frozenset[type]:
        """The classes of background facts."""
        return frozenset(map(type, self.base.facts))

    @cached_property
    def concluded(self) -> frozenset[type]:
        """The classes that rules conclude."""
        return frozenset(each for rule in self.rules for each in rule.concludes)

    @cached_property
    def tests(self) -> Mapping[Place, Sequence[Test]]:
        """The tests that rules make of each field."""
        found: dict[Place, dict[Test, None]] = {}
        for rule in self.rules:
            for atom in rule.when.atoms():
                if isinstance(atom, Test) and atom.field is not None:
                    place = atom.variable.fact_class, atom.field.name
                    found.setdefault(place, {})[atom] = None
        return defaultdict(tuple, {place: tuple(tests) for place, tests in found.items()})

    @cached_property
    def instances(self) -> list[Instance]:
        """Every way in which a rule may apply, in the order of rules."""
        catalog = self.knowledge.catalog
        passed_over = [PassedOver(each.dimension, each.id) for each in catalog.patterns]
        return instances(self.base, catalog, passed_over)

    @cached_property
    def by_rule(self) -> dict[str, list[Instance]]:
        """The instances of each rule that has any."""
        found: dict[str, list[Instance]] = {}
        for each in self.instances:
            found.setdefault(each.rule, []).append(each)
        return found

    def closed(self, instance: Instance) -> frozenset[Any]:
        """Return the conclusions and choices that an instance needs."""
        return frozenset(e for e in instance.premises if type(e) not in self.background)

    @cached_property
    def sampled(self) -> dict[type, list[Any]]:
        """What the numeric models derive for requirements that all of them work on, by class."""
        found: dict[type, list[Any]] = {}
        in_one_region = {**ALL_MODELS_WORK_ON, (Availability, "regions"): 1}
        for values in (ALL_MODELS_WORK_ON, in_one_region):
            facts: dict[type, list[Any]] = {}
            for fact in self.derived(built(values), self.derivable):
                facts.setdefault(type(fact), []).append(fact)
            found = facts | found
        return found

    @cached_property
    def graded(self) -> dict[type, list[Any]]:
        """The classes of which a numeric model derives several facts, with those of a sample."""
        return {name: facts for name, facts in self.sampled.items() if len(facts) > 1}

    @cached_property
    def derivable(self) -> frozenset[type]:
        """The classes that models and packs derive before a pattern is chosen."""
        return frozenset(fact_class for each in self._models for fact_class in each.derives)

    def derived(self, requirements: Requirements, wanted: Collection[type]) -> Iterator[Any]:
        """Yield what models and packs derive, up to the last facts of some classes."""
        known = dict.fromkeys(stated_facts(requirements, self.knowledge.fact_classes))
        asked = [number for number, each in enumerate(self._models) if {*each.derives} & {*wanted}]
        for model in self._models[: max(asked, default=-1) + 1]:
            for derivation in list(model.run(KnownFacts(known, model.reads))):
                known[derivation.fact] = None
                yield derivation.fact

    @cached_property
    def _models(self) -> list[Procedure]:
        early = takewhile(lambda each: each.id != CHOOSE["pattern"], self.procedures)
        return [each for each in early if each.id not in CHOOSE.values()]

    @cached_property
    def procedures(self) -> tuple[Procedure, ...]:
        """The models and choices that run between rounds of rules."""
        values = dict(self.knowledge.assumptions)
        known = {name: each for name, each in values.items() if name in ASSUMPTIONS}
        return procedures(self.knowledge, ASSUMPTIONS.assume(known))

    def is_open(self, fact_class: type) -> bool:
        """Return whether facts of a class come from outside: stated, or from a numeric model."""
        closed = fact_class in self.background or fact_class in self.concluded
        return not closed and fact_class not in (Selection, PassedOver)

    def is_single(self, fact_class: type) -> bool:
        """Return whether a consultation has at most one fact of a class, which is open."""
        several = fact_class in self.graded or fact_class in (SizedTier, *OF_GROUPS)
        return self.is_open(fact_class) and not several

    def is_settable(self, fact_class: type) -> bool:
        """Return whether there is one fact of a class, which is stated or derived from what is."""
        derived = fact_class in self.derivable and self.is_single(fact_class)
        return fact_class in self.stated or derived


def question_of(catalog: Catalog, fact: Any) -> str | None:
    """Return the question that a fact helps to decide, if any."""
    if isinstance(fact, Preference):
        return "platform"
    if isinstance(fact, Need):
        return next((e.dimension for e in catalog.capabilities if e.id == fact.capability), None)
    if isinstance(fact, Exclusion):
        return next((e.dimension for e in catalog.patterns if e.id == fact.pattern), None)
    if isinstance(fact, RedundancyNeed):
        return "pattern"
    if isinstance(fact, LayoutNeed | LayoutExclusion):
        return "regions"
    return None


def places_of(conditions: Iterable[Condition]) -> dict[Place, None]:
    """Return the fields that some conditions compare or join, in order of appearance."""
    found: dict[Place, None] = {}
    for condition in conditions:
        for atom in condition.atoms():
            if isinstance(atom, Join):
                found[atom.left_variable.fact_class, atom.left_field.name] = None
                found[atom.right_variable.fact_class, atom.right_field.name] = None
            elif atom.field is not None:
                found[atom.variable.fact_class, atom.field.name] = None
    return found
