"""A capacity plan: the size now and later, spikes, availability and cost, in one answer."""

from __future__ import annotations

from typing import Any

from attrs import asdict, evolve, frozen

from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.models.availability.flow_availability import (
    FlowAvailability,
    Use,
    at_full_load,
    availability,
)
from wso2_strategy.models.figure import Figure
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.planning.cost import Cost, Prices, cheapest_first, cost
from wso2_strategy.models.planning.decision import Decider, Decision
from wso2_strategy.models.planning.spike import Spike, spike
from wso2_strategy.models.planning.timeline import Timeline, months_ahead, timeline
from wso2_strategy.models.sizing.node_sizes import Sizing, sizing

SCHEMA = "wso2-strategy/plan/1"

_FLOWS = ("api-call", "token", "publish")


@frozen
class Plan:
    """What a decision means in numbers.

    Attributes:
        decision: What is recommended for the stated horizon.
        sizing: Its size.
        timeline: How load, nodes and recommendation develop.
        spike: How it carries the stated spike, or None if none is stated.
        availability: How available its main uses are.
        costs: What every pattern takes with the same redundancy, the cheapest first.
        target: The availability that is asked for, if one is stated.
    """

    decision: Decision
    sizing: Sizing
    timeline: Timeline
    spike: Spike | None
    availability: tuple[FlowAvailability, ...]
    costs: tuple[Cost, ...]
    target: float | None = None

    def figures(self) -> tuple[Figure, ...]:
        """Return nodes, requests in flight and availability, with all they follow from."""
        in_flight = self.sizing.concurrency_figure()
        return (
            *self.sizing.figures(),
            *([in_flight] if in_flight else []),
            self.availability[0].figure(),
        )

    def meets_target(self, flow: FlowAvailability) -> bool | None:
        """Return whether a use is as available as is asked for; None if nothing is."""
        return None if self.target is None else flow.meets(self.target)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON-ready values; `schema` names the version."""
        return {
            "schema": SCHEMA,
            "decision": str(self.decision),
            "pattern": self.sizing.pattern,
            "platform": self.decision.platform,
            "sizing": self.sizing.to_dict(),
            "lasts_until": self.timeline.lasts_until,
            "events": [asdict(event) for event in self.timeline.events],
            "months": [
                {**asdict(month), "total_nodes": month.total_nodes}
                for month in self.timeline.months
            ],
            "phases": [phase.to_dict() for phase in self.timeline.phases],
            "spike": None if self.spike is None else asdict(self.spike),
            "target": self.target,
            "availability": [
                {**flow.to_dict(), "meets_target": self.meets_target(flow)}
                for flow in self.availability
            ],
            "costs": [_cost(each) for each in self.costs],
        }


def plan(
    requirements: Requirements,
    decider: Decider,
    months: int | None = None,
    prices: Prices | None = None,
    assumptions: Assumptions = ASSUMPTIONS,
) -> Plan:
    """Return the plan for some requirements.

    Args:
        requirements: What is stated.
        decider: What makes the decisions.
        months: How many months to look ahead; by default 24, or a longer horizon.
        prices: Price of one node per month, by component.
        assumptions: The numbers to use.

    Raises:
        UnknownNameError: A price is for something that is no component.

    >>> from wso2_strategy.domain.facts import Traffic
    >>> from wso2_strategy.models.sizing.design import Design
    >>> always_p1 = Decider(lambda requirements: Decision(Design.named("P1")))
    >>> growing = Requirements(traffic=Traffic(peak_tps=300, annual_growth=1.0))
    >>> [str(event) for event in plan(growing, always_p1).timeline.events]
    ['month 21: the load needs 3 All-in-One nodes, 2 at most are possible']
    """
    if months is None:
        months = months_ahead(requirements, assumptions)
    decision = decider.decide(requirements)
    load = demand(requirements, assumptions)
    token_format = requirements.traffic.token_format or "jwt"
    catalog = decision.design.catalog
    others = [evolve(decision.design, pattern=each) for each in catalog.arrangements("pattern")]
    size = sizing(decision.design, load, assumptions)
    uses = [Use(flow, token_format) for flow in _FLOWS]
    if load is not None and load.design_tps is not None and size.feasible:
        uses.insert(1, at_full_load(size.region_counts, token_format))
    return Plan(
        decision=decision,
        sizing=size,
        timeline=timeline(requirements, months, decider, assumptions),
        spike=spike(decision.design, requirements, assumptions, platform=decision.platform),
        availability=tuple(availability(decision.design, assumptions, use) for use in uses),
        costs=cheapest_first(cost(sizing(each, load, assumptions), prices) for each in others),
        target=requirements.availability.target,
    )


def _cost(each: Cost) -> dict[str, Any]:
    money = None if each.per_month is None else str(each.per_month)
    return {**asdict(each), "per_month": money}
