"""Defects of rules and pairs of rules are found, with requirements that show them."""

# ruff: noqa: E712 - `== True` builds a condition

from __future__ import annotations

from typing import Any, get_args

import pytest
from attrs import evolve
from tried_knowledge import (
    BUILT_IN,
    availability,
    compliance,
    found,
    knowledge,
    need,
    operations,
    pattern,
    rule,
    traffic,
    unchecked,
)

from wso2_strategy import (
    Advice,
    Advisor,
    Contradiction,
    Exclusion,
    Need,
    Preference,
    Rule,
    Selection,
    fact,
)
from wso2_strategy.advice.files import parse_requirements
from wso2_strategy.domain.catalog import CATALOG, Capability
from wso2_strategy.domain.claims import claims
from wso2_strategy.domain.conclusions import LayoutNeed, SizedTier
from wso2_strategy.verification import (
    MEANINGS,
    Kind,
    verify,
)
from wso2_strategy.verification.checks import advice_claims


def test_every_kind_has_a_meaning() -> None:
    assert set(MEANINGS) == set(get_args(Kind))


def _apart(narrow: Rule) -> Rule:
    """Return a rule that concludes one thing more, so that no wider rule covers it."""
    return evolve(narrow, then=[*narrow.then, Advice(narrow.id, "More.")])


class TestAdviceContradictsAnswer:
    """Advice is held against the answer; a finding comes with a file that shows it."""

    @pytest.mark.parametrize(
        ("when", "text"),
        [
            (traffic.peak_tps > 100, "Add nodes to {tier:gateway}."),
            (pattern.id.one_of("P1", "P2"), "Add nodes to {tier:gateway}."),
            (pattern.id == "P2", "Mind {pattern:P3}."),
            (compliance.internet_facing == True, "Patch {platform:virtual-machines}."),
            (traffic.average_tps > 1, "State {ask:traffic.peak_tps}."),
            (pattern.id == "P2", "Choose {propose:P0}."),
        ],
    )
    def test_a_false_claim(self, when: Any, text: str) -> None:
        known = knowledge(rule(when, Advice("test", text)))
        finding = found(known, "advice-contradicts-answer", "test.rule")
        assert finding.requirements is not None
        example = parse_requirements(finding.requirements)
        outcome = Advisor(knowledge=known).advise(example)
        assert "test" in [each.id for each in outcome.advice]
        assert not all(advice_claims.holds(each, outcome) for each in claims(text))

    @pytest.mark.parametrize(
        ("when", "text"),
        [
            (pattern.id.one_of("P3", "P4"), "Add nodes to {tier:gateway}."),
            (fact(SizedTier).component == "gateway", "Add nodes to {tier:gateway}."),
            (pattern.id == "P2", "Mind {pattern:P2}, not {mention:P3}."),
            (traffic.peak_tps.absent(), "State {ask:traffic.peak_tps}."),
        ],
    )
    def test_a_true_claim(self, when: Any, text: str) -> None:
        known = knowledge(rule(when, Advice("test", text)))
        report = verify(known, about=["test.rule"], kinds=["advice-contradicts-answer"])
        assert not report.findings


def test_several_tiers_are_not_taken_for_one() -> None:
    tiers = fact(SizedTier, "one"), fact(SizedTier, "other")
    both = (tiers[0].component == "gateway") & (tiers[1].component == "traffic-manager")
    known = knowledge(rule(both, Advice("test", "There are two.")))
    report = verify(known, about=["test.rule"], kinds=["unreachable"])
    assert not [each for each in report.findings if each.rules]


class TestRedundant:
    def test_a_copy(self) -> None:
        copy = evolve(BUILT_IN.base.rule("selection.pattern-lacks-need"), id="test.copy")
        finding = found(knowledge(copy), "redundant", "test.copy")
        assert finding.sentence.startswith("It and test.copy fire for the same facts")

    def test_a_copy_with_other_words(self) -> None:
        lack_copy = BUILT_IN.base.rule("regions.central-control-plane")
        finding = found(knowledge(evolve(lack_copy, id="test.copy")), "redundant")
        assert finding.rules == ("regions.central-control-plane", "test.copy")

    def test_a_narrower_rule(self) -> None:
        narrow = rule(
            (compliance.isolate_all == True) & (compliance.isolate_gateway == True),
            Need("full-isolation"),
        )
        finding = found(knowledge(narrow), "redundant", "test.rule", "compliance.isolate-all")
        assert finding.sentence == (
            "Whenever it fires, compliance.isolate-all fires too and concludes the same."
        )

    def test_a_rule_that_two_others_cover_together(self) -> None:
        covered = rule(availability.tolerates_downtime.present(), Advice("one", "Do it."))
        narrower = [
            rule((availability.tolerates_downtime == True), Advice("one", "Do it."), "test.yes"),
            rule((availability.tolerates_downtime == False), Advice("one", "Do it."), "test.no"),
        ]
        assert found(knowledge(covered, *narrower), "redundant", "test.yes")
        sentences = [
            each.sentence
            for each in verify(
                knowledge(covered, *[_apart(each) for each in narrower]), kinds=["redundant"]
            ).findings
            if each.rules == ("test.rule",)
        ]
        assert sentences == ["Whenever it fires, other rules conclude the same."]

    def test_another_threshold_is_no_redundancy(self) -> None:
        assert not verify(
            knowledge(rule(traffic.average_tps > 7, Advice("one", "Do it."))),
            about=["test.rule"],
            kinds=["redundant"],
        ).findings


