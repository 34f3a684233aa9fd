"""How far each stated number may move before the recommendation changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from wso2_strategy.advice.decision import ANSWER, Aspect, Decision, check_aspects
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line, Tree
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.domain.wording import said
from wso2_strategy.explain.field_outcomes import FieldOutcomes, named, outcomes_of
from wso2_strategy.explain.span_wording import span_said
from wso2_strategy.space.oracle import AsksOracle

if TYPE_CHECKING:
    from wso2_strategy.domain.catalog import Catalog

SCHEMA = "wso2-strategy/boundaries/1"


@frozen
class Boundaries(Answer):
    """What is recommended for each value of each stated number, one at a time.

    Attributes:
        recommendation: The recommendation.
        asks: Who gave it.
        fields: The stated numbers with their outcomes, in the order of a requirements file.
    """

    recommendation: Outcome = field(repr=False)
    fields: tuple[FieldOutcomes, ...]

    def document(self, *, complete: bool = False) -> Document:
        """Return the boundaries as lines; complete, with numbers that change nothing."""
        catalog = self.recommendation.knowledge.catalog
        shown = [each for each in self.fields if complete or each.matters]
        lines = tuple(_line(each, catalog, complete=complete) for each in shown)
        nothing = Line("No stated number, changed alone, changes the recommendation.")
        return Document("How far each number may move", (Tree(lines or (nothing,)),))

    def to_dict(self) -> dict[str, Any]:
        """Return the boundaries as JSON-ready values."""
        return {"schema": SCHEMA, "fields": [outcomes_record(each) for each in self.fields]}


def boundaries(
    recommendation: Outcome, asks: AsksOracle, *, aspects: Iterable[str] = ANSWER
) -> Boundaries:
    """Return at which values of stated numbers the recommendation changes.

    Every boundary is exact: its number gives the new answer, and the next smaller
    one the old.

    Args:
        recommendation: The recommendation.
        asks: Who gave it.
        aspects: What counts as a change: ``pattern``, ``redundancy``, ``regions``
            or ``platform``; by default another pattern or platform.

    Raises:
        UnknownNameError: An aspect is not known.
    """
    counted = check_aspects(aspects)
    asked = asks.oracle
    values = asked.form.values_of(recommendation.requirements)
    return Boundaries(
        recommendation,
        tuple(
            outcomes_of(asked, values, each, counted)
            for each in asked.form.fields
            if each.is_number and values[each.index] is not None
        ),
    )


def _line(found: FieldOutcomes, catalog: Catalog, *, complete: bool) -> Line:
    noun = found.field.words.noun + (f" ({found.field.path})" if complete else "")
    head = f"{noun}, stated: {said(found.field.kind, found.stated)}"
    if not found.matters:
        return Line(head, (Line("no value changes the recommendation"),), is_head=True)
    return Line(head, tuple(outcome_lines(found, catalog)), is_head=True)


def outcome_lines(found: FieldOutcomes, catalog: Catalog) -> Iterator[Line]:
    """Yield a line for each outcome of a number, and for other fields for each other outcome."""
    aspects = told_apart(found.aspects, [each.decision for each in found.outcomes])
    for each in found.outcomes if found.field.is_number else found.others:
        now = ", as it is now" if found.stated in each.span else ""
        yield Line(f"{span_said(each.span)}: {named(each.decision, aspects, catalog)}{now}")


def told_apart(aspects: tuple[Aspect, ...], decisions: Sequence[Decision]) -> tuple[Aspect, ...]:
    """Return the aspects in which decisions differ, or the first where they do not."""
    differing = {name for each in decisions for name in decisions[0].differences(each)}
    return tuple(each for each in aspects if each in differing) or aspects[:1]


def outcomes_record(found: FieldOutcomes) -> dict[str, Any]:
    """Return the outcomes of one field as JSON-ready values."""
    return {
        "path": found.field.path,
        "stated": _plain(found.stated),
        "outcomes": [
            {
                **_span_record(each.span),
                **{aspect: getattr(each.decision, aspect) for aspect in found.aspects},
                "is_current": not found.current.differences(each.decision, found.aspects),
            }
            for each in found.outcomes
        ],
    }


def _span_record(span: Any) -> dict[str, Any]:
    if span.words:
        return {"values": [_plain(each) for each in span.words]}
    return {"low": span.low, "high": span.high}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
