"""What fails a flow: single points of failure and cut sets, from the domain text and by search."""

from itertools import combinations

import networkx as nx
import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.topology import (
    FLOWS,
    Connection,
    Flow,
    FlowGraph,
    Options,
    Step,
    Tier,
    Topology,
    topology,
)

_DATABASE = {"am-database", "shared-database"}
_LEADING = "2 x global-load-balancer"
_AROUND = {"load-balancer"}
_REDUNDANT_DATABASE = {"am-database": 2, "shared-database": 2, "identity-database": 2}

# An API call needs the tier that serves it, and what that tier cannot work without: the
# All-in-One its databases, a gateway tier nothing when tokens are JWTs.
_CALL_WITHOUT_REDUNDANCY = {
    "P0": {"all-in-one"} | _DATABASE | _AROUND,
    "P1": _DATABASE,
    "P2": {"gateway"} | _AROUND,
    "P3": {"gateway"} | _AROUND,
    "P4": {"gateway"} | _AROUND,
    "P5": {"gateway"} | _AROUND,
    "P6": {"all-in-one"} | _DATABASE | _AROUND,
}

_CALL_WITH_REDUNDANCY = {
    "P0": {"all-in-one"} | _DATABASE | _AROUND,
    "P1": _DATABASE,
    "P2": set(),
    "P3": set(),
    "P4": set(),
    "P5": set(),
    "P6": _DATABASE,
}

# Opaque tokens bring in who checks them, with its databases; WSO2 IS has its own.
_OPAQUE_CALL = {
    "P0": {"all-in-one"} | _DATABASE | _AROUND,
    "P1": _DATABASE,
    "P2": {"gateway", "all-in-one"} | _DATABASE | _AROUND,
    "P3": {"gateway", "control-plane"} | _DATABASE | _AROUND,
    "P4": {"gateway", "key-manager"} | _DATABASE | _AROUND,
    "P5": {"gateway", "key-manager"} | _DATABASE | _AROUND,
    "P6": {"all-in-one", "identity-server", "identity-database"} | _DATABASE | _AROUND,
}

_TOKEN = {
    "P0": {"all-in-one"} | _DATABASE | _AROUND,
    "P1": _DATABASE,
    "P2": {"all-in-one"} | _DATABASE | _AROUND,
    "P3": {"control-plane"} | _DATABASE | _AROUND,
    "P4": {"key-manager"} | _DATABASE | _AROUND,
    "P5": {"key-manager"} | _DATABASE | _AROUND,
    "P6": {"identity-server", "identity-database"} | _AROUND,
}

_PUBLISH = {
    "P0": {"all-in-one"} | _DATABASE | _AROUND,
    "P1": _DATABASE,
    "P2": {"all-in-one", "gateway"} | _DATABASE | _AROUND,
    "P3": {"control-plane", "gateway"} | _DATABASE | _AROUND,
    "P4": {"control-plane", "gateway"} | _DATABASE | _AROUND,
    "P5": {"all-in-one", "gateway"} | _DATABASE | _AROUND,
    "P6": {"all-in-one"} | _DATABASE | _AROUND,
}

_SUBSCRIBE = {
    "P0": {"all-in-one"} | _DATABASE | _AROUND,
    "P1": _DATABASE,
    "P2": {"all-in-one", "gateway"} | _DATABASE | _AROUND,
    "P3": {"control-plane", "gateway"} | _DATABASE | _AROUND,
    "P4": {"control-plane", "gateway", "key-manager"} | _DATABASE | _AROUND,
    "P5": {"all-in-one", "gateway", "key-manager"} | _DATABASE | _AROUND,
    "P6": {"all-in-one", "identity-server", "identity-database"} | _DATABASE | _AROUND,
}

_RATE_LIMIT = {
    "P0": {"all-in-one"} | _DATABASE | _AROUND,
    "P1": _DATABASE,
    "P2": {"gateway", "all-in-one"} | _DATABASE | _AROUND,
    "P3": {"gateway", "traffic-manager"} | _AROUND,
    "P4": {"gateway", "traffic-manager"} | _AROUND,
    "P5": {"gateway", "all-in-one"} | _DATABASE | _AROUND,
    "P6": {"all-in-one"} | _DATABASE | _AROUND,
}


