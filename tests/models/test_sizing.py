"""How many nodes a design needs: documented figures, limits, and what never happens."""

import math
from typing import Any

import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.domain.facts import Requirements, Traffic
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.planning.cost import cheapest_first, cost, pod_totals
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import Sizing, sizing

BASE_PATTERNS = [pattern.id for pattern in CATALOG.arrangements("pattern")]


def sized(pattern: str, redundancy: Any = "none", **traffic: Any) -> Sizing:
    return sizing(Design.named(pattern, redundancy), load(**traffic))


def load(**traffic: Any) -> Any:
    return demand(Requirements(traffic=Traffic(**traffic)))


# Where redundancy alone decides.


@pytest.mark.parametrize(
    ("pattern", "without", "with_redundancy"),
    [
        ("P0", 1, 1),
        ("P1", 2, 2),
        ("P2", 2, 4),
        ("P3", 3, 6),
        ("P4", 4, 8),
        ("P5", 3, 6),
        ("P6", 2, 4),
    ],
)
def test_the_fewest_nodes_are_those_of_the_domain_summary(
    pattern: str, without: int, with_redundancy: int
) -> None:
    """Minimum nodes without and with high availability."""
    assert sized(pattern).total_nodes == without
    assert sized(pattern, "all").total_nodes == with_redundancy


@pytest.mark.parametrize(
    ("base", "layout", "redundancy", "regions", "nodes"),
    [
        ("P3", "MDC1", "all", 2, 12),
        ("P1", "MDC1", "all", 2, 4),
        ("P3", "MDC1", "none", 2, 6),
        ("P3", "MDC2", "none", 2, 3 + 2),
        ("P3", "MDC2", "none", 4, 3 + 3 * 2),
        ("P3", "MDC2", "all", 3, 6 + 2 * 4),
    ],
)
def test_regions_multiply_what_they_repeat(
    base: str, layout: str, redundancy: Any, regions: int, nodes: int
) -> None:
    """Complete regions repeat the pattern, data planes only gateways and Traffic Managers."""
    design = Design.named(base, redundancy, regions=regions, layout=layout)
    assert sizing(design).total_nodes == design.fewest_nodes == nodes


@pytest.mark.parametrize(
    ("pods", "cpu_request", "gib_request", "cpu_limit", "gib_limit"),
    [
        (sized("P0").nodes(), 2, 3, 3, 3),
        (sized("P1").nodes(), 4, 6, 6, 6),
        (sized("P2", "gateway").nodes(), 6, 9, 9, 9),
        (sized("P3", "all").nodes(), 12, 18, 18, 22),
        (sized("P4", "all").nodes(), 16, 24, 24, 28),
        # As shipped: one Key Manager in P4, and in P5 beside two All-in-One pods.
        ({**sized("P4", "all").nodes(), "key-manager": 1}, 14, 21, 21, 25),
        ({**sized("P5", "all").nodes(), "key-manager": 1}, 10, 15, 15, 15),
    ],
)
def test_pods_sum_up_to_the_cpu_and_the_limits_of_the_charts(
    pods: dict[str, int], cpu_request: int, gib_request: int, cpu_limit: int, gib_limit: int
) -> None:
    """Of the shipped patterns; of memory 3 GiB are requested, half as much again as a heap."""
    totals = pod_totals(pods)
    assert (totals.request_vcpu, totals.request_mib) == (cpu_request, gib_request * 1024)
    assert (totals.limit_vcpu, totals.limit_mib) == (cpu_limit, gib_limit * 1024)


@pytest.mark.parametrize("wanted", ["none", "gateway", "all"])
@pytest.mark.parametrize("most", ["none", "gateway", "all"])
def test_a_pattern_is_no_choice_where_it_cannot_be_as_redundant(wanted: Any, most: Any) -> None:
    """Although it carries the load; what is a choice comes first, whatever it costs."""
    order = ["none", "gateway", "all"]
    pattern = evolve(CATALOG.pattern("P2"), max_redundancy=most)
    found = cost(sizing(Design(pattern, wanted)))
    assert found.feasible
    assert bool(found.reasons) is (order.index(wanted) > order.index(most))
    larger = cost(sized("P4", wanted))
    assert cheapest_first([larger, found])[0] is (larger if found.reasons else found)


# WSO2's stated figures.


@pytest.mark.parametrize(("tps", "fits"), [(500, True), (500.01, False)])
def test_one_all_in_one_node_carries_500_calls_a_second(tps: float, fits: bool) -> None:  # noqa: FBT001
    """The documented figure counts by default, although benchmarks promise more."""
    size = sized("P0", peak_tps=tps)
    assert size.feasible is fits
    assert [each.feasible for each in size.calibrations] == [fits, True]


@pytest.mark.parametrize(("tps", "fits"), [(1000, True), (1000.01, False)])
def test_two_all_in_one_nodes_carry_1000_calls_a_second(tps: float, fits: bool) -> None:  # noqa: FBT001
    """Twice one node, and no third node exists."""
    size = sized("P1", peak_tps=tps)
    assert size.feasible is fits
    assert size.total_nodes == 2
    if not fits:
        assert size.reasons == ("the load needs 3 All-in-One nodes, 2 at most are possible",)


