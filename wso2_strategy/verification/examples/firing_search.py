"""Looking for requirements that make rules fire, and rules that none can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice, product
from typing import Any

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.domain.conclusions import Need, Preference, Selection, Size
from wso2_strategy.domain.facts import Availability, Constraints, Requirements, Traffic
from wso2_strategy.inference import Rule
from wso2_strategy.inference.conditions import Condition, Conjunction, Join, Test, Variable
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.verification.decision_states import State
from wso2_strategy.verification.examples.derived_values import loads
from wso2_strategy.verification.examples.example_files import ExampleFiles
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.implication import (
    TooManyValuationsError,
    assignments,
    compatible,
)
from wso2_strategy.verification.knowledge_index import KnowledgeIndex, tests_of
from wso2_strategy.verification.representative_values import truths
from wso2_strategy.verification.state_decisions import StateDecider
from wso2_strategy.verification.stated_values import Values

_OVERLAYS = 48
"""Ways to meet a rule's own conditions that are put over each case."""

_OF_KIND = 5
"""States of each kind of choice that are tried."""

_TRIES = 1_500
"""Requirements put to the advisor before a rule counts as one that nothing fires."""

_TARGETS = (0.9, 0.999, 0.9999, 0.99999, 0.9999999)


class FiringSearch:
    """Looks for requirements by putting what rules ask for over cases of every kind.

    Args:
        index: The knowledge.
        examples: Where requirements are built and asked about.
        decider: Makes the decisions in all states; asked only where a rule reads a choice.
    """

    def __init__(
        self, index: KnowledgeIndex, examples: ExampleFiles, decider: StateDecider
    ) -> None:
        self._index = index
        self._examples = examples
        self._decider = decider

    def has_fired(self, rule: Rule) -> bool:
        """Return whether a rule has fired for some requirements so far."""
        return rule.id in self._examples.fired

    def firing(self, *rules: Rule) -> Requirements | None:
        """Return requirements for which all of some rules fire, or None if none are found."""
        if len(rules) == 1 and self.has_fired(rules[0]):
            return self._examples.fired[rules[0].id]
        return next((found.requirements for found in self.outcomes(*rules)), None)

    def outcomes(self, *rules: Rule) -> Iterator[Outcome]:
        """Yield outcomes in which all of some rules, known by their ids, have fired."""
        wanted = {rule.id for rule in rules}
        for values in islice(self._cases(rules), _TRIES):
            requirements = self._examples.requirements(values)
            found = self._examples.run(requirements) if requirements else None
            if found and wanted <= {step.reason.id for step in found.inference.steps}:
                yield found

    def _cases(self, rules: Sequence[Rule]) -> Iterator[Values]:
        overlays = list(islice(self._overlays(rules), _OVERLAYS))
        yield from overlays
        if any(each.fact_class is Selection for rule in rules for each in rule.variables):
            for state, overlay in product(self._typical, overlays):
                values = dict(state.case)
                yield {**values, **_changes(rules, values, overlay)}
        of_size = any(each.fact_class is Size for rule in rules for each in rule.variables)
        missed = self._just_missed if of_size else ()
        for base in chain(missed, self._bases, self._graded(rules)):
            for overlay in overlays:
                yield {**base, **_changes(rules, base, overlay)}

    @cached_property
    def _bases(self) -> list[Values]:
        """Cases of many kinds: small, large and heavy loads, lax and strict targets, few nodes."""
        places: list[Values] = [{}, {(Availability, "regions"): 2}]
        targets = [
            {(Availability, "target"): target, **where} for where in places for target in _TARGETS
        ]
        costly: Values = {(Traffic, "message_bytes"): 102_400, (Traffic, "mediation"): True}
        heavy = [{**costly, (Traffic, "peak_tps"): peak} for peak in (60.0, 600.0)]
        return [*targets, {(Constraints, "max_nodes"): 1}, *heavy, *loads()]

    @cached_property
    def _just_missed(self) -> list[Values]:
        """Targets a little beyond what answers reach, each answer given for the one before."""
        found: list[Values] = []
        target = _TARGETS[0]
        for _ in range(_OF_KIND):
            reached = self._examples.reached({(Availability, "target"): target})
            target = target if reached is None else 1 - 0.9 * (1 - reached)
            found.append({(Availability, "target"): target})
        return found

    def _graded(self, rules: Sequence[Rule]) -> Iterator[Values]:
        """Yield cases around what rules ask of each pattern, such as how many nodes it takes."""
        for rule in rules:
            for variable in rule.variables:
                if variable.fact_class in self._index.graded:
                    atoms = (each for each in rule.when.atoms() if isinstance(each, Test))
                    yield from self._examples.derived.around(
                        each for each in atoms if each.variable == variable
                    )

    @cached_property
    def _typical(self) -> list[State]:
        """A few states of each kind of choice."""
        kinds: dict[Any, list[State]] = {}
        for state, decision in self._decider.decided:
            kinds.setdefault((decision.patterns, decision.layouts), []).append(state)
        return [state for found in kinds.values() for state in found[:: len(found) // _OF_KIND + 1]]

    def _overlays(self, rules: Sequence[Rule]) -> Iterator[Values]:
        """Yield values with which the rules' own conditions are met, as far as they can be set."""
        whole = Conjunction(tuple(self._index.condition(rule) for rule in rules))
        options: list[list[Values]] = [
            list(islice(assignments(whole, self._index.is_settable), _OVERLAYS)),
            *self._joined(whole),
            *self._produced(whole),
        ]
        for own, *others in product(*options):
            added = {place: value for part in others for place, value in part.items()}
            if _agree(rules, added, own):  # what brings a fact about may deny the rest
                yield {**own, **added}

    def _joined(self, condition: Condition) -> Iterator[list[Values]]:
        """Yield, for each stated field that is joined, the values it may meet."""
        for atom in condition.atoms():
            if isinstance(atom, Join):
                sides = (
                    (atom.left_variable, atom.left_field),
                    (atom.right_variable, atom.right_field),
                )
                for (own, field), (other, met) in (sides, sides[::-1]):
                    if own.fact_class in self._index.stated:
                        facts = self._facts(other.fact_class)
                        values = dict.fromkeys(getattr(fact, met.name) for fact in facts)
                        yield [{(own.fact_class, field.name): value} for value in values] or [{}]

    def _facts(self, fact_class: type) -> Iterator[Any]:
        concluded = (fact for each in self._index.instances for fact in each.adds)
        facts = chain(self._index.base.facts, concluded)
        return (fact for fact in facts if type(fact) is fact_class)

    def _produced(self, condition: Condition) -> Iterator[list[Values]]:
        """Yield, for each test of a need or a platform, values that bring it about."""
        needed: dict[Variable, list[Values]] = {}
        for atom in condition.atoms():
            if isinstance(atom, Test) and atom.field is not None:
                if atom.variable.fact_class is Need:
                    needed.setdefault(atom.variable, []).extend(self._bringing(Need, atom, 3))
                elif atom.variable.fact_class is Selection and atom.field.name == "id":
                    yield [*self._deciding_platform(atom), {}]
        yield from (ways or [{}] for ways in needed.values())

    def _bringing(self, fact_class: type, test: Test, ways: int) -> list[Values]:
        """Return values for which rules conclude a fact that passes a test, some for each."""
        return [
            values
            for rule in self._index.rules
            if self._index.is_direct(rule)
            if any(
                type(fact) is fact_class and test.holds({test.variable: fact}) for fact in rule.then
            )
            for values in islice(assignments(rule.when, self._index.is_settable), ways)
        ]

    def _deciding_platform(self, test: Test) -> list[Values]:
        """Return values for which a platform is chosen whose id passes a test."""
        decided = fact_fields(Constraints)["platform"].choices or ()
        platform = fact_fields(Preference)["platform"]
        found: list[Values] = []
        for each in self._index.knowledge.catalog.platforms:
            if test.holds({test.variable: Selection("platform", each.id)}):
                if each.id in decided:
                    found.append({(Constraints, "platform"): each.id})
                else:
                    preferred = Test(Variable(Preference, "it"), platform, "==", each.id)
                    found.extend(self._bringing(Preference, preferred, 1))
        return found


def _agree(rules: Sequence[Rule], values: Values, overlay: Values) -> bool:
    """Return whether rules see the same in the fields that two sets of values share."""
    return all(
        truths(tests, place[1], value) == truths(tests, place[1], overlay[place])
        for place, value in values.items()
        if place in overlay
        for tests in [tests_of(rules, place)]
    )


def _changes(rules: Sequence[Rule], values: Values, overlay: Values) -> Values:
    """Return what of an overlay rules could tell from the values below it."""
    return {
        place: value
        for place, value in overlay.items()
        if place not in values or not _agree(rules, {place: values[place]}, {place: value})
    }


def unreachable_findings(index: KnowledgeIndex, search: FiringSearch) -> Iterator[Finding]:
    """Yield rules that cannot fire, and rules that no requirements were found for."""
    able = {each.rule for each in index.instances}
    reasons = {rule.id: _impossible(index, rule, able) for rule in index.asked}
    missed = [rule for rule in index.asked if not reasons[rule.id] and not search.firing(rule)]
    for rule in missed:
        if not search.has_fired(rule):  # nor while another rule was looked for
            reasons[rule.id] = "No requirements were found for which it fires."
    for name, reason in reasons.items():
        if reason is not None:
            yield Finding(
                "unreachable",
                (name,),
                reason,
                "Check the constants and the combination of its conditions.",
            )


def _impossible(index: KnowledgeIndex, rule: Rule, able: Iterable[str]) -> str | None:
    """Return why a rule can never fire, if that can be told from the rules alone."""
    try:
        if not compatible(index.condition(rule)):
            return "No facts meet all of its conditions."
    except TooManyValuationsError:
        pass  # then an example decides
    if rule.id not in able:
        return "No rule and no choice concludes the facts that it looks for."
    return None
