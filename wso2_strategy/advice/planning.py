"""Plans of recommendations: the models asked about an advisor's decisions over time."""

from __future__ import annotations

from collections.abc import Iterable

from wso2_strategy.advice.outcome import Asks, Outcome
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.inference import Rule
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.planning.cost import Prices
from wso2_strategy.models.planning.decision import Decider, Decision
from wso2_strategy.models.planning.plan import Plan, plan
from wso2_strategy.models.planning.timeline import Timeline, months_ahead, timeline


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
        months: How many months to look ahead; by default 24, or a longer horizon.
        prices: Price of one node per month, by component.

    Raises:
        UnknownNameError: A price is for something that is no component.
    """
    decider = decider_for(asks)
    stated, assumptions = recommendation.requirements, recommendation.assumptions
    return plan(stated, decider, months, prices, assumptions)


def timeline_for(recommendation: Outcome, asks: Asks, months: int | None = None) -> Timeline:
    """Return how load, nodes and recommendation develop month by month."""
    decider = decider_for(asks)
    stated, assumptions = recommendation.requirements, recommendation.assumptions
    if months is None:
        months = months_ahead(stated, assumptions)
    return timeline(stated, months, decider, assumptions)


def decider_for(asks: Asks) -> Decider:
    """Return what makes an advisor's decisions, with the loads at which they may change."""

    def decide(requirements: Requirements) -> Decision:
        found = asks.advise(requirements)
        return Decision(found.design, found.platform.id)

    return Decider(decide, cut_points(asks.base.rules))


def cut_points(rules: Iterable[Rule]) -> dict[str, tuple[float, ...]]:
    """Return the values that rules compare fields of `Demand` with, by field.

    >>> from wso2_strategy import Need, fact, sources
    >>> rule = Rule(
    ...     id="traffic.high", when=fact(Demand).design_tps > 5000, then=Need("redundancy"),
    ...     because="High traffic.", source=sources.SCALING, basis="assumed")
    >>> cut_points([rule])
    {'design_tps': (5000.0,)}
    """
    found: dict[str, set[float]] = {}
    for rule in rules:
        for atom in rule.when.atoms():
            if isinstance(atom, Test) and atom.variable.fact_class is Demand and atom.field:
                constant = atom.constant
                if isinstance(constant, int | float) and not isinstance(constant, bool):
                    found.setdefault(atom.field.name, set()).add(constant)
    return {name: tuple(sorted(found[name])) for name in sorted(found)}
