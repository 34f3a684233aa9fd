"""The rules as clauses decide exactly what the advisor decides."""

from __future__ import annotations

import gc
import weakref
from typing import Annotated

import attrs
import pytest
from attrs import frozen
from changed_rows import changed, without_average, without_text
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st
from random_requirements import requirements as random_requirements

from wso2_strategy import (
    Advisor,
    Constraints,
    Demand,
    Exclusion,
    Knowledge,
    MatrixRow,
    Need,
    Pack,
    Preference,
    Requirements,
    Rule,
    Source,
    Traffic,
    conclude,
    fact,
)
from wso2_strategy.advice.decision import ASPECTS, Decision
from wso2_strategy.advice.packs import installed_packs
from wso2_strategy.domain.kinds import Flag, Number, checked
from wso2_strategy.inference import Condition, Derivation, KnownFacts, Procedure
from wso2_strategy.space.fields import form
from wso2_strategy.space.oracle import Oracle
from wso2_strategy.space.search_goal import Leave, Reach

SOURCE = Source("a test", "https://example.org/")


def advised(advisor: Advisor, requirements: Requirements) -> Decision:
    return advisor.advise(requirements).decision


def with_pack(pack: Pack) -> Advisor:
    return Advisor(knowledge=Knowledge.of(*installed_packs(), pack))


@settings(max_examples=tries(300))
@given(random_requirements)
def test_decisions_are_the_advisors(
    advisor: Advisor, asked: Oracle, requirements: Requirements
) -> None:
    """For random requirements, clauses and advisor agree in every aspect."""
    assert asked.decide(asked.form.values_of(requirements)) == advised(advisor, requirements)


@settings(max_examples=tries(300))
@given(random_requirements)
def test_rows_keep_everything(requirements: Requirements) -> None:
    """A row filled in again is the same requirements."""
    whole = form()
    assert whole.filled(whole.values_of(requirements), requirements) == requirements


def test_built_in_rules_are_foreseen(asked: Oracle) -> None:
    """The built-in rules can all be written out, so that proofs are possible."""
    assert asked.foresees


def test_rules_for_the_reader_take_no_part(asked: Oracle) -> None:
    """No clause is about advice."""
    assert not [each for each in asked.form.fields if each.path == "advice"]
    assert all(type(each).__name__ != "Advice" for each in asked._decider.clauses.facts)


def test_assumptions_count() -> None:
    """An advisor with other assumptions is asked with these."""
    lenient = Advisor(assumptions={"distributed_tps": 8000.0})
    requirements = Requirements(traffic=Traffic(peak_tps=6000))
    row = form().values_of(requirements)
    assert lenient.oracle.decide(row) == advised(lenient, requirements)
    assert lenient.oracle.decide(row).pattern == "P2"


@frozen(field_transformer=checked)
class Branch:
    """A fact class of a pack."""

    offices: Annotated[int, Number(low=1, high=500, whole=True)] | None = None
    secret: Annotated[bool, Flag()] | None = None


def branch_pack(*rules: Rule) -> Pack:
    return Pack(
        name="branches", version="1", summary="Branches.", rules=rules, fact_classes=(Branch,)
    )


def test_fields_of_packs_are_part_of_the_form() -> None:
    """Facts of a pack's own class are stated, changed and decide like any others."""
    rule = Rule(
        id="branches.secret",
        when=(fact(Branch).secret == True) & (fact(Branch).offices > 3),  # noqa: E712 - a condition
        then=Need("independent-gateway"),
        because="There are {branch.offices} offices.",
        source=SOURCE,
        basis="assumed",
    )
    advisor = with_pack(branch_pack(rule))
    requirements = Requirements(extensions=(Branch(offices=5, secret=True),))
    found = advisor.advise(requirements)
    assert found.pattern.id == "P2"
    (change,) = found.why_not("P1").changes[0].changes
    assert (change.field.path, change.span.low, change.span.high) == ("branch.offices", 1, 3)
    assert advisor.advise(found.why_not("P1").changes[0].requirements).pattern.id == "P1"


@frozen
class Burst:
    """What a pack computes, and no list of clauses foresees."""

    tps: float


def burst(known: KnownFacts) -> list[Derivation]:
    """Derive what cannot be listed beforehand."""
    stated = known.of(Traffic)
    return [
        Derivation(Burst(each.peak_tps * 2), (each,), "It is computed.", ("peak_tps",))
        for each in stated
        if each.peak_tps is not None
    ]


