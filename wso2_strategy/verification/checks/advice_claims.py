"""Advice held against the answer: is what it speaks of there, and what it asks for not stated?

A claim is proven where it follows from the rule: from the conditions on what is stated, or from
what is chosen in every possible firing. Where it does not, requirements are looked for in whose
answer the rule fires and the claim is false.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from attrs import frozen

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.domain.claims import Claim, claims
from wso2_strategy.domain.conclusions import (
    Advice,
    Exclusion,
    Selection,
    SizedTier,
)
from wso2_strategy.domain.facts import stated
from wso2_strategy.domain.kinds import path_of
from wso2_strategy.inference import Rule
from wso2_strategy.inference.conditions import Operator, Test, Variable
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.inference.rule import Template
from wso2_strategy.space.clauses.propositional import Literal
from wso2_strategy.space.clauses.writing_out import Instance
from wso2_strategy.verification.asking import follows
from wso2_strategy.verification.examples.example_files import yaml_text
from wso2_strategy.verification.examples.firing_search import FiringSearch
from wso2_strategy.verification.findings import Evidence, Finding
from wso2_strategy.verification.knowledge_index import KnowledgeIndex


@frozen
class AdviceClaims:
    """The question whether advice agrees with the answer it is given with.

    Attributes:
        index: The knowledge.
        search: Where requirements are found for which rules fire.
    """

    index: KnowledgeIndex
    search: FiringSearch

    def findings(self) -> Iterator[Finding]:
        """Yield claims that some answer denies."""
        for rule, claim in self._claims():
            if not self._is_proven(rule, claim):
                yield from self._denied(rule, claim)

    def evidence(self) -> Evidence:
        """Return what was looked at, and how much of it was proven."""
        every = list(self._claims())
        proven = sum(self._is_proven(*each) for each in every)
        return Evidence(
            "What an advice claims is so in every answer with which it is given",
            "proven" if proven == len(every) else "sampled",
            len(every),
            len(every),
            f"{proven} claims follow from the conditions of their rules, {len(every) - proven} were"
            " tried on samples",
        )

    def _claims(self) -> Iterator[tuple[Rule, Claim]]:
        for rule in self.index.asked:
            found = (claim for text in _texts(rule) for claim in claims(text))
            for claim in dict.fromkeys(found):
                if claim.kind != "mention":
                    yield rule, claim

    def _is_proven(self, rule: Rule, claim: Claim) -> bool:
        own = self.index.by_rule.get(rule.id, [])
        if claim.kind == "ask":
            absent = self._stated(claim.name, "absent")
            return absent is not None and all(follows(self.index, each, [absent]) for each in own)
        if claim.kind == "tier" and all(_is_of_tier(each, claim.name) for each in own):
            return True
        return all(self._is_chosen(claim, each) for each in self._chosen(rule))

    def _chosen(self, rule: Rule) -> Iterator[frozenset[str]]:
        """Yield the ids of the selections that each possible firing of a rule rests on."""
        for each in self.index.by_rule.get(rule.id, ()):
            chosen = [fact for fact in each.premises if isinstance(fact, Selection)]
            ids = frozenset(fact.id for fact in chosen)
            # Two patterns are never chosen at once.
            if len(ids) == len({fact.subject for fact in chosen}):
                yield ids

    def _is_chosen(self, claim: Claim, ids: frozenset[str]) -> bool:
        """Return whether a claim is true of an answer in which these are chosen."""
        if claim.kind == "tier":
            patterns = self.index.knowledge.catalog.patterns
            tiers = [tier for each in patterns if each.id in ids for tier in each.tiers]
            return claim.name in {tier.component for tier in tiers}
        return claim.kind in ("pattern", "platform") and claim.name in ids

    def _denied(self, rule: Rule, claim: Claim) -> Iterator[Finding]:
        """Yield a finding if requirements are found whose answer denies a claim."""
        present = self._stated(claim.name, "present") if claim.kind == "ask" else None
        also = present.literals if present else ()
        for outcome in self.search.outcomes(rule, also=also):
            if not holds(claim, outcome):
                yield Finding(
                    "advice-contradicts-answer",
                    (rule.id,),
                    f"It claims {claim}, which an answer denies.",
                    "Let it fire only where that is so, or do not claim it.",
                    yaml_text(outcome.requirements),
                )
                return

    def _stated(self, path: str, operator: Operator) -> Instance | None:
        """Return what asks whether a field is stated, or None if there is no such field."""
        for fact_class in self.index.stated:
            for name, field in fact_fields(fact_class).items():
                if path_of(fact_class, name) == path:
                    test = Test(Variable(fact_class, "fact"), field, operator, None)
                    return Instance(path, (Literal(fact_class, (test,)),), (), ())
        return None


def _is_of_tier(instance: Instance, component: str) -> bool:
    """Return whether an instance looks at a tier of a component of the answer."""
    tests = (e for each in instance.literals if each.fact_class is SizedTier for e in each.tests)
    return any(
        (e.field and e.field.name, e.operator, e.constant) == ("component", "==", component)
        for e in tests
    )


def holds(claim: Claim, outcome: Outcome) -> bool:
    """Return whether an answer is as claimed."""
    layout = outcome.region_layout
    chosen = {outcome.pattern.id, *([layout.id] if layout else ())}
    if claim.kind == "ask":
        section, _, name = claim.name.rpartition(".")
        facts = stated(outcome.requirements)
        return (facts.get(section, {}) if section else facts).get(name) in (None, [])
    if claim.kind == "propose":
        excluded = {each.pattern for each in outcome.inference.of(Exclusion)}
        return claim.name not in excluded | chosen
    is_so: dict[str, Collection[str]] = {
        "tier": [tier.component for tier in outcome.sizing.tiers],
        "platform": [outcome.platform.id],
        "pattern": chosen,
        "mention": [claim.name],
    }
    return claim.name in is_so[claim.kind]


def _texts(rule: Rule) -> Iterator[str]:
    """Yield the texts of the advice that a rule concludes."""
    for each in rule.then:
        if isinstance(each, Advice):
            yield each.text
        elif isinstance(each, Template) and each.fact_class is Advice:
            yield str(dict(each.values)["text"])
