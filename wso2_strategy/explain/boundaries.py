"""How far each stated number may move before the recommendation changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from wso2_strategy.advice.decision import ANSWER, check_aspects
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line, Tree
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import JsonKeys, same
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.gateway_group import held
from wso2_strategy.domain.wording import said
from wso2_strategy.explain.sensitivity.field_outcomes import (
    FieldOutcomes,
    outcome_lines,
    outcomes_of,
)
from wso2_strategy.explain.sensitivity.span_wording import noun_of
from wso2_strategy.space.oracle import AsksOracle


@frozen
class Boundaries(Answer):
    """What is recommended for each value of each stated number, one at a time.

    Attributes:
        recommendation: The recommendation.
        fields: The stated numbers with their outcomes, in the order of a requirements file.
    """

    recommendation: Outcome = field(repr=False)
    fields: tuple[FieldOutcomes, ...]

    schema: ClassVar[str] = "wso2-strategy/boundaries/1"
    json_keys: ClassVar[JsonKeys] = same("fields")

    def document(self, *, complete: bool = False) -> Document:
        """Return the boundaries as lines; complete, with numbers that change nothing."""
        catalog = self.recommendation.knowledge.catalog
        shown = [each for each in self.fields if complete or each.matters]
        lines = tuple(_line(each, catalog, complete=complete) for each in shown)
        nothing = Line("No stated number, changed alone, changes the recommendation.")
        groups = map(Line, held(self.recommendation.requirements.gateway_groups))
        return Document("How far each number may move", (Tree((*(lines or (nothing,)), *groups)),))


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
    asked = asks.oracle_beside(recommendation.requirements)
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
    noun = noun_of(found.field, complete=complete)
    head = f"{noun}, stated: {said(found.field.kind, found.stated)}"
    if not found.matters:
        return Line(head, (Line("no value changes the recommendation"),), is_head=True)
    return Line(head, tuple(outcome_lines(found, catalog)), is_head=True)