@pytest.mark.parametrize(
    ("flow", "options", "expected"),
    [
        ("api-call", {}, _CALL_WITHOUT_REDUNDANCY),
        ("api-call", {"redundancy": "gateway"}, _CALL_WITH_REDUNDANCY),
        ("api-call", {"redundancy": "all"}, _CALL_WITH_REDUNDANCY),
        ("api-call", {"token_format": "opaque"}, _OPAQUE_CALL),
        ("token", {}, _TOKEN),
        ("publish", {}, _PUBLISH),
        ("subscribe", {}, _SUBSCRIBE),
        ("rate-limit", {}, _RATE_LIMIT),
    ],
    ids=lambda value: str(value) if isinstance(value, str | dict) and len(str(value)) < 40 else "",
)
def test_single_points_of_failure_are_those_of_the_domain_text(
    flow: str, options: dict[str, object], expected: dict[str, set[str]]
) -> None:
    """For every pattern, where its databases have no standby."""
    single = {"am-database": 1, "shared-database": 1, "identity-database": 1}
    found = {
        pattern: set(topology(pattern, nodes=single, **options).single_points_of_failure(flow))
        for pattern in expected
    }
    assert found == expected


@pytest.mark.parametrize("pattern", ["P1", "P2", "P3", "P4", "P5", "P6"])
@pytest.mark.parametrize("flow", FLOWS)
def test_what_is_redundant_in_full_has_databases_that_stand_by(pattern: str, flow: str) -> None:
    """As the availability counts it: what is drawn is what is counted."""
    built = topology(pattern, redundancy="all")
    stores = [tier for tier in built.tiers if tier.component.endswith("database")]
    assert {tier.replicas for tier in stores} == {2}
    assert built.single_points_of_failure(flow) == ()
    (caveat,) = {each.caveat for each in built.connections(name="C40")}
    assert "fails over by itself" in caveat
    alone = topology(pattern, redundancy="gateway") if pattern != "P1" else topology("P0")
    assert {t.replicas for t in alone.tiers if t.component.endswith("database")} == {1}


@pytest.mark.parametrize("pattern", ["P1", "P2", "P3", "P4", "P5", "P6"])
@pytest.mark.parametrize("flow", FLOWS)
def test_with_everything_redundant_nothing_is_a_single_point_of_failure(
    pattern: str, flow: str
) -> None:
    """Also with opaque tokens, once the databases have a second node."""
    for token_format in ("jwt", "opaque"):
        built = topology(
            pattern, redundancy="all", nodes=_REDUNDANT_DATABASE, token_format=token_format
        )
        assert built.single_points_of_failure(flow) == ()


def test_a_second_region_takes_over_what_a_whole_region_did() -> None:
    """Two regions of single nodes survive the loss of any one node."""
    built = topology("P4", region_layout="MDC1")
    assert built.single_points_of_failure("api-call") == ()
    assert built.single_points_of_failure("token") == ()
    assert {cut.nodes for cut in built.minimal_cut_sets("api-call")} == {2}


def test_a_central_control_plane_stays_one() -> None:
    """Calls have two regions, management has one."""
    built = topology("P3", region_layout="MDC2")
    assert built.single_points_of_failure("api-call") == ()
    assert set(built.single_points_of_failure("token")) == {
        "load-balancer@1",
        "control-plane@1",
        "am-database@1",
        "shared-database@1",
    }


def test_nodes_that_must_work_together_have_none_to_spare() -> None:
    """Two of two gateways needed make each of them a single point of failure."""
    built = topology("P3", redundancy="all", needed={"gateway": 2})
    assert built.single_points_of_failure() == ("gateway",)
    assert [str(cut) for cut in built.minimal_cut_sets()] == ["1 x gateway", "2 x load-balancer"]


