"""Looking for requirements that make rules fire, and rules that none can."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice, product
from typing import Any

from wso2_strategy.domain.conclusions import Need, Preference, Selection
from wso2_strategy.domain.facts import Availability, Constraints, Requirements
from wso2_strategy.inference import Rule
from wso2_strategy.inference.conditions import Condition, Conjunction, Join, Test, Variable
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.verification.cases import State
from wso2_strategy.verification.decisions import Deciding, Decision
from wso2_strategy.verification.example_files import Examples, Values, loads, yaml_text
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import Place, Subject, tests_of
from wso2_strategy.verification.logic import (
    TooManyValuationsError,
    assignments,
    compatible,
    renamed,
)
from wso2_strategy.verification.representatives import truths

_OVERLAYS = 48
_OF_KIND = 5
_TRIES = 1_500
_TARGETS = (0.9, 0.999, 0.9999, 0.99999, 0.9999999)


class Search:
    """Looks for requirements by putting what rules ask for over cases of every kind."""

    def __init__(
        self,
        subject: Subject,
        examples: Examples,
        decided: Callable[[], tuple[Deciding, Sequence[Decision]]],
    ) -> None:
        self._subject = subject
        self._examples = examples
        self._decided = decided

    def text(self, requirements: Requirements) -> str:
        """Return requirements as a file."""
        return yaml_text(requirements)

    def has_fired(self, rule: Rule) -> bool:
        """Return whether a rule has fired for some requirements so far."""
        return rule.id in self._examples.fired

    def firing(self, *rules: Rule) -> Requirements | None:
        """Return requirements for which all of some rules fire, or None if none are found."""
        if len(rules) == 1 and rules[0].id in self._examples.fired:
            return self._examples.fired[rules[0].id]
        wanted = {rule.id for rule in rules}
        for values in islice(self._cases(rules), _TRIES):
            requirements = self._examples.requirements(values)
            if requirements is None:
                continue
            found = self._examples.run(requirements)
            if found and wanted <= {step.reason.id for step in found.inference.steps}:
                return requirements
        return None

    def _cases(self, rules: Sequence[Rule]) -> Iterator[Values]:
        overlays = list(islice(self._overlays(rules), _OVERLAYS))
        yield from overlays
        if any(each.fact_class is Selection for rule in rules for each in rule.variables):
            for state in self._typical:
                for overlay in overlays:
                    values = self._in_state(state, rules, overlay)
                    if values is not None:
                        yield values
        for base in self._bases:
            for overlay in overlays:
                yield {**base, **_changes(rules, base, overlay)}

    @cached_property
    def _bases(self) -> list[Values]:
        """Cases of many kinds: small and large loads, lax and strict targets, few nodes."""
        targets: list[Values] = [{(Availability, "target"): target} for target in _TARGETS]
        return [*targets, {(Constraints, "max_nodes"): 1}, *loads()]

    @cached_property
    def _typical(self) -> list[State]:
        """A few states of each kind of choice."""
        deciding, decisions = self._decided()
        kinds: dict[Any, list[State]] = {}
        for state, decision in zip(deciding.states, decisions, strict=True):
            kinds.setdefault((decision.patterns, decision.layouts), []).append(state)
        return [state for found in kinds.values() for state in found[:: len(found) // _OF_KIND + 1]]

    def _in_state(self, state: State, rules: Sequence[Rule], overlay: Values) -> Values | None:
        """Return values that lead to a state and that rules cannot tell from an overlay."""
        found: dict[Place, Any] = {}
        for factor, outcome in zip(self._decided()[0].factors, state.outcomes, strict=True):
            ways = factor.outcomes[outcome] if outcome is not None else ()
            alike = (way for way in ways if _agree(rules, dict(way), overlay))
            way = next(alike, None)
            if way is None:
                return None
            found.update(way)
        return {**found, **_changes(rules, found, overlay)}

    def _overlays(self, rules: Sequence[Rule]) -> Iterator[Values]:
        names = {v: self._subject.single(v) for rule in rules for v in rule.variables}
        whole = Conjunction(tuple(renamed(rule.when, names) for rule in rules))
        options: list[list[Values]] = [
            list(islice(assignments(whole, self._is_stated_or_derived), _OVERLAYS))
        ]
        options.extend(self._joined(whole))
        options.extend(self._produced(whole))
        for parts in product(*options):
            yield {place: value for part in parts for place, value in part.items()}

    def _is_stated_or_derived(self, variable: Variable) -> bool:
        """Return whether values of a variable's facts can be brought about directly."""
        fact_class = variable.fact_class
        derived = fact_class in self._subject.sampled and fact_class not in self._subject.graded
        return derived or fact_class in self._subject.stated

    def _joined(self, condition: Condition) -> Iterator[list[Values]]:
        """Yield, for each stated field that is joined, the values it may meet."""
        for atom in condition.atoms():
            if isinstance(atom, Join):
                sides = (
                    (atom.left_variable, atom.left_field),
                    (atom.right_variable, atom.right_field),
                )
                for (own, field), (other, met) in (sides, sides[::-1]):
                    if own.fact_class in self._subject.stated:
                        facts = self._facts(other.fact_class)
                        values = dict.fromkeys(getattr(fact, met.name) for fact in facts)
                        yield [{(own.fact_class, field.name): value} for value in values] or [{}]

    def _facts(self, fact_class: type) -> Iterator[Any]:
        concluded = (fact for firing in self._subject.possible for fact in firing.conclusions)
        facts = chain(self._subject.base.facts, concluded)
        return (fact for fact in facts if type(fact) is fact_class)

    def _produced(self, condition: Condition) -> Iterator[list[Values]]:
        """Yield, for each test of a need or a platform, values that bring it about."""
        for atom in condition.atoms():
            if isinstance(atom, Test) and atom.field is not None:
                if atom.variable.fact_class is Need:
                    yield self._bringing(Need, atom) or [{}]
                elif atom.variable.fact_class is Selection and atom.field.name == "id":
                    yield [*self._deciding_platform(atom), {}]

    def _bringing(self, fact_class: type, test: Test) -> list[Values]:
        """Return values for which a rule concludes a fact that passes a test."""
        return [
            values
            for rule in self._subject.rules
            if self._subject.is_direct(rule)
            if any(
                type(fact) is fact_class and test.holds({test.variable: fact}) for fact in rule.then
            )
            for values in islice(assignments(rule.when, self._is_stated_or_derived), 3)
        ]

    def _deciding_platform(self, test: Test) -> list[Values]:
        decided = fact_fields(Constraints)["platform"].choices or ()
        found: list[Values] = []
        for platform in self._subject.knowledge.catalog.platforms:
            if test.holds({test.variable: Selection("platform", platform.id)}):
                if platform.id in decided:
                    found.append({(Constraints, "platform"): platform.id})
                else:
                    found.extend(self._preferring(platform.id))
        return found

    def _preferring(self, platform: str) -> list[Values]:
        return [
            values
            for rule in self._subject.rules
            if self._subject.is_direct(rule)
            if any(isinstance(each, Preference) and each.platform == platform for each in rule.then)
            for values in islice(assignments(rule.when, self._is_stated_or_derived), 1)
        ]


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


def reach_findings(subject: Subject, search: Search) -> Iterator[Finding]:
    """Yield rules that cannot fire, and rules that no requirements were found for."""
    able = {firing.rule.id for firing in subject.possible}
    reasons = {rule.id: _impossible(subject, rule, able) for rule in subject.asked}
    missed = [
        rule for rule in subject.asked if not reasons[rule.id] and search.firing(rule) is None
    ]
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


def _impossible(subject: Subject, rule: Rule, able: Iterable[str]) -> str | None:
    """Return why a rule can never fire, if that can be told from the rules alone."""
    names = {each: subject.single(each) for each in rule.variables}
    try:
        if not compatible(renamed(rule.when, names)):
            return "No facts meet all of its conditions."
    except TooManyValuationsError:
        pass  # then an example decides
    if rule.id not in able:
        return "No rule and no choice concludes the facts that it looks for."
    return None
