"""Completeness, soundness and conflicts of the choice of a pattern."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from itertools import chain, islice, product

from attrs import evolve, frozen

from wso2_strategy.domain.catalog import Catalog, Dimension, Pattern
from wso2_strategy.domain.conclusions import Exclusion, Need
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.inference import Inference
from wso2_strategy.verification.asking import assigned
from wso2_strategy.verification.decision_states import State
from wso2_strategy.verification.examples.example_files import ExampleFiles, yaml_text
from wso2_strategy.verification.findings import Finding, Kind
from wso2_strategy.verification.state_decisions import StateDecider, StateDecision, decision_in
from wso2_strategy.verification.stated_values import Values
from wso2_strategy.verification.sweep import Findings

_FALLBACKS = {"no-sufficient-pattern", "no-sufficient-regions"}
"""Contradictions that the advisor names itself where no rule does."""

_TRIES = 50
"""States tried, from all of those with a problem, before it counts as not confirmed."""

_WAYS = 500
"""Ways tried to reach a conflict without a contradiction being named."""


@frozen
class Problem:
    """What is wrong with a decision; equal problems of several states are one finding."""

    kind: Kind
    sentence: str
    remedy: str

    def finding(self, examples: ExampleFiles, requirements: Requirements) -> Finding:
        """Return the finding, with requirements that show it and the rules that led there."""
        outcome = examples.run(requirements)
        rules = () if outcome is None else _deciding_rules(outcome.inference)
        return Finding(self.kind, rules, self.sentence, self.remedy, yaml_text(requirements))


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


def decision_findings(decider: StateDecider, examples: ExampleFiles) -> Iterator[Finding]:
    """Yield what is wrong with the decisions, each once, with requirements that show it."""
    wrong = cache(lambda decision: tuple(problems(decider.catalog, decision)))
    found: dict[Problem, list[State]] = {}
    for state, decision in decider.decided:
        for problem in wrong(decision):
            found.setdefault(problem, []).append(state)
    for problem, states in found.items():
        # Neighbours have much in common, such as what no model brings about.
        for state in states[:: -(-len(states) // _TRIES)]:
            requirements = examples.requirements(dict(state.case))
            if requirements and _shows(decider.catalog, examples, requirements, problem):
                yield problem.finding(examples, requirements)
                break


def _shows(
    catalog: Catalog, examples: ExampleFiles, requirements: Requirements, problem: Problem
) -> bool:
    outcome = examples.run(requirements)
    if outcome is None:
        return problem.kind == "incomplete"
    return problem in problems(catalog, decision_in(outcome.inference.facts))


def problems(catalog: Catalog, decision: StateDecision) -> Iterator[Problem]:
    """Yield what is wrong with a decision, apart from needs that nothing can meet."""
    if decision.failure is not None:
        yield Problem("incomplete", decision.failure, "Make the rule conclude valid facts.")
    elif len(decision.patterns) != 1 or len(decision.layouts) > 1:
        yield Problem(
            "incomplete",
            f"Not exactly one pattern is selected: {', '.join(decision.chosen) or 'nothing'}.",
            "Let rules conclude needs and exclusions, and leave the choice to the advisor.",
        )
    else:
        for name in decision.chosen:
            yield from _choice_problems(catalog, decision, catalog.pattern(name))


def _choice_problems(
    catalog: Catalog, decision: StateDecision, chosen: Pattern
) -> Iterator[Problem]:
    enough = decision.sufficient(catalog, chosen.dimension)
    if enough and chosen not in enough:
        yield Problem(
            "unsound",
            f"{chosen.id} is chosen although it lacks a need or is excluded in the end, and"
            f" {enough[0].id} is not.",
            "A rule that reacts to the choice must not add needs or exclusions that decide it.",
        )
    simplest = [each.id for each in enough if each.complexity == enough[0].complexity]
    if len(simplest) > 1:
        yield Problem(
            "incomplete",
            f"{' and '.join(simplest)} are equally simple and both provide all that is needed.",
            "Give the patterns different complexities.",
        )


def unmet_need_findings(decider: StateDecider, examples: ExampleFiles) -> Iterator[Finding]:
    """Yield needs that no pattern meets together and that no rule calls a contradiction."""
    unprovided = cache(partial(_unprovided, decider.catalog))
    cores: dict[tuple[Dimension, Findings], None] = {}
    for state, decision in sorted(decider.decided, key=lambda each: len(each[0].found)):
        for dimension in unprovided(decision):
            if not any(known == dimension and core <= state.found for known, core in cores):
                cores[dimension, _core(decider, state, dimension)] = None
    for dimension, core in cores:
        yield from _undeclared(decider, core, dimension, examples)


def _unprovided(catalog: Catalog, decision: StateDecision) -> list[Dimension]:
    """Return the dimensions in which something was chosen and nothing provides all needs.

    Limits do not count: that one stands against what is needed is the advisor's to say.
    """
    dimensions = [catalog.pattern(name).dimension for name in decision.chosen]
    return [each for each in dimensions if not decision.sufficient(catalog, each, limits=False)]


def _core(decider: StateDecider, state: State, dimension: Dimension) -> Findings:
    """Leave out everything without which the needs still cannot be met.

    What is left is a smallest cause, so that one conflict is not reported once for every
    value of fields that have nothing to do with it.
    """
    for each in sorted(state.found, key=repr):
        smaller = evolve(state, found=state.found - {each})
        if dimension in _unprovided(decider.catalog, decider.decide(smaller)):
            state = smaller
    return state.found


def _undeclared(
    decider: StateDecider, core: Findings, dimension: Dimension, examples: ExampleFiles
) -> Iterator[Finding]:
    """Yield a finding if some facts lead to the core without a contradiction of a rule."""
    for values in islice(_ways(decider, core), _WAYS):
        requirements = examples.requirements(values)
        outcome = examples.run(requirements) if requirements else None
        if requirements is None or outcome is None:
            continue
        decision = decision_in(outcome.inference.facts)
        unmet = dimension in _unprovided(decider.catalog, decision)
        if unmet and decision.declared <= _FALLBACKS:
            what = "pattern" if dimension == "pattern" else "layout over regions"
            yield Problem(
                "conflict",
                f"No {what} provides all that these rules need together, and no rule names the"
                " contradiction.",
                "Add a rule that concludes a Contradiction for these facts, or change one of the"
                " rules.",
            ).finding(examples, requirements)
            return


def _ways(decider: StateDecider, core: Findings) -> Iterator[Values]:
    """Yield values from which everything in a core follows, and nothing else is stated."""
    causes = [decider.rules.causes(each) for each in sorted(core, key=repr)]
    for literals in product(*causes):
        yield from assigned(chain(*literals), decider.index.is_single, {})
