"""How long a recommendation lasts: month by month, and the months in which it changes.

Every month is asked on its own, as if the deployment had to last until then. So whatever
rules compare, and in whichever direction, a change is found in the month in which it happens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise
from typing import Any, Literal

from attrs import evolve, frozen

from wso2_strategy.document.json_values import json_ready
from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.domain.kinds import Number
from wso2_strategy.errors import RequirementsError
from wso2_strategy.models.load.growth import compounded, stated_growth
from wso2_strategy.models.planning.deployment import Deployment, Recommends
from wso2_strategy.models.sizing.node_sizes import Sizing

MAX_MONTHS = 120
_FEWEST_MONTHS = 24
_MONTHS = Number(low=0, high=MAX_MONTHS, whole=True, unit="months")

EventKind = Literal["recommendation", "nodes", "limit"]


@frozen
class Month:
    """One month of a plan.

    Attributes:
        month: Months from now.
        peak_tps: Sustained peak, in requests/s, if one is stated.
        design_tps: What the gateways must carry, in requests/s, if it is known.
        pattern: The recommended pattern's id.
        nodes: WSO2 nodes per component.
        feasible: Whether the recommended design carries the load.
    """

    month: int
    peak_tps: float | None
    design_tps: float | None
    pattern: str
    nodes: Mapping[str, int]
    feasible: bool

    @property
    def total_nodes(self) -> int:
        """WSO2 nodes of all components."""
        return sum(self.nodes.values())


@frozen
class Event:
    """Something that changes.

    Attributes:
        month: The first whole month in which it has changed.
        kind: ``recommendation``, ``nodes`` of a component, or a ``limit`` that is passed.
        subject: The component, or empty.
        before: What was.
        after: What is.
    """

    month: int
    kind: EventKind
    subject: str
    before: str
    after: str

    def __str__(self) -> str:
        subject = f"{self.subject}: " if self.subject else ""
        change = f"{self.before} -> {self.after}" if self.before else self.after
        return f"month {self.month}: {subject}{change}"


@frozen
class Phase:
    """Months in a row in which recommendation, nodes and fit stay the same.

    Attributes:
        first: Its first month.
        last: Its last month, or the last one looked at.
        deployment: What is recommended, in its size for the load of the first month.
    """

    first: int
    last: int
    deployment: Deployment

    @property
    def sizing(self) -> Sizing:
        """The size for the load of the first month."""
        return self.deployment.sizing

    def to_dict(self) -> dict[str, Any]:
        """Return the phase as JSON-ready values."""
        return {
            "first": self.first,
            "last": self.last,
            "decision": str(self.deployment),
            "pattern": self.sizing.pattern,
            "platform": self.deployment.platform,
            "redundancy": self.sizing.redundancy,
            "nodes": self.sizing.nodes(),
            "total_nodes": self.sizing.total_nodes,
            "feasible": self.sizing.feasible,
        }


@frozen
class Timeline:
    """A plan for some months.

    Attributes:
        months: Every month, the present one first.
        events: What changes, in order.
        phases: The times between changes, in order; together they are all months.
    """

    months: tuple[Month, ...]
    events: tuple[Event, ...]
    phases: tuple[Phase, ...]

    @property
    def lasts_until(self) -> int | None:
        """The first month with another recommendation than now, or None if there is none."""
        return next((e.month for e in self.events if e.kind == "recommendation"), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the timeline as JSON-ready values."""
        return {
            "lasts_until": self.lasts_until,
            "events": json_ready(self.events),
            "months": [
                {**json_ready(month), "total_nodes": month.total_nodes} for month in self.months
            ],
            "phases": json_ready(self.phases),
        }


def timeline(
    requirements: Requirements,
    recommends: Recommends,
    months: int | None = None,
    assumptions: Assumptions = ASSUMPTIONS,
) -> Timeline:
    """Return how load, nodes and recommendation develop.

    A load that shrinks changes nothing: the deployment was built for its largest.

    Args:
        requirements: What is stated; its growth is followed, its horizon is not.
        recommends: What makes the recommendations.
        months: How many months to look ahead, up to 120; by default two years, or a longer
            horizon that is stated.
        assumptions: The numbers to use.

    Raises:
        RequirementsError: There are no such months.

    >>> from wso2_strategy.domain.facts import Traffic
    >>> from wso2_strategy.models.load.demand import demand
    >>> from wso2_strategy.models.sizing.design import Design
    >>> from wso2_strategy.models.sizing.node_sizes import sizing
    >>> def outgrow(requirements):
    ...     load = demand(requirements)
    ...     pattern = "P1" if load.design_tps <= 1000 else "P2"
    ...     return Deployment(sizing(Design.named(pattern, "all"), load))
    >>> startup = Requirements(traffic=Traffic(peak_tps=300, annual_growth=1.0))
    >>> plan = timeline(startup, outgrow, 24)
    >>> plan.lasts_until, [str(event) for event in plan.events][0]
    (21, 'month 21: P1, redundancy all -> P2, redundancy all')
    """
    last = _last_month(requirements, months, assumptions)
    growth, peak = requirements.traffic.annual_growth or 0.0, requirements.traffic.peak_tps
    course = [recommends(_lasting(requirements, 0))]
    for month in range(1, last + 1):
        # Nodes stay where a load shrinks, and without growth every month asks the same.
        course.append(recommends(_lasting(requirements, month)) if growth > 0 else course[0])
    phases = []
    for _, same in groupby(enumerate(course), key=lambda each: _outcome(each[1])):
        (first, deployment), *more = same
        phases.append(Phase(first, first + len(more), deployment))
    return Timeline(
        months=tuple(
            Month(
                month=month,
                peak_tps=None if peak is None else peak * compounded(growth, month),
                design_tps=size.demand.design_tps if size.demand else None,
                pattern=size.pattern,
                nodes=size.nodes(),
                feasible=size.feasible,
            )
            for month, size in enumerate(each.sizing for each in course)
        ),
        events=tuple(event for pair in pairwise(phases) for event in _changes(*pair)),
        phases=tuple(phases),
    )


def _last_month(requirements: Requirements, months: int | None, assumptions: Assumptions) -> int:
    if months is None:
        _, horizon = stated_growth(requirements.traffic, assumptions)
        return max(_FEWEST_MONTHS, horizon)
    try:
        return int(_MONTHS.read(months))
    except ValueError as error:
        raise RequirementsError("plan", [f"months: {error}"]) from None


def _lasting(requirements: Requirements, months: int) -> Requirements:
    """Return the requirements of a deployment that must last until a month."""
    return evolve(requirements, traffic=evolve(requirements.traffic, horizon_months=months))


def _outcome(deployment: Deployment) -> tuple[object, ...]:
    """Return what a reader would call a change, if it were another."""
    size = deployment.sizing
    return deployment, size.nodes(), size.clusters, size.feasible


def _changes(before: Phase, after: Phase) -> Iterator[Event]:
    month = after.first
    if before.deployment != after.deployment:
        yield Event(month, "recommendation", "", str(before.deployment), str(after.deployment))
    old, new = before.sizing, after.sizing
    if new.reasons and not old.reasons:
        yield Event(month, "limit", "", "", "; ".join(new.reasons))
    if new.clusters > old.clusters:
        yield Event(month, "limit", "clusters", str(old.clusters), str(new.clusters))
    for component in dict.fromkeys([*old.nodes(), *new.nodes()]):
        counts = [str(size.nodes().get(component, 0)) for size in (old, new)]
        if counts[0] != counts[1]:
            yield Event(month, "nodes", component, *counts)