def test_gateways_are_counted_by_measurement_and_by_documentation() -> None:
    """9,000 requests/s: 3 at 3,000 each, 4 at 2,262 each, and one spare."""
    gateway = sized("P3", "all", peak_tps=9000).tiers[2]
    assert (gateway.documented_nodes, gateway.measured_nodes, gateway.nodes) == (4, 5, 5)
    assert (gateway.calibration, gateway.binding) == ("measured", "load")


def test_a_spare_node_is_for_tiers_that_are_redundant_and_can_grow() -> None:
    """Without redundancy, and where two is the most, none is added."""
    assert sized("P3", "none", peak_tps=9000).nodes()["gateway"] == 4
    assert sized("P3", "gateway", peak_tps=9000).nodes() == {
        "control-plane": 1,
        "traffic-manager": 1,
        "gateway": 5,
    }
    assert sized("P1", peak_tps=900).nodes() == {"all-in-one": 2}


def test_a_traffic_manager_decides_on_20000_events_a_second() -> None:
    """The pair decides on no more than one; beyond it a further cluster begins."""
    documented = ASSUMPTIONS.assume({"gateway_tps": 4000.0})
    design = Design.named("P3", "all")
    within = sizing(design, load(peak_tps=20_000), documented, calibration="documented")
    beyond = sizing(design, load(peak_tps=20_001), documented, calibration="documented")
    assert (within.clusters, within.nodes()["traffic-manager"]) == (1, 2)
    assert (beyond.clusters, beyond.nodes()["traffic-manager"]) == (2, 4)
    assert beyond.nodes()["gateway"] == (5 + 1) + 2
    assert beyond.tiers[1].binding == "clusters"


@pytest.mark.parametrize("pattern", ["P2", "P3", "P4", "P5"])
def test_ten_gateways_for_a_traffic_manager_are_no_limit(pattern: str) -> None:
    """Transformed payloads reach ten before 20,000 events/s; no pattern begins a cluster there."""
    heavy = {"mediation": True, "message_bytes": 10240}
    ten, more = (sized(pattern, "all", peak_tps=tps, **heavy) for tps in (4393, 4394))
    assert [(each.clusters, each.nodes()["gateway"]) for each in (ten, more)] == [(1, 10), (1, 11)]


def test_patterns_with_gateways_of_their_own_take_as_many_of_them() -> None:
    """1,000 requests/s of 100 KiB, transformed: the same work, whoever limits rates."""
    heavy = {"mediation": True, "message_bytes": 102_400, "peak_tps": 1000}
    found = [sized(pattern, "all", **heavy) for pattern in ("P2", "P3", "P4", "P5")]
    assert len({each.nodes()["gateway"] for each in found}) == 1
    assert {each.clusters for each in found} == {1}


def test_the_traffic_manager_inside_an_all_in_one_is_the_end_of_p2_and_p5() -> None:
    """It cannot be multiplied, so the pattern says that it does not carry the load."""
    for pattern in ("P2", "P5"):
        assert sized(pattern, "all", peak_tps=20_000).feasible
        beyond = sized(pattern, "all", peak_tps=22_000)
        assert beyond.reasons == (
            "22,000 events/s exceed the 20,000 of the Traffic Manager inside the All-in-One",
        )


def test_tokens_busy_the_component_that_issues_them() -> None:
    """900 tokens/s keep 2.8 nodes of 316 tokens/s busy, or 3.6 of 248 where they are stored."""
    tokens = {"peak_tps": 100.0, "token_requests_per_second": 900}
    assert sized("P4", "none", **tokens).nodes()["key-manager"] == 3
    assert sized("P4", "all", **tokens).nodes()["key-manager"] == 4
    assert sized("P6", "none", **tokens).nodes()["identity-server"] == 3
    stored = sizing(Design.named("P4", "none"), load(**tokens, token_format="opaque"))  # noqa: S106
    assert stored.nodes()["key-manager"] == 4
    assert sized("P3", "all", **tokens).reasons == (
        "the load needs 3 API Control Plane nodes, 2 at most are possible",
    )


def test_redundant_regions_carry_the_load_of_a_lost_one() -> None:
    """Three regions, of which one may be lost, carry half of the load each."""
    design = Design.named("P3", "all", regions=3, layout="MDC1")
    gateway = sizing(design, load(peak_tps=9000)).tiers[2]
    assert gateway.nodes_per_region == (3, 3, 3)
    plain = Design.named("P3", "none", regions=3, layout="MDC1")
    assert sizing(plain, load(peak_tps=9000)).tiers[2].nodes_per_region == (2, 2, 2)


def test_tokens_of_all_regions_come_from_the_main_one() -> None:
    """Data planes have no Key Manager."""
    design = Design.named("P4", "none", regions=3, layout="MDC2")
    nodes = sizing(design, load(token_requests_per_second=900)).tiers[3].nodes_per_region
    assert nodes == (3, 0, 0)


