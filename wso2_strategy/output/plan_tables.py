"""The tables of a capacity plan: load and nodes, availability, and what every pattern takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from wso2_strategy.document.blocks import Hint, Listing, Section, Table
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.wording import counted, estimated, percentage, series
from wso2_strategy.models.planning.cost import Cost
from wso2_strategy.models.planning.effects import Effect
from wso2_strategy.models.planning.plan import Plan
from wso2_strategy.models.planning.timeline import Month, Timeline
from wso2_strategy.output.availability_wording import ASSUMED, largest
from wso2_strategy.output.citations import Citations, valued

_Columns = dict[str, list[str]]


def load_and_nodes(
    timeline: Timeline, catalog: Catalog, marks: str = "", *, every_month: bool
) -> Section:
    """Return load and nodes by month: of all months, or of those in which something changes."""
    months, phases = timeline.months, timeline.phases
    paragraphs = []
    if not every_month:
        shown = {each.first for each in phases} | {phases[-1].last}
        months = tuple(each for each in months if each.month in shown)
        paragraphs += ["Between these months only the load changes."] if len(phases) > 1 else []
    columns = {"Month": [str(each.month) for each in months]}
    load = _load(months)
    if "Peak" in load:
        # The first month has no earlier peak, so only spikes ask for more than its own.
        spikes = ", with spikes" if months[0].design_tps != months[0].peak_tps else ""
        paragraphs.append(
            f"Loads are in requests/s. What is to be carried is the highest peak so far{spikes}."
        )
    elif load:
        paragraphs.append("Loads are in requests/s.")
    columns |= load
    if len({each.pattern for each in months}) > 1 or not all(each.feasible for each in months):
        columns["Pattern"] = [
            each.pattern if each.feasible else f"{each.pattern} (too small)" for each in months
        ]
    for component in dict.fromkeys(name for each in months for name in each.nodes):
        columns[catalog.component(component).name] = [
            f"{each.nodes[component]:,}" if component in each.nodes else "-" for each in months
        ]
    columns["In all"] = [f"{each.total_nodes:,}" for each in months]
    if paragraphs and marks:
        paragraphs[-1] += f" {marks}"
    more = Hint("--complete shows every month, and the arithmetic behind every number.")
    hints = () if every_month else (more,)
    return Section("Load and nodes", (*paragraphs, _table(columns), *hints))


def availability(plan: Plan, catalog: Catalog, citations: Citations) -> Section:
    """Return how available each use is, and whether that is enough."""
    uses, target = plan.availability, plan.target
    mark = citations.assumed(plan.sizing.assumptions["node_availability"])
    paragraphs = [f"{ASSUMED} {mark}"]
    if any(each.use.groups for each in uses):
        paragraphs.append(
            "At full load, calls count as down when too few nodes, or regions, are left to carry"
            " all of them."
        )
    if plan.sizing.gateway_groups:
        paragraphs.append(
            "A call is counted as one to the gateway group with no more gateways than any, the full"
            " load as that of all groups at once."
        )
    columns = {
        "Use": [each.use.title for each in uses],
        "Availability": [percentage(each.availability, target=target) for each in uses],
    }
    if target is not None:
        stated = f"{100 * target:.10g}%"
        paragraphs.insert(0, f"The target of {stated} is stated for API calls.")
        columns[f"Meets {stated}"] = [_verdict(plan.meets_target(each)) for each in uses]
    columns["Minutes down a year"] = [estimated(each.minutes_per_year) for each in uses]
    columns["Largest part (minutes)"] = [largest(use, catalog) for use in uses]
    return Section("Availability", (*paragraphs, _table(columns)))


def effects(plan: Plan, citations: Citations) -> Iterator[Section]:
    """Yield what uncertain numbers would mean, if they mean anything."""
    said = tuple(
        f"{number.noun} ({number.id}), {valued(number)} instead of"
        f" {valued(evolve(number, value=each.instead_of))}: {each.availability.said} of calls"
        f" available, {_nodes_then(each)}. {citations.remarked(number)}"
        for each in plan.effects
        for number in [each.assumption]
    )
    if said:
        intro = "What these numbers would mean for the recommended design if they were others:"
        yield Section("Uncertain numbers", (intro, Listing(said)))


def _nodes_then(effect: Effect) -> str:
    nodes = counted(effect.sizing.total_nodes, "WSO2 node")
    return nodes if effect.sizing.feasible else f"{nodes}, which are too few"


def costs(
    plan: Plan, catalog: Catalog, sufficient: set[str], citations: Citations, marks: str
) -> Section:
    """Return what every pattern takes.

    Args:
        plan: The plan.
        catalog: Where the components are named.
        sufficient: Ids of the patterns that do all that is needed.
        citations: What is cited.
        marks: What the sizes rest on.
    """
    assumed = citations.assumed(plan.sizing.assumptions["node_availability"])
    takes = _takes(plan.costs, machines=plan.deployment.platform == "virtual-machines")
    priced = any(each.unpriced or each.per_month is not None for each in plan.costs)
    if priced:
        takes["Price a month"] = [
            "-" if each.per_month is None else f"{each.per_month:,.2f}" for each in plan.costs
        ]
    reached = [each.availability for each in plan.costs]
    takes["Available"] = [each.said if each else "-" for each in reached]
    if any(each and each.full_load_down is not None for each in reached):
        takes["At full load"] = [(each and each.said_at_full_load) or "-" for each in reached]
    columns = {
        "Pattern": [each.pattern for each in plan.costs],
        "Does what is needed": [_yes(each.pattern in sufficient) for each in plan.costs],
    } | {
        head: ["-" if cost.reasons else cell for cost, cell in zip(plan.costs, cells, strict=True)]
        for head, cells in takes.items()
    }
    component = plan.sizing.tiers[0].component
    more = Hint(f"--price {component}=AMOUNT, once for every component, adds the price a month.")
    hints = () if priced else (more,)
    return Section(
        "What every pattern takes, for the same load and redundancy",
        (
            f"Sizes are worked out as that of the answer. {marks}",
            f"{ASSUMED} {assumed}",
            *_cost_notes(plan.costs, catalog, marks),
            _table(columns),
            *hints,
        ),
    )


def _load(months: Sequence[Month]) -> _Columns:
    """Return what is known of the load; the peak only where something else is to be carried."""
    peaks = ["-" if each.peak_tps is None else f"{each.peak_tps:,.0f}" for each in months]
    loads = ["-" if each.design_tps is None else f"{each.design_tps:,.0f}" for each in months]
    if set(loads) == {"-"}:
        return {}
    return {"To carry": loads} if peaks == loads else {"Peak": peaks, "To carry": loads}


def _takes(costs: Sequence[Cost], *, machines: bool) -> _Columns:
    """Return nodes and their size: of machines, or of pods as the charts ask for them."""
    nodes = {"Nodes": [f"{each.nodes:,}" for each in costs]}
    if machines:
        return nodes | {
            "vCPU": [f"{each.vcpu:,}" for each in costs],
            "GiB": [f"{each.memory_mib / 1024:,.6g}" for each in costs],
        }
    return nodes | {
        "vCPU requested": [f"{each.pods.request_vcpu:,.6g}" for each in costs],
        "GiB requested": [f"{each.pods.request_mib / 1024:,.6g}" for each in costs],
    }


def _cost_notes(costs: Sequence[Cost], catalog: Catalog, marks: str) -> Iterator[str]:
    """Yield why patterns are impossible, and what has no price."""
    for each in costs:
        if each.reasons:
            yield f"{each.pattern} is impossible: {'; '.join(each.reasons)}. {marks}"
    unpriced = {name for each in costs if not each.reasons for name in each.unpriced}
    if unpriced:
        names = [each.name for each in catalog.components if each.id in unpriced]
        yield f"No price is given for {series(names)}."


def _table(columns: Mapping[str, Sequence[str]]) -> Table:
    return Table(tuple(columns), tuple(zip(*columns.values(), strict=True)))


def _verdict(meets: bool | None) -> str:  # noqa: FBT001 - it is what the word says
    return "no target" if meets is None else _yes(meets)


def _yes(holds: bool) -> str:  # noqa: FBT001 - it is what the word says
    return "yes" if holds else "no"
