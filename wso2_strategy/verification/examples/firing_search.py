"""Looking for requirements that make rules fire, and rules that none can."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice, product, zip_longest
from typing import Any, TypeVar

from attrs import frozen

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.domain.conclusions import Preference, Selection, Size
from wso2_strategy.domain.facts import Availability, Constraints, Requirements, Traffic
from wso2_strategy.inference import Rule
from wso2_strategy.inference.conditions import Test, Variable
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.space.clauses.propositional import Literal
from wso2_strategy.space.row_decider import OF_GROUPS
from wso2_strategy.verification.asking import assigned, may_meet
from wso2_strategy.verification.decision_states import State
from wso2_strategy.verification.examples.derived_values import loads
from wso2_strategy.verification.examples.example_files import ExampleFiles
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.state_decisions import StateDecider
from wso2_strategy.verification.stated_values import GROUP_LISTS, Place, Values

_T = TypeVar("_T")

_OVERLAYS = 48
"""Ways to meet a rule's own conditions that are put over each case."""

_OF_KIND = 5
"""States of each kind of choice that are tried."""

_TRIES = 1_500
"""Requirements put to the advisor before a rule counts as one that nothing fires."""

_TARGETS = (0.9, 0.999, 0.9999, 0.99999, 0.9999999)


@frozen
class _Wish:
    """What would make rules fire.

    Attributes:
        literals: What facts from outside should meet.
        chosen: The patterns and layouts that should be chosen.
    """

    literals: tuple[Literal, ...]
    chosen: frozenset[str]


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

    def outcomes(self, *rules: Rule, also: Iterable[Literal] = ()) -> Iterator[Outcome]:
        """Yield outcomes in which all of some rules have fired.

        Args:
            rules: The rules.
            also: What else facts from outside should meet.
        """
        wanted = {rule.id for rule in rules}
        wishes = list(islice(self._wishes(rules, tuple(also)), _OVERLAYS))
        for values in islice(self._cases(rules, wishes), _TRIES):
            requirements = self._examples.requirements(values)
            found = self._examples.run(requirements) if requirements else None
            if found and wanted <= {step.reason.id for step in found.inference.steps}:
                yield found

    def _cases(self, rules: Sequence[Rule], wishes: Sequence[_Wish]) -> Iterator[Values]:
        """Yield values that may grant a wish, on their own or put over those of many kinds."""
        read = {each.fact_class for rule in rules for each in rule.variables}
        missed = self._just_missed if Size in read else ()
        bases = ((each, wishes) for each in chain(missed, self._bases, self._graded(wishes)))
        states = (
            ({**target, **dict(state.case)}, [each for each in wishes if each.chosen <= chosen])
            for state, chosen in self._typical
            for target in self._targets(wishes, read)
        )
        by_choice = Selection in read and read.isdisjoint(self._index.graded)
        kinds = chain(states, bases) if by_choice else _in_turn(bases, states)
        seen: set[Hashable] = set()
        groups = ({},) if read.isdisjoint(OF_GROUPS) else GROUP_LISTS
        cases = chain([(dict[Place, Any](), wishes)], kinds)
        for base, able in cases:
            for beside, wish in product(groups, able):
                found = assigned(wish.literals, self._index.is_settable, {**base, **beside})
                for values in islice(found, _OVERLAYS):
                    if (key := frozenset(values.items())) not in seen:
                        seen.add(key)
                        yield values

    def _targets(self, wishes: Iterable[_Wish], read: Collection[type]) -> Sequence[Values]:
        """Return the targets to try with a choice: some where fits make what a rule reads."""
        fits = {each.fact_class for wish in wishes for each in wish.literals} - {*read}
        found: list[Values] = [{}]
        if not fits.isdisjoint(self._index.graded):
            found += [{(Availability, "target"): target} for target in _TARGETS]
        return found

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
        places: tuple[Values, ...] = ({}, {(Availability, "zones"): 2})
        for where in places:
            target = _TARGETS[0]
            for _ in range(_OF_KIND):
                reached = self._examples.reached({(Availability, "target"): target, **where})
                target = target if reached is None else 1 - 0.99 * (1 - reached)
                found.append({(Availability, "target"): target, **where})
        return found

    def _graded(self, wishes: Iterable[_Wish]) -> Iterator[Values]:
        """Yield cases around what rules ask of each pattern, such as how many nodes it takes."""
        literals = dict.fromkeys(each for wish in wishes for each in wish.literals)
        for each in literals:
            if each.fact_class in self._index.graded:
                yield from self._examples.derived.around(each.tests)

    @cached_property
    def _typical(self) -> list[tuple[State, frozenset[str]]]:
        """A few states of each kind of choice, with what is chosen; one of each comes first."""
        kinds: dict[frozenset[str], list[State]] = {}
        for state, decision in self._decider.decided:
            kinds.setdefault(frozenset(decision.chosen), []).append(state)
        some = (
            [(state, chosen) for state in found[:: len(found) // _OF_KIND + 1]]
            for chosen, found in kinds.items()
        )
        return list(_in_turn(*some))

    def _wishes(self, rules: Sequence[Rule], also: tuple[Literal, ...]) -> Iterator[_Wish]:
        """Yield what would make all rules fire: what they ask themselves, and what others add."""
        for instances in product(*(self._index.by_rule.get(rule.id, ()) for rule in rules)):
            own = tuple(literal for each in instances for literal in each.literals)
            needed = {fact for each in instances for fact in self._index.closed(each)}
            patterns = {each.id for each in self._index.knowledge.catalog.patterns}
            chosen = {each.id for each in needed if isinstance(each, Selection)} & patterns
            causes = [self._causes(each) for each in sorted(needed, key=repr)]
            for others in product(*causes):
                added = tuple(literal for each in others for literal in each)
                yield _Wish((*own, *also, *added), frozenset(chosen))

    def _causes(self, needed: Any) -> list[tuple[Literal, ...]]:
        """Return what facts from outside may meet to bring a conclusion or a choice about."""
        if isinstance(needed, Selection) and needed.subject == "platform":
            return [*self._deciding_platform(needed.id), ()]
        return self._adding.get(needed) or [()]

    @cached_property
    def _adding(self) -> dict[Any, list[tuple[Literal, ...]]]:
        """What leads to a fact by one rule, from facts from outside alone."""
        found: dict[Any, list[tuple[Literal, ...]]] = {}
        for each in self._index.instances:
            for fact in () if self._index.closed(each) else each.adds:
                found.setdefault(fact, []).append(each.literals)
        return found

    def _deciding_platform(self, platform: str) -> list[tuple[Literal, ...]]:
        """Return what leads to a platform: a constraint, or what speaks for it."""
        field = fact_fields(Constraints)["platform"]
        if platform in (field.choices or ()):
            test = Test(Variable(Constraints, "fact"), field, "==", platform)
            return [(Literal(Constraints, (test,)),)]
        return [
            literals
            for fact, causes in self._adding.items()
            if isinstance(fact, Preference) and fact.platform == platform
            for literals in causes
        ]


def _in_turn(*lists: Iterable[_T]) -> Iterator[_T]:
    """Yield the first of each, then the second of each, and so on."""
    for row in zip_longest(*map(zip, lists), fillvalue=()):
        yield from chain.from_iterable(row)


def unreachable_findings(index: KnowledgeIndex, search: FiringSearch) -> Iterator[Finding]:
    """Yield rules that cannot fire, and rules that no requirements were found for."""
    reasons = {rule.id: _impossible(index, rule) for rule in index.asked}
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


def _impossible(index: KnowledgeIndex, rule: Rule) -> str | None:
    """Return why a rule can never fire, if that can be told from the rules alone."""
    own = index.by_rule.get(rule.id)
    if not own:
        return "No rule and no choice concludes the facts that it looks for."
    if not any(may_meet(index, each) for each in own):
        return "No facts meet all of its conditions."
    return None
