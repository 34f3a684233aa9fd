"""The decision as an architecture decision record, in the form of MADR."""

from __future__ import annotations

from collections.abc import Iterator

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Listing, Section, Table
from wso2_strategy.document.document import Document
from wso2_strategy.domain.conclusions import Selection
from wso2_strategy.explain.open_questions import OpenQuestions
from wso2_strategy.explain.robustness import Robustness
from wso2_strategy.models.planning.plan import Plan
from wso2_strategy.output import plan_document, plan_tables
from wso2_strategy.output import recommendation_document as advised
from wso2_strategy.output.citations import Citations
from wso2_strategy.output.report.foundations import by_default, stated

_PROBLEM = "Where will WSO2 API Manager run, and how are its components arranged?"


def decision_record(
    recommendation: Outcome, plan: Plan, robustness: Robustness, questions: OpenQuestions
) -> Document:
    """Return the record: context, options, decision, consequences and assumptions."""
    citations = Citations()
    name = recommendation.requirements.name
    title = "Deployment of WSO2 API Manager"
    return Document(
        f"{title} for {name}" if name else title,
        (
            Table((), (("Status", "proposed"),)),
            Section("Context and Problem Statement", (_PROBLEM, stated(recommendation))),
            Section("Decision Drivers", tuple(_drivers(recommendation, citations))),
            Section("Considered Options", tuple(_options(recommendation))),
            Section("Decision Outcome", tuple(_outcome(recommendation, plan, citations))),
            Section(
                "Pros and Cons of the Options", tuple(_compared(recommendation, plan, citations))
            ),
            Section("Assumptions", tuple(_assumptions(recommendation, citations))),
            Section(
                "More Information",
                tuple(
                    Section(each.title, each.blocks)
                    for each in (robustness.document(), questions.document())
                ),
            ),
            citations.section(),
        ),
    )


def _drivers(recommendation: Outcome, citations: Citations) -> Iterator[Section]:
    yield from advised.conflicts(recommendation, citations)
    yield advised.needs(recommendation, citations)


def _options(recommendation: Outcome) -> Iterator[str | Listing]:
    chosen = recommendation.pattern, recommendation.region_layout
    for first in (each for each in chosen if each is not None):
        others = (each.pattern for each in recommendation.alternatives)
        options = (first, *(each for each in others if each.dimension == first.dimension))
        if first.dimension == "regions":
            yield "Over regions:"
        yield Listing(tuple(f"{each.id} {each.name}" for each in options))


def _outcome(
    recommendation: Outcome, plan: Plan, citations: Citations
) -> Iterator[str | Section | Table]:
    decision, *rest = advised.answer(recommendation, citations).blocks
    (chosen,) = (
        each for each in recommendation.inference.of(Selection) if each.subject == "pattern"
    )
    because = map(citations.cited, recommendation.reasons_for(chosen))
    yield " ".join([f"Chosen option: {decision}", *because])
    marks = plan_document.size_marks(recommendation, citations)
    lasting = plan_document.how_long(plan, recommendation.knowledge.catalog, marks)
    yield Section("", (*lasting, *rest))
    yield Section("Consequences", (Listing(tuple(_consequences(recommendation, citations))),))
    yield advised.platforms(recommendation, citations)
    yield advised.sizing(recommendation, citations)
    yield plan_document.changes(recommendation, plan.timeline)
    yield from advised.migration(recommendation, citations)


def _consequences(recommendation: Outcome, citations: Citations) -> Iterator[str]:
    """Yield what follows for better or worse."""
    reached = recommendation.availability
    assumed = citations.assumed(recommendation.assumptions["node_availability"])
    verdict = "Bad" if reached.meets_target is False else "Good"
    yield f"{verdict}, because: {reached.sentence} {assumed}"
    urgent = [each for each in recommendation.advice if not each.is_note]
    yield from (f"Bad, because: {sentence}" for sentence in advised.advised(urgent, citations))


def _compared(recommendation: Outcome, plan: Plan, citations: Citations) -> Iterator[Section]:
    for each in recommendation.alternatives:
        bad = f"Bad, because: {each.reason} {citations.marks(each.reasons)}".rstrip()
        yield Section(f"{each.pattern.id} {each.pattern.name}", (Listing((bad,)),))
    catalog = recommendation.knowledge.catalog
    sufficient = plan_document.sufficient(recommendation, plan)
    marks = plan_document.size_marks(recommendation, citations)
    yield plan_tables.costs(plan, catalog, sufficient, citations, marks)


def _assumptions(recommendation: Outcome, citations: Citations) -> Iterator[Section]:
    yield from by_default(recommendation, citations)
    yield from advised.numbers(recommendation, citations)
