"""What differs between two topologies, and the way from one to the other."""

from itertools import permutations

import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.topology import Connection, Tier, Topology, compare, migration_steps, topology
from wso2_strategy.topology.counterparts import bare
from wso2_strategy.topology.difference import Side, sides
from wso2_strategy.topology.migration import START_ORDER

_PATTERNS = tuple(pattern.id for pattern in CATALOG.patterns if pattern.dimension != "regions")


class TestComparing:
    def test_nothing_differs_from_itself(self) -> None:
        """In any pattern."""
        for pattern in _PATTERNS:
            assert compare(topology(pattern), topology(pattern)).is_empty

    def test_patterns_are_compared_by_name(self) -> None:
        """Redundant where one is by definition; nodes count where the component is."""
        named = compare("P1", "P3", nodes={"gateway": 3, "am-database": 2})
        assert named == compare(
            topology("P1", nodes={"am-database": 2}),
            topology("P3", redundancy="all", nodes={"gateway": 3, "am-database": 2}),
        )
        assert compare("P2", topology("P3")) == compare(topology("P2"), topology("P3"))
        own = evolve(CATALOG.pattern("P4"), id="OURS", synonyms=(), name="Ours")
        found = compare("P4", "ours", catalog=CATALOG.extended(patterns=[own]))
        assert found.after.pattern == "OURS"
        assert found.is_empty

    def test_an_unknown_name_is_refused(self) -> None:
        """Of a pattern, or of a component that neither side has."""
        with pytest.raises(UnknownNameError, match="unknown pattern 'P33'"):
            compare("P1", "P33")
        with pytest.raises(UnknownNameError, match="unknown component 'gatway'"):
            compare("P1", "P3", nodes={"gatway": 2})
        with pytest.raises(RequirementsError, match="3 is not allowed"):
            compare("P1", "P3", nodes=3)  # type: ignore[arg-type]

    def test_from_p1_to_p3_tiers_take_over_from_the_all_in_one(self) -> None:
        """What surrounds them stays."""
        difference = compare(topology("P1"), topology("P3", redundancy="all"))
        assert {tier.id for tier in difference.components_added} == {
            "control-plane",
            "traffic-manager",
            "gateway",
        }
        assert [tier.id for tier in difference.components_removed] == ["all-in-one"]
        assert difference.components_changed == ()

    def test_clients_are_repointed_behind_the_same_load_balancer(self) -> None:
        """The connection they open themselves is the same."""
        difference = compare(topology("P1"), topology("P3", redundancy="all"))
        calls = [each for each in difference.connections_changed if each.before.id == "C01"]
        assert [(each.before.target, each.after.target) for each in calls] == [
            ("all-in-one", "gateway")
        ]
        assert calls[0].fields == ("target",)

    def test_what_the_pair_shared_is_gone(self) -> None:
        """Two All-in-One nodes exchange events; three tiers have other ways."""
        difference = compare(topology("P1"), topology("P3", redundancy="all"))
        assert {"C23", "C24"} <= {each.id for each in difference.connections_removed}
        assert {"C10", "C11", "C20", "C21", "C22", "C25", "C26"} <= {
            each.id for each in difference.connections_added
        }

    def test_redundancy_changes_tiers_and_adds_what_peers_exchange(self) -> None:
        """The pattern stays as it is."""
        difference = compare(topology("P3"), topology("P3", redundancy="all"))
        assert {change.after.id: change.fields for change in difference.components_changed} == {
            "control-plane": ("replicas",),
            "traffic-manager": ("replicas",),
            "am-database": ("replicas",),
            "shared-database": ("replicas",),
            "gateway": ("replicas",),
            "load-balancer": ("replicas",),
        }
        assert {each.id for each in difference.connections_added} == {"C22", "C25", "C26"}
        assert difference.connections_removed == ()

    def test_an_option_that_moves_a_port_changes_connections(self) -> None:
        """Brokers with TLS listen elsewhere."""
        difference = compare(topology("P2"), topology("P2", broker_tls=True))
        assert {change.before.id: change.fields for change in difference.connections_changed} == {
            "C11": ("protocol", "port"),
            "C14": ("protocol", "port"),
        }

    def test_the_only_region_is_compared_with_the_first_of_several(self) -> None:
        """Only the second region is new, and what leads callers to one of the two."""
        difference = compare(topology("P3"), topology("P3", region_layout="MDC2"))
        new = difference.components_added
        assert {tier.id for tier in new if tier.region != 2} == {"global-load-balancer"}
        assert difference.components_removed == ()

    @pytest.mark.parametrize(("one", "other"), tuple(permutations(_PATTERNS, 2)))
    def test_back_and_forth_are_opposites(self, one: str, other: str) -> None:
        """What is added one way is removed the other way."""
        there = compare(topology(one), topology(other))
        back = compare(topology(other), topology(one))
        assert set(there.components_added) == set(back.components_removed)
        assert set(there.connections_added) == set(back.connections_removed)
        assert len(there.connections_changed) == len(back.connections_changed)


