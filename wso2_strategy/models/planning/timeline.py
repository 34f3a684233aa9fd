"""How long a recommendation lasts: month by month, and the months in which it changes.

Between two changes nothing is computed: the next change of a node count follows
from the room that the present nodes have, the next change of a decision from
the values that decisions compare the load with.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

from attrs import evolve, fields_dict, frozen

from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.models.load.demand import Demand, compounded, demand, stated_growth
from wso2_strategy.models.planning.decision import Decider, Decision
from wso2_strategy.models.planning.growth import first_month_above
from wso2_strategy.models.sizing.node_sizes import Sizing, sizing

MAX_MONTHS = 120
_FEWEST_MONTHS = 24

_PROPORTIONAL = frozenset(
    {
        "concurrency",
        "design_tps",
        "events_per_second",
        "introspections_per_second",
        "sustained_tps",
        "token_requests_per_second",
    }
)

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
        decision: What is recommended.
        sizing: Its size, for the load of the first month.
    """

    first: int
    last: int
    decision: Decision
    sizing: Sizing

    @property
    def outcome(self) -> tuple[object, ...]:
        """What a reader would call a change, if it were another."""
        sizing = self.sizing
        return self.decision, sizing.nodes(), sizing.clusters, sizing.feasible

    def to_dict(self) -> dict[str, Any]:
        """Return the phase as JSON-ready values."""
        return {
            "first": self.first,
            "last": self.last,
            "decision": str(self.decision),
            "pattern": self.sizing.pattern,
            "platform": self.decision.platform,
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


def months_ahead(requirements: Requirements, assumptions: Assumptions = ASSUMPTIONS) -> int:
    """Return how far to look where nothing else is asked for: two years, or a longer horizon.

    >>> from wso2_strategy.domain.facts import Traffic
    >>> months_ahead(Requirements(traffic=Traffic(annual_growth=0.2, horizon_months=36)))
    36
    """
    _, horizon = stated_growth(requirements.traffic, assumptions)
    return max(_FEWEST_MONTHS, horizon)


def timeline(
    requirements: Requirements,
    months: int,
    decider: Decider,
    assumptions: Assumptions = ASSUMPTIONS,
) -> Timeline:
    """Return how load, nodes and recommendation develop.

    A load that shrinks changes nothing: the deployment was built for its largest.

    Args:
        requirements: What is stated; its growth is followed, its horizon is not.
        months: How many months to look ahead, at most 120.
        decider: What makes the decisions.
        assumptions: The numbers to use.

    Raises:
        UnknownNameError: A cut point is for something that is no field of `Demand`.

    >>> from wso2_strategy.domain.facts import Traffic
    >>> from wso2_strategy.models.sizing.design import Design
    >>> def outgrow(requirements):
    ...     pair = demand(requirements).design_tps <= 1000
    ...     return Decision(Design.named("P1" if pair else "P2", "all"))
    >>> startup = Requirements(traffic=Traffic(peak_tps=300, annual_growth=1.0))
    >>> plan = timeline(startup, 24, Decider(outgrow, {"design_tps": [1000]}))
    >>> plan.lasts_until, [str(event) for event in plan.events][0]
    (21, 'month 21: P1, redundancy all -> P2, redundancy all')
    """
    course = _Course(requirements, min(months, MAX_MONTHS), decider, assumptions)
    phases = tuple(course.phases())
    events = tuple(event for pair in pairwise(phases) for event in _changes(*pair))
    return Timeline(tuple(course.months(phases)), events, phases)


@frozen
class _Course:
    """One development of a load."""

    requirements: Requirements
    last_month: int
    decider: Decider
    assumptions: Assumptions

    @property
    def growth(self) -> float:
        return self.requirements.traffic.annual_growth or 0.0

    def at(self, month: int) -> Requirements:
        """Return the requirements of a deployment that must last until a month."""
        traffic = evolve(self.requirements.traffic, horizon_months=month)
        return evolve(self.requirements, traffic=traffic)

    def load(self, month: int) -> Demand | None:
        return demand(self.at(month), self.assumptions)

    def phases(self) -> Iterator[Phase]:
        """Yield the present phase, and every one that differs from the one before."""
        cuts = sorted(set(self._cut_months()))
        phase = latest = self._from(0)
        while (month := self._next(latest, cuts)) <= self.last_month:
            latest = self._from(month)
            if latest.outcome != phase.outcome:
                yield evolve(phase, last=month - 1)
                phase = latest
        yield phase

    def _from(self, month: int) -> Phase:
        """Return what holds from a month on, for as long as is looked ahead."""
        decision = self.decider.decide(self.at(month))
        size = sizing(decision.design, self.load(month), self.assumptions)
        return Phase(month, self.last_month, decision, size)

    def _next(self, phase: Phase, cuts: Sequence[int]) -> int:
        """Return the next month in which anything may change."""
        never = self.last_month + 1
        full = phase.sizing.room * compounded(self.growth, phase.first)
        outgrown = first_month_above(1.0, full, self.growth, last_month=self.last_month)
        later = [cut for cut in cuts if cut > phase.first]
        return min(
            [never if outgrown is None else max(outgrown, phase.first + 1), *later[:1], never]
        )

    def _cut_months(self) -> Iterator[int]:
        """Yield the months in which a field passes a cut point, and those in which it meets it."""
        now = self.load(0)
        for name, cuts in self.decider.cut_points.items():
            if name not in fields_dict(Demand):
                raise UnknownNameError("field of Demand", name, fields_dict(Demand))
            value = None if now is None else getattr(now, name)
            for cut in cuts:
                month = self._first_above(name, value, cut)
                if month is not None:
                    yield from (month - 1, month)

    def _first_above(self, name: str, now: float | None, cut: float) -> int | None:
        if now is None:
            return None
        if name in _PROPORTIONAL:
            return first_month_above(now, cut, self.growth, last_month=self.last_month)
        months = range(self.last_month + 1)
        found = bisect_right(months, cut, key=lambda month: getattr(self.load(month), name))
        return found if found < len(months) else None

    def months(self, phases: Iterable[Phase]) -> Iterator[Month]:
        """Yield every month, with the phase that holds in it."""
        for phase in phases:
            for month in range(phase.first, phase.last + 1):
                yield self._month(month, phase)

    def _month(self, month: int, phase: Phase) -> Month:
        load, peak = self.load(month), self.requirements.traffic.peak_tps
        return Month(
            month=month,
            peak_tps=None if peak is None else peak * compounded(self.growth, month),
            design_tps=load.design_tps if load else None,
            pattern=phase.decision.design.pattern.id,
            nodes=phase.sizing.nodes(),
            feasible=phase.sizing.feasible,
        )


def _changes(before: Phase, after: Phase) -> Iterator[Event]:
    month = after.first
    if before.decision != after.decision:
        yield Event(month, "recommendation", "", str(before.decision), str(after.decision))
    old, new = before.sizing, after.sizing
    if new.reasons and not old.reasons:
        yield Event(month, "limit", "", "", "; ".join(new.reasons))
    if new.clusters > old.clusters:
        yield Event(month, "limit", "clusters", str(old.clusters), str(new.clusters))
    for component in dict.fromkeys([*old.nodes(), *new.nodes()]):
        counts = [str(size.nodes().get(component, 0)) for size in (old, new)]
        if counts[0] != counts[1]:
            yield Event(month, "nodes", component, *counts)
