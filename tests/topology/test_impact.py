"""What stops when something is lost: a tier, a node, an availability zone or a connection."""

import pytest

from wso2_strategy.errors import UnknownNameError
from wso2_strategy.topology import (
    Topology,
    topology,
)


class TestImpact:
    """Failure semantics from section 2 of the documented connections."""

    def effects(self, built: Topology, *lost: str) -> dict[str, str]:
        return {each.flow: each.effect for each in built.impact(lost)}

    @pytest.mark.parametrize(
        ("pattern", "control_plane"), [("P2", "all-in-one"), ("P3", "control-plane")]
    )
    def test_running_gateways_go_on_without_the_control_plane(
        self, pattern: str, control_plane: str
    ) -> None:
        """They cannot start or restart."""
        call = topology(pattern, redundancy="all").impact(control_plane)[0]
        assert (call.flow, call.effect) == ("api-call", "degrades")
        assert "none can start or restart" in call.reasons[1]

    def test_sub_regions_go_on_without_the_main_region(self) -> None:
        """They serve and throttle with what they have."""
        built = topology("P3", region_layout="MDC2")
        main = [tier.id for tier in built.tiers if tier.region == 1]
        effects = self.effects(built, "site@1")
        assert effects == self.effects(built, *main)
        assert {effects[flow] for flow in ("api-call", "rate-limit")} == {"degrades"}
        assert {effects[flow] for flow in ("token", "publish")} == {"stops"}

    def test_a_lost_availability_zone_takes_the_nodes_that_stand_in_it(self) -> None:
        """Nodes stand in the zones one after the other, so a zone has none of some pairs."""
        built = topology("P2", redundancy="all", zones=3, nodes={"gateway": 4})
        named = [
            "gateway#1",
            "gateway#4",
            *(
                f"{tier}#1"
                for tier in ("all-in-one", "load-balancer", "am-database", "shared-database")
            ),
        ]
        assert built.impact("zone-1@1") == built.impact(named)
        assert built.impact("zone-3@1") == built.impact("gateway#3")
        assert set(self.effects(built, "zone-1@1", "zone-2@1").values()) == {"stops"}

    @pytest.mark.parametrize("name", ["zone-4@1", "zone-1@2", "zone-0@1", "zone-01@1"])
    def test_a_zone_that_is_not_there_is_named(self, name: str) -> None:
        """So is one where no zones are told apart."""
        with pytest.raises(UnknownNameError, match="zone-1@1"):
            topology("P2", redundancy="all", zones=3).impact(name)
        with pytest.raises(UnknownNameError, match="unknown component or connection"):
            topology("P2", redundancy="all").impact("zone-1@1")

    def test_without_the_traffic_manager_calls_go_on_unlimited(self) -> None:
        """Rate limits are not enforced any more."""
        effects = self.effects(topology("P3"), "traffic-manager")
        assert effects["api-call"] == "degrades"
        assert effects["rate-limit"] == "stops"
        assert {effects[flow] for flow in ("token", "publish")} == {"continues"}

    def test_one_of_two_traffic_managers_is_not_the_tier(self) -> None:
        """In the instance view the survivor suffices."""
        nodes = topology("P3", redundancy="all").instances()
        effects = self.effects(nodes, "traffic-manager#1")
        assert effects["rate-limit"] == "degrades"
        assert nodes.impact("traffic-manager#1")[4].reasons == (
            "traffic-manager#2 must carry what traffic-manager#1 did.",
        )

    @pytest.mark.parametrize(("token_format", "effect"), [("jwt", "degrades"), ("opaque", "stops")])
    def test_without_the_key_manager_only_opaque_tokens_fail(
        self, token_format: str, effect: str
    ) -> None:
        """And nobody gets new tokens."""
        effects = self.effects(topology("P4", token_format=token_format), "key-manager")
        assert effects["api-call"] == effect
        assert {effects[flow] for flow in ("token", "subscribe")} == {"stops"}

    def test_without_the_databases_management_stops_and_gateways_go_on(self) -> None:
        """The control plane fails with them, which gateways notice when they restart."""
        built = topology("P3", redundancy="all")
        effects = self.effects(built, "am-database")
        assert effects["api-call"] == "degrades"
        assert {effects[flow] for flow in ("token", "publish", "subscribe")} == {"stops"}
        lost = built.impact("am-database")[1]
        assert lost.reasons == ("The nodes that keep product data stop working.",)
        kept = next(each for each in built.connections() if each.id == "C40")
        assert (lost.consequences[0].basis, lost.consequences[0].source) == ("derived", kept.source)

    def test_without_redis_gateways_count_apart(self) -> None:
        """What else happens is not documented, and the reason says so."""
        built = topology("P3", redundancy="all", exact_rate_limits=True)
        call = built.impact("redis")[0]
        assert call.effect == "degrades"
        assert "do not describe" in call.reasons[0]

    def test_a_component_is_lost_in_all_regions_unless_one_is_named(self) -> None:
        """Names of tiers are narrower than names of components."""
        built = topology("P3", region_layout="MDC1")
        assert self.effects(built, "gateway")["api-call"] == "stops"
        assert self.effects(built, "gateway@2")["api-call"] == "degrades"

    def test_an_unknown_component_is_refused_with_the_nearest_known(self) -> None:
        """As every look-up is."""
        with pytest.raises(UnknownNameError, match="Did you mean 'key-manager'"):
            topology("P4").impact("keymanager")


def effects(built: Topology, *lost: str) -> dict[str, str]:
    return {each.flow: each.effect for each in built.impact(lost)}


def test_a_cut_connection_stops_what_needs_it_and_nothing_else() -> None:
    """Tiers at both ends go on; of an entry with two ports, each is needed."""
    p3 = topology("P3", redundancy="all")
    assert effects(p3, "C07")["api-call"] == "stops"
    assert effects(p3, "C11")["publish"] == "stops"
    assert effects(p3, "C11")["api-call"] == "degrades"
    assert effects(p3, "C12:9611") == effects(p3, "C12")
    pair = topology("P1")
    assert effects(pair, "C23:9711")["publish"] == "degrades"
    assert effects(pair, "C23:9711")["token"] == "continues"  # noqa: S105  # a flow


def test_a_lost_node_leaves_its_tier() -> None:
    """All nodes lost are the tier lost; a node and a connection may be lost together."""
    p3 = topology("P3", redundancy="all")
    assert effects(p3, "gateway#1")["api-call"] == "degrades"
    assert effects(p3, "gateway#1", "gateway#2") == effects(p3, "gateway")
    assert effects(p3, "gateway#1", "C07")["api-call"] == "stops"
    assert effects(p3, "gateway#1", "control-plane")["token"] == "stops"  # noqa: S105  # a flow
    with pytest.raises(UnknownNameError):
        p3.impact("gateway#7")
