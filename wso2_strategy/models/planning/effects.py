"""What uncertain numbers mean for a design: each with the other value it is declared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from wso2_strategy.domain.facts import Requirements
from wso2_strategy.inference.provenance import Assumption
from wso2_strategy.models.availability.call_availability import CallAvailability, call_availability
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.sizing.node_sizes import Sizing, sizing


@frozen
class Effect:
    """What another value of one number would make of a design.

    Attributes:
        assumption: The number, with the other value.
        instead_of: The value that is used.
        sizing: The size of the design then.
        availability: How available API calls would be.
    """

    assumption: Assumption
    instead_of: float
    sizing: Sizing
    availability: CallAvailability

    def to_dict(self) -> dict[str, Any]:
        """Return the effect as JSON-ready values."""
        return {
            "assumption": self.assumption.id,
            "value": self.assumption.value,
            "instead_of": self.instead_of,
            "meaning": self.assumption.meaning,
            "nodes": self.sizing.total_nodes,
            "feasible": self.sizing.feasible,
            "availability": self.availability.to_dict(),
        }


def effects(requirements: Requirements, size: Sizing) -> Iterator[Effect]:
    """Yield what uncertain numbers would change of a sized design, in their order.

    >>> from wso2_strategy.models.sizing.design import Design
    >>> for each in effects(Requirements(), sizing(Design.named("P3", "all"))):
    ...     print(each.assumption.id, each.assumption.value, each.availability.said)
    common_cause_share 0.1 99.928%
    planned_restart_minutes_per_year 60.0 99.987%
    failover_detection_seconds 30.0 99.982%
    """
    target, token_format = requirements.availability.target, requirements.traffic.token_format
    reached = call_availability(size, token_format, target)
    for number in size.assumptions.numbers:
        if number.tried is None or number.tried == number.value:
            continue
        other = size.assumptions.assume({number.id: number.tried})
        resized = sizing(size.design, demand(requirements, other), other)
        then = call_availability(resized, token_format, target)
        if (resized.nodes(), resized.feasible, then) != (size.nodes(), size.feasible, reached):
            yield Effect(other[number.id], number.value, resized, then)
