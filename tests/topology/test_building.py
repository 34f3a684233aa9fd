"""From a pattern and options to tiers."""

import subprocess
import sys
from typing import Any

import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.domain.catalog import CATALOG, Component, Pattern, PatternTier
from wso2_strategy.domain.sources import PATTERNS
from wso2_strategy.topology import compare, topology

_ARRANGEMENTS = tuple(pattern.id for pattern in CATALOG.patterns if pattern.dimension != "regions")


def replicas(pattern: str, **options: object) -> dict[str, int]:
    return {tier.id: tier.replicas for tier in topology(pattern, **options).components}


@pytest.mark.parametrize(
    ("pattern", "single", "redundant"),
    [
        ("P0", 1, 1),
        ("P1", 2, 2),
        ("P2", 2, 4),
        ("P3", 3, 6),
        ("P4", 4, 8),
        ("P5", 3, 6),
        ("P6", 2, 4),
        ("MDC1", 6, 12),
        ("MDC2", 5, 10),
    ],
)
def test_the_fewest_nodes_are_those_of_the_documented_matrix(
    pattern: str, single: int, redundant: int
) -> None:
    """WSO2 runtimes only, over two regions for a layout."""
    assert sum(replicas(pattern).values()) == single
    assert sum(replicas(pattern, high_availability=True).values()) == redundant


def test_redundancy_of_the_gateway_doubles_the_tier_that_serves_calls() -> None:
    """Everything else keeps one node, and the load balancer is no single one either."""
    built = topology("P4", redundancy="gateway")
    assert {tier.id for tier in built.tiers if tier.replicas == 2} == {"gateway", "load-balancer"}


def test_redundancy_stays_within_what_a_pattern_can_have() -> None:
    """P0 cannot be doubled, P1 cannot be halved."""
    assert topology("P0", redundancy="all").options.redundancy == "none"
    assert topology("P1", redundancy="none").options.redundancy == "all"


def test_nodes_may_differ_from_the_fewest_for_any_component() -> None:
    """Also for stores, and in every region."""
    built = topology("P3", region_layout="MDC1", nodes={"gateway": 3, "am-database": 2})
    assert [built.tier(name).replicas for name in ("gateway@1", "gateway@2")] == [3, 3]
    assert built.tier("am-database@2").replicas == 2


def test_a_layout_without_a_pattern_is_drawn_over_p3() -> None:
    """As WSO2 draws both."""
    assert topology("MDC1") == topology("P3", region_layout="MDC1", regions=2)
    assert topology("Multi-DC Pattern 2").options.region_layout == "MDC2"


def test_the_roles_of_the_all_in_one_go_to_the_more_specialised_tier() -> None:
    """Beside a gateway tier its own gateway is not used."""
    roles = {pattern: topology(pattern).tier("all-in-one").roles for pattern in ("P0", "P2", "P6")}
    assert roles["P0"] == ("control-plane", "gateway", "traffic-manager", "key-manager")
    assert roles["P2"] == ("control-plane", "traffic-manager", "key-manager")
    assert roles["P6"] == ("control-plane", "gateway", "traffic-manager")


def test_a_users_pattern_gets_its_connections_from_the_same_table() -> None:
    """An API Control Plane with a gateway, and nothing for rate limits."""
    own = Pattern(
        id="ACP-GW",
        name="Control plane and gateway",
        synonyms=(),
        summary="A small split.",
        suits="an example",
        tiers=(PatternTier("control-plane"), PatternTier("gateway")),
        provides=frozenset(),
        complexity=2,
        platform_order=("kubernetes",),
        guides=(),
        limits=(),
        source=PATTERNS,
    )
    built = topology(own)
    assert [tier.id for tier in built.components] == ["control-plane", "gateway"]
    between = built.connections(between=("gateway", "control-plane"))
    assert {each.id for each in between} == {"C10", "C11", "C17", "C18", "C27"}
    assert topology("ACP-GW", catalog=CATALOG.extended(patterns=[own])) == built


def test_a_platform_that_extends_kubernetes_is_kubernetes_to_the_table() -> None:
    """And one that extends nothing is neither that nor virtual machines."""
    ours = evolve(CATALOG.platform("kubernetes"), id="ours", name="Ours", extends="kubernetes")
    nomad = evolve(ours, id="nomad", name="Nomad", extends=None)
    catalog = CATALOG.extended(platforms=[ours, nomad])
    built = topology("P3", platform="Ours", catalog=catalog)
    assert built.connections() == topology("P3", platform="kubernetes").connections()
    assert built.title == "P3: ours, nothing redundant"
    ids = {each.id for each in topology("P3", platform="nomad", catalog=catalog).connections()}
    assert ids.isdisjoint({"C15"})


def test_a_topology_is_one_readable_line() -> None:
    """With all its tiers inside, it would be pages."""
    built = topology("P3")
    assert repr(built) == (
        "<Topology P3: Virtual machines, nothing redundant;"
        f" {len(built.tiers)} tiers, {len(built.connections())} connections>"
    )


