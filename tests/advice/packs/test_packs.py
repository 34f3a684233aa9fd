"""What packs can bring, and what is said of one that cannot be used."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Annotated, Any

import pytest
from attrs import evolve, frozen

from wso2_strategy import (
    CATALOG,
    Advisor,
    Assumption,
    Derivation,
    Exclusion,
    Knowledge,
    KnownFacts,
    Need,
    Pack,
    Preference,
    Procedure,
    Requirements,
    RequirementsError,
    Rule,
    Source,
    Traffic,
    conclude,
    fact,
    load_requirements,
)
from wso2_strategy.advice.files import parse_requirements, structure_requirements
from wso2_strategy.advice.packs import find_pack, installed_pack, installed_packs
from wso2_strategy.domain.catalog import Capability, Component, Pattern, PatternTier, Platform
from wso2_strategy.domain.conclusions import Advice, PassedOver, Selection
from wso2_strategy.domain.kinds import Flag, Number, checked
from wso2_strategy.errors import PackError, UnknownNameError
from wso2_strategy.inference import EngineName, conditions
from wso2_strategy.models.fitness import PatternFitness

HANDBOOK = Source("Handbook", "https://acme.example/")
traffic = fact(Traffic)


def rule(rule_id: str = "acme.one", then: Any = None, **parts: Any) -> Rule:
    """Return a rule that asks for a gateway where payloads are transformed."""
    plain = {
        "when": traffic.mediation == True,  # noqa: E712
        "then": Need("independent-gateway") if then is None else then,
        "because": "Payloads are transformed.",
        "source": HANDBOOK,
        "basis": "assumed",
    }
    return Rule(id=rule_id, **{**plain, **parts})


def pack(name: str = "acme", **parts: Any) -> Pack:
    return Pack(name=name, version="1.0", summary="A test.", **parts)


def problems(*packs: Pack) -> tuple[str, ...]:
    """Return what is wrong with the last of some packs."""
    with pytest.raises(PackError) as caught:
        Knowledge.installed(*packs)
    assert caught.value.pack == packs[-1].name
    return caught.value.problems


@frozen(field_transformer=checked)
class EdgeCaching:
    """A section of a pack."""

    hit_ratio: Annotated[float, Number(low=0, high=1)] | None = None
    wanted: Annotated[bool, Flag()] | None = None


@frozen
class Payload:
    """What a procedure of a pack derives."""

    megabytes_per_second: float


def payload(known: KnownFacts) -> Iterator[Derivation]:
    """Multiply, which rules cannot."""
    for stated in known.of(Traffic):
        if stated.peak_tps is not None and stated.message_bytes is not None:
            volume = stated.peak_tps * stated.message_bytes / 1e6
            reason = f"Up to {volume:,.0f} MB/s pass."
            yield Derivation(Payload(volume), (stated,), reason, ("peak_tps", "message_bytes"))


PAYLOAD = Procedure(
    id="acme.payload",
    run=payload,
    because="What passes is load times size.",
    source=HANDBOOK,
    basis="derived",
    reads=[Traffic],
    derives=[Payload],
)


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


class TestErrors:
    def test_an_id_is_taken(self) -> None:
        (problem,) = problems(pack(rules=[rule("traffic.high-volume")]))
        assert problem.startswith("rule 'traffic.high-volume' is already in built-in")
        assert "list it under overrides" in problem

    def test_two_packs_have_a_rule_with_one_id(self) -> None:
        (problem,) = problems(pack(rules=[rule()]), pack("other", rules=[rule()]))
        assert problem.startswith("rule 'acme.one' is already in acme 1.0")

    def test_a_rule_stands_twice(self) -> None:
        with pytest.raises(PackError, match=r"'acme\.one' stands in it twice"):
            pack(rules=[rule(), rule()])

    def test_two_packs_override_one_rule(self) -> None:
        ours = pack(overrides=[rule("traffic.high-volume")])
        (problem,) = problems(ours, evolve(ours, name="other"))
        assert problem == "rule 'traffic.high-volume' is already overridden by acme 1.0"

    def test_an_override_and_a_switch_need_a_known_rule(self) -> None:
        found = problems(pack(overrides=[rule()], switched_off=["traffic.hi-volume"]))
        assert found[0].startswith("unknown rule 'acme.one'.")
        assert found[1].startswith("unknown rule 'traffic.hi-volume'. Did you mean 'traffic.high-")

    def test_a_rule_is_brought_and_left_out(self) -> None:
        with pytest.raises(PackError, match="both brought and switched off"):
            pack(rules=[rule()], switched_off=["acme.one"])

    def test_two_packs_have_one_name(self) -> None:
        assert problems(pack(), pack()) == ("another pack has its name",)

    def test_an_assumption_is_unknown_or_impossible_or_contradicted(self) -> None:
        assert problems(pack(assumptions={"node_availabilit": 0.9}))[0].startswith(
            "unknown assumption 'node_availabilit'. Did you mean 'node_availability'?"
        )
        assert problems(pack(assumptions={"node_availability": 2}))[0].startswith(
            "node_availability: 2 is not allowed"
        )
        two = pack(assumptions={"node_availability": 0.9})
        again = pack("other", assumptions={"node_availability": 0.8})
        assert problems(two, again) == (
            "assumption 'node_availability' is already 0.9 by another pack",
        )

    @pytest.mark.parametrize(
        ("conclusion", "problem"),
        [
            (Need("full-isolaton"), "Did you mean 'full-isolation'?"),
            (Need("isolation of every component"), "is not its id; write 'full-isolation'"),
            (Exclusion("P9"), "unknown pattern 'P9'"),
            (Exclusion("P1", capability="speed"), "unknown capability 'speed'"),
            (Preference("nomad", 1, "x"), "unknown platform 'nomad'"),
            (Preference("kubernetes", 10**9, "x"), "weight: 1000000000 is not allowed"),
            (conclude(Preference, platform="nomad", weight=1, topic="x"), "unknown platform"),
            (conclude(Preference, platform="openshift", weight=0, topic="x"), "weight: 0 is not"),
            (Selection("pattern", "P1"), "only the advisor's choices may"),
            (conclude(Need, capability="speed"), "unknown capability 'speed'"),
        ],
    )
    def test_a_conclusion_names_what_is_not_there(self, conclusion: Any, problem: str) -> None:
        (found,) = problems(pack(rules=[rule(then=conclusion)]))
        assert found.startswith("rule 'acme.one' concludes")
        assert problem in found

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("Add nodes to {tier:gatway}.", "Did you mean 'gateway'?"),
            ("Add nodes to {tier:Traffic Manager}.", "is not its id; write 'traffic-manager'"),
            ("Run on {platform:nomad}.", "unknown platform 'nomad'"),
            ("Choose {propose:P9}.", "unknown pattern 'P9'"),
            ("Look at {mention:P9}.", "unknown pattern 'P9'"),
            ("State {ask:traffic.peak}.", "unknown field 'traffic.peak'"),
            ("Think of {thing:P1}.", "unknown reference 'thing'"),
            ("Run {size.nodes:,.0f} nodes.", "it has a brace that belongs to no reference"),
            ("Run {tier:gateway nodes.", "it has a brace that belongs to no reference"),
            ("Choose P3 instead.", "it names 'P3'; write a reference such as {pattern:P3}"),
            ("Run on openshift.", "it names 'OpenShift'; write a reference"),
            ("Ask the Key Manager.", "it names 'Key Manager'; write a reference"),
            ("Use Nomad.", "it names 'Nomad'; write a reference such as {platform:nomad}"),
        ],
    )
    def test_an_advice_refers_to_what_there_is(self, text: str, problem: str) -> None:
        nomad = Platform("nomad", "Nomad", "Ours.", source=HANDBOOK)
        platforms = [nomad] if "Nomad" in text else []
        found = problems(pack(rules=[rule(then=Advice("x", text))], platforms=platforms))
        assert len(found) == 1
        assert found[0].startswith("rule 'acme.one' advises")
        assert problem in found[0]

    def test_an_advice_may_refer_to_what_packs_add_and_to_facts(self) -> None:
        nomad = Platform("nomad", "Nomad", "Ours.", source=HANDBOOK)
        text = "On {platform:nomad} state {ask:traffic.peak_tps}; compare {mention:P2}."
        part = pack(rules=[rule(then=Advice("x", text))], platforms=[nomad])
        assert Knowledge.of(part).base.rule("acme.one")

    @pytest.mark.parametrize("fact_class", [Exclusion, PatternFitness])
    def test_an_advice_speaks_of_the_answer(self, fact_class: type) -> None:
        """What holds for candidates is read of the chosen pattern, or of one compared with it."""
        candidate, chosen = fact(fact_class, "candidate"), fact(Selection)
        over = fact(PassedOver)
        when = candidate.pattern == "P1"
        advice = Advice("x", "Do.")
        (found,) = problems(pack(rules=[rule(then=advice, when=when)]))
        assert found.startswith(f"rule 'acme.one' advises by a {fact_class.__name__}, which holds")
        for joined in (candidate.pattern == chosen.id, over.id == candidate.pattern):
            assert Knowledge.of(pack(rules=[rule(then=advice, when=when & joined)])).base
        assert Knowledge.of(pack(rules=[rule(when=when)])).base

    def test_parts_of_the_wrong_type_are_named(self) -> None:
        with pytest.raises(PackError, match="rules holds 'x', which is no Rule"):
            pack(rules=["x"])
        with pytest.raises(PackError, match="assumption 'x' is 'y'; give a number"):
            pack(assumptions={"x": "y"})
        with pytest.raises(PackError, match="its name 'Acme!' is not allowed"):
            pack("Acme!")
        with pytest.raises(PackError, match="its version is ''; give it as text"):
            Pack(name="acme", version="", summary="x")

    def test_a_missing_source_is_named(self) -> None:
        platform = Platform("nomad", "Nomad", "Ours.", source=None)  # type: ignore[arg-type]
        with pytest.raises(PackError, match="'nomad' has no source"):
            pack(platforms=[platform])

    def test_fact_classes_must_be_typed_checked_and_optional(self) -> None:
        @frozen
        class Plain:
            size: int

        @frozen
        class Unchecked:
            size: Annotated[int, Number(whole=True)] | None = None

        class Loose:
            pass

        with pytest.raises(PackError) as caught:
            pack(fact_classes=[Plain, Unchecked, Loose])
        assert [each.split(";")[0] for each in caught.value.problems] == [
            "Plain.size has no kind",
            "Plain.size has no default",
            "Unchecked does not check its values",
            f"{Loose!r} is no fact class",
        ]

    @pytest.mark.parametrize(
        ("parts", "problem"),
        [
            ({"id": "Payload!"}, "an id has lower-case words"),
            ({"source": "the docs"}, "name the document with Source(title, url)"),
            ({"because": ""}, "give the reason in one sentence"),
            ({"basis": "guessed"}, "allowed: stated, derived, assumed"),
            ({"run": 5}, "'run' is 5; give a function of the known facts"),
            ({"reads": ()}, "'reads' is empty"),
            ({"derives": ()}, "'derives' is empty"),
            ({"reads": (int,)}, "is no fact class"),
            ({"reads": (Selection,)}, "'reads' names Selection, which is known only after it ran"),
            ({"derives": (Selection,)}, "'derives' names Selection, which is stated or"),
            ({"derives": (Traffic,)}, "'derives' names Traffic, which is stated or"),
        ],
    )
    def test_a_procedure_is_declared_wrongly(self, parts: dict[str, Any], problem: str) -> None:
        with pytest.raises(PackError) as caught:
            pack(procedures=[evolve(PAYLOAD, **parts)])
        (found,) = caught.value.problems
        assert found.startswith(f"procedure {parts.get('id', PAYLOAD.id)!r}: ")
        assert problem in found

    def test_a_procedure_clashes(self) -> None:
        ours = pack(procedures=[PAYLOAD])
        assert problems(ours, evolve(ours, name="other")) == (
            "procedure 'acme.payload' has the id of something in acme 1.0; call it otherwise",
        )
        (found,) = problems(pack(procedures=[evolve(PAYLOAD, id="model.demand")]))
        assert "an id like the advisor's own" in found
        stated = pack(procedures=[evolve(PAYLOAD, derives=(EdgeCaching,))])
        (found,) = problems(evolve(stated, fact_classes=[EdgeCaching]))
        assert "derives EdgeCaching, which is stated" in found
        with pytest.raises(PackError, match=r"'acme\.payload' stands in it twice"):
            pack(procedures=[PAYLOAD], rules=[rule("acme.payload")])

    def test_a_section_is_taken(self) -> None:
        assert problems(pack(fact_classes=[Traffic])) == (
            "the section 'traffic' of Traffic already belongs to the library; rename the class",
        )
        ours = pack(fact_classes=[EdgeCaching])
        (problem,) = problems(ours, evolve(ours, name="other"))
        assert "already belongs to acme 1.0" in problem

    def test_catalog_names_are_taken_also_by_synonyms(self) -> None:
        capability = Capability("redundancy", "twice", "x", "y")
        pattern = evolve(CATALOG.pattern("P3"), id="A1", name="ours", synonyms=("distributed",))
        assert problems(pack(capabilities=[capability], patterns=[pattern])) == (
            "the capability name 'redundancy' is taken; call it otherwise",
            "the pattern name 'distributed' is taken; call it otherwise",
        )

    def test_a_pattern_names_what_is_not_there(self) -> None:
        pattern = Pattern(
            id="A1",
            name="Ours",
            synonyms=(),
            summary="x",
            suits="y",
            tiers=(PatternTier("mainframe"),),
            provides=frozenset({"speed", "several-regions"}),
            complexity=9,
            platform_order=("nomad",),
            guides=(),
            limits=(),
            source=HANDBOOK,
        )
        found = problems(pack(patterns=[pattern]))
        assert [each.split(".")[0] for each in found] == [
            "A1 cannot provide 'several-regions', which is no capability of a pattern",
            "unknown capability 'speed'",
            "unknown component 'mainframe'",
            "unknown platform 'nomad'",
        ]

    def test_a_platform_extends_a_known_one_and_capabilities_go_to_known_patterns(self) -> None:
        platform = Platform("nomad", "Nomad", "Ours.", HANDBOOK, extends="borg")
        component = Component("cache", "Cache", "wso2am", ("cache",), HANDBOOK)
        found = problems(
            pack(
                platforms=[platform],
                components=[component],
                also_provides={"P9": ["redundancy"], "MDC1": ["redundancy"]},
            )
        )
        assert [each.split(".")[0] for each in found] == [
            "unknown platform 'borg'",
            "unknown pattern 'P9'",
            "MDC1 cannot provide 'redundancy', which is no capability of a regions",
        ]

    def test_rules_that_cannot_run_safely_name_the_pack(self) -> None:
        parts = [conditions.Disjunction(tuple((traffic.peak_tps == n) for n in range(70)))]
        (problem,) = problems(pack(rules=[rule(when=parts[0])]))
        assert problem.startswith("rule 'acme.one': its '|' and one_of() multiply to 70")

    def test_the_error_survives_pickling(self) -> None:
        error = PackError("acme", ["one", "two"])
        again = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert (again.pack, again.problems, str(again)) == (
            "acme",
            ("one", "two"),
            "pack 'acme' cannot be used:\n  one\n  two",
        )


@pytest.fixture(name="register")
def _register(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """Return a function that registers a module's text as an installed pack."""
    monkeypatch.syspath_prepend(str(tmp_path))
    built_in = installed_packs()  # loaded before anything is registered
    assert built_in
    from importlib import metadata

    known = list(metadata.entry_points(group="wso2_strategy.rules"))
    names: list[str] = []

    def register(name: str, text: str) -> None:
        module = f"registered_{name}"
        (tmp_path / f"{module}.py").write_text(text)
        names.append(module)
        point = EntryPoint(name, f"{module}:PACK", "wso2_strategy.rules")
        points = EntryPoints([*known, point])
        monkeypatch.setattr(metadata, "entry_points", lambda **_: points)

    yield register
    for module in names:
        sys.modules.pop(module, None)


