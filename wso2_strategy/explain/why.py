"""Why something was concluded: the tree from a conclusion down to what was stated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from wso2_strategy.advice.evidence import Statement, sentence_of, statements_of
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.conclusions import Selection
from wso2_strategy.explain.conclusion_names import find, title_of
from wso2_strategy.inference import Assumption, Firing, Inference, Rule

if TYPE_CHECKING:
    import networkx as nx


@frozen
class Because:
    """One reason for a conclusion.

    Attributes:
        sentence: The reason, with the values that led to it.
        firing: The rule or procedure with what it used.
        pack: The pack it comes from.
        statements: The stated values it read.
        assumptions: The named assumptions it compared with.
        premises: The conclusions it rests on.
        background: What the catalog contributes, in words.
    """

    sentence: str
    firing: Firing
    pack: str
    statements: tuple[Statement, ...]
    assumptions: tuple[Assumption, ...]
    premises: tuple[Conclusion, ...]
    background: tuple[str, ...]


@frozen
class Conclusion:
    """A fact, and every reason for it.

    Attributes:
        name: Its name in the justification, such as ``need:independent-gateway``.
        title: What it is, for people.
        fact: The fact.
        reasons: Why it holds; empty where it was stated or is always known.
        is_repeated: Whether its reasons stand further up in the tree already.
    """

    name: str
    title: str
    fact: Any
    reasons: tuple[Because, ...] = ()
    is_repeated: bool = False


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

    def document(self, *, complete: bool = False) -> Document:
        """Return the tree as lines; a complete one has every reason, rule and source."""
        from wso2_strategy.explain.why_outline import why_outline

        return why_outline(self, complete=complete)

    def to_dict(self) -> dict[str, Any]:
        """Return the complete tree as JSON-ready values."""
        from wso2_strategy.explain.why_outline import why_record

        return why_record(self)

    def graph(self) -> nx.DiGraph[str]:
        """Return the part of the justification graph that leads to what is explained."""
        from wso2_strategy.explain.picture import relevant_graph

        return relevant_graph(self)

    def to_dot(self) -> str:
        """Return the graph as a drawing in Graphviz' DOT language."""
        from wso2_strategy.explain.picture import to_dot

        return to_dot(self)

    def to_svg(self) -> str:
        """Return the graph as an SVG picture.

        Raises:
            MissingExtraError: The extra "diagrams" is not installed.
        """
        from wso2_strategy.explain.picture import to_svg

        return to_svg(self)


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


@frozen
class ReasonTree:
    """Builds trees of reasons in which everything is explained once.

    Attributes:
        recommendation: The recommendation that is explained.
    """

    recommendation: Outcome
    _explained: set[int] = field(factory=set)

    @property
    def inference(self) -> Inference:
        """The facts and firings."""
        return self.recommendation.inference

    @property
    def catalog(self) -> Catalog:
        """What the facts are about."""
        return self.recommendation.knowledge.catalog

    def conclusion(self, fact: Any, above: tuple[int, ...] = ()) -> Conclusion:
        """Return a fact with its reasons, unless these stand in a tree already.

        Raises:
            UnknownNameError: The recommendation does not know the fact.
        """
        number = self.inference.number(fact)
        name, title = self.inference.names[number], title_of(fact, self.catalog)
        if number in self._explained:
            return Conclusion(name, title, fact, is_repeated=True)
        self._explained.add(number)
        reasons = tuple(self._reasons(fact, (*above, number)))
        return Conclusion(name, title, fact, reasons)

    def _reasons(self, fact: Any, above: tuple[int, ...]) -> Iterator[Because]:
        seen: set[str] = set()
        for firing in self.inference.firings_for(fact):
            sentence = sentence_of(firing, self.catalog)
            premises = {self.inference.number(each) for each in firing.premises}
            # A reason that rests on what it explains is none.
            if sentence not in seen and premises.isdisjoint(above):
                seen.add(sentence)
                yield self._because(sentence, firing, above)

    def _because(self, sentence: str, firing: Firing, above: tuple[int, ...]) -> Because:
        premises = list(dict.fromkeys(firing.premises))
        numbers = [self.inference.number(each) for each in premises]
        first = self.inference.background_count
        last = first + self.inference.stated_count
        return Because(
            sentence=sentence,
            firing=firing,
            pack=self.recommendation.knowledge.origin(firing.reason.id),
            statements=tuple(dict.fromkeys(statements_of(self.inference, firing))),
            assumptions=firing.reason.assumptions if isinstance(firing.reason, Rule) else (),
            premises=tuple(
                self.conclusion(each, above)
                for each, number in zip(premises, numbers, strict=True)
                if number >= last
            ),
            background=tuple(
                title_of(each, self.catalog)
                for each, number in zip(premises, numbers, strict=True)
                if number < first
            ),
        )
