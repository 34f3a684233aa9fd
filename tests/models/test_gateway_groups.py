"""Gateway groups in numbers: every group by itself, worked out by hand beside the model.

One gateway carries 2,262 requests/s by measurement, and one Traffic Manager 20,000 events/s.
"""

import math
from typing import Any

import pytest
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.random_requirements import gateway_groups
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.domain.facts import GatewayGroup, Requirements, Traffic
from wso2_strategy.domain.gateway_group import shared_out
from wso2_strategy.models.availability.call_availability import (
    call_availability,
    carries_one_down,
    tps_one_down,
)
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.planning.spike import spike
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import Sizing, sizing

NODE_TPS = 2262
SITE, NODE, BALANCER = 1e-4, 0.005, 0.001  # shares of time down


def group(name: str, share: float | None = None, *, own: bool | None = None) -> GatewayGroup:
    return GatewayGroup(name, share=share, own_traffic_manager=own)


def sized(
    pattern: str, tps: float | None, *groups: GatewayGroup, redundancy: Any = "all", **more: Any
) -> Sizing:
    load = demand(Requirements(traffic=Traffic(peak_tps=tps))) if tps else None
    design = Design(CATALOG.pattern(pattern), redundancy, groups=shared_out(groups), **more)
    return sizing(design, load)


def gateways(size: Sizing) -> dict[str, int]:
    return {each.name: each.nodes for each in size.gateway_groups}


@pytest.mark.parametrize(
    ("pattern", "tps", "groups", "by_group", "in_all"),
    [
        # 540 and 360 requests/s: one node each, and a spare one.
        ("P2", 900, [group("in", 0.6), group("out")], {"in": 2, "out": 2}, 2 + 4),
        # 5,400 and 3,600: three and two nodes, and a spare one; two pairs beside them.
        ("P3", 9000, [group("in", 0.6), group("out")], {"in": 4, "out": 3}, 2 + 2 + 7),
        # The same with Traffic Managers of its own: one more pair.
        ("P3", 9000, [group("in", 0.6), group("out", own=True)], {"in": 4, "out": 3}, 2 + 4 + 7),
        # 9,000 with its own, 6,000 and 5,000 that share: 4, 3 and 3 nodes and a spare one.
        (
            "P3",
            20_000,
            [group("a", 0.45, own=True), group("b", 0.3), group("c")],
            {"a": 5, "b": 4, "c": 4},
            2 + 4 + 13,
        ),
        # No load: two of each group.
        ("P3", None, [group("in"), group("out")], {"in": 2, "out": 2}, 2 + 2 + 4),
        ("P4", None, [group("in"), group("out", own=True)], {"in": 2, "out": 2}, 2 + 4 + 4 + 2),
    ],
)
def test_each_group_has_gateways_for_its_share(
    pattern: str, tps: float | None, groups: Any, by_group: dict[str, int], in_all: int
) -> None:
    """And a spare one each, because groups do not stand in for each other."""
    size = sized(pattern, tps, *groups)
    assert gateways(size) == by_group
    assert size.total_nodes == in_all
    assert size.nodes()["gateway"] == sum(by_group.values())


def test_groups_that_send_too_many_events_together_have_traffic_managers_each() -> None:
    """30,000 take two clusters of 20,000 and 10,000 (10 and 6 gateways), 20,000 one of 10."""
    size = sized("P3", 50_000, group("in", 0.6), group("out"))
    assert gateways(size) == {"in": 10 + 6, "out": 10}
    assert [each.clusters for each in size.gateway_groups] == [2, 1]
    assert size.nodes() == {"control-plane": 2, "traffic-manager": 6, "gateway": 26}
    assert size.clusters == 3


def test_groups_share_traffic_managers_up_to_what_one_takes() -> None:
    """20,000 events/s together are within the limit, one more is not."""
    two = group("in", 0.5), group("out")
    assert sized("P3", 20_000, *two).nodes()["traffic-manager"] == 2
    assert sized("P3", 20_001, *two).nodes()["traffic-manager"] == 4


