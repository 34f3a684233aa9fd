"""A capacity plan: the size now and later, spikes, availability and cost, in one answer."""

from __future__ import annotations

from typing import Any

from attrs import evolve, frozen

from wso2_strategy.document.json_values import json_ready
from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.errors import require
from wso2_strategy.models.availability.call_availability import call_availability, call_uses
from wso2_strategy.models.availability.flow_availability import FlowAvailability, availability
from wso2_strategy.models.availability.use import CALL
from wso2_strategy.models.figure import Figure
from wso2_strategy.models.planning.cost import Cost, Prices, cheapest_first, cost, with_resources
from wso2_strategy.models.planning.deployment import Deployment, Recommends
from wso2_strategy.models.planning.effects import Effect, effects
from wso2_strategy.models.planning.spike import Spike, spike
from wso2_strategy.models.planning.timeline import Timeline, timeline
from wso2_strategy.models.sizing.node_sizes import Sizing, sizing

SCHEMA = "wso2-strategy/plan/1"

_FLOWS = ("token", "publish")
"""What else than calling APIs is looked at."""


@frozen
class Plan:
    """What a decision means in numbers.

    Attributes:
        deployment: What is recommended for the stated horizon.
        timeline: How load, nodes and recommendation develop.
        spike: How it carries the stated spike, or None if none is stated.
        availability: How available its main uses are.
        costs: What every pattern takes with the same redundancy, the cheapest first.
        effects: What uncertain numbers would change.
        target: The availability that is asked for, if one is stated.
    """

    deployment: Deployment
    timeline: Timeline
    spike: Spike | None
    availability: tuple[FlowAvailability, ...]
    costs: tuple[Cost, ...]
    effects: tuple[Effect, ...]
    target: float | None = None

    @property
    def sizing(self) -> Sizing:
        """The size of what is recommended."""
        return self.deployment.sizing

    def figures(self) -> tuple[Figure, ...]:
        """Return nodes, requests in flight and availability, with all they follow from."""
        in_flight = self.sizing.concurrency_figure()
        return (
            *self.sizing.figures(),
            *([in_flight] if in_flight else []),
            self.availability[0].figure(),
        )

    def meets_target(self, flow: FlowAvailability) -> bool | None:
        """Return whether API calls are as available as is asked for; None of all else."""
        require(flow, FlowAvailability)
        is_call = flow.use.flow == CALL.flow
        return flow.meets(self.target) if is_call and self.target is not None else None

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON-ready values; `schema` names the version."""
        return {
            "schema": SCHEMA,
            "decision": str(self.deployment),
            "pattern": self.sizing.pattern,
            "platform": self.deployment.platform,
            "sizing": with_resources(
                self.sizing.to_dict(), self.deployment.platform, self.sizing.assumptions
            ),
            **self.timeline.to_dict(),
            "spike": json_ready(self.spike),
            "target": self.target,
            "availability": [
                {**flow.to_dict(), "meets_target": self.meets_target(flow)}
                for flow in self.availability
            ],
            "costs": json_ready(self.costs),
            "effects": json_ready(self.effects),
        }


def plan(
    requirements: Requirements,
    recommends: Recommends,
    months: int | None = None,
    prices: Prices | None = None,
    assumptions: Assumptions = ASSUMPTIONS,
) -> Plan:
    """Return the plan for some requirements.

    Args:
        requirements: What is stated.
        recommends: What makes the recommendations.
        months: How many months to look ahead, up to 120; by default 24, or a longer horizon.
        prices: Price of one node per month, by component.
        assumptions: The numbers to use.

    Raises:
        UnknownNameError: A price is for something that is no component.
        RequirementsError: There are no such months.

    >>> from wso2_strategy.domain.facts import Traffic
    >>> from wso2_strategy.models.sizing.design import Design
    >>> from wso2_strategy.models.load.demand import demand
    >>> def always_p1(requirements):
    ...     return Deployment(sizing(Design.named("P1"), demand(requirements)))
    >>> growing = Requirements(traffic=Traffic(peak_tps=300, annual_growth=1.0))
    >>> [str(event) for event in plan(growing, always_p1).timeline.events]
    ['month 21: the load needs 3 All-in-One nodes, 2 at most are possible']
    """
    deployment = recommends(requirements)
    size = deployment.sizing
    design, load = size.design, size.demand
    token_format = requirements.traffic.token_format
    others = [
        evolve(design, pattern=each)
        for each in design.catalog.arrangements("pattern")
        if design.layout is None or each.spans(design.layout)
    ]
    calls = [*call_uses(size, token_format)]
    uses = [*calls, *(evolve(calls[0], flow=flow) for flow in _FLOWS)]
    return Plan(
        deployment=deployment,
        timeline=timeline(requirements, recommends, months, assumptions),
        spike=spike(design, requirements, assumptions, platform=deployment.platform),
        availability=tuple(availability(design, assumptions, use) for use in uses),
        costs=cheapest_first(
            _with_availability(cost(each, prices), each, requirements)
            for each in (sizing(other, load, assumptions) for other in others)
        ),
        effects=tuple(effects(requirements, size)),
        target=requirements.availability.target,
    )


def _with_availability(found: Cost, size: Sizing, requirements: Requirements) -> Cost:
    if found.reasons:
        return found
    token_format, target = requirements.traffic.token_format, requirements.availability.target
    return evolve(found, availability=call_availability(size, token_format, target))
