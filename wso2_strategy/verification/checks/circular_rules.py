"""Rules that conclude what they rest on, directly or through a choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.conclusions import Selection
from wso2_strategy.space.clauses.writing_out import Instance
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import question_of

if TYPE_CHECKING:
    import networkx as nx


def cycle_findings(catalog: Catalog, instances: Iterable[Instance]) -> Iterator[Finding]:
    """Yield the rules of each circle."""
    import networkx as nx

    graph = _support(catalog, instances)
    for circle in nx.strongly_connected_components(graph):
        edges: list[tuple[Any, Any, str | None]] = list(graph.subgraph(circle).edges(data="rule"))
        if edges:
            yield Finding(
                "cycle",
                tuple(sorted({rule for _, _, rule in edges if rule is not None})),
                "What they conclude leads back to what they rest on.",
                "Let them rest on stated facts, or on conclusions of other rules.",
            )


def _support(catalog: Catalog, instances: Iterable[Instance]) -> nx.DiGraph[Any]:
    """Return which facts and choices lead to which."""
    import networkx as nx

    graph: nx.DiGraph[Any] = nx.DiGraph()
    for each in instances:
        for premise in each.premises:
            for fact in each.adds:
                graph.add_edge(premise, fact, rule=each.rule)
    graph.add_edge("pattern", "platform", rule=None)
    for fact in list(graph):
        question = question_of(catalog, fact)
        if question is not None:
            graph.add_edge(fact, question, rule=None)
        if isinstance(fact, Selection):
            graph.add_edge(fact.subject, fact, rule=None)
    return graph
