"""Each kind of defect is found, with requirements that show it where there are any."""

# ruff: noqa: E712 - `== True` builds a condition

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated, Any, get_args

import pytest
from attrs import evolve, frozen

from wso2_strategy import (
    Advice,
    Advisor,
    Availability,
    Compliance,
    Contradiction,
    Exclusion,
    Knowledge,
    Need,
    Operations,
    Pack,
    Preference,
    Requirements,
    Rule,
    Selection,
    Source,
    Traffic,
    conclude,
    exists,
    fact,
)
from wso2_strategy.advice.files import parse_requirements
from wso2_strategy.domain.catalog import CATALOG, Capability
from wso2_strategy.domain.claims import claims
from wso2_strategy.domain.conclusions import LayoutNeed, SizedTier
from wso2_strategy.domain.kinds import Flag, Number, checked
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.inference import Derivation, KnownFacts, Procedure
from wso2_strategy.models.fitness import PatternFitness
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.verification import (
    MEANINGS,
    Finding,
    Kind,
    first_finding,
    sweep,
    verify,
)
from wso2_strategy.verification.checks import advice_claims
from wso2_strategy.verification.checks import procedure_trial as trials
from wso2_strategy.verification.checks.redundancy import redundancy_findings
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.state_decisions import StateDecider

traffic = fact(Traffic)
availability = fact(Availability)
compliance = fact(Compliance)
operations = fact(Operations)
need = fact(Need)
requirements = fact(Requirements)
pattern = fact(Selection, "pattern")
demand = fact(Demand)
fitness = fact(PatternFitness)
BUILT_IN = Knowledge.installed()


def rule(when: Any, then: Any, rule_id: str = "test.rule", because: str = "It is so.") -> Rule:
    return Rule(
        id=rule_id,
        when=when,
        then=then,
        because=because,
        source=Source("A test", "https://example.org/"),
        basis="assumed",
    )


def knowledge(*rules: Rule, **parts: Any) -> Knowledge:
    pack = Pack(name="test", version="1.0", summary="A test.", rules=rules, **parts)
    return Knowledge.installed(pack)


def unchecked(*rules: Rule) -> Knowledge:
    """Return knowledge with rules that a pack could not bring."""
    return evolve(BUILT_IN, base=BUILT_IN.base.extended(*rules))


def found(known: Knowledge, kind: Kind, *ids: str) -> Finding:
    """Return the one finding of a kind that concerns some rules."""
    about = [each.id for each in known.base.rules if each.id.startswith("test.")]
    report = verify(known, about=about or None, kinds=[kind])
    matching = [
        each for each in report.findings if each.kind == kind and set(ids) <= set(each.rules)
    ]
    assert len(matching) == 1, report.findings
    return matching[0]


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


@frozen(field_transformer=checked)
class Custody:
    """A section of which one field is read."""

    days: Annotated[int, Number(low=1, whole=True)] | None = None
    audited: Annotated[bool, Flag()] | None = None


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


@frozen
class Note:
    """A class that rules of a pack conclude for each other."""

    word: str


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


def spins(_: KnownFacts) -> Any:
    while True:
        pass


def leaves(_: KnownFacts) -> Any:
    import os

    os._exit(3)


def raises(_: KnownFacts) -> Any:
    raise ValueError("broken")


def nonsense(_: KnownFacts) -> Any:
    return [Derivation(Need("speed"), (), "It is computed.")]


def lies(_: KnownFacts) -> Any:
    return [Derivation(Note("hard"), (), "It is computed.")]


def peaks(known: KnownFacts) -> Any:
    return [
        Derivation(Note("busy"), (each,), "It is computed.", ("peak_tps",))
        for each in known.of(Traffic)
        if (each.peak_tps or 0) > 2000
    ]


@frozen
class Volume:
    """What a procedure computes from several statements."""

    bits: float


def kept(known: KnownFacts) -> Any:
    for traffic, custody in zip(known.of(Traffic), known.of(Custody), strict=True):
        if None not in (traffic.peak_tps, traffic.message_bytes, custody.days):
            bits = 8 * traffic.peak_tps * traffic.message_bytes * custody.days
            yield Derivation(Volume(bits), (traffic, custody), "All is kept.")


TRIAL = """
import os, pathlib, sys
sys.path.insert(0, {tests!r})
import test_findings as these
from wso2_strategy.verification.checks import procedure_trial
procedure_trial.TIME_LIMIT_S = 2.0

def spins(_):
    pathlib.Path({marked!r}).write_text(str(os.getpid()))
    while True:
        pass

these.first_finding(these.knowledge(procedures=[these.procedure(spins)]))
"""