class TestConflict:
    def test_an_advice_that_says_two_things(self) -> None:
        other = rule(
            traffic.exact_rate_limits == True,
            Advice("exact-rate-limits", "Ignore it."),
        )
        finding = found(knowledge(other), "conflict", "advice.exact-rate-limits", "test.rule")
        assert "'exact-rate-limits'" in finding.sentence

    def test_a_preference_for_another_platform_under_the_same_topic(self) -> None:
        other = rule(
            (operations.workflow == "traditional") & (operations.ci_cd == True),
            Preference("kubernetes", 1, "workflow"),
        )
        finding = found(knowledge(other), "conflict", "test.rule")
        assert finding.requirements is not None
        stated = parse_requirements(finding.requirements)
        assert (stated.operations.workflow, stated.operations.ci_cd) == ("traditional", True)

    def test_values_that_exclude_each_other_are_no_conflict(self) -> None:
        other = rule(operations.workflow == "cloud-native", Preference("kubernetes", 1, "workflow"))
        assert found(knowledge(other), "conflict", "operations.kubernetes-for-workflow")
        lone = evolve(other, then=Preference("kubernetes", 1, "another topic"))
        assert not verify(knowledge(lone), about=["test.rule"], kinds=["conflict"]).findings

    def test_a_need_that_the_same_facts_deny(self) -> None:
        denying = rule(
            compliance.isolate_all == True,
            Exclusion("P4", limit="too dear"),
        )
        finding = found(knowledge(denying), "conflict", "compliance.isolate-all", "test.rule")
        assert "'full-isolation'" in finding.sentence

    def test_needs_that_no_pattern_meets_together(self) -> None:
        custody = Capability("custody", "keys in custody", "Keys are kept.", "keeps no keys")
        known = knowledge(
            rule(operations.complex_network == True, Need("custody")),
            capabilities=[custody],
            also_provides={"P2": ["custody"]},
        )
        finding = next(iter(verify(known, kinds=["conflict"]).findings))
        assert finding.sentence.startswith("No pattern provides all that these rules need")
        assert "test.rule" in finding.rules
        assert finding.requirements is not None
        stated = parse_requirements(finding.requirements)
        answer = Advisor(knowledge=known).advise(stated)
        assert [each.id for each in answer.conflicts] == ["no-sufficient-pattern"]

    def test_a_contradiction_that_a_rule_names_is_none(self) -> None:
        custody = Capability("custody", "keys in custody", "Keys are kept.", "keeps no keys")
        apart = rule(operations.complex_network == True, Need("custody"))
        named = [
            rule(
                (operations.complex_network == True) & (needed.capability == capability.id),
                Contradiction(f"custody-{capability.id}", "The keys decide."),
                f"test.named-{kind}{capability.id}",
            )
            for kind, needed in (("", need), ("over-regions-", fact(LayoutNeed)))
            for capability in CATALOG.capabilities
            if capability.dimension == "pattern"
            and capability.id not in CATALOG.pattern("P2").provides
        ]
        known = knowledge(apart, *named, capabilities=[custody], also_provides={"P2": ["custody"]})
        assert not verify(known, kinds=["conflict"]).findings

    def test_a_rule_that_chooses(self) -> None:
        choosing = rule(traffic.mediation == True, Selection("pattern", "P4"))
        assert found(unchecked(choosing), "conflict").sentence.startswith("It concludes a Selec")
        twice = verify(unchecked(choosing), kinds=["incomplete"]).findings
        assert twice[0].sentence.startswith("Not exactly one pattern is selected: P")
        assert "mediation: true" in str(twice[0].requirements)