def test_a_users_component_takes_the_role_that_it_contains() -> None:
    """It stands where the table says gateway."""
    edge = Component("edge-gateway", "Edge gateway", "edge", ("gateway",), PATTERNS)
    pattern = CATALOG.pattern("P2")
    tiers = (PatternTier("all-in-one"), PatternTier("edge-gateway"))
    changed = Pattern(
        **{name: getattr(pattern, name) for name in ("name", "synonyms", "summary", "suits")},
        **{name: getattr(pattern, name) for name in ("provides", "complexity", "limits")},
        **{name: getattr(pattern, name) for name in ("platform_order", "guides", "source")},
        id="EDGE",
        tiers=tiers,
    )
    catalog = CATALOG.extended(components=[edge], patterns=[changed])
    built = topology("EDGE", catalog=catalog)
    calls = built.connections(name="C01")
    assert [each.target for each in calls] == ["load-balancer", "edge-gateway"]
    assert "edge-gateway" in built.single_points_of_failure("publish")


@settings(max_examples=tries(60), deadline=None)
@given(
    pattern=st.sampled_from(_ARRANGEMENTS),
    layout=st.sampled_from([None, "MDC1", "MDC2"]),
    data=st.data(),
)
def test_every_combination_of_options_gives_a_sound_topology(
    pattern: str, layout: str | None, data: st.DataObject
) -> None:
    """All ends exist, no connection is doubled, no tier stands alone, nothing is exposed."""
    flags = ("clear_text", "shared_file_system", "transaction_counter", "exact_rate_limits")
    built = topology(
        pattern,
        region_layout=layout,
        regions=data.draw(st.integers(2, 4)) if layout else 1,
        redundancy=data.draw(st.sampled_from(["none", "gateway", "all"])),
        platform=data.draw(st.sampled_from(["virtual-machines", "kubernetes", "openshift"])),
        protocols=data.draw(st.sets(st.sampled_from(["http", "websocket", "websub", "sse"]))),
        token_format=data.draw(st.sampled_from(["jwt", "opaque"])),
        identity_provider=data.draw(st.sampled_from(["none", "external", "wso2-is"])),
        analytics=data.draw(st.sampled_from(["none", "moesif", "elk"])),
        **{flag: data.draw(st.booleans(), label=flag) for flag in flags},
    )
    ids = [tier.id for tier in built.tiers]
    assert len(set(ids)) == len(ids)
    places = [(each.opener, each.target, each.key) for each in built.connections()]
    assert len(set(places)) == len(places)
    assert {end for opener, target, _ in places for end in (opener, target)} == set(ids)
    assert built.exposure_findings() == ()


