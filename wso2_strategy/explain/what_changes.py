"""Everything that could change the answer, on one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from attrs import frozen

from wso2_strategy.explain.decision import ANSWER, check_aspects
from wso2_strategy.explain.outline import Answer, Line

if TYPE_CHECKING:
    from wso2_strategy.explain.boundaries import Boundaries
    from wso2_strategy.explain.questions import OpenQuestions
    from wso2_strategy.explain.robustness import Robustness
    from wso2_strategy.recommendation import Recommendation

SCHEMA = "wso2-strategy/what-changes/1"


@frozen
class WhatChanges(Answer):
    """What stated and what missing facts could change a recommendation.

    Attributes:
        robustness: What the recommendation hangs on.
        boundaries: How far each number may move.
        questions: What is still open.
    """

    robustness: Robustness
    boundaries: Boundaries
    questions: OpenQuestions

    def outline(self, *, complete: bool = False) -> Line:
        """Return them as lines; complete, with numbers that may move as far as they like."""
        parts: tuple[Answer, ...] = (self.robustness, self.questions)
        if complete:
            parts = (self.robustness, self.boundaries, self.questions)
        lines = tuple(part.outline(complete=complete) for part in parts)
        heads = tuple(Line(each.text, each.children, is_head=True) for each in lines)
        return Line("What would change the recommendation", heads)

    def to_dict(self) -> dict[str, Any]:
        """Return the three as JSON-ready values."""
        return {
            "schema": SCHEMA,
            "robustness": self.robustness.to_dict(),
            "boundaries": self.boundaries.to_dict(),
            "open_questions": self.questions.to_dict(),
        }


def what_changes(recommendation: Recommendation, *, aspects: Iterable[str] = ANSWER) -> WhatChanges:
    """Return everything that could change a recommendation.

    Args:
        recommendation: The recommendation.
        aspects: What counts as a change; see `boundaries.boundaries`.

    Raises:
        UnknownNameError: An aspect is not known.
    """
    counted = check_aspects(aspects)
    return WhatChanges(
        recommendation.robustness(aspects=counted),
        recommendation.boundaries(aspects=counted),
        recommendation.open_questions(aspects=counted),
    )
