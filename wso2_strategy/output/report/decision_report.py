"""The decision report: what advise, plan, why and the firewall matrix say, in the order of a board."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import evolve, field, frozen

from wso2_strategy.advice.answer_topology import topology_for
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Block, Figures, Line, Picture, Section, Table, Tree
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import JsonKeys, same
from wso2_strategy.errors import DrawingError, MissingExtraError, RequirementsError
from wso2_strategy.explain.decision_map import DecisionMap
from wso2_strategy.explain.open_questions import OpenQuestions
from wso2_strategy.explain.robustness import Robustness
from wso2_strategy.explain.why import Why
from wso2_strategy.explain.why_not import WhyNot
from wso2_strategy.models.planning.plan import Plan
from wso2_strategy.output import plan_document, plan_tables
from wso2_strategy.output import recommendation_document as said
from wso2_strategy.output.citations import Citations
from wso2_strategy.output.report.decision_record import decision_record
from wso2_strategy.output.report.foundations import foundations
from wso2_strategy.output.report.growth_chart import growth_chart
from wso2_strategy.output.report.map_chart import map_chart
from wso2_strategy.output.report.pattern_chart import pattern_chart
from wso2_strategy.topology import Topology
from wso2_strategy.topology.export.svg import to_svg

_BASES = ("[stated]", "[derived]", "[assumed]")


@frozen
class DecisionReport(Answer):
    """A recommendation with all that a board asks: one page, or a decision record.

    Every sentence and number is one that another answer gives; the report orders them.

    Attributes:
        recommendation: What is recommended.
        plan: What it means in numbers.
        reasons: Why it is recommended.
        nearest: Why the nearest other pattern is not, and with what it would be.
        robustness: What the recommendation hangs on.
        questions: What is still open.
        decision_map: What is decided over two numbers.
    """

    recommendation: Outcome = field(repr=False)
    plan: Plan = field(repr=False)
    reasons: Why = field(repr=False)
    nearest: WhyNot | None = field(repr=False)
    robustness: Robustness = field(repr=False)
    questions: OpenQuestions = field(repr=False)
    decision_map: DecisionMap = field(repr=False)

    schema: ClassVar[str] = "wso2-strategy/report/1"
    json_keys: ClassVar[JsonKeys] = {
        **same("recommendation", "plan"),
        "why": "reasons",
        "why_not": "nearest",
        **same("robustness"),
        "open_questions": "questions",
        **same("decision_map"),
    }

    def document(self, *, complete: bool = False) -> Document:
        """Return the report as a document; a complete one is the same."""
        del complete
        citations = Citations()
        sections = tuple(self._sections(citations))
        name = self.recommendation.requirements.name
        title = f"Decision report for {name}" if name else "Decision report"
        return Document(title, sections, marks={**citations.anchors, **dict.fromkeys(_BASES, "")})

    def to_markdown(self, *, complete: bool = False) -> str:
        """Return the report as an architecture decision record, in the form of MADR."""
        del complete
        return decision_record(self.recommendation, self.plan, self.robustness, self.questions).to_markdown()

    def to_pdf(self) -> bytes:
        """Return the page of the report as a PDF document on A4.

        Raises:
            MissingExtraError: The extra "report" is not installed, or not what it needs.
        """
        from wso2_strategy.document.pdf import pdf

        return pdf(self.to_html())

    def _sections(self, citations: Citations) -> Iterator[Section]:
        found, plan, catalog = self.recommendation, self.plan, self.recommendation.knowledge.catalog
        yield self._decision()
        yield from said.conflicts(found, citations)
        yield foundations(found, citations)
        yield said.needs(found, citations)
        yield said.platforms(found, citations)
        yield from self._topology_sections()[:1]
        arithmetic = evolve(plan_document.arithmetic(plan), is_folded=True)
        yield _with(said.sizing(found, citations), arithmetic)
        uncertain = (evolve(e, is_folded=True) for e in plan_tables.effects(plan, citations))
        yield _with(plan_tables.availability(plan, catalog, citations), *uncertain)
        yield self._growth()
        yield self._map()
        costs = plan_tables.costs(plan, catalog, plan_document.sufficient(found, plan))
        yield _with_picture(costs, pattern_chart(plan))
        yield _titled("Why this", self.reasons)
        nearest = [_titled("", self.nearest)] if self.nearest else []
        yield _with(said.alternatives(found, citations), *nearest)
        yield _titled("What would change it", self.robustness)
        yield from said.cautions_and_notes(found, citations)
        yield _titled("", self.questions)
        yield from self._topology_sections()[1:]
        yield said.origin(found)
        yield citations.section()
'''
