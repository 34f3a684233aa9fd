"""Which stated facts the recommendation hangs on, and which do not matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from attrs import field, frozen

from wso2_strategy.advice.decision import ANSWER, Aspect, check_aspects
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line, Tree
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.domain.gateway_group import held
from wso2_strategy.domain.kinds import Share
from wso2_strategy.domain.wording import said, series
from wso2_strategy.explain.sensitivity.field_outcomes import (
    FieldOutcomes,
    outcome_lines,
    outcomes_of,
)
from wso2_strategy.explain.sensitivity.span_wording import noun_of
from wso2_strategy.space.fields import StatedField
from wso2_strategy.space.oracle import AsksOracle

_LARGE = 0.1
_NEAR = 0.01
"""How near a limit is, as a share of the number, that is said with all its digits."""

_ASPECTS = {"regions": "layout over regions"}


@frozen
class Robustness(Answer):
    """What each stated fact means for the recommendation, changed one at a time.

    Attributes:
        recommendation: The recommendation.
        decisive: The facts of which another value changes the recommendation, those
            whose numbers are nearest to a boundary first, then the others.
        indifferent: The facts of which no other value does.
        aspects: The aspects of a decision that count.
    """

    recommendation: Outcome = field(repr=False)
    decisive: tuple[FieldOutcomes, ...]
    indifferent: tuple[FieldOutcomes, ...]
    aspects: tuple[Aspect, ...]

    schema: ClassVar[str] = "wso2-strategy/robustness/1"

    def document(self, *, complete: bool = False) -> Document:
        """Return the summary as lines."""
        lines = tuple(self._lines(complete=complete))
        return Document("How robust the recommendation is", (Tree(lines),))

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as JSON-ready values."""
        return {
            "schema": self.schema,
            "decisive": [{**each.to_dict(), "margin": margin(each)} for each in self.decisive],
            "indifferent": [each.field.path for each in self.indifferent],
        }

    def _lines(self, *, complete: bool) -> Iterator[Line]:
        counted = series([f"the {_ASPECTS.get(each, each)}" for each in self.aspects], "or")
        if self.decisive:
            lines = tuple(self._decisive(each, complete=complete) for each in self.decisive)
            yield Line("The answer depends on", lines, is_head=True)
        else:
            yield Line(f"No stated fact, changed alone, changes {counted}", is_head=True)
        if self.indifferent:
            named_ = ", ".join(each.field.words.noun for each in self.indifferent)
            head = f"Changed alone, these do not change {counted}"
            yield Line(head, (Line(named_),), is_head=True)
        yield from map(Line, held(self.recommendation.requirements.gateway_groups))

    def _decisive(self, found: FieldOutcomes, *, complete: bool) -> Line:
        noun = noun_of(found.field, complete=complete)
        nearest = margin(found)
        distance = (
            "" if nearest is None else f"; the nearest change is {_distance(found.field, nearest)}"
        )
        head = f"{noun}: {said(found.field.kind, found.stated)}{distance}"
        # Few digits would put a number that is near a limit on the other side of it.
        roughly = not complete and (nearest is None or nearest > _NEAR)
        catalog = self.recommendation.knowledge.catalog
        return Line(head, tuple(outcome_lines(found, catalog, roughly=roughly)))


def robustness(
    recommendation: Outcome, asks: AsksOracle, *, aspects: Iterable[str] = ANSWER
) -> Robustness:
    """Return which stated facts the recommendation hangs on.

    Args:
        recommendation: The recommendation.
        asks: Who gave it.
        aspects: What counts as a change; see `boundaries`.

    Raises:
        UnknownNameError: An aspect is not known.
    """
    counted = check_aspects(aspects)
    asked = asks.oracle_beside(recommendation.requirements)
    values = asked.form.values_of(recommendation.requirements)
    found = [
        outcomes_of(asked, values, each, counted)
        for each in asked.form.fields
        if values[each.index] is not None and each.path != "name"
    ]
    decisive = sorted((each for each in found if each.matters), key=_nearness)
    return Robustness(
        recommendation,
        tuple(decisive),
        tuple(each for each in found if not each.matters),
        counted,
    )


def margin(found: FieldOutcomes) -> float | None:
    """Return the smallest relative change of a stated number that changes the answer, or None.

    For an availability target it is the change of the downtime that it leaves.
    """
    if not found.field.is_number or not found.stated:
        return None
    whole = 1 - found.stated if isinstance(found.field.kind, Share) else abs(found.stated)
    distances = [
        abs(each.span.nearest(found.stated) - found.stated) / whole for each in found.others
    ]
    return min(distances, default=None)


def _nearness(found: FieldOutcomes) -> tuple[bool, float, int]:
    nearest = margin(found)
    return nearest is None, nearest or 0.0, found.field.index


def _distance(field: StatedField, share: float) -> str:
    """Return how far away a change is: in percent, with digits more where it is near."""
    if isinstance(field.kind, Share):
        return f"{share:.2g} times the downtime away"
    if share > 1:
        return f"at about {1 + share:,.3g} times as much"
    return f"{share:.0%} away" if share >= _LARGE else f"{share:.2%} away"
