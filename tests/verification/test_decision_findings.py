"""What is never decided, fired or read, or decided wrongly, is found, with an example."""

# ruff: noqa: E712 - `== True` builds a condition

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from tried_knowledge import (
    BUILT_IN,
    Custody,
    Note,
    availability,
    compliance,
    demand,
    fitness,
    found,
    knowledge,
    need,
    pattern,
    requirements,
    rule,
    traffic,
)

from wso2_strategy import (
    Advice,
    Advisor,
    Contradiction,
    Knowledge,
    Need,
    fact,
)
from wso2_strategy.advice.files import parse_requirements
from wso2_strategy.domain.catalog import CATALOG, Capability
from wso2_strategy.verification import (
    verify,
)


class TestDecisions:
    def test_two_patterns_that_are_equally_simple(self) -> None:
        twin = evolve(
            CATALOG.pattern("P5"),
            id="A1",
            name="Twin",
            synonyms=(),
            provides=CATALOG.pattern("P5").provides,
        )
        finding = found(knowledge(patterns=[twin]), "incomplete")
        assert finding.sentence.startswith("P5 and A1 are equally simple")
        assert finding.requirements is not None
        assert Advisor().advise(parse_requirements(finding.requirements)).pattern.id == "P5"

    def test_a_need_that_comes_too_late(self) -> None:
        late = rule(pattern.id == "P2", Need("independent-traffic-manager"))
        finding = found(knowledge(late), "unsound")
        assert "P2 is chosen although it lacks a need" in finding.sentence
        assert finding.requirements is not None
        answer = Advisor(knowledge=knowledge(late)).advise(parse_requirements(finding.requirements))
        assert answer.pattern.id == "P2"
        assert "independent-traffic-manager" in [each.capability.id for each in answer.needs]

    def test_a_rule_that_concludes_what_it_rests_on_through_the_choice(self) -> None:
        late = rule(pattern.id == "P2", Need("independent-traffic-manager"))
        finding = found(knowledge(late), "cycle", "test.rule")
        assert finding.sentence == "What they conclude leads back to what they rest on."

    def test_a_pattern_that_is_never_chosen(self) -> None:
        idle = evolve(CATALOG.pattern("P4"), id="A1", name="Idle", synonyms=(), complexity=9)
        finding = found(knowledge(patterns=[idle]), "unreachable")
        assert finding.sentence.startswith("A1 is never chosen")

    def test_patterns_that_a_cheaper_one_makes_idle(self) -> None:
        cheap = evolve(CATALOG.pattern("P4"), complexity=-1)
        catalog = CATALOG.extended(patterns=[cheap])
        known = Knowledge.of(*BUILT_IN.packs, catalog=catalog)
        sentences = [each.sentence for each in verify(known, kinds=["unreachable"]).findings]
        never = [each.split(" ")[0] for each in sentences if "is never chosen" in each]
        assert never == ["P0", "P1", "P2", "P3", "P5", "P6"]

    @pytest.mark.parametrize(
        ("wrong", "lost"),
        [
            (traffic.message_bytes < 10, "traffic.message_bytes"),
            (availability.target < 0.9, "availability.target"),
            (availability.regions == 1, "availability.regions"),
            (compliance.isolate_gateway == False, "compliance.isolate_gateway"),
            (availability.tolerates_downtime == True, "availability.tolerates_downtime"),
        ],
        ids=str,
    )
    def test_a_comparison_the_wrong_way_round(self, wrong: Any, lost: str) -> None:
        known = knowledge(rule(wrong, Need("independent-key-manager")))
        finding = found(known, "not-monotonic", "test.rule")
        assert lost in finding.sentence
        assert "goes away" in finding.sentence


