"""What packs bring: rules, procedures, assumptions, and sections of facts."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest
from attrs import evolve
from small_packs import (
    HANDBOOK,
    PAYLOAD,
    EdgeCaching,
    Payload,
    pack,
    rule,
    traffic,
)

from wso2_strategy import (
    Advisor,
    Assumption,
    Derivation,
    Knowledge,
    KnownFacts,
    Requirements,
    RequirementsError,
    Traffic,
    fact,
)
from wso2_strategy.advice.files import parse_requirements, structure_requirements
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.inference import EngineName


class TestWhatAPackBrings:
    @pytest.mark.parametrize("engine", ["durable", "python"])
    def test_its_procedures_derive_what_rules_decide_by(self, engine: EngineName) -> None:
        heavy = rule(
            when=fact(Payload).megabytes_per_second >= 100,
            because="{payload.megabytes_per_second:,.0f} MB/s are much.",
        )
        known = Knowledge.installed(pack(rules=[heavy], procedures=[PAYLOAD]))
        advisor = Advisor(knowledge=known, engine=engine)
        patterns = [
            advisor.advise(Requirements(traffic=Traffic(peak_tps=tps, message_bytes=size))).pattern
            for tps, size in ((100, 1_000_000), (100, 999_999), (100, 1_000_000))
        ]
        assert [each.id for each in patterns] == ["P2", "P1", "P2"]
        answer = advisor.advise(
            Requirements(traffic=Traffic(peak_tps=300, message_bytes=1_000_000))
        )
        reasons = [each.reasons for each in answer.needs if each.capability.id in str(heavy.then)]
        assert [(each.sentence, each.pack) for each in reasons[0]] == [
            ("300 MB/s are much.", "acme 1.0")
        ]
        because = answer.why().to_text()
        assert "Up to 300 MB/s pass." in because
        assert "payload: 1,000,000 bytes" in because
        assert known.origin("acme.payload") == "acme 1.0"
        (change, *_) = answer.why_not("P1").changes
        assert advisor.advise(change.requirements).pattern.id == "P1"

    def test_its_procedures_see_what_earlier_ones_derived(self) -> None:
        def double(known: KnownFacts) -> Iterator[Derivation]:
            for each in known.of(Payload):
                twice = Payload(each.megabytes_per_second * 2)
                yield Derivation(twice, (each,), "It is twice as much.")

        doubling = evolve(PAYLOAD, id="more.payload", run=double, reads=(Payload,))
        heavy = rule(when=fact(Payload).megabytes_per_second >= 200)
        known = Knowledge.installed(
            pack(procedures=[PAYLOAD]), pack("more", procedures=[doubling], rules=[heavy])
        )
        stated = Requirements(traffic=Traffic(peak_tps=100, message_bytes=1_000_000))
        assert Advisor(knowledge=known).advise(stated).pattern.id == "P2"

    def test_its_rules_decide_with_the_built_in_ones(self) -> None:
        advisor = Advisor(knowledge=Knowledge.installed(pack(rules=[rule()])))
        assert advisor.advise(Requirements(traffic=Traffic(mediation=True))).pattern.id == "P2"
        assert Advisor().advise(Requirements(traffic=Traffic(mediation=True))).pattern.id == "P1"

    def test_an_override_stands_in_the_place_of_the_known_rule(self) -> None:
        ours = rule("traffic.high-volume")
        known = Knowledge.installed(pack(overrides=[ours]))
        ids = [each.id for each in known.base.rules]
        assert ids == [each.id for each in Knowledge.installed().base.rules]
        assert known.base.rule("traffic.high-volume") == ours
        assert known.origin("traffic.high-volume") == "acme 1.0"

    def test_a_rule_switched_off_is_gone(self) -> None:
        known = Knowledge.installed(pack(switched_off=["traffic.high-volume"]))
        with pytest.raises(UnknownNameError):
            known.base.rule("traffic.high-volume")

    def test_an_assumption_reaches_rules_and_models_and_gives_way_to_the_users(self) -> None:
        known = Knowledge.installed(pack(assumptions={"node_availability": 0.99}))
        assert Advisor(knowledge=known).assumptions.value("node_availability") == 0.99
        asked = Advisor(knowledge=known, assumptions={"node_availability": 0.98})
        assert asked.assumptions.value("node_availability") == 0.98

    def test_an_assumption_reaches_rules_of_later_packs(self) -> None:
        limit = Assumption("limit_bytes", 5.0, "bytes", "A limit.", HANDBOOK, "assumed")
        first = pack(rules=[rule(when=traffic.peak_tps > limit)], assumptions={"limit_bytes": 7.0})
        later = pack("later", rules=[rule("later.one", when=traffic.average_tps > limit)])
        known = Knowledge.installed(first, later)
        assert [each.value for each in known.base.rule("later.one").assumptions] == [7.0]

    def test_every_answer_names_the_pack_of_each_reason(self) -> None:
        known = Knowledge.installed(pack(rules=[rule()]))
        answer = Advisor(knowledge=known).advise(Requirements(traffic=Traffic(mediation=True)))
        reasons = {each.rule: each.pack for need in answer.needs for each in need.reasons}
        assert reasons == {
            "environment.production-needs-redundancy": Knowledge.installed().packs[0].title,
            "acme.one": "acme 1.0",
        }
        firings = {each["rule"]: each["pack"] for each in answer.to_dict()["firings"]}
        assert firings["acme.one"] == "acme 1.0"
        assert firings["resolve.pattern"] == "wso2-strategy"
        for mark, shown in (("[{}]", answer.to_text()), ("\\[{}\\]", answer.to_markdown())):
            cited = (mark.format(f"assumed, {number}, acme 1.0") for number in range(1, 9))
            assert any(f"Payloads are transformed. {each}" in shown for each in cited)

    def test_knowledge_with_packs_can_be_pickled(self) -> None:
        known = Knowledge.installed(pack(rules=[rule()]))
        again = pickle.loads(pickle.dumps(Advisor(knowledge=known)))  # noqa: S301
        assert again.advise(Requirements(traffic=Traffic(mediation=True))).pattern.id == "P2"


class TestFactClasses:
    KNOWN = Knowledge.installed(
        pack(
            fact_classes=[EdgeCaching],
            rules=[rule(when=fact(EdgeCaching).wanted == True)],  # noqa: E712
        )
    )

    def test_a_section_is_read_checked_and_reaches_the_rules(self) -> None:
        requirements = parse_requirements(
            "edge_caching: {wanted: true}", fact_classes=[EdgeCaching]
        )
        assert requirements.extensions == (EdgeCaching(wanted=True),)
        answer = Advisor(knowledge=self.KNOWN).advise(requirements)
        assert answer.pattern.id == "P2"
        assert answer.to_dict()["requirements"]["edge_caching"] == {"wanted": True}

    def test_a_section_that_is_not_stated_is_a_fact_with_nothing_in_it(self) -> None:
        answer = Advisor(knowledge=self.KNOWN).advise(Requirements())
        assert answer.inference.of(EdgeCaching) == [EdgeCaching()]

    def test_an_empty_section_states_nothing(self) -> None:
        requirements = structure_requirements({"edge_caching": None}, fact_classes=[EdgeCaching])
        assert requirements.extensions == (EdgeCaching(),)

    def test_all_mistakes_of_a_file_are_reported_together(self) -> None:
        with pytest.raises(RequirementsError) as caught:
            structure_requirements(
                {"edge_caching": {"hit_rtio": 1, "wanted": 3}, "trafic": {}, "extensions": []},
                fact_classes=[EdgeCaching],
            )
        assert sorted(caught.value.problems) == [
            "edge_caching.hit_rtio: unknown key. Did you mean 'hit_ratio'?",
            "edge_caching.wanted: 3 is not allowed; allowed: true or false",
            "extensions: unknown key. Did you mean 'operations'?",
            "trafic: unknown key. Did you mean 'traffic'?",
        ]

    def test_a_misplaced_key_is_shown_its_section(self) -> None:
        with pytest.raises(RequirementsError, match=r"Did you mean 'edge_caching\.hit_ratio'"):
            structure_requirements({"hit_ratio": 0.5}, fact_classes=[EdgeCaching])

    def test_a_section_must_be_a_mapping(self) -> None:
        with pytest.raises(RequirementsError) as caught:
            structure_requirements({"edge_caching": 3}, fact_classes=[EdgeCaching])
        assert caught.value.problems == (
            "edge_caching: 3 is not allowed; allowed: a mapping with hit_ratio, wanted",
        )

    def test_without_the_pack_the_section_is_unknown(self) -> None:
        with pytest.raises(RequirementsError, match="edge_caching: unknown key"):
            parse_requirements("edge_caching: {wanted: true}")

    def test_a_fact_that_no_pack_declares_is_refused(self) -> None:
        with pytest.raises(RequirementsError, match="EdgeCaching: no pack declares this"):
            Advisor().advise(Requirements(extensions=(EdgeCaching(),)))

    def test_there_is_one_fact_of_a_class(self) -> None:
        with pytest.raises(RequirementsError, match="edge_caching: two facts of one class"):
            Requirements(extensions=(EdgeCaching(), EdgeCaching(wanted=True)))

    def test_values_of_python_are_checked_alike(self) -> None:
        with pytest.raises(RequirementsError, match=r"edge_caching\.hit_ratio: 2 is not allowed"):
            EdgeCaching(hit_ratio=2)
