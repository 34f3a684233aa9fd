"""Availability zones: nodes of a zone go down together, so a pair in one zone is half a pair."""

from itertools import product
from math import comb
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy import Advisor, Availability, Requirements, Traffic, load_requirements
from wso2_strategy.api import topology
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.zones import per_zone
from wso2_strategy.errors import RequirementsError
from wso2_strategy.models.availability.flow_availability import availability
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_groups import NodeGroup
from wso2_strategy.topology.export import export

NODE, BALANCER, ZONE, REGION, DATABASE = 0.995, 0.999, 0.9999, 0.99999, 0.9999


def of(pattern: str, zones: int, use: Use | None = None, **changed: float) -> float:
    design = evolve(Design.named(pattern, "all"), zones=zones)
    return availability(design, ASSUMPTIONS.assume(changed), use or Use()).availability


def enough(counts: tuple[int, ...], up: tuple[bool, ...], needed: int, works: float) -> float:
    """The chance that so many of the nodes in zones that are up work."""
    nodes = sum(count for count, is_up in zip(counts, up, strict=False) if is_up)
    return sum(
        comb(nodes, k) * works**k * (1 - works) ** (nodes - k) for k in range(needed, nodes + 1)
    )


def by_enumeration(zones: int, nodes: int, needed: int = 1, zone: float = ZONE) -> float:
    """Calls to a gateway tier, over every state of the zones: the oracle."""
    whole = 0.0
    for up in product((True, False), repeat=zones):
        chance = 1.0
        for is_up in up:
            chance *= zone if is_up else 1 - zone
        balancers = enough(per_zone(2, zones), up, 1, BALANCER)
        whole += chance * balancers * enough(per_zone(nodes, zones), up, needed, NODE)
    return REGION * whole


@pytest.mark.parametrize("zones", [2, 3, 4, 6])
@pytest.mark.parametrize("nodes", [2, 3, 5, 7])
@pytest.mark.parametrize("needed", [1, 2, 4, 6])
def test_calls_agree_with_every_state_of_the_zones(zones: int, nodes: int, needed: int) -> None:
    """Of a gateway tier with its balancer, with one node needed, with some and with nearly all."""
    needed = min(needed, nodes)
    group = (("gateway", (NodeGroup(nodes=nodes, needed=needed),)),)
    found = of("P3", zones, Use(nodes=(("gateway", nodes),), groups=group), zone_availability=0.99)
    assert found == pytest.approx(by_enumeration(zones, nodes, needed, zone=0.99), abs=1e-12)


def test_a_pair_over_two_zones_by_hand() -> None:
    """P1: one zone with balancer and node of its own is enough, and its database's standby."""
    one = BALANCER * NODE  # of a zone that is up, where the other zone is down
    both = (1 - (1 - BALANCER) ** 2) * (1 - (1 - NODE) ** 2)
    up = ZONE**2 * both + 2 * ZONE * (1 - ZONE) * one
    assert of("P1", 2) == pytest.approx(REGION * DATABASE * up, abs=1e-12)


def test_a_single_database_is_lost_with_its_zone() -> None:
    """Without a standby it stands in the first zone, as does everything that has one node."""
    design = evolve(Design.named("P0"), zones=3)
    by_hand = REGION * ZONE * BALANCER * NODE * 0.999
    assert availability(design).availability == pytest.approx(by_hand, abs=1e-12)


@given(
    zones=st.integers(2, 6),
    nodes=st.integers(2, 6),
    together=st.sampled_from([0.0, 0.1, 0.5]),
    late=st.sampled_from([0.0, 60.0]),
)
def test_the_formula_says_what_the_diagram_computes(
    zones: int, nodes: int, together: float, late: float
) -> None:
    """Also with what takes all nodes at once, and with failures that are noticed late."""
    numbers = ASSUMPTIONS.assume(
        {"common_cause_share": together, "failover_detection_seconds": late}
    )
    design = evolve(Design.named("P2", "all"), zones=zones)
    found = availability(design, numbers, Use(nodes=(("gateway", nodes),)))
    assert found.figure().value == pytest.approx(found.availability, abs=1e-9)