class TestUnreachable:
    def test_values_that_no_facts_have_together(self) -> None:
        never = rule(
            (requirements.environment == "production") & (requirements.environment == "testing"),
            Advice("never", "Never."),
        )
        assert found(knowledge(never), "unreachable").sentence == (
            "No facts meet all of its conditions."
        )

    def test_a_value_out_of_range(self) -> None:
        never = rule(availability.target > 1.0, Advice("never", "Never."))
        assert found(knowledge(never), "unreachable").sentence == (
            "No facts meet all of its conditions."
        )

    def test_a_conclusion_that_nothing_concludes(self) -> None:
        never = rule(need.capability == "full-isolaton", Advice("never", "Never."))
        assert found(knowledge(never), "unreachable").sentence == (
            "No rule and no choice concludes the facts that it looks for."
        )

    def test_a_combination_that_never_comes(self) -> None:
        never = rule(
            (pattern.id == "P0") & (need.capability == "redundancy"), Advice("never", "Never.")
        )
        assert found(knowledge(never), "unreachable").sentence == (
            "No requirements were found for which it fires."
        )


class TestReachable:
    """A rule that something stated can fire is not called unreachable."""

    @pytest.mark.parametrize(
        "when",
        [
            demand.message_bytes > 1_000_000,
            (demand.message_bytes > 1_000_000) & (demand.design_tps > 41_234),
            demand.burst_ratio >= 40,
            demand.growth_factor > 97.5,
            demand.horizon_months == 77,
            demand.backend_latency_ms == 777.0,
            demand.gateway_cpu_ms > 7.5,
            demand.tokens_now_per_second > 2e7,
            (demand.design_tps > 4_321) & (demand.design_tps < 4_322),
            (demand.concurrency >= 123_456) & (demand.concurrency < 123_500),
            (demand.gateway_nodes == 23) & (demand.key_manager_nodes == 0),
            (fitness.pattern == "P2") & (fitness.redundant_nodes == 29),
            (fitness.pattern == "P4") & (fitness.nodes == 31) & (traffic.mediation == True),
            (fitness.pattern == "P2") & (fitness.fits_max_nodes == False),
            (fitness.pattern == "P3") & (fitness.meets_target == False),
            (fitness.pattern == "P1") & (fitness.carries_load == False),
        ],
        ids=repr,
    )
    def test_by_a_value_that_a_model_derives(self, when: Any) -> None:
        known = knowledge(rule(when, Contradiction("derived", "It is so.")))
        assert not verify(known, about=["test.rule"], kinds=["unreachable"]).findings

    def test_but_not_by_a_value_that_no_model_derives(self) -> None:
        never = rule(demand.growth_factor < 1, Advice("never", "Never."))
        assert found(knowledge(never), "unreachable").sentence == (
            "No requirements were found for which it fires."
        )


class TestUnused:
    def test_a_field_that_no_rule_reads(self) -> None:
        known = knowledge(
            rule(fact(Custody).days > 30, Advice("days", "Change keys.")), fact_classes=[Custody]
        )
        assert found(known, "unread-fact").sentence == (
            "custody.audited may be stated, but no rule reads it."
        )

    def test_a_field_that_only_a_removed_rule_read(self) -> None:
        known = evolve(BUILT_IN, base=BUILT_IN.base.without("advice.average-does-not-size"))
        assert found(known, "unread-fact").sentence == (
            "traffic.average_tps may be stated, but no rule reads it and no model uses it."
        )

    def test_a_capability_that_nothing_needs_and_no_pattern_provides(self) -> None:
        known = knowledge(capabilities=[Capability("speed", "speed", "It is fast.", "is slow")])
        sentences = [each.sentence for each in verify(known, kinds=["unused-capability"]).findings]
        assert sentences == ["No rule needs 'speed'.", "No pattern provides 'speed'."]


class TestCycles:
    def test_rules_that_feed_each_other(self) -> None:
        note = fact(Note)
        known = knowledge(
            rule(traffic.mediation == True, Note("a"), "test.start"),
            rule(note.word == "a", Note("b"), "test.there"),
            rule(note.word == "b", Note("a"), "test.back"),
        )
        assert found(known, "cycle").rules == ("test.back", "test.there")

    def test_a_chain_is_no_cycle(self) -> None:
        note = fact(Note)
        known = knowledge(
            rule(traffic.mediation == True, Note("a"), "test.start"),
            rule(note.word == "a", Need("full-isolation"), "test.end"),
        )
        assert not verify(known, kinds=["cycle"]).findings
