"""Flows: the tiers and connections that one use of the system needs."""

import csv
from pathlib import Path

import pytest

from wso2_strategy.errors import UnknownNameError
from wso2_strategy.topology import FLOWS, Connection, Flow, Step, Tier, topology

_OPAQUE = {"token_format": "opaque"}

_DATA = Path(__file__).parents[1] / "data" / "topology" / "expected_flows.csv"
_EXPECTED = list(csv.DictReader(_DATA.read_text().splitlines()))
_BUILT: dict[str, dict[str, object]] = {
    "P4": {
        "redundancy": "all",
        "token_format": "opaque",
        "protocols": {"http", "websocket"},
        "clear_text": True,
        "user_store": "ldap",
        "analytics": "moesif",
        "exact_rate_limits": True,
        "identity_provider": "external",
    },
    "P6": {
        "redundancy": "all",
        "token_format": "opaque",
        "exact_rate_limits": True,
        "analytics": "elk",
    },
    "MDC2": {},
}


@pytest.mark.parametrize("pattern", _BUILT)
@pytest.mark.parametrize("flow", FLOWS)
def test_each_tier_needs_what_the_failure_semantics_say(flow: str, pattern: str) -> None:
    """How badly, from which alternatives, over which connections; nothing more."""
    expected = {
        (row["tier"], row["need"], row["alternatives"], row["connections"])
        for row in _EXPECTED
        if (row["flow"], row["pattern"]) == (flow, pattern)
    }
    found = {
        (
            need.tier,
            need.step.need,
            " ".join(need.alternatives),
            " ".join(dict.fromkeys(each.id for each in need.connections)),
        )
        for need in topology(pattern, **_BUILT[pattern]).flow(flow).dependencies
    }
    assert found == expected


def test_the_named_flows_are_the_documented_uses() -> None:
    """Calling, getting and revoking tokens, publishing, subscribing, limiting."""
    assert set(FLOWS) == {
        "api-call",
        "token",
        "publish",
        "subscribe",
        "rate-limit",
        "revoke-token",
    }


def test_a_call_with_a_jwt_needs_the_gateway_only() -> None:
    """Keys and artifacts are remembered; the control plane is needed to start."""
    call = topology("P4").flow("api-call")
    assert {tier.id for tier in call.needed_tiers} == {
        "client",
        "load-balancer",
        "gateway",
        "backend",
    }
    assert {tier.id for tier in call.other_tiers} == {
        "control-plane",
        "traffic-manager",
        "key-manager",
        "am-database",
        "shared-database",
    }
    needs = {need.step.need: need.alternatives for need in call.dependencies}
    assert needs["cached"] == ("key-manager",)
    assert needs["start-up"] == ("control-plane",)


def test_a_call_with_an_opaque_token_needs_the_key_manager_and_its_databases() -> None:
    """On every request, unless the gateway remembers the token."""
    opaque = topology("P4", **_OPAQUE).flow("api-call")
    assert {tier.id for tier in opaque.needed_tiers} == {
        "client",
        "load-balancer",
        "gateway",
        "backend",
        "key-manager",
        "am-database",
        "shared-database",
    }


def test_an_event_runs_against_the_connection_that_carries_it() -> None:
    """Publishing ends at the gateway, although the gateway opens the connections."""
    publish = topology("P3").flow("publish")
    (delivery, loading) = publish.needs("control-plane")[-2:]
    assert delivery.alternatives == loading.alternatives == ("gateway",)
    assert {each.opener for each in delivery.connections} == {"gateway"}


def test_a_flow_is_a_topology_of_its_own() -> None:
    """With the same tiers and connections, so that every query and export applies."""
    built = topology("P3")
    call = built.flow("api-call").topology
    assert set(call.tiers) <= set(built.tiers)
    assert set(call.connections()) <= set(built.connections())
    assert "monitor" not in call.graph


def test_tiers_of_one_step_are_alternatives_and_steps_are_all_needed() -> None:
    """A client is led to either region; a control plane needs both databases."""
    token = topology("P3", region_layout="MDC1").flow("token")
    assert [need.alternatives for need in token.needs("client")] == [("global-load-balancer",)]
    assert [need.alternatives for need in token.needs("global-load-balancer")] == [
        ("load-balancer@1", "load-balancer@2")
    ]
    assert [need.alternatives for need in token.needs("control-plane@1")] == [
        ("am-database@1",),
        ("shared-database@1",),
    ]


