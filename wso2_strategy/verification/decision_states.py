"""Every state of affairs that the rules on a choice can tell apart.

Rules apply in finitely many ways (`space.clauses`). Where one needs nothing but facts from
outside, a state knows what it adds; where it needs conclusions or choices as well, whether what
it asks of facts from outside is so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from types import SimpleNamespace
from typing import Any

from attrs import frozen

from wso2_strategy.inference.conditions import Condition, Conjunction, Test
from wso2_strategy.space.clauses.propositional import Literal
from wso2_strategy.space.clauses.writing_out import Instance
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.representative_values import representatives
from wso2_strategy.verification.stated_values import Place
from wso2_strategy.verification.sweep import Case, Domains, Findings, Reader


@frozen(cache_hash=True)
class Outside:
    """What an instance of a rule asks of facts from outside is so."""

    literals: tuple[Literal, ...]


@frozen
class State:
    """What has been concluded, and one way to get there.

    Attributes:
        found: What follows from outside facts: conclusions, and what later rules ask for.
        case: Stated and derived values for which it does.
        combinations: How many combinations of representative values lead here.
    """

    found: Findings
    case: Case
    combinations: int = 1

    @property
    def conclusions(self) -> list[Any]:
        """The facts that rules concluded from outside facts, in an order of their own."""
        return sorted((each for each in self.found if not isinstance(each, Outside)), key=repr)


@frozen
class DecidingRules:
    """The ways to apply rules that bear on a choice.

    Attributes:
        index: The knowledge.
        direct: Those that need nothing but facts from outside.
        chained: Those that need conclusions or choices too.
    """

    index: KnowledgeIndex
    direct: tuple[Instance, ...]
    chained: tuple[Instance, ...]

    @classmethod
    def of(cls, index: KnowledgeIndex, goals: Iterable[type]) -> DecidingRules:
        """Return those on which facts of some classes may rest, such as those that choices read.

        Of what models say of each pattern, limits are left out: which of them come together is
        arithmetic, and the order of preference heeds any of them.
        """
        able = [each for each in index.instances if not _is_limit(index, each)]
        classes = tuple(goals)
        wanted = {fact for each in able for fact in each.adds if isinstance(fact, classes)}
        count = -1
        while count != (count := len(wanted)):
            found = [each for each in able if not wanted.isdisjoint(each.adds)]
            wanted.update(fact for each in found for fact in each.premises)
        direct = [each for each in found if index.background.issuperset(map(type, each.premises))]
        return cls(index, tuple(direct), tuple(each for each in found if each not in direct))

    @cached_property
    def tests(self) -> Mapping[Place, Collection[Test]]:
        """What these ask of each field from outside that they read."""
        found: dict[Place, dict[Test, None]] = {}
        for instance in (*self.direct, *self.chained):
            for place, test in _asked(self.index, instance):
                found.setdefault(place, {})[test] = None
        return found

    @cached_property
    def domains(self) -> Domains:
        """The values of each field that they can tell apart."""
        return {
            place: (False, True) if place[0] is Test else representatives(*place, asked)
            for place, asked in self.tests.items()
        }

    @property
    def readers(self) -> Iterator[Reader]:
        """Those who read facts from outside, each with what is found in them."""
        for instance in self.direct:
            yield self.reader(instance, frozenset(instance.adds))
        for instance in {each.literals: each for each in self.chained if each.literals}.values():
            yield self.reader(instance, frozenset([Outside(instance.literals)]))

    def reader(
        self, instance: Instance, findings: Findings, fixed: Mapping[Place, Any] | None = None
    ) -> Reader:
        """Return who finds something where outside facts, some of them fixed, let a rule apply."""
        places = dict.fromkeys(place for place, _ in _asked(self.index, instance))
        known = fixed or {}
        open_ = tuple(place for place in places if place not in known)
        return Reader(open_, partial(_found, self.index, instance.literals, findings, known))

    def causes(self, found: Any) -> Iterator[Condition]:
        """Yield conditions on facts from outside, each of which leads to something found."""
        if isinstance(found, Outside):
            yield self._condition(found.literals)
        else:
            for instance in self.direct:
                if found in instance.adds:
                    yield self._condition(instance.literals)

    def _condition(self, literals: Iterable[Literal]) -> Condition:
        single = (each for each in literals if self.index.is_single(each.fact_class))
        return Conjunction(tuple(test for each in single for test in each.tests))


def _is_limit(index: KnowledgeIndex, instance: Instance) -> bool:
    of_patterns = any(not index.is_single(each.fact_class) for each in instance.literals)
    return of_patterns and all(getattr(fact, "limit", None) for fact in instance.adds)


def _asked(index: KnowledgeIndex, instance: Instance) -> Iterator[tuple[Place, Test]]:
    """Yield the tests that an instance makes of facts from outside, each with its field.

    What models say of patterns is taken to be so of all of them or of none, whatever is stated:
    each such test counts as a field of its own.
    """
    for literal in instance.literals:
        for test in literal.tests:
            if test.field is not None and index.is_single(literal.fact_class):
                yield (literal.fact_class, test.field.name), test
            elif test.field is not None and test.field.type != "text":
                yield (Test, repr(test)), test


def _found(
    index: KnowledgeIndex,
    literals: Sequence[Literal],
    findings: Findings,
    fixed: Mapping[Place, Any],
    at: Mapping[Place, Any],
) -> Findings:
    values = {**at, **fixed}
    for literal in literals:
        own = {name: value for (kind, name), value in values.items() if kind is literal.fact_class}
        if index.is_single(literal.fact_class):
            holds = literal.holds(SimpleNamespace(**own))
        else:
            holds = all(values.get((Test, repr(test)), True) for test in literal.tests)
        if not holds:
            return frozenset()
    return findings