HEAD = "from wso2_strategy import Pack\n"


class TestInstalledPacks:
    def test_a_registered_pack_is_found_after_the_built_in_one(self, register: Any) -> None:
        register("extra", HEAD + "PACK = Pack(name='extra', version='2', summary='x')")
        assert [each.name for each in installed_packs()] == ["built-in", "extra"]
        assert installed_pack("extra").version == "2"

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("import nothing_of_this_name", "cannot be loaded: ModuleNotFoundError"),
            ("raise SystemExit(3)", "cannot be loaded: SystemExit(3)"),
            ("PACK = 1 +", "cannot be loaded: SyntaxError"),
            ("OTHER = 1", "cannot be loaded: AttributeError"),
            ("PACK = 1", "is a int, not a Pack"),
            (
                HEAD + "PACK = Pack(name='other', version='2', summary='x')",
                "it calls itself 'other'; register it by its name",
            ),
        ],
    )
    def test_a_pack_that_cannot_be_imported_is_named(
        self, register: Any, text: str, problem: str
    ) -> None:
        register("broken", text)
        with pytest.raises(PackError, match="pack 'broken' cannot be used") as caught:
            Knowledge.installed()
        assert problem in caught.value.problems[0]

    def test_files_without_foreign_sections_need_no_pack(
        self, register: Any, examples: Path
    ) -> None:
        register("failing", "raise RuntimeError")
        assert load_requirements(examples / "retail.yaml").name == "Retail APIs"

    def test_an_unknown_pack_has_a_nearest_name(self) -> None:
        with pytest.raises(UnknownNameError, match="Did you mean 'built-in'"):
            installed_pack("builtin")

    def test_a_pack_is_found_by_its_place(self) -> None:
        assert find_pack("wso2_strategy.rules:PACK").name == "built-in"
        with pytest.raises(PackError, match="cannot be loaded"):
            find_pack("wso2_strategy.rules:NOTHING")