class TestMinimalCutSets:
    def test_a_set_that_contains_another_is_not_minimal(self) -> None:
        """The database alone stops P1, so nothing is added to it."""
        cuts = topology("P1").minimal_cut_sets(largest=4)
        sets = [set(dict(cut.losses)) for cut in cuts]
        assert not [one for one in sets for other in sets if one < other]

    def test_only_sets_up_to_the_given_size_are_sought(self) -> None:
        """With ten regions, ten nodes must be lost at once, or what leads callers to them."""
        built = topology("P3", region_layout="MDC1", regions=10)
        assert [str(cut) for cut in built.minimal_cut_sets(largest=9)] == [_LEADING]

    def test_three_regions_are_cut_by_one_tier_of_each(self) -> None:
        """Every choice of gateway or load balancer per region, beside what leads to them."""
        built = topology("P3", region_layout="MDC1", regions=3)
        cuts = [str(cut) for cut in built.minimal_cut_sets(largest=3)]
        assert _LEADING in cuts
        assert len(cuts) == 2**3 + 1


def drawn_flow(edges: list[tuple[int, int]], last: int) -> FlowGraph:
    """A flow from tier 0 to `last` in which every tier has one need, as in a plain graph."""
    tiers = tuple(
        Tier(str(number), kind="actor" if number in (0, last) else "service")
        for number in range(last + 1)
    )
    connections = tuple(Connection("U1", str(one), str(other)) for one, other in edges)
    return Topology("own", Options(), tiers, connections).flow(
        Flow("own", "Own", "0", (Step(("U1",), "It fails."),))
    )


@st.composite
def plain_graphs(draw: st.DrawFn) -> tuple[list[tuple[int, int]], int]:
    """A graph without cycles in which every tier but the last leads on."""
    last = draw(st.integers(2, 7))
    edges = set()
    for number in range(last):
        onward = draw(st.sets(st.integers(number + 1, last), min_size=1, max_size=3))
        edges |= {(number, other) for other in onward}
    return sorted(edges), last


@settings(max_examples=tries(150), deadline=None)
@given(plain_graphs())
def test_where_every_tier_has_one_need_single_points_are_dominators(
    drawn: tuple[list[tuple[int, int]], int],
) -> None:
    """As networkx computes them."""
    edges, last = drawn
    dominators = nx.immediate_dominators(nx.DiGraph(edges), 0)
    chain, at = set(), dominators[last]
    while at != 0:
        chain.add(str(at))
        at = dominators[at]
    assert set(drawn_flow(edges, last).single_points_of_failure()) == chain


@settings(max_examples=tries(80), deadline=None)
@given(plain_graphs(), st.data())
def test_cut_sets_are_exactly_the_minimal_losses_that_stop_the_flow(
    drawn: tuple[list[tuple[int, int]], int], data: st.DataObject
) -> None:
    """Checked by trying every loss, also with needs of both kinds."""
    edges, last = drawn
    steps = [data.draw(st.sampled_from(["A", "B"])) for _ in edges]
    plain = drawn_flow(edges, last).topology
    connections = tuple(
        Connection(step, str(one), str(other))
        for step, (one, other) in zip(steps, edges, strict=True)
    )
    mixed = evolve(plain, connections=connections).flow(
        Flow("own", "Own", "0", (Step(("A",), "A fails."), Step(("B",), "B fails.")))
    )
    inner = [tier.id for tier in mixed.tiers if not tier.is_end]
    stopping = [
        frozenset(lost)
        for size in range(len(inner) + 1)
        for lost in combinations(inner, size)
        if not mixed.works(lost)
    ]
    minimal = {one for one in stopping if not any(other < one for other in stopping)}
    found = mixed.minimal_cut_sets(largest=len(inner))
    assert {frozenset(dict(cut.losses)) for cut in found} == minimal


@settings(max_examples=tries(40), deadline=None)
@given(
    pattern=st.sampled_from(["P0", "P1", "P2", "P3", "P4", "P5", "P6"]),
    redundancy=st.sampled_from(["none", "gateway", "all"]),
    token_format=st.sampled_from(["jwt", "opaque"]),
    layout=st.sampled_from([None, "MDC1", "MDC2"]),
    flow=st.sampled_from(sorted(FLOWS)),
)
def test_the_instance_view_knows_the_same_single_points_of_failure(
    pattern: str, redundancy: str, token_format: str, layout: str | None, flow: str
) -> None:
    """A tier of one node is the node."""
    built = topology(
        pattern, redundancy=redundancy, token_format=token_format, region_layout=layout
    )
    of_tiers = built.single_points_of_failure(flow)
    assert built.instances().single_points_of_failure(flow) == of_tiers
