"""Which rules read and conclude what, as a graph.

Nodes and their attributes:

- ``field:traffic.peak_tps``: a field that rules compare; ``kind="field"``, ``place``;
- ``rule:traffic.high-volume``: a rule; ``kind="rule"``, ``rule``, ``pack``;
- ``need:independent-gateway`` and the like: a fact that a rule may conclude or a
  choice may make; ``kind="fact"``, ``fact``;
- ``choice:resolve.pattern``: a choice of the advisor; ``kind="choice"``.

An edge points from what is read to the rule, from a rule to what it concludes,
and likewise through the choices. A rule is joined with each fact that would
pass its conditions, not with whole classes. One node stands for all firings of
a rule, so a circle in the graph need not be one of reasons; verification looks
for those.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.document.graphviz import quoted, svg
from wso2_strategy.domain.conclusions import Selection
from wso2_strategy.domain.kinds import path_of
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.inference import Rule
from wso2_strategy.inference.conditions import snake_case
from wso2_strategy.inference.justification import fact_name

if TYPE_CHECKING:
    import networkx as nx

_SHAPES = {"field": "oval", "rule": "box", "fact": "hexagon", "choice": "diamond"}


def rule_graph(knowledge: Knowledge) -> nx.DiGraph[str]:
    """Return which rules read and conclude what.

    >>> from wso2_strategy import Knowledge
    >>> graph = rule_graph(Knowledge.installed())
    >>> sorted(graph.successors("rule:traffic.high-volume"))
    ['need:independent-gateway', 'need:independent-traffic-manager']
    >>> sorted(graph.predecessors("rule:traffic.high-volume"))
    ['field:demand.region_tps']
    """
    import networkx as nx

    from wso2_strategy.verification.knowledge_index import KnowledgeIndex, places_of

    index = KnowledgeIndex(knowledge)
    graph: nx.DiGraph[str] = nx.DiGraph()
    for rule in knowledge.base.rules:
        graph.add_node(_node(rule), kind="rule", rule=rule, pack=knowledge.origin(rule.id))
        for place in places_of([rule.when]):
            if index.is_open(place[0]):
                field = f"field:{path_of(*place)}"
                graph.add_node(field, kind="field", place=place)
                graph.add_edge(field, _node(rule))
    for instance in index.instances:
        node = f"rule:{instance.rule}"
        for fact in instance.premises:
            if type(fact) not in index.background:
                graph.add_edge(_added(graph, fact), node)
        for fact in instance.adds:
            graph.add_edge(node, _added(graph, fact))
    _add_choices(graph, knowledge)
    return graph


def _node(rule: Rule) -> str:
    return f"rule:{rule.id}"


def _added(graph: nx.DiGraph[str], fact: Any) -> str:
    name = fact_name(fact)
    graph.add_node(name, kind="fact", fact=fact)
    return name


def _add_choices(graph: nx.DiGraph[str], knowledge: Knowledge) -> None:
    from wso2_strategy.verification.knowledge_index import question_of

    for name in list(graph):
        fact = graph.nodes[name].get("fact")
        question = question_of(knowledge.catalog, fact)
        if question is not None:
            graph.add_edge(name, _choice(graph, question))
        if isinstance(fact, Selection):
            graph.add_edge(_choice(graph, fact.subject), name)
            if fact.subject == "pattern":
                graph.add_edge(name, _choice(graph, "platform"))


def _choice(graph: nx.DiGraph[str], question: str) -> str:
    name = f"choice:resolve.{question}"
    graph.add_node(name, kind="choice")
    return name


def around(graph: nx.DiGraph[str], rule_id: str) -> nx.DiGraph[str]:
    """Return the part of a rule graph that leads to a rule or follows from it.

    Raises:
        UnknownNameError: No rule has this id.
    """
    import networkx as nx

    node = f"rule:{rule_id}"
    if node not in graph:
        known = (name.removeprefix("rule:") for name in graph if name.startswith("rule:"))
        raise UnknownNameError("rule", rule_id, known)
    near = {node} | nx.ancestors(graph, node) | nx.descendants(graph, node)
    part: nx.DiGraph[str] = graph.subgraph(sorted(near)).copy()
    return part


def to_dot(graph: nx.DiGraph[str]) -> str:
    """Return a rule graph as DOT source, for Graphviz."""
    return "\n".join(_dot_lines(graph)) + "\n"


def _dot_lines(graph: nx.DiGraph[str]) -> Iterator[str]:
    yield "digraph rules {"
    yield '  graph [rankdir=LR]\n  node [fontname="Helvetica" fontsize=11]'
    for name in sorted(graph):
        kind = graph.nodes[name]["kind"]
        label = quoted(name if kind == "fact" else name.partition(":")[2])
        yield f"  {quoted(name)} [label={label} shape={_SHAPES[kind]}]"
    for source, target in sorted(graph.edges):
        yield f"  {quoted(source)} -> {quoted(target)}"
    yield "}"


def to_svg(graph: nx.DiGraph[str]) -> str:
    """Return a rule graph as an SVG picture.

    Raises:
        MissingExtraError: The extra "diagrams" is not installed.
        DrawingError: Graphviz cannot draw it.
    """
    return svg(to_dot(graph))


def reading(rule: Rule) -> list[str]:
    """Return the fields that a rule reads, as ``section.field``."""
    from wso2_strategy.verification.knowledge_index import places_of

    return [f"{snake_case(place[0].__name__)}.{place[1]}" for place in places_of([rule.when])]
