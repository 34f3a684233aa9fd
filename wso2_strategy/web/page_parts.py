"""What the page shows of an answer: the sections of the report, and where numbers flip it.

Every sentence is one that a document of the library has; the page only puts them in places.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import evolve

from wso2_strategy.advice.strict_yaml import write
from wso2_strategy.document.blocks import Section
from wso2_strategy.document.html import HtmlWriter
from wso2_strategy.domain.facts import stated
from wso2_strategy.domain.kinds import Kind, Number, Share
from wso2_strategy.explain.interview import Interview
from wso2_strategy.explain.open_questions import consequences, open_questions
from wso2_strategy.explain.sensitivity.field_outcomes import (
    FieldOutcomes,
    named,
    outcome_lines,
    told_apart,
)
from wso2_strategy.output import recommendation_document as advised
from wso2_strategy.output.citations import Citations
from wso2_strategy.output.report.decision_report import decision, growth
from wso2_strategy.output.report.topology_sections import picture

if TYPE_CHECKING:
    from wso2_strategy.api import Recommendation
    from wso2_strategy.domain.catalog import Catalog

_LEVEL = 2
"""Of the headings; the title of the page stands above them."""


def shown_answer(found: Recommendation) -> dict[str, Any]:
    """Return what is recommended as HTML, in two parts, and what was stated as a file.

    Between the two the page has what `shown_limits` says.
    """
    citations = Citations()
    decided, further = tuple(_decided(found, citations)), tuple(_further(found, citations))
    writer = HtmlWriter(citations.anchors, level=_LEVEL, anchored=True)
    return {
        "schema": "wso2-strategy/shown-answer/1",
        "requirements": write(stated(found.requirements)),
        "decided": writer.written(decided),
        "further": writer.written(further),
    }


def _decided(found: Recommendation, citations: Citations) -> Iterator[Section]:
    yield decision(found, found.plan(), citations)
    yield from advised.conflicts(found, citations)
    yield picture(found)
    yield advised.needs(found, citations)
    yield advised.platforms(found, citations)


def _further(found: Recommendation, citations: Citations) -> Iterator[Section]:
    size = advised.sizing(found, citations)
    yield growth(found, found.plan(), citations, said=size.blocks)
    yield from advised.cautions_and_notes(found, citations)
    yield size
    yield advised.alternatives(found, citations)
    yield from advised.migration(found, citations)
    yield evolve(citations.section(), is_folded=True)


def shown_limits(found: Recommendation) -> dict[str, Any]:
    """Return at which values of stated numbers the answer flips, and what is still open.

    The limits of a number are exact, and `said` has the sentence for each part of its values.
    What the interview would ask first comes first; `closing` says in HTML what stands where
    nothing is open, or only several facts together.
    """
    catalog, limits = found.knowledge.catalog, found.boundaries()
    asked = open_questions(found, found.advisor, jointly=False)
    first = Interview(found.advisor, found.requirements).question()
    questions = sorted(asked.questions, key=lambda each: first is None or each.field != first.field)
    asks = asked.document()
    closing = () if questions else asks.blocks
    return {
        "schema": "wso2-strategy/shown-limits/1",
        "limits": {
            "title": limits.document().title,
            "numbers": [_number(each, catalog) for each in limits.fields],
        },
        "open": {
            "title": asks.title,
            "questions": [
                {
                    "path": each.field.path,
                    "question": each.field.words.question,
                    "consequences": list(consequences(each, catalog)),
                }
                for each in questions
            ],
            "closing": HtmlWriter(level=_LEVEL, anchored=False).written(closing),
        },
    }


def _number(found: FieldOutcomes, catalog: Catalog) -> dict[str, Any]:
    aspects = told_apart(found.aspects, [each.decision for each in found.outcomes])
    record = found.to_dict() | _written(found.field.kind)
    lines = outcome_lines(found, catalog)
    for outcome, known, line in zip(record["outcomes"], found.outcomes, lines, strict=True):
        outcome |= {"answer": named(known.decision, aspects, catalog), "said": line.text}
    return record


def _written(kind: Kind) -> dict[str, Any]:
    """Return how a value is written: times what, and with what behind it."""
    if isinstance(kind, Share):
        return {"times": 100, "unit": "%"}
    if isinstance(kind, Number) and kind.percent_unit:
        return {"times": 100, "unit": f"% {kind.percent_unit}"}
    return {"times": 1, "unit": f" {kind.unit}".rstrip() if isinstance(kind, Number) else ""}
