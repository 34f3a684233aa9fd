"""What people see where a connection is cut, and the way back from what they see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wso2_strategy.errors import UnknownNameError
from wso2_strategy.topology import Topology, topology
from wso2_strategy.topology.symptoms import connections_named, symptom_named, symptom_table
from wso2_strategy.topology.tables.connections import connection_table

PATTERNS = ("P0", "P1", "P2", "P3", "P4", "P5", "P6")
NOT_IN_FLOWS = {"C18", "C52"}
"""Registration and shared files, which no flow needs while it runs."""


def topologies() -> Iterator[Topology]:
    """Yield topologies in which every connection of the table with a symptom is somewhere."""
    everything = {
        "redundancy": "all",
        "token_format": "opaque",
        "exact_rate_limits": True,
        "distributed_throttling": True,
        "shared_file_system": True,
        "user_store": "ldap",
    }
    for pattern in PATTERNS:
        for layout in (None, "MDC1", "MDC2", "DR1"):
            if not (pattern in ("P0", "P1", "P6") and layout == "MDC2"):
                for other in (
                    {"identity_provider": "wso2-is", "analytics": "datadog"},
                    {"identity_provider": "external", "analytics": "moesif"},
                    {"analytics": "elk", "platform": "kubernetes"},
                ):
                    yield topology(pattern, region_layout=layout, **everything, **other)


def test_every_symptom_names_entries_of_the_table() -> None:
    entries = {row.id for row in connection_table()}
    for symptom in symptom_table():
        assert symptom.carriers
        assert entries.issuperset(symptom.carriers)
    assert len({each.id for each in symptom_table()}) == len(symptom_table())


def test_there_and_back_again() -> None:
    """A cut carrier shows its symptom, and somewhere does something to a flow."""
    seen, harmful = set(), set()
    for built in topologies():
        for symptom in symptom_table():
            for each in built.carriers(symptom.id):
                seen.add((symptom.id, each.id))
                assert symptom in built.symptoms(each.key)
                if each.id not in harmful and any(
                    impact.effect != "continues" for impact in built.impact(each.id)
                ):
                    harmful.add(each.id)
    assert seen == {(each.id, entry) for each in symptom_table() for entry in each.carriers}
    assert {entry for _, entry in seen} - harmful == NOT_IN_FLOWS


def test_a_cut_connection_is_named_by_entry_key_or_ends() -> None:
    built = topology("P3", redundancy="all", region_layout="MDC1")
    (one,) = connections_named(built, "gateway@2->traffic-manager@2:5672")
    assert (one.id, one.port) == ("C14", 5672)
    both = connections_named(built, "gateway -> traffic-manager : 5672")
    assert both == connections_named(built, "C14") == connections_named(built, "C14:5672")
    assert len(both) == 2
    assert {each.id for each in connections_named(built, "gateway->traffic-manager")} == {
        "C12",
        "C13",
        "C14",
    }
    assert built.impact("gateway->traffic-manager:5672") == built.impact("C14")


def test_limits_that_double_point_to_the_ports_between_two_nodes() -> None:
    pair = topology("P1").carriers("limits double")
    assert {(each.opener, each.target, each.port) for each in pair} == {
        ("all-in-one", "all-in-one", 9611),
        ("all-in-one", "all-in-one", 9711),
        ("all-in-one", "all-in-one", 5672),
    }
    assert topology("P0").carriers("limits double") == ()


def test_an_idle_connection_is_suspected_where_a_firewall_may_stand() -> None:
    built = topology("P2", gateway_zone="dmz")
    assert [each.id for each in built.symptoms("gateway->all-in-one:5672")] == [
        "limits-not-enforced",
        "limits-after-idle-time",
        "api-missing",
        "revoked-token-works",
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("limits double", "limits-double"),
        ("new API is missing on one node", "api-missing"),
        ("Revoked tokens STILL work", "revoked-token-works"),
        ("opaque-tokens-refused", "opaque-tokens-refused"),
    ],
)
def test_a_symptom_is_found_by_its_words(words: str, found: str) -> None:
    assert symptom_named(words).id == found


@pytest.mark.parametrize("words", ["", "tokens", "limits dubble", "\x1b[31m"])
def test_words_that_name_none_or_several_are_refused_with_those_there_are(words: str) -> None:
    with pytest.raises(UnknownNameError, match=r"unknown symptom .*Known: [a-z-]+"):
        symptom_named(words)


def test_an_unknown_connection_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'gateway->traffic-manager'"):
        topology("P3").symptoms("gateway->trafic-manager")
