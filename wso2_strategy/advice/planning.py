"""Plans of recommendations: the models asked about an advisor's answers over time."""

from __future__ import annotations

from wso2_strategy.advice.outcome import Asks, Outcome
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.models.planning.cost import Prices
from wso2_strategy.models.planning.deployment import Deployment, Recommends
from wso2_strategy.models.planning.plan import Plan, plan
from wso2_strategy.models.planning.timeline import Timeline, timeline


def plan_for(
    recommendation: Outcome,
    asks: Asks,
    months: int | None = None,
    prices: Prices | None = None,
) -> Plan:
    """Return size, timeline, spikes, availability and cost of a recommendation.

    Args:
        recommendation: What is recommended.
        asks: Who recommends it.
        months: How many months to look ahead, up to 120; by default 24, or a longer horizon.
        prices: Price of one node per month, by component.

    Raises:
        UnknownNameError: A price is for something that is no component.
        RequirementsError: There are no such months.
    """
    stated, assumptions = recommendation.requirements, recommendation.assumptions
    return plan(stated, _deployments_of(asks), months, prices, assumptions)


def timeline_for(recommendation: Outcome, asks: Asks, months: int | None = None) -> Timeline:
    """Return how load, nodes and recommendation develop month by month; see `plan_for`."""
    stated, assumptions = recommendation.requirements, recommendation.assumptions
    return timeline(stated, _deployments_of(asks), months, assumptions)


def _deployments_of(asks: Asks) -> Recommends:
    def recommended(requirements: Requirements) -> Deployment:
        found = asks.advise(requirements)
        return Deployment(found.sizing, found.platform.id)

    return recommended
