"""The decision report: what advise, plan, why and topology say, in the order a board reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from attrs import evolve, field, frozen

from wso2_strategy.advice.decision import MAP_OF
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Block, Figures, Listing, Run, Section
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.html import anchor_of
from wso2_strategy.document.json_values import JsonKeys, same
from wso2_strategy.document.pdf import pdf
from wso2_strategy.domain.wording import counted, percentage
from wso2_strategy.explain.decision_map import DecisionMap, decision_map
from wso2_strategy.explain.open_questions import OpenQuestions, open_questions
from wso2_strategy.explain.robustness import Robustness, robustness
from wso2_strategy.explain.why import Why, why
from wso2_strategy.explain.why_not import WhyNot, why_not
from wso2_strategy.inference.reason_text import exceeding
from wso2_strategy.models.planning.plan import Plan
from wso2_strategy.output import plan_document, plan_tables
from wso2_strategy.output import recommendation_document as advised
from wso2_strategy.output.citations import Citations
from wso2_strategy.output.report.decision_record import decision_record
from wso2_strategy.output.report.foundations import foundations
from wso2_strategy.output.report.growth_chart import growth_chart
from wso2_strategy.output.report.map_chart import map_chart
from wso2_strategy.output.report.pattern_chart import pattern_chart
from wso2_strategy.output.report.topology_sections import firewall, picture
from wso2_strategy.space.oracle import AsksOracle

ONE_BY_ONE = (
    "Each of these facts is looked at alone; the command what-if also looks for facts that matter"
    " only together."
)
"""Why less is listed as open than elsewhere: that search may take many seconds."""


@frozen
class DecisionReport(Answer):
    """A recommendation with all that a board asks: a page to read, or a decision record.

    Every sentence and number in it is one that another answer gives; the report orders them.

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
        found = self.recommendation
        behind = [each.reasons for each in found.needs]
        behind += [each.reasons for each in found.alternatives]
        plain = {each.mark: "" for reasons in behind for each in reasons}
        return Document(title, sections, marks={**plain, **citations.anchors})

    def to_markdown(self, *, complete: bool = False) -> str:
        """Return the report as an architecture decision record, in the form of MADR."""
        del complete
        record = decision_record(self.recommendation, self.plan, self.robustness, self.questions)
        return record.to_markdown()

    def to_pdf(self) -> bytes:
        """Return the page of the report as a PDF document on A4.

        Raises:
            MissingExtraError: The extra "report" is not installed, or the library it needs.
        """
        return pdf(self.to_html())

    def _sections(self, citations: Citations) -> Iterator[Section]:
        found, plan, catalog = self.recommendation, self.plan, self.recommendation.knowledge.catalog
        yield decision(found, plan, citations)
        yield from advised.conflicts(found, citations)
        resting, numbers = foundations(found, citations), [*advised.numbers(found, citations)]
        yield _with(resting, *_links(numbers))
        yield advised.needs(found, citations)
        yield advised.platforms(found, citations)
        yield picture(found)
        arithmetic = plan_document.arithmetic(*plan.figures())
        effects = [*plan_tables.effects(plan, citations)]
        size = advised.sizing(found, citations)
        yield _with(size, *_links([arithmetic]))
        available = plan_tables.availability(plan, catalog, citations)
        yield _with(available, *_links([arithmetic, *effects]))
        yield growth(found, plan, citations, said=size.blocks)
        yield _map(self.decision_map)
        sufficient = plan_document.sufficient(found, plan)
        marks = plan_document.size_marks(found, citations)
        costs, drawn = (
            plan_tables.costs(plan, catalog, sufficient, citations, marks),
            pattern_chart(plan),
        )
        yield evolve(costs, blocks=(*([drawn] if drawn else []), *costs.blocks))
        tree = self.reasons.tree(cite=citations.sources.mark)
        yield Section("Why this, step by step", (tree,), is_folded=True)
        nearest = [_section("", self.nearest)] if self.nearest else []
        yield _with(advised.alternatives(found, citations), *nearest)
        yield _section("What would change it", self.robustness)
        yield from _without_repeated(advised.cautions_and_notes(found, citations), resting)
        note = [ONE_BY_ONE] if self.questions.questions else []
        yield _with(_section("", self.questions), *note)
        yield from advised.migration(found, citations)
        appendix = (*numbers, arithmetic, *effects)
        yield Section("Appendix: numbers and arithmetic", appendix, is_folded=True)
        yield evolve(firewall(found, citations), is_folded=True)
        yield advised.origin(found)
        yield citations.section()


