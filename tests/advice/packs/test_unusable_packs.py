"""What is said of a pack that cannot be used: every clash, unknown name and wrong type."""

from __future__ import annotations

import pickle
from typing import Annotated, Any

import pytest
from attrs import evolve, frozen
from small_packs import (
    HANDBOOK,
    PAYLOAD,
    EdgeCaching,
    pack,
    problems,
    rule,
    traffic,
)

from wso2_strategy import (
    CATALOG,
    Exclusion,
    Knowledge,
    Need,
    Pack,
    Preference,
    Traffic,
    conclude,
    fact,
)
from wso2_strategy.domain.catalog import Capability, Component, Pattern, PatternTier, Platform
from wso2_strategy.domain.conclusions import Advice, PassedOver, Selection
from wso2_strategy.domain.kinds import Number
from wso2_strategy.errors import PackError
from wso2_strategy.inference import conditions
from wso2_strategy.models.fitness import PatternFitness


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