def test_the_same_input_gives_the_same_bytes_under_every_hash_seed() -> None:
    """Sets are never iterated where the order shows."""
    program = (
        "from wso2_strategy.topology import topology\n"
        "t = topology('P4', region_layout='MDC1', protocols={'http', 'websocket', 'websub'},"
        " analytics='moesif', token_format='opaque')\n"
        "print(t, [t.flow(f).minimal_cut_sets() for f in t.flows], t.impact('gateway'))\n"
        "print(t.firewall_rules(), t.zone_crossings(), t.paths('client', 'am-database@1'))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_two_nodes_with_tenants_share_the_directories_of_tenants_and_user_stores() -> None:
    """As two nodes with secondary user stores do; a single one has nobody to share with."""
    shared = topology("P1", multi_tenant=True)
    assert shared.connections(name="C52") == topology("P1", shared_file_system=True).connections(
        name="C52"
    )
    assert [each.opener for each in shared.connections(name="C52")] == ["all-in-one"]
    assert topology("P0", multi_tenant=True).connections(name="C52") == ()


@pytest.mark.parametrize("pattern", ["P0", "P3", "P6", "MDC1"])
@pytest.mark.parametrize(
    ("database", "port"),
    [(None, None), ("mysql", 3306), ("postgresql", 5432), ("oracle", 1521), ("mssql", 1433)],
)
def test_the_database_decides_the_port_everywhere(
    pattern: str, database: str | None, port: int | None
) -> None:
    """In connections and firewall rules; not stated, the ports of all are named instead."""
    built = topology(pattern, database=database)
    opened = [each for each in built.connections() if each.protocol == "jdbc"]
    assert {each.port for each in opened} == {port}
    assert {"5432" in each.caveat for each in opened} == {database is None}
    rules = {rule.port for rule in built.firewall_rules() if rule.protocol == "jdbc"}
    assert rules == {port}


@pytest.mark.parametrize(
    ("platform", "outside"),
    [("virtual-machines", {9099, 8099, 9021, 8021}), ("kubernetes", {443}), ("openshift", {443})],
)
def test_streaming_apis_enter_a_cluster_like_all_others(platform: str, outside: set[int]) -> None:
    """Inside, routes lead to the secured ports; machines open all of them."""
    built = topology("P3", platform=platform, protocols={"websocket", "websub"})
    streaming = [each for each in built.connections() if each.id in {"C03", "C04"}]
    assert {each.port for each in streaming if each.target == "load-balancer"} == outside
    inside = {each.port for each in streaming if each.target == "gateway"}
    assert inside == ({8099, 8021} if outside == {443} else outside)


def test_only_the_proxy_stands_in_the_dmz_unless_the_option_says_so() -> None:
    """The gateway stands behind it."""
    assert {each.id for each in topology("P3").tiers if each.zone == "dmz"} == {"load-balancer"}
    assert topology("P3", gateway_zone="dmz").tier("gateway").zone == "dmz"


def test_datadog_takes_analytics_as_moesif_does() -> None:
    """By the same port, from the same tiers."""
    (found,) = topology("P3", analytics="datadog").connections(name="X50")
    assert (found.opener, found.target, found.port) == ("gateway", "datadog", 443)


@pytest.mark.parametrize("pattern", ["P3", "P4", "MDC1", "MDC2"])
def test_gateways_of_a_cluster_report_to_its_own_traffic_managers(pattern: str) -> None:
    """Everything else is shared, and enters once."""
    plain = topology(pattern, redundancy="all")
    built = topology(pattern, redundancy="all", gateway_clusters=[10, 10, 6])
    gateways = [tier for tier in built.components if tier.component == "gateway"]
    assert [tier.replicas for tier in gateways if tier.region == 1] == [10, 10, 6]
    for each in built.connections():
        there = built.tier(each.opener).cluster, built.tier(each.target).cluster
        assert None in there or there[0] == there[1]
    reports = {
        (each.opener, each.target)
        for name in ("C12", "C64")
        for each in built.connections(name=name)
    }
    assert len(reports) == len(gateways)
    others = {tier.id for tier in plain.tiers} - {tier.id for tier in built.tiers}
    assert {tier.partition("@")[0] for tier in others} == {"gateway", "traffic-manager"}
    entering, as_before = (
        [hop for hop in each.connections(name="C01") if not hop.target.startswith("gateway")]
        for each in (built, plain)
    )
    assert entering == as_before


def test_a_first_cluster_stands_for_the_only_one_where_topologies_are_compared() -> None:
    """Further clusters are added; nothing is moved."""
    found = compare(topology("P3"), topology("P3", gateway_clusters=[3, 2]))
    assert [tier.id for tier in found.components_added] == ["traffic-manager-2", "gateway-2"]
    assert [change.fields for change in found.components_changed] == [("replicas",)]
    assert found.components_removed == found.connections_removed == found.connections_changed == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"pattern": "P1"}, {"gateway_clusters": [3, 2]}),
        ({"gateway_clusters": [3, 2]}, {"gateway_groups": ["partners:2", "inside:3"]}),
        ({"gateway_groups": ["partners:2", "inside:3"]}, {"gateway_clusters": [3, 2]}),
        ({"gateway_clusters": [3, 2]}, {"gateway_clusters": [3, 2, 2]}),
        ({"region_layout": "MDC1"}, {"region_layout": "MDC1", "regions": 3}),
    ],
)
def test_clusters_and_groups_are_called_as_they_are_drawn(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Only where the other has one tier or region does the first of several stand for it."""
    one, other = (topology(**{"pattern": "P3", **each}) for each in (before, after))
    found = compare(one, other)
    assert {tier.id for tier in found.components_added} <= {tier.id for tier in other.tiers}
    assert {tier.id for tier in found.components_removed} <= {tier.id for tier in one.tiers}
    drawn = {tier.name for each in (one, other) for tier in each.tiers}
    named = {*found.components_added, *found.components_removed}
    assert {tier.name for tier in named} <= drawn
    assert found.connections_added
    ends = {end for each in found.connections_added for end in (each.opener, each.target)}
    assert ends <= {tier.id for tier in other.tiers}


@pytest.mark.parametrize("layout", ["MDC1", "MDC2"])
def test_callers_are_led_to_a_region_by_a_balancer_outside_all_of_them(layout: str) -> None:
    """What leads there is assumed and said to be; what is behind stays as WSO2 states it."""
    built = topology("P3", region_layout=layout)
    led = built.tier("global-load-balancer")
    assert (led.kind, led.zone, led.region, led.basis) == ("proxy", "outside", None, "assumed")
    assert led not in built.components
    for name in ("C01", "C05", "C06"):
        for hop in built.connections(name=name):
            assert (hop.basis == "assumed") == (led.id in (hop.opener, hop.target))
            assert ("resolve to a region" in hop.caveat) == (hop.target == led.id)
    assert "global-load-balancer" not in {tier.id for tier in topology("P3").tiers}


def test_callers_of_an_internal_group_are_led_to_a_region_inside() -> None:
    """Nothing of theirs passes the balancer that the internet sees."""
    built = topology(
        "P3", region_layout="MDC1", gateway_groups="partners:2:internet,own:1:internal"
    )
    zones = {tier.id: tier.zone for tier in built.tiers}
    assert zones["global-load-balancer-partners"] == "outside"
    assert zones["global-load-balancer-own"] == "internal"
    assert built.exposure_findings() == ()
    inner = {"client-own", "global-load-balancer-own", "load-balancer-own@1", "load-balancer-own@2"}
    for each in built.connections(name="C01"):
        assert each.opener in inner or each.target not in inner
        assert each.target in inner or each.opener not in inner or "gateway-own" in each.target
