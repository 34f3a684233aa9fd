"""From conclusions to choices: the layout over regions, the pattern, the platform, the size.

Each choice is a procedure that runs between rounds of rules, so that rules can
react to it. Rules decide what is needed, excluded and preferred; a choice only
applies one principle: the simplest sufficient pattern wins, and the platform
with the most weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from wso2_strategy.advice.chosen_size import selected, size_of_choice
from wso2_strategy.advice.pack_procedures import guarded
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.advice.ranking import Ranked, rank_arrangements, rank_platforms
from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.catalog import Catalog, Dimension, Pattern, Redundancy
from wso2_strategy.domain.conclusions import (
    Contradiction,
    Exclusion,
    Need,
    PassedOver,
    Preference,
    Selection,
    Size,
    SizedTier,
)
from wso2_strategy.domain.facts import Availability, Constraints, Requirements, Traffic
from wso2_strategy.domain.wording import series
from wso2_strategy.errors import RequirementsError
from wso2_strategy.inference import Derivation, KnownFacts, Procedure
from wso2_strategy.models.fitness import PatternFitness, fitness
from wso2_strategy.models.load.demand import Demand, demand

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
            reads=(Requirements,),
            derives=(Demand,),
        ),
        *(guarded(each, catalog) for each in knowledge.procedures),
        Procedure(
            id=CHOOSE["regions"],
            run=partial(_choose_arrangement, catalog, "regions"),
            because="The simplest sufficient layout over regions wins.",
            source=sources.MULTI_DC,
            basis="derived",
            reads=(Need, Exclusion),
            derives=(Selection, PassedOver, Contradiction),
            shared=True,
        ),
        Procedure(
            id="model.fitness",
            run=partial(_derive_fitness, catalog, assumptions),
            because="Every pattern is held against the stated load and target.",
            source=sources.SCALING,
            basis="derived",
            reads=(Requirements, Demand, Selection),
            derives=(PatternFitness,),
        ),
        Procedure(
            id=CHOOSE["pattern"],
            run=partial(_choose_arrangement, catalog, "pattern"),
            because="The simplest sufficient pattern wins.",
            source=sources.STRATEGY,
            basis="derived",
            reads=(Need, Exclusion),
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
            reads=(Selection, Availability, Traffic, Demand, Constraints),
            derives=(Size, SizedTier),
        ),
    )


def _derive_demand(assumptions: Assumptions, known: KnownFacts) -> Iterator[Derivation]:
    (requirements,) = known.of(Requirements)
    load = demand(requirements, assumptions)
    if load is not None:
        also = ["token_format"] if load.introspections_per_second else []
        fields = (*_DEMAND_FIELDS, *also)
        yield Derivation(load, (requirements.traffic,), _load_in_words(load), fields)


def _load_in_words(load: Demand) -> str:
    if load.design_tps is None:
        return "Only a load of tokens is stated."
    if load.design_tps == load.peak_tps:
        return f"The load to carry is the peak of {load.peak_tps:,.0f} requests/s."
    factors = [f"a peak of {load.peak_tps:,.0f}"]
    if load.growth_factor != 1:
        factors.append(
            f"times {load.growth_factor:.3g} for growth over {load.horizon_months} months"
        )
    if load.burst_ratio != 1:
        factors.append(f"times {load.burst_ratio:.3g} for spikes")
    return f"The load to carry is {load.design_tps:,.0f} requests/s: {', '.join(factors)}."


def _derive_fitness(
    catalog: Catalog, assumptions: Assumptions, known: KnownFacts
) -> Iterator[Derivation]:
    """Derive how patterns fit, where a load or a target is stated that they could miss."""
    (requirements,) = known.of(Requirements)
    load = known.only(Demand)
    if load is None and requirements.availability.target is None:
        return
    layouts = known.of(Selection)  # nothing else was chosen before
    layout = layouts[0].id if layouts else None
    for fit in fitness(requirements, load, assumptions, catalog, layout=layout):
        because = f"{fit.pattern} takes {fit.nodes:,} nodes, {fit.redundant_nodes:,} redundant."
        if fit.expected is not None:
            because += f" At best it keeps {fit.expected} of calls available."
        premises, fields = _what_fitness_rests_on(fit, requirements, load)
        yield Derivation(fit, (*premises, *layouts), because, fields)


def _what_fitness_rests_on(
    fit: PatternFitness, requirements: Requirements, load: Demand | None
) -> tuple[tuple[object, ...], tuple[str, ...]]:
    """Return the premises and stated fields behind what fits badly, or else behind all."""
    availability = requirements.availability
    premises: list[object] = [availability]
    fields = ["regions", "region_mode"]
    overloaded, misses = fit.carries_load is False, fit.meets_target is False
    if load is not None and (overloaded or not misses):
        premises.append(load)
    if availability.target is not None and (misses or not overloaded):
        premises.append(requirements.traffic)
        fields += ["target", "token_format"]
    return tuple(premises), tuple(fields)


def _choose_arrangement(
    catalog: Catalog, dimension: Dimension, known: KnownFacts
) -> Iterator[Derivation]:
    needs = [
        need
        for need in known.of(Need)
        if catalog.capability(need.capability).dimension == dimension
    ]
    if dimension == "regions" and not needs:
        return
    ranked = rank_arrangements(catalog, dimension, known.of(Exclusion))
    chosen, against = ranked[0]
    wanted = series([catalog.capability(need.capability).name for need in needs])
    simpler = tuple(_simpler_excluded(chosen, ranked))
    provides = f"that provides {wanted}" if wanted else "there is"
    limited = any(exclusion.capability is None for exclusion in simpler)
    because = f"{chosen.id} is the simplest {provides}{' within all limits' if limited else ''}."
    if against:
        because = f"No choice does everything that is needed; {chosen.id} comes closest."
        conflict = Contradiction(f"no-sufficient-{dimension}", f"{chosen.id} is recommended.")
        yield Derivation(conflict, (*against, *_limits_of_sufficient(ranked)), because)
    selection = Selection(dimension, chosen.id, _redundancy(chosen, needs))
    yield Derivation(selection, (*needs, *against, *simpler), because, result=ranked)
    for pattern, _ in ranked:
        if pattern is not chosen:
            passed_over = PassedOver(dimension, pattern.id)
            yield Derivation(passed_over, (selection,), f"{pattern.id} was not chosen.")


def _limits_of_sufficient(ranked: Ranked) -> Iterator[Exclusion]:
    """Yield what else stands against patterns that lack nothing but break a limit."""
    same = {exclusion.limit for exclusion in ranked[0][1]}
    for _, against in ranked[1:]:
        if all(exclusion.limit is not None for exclusion in against):
            yield from (exclusion for exclusion in against if exclusion.limit not in same)


def _simpler_excluded(chosen: Pattern, ranked: Ranked) -> Iterator[Exclusion]:
    """Yield one reason against each simpler pattern, a limit only where it lacks nothing."""
    for pattern, against in ranked:
        if pattern.complexity < chosen.complexity and against:
            yield min(against, key=lambda exclusion: exclusion.capability is None)


def _redundancy(pattern: Pattern, needs: Sequence[Need]) -> Redundancy | None:
    if pattern.dimension == "regions":
        return None
    needed = {need.capability for need in needs}
    least = "gateway" if "multiple-nodes" in needed else "none"
    wanted = "all" if "redundancy" in needed else least
    order: tuple[Redundancy, ...] = ("none", "gateway", "all")
    level = max(order.index(wanted), order.index(pattern.min_redundancy))
    return order[min(level, order.index(pattern.max_redundancy))]


def _choose_platform(catalog: Catalog, known: KnownFacts) -> Iterator[Derivation]:
    pattern = selected(known.of(Selection), "pattern")
    (constraints,) = known.of(Constraints)
    arrangement, preferences = catalog.pattern(pattern.id), known.of(Preference)
    ranked = rank_platforms(catalog, arrangement, preferences, constraints.platform)
    best = ranked[0]
    because = f"What is stated speaks most for {best.platform.name}."
    premises = (pattern, *best.preferences)
    if constraints.platform is not None:
        because = f"The platform is decided already: {best.platform.name}."
        premises = (constraints, *premises)
    elif len(ranked) > 1 and ranked[1].weight == best.weight:
        named = f"WSO2 names {best.platform.name} first for {pattern.id}."
        because = f"Nothing stated prefers one platform; {named}"
        if best.weight:
            other = ranked[1].platform.name
            because = f"The reasons for {best.platform.name} and {other} weigh the same; {named}"
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
        *(added.get(each) or each() for each in declared),
    )
