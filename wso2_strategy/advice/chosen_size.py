"""The size of what was chosen: its nodes, and how available API calls are with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from attrs import evolve

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.conclusions import Selection, Size, SizedTier
from wso2_strategy.domain.facts import Availability, Compliance, Constraints, Traffic
from wso2_strategy.domain.gateway_group import GatewayGroup, shared_out
from wso2_strategy.inference import Derivation, KnownFacts
from wso2_strategy.models.arithmetic import MAX_COUNT
from wso2_strategy.models.availability.call_availability import (
    call_availability,
    carries_one_down,
    large_enough,
    regions_that_reach,
    tps_one_down,
)
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import Sizing, sizing
from wso2_strategy.models.sizing.region_counts import (
    call_nodes,
    clusters_per_region,
    largest_pool,
    nodes_per_region,
)

OF_GROUPS = ("share", "own_traffic_manager")
"""The fields of a gateway group that its number of nodes follows from."""


def size_of_choice(
    catalog: Catalog, assumptions: Assumptions, known: KnownFacts
) -> Iterator[Derivation]:
    """Derive the size of the chosen design and of its tiers."""
    selections = known.of(Selection)
    (availability,), (constraints,) = known.of(Availability), known.of(Constraints)
    (traffic,) = known.of(Traffic)
    load = known.only(Demand)
    target, token_format = availability.target, traffic.token_format
    (compliance,), groups = known.of(Compliance), known.of(GatewayGroup)
    design = chosen_design(catalog, selections, availability, compliance, shared_out(groups))
    watched = assumptions.watched()
    for_load = sizing(design, load, watched)
    size = large_enough(for_load, token_format, target)
    reached = call_availability(size, token_format, target)
    missed = None if reached.meets_target else target
    over = None
    premises: list[object] = [each for each in selections if each.subject != "platform"]
    if constraints.max_nodes is not None:
        over = min(MAX_COUNT, max(0, size.total_nodes - constraints.max_nodes))
        premises.insert(0, constraints)
    if load is not None:
        premises.append(load)
    if design.identity_server:
        premises.append(compliance)
    premises += groups if design.groups else []
    if (availability.regions or 1) > 1 or design.stands_by or design.zones > 1:
        premises.append(availability)
    # A target that is met without further nodes decided nothing.
    if reached.meets_target is False or size != for_load:
        premises += [each for each in (availability, traffic) if each not in premises]
    chosen = Size(
        min(MAX_COUNT, size.total_nodes),
        over,
        None if load is None else size.feasible,
        regions=size.regions,
        call_nodes=min(MAX_COUNT, call_nodes(size.region_counts)),
        clusters_per_region=min(MAX_COUNT, clusters_per_region(size.region_counts)),
        carries_peak_one_down=carries_one_down(size),
        peak_tps_one_down=tps_one_down(size),
        availability=reached.expected,
        full_load_availability=reached.at_full_load,
        meets_target=reached.meets_target,
        expected=reached.said,
        regions_that_reach=(
            None if missed is None else regions_that_reach(size, token_format, missed)
        ),
        **_standby(design, watched),
    )
    because = f"The design comes to {size.total_nodes} WSO2 nodes."
    fields = (
        "max_nodes",
        "regions",
        "zones",
        "target",
        "token_format",
        "identity_provider",
        *OF_GROUPS,
    )
    result = evolve(size, assumptions=assumptions)
    yield Derivation(chosen, premises, because, fields, watched.read, result)
    for tier in design.tiers:
        per_region = nodes_per_region(size.region_counts, tier.component)
        nodes, pool = sum(per_region), largest_pool(size.region_counts, tier.component)
        found = SizedTier(
            tier.component, *(min(MAX_COUNT, each) for each in (nodes, max(per_region), pool))
        )
        yield Derivation(found, (chosen,), f"{nodes:,} of them are of {tier.name}.")


def chosen_design(
    catalog: Catalog,
    selections: Sequence[Selection],
    availability: Availability,
    compliance: Compliance,
    groups: tuple[GatewayGroup, ...] = (),
) -> Design:
    """Return the design that the selections describe."""
    pattern = selected(selections, "pattern")
    layout = next((each for each in selections if each.subject == "regions"), None)
    return _design(
        catalog.pattern(pattern.id),
        pattern.redundancy or "none",
        max(2, availability.regions or 2) if layout else 1,
        catalog.pattern(layout.id) if layout else None,
        catalog,
        compliance.identity_provider == "wso2-is",
        groups=groups,
        zones=availability.zones or 1,
    )


def _standby(design: Design, assumptions: Assumptions) -> dict[str, float]:
    """Return how long a switch to a standby region takes and what it may lose, if there is one."""
    names = "standby_switch_minutes", "standby_lag_minutes"
    return {name: assumptions.value(name) for name in names if design.stands_by}


_design = lru_cache(maxsize=1_000)(Design)


@lru_cache(maxsize=1_000)
def sized(design: Design, load: Demand | None, assumptions: Assumptions) -> Sizing:
    """Return the sizing of a design; equal questions share one answer."""
    return sizing(design, load, assumptions)


def selected(selections: Iterable[Selection], subject: str) -> Selection:
    """Return what was selected for a question that always has an answer."""
    return next(selection for selection in selections if selection.subject == subject)