def test_nodes_have_the_documented_size_unless_the_user_says_otherwise() -> None:
    """Two vCPU, 2 GiB heap, 4 GiB memory; four vCPU carry twice as much."""
    tier = sized("P3").tiers[0]
    assert (tier.vcpu_per_node, tier.heap_mib, tier.memory_mib) == (2, 2048, 4096)
    larger = ASSUMPTIONS.assume({"vcpu_per_node": 4})
    requirements = Requirements(traffic=Traffic(peak_tps=9000))
    size = sizing(Design.named("P3"), demand(requirements, larger), larger)
    assert size.nodes()["gateway"] == 2
    assert size.total_vcpu == 4 * 4


def test_what_weakens_a_number_is_noted() -> None:
    """Unmeasured payloads and protocols, many requests in flight, and no load at all."""
    assert "redundancy alone decides" in sizing(Design.named("P3")).notes[0]
    assert "only the token load" in sized("P3", token_requests_per_second=1).notes[0]
    notes = sized(
        "P3", peak_tps=3000, message_bytes=10, protocols={"sse"}, backend_latency_ms=5000
    ).notes
    assert [note.split(" ")[0] for note in notes] == ["A", "No", "7,510", "Measurements"]
    assert sized("P3", peak_tps=1000).notes == ()


# What never happens.

TRAFFIC = st.fixed_dictionaries(
    {
        "peak_tps": st.floats(0, 1e12) | st.floats(0, 60_000),
        "annual_growth": st.floats(-0.9, 10),
        "horizon_months": st.integers(0, 120),
        "burst_ratio": st.floats(1, 20),
        "message_bytes": st.integers(1, 10**6),
        "mediation": st.booleans(),
        "token_requests_per_second": st.floats(0, 5_000),
        "token_format": st.sampled_from(["jwt", "opaque"]),
    }
)
MORE = st.sampled_from(
    ["peak_tps", "annual_growth", "burst_ratio", "message_bytes", "token_requests_per_second"]
)
DESIGNS = st.builds(
    Design.named,
    st.sampled_from(BASE_PATTERNS),
    st.sampled_from(["none", "gateway", "all"]),
    regions=st.integers(1, 5),
    layout=st.sampled_from([None, "MDC1", "MDC2"]),
)
CALIBRATIONS = st.sampled_from([None, "documented", "measured"])


@settings(max_examples=tries(500))
@given(DESIGNS, TRAFFIC, MORE, st.floats(1, 1000), CALIBRATIONS)
def test_more_load_never_takes_fewer_nodes(
    design: Design, traffic: dict[str, Any], field: str, factor: float, calibration: Any
) -> None:
    """More traffic, growth, spikes, bytes or tokens: as many nodes or more, of every kind."""
    before = traffic[field]
    grown = min(abs(before) * factor, 10) if field == "annual_growth" else before * factor
    after = {**traffic, field: int(grown) if field == "message_bytes" else grown}
    less, more = (
        sizing(design, load(**each), calibration=calibration) for each in (traffic, after)
    )
    for component, nodes in less.nodes().items():
        assert nodes <= more.nodes()[component]
    assert less.clusters <= more.clusters
    assert less.feasible or not more.feasible


@given(st.sampled_from(BASE_PATTERNS), TRAFFIC, CALIBRATIONS)
def test_more_redundancy_never_takes_fewer_nodes(
    pattern: str, traffic: dict[str, Any], calibration: Any
) -> None:
    """None, gateway, all: each at least as many as the one before."""
    demanded = load(**traffic)
    totals = [
        sizing(Design.named(pattern, redundancy), demanded, calibration=calibration).total_nodes
        for redundancy in ("none", "gateway", "all")
    ]
    assert totals == sorted(totals)


@given(DESIGNS, TRAFFIC, CALIBRATIONS)
def test_a_design_that_carries_the_load_respects_every_limit(
    design: Design, traffic: dict[str, Any], calibration: Any
) -> None:
    """Ceilings of tiers, and 20,000 events/s per Traffic Manager."""
    size = sizing(design, load(**traffic), calibration=calibration)
    for region in size.region_counts:
        counts = region.counts
        for part in region.kind.tiers:
            count = counts[part.component]
            assert count.nodes >= region.kind.fewest[part.component]
            ceiling = part.max_nodes
            if ceiling is not None:
                assert count.nodes <= ceiling * max(each.clusters for each in counts.values())
        if size.feasible and "gateway" in counts:
            events = region.rates["measured"].events_per_second
            assert events <= 20_000 * counts["gateway"].clusters * (1 + 1e-9)


def test_an_absurd_load_gets_its_number_of_clusters() -> None:
    """1e12 requests/s, ten years of +1000 %: 2.6e22 requests/s, 1.3e18 clusters."""
    traffic = {"peak_tps": 1e12, "annual_growth": 10.0, "horizon_months": 120}
    size = sized("P3", "all", **traffic)
    assert size.feasible
    assert size.clusters == math.ceil(1e12 * 11.0**10 / 20_000)
    assert 2 + (size.clusters - 1) * (2 + 10) < size.total_nodes <= 2 + size.clusters * (2 + 10)
    assert not sized("P2", "all", **traffic).feasible
