"""Gateway groups and clusters as tiers: who is connected to whom, and what their loss means."""

from __future__ import annotations

import pytest

from wso2_strategy.errors import RequirementsError
from wso2_strategy.topology import Topology, topology
from wso2_strategy.topology.export.graph_files import from_graphml, to_graphml

GROUPS = ["internal:3:internal", "partners:2:internet:own"]


@pytest.fixture(scope="module")
def bank() -> Topology:
    return topology("P3", redundancy="all", gateway_groups=GROUPS)


def test_every_group_is_a_tier_with_its_callers_its_balancer_and_its_zone(bank: Topology) -> None:
    """From the internet in the DMZ, internal where callers and balancer are inside too."""
    found = {tier.id: (tier.replicas, tier.zone) for tier in bank.tiers if tier.group}
    assert found == {
        "gateway-internal": (3, "application"),
        "gateway-partners": (2, "dmz"),
        "traffic-manager-partners": (2, "application"),
        "client-internal": (1, "internal"),
        "client-partners": (1, "outside"),
        "load-balancer-internal": (2, "application"),
        "load-balancer-partners": (2, "dmz"),
    }
    assert {tier.id for tier in bank.tiers} >= {"traffic-manager", "load-balancer", "backend"}
    assert bank.title.endswith("2 gateway groups")


def test_no_connection_leads_from_one_group_to_another(bank: Topology) -> None:
    """Nor to the Traffic Managers of another cluster, which are those that others share, too."""
    groups = {tier.id: tier.group for tier in bank.tiers}
    clusters = {tier.id: tier.cluster for tier in bank.tiers}
    for each in bank.connections():
        for of in (groups, clusters):
            ends = {of[each.opener], of[each.target]} - {None}
            assert len(ends) <= 1, each
    told = {each.target for each in bank.connections(name="C12")}
    assert told == {"traffic-manager", "traffic-manager-partners"}
    assert bank.shortest_path("client-internal", "backend") == (
        "client-internal",
        "load-balancer-internal",
        "gateway-internal",
        "backend",
    )


def test_the_loss_of_a_group_stops_that_group_alone(bank: Topology) -> None:
    """Said flow by flow; losing all gateways stops the flow."""
    effects = {each.flow: each for each in bank.impact("gateway-partners")}
    assert effects["api-call"].effect == "degrades"
    assert effects["api-call"].reasons == ("Group partners stops: API calls do not get in.",)
    assert effects["token"].effect == "continues"
    assert {each.flow: each.effect for each in bank.impact("gateway")}["api-call"] == "stops"
    own = {each.flow: each for each in bank.impact("traffic-manager-partners")}
    assert own["rate-limit"].reasons == (
        "Group partners stops: Requests are no longer counted against limits.",
    )


def test_what_cuts_one_group_off_is_a_cut_of_the_flow() -> None:
    """Two nodes of the one do not make up for the only node of the other."""
    small = topology("P2", redundancy="all", gateway_groups=["inner:2", "outer:1"])
    assert small.single_points_of_failure("api-call") == ("gateway-outer",)
    assert [str(cut) for cut in small.minimal_cut_sets("api-call")] == [
        "2 x gateway-inner",
        "1 x gateway-outer",
        "2 x load-balancer-inner",
        "2 x load-balancer-outer",
    ]
    assert not small.flow("api-call").works(lost=["gateway-outer"])


def test_clusters_of_a_group_stand_in_for_each_other() -> None:
    """Each with Traffic Managers of its own, which count what its own gateways report."""
    large = topology("P3", redundancy="all", gateway_groups=["a:10+6", "b:3", "c:2"])
    assert {tier.id: tier.cluster for tier in large.components} == {
        "control-plane": None,
        "traffic-manager": 1,
        "traffic-manager-a-1": 2,
        "traffic-manager-a-2": 3,
        "gateway-a-1": 2,
        "gateway-a-2": 3,
        "gateway-b": 1,
        "gateway-c": 1,
    }
    impact = {each.flow: each for each in large.impact("gateway-a-1")}["api-call"]
    assert impact.effect == "degrades"
    assert impact.reasons == ("Group a degrades: gateway-a-2 must carry what gateway-a-1 did.",)


def test_fifty_thousand_requests_take_clusters_with_gateways_of_their_own() -> None:
    """20,000, 20,000 and 10,000 requests/s, worked out by hand: 10, 10 and 6 gateways."""
    drawn = topology("P3", redundancy="all", gateway_clusters=(10, 10, 6))
    reports = drawn.connections(name="C12")
    for number, nodes in enumerate((10, 10, 6), start=1):
        assert drawn.tier(f"gateway-{number}").replicas == nodes
        told = [each.target for each in reports if each.opener == f"gateway-{number}"]
        assert told == [f"traffic-manager-{number}"]


@pytest.mark.parametrize(
    ("pattern", "words", "says"),
    [
        ("P3", ["A:3"], "name:nodes for each group"),
        ("P3", ["a:0"], "name:nodes for each group"),
        ("P3", ["a:2", "a:3"], "two groups have one name"),
        ("P3", "a:2,<b>:3", "name:nodes for each group"),
        ("P1", ["a:2", "b:2"], "P1 has no gateways of their own"),
        ("P2", ["a:2", "b:2:own"], "P2 has no Traffic Managers of their own"),
    ],
)
def test_groups_that_cannot_be_drawn_are_refused(
    pattern: str, words: list[str] | str, says: str
) -> None:
    """With what is allowed."""
    with pytest.raises(RequirementsError, match=r"options\.gateway_groups") as refused:
        topology(pattern, gateway_groups=words)
    assert says in str(refused.value)


def test_groups_survive_files_of_graphs(bank: Topology) -> None:
    """As attributes of the tiers and as an option."""
    assert from_graphml(to_graphml(bank)) == bank
    drawn = bank.graph
    assert drawn.nodes["gateway-partners"]["group"] == "partners"
    assert "group" not in drawn.nodes["control-plane"]


@pytest.mark.parametrize(
    ("cut", "flow"),
    [
        ("load-balancer-partners->gateway-partners", "api-call"),
        ("client-partners->load-balancer-partners", "api-call"),
        ("gateway-partners->control-plane:5672", "publish"),
        ("gateway-partners->traffic-manager-partners:9611", "rate-limit"),
    ],
)
def test_cutting_the_way_to_a_group_stops_that_group_alone(
    bank: Topology, cut: str, flow: str
) -> None:
    """Also where a group keeps no other way at all."""
    told = {each.flow: each for each in bank.impact(cut)}
    assert told[flow].effect == "degrades"
    (reason,) = told[flow].reasons
    assert reason.startswith("Group partners stops: ")
    assert told["token"].effect == "continues"
