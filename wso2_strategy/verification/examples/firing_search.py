"""Looking for requirements that make rules fire, and rules that none can."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice, product
from typing import Any

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
from wso2_strategy.verification.examples.derived_values import loads
from wso2_strategy.verification.examples.example_files import ExampleFiles, fired_in
from wso2_strategy.verification.examples.typical_cases import Cases, in_turn
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.stated_values import GROUP_LISTS, Place, Values

_OVERLAYS = 48
"""Ways to meet a rule's own conditions that are put over each case."""

_TRIES = 1_500
"""Requirements put to the advisor before a rule counts as one that nothing fires."""

_FURTHER = 5
"""Targets that are tried beyond what answers reach."""

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


@frozen
class Search:
    """What a search came to.

    Attributes:
        found: Requirements for which all rules fire, if any.
        fired: The rules that fired for what was tried.
    """

    found: Requirements | None
    fired: frozenset[str]


class FiringSearch:
    """Looks for requirements by putting what rules ask for over cases of every kind.

    Args:
        index: The knowledge.
        examples: Where requirements are built and asked about.
        typical: Finds what is stated in states of every kind, each with what is chosen.
    """

    def __init__(
        self, index: KnowledgeIndex, examples: ExampleFiles, typical: Callable[[], Cases]
    ) -> None:
        self._index = index
        self._examples = examples
        self._find_typical = typical
        self.made: dict[tuple[str, ...], Search] = {}
        """Searches that were made before they are asked for, by the ids of the rules."""

    def has_fired(self, rule: Rule) -> bool:
        """Return whether a rule has fired for some requirements so far."""
        return rule.id in self._examples.fired

    def firing(self, *rules: Rule) -> Requirements | None:
        """Return requirements for which all of some rules fire, or None if none are found."""
        made = self.made.get(tuple(rule.id for rule in rules)) or self.search(*rules)
        self._examples.fired |= made.fired
        return made.found

    def search(self, *rules: Rule, plainly: bool = False) -> Search:
        """Search for requirements for which all of some rules fire, whatever was found so far.

        Args:
            rules: The rules.
            plainly: Whether to try no more than what the rules ask for themselves.
        """
        fired: set[str] = set()
        for outcome in self._tried(rules, (), plainly=plainly):
            here = fired_in(outcome)
            fired |= here
            if here.issuperset(rule.id for rule in rules):
                return Search(outcome.requirements, frozenset(fired))
        return Search(None, frozenset(fired))

    def outcomes(self, *rules: Rule, also: Iterable[Literal] = ()) -> Iterator[Outcome]:
        """Yield outcomes in which all of some rules have fired.

        Args:
            rules: The rules.
            also: What else facts from outside should meet.
        """
        for outcome in self._tried(rules, tuple(also)):
            if fired_in(outcome).issuperset(rule.id for rule in rules):
                yield outcome

    def _tried(
        self, rules: Sequence[Rule], also: tuple[Literal, ...], *, plainly: bool = False
    ) -> Iterator[Outcome]:
        self._examples.derived.forget_failures()  # a search does not hang on those before it
        wishes = list(islice(self._wishes(rules, also), _OVERLAYS))
        plain = [(dict[Place, Any](), wishes)]
        cases = plain if plainly else chain(plain, self._kinds(rules, wishes))
        for values in islice(self._put_over(cases, rules), _TRIES):
            requirements = self._examples.requirements(values)
            found = self._examples.run(requirements) if requirements else None
            if found:
                yield found

    def _kinds(
        self, rules: Sequence[Rule], wishes: Sequence[_Wish]
    ) -> Iterator[tuple[Values, Sequence[_Wish]]]:
        """Yield values of many kinds, each with the wishes that may be granted there."""
        read = {each.fact_class for rule in rules for each in rule.variables}
        missed = self._just_missed if Size in read else ()
        bases = ((each, wishes) for each in chain(missed, self._bases, self._graded(wishes)))
        states = (
            (values, [each for each in wishes if each.chosen <= chosen])
            for values, chosen in self.typical
        )
        by_choice = Selection in read and read.isdisjoint(self._index.graded)
        yield from chain(states, bases) if by_choice else in_turn(bases, states)

    def _put_over(
        self, cases: Iterable[tuple[Values, Sequence[_Wish]]], rules: Sequence[Rule]
    ) -> Iterator[Values]:
        """Yield cases with values put over them that may grant a wish."""
        read = {each.fact_class for rule in rules for each in rule.variables}
        seen: set[Hashable] = set()
        groups = ({},) if read.isdisjoint(OF_GROUPS) else GROUP_LISTS
        for base, able in cases:
            for beside, wish in product(groups, able):
                found = assigned(wish.literals, self._index.is_settable, {**base, **beside})
                for values in islice(found, _OVERLAYS):
                    if (key := frozenset(values.items())) not in seen:
                        seen.add(key)
                        yield values

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
        for _ in range(_FURTHER):
            reached = self._examples.reached({(Availability, "target"): target})
            target = target if reached is None else 1 - 0.9 * (1 - reached)
            found.append({(Availability, "target"): target})
        return found

    def _graded(self, wishes: Iterable[_Wish]) -> Iterator[Values]:
        """Yield cases around what rules ask of each pattern, such as how many nodes it takes."""
        literals = dict.fromkeys(each for wish in wishes for each in wish.literals)
        for each in literals:
            if each.fact_class in self._index.graded:
                yield from self._examples.derived.around(each.tests)

    @cached_property
    def typical(self) -> Cases:
        """What is stated in states of every kind."""
        return self._find_typical()

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


def unreachable_findings(index: KnowledgeIndex, search: FiringSearch) -> Iterator[Finding]:
    """Yield rules that cannot fire, and rules that no requirements were found for."""
    reasons = {rule.id: impossible(index, rule) for rule in index.asked}
    missed = [rule for rule in index.asked if not reasons[rule.id] and not _fires(search, rule)]
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


def _fires(search: FiringSearch, rule: Rule) -> bool:
    return search.has_fired(rule) or search.firing(rule) is not None


def impossible(index: KnowledgeIndex, rule: Rule) -> str | None:
    """Return why a rule can never fire, if that can be told from the rules alone."""
    own = index.by_rule.get(rule.id)
    if not own:
        return "No rule and no choice concludes the facts that it looks for."
    if not any(may_meet(index, each) for each in own):
        return "No facts meet all of its conditions."
    return None
