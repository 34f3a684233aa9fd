"""A capacity plan as a document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Listing, Section, Table
from wso2_strategy.document.document import Document
from wso2_strategy.domain.catalog import REDUNDANCY, Catalog
from wso2_strategy.domain.conclusions import RedundancyNeed, Size
from wso2_strategy.domain.wording import counted
from wso2_strategy.models.figure import Figure, explained
from wso2_strategy.models.planning.deployment import Deployment
from wso2_strategy.models.planning.plan import Plan
from wso2_strategy.models.planning.timeline import Event, Timeline
from wso2_strategy.output.citations import Citations
from wso2_strategy.output.group_table import group_blocks
from wso2_strategy.output.plan_tables import availability, costs, effects, load_and_nodes
from wso2_strategy.output.recommendation_document import conflicts


def plan_document(recommendation: Outcome, plan: Plan, *, complete: bool = False) -> Document:
    """Return the document that a plan is for people.

    Args:
        recommendation: What is recommended.
        plan: The plan for it.
        complete: Whether to show every month, and the arithmetic behind every number.
    """
    name = recommendation.requirements.name
    title = f"Plan for {name}" if name else "Plan"
    citations = Citations()
    sections = tuple(_sections(recommendation, plan, citations, complete=complete))
    return Document(title, sections, marks=citations.anchors)


def timeline_document(
    recommendation: Outcome, timeline: Timeline, *, complete: bool = False
) -> Document:
    """Return the document that a timeline is for people, with the changes or with every month."""
    name = recommendation.requirements.name
    catalog = recommendation.knowledge.catalog
    return Document(
        f"Timeline for {name}" if name else "Timeline",
        (
            changes(recommendation, timeline),
            load_and_nodes(timeline, catalog, every_month=complete),
        ),
    )


def _sections(
    recommendation: Outcome, plan: Plan, citations: Citations, *, complete: bool
) -> Iterator[Section]:
    catalog = recommendation.knowledge.catalog
    yield answer(recommendation, plan, citations)
    yield from conflicts(recommendation, citations)
    yield changes(recommendation, plan.timeline)
    marks = size_marks(recommendation, citations)
    yield load_and_nodes(plan.timeline, catalog, marks, every_month=complete)
    if groups := tuple(group_blocks(plan.sizing, marks)):
        yield Section("Gateway groups", groups)
    yield availability(plan, catalog, citations)
    yield from effects(plan, citations)
    yield costs(plan, catalog, sufficient(recommendation, plan), citations, marks)
    if complete:
        yield arithmetic(*plan.figures())
    yield citations.section()


def sufficient(recommendation: Outcome, plan: Plan) -> set[str]:
    """Return the ids of the patterns that do all that is needed with the answer's redundancy."""
    lacking = {each.pattern.id for each in recommendation.alternatives if each.verdict == "lacks"}
    excluded = {each.pattern for each in recommendation.exclusions}
    layout = recommendation.region_layout
    more = {
        each.pattern
        for each in recommendation.inference.of(RedundancyNeed)
        if each.holds_under(layout.id if layout else None) and recommendation.redundancy != "all"
    }
    return {each.pattern for each in plan.costs} - lacking - excluded - more


def arithmetic(*figures: Figure) -> Section:
    """Return all that some numbers follow from, step by step."""
    steps = {step.id: step for figure in figures for step in figure.steps()}
    return Section("Arithmetic", (Listing(tuple(map(explained, steps.values()))),))


def answer(recommendation: Outcome, plan: Plan, citations: Citations) -> Section:
    """Return what is to be run, and how long it lasts."""
    mark = size_marks(recommendation, citations)
    return Section("Answer", tuple(_answer(plan, recommendation.knowledge.catalog, mark)))


def size_marks(recommendation: Outcome, citations: Citations) -> str:
    """Return the marks of what a size rests on."""
    (size,) = recommendation.inference.of(Size)
    return citations.marks(recommendation.reasons_for(size))


def _answer(plan: Plan, catalog: Catalog, mark: str) -> Iterator[str]:
    size, load = plan.sizing, plan.sizing.demand
    pattern, platform, redundancy, regions = _words(plan.deployment, catalog)
    where = f", {regions}" if size.regions > 1 else ""
    nodes = counted(size.total_nodes, "WSO2 node")
    yield f"{pattern}, {platform}{where}: {redundancy}, {nodes}. {mark}"
    yield from (f"The load is not carried: {reason}. {mark}" for reason in size.reasons)
    yield from how_long(plan, catalog, mark)
    by_figures, by_measurement = (each.total_nodes for each in size.calibrations)
    if {by_figures, by_measurement} != {size.total_nodes}:
        yield (
            f"By WSO2's stated figures alone it would be {counted(by_figures, 'node')}, by"
            f" measurement alone {by_measurement:,}. {mark}"
        )
    if plan.spike is not None:
        yield f"{plan.spike.explanation} {mark}"
    if load is not None and load.concurrency is not None:
        latency_ms = load.gateway_ms + (load.backend_latency_ms or 0)
        yield (
            f"A request takes about {latency_ms:,.0f} ms, {load.gateway_ms:,.1f} ms of it in the"
            f" gateway; {load.concurrency:,.0f} requests are in flight at the load to carry. {mark}"
        )
    yield from (f"{note} {mark}" for note in size.notes)