class TestMigration:
    def test_from_p1_to_p3_clients_move_when_everything_new_runs(self) -> None:
        """Add in start order, repoint, retire."""
        steps = migration_steps(compare(topology("P1"), topology("P3", redundancy="all")))
        assert [(step.action, step.subject) for step in steps] == [
            ("add", "control-plane"),
            ("add", "traffic-manager"),
            ("add", "gateway"),
            ("repoint", "load-balancer"),
            ("repoint", "monitor"),
            ("connect", "monitor"),
            ("retire", "all-in-one"),
        ]

    def test_from_p0_to_p6_wso2_is_starts_first(self) -> None:
        """Of the product, after its database; then tokens are fetched from there."""
        steps = migration_steps(compare(topology("P0"), topology("P6")))
        assert [(step.action, step.subject) for step in steps[:2]] == [
            ("add", "identity-database"),
            ("add", "identity-server"),
        ]
        repointed = [each.id for step in steps if step.action == "repoint" for each in step.opened]
        assert repointed == ["C17", "C06"]

    def test_a_step_says_what_to_do_in_a_sentence(self) -> None:
        """With nodes, ports and purposes."""
        steps = migration_steps(compare(topology("P2"), topology("P3", redundancy="gateway")))
        texts = [step.text for step in steps]
        assert texts[0] == "Start the API Control Plane (1 node)."
        assert "Change the Universal Gateway: 2 nodes instead of 1." in texts
        assert texts[-1] == "Retire the All-in-One once nothing arrives there any more."
        assert (
            "Let the monitor connect to the Traffic Manager on ports 5672, 9611 and 9763"
            " (C53: check health)."
        ) in texts

    def test_a_step_speaks_of_the_tier_itself_and_of_its_peers(self) -> None:
        """Neither is another tier."""
        there = migration_steps(compare(topology("P0"), topology("P1")))
        assert there[-1].text.startswith("Let the All-in-One connect to its other nodes on ports")
        back = migration_steps(compare(topology("P5"), topology("P2")))
        assert [step.text for step in back if step.action == "connect"] == [
            "Let the All-in-One connect to itself on port 9443 (C29: notify of revoked tokens)."
        ]

    def test_a_tier_takes_on_work_first_and_gives_it_up_last(self) -> None:
        """Others are repointed in between."""
        for one, other, action, text in (
            ("P2", "P5", "change", "Change the All-in-One: no longer used as key manager."),
            ("P5", "P2", "retire", "Retire the Key Manager once nothing arrives there any more."),
        ):
            last = migration_steps(compare(topology(one), topology(other)))[-1]
            assert (last.action, last.text) == (action, text)
        first = migration_steps(compare(topology("P5"), topology("P2")))[0]
        assert first.text == "Change the All-in-One: now used as key manager too."

    def test_one_tier_may_grow_first_and_give_up_work_last(self) -> None:
        """Two steps, of which each says its half."""
        steps = migration_steps(compare(topology("P0"), topology("P6", redundancy="all")))
        texts = [step.text for step in steps if step.subject == "all-in-one"]
        assert texts[0] == "Change the All-in-One: 2 nodes instead of 1."
        assert texts[-1] == "Change the All-in-One: no longer used as key manager."

    def test_a_step_in_a_further_region_names_it(self) -> None:
        """The first region is the one that was there."""
        steps = migration_steps(compare(topology("P3"), topology("MDC2")))
        assert "Start the Traffic Manager in region 2 (1 node)." in [step.text for step in steps]
        back = migration_steps(compare(topology("MDC2"), topology("P3")))
        retired = [step.text for step in back if step.action == "retire"]
        assert retired[0] == (
            "Retire the Universal Gateway in region 2 once nothing arrives there any more."
        )

    @pytest.mark.parametrize(("one", "other"), tuple(permutations(_PATTERNS, 2)))
    def test_no_way_is_closed_that_stays_open(self, one: str, other: str) -> None:
        """A firewall rule that the second topology needs is never said to be closed."""
        before, after = (topology(each, redundancy="all") for each in (one, other))
        rules = {(each.source, each.destination, each.port) for each in after.firewall_rules()}
        for step in migration_steps(compare(before, after)):
            if step.action != "disconnect":
                continue
            ended, _, kept = step.text.partition("Keep open for other uses")
            for each in (each for each in step.closed if each.crosses_network):
                stays = (each.opener, each.target, each.port) in rules
                assert f"{each.id}: {each.purpose}" in (kept if stays else ended)

    def test_proper_names_stay_as_they_are(self) -> None:
        """Within a sentence too."""
        steps = migration_steps(compare(topology("P0"), topology("P6")))
        assert steps[0].text == "Provide the Identity Server database (1 node)."

    def test_nothing_is_to_do_where_nothing_differs(self) -> None:
        """No steps at all."""
        assert migration_steps(compare(topology("P4"), topology("P4"))) == ()

    def test_a_users_tier_is_provided_before_the_products_tiers_start(self) -> None:
        """As every store and service is."""
        target = topology("P2").with_tier(Tier("waf", kind="proxy"), before="load-balancer")
        steps = migration_steps(compare(topology("P0"), target))
        assert [step.subject for step in steps if step.action == "add"] == ["waf", "gateway"]


