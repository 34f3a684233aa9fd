"""From conclusions to choices: the layout over regions, the pattern, the platform, the size.

Each choice is a procedure that runs between rounds of rules, so that rules can
react to it. Rules decide what is needed, excluded and preferred; a choice only
applies one principle: the simplest sufficient pattern wins, and the platform
with the most weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from wso2_strategy.advice.arrangement import choose_layout, choose_pattern
from wso2_strategy.advice.chosen_size import selected, size_of_choice
from wso2_strategy.advice.pack_procedures import guarded
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.advice.ranking import rank_platforms
from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.catalog import Catalog, Dimension
from wso2_strategy.domain.conclusions import (
    Contradiction,
    Exclusion,
    LayoutExclusion,
    LayoutNeed,
    Need,
    PassedOver,
    Preference,
    RedundancyNeed,
    Selection,
    Size,
    SizedTier,
)
from wso2_strategy.domain.facts import (
    Availability,
    Compliance,
    Constraints,
    GatewayGroup,
    Requirements,
    Traffic,
)
from wso2_strategy.errors import RequirementsError
from wso2_strategy.inference import Derivation, KnownFacts, Procedure
from wso2_strategy.inference.reason_text import exceeding
from wso2_strategy.models.fitness import (
    LayoutFitness,
    PatternFitness,
    fitness,
    layout_fitness,
    spans_regions,
)
from wso2_strategy.models.load.demand import Demand, demand, to_survive
from wso2_strategy.models.load.group_shares import GroupShare, group_shares

_DEMAND_FIELDS = (
    "peak_tps",
    "burst_ratio",
    "annual_growth",
    "horizon_months",
    "token_requests_per_second",
)


CHOOSE: dict[Dimension, str] = {"regions": "resolve.regions", "pattern": "resolve.pattern"}
CHOOSE_PLATFORM = "resolve.platform"
SIZE = "model.sizing"


def procedures(knowledge: Knowledge, assumptions: Assumptions) -> tuple[Procedure, ...]:
    """Return the procedures of a consultation, in the order in which they run.

    Those of packs come between what is derived from the stated load and the first choice, so
    that every choice heeds what rules make of them.
    """
    catalog = knowledge.catalog
    return (
        Procedure(
            id="model.demand",
            run=partial(_derive_demand, assumptions),
            because="The load to carry follows from the peak, its growth and its spikes.",
            source=sources.STRATEGY,
            basis="derived",
            reads=(Requirements, GatewayGroup),
            derives=(Demand, GroupShare),
        ),
        *(guarded(each, catalog) for each in knowledge.procedures),
        Procedure(
            id="model.fitness",
            run=partial(_derive_fitness, catalog, assumptions),
            because="Every pattern is held against the stated load and target, in one region or "
            "under each layout over several.",
            source=sources.SCALING,
            basis="derived",
            reads=(Requirements, Demand),
            derives=(PatternFitness, LayoutFitness),
        ),
        Procedure(
            id=CHOOSE["regions"],
            run=partial(choose_layout, catalog),
            because="The layout over regions wins that is the simplest together with its pattern.",
            source=sources.MULTI_DC,
            basis="derived",
            reads=(Need, Exclusion, LayoutExclusion),
            derives=(Selection, PassedOver, Contradiction),
            shared=True,
        ),
        Procedure(
            id=CHOOSE["pattern"],
            run=partial(choose_pattern, catalog),
            because="The simplest sufficient pattern wins.",
            source=sources.STRATEGY,
            basis="derived",
            reads=(Need, LayoutNeed, RedundancyNeed, Exclusion, LayoutExclusion, Selection),
            derives=(Selection, PassedOver, Contradiction),
            shared=True,
        ),
        Procedure(
            id=CHOOSE_PLATFORM,
            run=partial(_choose_platform, catalog),
            because="The platform with the strongest reasons wins; WSO2's order breaks ties.",
            source=sources.STRATEGY,
            basis="derived",
            reads=(Selection, Preference, Constraints),
            derives=(Selection,),
            shared=True,
        ),
        Procedure(
            id=SIZE,
            run=partial(size_of_choice, catalog, assumptions),
            because="The number of nodes follows from redundancy and load.",
            source=sources.SCALING,
            basis="derived",
            reads=(
                Selection,
                Availability,
                Traffic,
                Compliance,
                Demand,
                Constraints,
                GatewayGroup,
            ),
            derives=(Size, SizedTier),
        ),
    )


def _derive_demand(assumptions: Assumptions, known: KnownFacts) -> Iterator[Derivation]:
    (requirements,) = known.of(Requirements)
    groups = known.of(GatewayGroup)
    for each in group_shares(groups) if groups else ():
        because = f"Group {each.name} carries {100 * each.share:.6g}% of the load."
        yield Derivation(each, groups, because, ("share",))
    watched = assumptions.watched()
    load = demand(requirements, watched)
    if load is not None:
        also = ["token_format"] if load.introspections_per_second else []
        stated = requirements.availability
        spans = spans_regions(stated.regions, stated.region_mode)
        over = stated if spans else None
        also += ["regions", "region_mode", *to_survive(over)] if over else []
        fields = (*_DEMAND_FIELDS, *also)
        assumed = requirements.traffic.horizon_months is None
        because = _load_in_words(load, ", which are assumed" if assumed else "")
        premises = (requirements.traffic, *([over] if over else []))
        yield Derivation(load, premises, because, fields, watched.read)


def _load_in_words(load: Demand, horizon: str) -> str:
    if load.design_tps is None:
        return "Only a load of tokens is stated."
    over = f", {_rounded(load.region_tps)}{load.where}" if load.regions > 1 else ""
    if load.design_tps == load.peak_tps:
        return f"The load to carry is the peak of {_rounded(load.peak_tps)} requests/s{over}."
    factors = [f"a peak of {_rounded(load.peak_tps)}"]
    if load.growth_factor != 1:
        factors.append(
            f"times {load.growth_factor:.3g} for growth over {load.horizon_months} months{horizon}"
        )
    if load.burst_ratio != 1:
        factors.append(f"times {load.burst_ratio:.3g} for spikes")
    carried = f"{_rounded(load.design_tps)} requests/s{over}"
    return f"The load to carry is {carried}: {', '.join(factors)}."


def _rounded(tps: float | None) -> str:
    """Return a load with the digits that rules show of it where it passes no limit narrowly."""
    return exceeding(tps or 0.0, -1)


def _derive_fitness(
    catalog: Catalog, assumptions: Assumptions, known: KnownFacts
) -> Iterator[Derivation]:
    """Derive how patterns fit, where a load or a target is stated that they could miss."""
    (requirements,) = known.of(Requirements)
    load = known.only(Demand)
    if load is None and requirements.availability.target is None:
        return
    stated = requirements.availability
    spans = spans_regions(stated.regions, stated.region_mode)
    model = layout_fitness if spans else fitness
    watched = assumptions.watched()
    found = model(requirements, load, watched, catalog)
    read = frozenset(watched.read)
    for fit in found:
        yield Derivation(fit, *_evidence(fit, requirements, load), read)


def _evidence(
    fit: PatternFitness, requirements: Requirements, load: Demand | None
) -> tuple[tuple[object, ...], str, tuple[str, ...]]:
    """Return premises, reason and stated fields behind what fits badly, or else behind all."""
    availability = requirements.availability
    premises: list[object] = [availability]
    fields = ["regions", "region_mode"]
    overloaded, misses = fit.carries_load is False, fit.meets_target is False
    over = f" over {fit.layout}" if isinstance(fit, LayoutFitness) else ""
    because = f"{fit.pattern}{over} takes {fit.nodes:,} nodes, {fit.redundant_nodes:,} redundant."
    if fit.expected is not None:
        because += f" At best it keeps {fit.expected} of calls available."
    if load is not None and (overloaded or not misses):
        premises.append(load)
    if requirements.compliance.identity_provider == "wso2-is":
        premises.append(requirements.compliance)
        fields.append("identity_provider")
    if availability.target is not None and (misses or not overloaded):
        premises.append(requirements.traffic)
        fields += ["target", "zones", "token_format"]
        fields += ["redundancy"] if availability.redundancy == "gateway" else []
    return tuple(premises), because, tuple(fields)


def _choose_platform(catalog: Catalog, known: KnownFacts) -> Iterator[Derivation]:
    pattern = selected(known.of(Selection), "pattern")
    (constraints,) = known.of(Constraints)
    arrangement, preferences = catalog.pattern(pattern.id), known.of(Preference)
    ranked = rank_platforms(catalog, arrangement, preferences, constraints.platform)
    best = ranked[0]
    because = f"What is stated speaks most for {best.platform.called}."
    premises = (pattern, *best.preferences)
    if constraints.platform is not None:
        because = f"The platform is decided already: {best.platform.called}."
        premises = (constraints, *premises)
    elif len(ranked) > 1 and ranked[1].weight == best.weight:
        named = f"WSO2 names {best.platform.called} first for {pattern.id}."
        because = f"Nothing stated prefers one platform; {named}"
        if best.weight:
            other = ranked[1].platform.called
            because = f"The reasons for {best.platform.called} and {other} weigh the same; {named}"
            premises = (*premises, *ranked[1].preferences)
    selection = Selection("platform", best.platform.id)
    yield Derivation(selection, premises, because, ("platform",), result=ranked)


def stated_facts(
    requirements: Requirements, fact_classes: Iterable[type] = ()
) -> tuple[object, ...]:
    """Return the facts of one deployment: one for each section, also where it is not stated.

    Raises:
        RequirementsError: A fact is of a class that no pack declares.
    """
    added = {type(each): each for each in requirements.extensions}
    declared = tuple(fact_classes)
    problems = [
        f"{each.__name__}: no pack declares this fact class"
        for each in added
        if each not in declared
    ]
    if problems:
        raise RequirementsError("Requirements.extensions", problems)
    return (
        requirements,
        requirements.traffic,
        requirements.availability,
        requirements.compliance,
        requirements.operations,
        requirements.constraints,
        *requirements.gateway_groups,
        *(added.get(each) or each() for each in declared),
    )
