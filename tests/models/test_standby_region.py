"""A standby region: one serves, the others wait for people, and WSO2 has no guide for it."""

from itertools import product
from math import exp
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy import Advisor, Availability, Compliance, Constraints, Requirements, Traffic
from wso2_strategy.api import topology
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.models.availability.call_availability import call_availability, carries_one_down
from wso2_strategy.models.availability.flow_availability import availability
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import sizing
from wso2_strategy.topology.export import export

PASSIVE = Availability(region_mode="active-passive")
NODE, BALANCER, SITE, GLOBAL = 0.995, 0.999, 0.9999, 0.99999


def pair(share: float) -> float:
    return 1 - (1 - share) ** 2


def of(**changed: float) -> float:
    design = Design.named("P3", "all", regions=2, layout="DR1")
    return availability(design, ASSUMPTIONS.assume(changed)).availability


def test_calls_are_down_while_people_switch_and_while_both_regions_are_down() -> None:
    """By hand: an outage of an hour on average lasts longer than the switch in 1/e of the cases."""
    region = SITE * pair(BALANCER) * pair(NODE)
    saved = exp(-60 / 60) * region
    assert of() == pytest.approx(GLOBAL * (1 - (1 - region) * (1 - saved)), abs=1e-12)


def test_the_same_by_enumeration_of_everything_that_may_be_down() -> None:
    """The second derivation: every state of both regions, and whether the switch was in time."""
    parts = [SITE, pair(BALANCER), pair(NODE)] * 2 + [exp(-30 / 90), GLOBAL]
    up = 0.0
    for state in product((True, False), repeat=len(parts)):
        chance = 1.0
        for works, share in zip(state, parts, strict=True):
            chance *= share if works else 1 - share
        one, other, (switched, led) = all(state[:3]), all(state[3:6]), state[6:]
        up += chance * (led and (one or (other and switched)))
    assert of(standby_switch_minutes=30, repair_minutes=90) == pytest.approx(up, abs=1e-12)


@given(minutes=st.floats(0, 1e5))
def test_a_standby_region_is_between_one_region_and_two_that_serve(minutes: float) -> None:
    """At once it is as good as regions side by side, and never it is as good as none."""
    one = availability(Design.named("P3", "all")).availability * GLOBAL
    two = availability(Design.named("P3", "all", regions=2, layout="MDC1")).availability
    assert one - 1e-12 <= of(standby_switch_minutes=minutes) <= two + 1e-12
    assert of(standby_switch_minutes=0) == pytest.approx(two, abs=1e-15)


@pytest.mark.parametrize("regions", [2, 3, 5])
def test_every_region_is_sized_for_the_whole_load(regions: int) -> None:
    """Nodes that wait are counted; none of them carries a part of what the others do."""
    stated = Requirements(
        traffic=Traffic(peak_tps=8000),
        availability=evolve(PASSIVE, regions=regions, redundancy="all"),
    )
    alone = Advisor().advise(evolve(stated, availability=Availability(redundancy="all")))
    found = Advisor().advise(stated)
    assert found.region_layout is not None
    assert found.region_layout.id == "DR1"
    assert found.pattern.id == alone.pattern.id
    assert found.sizing.total_nodes == regions * alone.sizing.total_nodes
    drawn = found.topology()
    assert sum(tier.replicas for tier in drawn.components) == found.sizing.total_nodes


def test_a_region_that_waits_carries_nothing_while_a_node_is_down() -> None:
    """P1 cannot carry 1,000 requests/s with one node, and the other region does not help."""
    load = demand(Requirements(traffic=Traffic(peak_tps=1000), availability=PASSIVE))
    size = sizing(Design.named("P1", regions=2, layout="DR1"), load)
    assert carries_one_down(size) is False
    full = call_availability(size).at_full_load
    assert full is not None
    assert full < call_availability(size).expected


def test_the_limit_on_nodes_counts_those_that_wait() -> None:
    """Four nodes are no standby region of four."""
    stated = Requirements(
        availability=evolve(PASSIVE, redundancy="all"), constraints=Constraints(max_nodes=3)
    )
    assert "nodes-over-budget" in [each.id for each in Advisor().advise(stated).conflicts]


@pytest.mark.parametrize(
    ("changed", "conflict"),
    [
        ({"availability": evolve(PASSIVE, automatic_failover=True)}, "failover-to-a-standby"),
        ({"availability": evolve(PASSIVE, tolerates_downtime=False)}, "no-downtime-with-a-standby"),
        ({"compliance": Compliance(data_residency=True)}, "residency-over-regions"),
    ],
)
def test_what_a_switch_by_people_contradicts_is_said(changed: Any, conflict: str) -> None:
    """The layout stands, and both sides are listed."""
    found = Advisor().advise(evolve(Requirements(availability=PASSIVE), **changed))
    assert found.region_layout is not None
    assert found.region_layout.id == "DR1"
    assert any(each.id.startswith(conflict) for each in found.conflicts)


def test_a_standby_region_is_tried_only_where_it_is_stated() -> None:
    """Whatever else is missed, regions that serve together do not become one that serves."""
    stated = Requirements(
        traffic=Traffic(peak_tps=1e6),
        availability=Availability(regions=2, target=0.999999),
        constraints=Constraints(max_nodes=1),
    )
    found = Advisor().advise(stated)
    assert found.region_layout is not None
    assert found.region_layout.id != "DR1"
    assert "DR1" not in {each.pattern.id for each in found.alternatives}


def test_databases_replicate_one_way_to_the_region_that_waits() -> None:
    """Nothing else passes between the regions."""
    drawn = topology("DR1", regions=3)
    region = {tier.id: tier.region for tier in drawn.tiers}
    across = {
        (each.id, each.opener, each.target)
        for each in drawn.connections()
        if None not in (one := {region[each.opener], region[each.target]}) and len(one) > 1
    }
    assert across == {
        ("X63", f"{name}@{number}", f"{name}@1")
        for name in ("am-database", "shared-database")
        for number in (2, 3)
    }


def test_a_loss_stops_what_it_stops_until_people_switch() -> None:
    """And a loss in the region that waits costs nothing but the way out."""
    single = {"am-database": 1, "shared-database": 1}
    drawn = topology("P3", high_availability=True, region_layout="DR1", nodes=single)
    one = topology("P3", high_availability=True, nodes=single)
    for component in ("gateway", "control-plane", "am-database"):
        alone = {each.flow: each.effect for each in one.impact(component)}
        found = drawn.impact(f"{component}@1")
        assert {each.flow: each.effect for each in found} == alone
        for each in found:
            assert ("switched" in " ".join(each.reasons)) == (each.effect == "stops")
        waiting = drawn.impact(f"{component}@2")
        assert {each.effect for each in waiting} == {"degrades"}
        assert all("do not switch" in " ".join(each.reasons) for each in waiting)
    assert drawn.single_points_of_failure("token") == ("am-database@1", "shared-database@1")
    assert "Region 1 serves" in drawn.notes[0]
    assert "Region 2 (site@2), stands by" in export(drawn, "dot")
