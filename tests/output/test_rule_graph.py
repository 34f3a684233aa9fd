"""The rule graph joins what rules read with what they conclude."""

from __future__ import annotations

import networkx as nx
import pytest

from wso2_strategy import Knowledge
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.output.rule_graph import around, rule_graph

KNOWLEDGE = Knowledge.installed()
GRAPH = rule_graph(KNOWLEDGE)


def test_every_rule_reads_and_concludes_something() -> None:
    for rule in KNOWLEDGE.base.rules:
        node = f"rule:{rule.id}"
        assert GRAPH.nodes[node]["rule"] is rule
        assert GRAPH.nodes[node]["pack"] == KNOWLEDGE.packs[0].title
        assert GRAPH.in_degree(node) > 0
        assert GRAPH.out_degree(node) > 0


def test_edges_lead_between_the_right_kinds() -> None:
    kinds = {(GRAPH.nodes[a]["kind"], GRAPH.nodes[b]["kind"]) for a, b in GRAPH.edges}
    assert kinds == {
        ("field", "rule"),
        ("fact", "rule"),
        ("rule", "fact"),
        ("fact", "choice"),
        ("choice", "fact"),
    }


def test_a_rule_is_joined_with_the_facts_that_pass_its_conditions_only() -> None:
    read = set(GRAPH.predecessors("rule:advice.external-identity-provider"))
    assert {"field:compliance.identity_provider", "selection:pattern/P4"} <= read
    assert not read & {"selection:pattern/P3", "field:environment"}


def test_a_path_shows_how_a_field_bears_on_the_choice() -> None:
    path = nx.shortest_path(GRAPH, "field:compliance.isolate_all", "choice:resolve.pattern")
    assert path == [
        "field:compliance.isolate_all",
        "rule:compliance.isolate-all",
        "need:full-isolation",
        "choice:resolve.pattern",
    ]


def test_needs_of_regions_do_not_decide_the_pattern() -> None:
    assert not GRAPH.has_edge("need:several-regions", "choice:resolve.pattern")
    assert GRAPH.has_edge("need:several-regions", "choice:resolve.regions")


def test_the_neighbourhood_of_a_rule_is_what_leads_to_it_and_follows_from_it() -> None:
    part = around(GRAPH, "advice.exact-rate-limits")
    assert set(part) == {
        "field:traffic.exact_rate_limits",
        "field:size.call_nodes",
        "rule:advice.exact-rate-limits",
        "advice:exact-rate-limits/caution",
    }
    with pytest.raises(UnknownNameError, match=r"unknown rule 'advice\.websocket'"):
        around(GRAPH, "advice.websocket")
