"""Answers have precise types, so that an editor completes them and a checker finds typos."""

from __future__ import annotations

from typing import Any, assert_type

import networkx as nx

from wso2_strategy import Advisor, Knowledge, Recommendation, Requirements
from wso2_strategy.topology import Difference, Topology, compare, topology
from wso2_strategy.verification import verify


def questions(recommendation: Recommendation) -> None:
    """The methods of a recommendation."""
    assert_type(recommendation.pattern.id, str)
    assert_type([rank.id for rank in recommendation.platforms], list[str])
    assert_type([need.capability.id for need in recommendation.needs], list[str])
    assert_type(recommendation.sizing.nodes(), dict[str, int])
    assert_type(recommendation.to_text(width=80), str)
    assert_type(recommendation.to_markdown(), str)
    assert_type(recommendation.to_dict(), dict[str, Any])
    for asked in (
        recommendation.why(),
        recommendation.why_not("P2"),
        recommendation.what_if(traffic={"peak_tps": 9000}),
        recommendation.boundaries(),
        recommendation.robustness(),
        recommendation.open_questions(),
    ):
        assert_type(asked.to_text(), str)
    _ = recommendation.patern  # type: ignore[attr-defined]


def graphs(recommendation: Recommendation) -> None:
    """A topology is a networkx graph underneath."""
    assert_type(recommendation.topology(), Topology)
    shop = topology("P3", high_availability=True)
    assert_type(compare(topology("P1"), shop), Difference)
    graph: nx.MultiDiGraph[str] = shop.graph
    assert_type(graph.number_of_nodes(), int)


def checked() -> bool:
    """Verification of everything that is installed."""
    return verify(Knowledge.installed()).is_clean


def advice() -> Recommendation:
    """An advisor on another engine, with an assumption replaced."""
    advisor = Advisor(engine="python", assumptions={"distributed_tps": 8000})
    return advisor.advise(Requirements())