def test_procedures_of_packs_are_left_to_the_advisor() -> None:
    """Where facts cannot be listed, the advisor is asked; nothing is claimed as proved."""
    computing = Procedure(
        "computing.burst", burst, "It computes.", SOURCE, "assumed", (Traffic,), (Burst,)
    )
    rule = Rule(
        id="computing.gateway",
        when=(fact(Traffic).peak_tps > 10) & (fact(Burst).tps > 15),
        then=Need("independent-gateway"),
        because="It is computed.",
        source=SOURCE,
        basis="assumed",
    )
    pack = Pack(
        name="computing",
        version="1",
        summary="Computes.",
        rules=(rule,),
        procedures=(computing,),
    )
    advisor = with_pack(pack)
    assert not advisor.oracle.foresees
    found = advisor.advise(Requirements(traffic=Traffic(peak_tps=20)))
    assert found.pattern.id == "P2"
    answer = found.why_not("P1")
    assert [each.changes[0].field.path for each in answer.changes] == ["traffic.peak_tps"]
    assert answer.changes[0].changes[0].after == 10.0
    impossible = found.why_not("P0")
    assert impossible.changes or not impossible.is_proved


constraints, requirements_fact = fact(Constraints), fact(Requirements)
row, need, demand = fact(MatrixRow, "row"), fact(Need), fact(Demand)


def unusual(number: int, when: Condition, then: object) -> Rule:
    return Rule(
        id=f"unusual.rule-{number}",
        when=when,
        then=then,
        because="It is unusual.",
        source=SOURCE,
        basis="assumed",
    )


@pytest.fixture(scope="module")
def unusual_advisor() -> Advisor:
    """Return an advisor with rules of every form that the built-in ones do not have."""
    rules = (
        (demand.design_tps < 50, Need("independent-traffic-manager")),
        (demand.growth_factor <= 1.5, Exclusion("P5", limit="steady load")),
        (demand.all_in_one_nodes == 3, Need("full-isolation")),
        (demand.all_in_one_nodes != 3, Preference("virtual-machines", 1, "three")),
        (demand.design_tps.absent(), Need("independent-key-manager")),
        (
            (requirements_fact.primary_requirement == row.requirement) & (row.pattern == "P5"),
            Need("redundancy"),
        ),
        (
            constraints.platform.present(),
            conclude(Preference, platform=constraints.platform, weight=2, topic="copied"),
        ),
        (
            (need.capability == "redundancy") & (constraints.max_nodes < 5),
            Need("wso2-identity-server"),
        ),
    )
    pack = Pack(
        name="unusual",
        version="1",
        summary="Unusual rules.",
        rules=tuple(unusual(number, *each) for number, each in enumerate(rules)),
    )
    found = with_pack(pack)
    assert found.oracle.foresees
    return found


@settings(max_examples=tries(150))
@given(random_requirements)
def test_unusual_rules_decide_the_same(
    unusual_advisor: Advisor, requirements: Requirements
) -> None:
    """Clauses and advisor agree with joins, copies, upper limits and equalities of loads too."""
    asked = unusual_advisor.oracle
    values = asked.form.values_of(requirements)
    assert asked.decide(values) == advised(unusual_advisor, requirements)


@settings(max_examples=tries(150))
@given(random_requirements, st.data())
def test_unusual_rules_rule_out_nothing_that_happens(
    unusual_advisor: Advisor, requirements: Requirements, data: st.DataObject
) -> None:
    """What is ruled out with some fields open is never decided, with such rules neither."""
    asked = unusual_advisor.oracle
    start = without_average(form(), form().values_of(requirements))
    chosen = st.lists(st.sampled_from(without_text(form().fields)), max_size=6, unique=True)
    fields = data.draw(chosen)
    free = sum(1 << each.index for each in fields)
    found = asked.decide(data.draw(changed(start, fields)))
    goal = Leave(asked.decide(start), ASPECTS)
    assert asked.possible(goal, start, free) or not goal.met(found)
    reached = Reach("pattern", found.pattern)
    assert asked.possible(reached, start, free) or not reached.met(found)


@pytest.mark.parametrize("engine", ["durable", "python"])
def test_engines_make_no_difference(engine: str, asked: Oracle) -> None:
    """Both engines give the same clauses."""
    other = Advisor(engine=engine).oracle  # type: ignore[arg-type]
    assert other._decider.clauses == asked._decider.clauses
    assert attrs.has(type(other._decider.clauses))


def test_it_goes_with_its_advisor() -> None:
    """What was asked of an advisor is forgotten with it."""
    advisor = Advisor()
    assert advisor.advise(Requirements()).open_questions().questions
    gone = weakref.ref(advisor.oracle)
    del advisor
    gc.collect()
    assert gone() is None
