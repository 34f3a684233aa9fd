"""Connections that follow from what was chosen: brokers, regions, a pair, who issues tokens."""

import pytest

from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.topology import topology


@pytest.mark.parametrize("pattern", [each.id for each in CATALOG.patterns])
def test_brokers_that_speak_tls_listen_on_another_port(pattern: str) -> None:
    """JMS moves from 5672 to 8672 everywhere, and nothing else changes."""
    plain = topology(pattern, redundancy="all")
    secured = topology(pattern, redundancy="all", broker_tls=True)
    moved = {5672: 8672}
    assert [moved.get(each.port, each.port) for each in plain.connections()] == [
        each.port for each in secured.connections()
    ]
    assert {each.protocol for each in secured.connections() if each.port == 8672} <= {"amqps"}


def test_streaming_ports_are_monitored_where_they_are_used() -> None:
    """Gateways answer health checks on them too."""
    built = topology("P2", protocols={"websocket"})
    assert {each.port for each in built.connections(between=("monitor", "gateway"))} == {
        9763,
        9443,
        8099,
        9099,
    }


def test_regions_with_replicated_databases_are_all_connected_to_each_other() -> None:
    """With three regions, every control plane and database reaches both others."""
    built = topology("MDC1", regions=3)
    pairs = {(each.opener, each.target) for each in built.connections(name="C60")}
    assert pairs == {
        (f"control-plane@{one}", f"control-plane@{other}")
        for one in (1, 2, 3)
        for other in (1, 2, 3)
        if one != other
    }
    assert len(built.connections(name="C63")) == 12


def test_a_region_without_control_plane_has_gateways_and_traffic_managers_only() -> None:
    """It reaches the main region on 9443 and 5672, and on nothing else."""
    built = topology("MDC2", regions=3, multi_tenant=True)
    assert {tier.component for tier in built.components if tier.region == 2} == {
        "gateway",
        "traffic-manager",
    }
    across = [
        each
        for each in built.connections()
        if (built.tier(each.opener).region, built.tier(each.target).region) == (2, 1)
    ]
    assert {each.port for each in across} == {9443, 5672}
    assert not [
        each
        for each in built.connections()
        if (built.tier(each.opener).region, built.tier(each.target).region) == (1, 2)
    ]


def test_the_pair_of_a_pattern_that_the_sources_do_not_name_is_joined_as_derived() -> None:
    """Two All-in-One nodes beside WSO2 IS share throttling data as two others do."""
    beside = topology("P6", redundancy="all", exact_rate_limits=True)
    alone = topology("P1", exact_rate_limits=True)
    for derived, documented in (("X23", "C23"), ("X24", "C24"), ("X45", "C45")):
        found, known = beside.connections(name=derived), alone.connections(name=documented)
        assert {each.basis for each in found} == {"derived"}
        assert [
            (each.target, each.port, each.reach, each.required, each.synchronous) for each in found
        ] == [
            (each.target, each.port, each.reach, each.required, each.synchronous) for each in known
        ]
        assert alone.connections(name=derived) == beside.connections(name=documented) == ()
    assert topology("P6", exact_rate_limits=True).connections(name="X45") == ()


def test_an_identity_provider_outside_the_pattern_becomes_a_tier() -> None:
    """Whoever issues tokens must reach it, and gateways may."""
    built = topology("P4", identity_provider="external")
    assert {
        (each.opener, each.port, each.required)
        for each in built.connections()
        if each.target == "identity-provider"
    } == {("key-manager", 443, True), ("gateway", 443, False)}
    assert "identity-provider" not in {tier.id for tier in topology("P4").tiers}


def test_wso2_is_is_not_drawn_twice() -> None:
    """Where it is the pattern's Key Manager it is no further identity provider."""
    built = topology("P6", identity_provider="wso2-is")
    assert built == topology("P6")


@pytest.mark.parametrize("pattern", ["P0", "P1", "P2", "P3", "P4", "P5", "P6"])
def test_wso2_is_issues_tokens_and_tells_of_revoked_ones(pattern: str) -> None:
    """In every pattern, on 9443, with a store of its own and an opening for it."""
    built = topology(pattern, redundancy="all", identity_provider="wso2-is", token_format="opaque")  # noqa: S106
    manager = "control-plane" if pattern in {"P3", "P4"} else "all-in-one"
    assert [each.target for each in built.connections(name="C06")] == [
        "load-balancer",
        "identity-server",
    ]
    notes = built.connections(between=("identity-server", manager))
    assert {(each.opener, each.port) for each in notes} == {
        ("identity-server", 9443),
        (manager, 9443),
    }
    rules = {(rule.source, rule.destination) for rule in built.firewall_rules()}
    assert ("identity-server", "identity-database") in rules
    assert "identity-provider" not in {tier.id for tier in built.tiers}
    twice = built.tier("identity-server").replicas == 2
    assert twice == (pattern != "P0")
    lone = {*built.single_points_of_failure("token")} - {"load-balancer"}
    assert lone == (set() if twice else {"identity-server", "identity-database"})
    single = topology(
        pattern, redundancy="all", identity_provider="wso2-is", nodes={"identity-database": 1}
    )
    assert "identity-database" in single.single_points_of_failure("token")
    once = topology(pattern, identity_provider="wso2-is", nodes={"identity-server": 1})
    assert "identity-server" in once.single_points_of_failure("token")
    assert built.exposure_findings() == ()
