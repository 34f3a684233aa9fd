"""What is to be run: a design on a platform."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, field, frozen

from wso2_strategy.domain.facts import Requirements
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import Sizing


@frozen
class Deployment:
    """A sized design on a platform; two are equal whatever their size.

    Attributes:
        sizing: The design's size.
        platform: The platform's id.
        design: The pattern, its redundancy and regions, however many nodes a target adds.
    """

    sizing: Sizing = field(eq=False)
    platform: str = ""
    design: Design = field(init=False)

    @design.default
    def _design(self) -> Design:
        return evolve(self.sizing.design, further=())

    def __str__(self) -> str:
        layout = f", {self.design.regions} regions" if self.design.regions > 1 else ""
        platform = f" on {self.platform}" if self.platform else ""
        return f"{self.design.pattern.id}{platform}, redundancy {self.design.redundancy}{layout}"


Recommends = Callable[[Requirements], Deployment]
"""Recommends a deployment that must last for the stated horizon."""