def test_a_users_flow_over_a_users_tier_is_answered_like_a_named_one() -> None:
    """Scanning uploads takes a scanner that the gateway calls."""
    scanner = Tier("scanner", "Virus scanner", replicas=2)
    scan = Connection("U1", "gateway", "scanner", "scan uploads", "icap", 1344)
    call = FLOWS["api-call"].with_step(Step(("U1",), "Uploads are refused."))
    built = topology("P3", redundancy="all").with_tier(scanner).with_connection(scan)
    assert built.single_points_of_failure(call) == ()
    lost = built.with_flow(call).impact("scanner")
    assert [(each.effect, each.reasons) for each in lost if each.flow == "api-call"] == [
        ("stops", ("Uploads are refused.",))
    ]


def test_a_flow_of_ones_own_is_added_beside_the_named_ones() -> None:
    """One of the same id takes the place of a named one."""
    own = Flow("look-around", "Look around", "portal-user", (Step(("C05",), "It is dark."),))
    built = topology("P2").with_flow(own)
    assert [flow.id for flow in built.flows] == [*FLOWS, "look-around"]
    assert [tier.id for tier in built.flow("look-around").needed_tiers] == [
        "all-in-one",
        "portal-user",
        "load-balancer",
    ]


def test_needs_that_go_round_in_a_circle_are_followed_once() -> None:
    """Two services that need each other stop together."""
    tiers = (Tier("one"), Tier("other"))
    links = (Connection("U1", "one", "other"), Connection("U1", "other", "one"))
    built = topology("P0")
    for tier in tiers:
        built = built.with_tier(tier)
    flow = Flow("round", "Go round", "one", (Step(("U1",), "It stops."),))
    round_trip = built.with_connection(*links).flow(flow)
    assert round_trip.single_points_of_failure() == ("one", "other")


def test_an_unknown_flow_is_refused_with_the_nearest_known() -> None:
    """As is a flow that nothing in the topology starts."""
    with pytest.raises(UnknownNameError, match="Did you mean 'api-call'"):
        topology("P3").flow("api_call")
    with pytest.raises(UnknownNameError, match="unknown component 'robot'"):
        topology("P3").flow(Flow("own", "Own", "robot", ()))


def test_whether_a_flow_works_is_asked_with_tiers_or_components() -> None:
    """Of the whole deployment; a misspelt one is refused, not taken for harmless."""
    call = topology("P3", region_layout="MDC1").flow("api-call")
    assert call.works(lost=["gateway@1", "monitor"])
    assert not call.works(lost=["gateway"])
    with pytest.raises(UnknownNameError, match="Did you mean 'gateway'"):
        call.works(lost=["gatway"])


@pytest.mark.parametrize(
    ("pattern", "flow", "tier", "ports"),
    [
        *((p, f, "all-in-one", {9611, 9711, 5672}) for p in ("P1", "P2", "P5", "P6")
          for f in ("publish", "subscribe", "revoke-token", "rate-limit")),
        *((p, f, "control-plane", {9611, 9711, 5672}) for p in ("P3", "P4")
          for f in ("publish", "subscribe", "revoke-token")),
        *((p, "rate-limit", "traffic-manager", {5672}) for p in ("P3", "P4")),
    ],
)  # fmt: skip
def test_what_passes_between_the_nodes_of_a_pair_is_part_of_the_flow(
    pattern: str, flow: str, tier: str, ports: set[int]
) -> None:
    """Events to both nodes on 9611 and 9711, copies on 5672; a lost node weakens, not stops."""
    built = topology(pattern, redundancy="all", nodes={"am-database": 2, "shared-database": 2})
    used = built.flow(flow).topology.connections(between=(tier, tier))
    assert {each.port for each in used if each.reach == "peers"} == ports
    by_flow = {each.flow: each for each in built.instances().impact(f"{tier}#1")}
    assert by_flow[flow].effect == "degrades"


@pytest.mark.parametrize("flow", ["publish", "subscribe", "revoke-token"])
def test_what_passes_between_event_hubs_of_regions_is_part_of_the_flow(flow: str) -> None:
    """Another region hears of it over 5672 from the control plane where it happened."""
    used = topology("MDC1").flow(flow).topology
    assert {(each.opener, each.target, each.port) for each in used.connections(name="C60")} == {
        ("control-plane@1", "control-plane@2", 5672),
        ("control-plane@2", "control-plane@1", 5672),
    }


@pytest.mark.parametrize("pattern", ["P3", "P4"])
def test_lost_counters_weaken_rate_limits(pattern: str) -> None:
    """Traffic Managers that counted together count apart, and the caveat names the limits."""
    built = topology(pattern, redundancy="all", distributed_throttling=True)
    effects = {each.flow: each.effect for each in built.impact("redis")}
    assert effects["rate-limit"] == effects["api-call"] == "degrades"
    assert {"Sentinel" in each.caveat for each in built.connections(name="C46")} == {True}
