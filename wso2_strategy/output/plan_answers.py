"""Plans and timelines as answers: numbers of the models, with what people read of them."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import field, frozen

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import json_ready
from wso2_strategy.models.planning.plan import SCHEMA, Plan
from wso2_strategy.models.planning.timeline import Timeline
from wso2_strategy.output.plan_document import plan_document, timeline_document


@frozen
class RecommendedPlan(Plan, Answer):
    """The plan for a recommendation.

    Attributes:
        recommendation: What is recommended.
    """

    recommendation: Outcome = field(kw_only=True, repr=False, eq=False)

    schema: ClassVar[str] = SCHEMA

    def document(self, *, complete: bool = False) -> Document:
        """Return the plan; complete, with every month, and the arithmetic behind every number."""
        return plan_document(self.recommendation, self, complete=complete)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON-ready values; `schema` names the version."""
        found: dict[str, Any] = json_ready(super().to_dict())
        return found


@frozen
class RecommendedTimeline(Timeline, Answer):
    """How the load and a recommendation for it develop.

    Attributes:
        recommendation: What is recommended.
    """

    recommendation: Outcome = field(kw_only=True, repr=False, eq=False)

    schema: ClassVar[str] = "wso2-strategy/timeline/1"

    def document(self, *, complete: bool = False) -> Document:
        """Return what changes when, and load and nodes; complete, with every month."""
        return timeline_document(self.recommendation, self, complete=complete)

    def to_dict(self) -> dict[str, Any]:
        """Return the timeline as JSON-ready values; `schema` names the version."""
        return {"schema": self.schema, **json_ready(super().to_dict())}
