"""Why something was concluded: the tree from a conclusion down to what was stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import field, frozen

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Tree
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.graphviz import svg
from wso2_strategy.document.json_values import JsonKeys, same
from wso2_strategy.domain.conclusions import Selection
from wso2_strategy.explain.reasons.conclusion_names import find
from wso2_strategy.explain.reasons.reason_lines import Cite, ReasonLines, by_title
from wso2_strategy.explain.reasons.reason_picture import drawn
from wso2_strategy.explain.reasons.reason_tree import Conclusion, ReasonTree

if TYPE_CHECKING:
    import networkx as nx


@frozen
class Why(Answer):
    """Why a recommendation is as it is, or why one fact of it holds.

    Attributes:
        recommendation: The recommendation.
        subject: The name that was asked for, or None for the whole answer.
        conclusions: What is explained: for the whole answer the pattern, the layout over
            regions where there is one, and the platform.
    """

    recommendation: Outcome = field(repr=False)
    subject: str | None
    conclusions: tuple[Conclusion, ...]

    schema: ClassVar[str] = "wso2-strategy/why/1"
    json_keys: ClassVar[JsonKeys] = same("subject", "conclusions")

    def document(self, *, complete: bool = False) -> Document:
        """Return the tree of reasons; a complete one has every reason, rule and source."""
        heading = (
            _heading(self.recommendation) if self.subject is None else self.conclusions[0].title
        )
        return Document(heading, (self.tree(complete=complete),))

    def tree(self, *, complete: bool = False, cite: Cite = by_title) -> Tree:
        """Return the tree of reasons, with sources as `cite` writes them."""
        lines = ReasonLines(self.recommendation, self.conclusions, complete=complete, cite=cite)
        if self.subject is None:
            return Tree(tuple(lines.conclusion(each, is_head=True) for each in self.conclusions))
        (conclusion,) = self.conclusions
        return Tree(tuple(lines.reasons(conclusion)) or (lines.without_reason(conclusion),))

    def graph(self) -> nx.DiGraph[str]:
        """Return the part of the justification graph that leads to what is explained."""
        import networkx as nx

        graph = self.recommendation.inference.graph()
        names = [each.name for each in self.conclusions]
        kept = set(names).union(*(nx.ancestors(graph, name) for name in names))
        return nx.DiGraph(graph.subgraph(kept))

    def to_dot(self) -> str:
        """Return the reasons as a drawing in Graphviz' DOT language."""
        return drawn(self.recommendation, self.conclusions)

    def to_svg(self) -> str:
        """Return the reasons as an SVG picture.

        Raises:
            MissingExtraError: The extra "diagrams" is not installed.
            DrawingError: Graphviz cannot draw it.
        """
        return svg(self.to_dot())


def why(recommendation: Outcome, subject: str | None = None) -> Why:
    """Return why a recommendation is as it is.

    Args:
        recommendation: The recommendation.
        subject: A fact to explain instead of the whole answer: its name, such as
            ``need:independent-gateway``, or a pattern, platform or capability it found.

    Raises:
        UnknownNameError: Nothing that was stated or concluded goes by this name.
    """
    inference, catalog = recommendation.inference, recommendation.knowledge.catalog
    if subject is None:
        order = ("pattern", "regions", "platform")
        facts: list[Any] = sorted(
            inference.of(Selection), key=lambda each: order.index(each.subject)
        )
    else:
        facts = [find(inference, catalog, subject)]
    tree = ReasonTree(recommendation)
    return Why(recommendation, subject, tuple(tree.conclusion(each) for each in facts))


def _heading(recommendation: Outcome) -> str:
    name = recommendation.requirements.name
    answer = f"{recommendation.pattern.id} on {recommendation.platform.called}"
    return f"Why {answer} for {name}" if name else f"Why {answer}"
