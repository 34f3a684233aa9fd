"""Tiers, connections and ways through a topology."""

import pytest

from wso2_strategy.errors import UnknownNameError
from wso2_strategy.topology import Tier, topology


def test_components_are_the_nodes_of_the_product() -> None:
    """Nothing around it counts."""
    assert [tier.id for tier in topology("P5").components] == [
        "all-in-one",
        "gateway",
        "key-manager",
    ]


def test_connections_between_two_tiers_go_both_ways() -> None:
    """Whoever opens them, and in either order of asking."""
    built = topology("P4")
    asked = built.connections(between=("control-plane", "key-manager"))
    assert {each.id for each in asked} == {"C28", "C29", "C30", "C31"}
    assert asked == built.connections(between=("key-manager", "control-plane"))


def test_a_component_stands_for_its_tiers_in_all_regions() -> None:
    """A tier's id is narrower."""
    built = topology("P3", region_layout="MDC2")
    assert len(built.connections(between=("gateway", "backend"))) == 2
    assert len(built.connections(between=("gateway@1", "backend"))) == 1


def test_connections_of_one_entry_are_found_by_its_id() -> None:
    """Also where the entry has several legs."""
    assert [each.port for each in topology("P1").connections(name="C23")] == [9611, 9711]


def test_the_shortest_way_follows_who_opens_connections() -> None:
    """A gateway reaches the database over the control plane; nothing leads back."""
    built = topology("P3")
    assert built.shortest_path("gateway", "am-database") == (
        "gateway",
        "control-plane",
        "am-database",
    )
    assert built.shortest_path("am-database", "gateway") == ()


def test_paths_are_all_ways_up_to_a_length() -> None:
    """The shortest first, none passing a tier twice."""
    ways = topology("P4").paths("client", "am-database")
    assert ways[0] == ("client", "load-balancer", "control-plane", "am-database")
    assert ways[1] == ("client", "load-balancer", "key-manager", "am-database")
    assert {len(way) for way in ways} == {4, 5}
    assert all(len(set(way)) == len(way) for way in ways)
    assert topology("P4").paths("client", "am-database", longest=3) == ways[:2]


def test_there_is_no_way_against_the_connections() -> None:
    """Nor from a tier to one that nothing reaches."""
    assert topology("P4").paths("am-database", "client") == []
    assert topology("P0").paths("client", "monitor") == []
    lonely = topology("P0").with_tier(Tier("lonely"))
    assert lonely.paths("client", "lonely") == []
    assert lonely.shortest_path("lonely", "client") == ()


@pytest.mark.parametrize("name", ["getaway", "gateway@3"])
def test_an_unknown_tier_is_refused_with_the_nearest_known(name: str) -> None:
    """By every query that names one."""
    built = topology("P3")
    for query in (
        lambda: built.tier(name),
        lambda: built.shortest_path("client", name),
        lambda: built.paths(name, "client"),
        lambda: built.connections(between=("client", name)),
    ):
        with pytest.raises(UnknownNameError, match="Did you mean 'gateway'"):
            query()