def how_long(plan: Plan, catalog: Catalog, marks: str) -> Iterator[str]:
    """Yield what would do today, and until when it would."""
    size, (today, *later) = plan.sizing, plan.timeline.phases
    pattern, nodes = today.sizing.pattern, counted(today.sizing.total_nodes, "node")
    if today.deployment != plan.deployment:
        short = _short(today.deployment, plan.deployment, catalog)
        yield f"For the load of today the recommendation is {short}, with {nodes}. {marks}"
    elif size.demand and size.feasible and size.total_nodes != today.sizing.total_nodes:
        yield (
            f"That carries the load of month {size.demand.horizon_months}; for the load of today"
            f" {nodes} would do. {marks}"
        )
    outgrown = next((each for each in later if each.deployment != today.deployment), None)
    last = plan.timeline.months[-1].month
    if outgrown is not None:
        short = _short(outgrown.deployment, today.deployment, catalog)
        yield (
            f"{pattern} is outgrown in month {outgrown.first}; from then on the recommendation is"
            f" {short}. {marks}"
        )
    elif last:
        yield f"{pattern} stays the answer for the {counted(last, 'month')} looked at. {marks}"


def changes(recommendation: Outcome, timeline: Timeline) -> Section:
    """Return what changes in which month, and for how long nothing does."""
    catalog = recommendation.knowledge.catalog
    growth = recommendation.requirements.traffic.annual_growth
    rows = tuple((str(event.month), _change(event, timeline, catalog)) for event in timeline.events)
    tables = (Table(("Month", "Change"), rows),) if rows else ()
    return Section("What changes", (*_quiet_times(timeline, growth), *tables))


def _quiet_times(timeline: Timeline, growth: float | None) -> Iterator[str]:
    """Yield for how long nothing changes."""
    _, *later = timeline.phases
    last = timeline.months[-1].month
    if not last:
        yield "Only the load of today is looked at."
    elif not later:
        because = "" if growth else ": no growth of the load is stated"
        yield f"Nothing changes in the {counted(last, 'month')} looked at{because}."
    else:
        if later[0].first > 1:
            yield f"Nothing changes before month {later[0].first}."
        if last > later[-1].first:
            yield (
                f"Nothing changes after month {later[-1].first} up to month {last}, the last looked"
                " at."
            )


def _change(event: Event, timeline: Timeline, catalog: Catalog) -> str:
    """Return a sentence about an event."""
    if event.kind == "recommendation":
        pair = next(each for each in pairwise(timeline.phases) if each[1].first == event.month)
        words = (_words(each.deployment, catalog) for each in pair)
        changed = [f"{new} instead of {old}" for old, new in zip(*words, strict=True) if new != old]
        return f"{'; '.join(changed)}."
    if event.kind == "nodes":
        after, before = (f"{int(n):,}" if int(n) else "none" for n in (event.after, event.before))
        return f"{catalog.component(event.subject).name} nodes: {after}, {before} before."
    if event.subject:
        return (
            f"{event.after} {event.subject} of gateways, {event.before} before; each has"
            " Traffic Managers of its own."
        )
    return f"The load is no longer carried: {event.after}."


def _words(deployment: Deployment, catalog: Catalog) -> tuple[str, str, str, str]:
    """Return pattern, platform, redundancy and regions as people say them."""
    design = deployment.design
    layout = f" as {design.layout.id}" if design.layout else ""
    return (
        f"{design.pattern.id} {design.pattern.name}",
        f"on {catalog.platform(deployment.platform).called}",
        REDUNDANCY[design.redundancy],
        f"over {design.regions} regions{layout}" if design.regions > 1 else "in one region",
    )


def _short(deployment: Deployment, other: Deployment, catalog: Catalog) -> str:
    """Return the pattern of a deployment, and what else tells it from another."""
    (_, *rest), (_, *others) = _words(deployment, catalog), _words(other, catalog)
    apart = [mine for mine, its in zip(rest, others, strict=True) if mine != its]
    return ", ".join([deployment.design.pattern.id, *apart])