@pytest.mark.parametrize("pattern", ["P1", "P2", "P4"])
def test_zones_that_never_fail_change_nothing(pattern: str) -> None:
    """Then a tier is as good as in one zone, whatever fails together or late."""
    for shared in (0.0, 0.2):
        same = {"common_cause_share": shared, "failover_detection_seconds": 30.0}
        spread = of(pattern, 3, zone_availability=1.0, region_availability=0.9999, **same)
        assert spread == pytest.approx(of(pattern, 1, **same), abs=1e-12)


def test_more_zones_survive_more() -> None:
    """Three gateways over three zones are better than over two, and two than one that fails so."""
    use = Use(nodes=(("gateway", 3),))
    downs = [1 - of("P3", zones, use, zone_availability=0.99) for zones in (2, 3)]
    assert downs[0] > downs[1]


@pytest.mark.parametrize(("nodes", "zones"), [(1, 6), (5, 3), (7, 2), (300, 6)])
def test_nodes_are_spread_evenly_and_none_is_lost(nodes: int, zones: int) -> None:
    """No two zones differ by more than one node."""
    found = per_zone(nodes, zones)
    assert sum(found) == nodes
    assert len(found) == min(nodes, zones)
    assert max(found) - min(found) <= 1


def test_the_answer_shows_its_zones_everywhere() -> None:
    """In the topology, its picture, node by node, and with the same number of nodes."""
    stated = Requirements(
        traffic=Traffic(peak_tps=2500), availability=Availability(redundancy="all", zones=3)
    )
    found = Advisor().advise(stated)
    drawn = found.topology()
    gateway = drawn.tier("gateway")
    assert sum(gateway.nodes_per_zone) == gateway.replicas
    assert "over 3 availability zones" in export(drawn, "text")
    assert "over 3 availability zones" in export(drawn, "dot")
    names = [each.name for each in drawn.instances().tiers]
    assert "Universal Gateway 3 (availability zone 3)" in names
    assert topology("P3").tier("gateway").nodes_per_zone == ()


def test_a_target_is_met_with_the_zones_that_are_stated(examples: Any) -> None:
    """The nodes grow until the design over zones reaches it."""
    found = Advisor().advise(load_requirements(examples / "postgresql-three-zones.yaml"))
    design = found.sizing.design
    assert design.zones == 3
    assert found.availability.meets_target
    said = {each.advice.id for each in found.advice}
    assert {"zones-on-a-cluster", "zones-and-databases"} <= said


@pytest.mark.parametrize("zones", [0, 7, 1.5, True, "three"])
def test_a_number_of_zones_that_cannot_be_is_refused(zones: Any) -> None:
    """With its path and what is allowed."""
    with pytest.raises(RequirementsError, match=r"availability\.zones"):
        Availability(zones=zones)


@pytest.mark.parametrize("zones", [2, 3, 6])
def test_very_many_nodes_take_no_longer(zones: int) -> None:
    """A search for limits comes by loads that would take millions of clusters of them."""
    nodes = 6 * 10**9
    group = NodeGroup(nodes=nodes, needed=nodes - 6, alike=10**6)
    use = Use(nodes=(("gateway", nodes),), groups=(("gateway", (group,)),))
    assert of("P3", zones, use) == 0
    few = Use(nodes=(("gateway", nodes),), groups=(("gateway", (evolve(group, needed=1),)),))
    assert of("P3", zones, few) == pytest.approx(by_enumeration(zones, 2, 1) / 1, abs=1e-4)


def test_what_stands_against_a_pattern_is_found_over_zones() -> None:
    """With numbers that may be anything, clusters of any number of nodes are looked at."""
    stated = load_requirements("examples/postgresql-three-zones.yaml")
    ways = Advisor().advise(stated).why_not("P3").changes
    assert "more than 5,000 requests/s" in ways[0].changes[0].sentence()
