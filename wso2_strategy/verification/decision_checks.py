"""Completeness, soundness, conflicts and monotonicity of the choice of a pattern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any

from attrs import evolve, frozen

from wso2_strategy.domain.catalog import Catalog, Dimension, Pattern
from wso2_strategy.domain.conclusions import Exclusion, Need
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.inference import Inference
from wso2_strategy.verification.cases import State
from wso2_strategy.verification.decisions import Deciding, Decision, decision_in
from wso2_strategy.verification.example_files import Examples, merged, yaml_text
from wso2_strategy.verification.findings import Finding, Kind

_FALLBACKS = ("no-sufficient-pattern", "no-sufficient-regions")
_TRIES = 20
"""States tried before a problem counts as not confirmed."""

_WAYS = 500
"""Ways tried to reach a conflict without a contradiction being named."""

_CORES = 200
"""Conflicts looked into."""


@frozen
class Problem:
    """What is wrong with a decision; equal problems of several states are one finding."""

    kind: Kind
    sentence: str
    remedy: str


def problems(catalog: Catalog, decision: Decision) -> Iterator[Problem]:
    """Yield what is wrong with a decision, apart from needs that nothing can meet."""
    if decision.failure is not None:
        yield Problem("incomplete", decision.failure, "Make the rule conclude valid facts.")
        return
    if len(decision.patterns) != 1 or len(decision.layouts) > 1:
        chosen = ", ".join((*decision.patterns, *decision.layouts)) or "nothing"
        yield Problem(
            "incomplete",
            f"Not exactly one pattern is selected: {chosen}.",
            "Let rules conclude needs and exclusions, and leave the choice to the advisor.",
        )
        return
    for name in (*decision.patterns, *decision.layouts):
        yield from _choice_problems(catalog, decision, catalog.pattern(name))


def _choice_problems(catalog: Catalog, decision: Decision, chosen: Pattern) -> Iterator[Problem]:
    enough = sufficient(catalog, decision, chosen.dimension)
    if enough and chosen not in enough:
        yield Problem(
            "unsound",
            f"{chosen.id} is chosen although it lacks a need or is excluded in the end, and"
            f" {enough[0].id} is not.",
            "A rule that reacts to the choice must not add needs or exclusions that decide it.",
        )
    simplest = [each for each in enough if each.complexity == enough[0].complexity]
    if len(simplest) > 1:
        names = " and ".join(each.id for each in simplest)
        yield Problem(
            "incomplete",
            f"{names} are equally simple and both provide all that is needed.",
            "Give the patterns different complexities.",
        )


def sufficient(catalog: Catalog, decision: Decision, dimension: Dimension) -> list[Pattern]:
    """Return the patterns that are enough, the simplest first."""
    return [each for each in catalog.arrangements(dimension) if decision.sufficient(catalog, each)]


def choice_findings(
    deciding: Deciding, decisions: Sequence[Decision], examples: Examples
) -> Iterator[Finding]:
    """Yield what is wrong with the decisions, each once, with requirements that show it."""
    catalog = deciding.subject.knowledge.catalog
    found: dict[Problem, list[State]] = {}
    for state, decision in zip(deciding.states, decisions, strict=True):
        for problem in problems(catalog, decision):
            found.setdefault(problem, []).append(state)
    for problem, states in found.items():
        for state in states[:_TRIES]:
            requirements = examples.requirements(deciding.assignment(state))
            if requirements is not None and _shows(catalog, examples, requirements, problem):
                yield finding_from(problem, examples, requirements)
                break


def _shows(
    catalog: Catalog, examples: Examples, requirements: Requirements, problem: Problem
) -> bool:
    recommendation = examples.run(requirements)
    if recommendation is None:
        return problem.kind == "incomplete"
    return problem in problems(catalog, decision_in(recommendation.inference.facts))


def finding_from(problem: Problem, examples: Examples, requirements: Requirements) -> Finding:
    """Return the finding of a problem that some requirements show."""
    recommendation = examples.run(requirements)
    rules = () if recommendation is None else _deciding_rules(recommendation.inference)
    return Finding(problem.kind, rules, problem.sentence, problem.remedy, yaml_text(requirements))


def _deciding_rules(inference: Inference) -> tuple[str, ...]:
    """Return the rules that asked for a capability or named a limit of a pattern."""
    return tuple(
        dict.fromkeys(
            firing.reason.id
            for firing in inference.firings
            for fact in firing.conclusions
            if isinstance(fact, Need) or (isinstance(fact, Exclusion) and fact.capability is None)
        )
    )


def conflict_findings(
    deciding: Deciding, decisions: Sequence[Decision], examples: Examples
) -> Iterator[Finding]:
    """Yield needs that no pattern meets together and that no rule calls a contradiction."""
    catalog = deciding.subject.knowledge.catalog
    found: dict[Any, tuple[Dimension, State]] = {}
    for state, decision in zip(deciding.states, decisions, strict=True):
        for dimension in _unprovided(catalog, decision):
            found.setdefault(_signature(catalog, state, dimension), (dimension, state))
    cores = {
        (dimension, _core(deciding, state, dimension).outcomes): None
        for dimension, state in islice(found.values(), _CORES)
    }
    for dimension, outcomes in cores:
        yield from _undeclared(deciding, State(outcomes), dimension, examples)


def _unmet(catalog: Catalog, decision: Decision) -> list[Dimension]:
    """Return the dimensions in which something was chosen and nothing is enough."""
    chosen = [catalog.pattern(name) for name in (*decision.patterns, *decision.layouts)]
    return [each.dimension for each in chosen if not sufficient(catalog, decision, each.dimension)]


def _unprovided(catalog: Catalog, decision: Decision) -> list[Dimension]:
    """Return the dimensions in which nothing provides all needs, whatever the limits.

    That a limit stands against what is needed is the advisor's to say, and it does.
    """
    free = evolve(decision, excluded=frozenset())
    return [each for each in _unmet(catalog, decision) if not sufficient(catalog, free, each)]


def _signature(catalog: Catalog, state: State, dimension: Dimension) -> Any:
    """Return what of a state may bear on a dimension."""
    needs = frozenset(
        fact
        for fact in state.conclusions
        if not isinstance(fact, Need) or catalog.capability(fact.capability).dimension == dimension
    )
    return dimension, needs, state.seen


def _core(deciding: Deciding, state: State, dimension: Dimension) -> State:
    """Leave out every factor without which the needs still cannot be met."""
    catalog = deciding.subject.knowledge.catalog
    for number in range(len(state.outcomes)):
        smaller = state.without(number)
        if dimension in _unprovided(catalog, deciding.decide(smaller)):
            state = smaller
    return state


def _undeclared(
    deciding: Deciding, core: State, dimension: Dimension, examples: Examples
) -> Iterator[Finding]:
    """Yield a finding if some facts lead to the core without a contradiction of a rule."""
    catalog = deciding.subject.knowledge.catalog
    ways = [
        factor.outcomes[outcome]
        for factor, outcome in zip(deciding.factors, core.outcomes, strict=True)
        if outcome is not None
    ]
    for parts in islice(product(*ways), _WAYS):
        requirements = examples.requirements(merged(*parts))
        recommendation = examples.run(requirements) if requirements is not None else None
        if requirements is None or recommendation is None:
            continue
        decision = decision_in(recommendation.inference.facts)
        if dimension in _unprovided(catalog, decision) and decision.declared <= set(_FALLBACKS):
            yield finding_from(_conflict(dimension), examples, requirements)
            return


def _conflict(dimension: Dimension) -> Problem:
    return Problem(
        "conflict",
        f"No {'pattern' if dimension == 'pattern' else 'layout over regions'} provides all that"
        " these rules need together, and no rule names the contradiction.",
        "Add a rule that concludes a Contradiction for these facts, or change one of the rules.",
    )
