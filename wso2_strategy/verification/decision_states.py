"""Every state of affairs that the rules on a choice can tell apart.

Rules apply in finitely many ways (`space.clauses`). Where one needs nothing but facts from
outside, a state knows what it adds; where it needs conclusions or choices as well, whether what
it asks of facts from outside is so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any

from attrs import evolve, frozen

from wso2_strategy.space.clauses.propositional import Literal
from wso2_strategy.space.clauses.writing_out import Instance
from wso2_strategy.verification.asking import Asking
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
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
        """The facts that rules concluded from outside facts."""
        return [each for each in self.found if not isinstance(each, Outside)]


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
    def of(
        cls, index: KnowledgeIndex, goals: Iterable[type], without: Collection[Any] = ()
    ) -> DecidingRules:
        """Return those on which facts of some classes may rest, such as those that choices read.

        Some facts may be left out; they are not where others rest on them.

        Of what models say of each pattern, limits are left out: which of them come together is
        arithmetic, and the order of preference heeds any of them.
        """
        able = [each for each in index.instances if not _is_limit(index, each)]
        classes = tuple(goals)
        goal = {fact for each in able for fact in each.adds if isinstance(fact, classes)}
        wanted = goal.difference(without)
        count = -1
        while count != (count := len(wanted)):
            found = [each for each in able if not wanted.isdisjoint(each.adds)]
            wanted.update(fact for each in found for fact in each.premises)
        found = [evolve(e, adds=tuple(a for a in e.adds if a in wanted)) for e in found]
        direct: list[Instance] = []
        chained: list[Instance] = []
        for each in found:
            is_direct = index.background.issuperset(map(type, each.premises))
            (direct if is_direct else chained).append(each)
        return cls(index, tuple(direct), tuple(chained))

    @property
    def asking(self) -> Asking:
        """What they ask of facts from outside."""
        return Asking(self.index.is_single)

    @cached_property
    def domains(self) -> Domains:
        """The values of each field from outside that they can tell apart."""
        return self.asking.domains((*self.direct, *self.chained))

    @property
    def readers(self) -> Iterator[Reader]:
        """Those who read facts from outside, each with what is found in them."""
        for instance in self.direct:
            yield self.asking.reader(instance, frozenset(instance.adds))
        for instance in {each.literals: each for each in self.chained if each.literals}.values():
            yield self.asking.reader(instance, frozenset([Outside(instance.literals)]))

    def causes(self, found: Any) -> list[tuple[Literal, ...]]:
        """Return what facts from outside may meet, each of which leads to something found."""
        if isinstance(found, Outside):
            return [found.literals]
        return [each.literals for each in self.direct if found in each.adds]


def _is_limit(index: KnowledgeIndex, instance: Instance) -> bool:
    of_patterns = any(not index.is_single(each.fact_class) for each in instance.literals)
    return of_patterns and all(getattr(fact, "limit", None) for fact in instance.adds)