def decision_report(
    recommendation: Outcome,
    asks: AsksOracle,
    plan: Plan,
    map_of: tuple[str, str] = MAP_OF,
) -> DecisionReport:
    """Return the decision report of a recommendation.

    Args:
        recommendation: The recommendation.
        asks: Who gave it.
        plan: What it means in numbers.
        map_of: Two numbers over which the decision is drawn, by their paths.

    Raises:
        UnknownNameError: One of these is no number that can be stated.
    """
    # First, as it is what may be refused.
    drawn = decision_map(recommendation, asks, *map_of)
    others = [each.pattern.id for each in recommendation.alternatives]
    return DecisionReport(
        recommendation,
        plan,
        why(recommendation),
        why_not(recommendation, others[0], asks) if others else None,
        robustness(recommendation, asks),
        open_questions(recommendation, asks, jointly=False),
        drawn,
    )


def decision(found: Outcome, plan: Plan, citations: Citations) -> Section:
    """Return the answer, with its figures after the first sentence, and how long it lasts."""
    first, *rest = advised.answer(found, citations).blocks
    marks = plan_document.size_marks(found, citations)
    lasting = plan_document.how_long(plan, found.knowledge.catalog, marks)
    return Section("Decision", (first, Figures(tuple(_figures(found, plan))), *lasting, *rest))


def _figures(found: Outcome, plan: Plan) -> Iterator[tuple[str, str]]:
    size, reached = found.sizing, found.availability
    _, noun = counted(size.total_nodes, "WSO2 node").split(" ", 1)
    yield f"{size.total_nodes:,}", noun
    target = ""
    if reached.target is not None:
        verb = "meets" if reached.meets_target else "misses"
        target = f", which {verb} the target of {100 * reached.target:.10g}%"
    yield reached.said, f"of the time API calls are available{target}"
    for each in plan.availability:
        if each.use.flow == "token":
            yield percentage(each.availability), "of the time tokens are issued"
    if size.demand is not None and size.demand.design_tps is not None:
        yield exceeding(size.demand.design_tps, -1), "requests/s to carry"


def growth(found: Outcome, plan: Plan, citations: Citations, *, said: tuple[Block, ...]) -> Section:
    """Return how long the answer lasts and what changes when, with every month one click away."""
    timeline, catalog = plan.timeline, found.knowledge.catalog
    lasting = plan_document.answer(found, plan, citations).blocks[1:]
    marks = plan_document.size_marks(found, citations)
    decided = [*plan_document.how_long(plan, catalog, marks)]
    changes = plan_document.changes(found, timeline)
    those_that_matter = plan_tables.load_and_nodes(timeline, catalog, marks, every_month=False)
    months = plan_tables.load_and_nodes(timeline, catalog, marks, every_month=True)
    drawn = growth_chart(timeline)
    blocks = (
        *([drawn] if drawn else []),
        *(each for each in lasting if each not in (*said, *decided)),
        *changes.blocks,
        *([those_that_matter] if len(timeline.phases) > 1 else []),
        evolve(months, title="Every month", is_folded=True),
    )
    return Section("Growth", blocks)


def _map(found: DecisionMap) -> Section:
    document, drawn = found.document(), map_chart(found)
    if drawn is None:
        return Section(document.title, document.blocks)
    boundaries = Section("Boundaries", (found.table(),), is_folded=True)
    return Section(document.title, (drawn, boundaries))


def _with(section: Section, *blocks: Block) -> Section:
    return evolve(section, blocks=(*section.blocks, *blocks))


def _links(sections: Iterable[Section]) -> Iterator[Block]:
    """Yield links to sections further down, by the anchors of their titles."""
    items = tuple((Run(each.title, address=f"#{anchor_of(each.title)}"),) for each in sections)
    if items:
        yield Listing(items, mark="")


def _without_repeated(sections: Iterable[Section], resting: Section) -> Iterator[Section]:
    """Yield sections of lists without the items that stand in the lists of another."""
    parts = (each.blocks for each in resting.blocks if isinstance(each, Section))
    known = {item for part in parts for e in part if isinstance(e, Listing) for item in e.items}
    for section in sections:
        lists = (each for each in section.blocks if isinstance(each, Listing))
        items = tuple(item for each in lists for item in each.items if item not in known)
        if items:
            yield evolve(section, blocks=(Listing(items),))


def _section(title: str, answer: Answer) -> Section:
    document = answer.document()
    return Section(title or document.title, document.blocks)