def on_the_network(side: Side) -> set[Connection]:
    return {*map(bare, side.connections)}


def replayed(before: Topology, after: Topology) -> None:
    """Follow the steps; at any time both ends of every connection must exist."""
    first, last = sides(before, after)
    tiers = {tier.id for tier in first.tiers}
    connections = on_the_network(first)
    for step in migration_steps(compare(before, after)):
        if step.action == "add":
            tiers.add(step.subject)
        opened, closed = ({bare(each) for each in some} for some in (step.opened, step.closed))
        assert closed <= connections
        connections = (connections - closed) | opened
        if step.action == "retire":
            tiers.remove(step.subject)
        assert {end for each in connections for end in (each.opener, each.target)} <= tiers
    assert tiers == {tier.id for tier in last.tiers}
    assert connections == on_the_network(last)


_TOPOLOGIES = st.builds(
    topology,
    st.sampled_from(_PATTERNS),
    redundancy=st.sampled_from(["none", "gateway", "all"]),
    platform=st.sampled_from(["virtual-machines", "kubernetes"]),
    token_format=st.sampled_from(["jwt", "opaque"]),
    region_layout=st.sampled_from([None, "MDC1", "MDC2"]),
    exact_rate_limits=st.booleans(),
    broker_tls=st.booleans(),
)


@settings(max_examples=tries(80), deadline=None)
@given(_TOPOLOGIES, _TOPOLOGIES)
def test_the_steps_lead_exactly_from_one_to_the_other(before: Topology, after: Topology) -> None:
    """Nothing points at what is not there yet, or no more."""
    replayed(before, after)


@settings(max_examples=tries(80), deadline=None)
@given(_TOPOLOGIES, _TOPOLOGIES)
def test_added_tiers_start_in_the_documented_order(before: Topology, after: Topology) -> None:
    """And retired ones stop in the opposite order, region by region."""
    steps = migration_steps(compare(before, after))
    for action, tiers in (
        ("add", [step.tier for step in steps if step.action == "add"]),
        ("retire", [step.tier for step in reversed(steps) if step.action == "retire"]),
    ):
        for region in (1, 2):
            order = [
                START_ORDER.index(tier.component)
                for tier in tiers
                if tier is not None and tier.kind == "runtime" and tier.region == region
            ]
            assert order == sorted(order), action


@settings(max_examples=tries(40), deadline=None)
@given(_TOPOLOGIES, _TOPOLOGIES)
def test_every_connection_that_differs_is_in_the_difference_once(
    before: Topology, after: Topology
) -> None:
    """Added, removed or changed, on either side."""
    difference = compare(before, after)
    gone = [*difference.connections_removed, *(c.before for c in difference.connections_changed)]
    come = [*difference.connections_added, *(c.after for c in difference.connections_changed)]
    assert len(set(gone)) == len(gone)
    assert len(set(come)) == len(come)
    first, last = map(on_the_network, sides(before, after))
    assert {bare(each) for each in gone} == first - last
    assert {bare(each) for each in come} == last - first
