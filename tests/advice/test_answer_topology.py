"""The component graph of an answer has what was stated and sized, and no tier beyond its limit."""

from collections import Counter

import pytest
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy import (
    ASSUMPTIONS,
    Advisor,
    Availability,
    Compliance,
    Constraints,
    Requirements,
    Traffic,
)
from wso2_strategy.domain.facts import Database
from wso2_strategy.errors import RequirementsError

ADVISOR = Advisor()


@settings(max_examples=tries(25), deadline=None)
@given(
    peak_tps=st.sampled_from([20_000, 20_001, 50_000]) | st.integers(1, 300_000),
    message_bytes=st.sampled_from([50, 1024, 10_240]),
    regions=st.integers(1, 2),
)
def test_no_traffic_manager_gets_more_events_than_it_can_take(
    peak_tps: int, message_bytes: int, regions: int
) -> None:
    """Each cluster reports to a pair of its own, and all clusters together carry the load."""
    stated = Requirements(
        traffic=Traffic(peak_tps=peak_tps, message_bytes=message_bytes),
        availability=Availability(redundancy="all", regions=regions, region_mode="active-active"),
        compliance=Compliance(isolate_all=True),
    )
    recommendation = ADVISOR.advise(stated)
    built = recommendation.topology()
    sized = {tier.component: max(tier.nodes_per_region) for tier in recommendation.sizing.tiers}
    drawn: Counter[str] = Counter()
    for tier in built.components:
        if tier.region in (None, 1):
            drawn[tier.component] += tier.replicas
    assert drawn == sized
    reports = {(each.opener, each.target) for each in built.connections(name="C12")}
    managers = [tier for tier in built.components if tier.component == "traffic-manager"]
    gateways = [tier for tier in built.components if tier.component == "gateway"]
    assert len(reports) == len(managers) == len(gateways)
    assert {tier.replicas for tier in managers} == {2}
    for opener, target in reports:
        there = built.tier(opener), built.tier(target)
        assert len({tier.cluster for tier in there}) == len({tier.region for tier in there}) == 1
    # A region carries the whole load where the other is lost; a gateway is one event a request.
    limit = ASSUMPTIONS["traffic_manager_events_per_second"].value
    clusters = sum(tier.region in (None, 1) for tier in managers)
    assert clusters * limit >= peak_tps / regions
    # And no cluster begins before the events of the last one are too many.
    assert (clusters - 1) * limit < peak_tps


def test_fifty_thousand_requests_have_three_clusters() -> None:
    """Full ones of ten gateways, one of them spare, and one that takes the rest."""
    stated = Requirements(
        traffic=Traffic(peak_tps=50_000), availability=Availability(redundancy="all")
    )
    built = ADVISOR.advise(stated).topology()
    replicas = {tier.id: tier.replicas for tier in built.components}
    assert replicas == {
        "control-plane": 2,
        **{f"traffic-manager-{number}": 2 for number in (1, 2, 3)},
        "gateway-1": 10,
        "gateway-2": 10,
        "gateway-3": 6,
    }
    assert {each.effect for each in built.impact("gateway-1") if each.flow == "api-call"} == {
        "degrades"
    }
    assert {each.effect for each in built.impact("gateway") if each.flow == "api-call"} == {"stops"}
    assert built.flow("rate-limit").works(lost=["traffic-manager-1"])
    assert not built.flow("rate-limit").works(lost=["traffic-manager"])


def test_a_load_of_too_many_clusters_is_an_error_of_the_library() -> None:
    """At once; the answer itself is given."""
    recommendation = ADVISOR.advise(Requirements(traffic=Traffic(peak_tps=1e15)))
    with pytest.raises(RequirementsError, match="more than 1000 clusters"):
        recommendation.topology()


@pytest.mark.parametrize(
    ("database", "port"),
    [("mysql", 3306), ("postgresql", 5432), ("oracle", 1521), ("mssql", 1433), (None, None)],
)
def test_the_stated_database_decides_the_port(database: Database | None, port: int | None) -> None:
    """Everywhere, the firewall included; where nothing is stated there is none."""
    for regions in (1, 2):
        stated = Requirements(
            constraints=Constraints(database=database),
            availability=Availability(regions=regions, region_mode="active-active"),
            compliance=Compliance(identity_provider="wso2-is"),
        )
        built = ADVISOR.advise(stated).topology()
        opened = {rule.port for rule in built.firewall_rules() if rule.protocol == "jdbc"}
        assert opened == {port}
        assert any("MySQL 3306" in each.caveat for each in built.connections()) == (port is None)


def test_exact_limits_over_several_traffic_managers_share_a_store() -> None:
    """Distributed throttling joins their counters, as the advice says."""
    stated = Requirements(
        traffic=Traffic(peak_tps=8000, exact_rate_limits=True),
        availability=Availability(redundancy="all"),
    )
    recommendation = ADVISOR.advise(stated)
    assert "distributed-throttling" in {each.id for each in recommendation.advice}
    openers = {each.opener for each in recommendation.topology().connections(name="C46")}
    assert openers == {"control-plane", "traffic-manager"}
    single = ADVISOR.advise(
        Requirements(traffic=stated.traffic, availability=Availability(redundancy="gateway"))
    )
    assert single.topology().connections(name="C46") == ()
