"""A pack's pattern that is not chosen changes no answer, and one that is gets what it needs."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from tests.support.small_packs import pack
from wso2_strategy import (
    Advisor,
    Availability,
    Compliance,
    Knowledge,
    Need,
    Recommendation,
    Requirements,
    Rule,
    Traffic,
    exists,
    fact,
    sources,
)
from wso2_strategy.domain.catalog import CATALOG, Pattern
from wso2_strategy.portfolio import advise_rows


def own(like: str, **changes: Any) -> Pattern:
    return evolve(CATALOG.pattern(like), synonyms=(), complexity=9, **changes)


AN_ALL_IN_ONE_THAT_NEEDS_ITS_DATABASE = own("P6", id="X1", name="Ours too")
ONE_THAT_ALWAYS_HAS_TWO_GATEWAYS = own("P2", id="X2", name="Ours as well", min_redundancy="gateway")
ONE_THAT_NEVER_IS_REDUNDANT = own("P3", id="X3", name="Ours, plainly", max_redundancy="none")

STATED = [
    Requirements(
        environment="staging", availability=availability, traffic=traffic, compliance=compliance
    )
    for availability in (
        *(Availability(target=each) for each in (0.9889, 0.9931, 0.9935, 0.9985)),
        Availability(target=0.9935, tolerates_downtime=True, redundancy="none"),
        Availability(target=0.99995, regions=2),
    )
    for traffic in (Traffic(token_format=None), Traffic(token_format="opaque"))  # noqa: S106
    for compliance in (
        Compliance(),
        Compliance(identity_provider="wso2-is"),
        Compliance(isolate_gateway=True),
    )
]


def said(answer: Recommendation) -> tuple[Any, ...]:
    """Return what an answer says of itself, apart from what it was compared with."""
    return (
        answer.pattern.id,
        answer.sizing.nodes(),
        [
            (each.capability.id, [reason.sentence for reason in each.reasons])
            for each in answer.needs
        ],
        answer.conflicts,
    )


def test_patterns_that_are_not_chosen_change_no_answer() -> None:
    patterns = (
        AN_ALL_IN_ONE_THAT_NEEDS_ITS_DATABASE,
        ONE_THAT_ALWAYS_HAS_TWO_GATEWAYS,
        ONE_THAT_NEVER_IS_REDUNDANT,
    )
    alone = Advisor()
    extended = Advisor(knowledge=Knowledge.installed(pack(patterns=patterns)))
    for requirements in STATED:
        assert said(extended.advise(requirements)) == said(alone.advise(requirements))


def test_the_pattern_that_is_chosen_is_redundant_where_its_calls_need_more() -> None:
    """An All-in-One reaches less than a gateway alone, which needs no database for a call."""
    special = evolve(CATALOG.capabilities[0], id="special", name="something special")
    pattern = own(
        "P6",
        id="X9",
        name="Special",
        provides=frozenset({"multiple-nodes", "redundancy", "special"}),
    )
    rule = Rule(
        id="acme.special",
        when=exists(fact(Availability)),
        then=Need("special"),
        because="Something special is wanted.",
        source=sources.GAP,
        basis="assumed",
    )
    added = pack(patterns=[pattern], capabilities=[special], rules=[rule])
    advisor = Advisor(knowledge=Knowledge.installed(added))
    nodes = {
        target: advisor.advise(
            Requirements(environment="staging", availability=Availability(target=target))
        ).sizing.nodes()
        for target in (0.9929, 0.9935)
    }
    assert nodes == {
        0.9929: {"all-in-one": 1, "identity-server": 1},
        0.9935: {"all-in-one": 2, "identity-server": 2},
    }


@pytest.mark.parametrize(("isolated", "nodes"), [(None, 1), (True, 4)])
def test_a_single_node_that_reaches_the_target_is_enough(isolated: Any, nodes: int) -> None:
    """Of opaque tokens a gateway asks a second tier: with one node each, both miss what one met."""
    stated = Requirements(
        environment="staging",
        availability=Availability(target=0.991, tolerates_downtime=True),
        traffic=Traffic(token_format="opaque"),  # noqa: S106
        compliance=Compliance(isolate_gateway=isolated),
    )
    answer = Advisor().advise(stated)
    assert answer.sizing.total_nodes == nodes
    assert [each.id for each in answer.conflicts] == (["downtime-and-target"] if isolated else [])
    (row,) = advise_rows(
        [
            {
                "environment": "staging",
                "availability.target": 0.991,
                "availability.tolerates_downtime": True,
                "traffic.token_format": "opaque",
                "compliance.isolate_gateway": isolated,
            }
        ]
    )
    assert row["nodes"] == nodes


def test_another_pattern_is_counted_as_it_would_be_chosen() -> None:
    """P6 needs redundancy for its own sake; P2 would reach the target with single nodes."""
    stated = Requirements(
        environment="staging",
        availability=Availability(target=0.9935),
        compliance=Compliance(identity_provider="wso2-is"),
    )
    answer = Advisor().advise(stated)
    found = {each.pattern.id: each.reason for each in answer.alternatives}
    assert (answer.pattern.id, answer.sizing.total_nodes) == ("P6", 4)
    isolated = evolve(stated, compliance=evolve(stated.compliance, isolate_gateway=True))
    other = Advisor().advise(isolated)
    assert (other.pattern.id, other.sizing.total_nodes) == ("P2", 3)
    assert "nodes instead of" not in found["P2"]
