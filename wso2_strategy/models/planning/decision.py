"""A decision, and what makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import field, frozen

from wso2_strategy.domain.facts import Requirements
from wso2_strategy.models.sizing.design import Design


@frozen
class Decision:
    """What is recommended for some requirements.

    Attributes:
        design: The pattern, its redundancy and regions.
        platform: The platform's id.
    """

    design: Design
    platform: str = ""

    def __str__(self) -> str:
        layout = f", {self.design.regions} regions" if self.design.regions > 1 else ""
        platform = f" on {self.platform}" if self.platform else ""
        return f"{self.design.pattern.id}{platform}, redundancy {self.design.redundancy}{layout}"


@frozen
class Decider:
    """What makes a decision, and what it looks at.

    Attributes:
        decide: Decides for requirements whose horizon is the month in question.
        cut_points: Per field of `Demand`, the values that it compares the field with.
    """

    decide: Callable[[Requirements], Decision]
    cut_points: Mapping[str, Sequence[float]] = field(factory=dict)