def _is_running(process: int) -> bool:
    """Return whether a process is there and does something: a dead one may wait for its parent."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def procedure(run: Any, *, reads: Any = (Traffic,), derives: Any = (Need,)) -> Procedure:
    source = Source("A test", "https://example.org/")
    return Procedure("test.code", run, "It computes.", source, "assumed", reads, derives)


class TestProcedures:
    @pytest.mark.parametrize(
        ("function", "problem"),
        [
            (raises, "It fails with ValueError('broken') on Traffic("),
            (leaves, "It ends the process it runs in."),
            (nonsense, "unknown capability 'speed'"),
            (lies, "'derives' does not name Note"),
        ],
    )
    def test_a_procedure_that_fails(self, function: Any, problem: str) -> None:
        known = knowledge(procedures=[procedure(function)])
        assert problem in found(known, "fails", "test.code").sentence

    def test_a_procedure_that_does_not_come_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(trials, "TIME_LIMIT_S", 0.3)
        known = knowledge(procedures=[procedure(spins)])
        begun = time.monotonic()
        finding = first_finding(known)
        assert finding is not None
        assert finding.sentence == "It does not come back within 0.3 s."
        assert time.monotonic() - begun < 5

    @pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
    @pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
    def test_a_trial_ends_even_if_verification_is_killed(
        self, ending: signal.Signals, tmp_path: Path
    ) -> None:
        marked = tmp_path / "child"
        code = TRIAL.format(tests=str(Path(__file__).parent), marked=str(marked))
        parent = subprocess.Popen([sys.executable, "-c", code])
        while not marked.exists() and parent.poll() is None:
            time.sleep(0.05)
        time.sleep(0.05)
        child = int(marked.read_text())
        parent.send_signal(ending)
        parent.wait()
        deadline = time.monotonic() + 10
        while _is_running(child) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not _is_running(child)

    def test_what_fails_is_left_out_of_the_rest(self) -> None:
        known = knowledge(
            rule(traffic.mediation == True, Advice("a", "Do.")), procedures=[procedure(raises)]
        )
        report = verify(known, about=["test.rule"])
        assert [each.kind for each in report.findings] == ["fails"]

    def test_a_sound_procedure_is_said_to_be_sampled(self) -> None:
        heeds = rule(fact(Note).word == "busy", Need("independent-gateway"))
        report = verify(knowledge(heeds, procedures=[procedure(peaks, derives=(Note,))]))
        assert report.is_clean
        methods = {each.question: (each.method, each.remark) for each in report.evidence}
        (remark,) = [remark for method, remark in methods.values() if "1 procedure" in remark]
        assert "tried on samples" in remark
        assert [method for method, _ in methods.values()].count("sampled") == 2

    def test_a_procedure_is_tried_on_conclusions_too(self) -> None:
        broken = procedure(lambda known: [each.speed for each in known.of(Need)], reads=(Need,))
        assert "AttributeError" in found(knowledge(procedures=[broken]), "fails").sentence

    def test_a_rule_on_what_a_procedure_derives_may_fire(self) -> None:
        grave = rule((fact(Volume).bits > 5e6) & (fact(Volume).bits < 6e6), Advice("a", "Do."))
        known = knowledge(
            grave,
            fact_classes=[Custody],
            procedures=[procedure(kept, reads=(Traffic, Custody), derives=(Volume,))],
        )
        assert not verify(known, about=["test.rule"], kinds=["unreachable"]).findings


class TestCopies:
    """Conclusions may copy what is stated, which may be any value."""

    def test_words_that_a_field_may_have(self) -> None:
        copying = rule(
            exists(operations) & operations.workflow.present(),
            conclude(Note, word=operations.workflow),
        )
        reading = rule(fact(Note).word == "cloud-native", Advice("a", "Do."), "test.known")
        never = rule(fact(Note).word == "waterfall", Advice("b", "Do."), "test.never")
        report = verify(knowledge(copying, reading, never), kinds=["unreachable"])
        assert [each.rules for each in report.findings] == [("test.never",)]

    def test_a_text_that_is_compared_and_one_that_is_free(self) -> None:
        label = requirements.name
        equal = rule(label == "shop", conclude(Note, word=label), "test.equal")
        reading = rule(fact(Note).word == "shop", Advice("a", "Do."), "test.reading")
        assert not verify(knowledge(equal, reading), kinds=["unreachable"]).findings
        free = rule(label.present(), conclude(Note, word=label), "test.free")
        assert not verify(knowledge(free), about=["test.free"], kinds=["cycle"]).findings


def test_conclusions_of_packs_are_followed() -> None:
    note = fact(Note)
    known = knowledge(
        rule(traffic.mediation == True, Note("hard"), "test.note"),
        rule(
            (note.word == "hard") & (traffic.mediation == True),
            conclude(Exclusion, pattern="P4", limit=note.word),
            "test.excluded",
        ),
    )
    assert not verify(known).findings


def test_a_comparison_too_large_to_make_is_said_to_be_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    high = rule(traffic.peak_tps > 10, Need("full-isolation"), "test.high")
    higher = rule(traffic.peak_tps > 20, Need("full-isolation"), "test.higher")
    index = KnowledgeIndex(knowledge(high, higher), frozenset({"test.higher"}))
    assert [each.rules for each in redundancy_findings(index)] == [("test.higher", "test.high")]
    monkeypatch.setattr(sweep, "MAX_CASES", 1)
    assert not list(redundancy_findings(index))
    assert index.undecided


def test_too_many_cases_are_said_to_be_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "MAX_CASES", 100)
    decider = StateDecider(KnowledgeIndex(BUILT_IN))
    assert len(decider.states) <= 100
    assert not decider.exhaustive


def test_rules_that_decide_nothing_add_no_states() -> None:
    said = [rule(traffic.peak_tps > n, Advice(f"more-{n}", "Do."), f"test.{n}") for n in range(30)]
    note = [rule(traffic.average_tps > n, Note(str(n)), f"test.note-{n}") for n in range(30)]
    with_advice = StateDecider(KnowledgeIndex(knowledge(*said, *note)))
    assert len(with_advice.states) == len(StateDecider(KnowledgeIndex(BUILT_IN)).states)


def test_no_rules_at_all_can_be_verified() -> None:
    kinds = {each.kind for each in verify(Knowledge.of()).findings}
    assert kinds == {"unused-capability", "unread-fact", "unreachable"}


def test_about_names_known_rules() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown rule 'test\.x'"):
        verify(BUILT_IN, about=["test.x"])