def test_without_redundancy_no_group_has_a_spare_node() -> None:
    """5,400 and 3,600 requests/s take three and two nodes."""
    size = sized("P3", 9000, group("in", 0.6), group("out"), redundancy="none")
    assert size.nodes() == {"control-plane": 1, "traffic-manager": 1, "gateway": 5}


def test_regions_repeat_the_groups() -> None:
    """Of two regions that may lose one, each carries all: twice a single region."""
    one = sized("P3", 9000, group("in", 0.6), group("out", own=True))
    two = sized(
        "P3",
        9000,
        group("in", 0.6),
        group("out", own=True),
        regions=2,
        layout=CATALOG.pattern("MDC1"),
    )
    assert two.total_nodes == 2 * one.total_nodes
    assert gateways(two) == {"in": 8, "out": 6}


@settings(max_examples=tries(60))
@given(gateway_groups(), st.sampled_from([None, 700.0, 9000.0, 41_000.0]))
def test_every_group_carries_its_share_with_one_node_down(groups: Any, tps: float | None) -> None:
    """A second derivation: each by the documented capacity of a node, clusters apart."""
    size = sized("P3", tps, *groups)
    shares = shared_out(groups)
    assert len(size.gateway_groups) == len(shares)
    for each, stated in zip(size.gateway_groups, shares, strict=True):
        load = (tps or 0) * (stated.share or 0)
        assert each.nodes >= max(2, math.floor(load / NODE_TPS))
        assert each.nodes <= max(2, math.ceil(load / NODE_TPS) + 1 + 2 * max(1, each.clusters))
    if shares and tps:
        assert carries_one_down(size)
        assert sum(each.nodes for each in size.gateway_groups) == size.nodes()["gateway"]


def test_a_call_is_one_to_the_group_with_the_fewest_gateways() -> None:
    """Two of three nodes must carry the one group, one of two the other; by hand."""
    size = sized("P3", 4320, group("internal", 0.6), group("partners"))
    assert gateways(size) == {"internal": 3, "partners": 2}
    found = call_availability(size)
    before = (1 - SITE) * (1 - BALANCER**2)
    assert found.group == "partners"
    assert found.expected == pytest.approx(before * (1 - NODE**2), abs=1e-12)
    two_of_three = 3 * NODE**2 * (1 - NODE) + NODE**3
    full = before * (1 - NODE**2) * (1 - two_of_three)
    assert found.at_full_load == pytest.approx(full, abs=1e-12)
    assert "API calls to group partners" in found.sentence
    assert "full load of all groups at once" in found.sentence


def test_a_target_gives_every_group_further_nodes() -> None:
    """A call to any of them must meet it, so none is left behind."""
    size = sized("P3", 900, group("internal", 0.6), group("partners"), further=(("gateway", 1),))
    assert gateways(size) == {"internal": 3, "partners": 3}
    assert size.tiers[2].binding == "target"


def test_a_spike_is_held_against_the_busiest_group() -> None:
    """Of 4,500 requests/s, 90% meet two nodes: 4,050 / 2,262 / 2 of what they may carry."""
    design = sized("P3", 2250, group("big", 0.9), group("small")).design
    stated = Requirements(traffic=Traffic(peak_tps=2250, burst_ratio=2))
    found = spike(design, stated, platform="kubernetes")
    assert found is not None
    assert found.nodes_at_peak == 2 + 2
    assert found.busy_share == pytest.approx(0.65 * 4050 / 2262 / 2, rel=1e-3)


def test_one_node_down_is_of_the_busiest_group() -> None:
    """5,400 requests/s on three nodes that are left are more than 3,600 on two."""
    assert tps_one_down(sized("P3", 9000, group("in", 0.6), group("out"))) == pytest.approx(1800)
    assert tps_one_down(sized("P2", 900, group("in"), group("out"), redundancy="none")) is None
