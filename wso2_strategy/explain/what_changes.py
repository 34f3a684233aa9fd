"""Everything that could change the answer, on one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen

from wso2_strategy.advice.decision import ANSWER, check_aspects
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line, Tree
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import JsonKeys, same
from wso2_strategy.explain.boundaries import Boundaries, boundaries
from wso2_strategy.explain.open_questions import OpenQuestions, open_questions
from wso2_strategy.explain.robustness import Robustness, robustness
from wso2_strategy.space.oracle import AsksOracle


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

    schema: ClassVar[str] = "wso2-strategy/what-changes/1"
    json_keys: ClassVar[JsonKeys] = {
        **same("robustness", "boundaries"),
        "open_questions": "questions",
    }

    def document(self, *, complete: bool = False) -> Document:
        """Return them as lines; complete, with numbers that may move as far as they like."""
        parts: tuple[Answer, ...] = (self.robustness, self.questions)
        if complete:
            parts = (self.robustness, self.boundaries, self.questions)
        documents = [part.document(complete=complete) for part in parts]
        heads = tuple(
            Line(each.title, block.lines, is_head=True)
            for each in documents
            for block in each.blocks
            if isinstance(block, Tree)
        )
        return Document("What would change the recommendation", (Tree(heads),))


def what_changes(
    recommendation: Outcome, asks: AsksOracle, *, aspects: Iterable[str] = ANSWER
) -> WhatChanges:
    """Return everything that could change a recommendation.

    Args:
        recommendation: The recommendation.
        asks: Who gave it.
        aspects: What counts as a change; see `boundaries.boundaries`.

    Raises:
        UnknownNameError: An aspect is not known.
    """
    counted = check_aspects(aspects)
    return WhatChanges(
        robustness(recommendation, asks, aspects=counted),
        boundaries(recommendation, asks, aspects=counted),
        open_questions(recommendation, asks, aspects=counted),
    )
