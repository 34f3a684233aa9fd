"""Topologies with a user's own tiers and connections, and with every node by itself."""

import pytest
from attrs import evolve

from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.topology import Connection, Tier, topology


def test_a_topology_is_not_changed_by_what_is_made_from_it() -> None:
    """Every change is a new one."""
    built = topology("P3")
    built.with_tier(Tier("elk", "ELK"))
    assert built == topology("P3")


def test_a_tier_of_a_known_id_takes_its_place() -> None:
    """So that a single tier can be changed."""
    built = topology("P3")
    scaled = built.with_tier(evolve(built.tier("gateway"), replicas=5))
    assert scaled.tier("gateway").replicas == 5
    assert len(scaled.tiers) == len(built.tiers)


def test_a_tier_before_another_takes_all_that_came_to_it() -> None:
    """And hands it on over the same connections."""
    waf = Tier("waf", kind="proxy", zone="dmz")
    built = topology("P3").with_tier(waf, before="load-balancer")
    assert built.connections(between=("client", "load-balancer")) == ()
    assert {each.id for each in built.connections(between=("waf", "load-balancer"))} == {
        "C01",
        "C05",
        "C06",
    }
    assert built.shortest_path("client", "gateway") == (
        "client",
        "waf",
        "load-balancer",
        "gateway",
    )


def test_a_copy_has_the_connections_of_its_original() -> None:
    """Another gateway environment shares control plane and Traffic Manager."""
    built = topology("P3")
    partners = evolve(built.tier("gateway"), id="partner-gateway", zone="application")
    larger = built.with_copy("gateway", partners)
    assert {each.key for each in larger.connections(between=("partner-gateway",) * 2)} == set()
    of_gateway = [each for each in built.connections() if "gateway" in (each.opener, each.target)]
    assert len(larger.connections()) == len(built.connections()) + len(of_gateway)


class TestInstances:
    def test_every_node_is_a_tier_of_one(self) -> None:
        """Tiers of one node keep their id."""
        nodes = topology("P3", redundancy="all", nodes={"gateway": 3}).instances()
        assert [tier.id for tier in nodes.tiers if tier.component == "gateway"] == [
            "gateway#1",
            "gateway#2",
            "gateway#3",
        ]
        assert {tier.replicas for tier in nodes.tiers} == {1}
        assert nodes.tier("am-database#2").name == "API Manager database 2"
        assert nodes.tier("client").name == "Client application"

    def test_every_opener_reaches_every_node(self) -> None:
        """JMS goes from each gateway to each control plane."""
        nodes = topology("P3", redundancy="all").instances()
        assert len(nodes.connections(name="C11")) == 4

    def test_peers_reach_each_other_and_not_themselves(self) -> None:
        """Two Traffic Managers copy decisions both ways."""
        nodes = topology("P3", redundancy="all").instances()
        assert {(each.opener, each.target) for each in nodes.connections(name="C22")} == {
            ("traffic-manager#1", "traffic-manager#2"),
            ("traffic-manager#2", "traffic-manager#1"),
        }

    def test_what_is_local_stays_in_its_node(self) -> None:
        """Each All-in-One reports to itself, and to the other by the pair's connection."""
        nodes = topology("P1").instances()
        assert {(each.opener, each.target) for each in nodes.connections(name="C12")} == {
            ("all-in-one#1", "all-in-one#1"),
            ("all-in-one#2", "all-in-one#2"),
        }


@pytest.mark.parametrize(
    ("tier", "problem"),
    [
        (Tier("waf", replicas=0), "tier.replicas: 0 is not allowed; allowed: a whole number >= 1"),
        (Tier("waf", needed=2), "tier.needed: 2 is not allowed; allowed: at most the 1 replicas"),
        (Tier("waf", name="W\nAF"), r"tier.name: 'W\nAF' is not allowed; allowed: one line"),
        (Tier(""), "tier.id: '' is not allowed"),
        (Tier("waf", kind="wall"), "tier.kind: 'wall' is not allowed; allowed: actor, proxy"),
        (Tier("waf", roles=("a b",)), "tier.roles: 'a b' is not allowed; allowed: one word each"),
    ],
)
def test_a_tier_that_nothing_could_work_with_is_refused(tier: Tier, problem: str) -> None:
    """With the field, the value and what is allowed."""
    with pytest.raises(RequirementsError) as raised:
        topology("P0").with_tier(tier)
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"port": 0},
            "connection.port: 0 is not allowed; allowed: a whole number >= 1 and <= 65,535",
        ),
        ({"port": 65536}, "connection.port: 65536 is not allowed"),
        ({"port": True}, "connection.port: True is not allowed"),
        ({"protocol": ""}, "connection.protocol: '' is not allowed"),
        ({"purpose": "a\x00b"}, r"connection.purpose: 'a\x00b' is not allowed"),
        ({"reach": "all"}, "connection.reach: 'all' is not allowed; allowed: direct, load-bal"),
        ({"data": "down"}, "connection.data: 'down' is not allowed"),
        ({"blocked_paths": ("/a b",)}, "connection.blocked_paths: '/a b' is not allowed"),
    ],
)
def test_a_connection_that_nothing_could_work_with_is_refused(
    changes: dict[str, object], problem: str
) -> None:
    """With the field, the value and what is allowed."""
    sound = Connection("U1", "client", "backend")
    with pytest.raises(RequirementsError) as raised:
        topology("P0").with_connection(evolve(sound, **changes))
    assert problem in str(raised.value)


def test_all_problems_of_a_tier_are_reported_together() -> None:
    """One correction suffices."""
    with pytest.raises(RequirementsError, match="2 problems"):
        topology("P0").with_tier(Tier("", kind="wall", name="wall", component="wall"))


@pytest.mark.parametrize("ends", [("clent", "backend"), ("client", "bakend")])
def test_a_connection_to_nowhere_is_refused(ends: tuple[str, str]) -> None:
    """With the nearest tier there is."""
    with pytest.raises(UnknownNameError, match="Did you mean"):
        topology("P0").with_connection(Connection("U1", *ends))


def test_a_place_that_does_not_exist_is_refused() -> None:
    """For insertion and for copying."""
    with pytest.raises(UnknownNameError):
        topology("P0").with_tier(Tier("waf"), before="load-balancers")
    with pytest.raises(UnknownNameError):
        topology("P0").with_copy("gateway", Tier("other-gateway"))
