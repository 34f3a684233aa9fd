"""What ways to apply rules ask of facts from outside, and what follows from that.

Decided over all classes of values that they can tell apart, so what is said holds of all facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import permutations, product
from types import SimpleNamespace
from typing import Any

from attrs import frozen

from wso2_strategy.inference.conditions import Join, Test
from wso2_strategy.space.clauses.propositional import Literal
from wso2_strategy.space.clauses.writing_out import Instance
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.representative_values import representatives
from wso2_strategy.verification.stated_values import Place, Values
from wso2_strategy.verification.sweep import Domains, Findings, Reader, swept


@frozen
class Asking:
    """Reads what instances of rules ask of facts from outside.

    What is said of one of several facts, such as what models say of patterns, is taken to be so
    of all of them or of none, whatever is stated: each such test counts as a field of its own,
    and so does a comparison of two facts.

    Attributes:
        is_one: Whether there is one fact of a class, which all instances look at.
    """

    is_one: Callable[[type], bool]

    def asked(self, instance: Instance) -> Iterator[tuple[Place, Test | Join]]:
        """Yield what an instance asks, each with the field of which it asks it."""
        for literal in instance.literals:
            for test in literal.tests:
                if test.field is not None and self.is_one(literal.fact_class):
                    yield (literal.fact_class, test.field.name), test
                elif test.field is not None and test.field.type != "text":
                    yield (Test, repr(test)), test
        yield from (((Test, repr(join)), join) for join in instance.joins)

    def tests(self, instances: Iterable[Instance]) -> Mapping[Place, Collection[Test]]:
        """Return what some instances ask of each field."""
        found: dict[Place, dict[Any, None]] = {}
        for instance in instances:
            for place, test in self.asked(instance):
                found.setdefault(place, {})[test] = None
        return found

    def domains(self, instances: Iterable[Instance]) -> Domains:
        """Return the values of each field that some instances can tell apart."""
        return {
            place: (False, True) if place[0] is Test else representatives(*place, tests)
            for place, tests in self.tests(instances).items()
        }

    def reader(self, instance: Instance, findings: Findings, fixed: Values | None = None) -> Reader:
        """Return who finds something where outside facts, some of them fixed, meet an instance."""
        places = dict.fromkeys(place for place, _ in self.asked(instance))
        known = fixed or {}
        open_ = tuple(place for place in places if place not in known)
        return Reader(open_, partial(self._found, instance, findings, known))

    def _found(self, instance: Instance, findings: Findings, fixed: Values, at: Values) -> Findings:
        return findings if self.is_met(instance, {**at, **fixed}) else frozenset()

    def is_met(self, instance: Instance, values: Values) -> bool:
        """Return whether values of all fields that an instance asks about meet it."""
        free = all(values[place] for place, _ in self.asked(instance) if place[0] is Test)
        return free and all(
            _meets(literal, values)
            for literal in instance.literals
            if self.is_one(literal.fact_class)
        )


def _meets(literal: Literal, values: Values) -> bool:
    own = {name: value for (kind, name), value in values.items() if kind is literal.fact_class}
    return literal.holds(SimpleNamespace(**own))


def may_meet(index: KnowledgeIndex, *instances: Instance) -> bool:
    """Return whether facts from outside may meet all of some instances."""
    asking = Asking(index.is_single)
    readers = (asking.reader(each, frozenset([n])) for n, each in enumerate(instances))
    found = swept(asking.domains(instances), readers).found
    return any(len(each) == len(instances) for each in found)


def follows(index: KnowledgeIndex, instance: Instance, others: Collection[Instance]) -> bool:
    """Return whether one of others is met whenever an instance is, which it sometimes is.

    Where that is too much to run through, it is noted in the index, and False.
    """
    asked = frozenset(instance.literals)
    joins = frozenset(instance.joins)
    if any(asked.issuperset(e.literals) and joins.issuperset(e.joins) for e in others):
        return may_meet(index, instance)
    facts = Counter(each.fact_class for each in instance.literals)
    if max(facts.values(), default=0) > 1 and any(_asks_less(e, instance) for e in others):
        return may_meet(index, instance)
    asking = Asking(lambda kind: index.is_single(kind) or facts[kind] == 1)
    known = {*facts, *index.stated}
    able = [each for each in others if known.issuperset(e.fact_class for e in each.literals)]
    if not able or any(not asking.is_one(kind) for kind in facts):
        return False
    # A look at one case is far cheaper than to run through all.
    return not _met_alone(asking, instance, able) and _met_always(index, asking, instance, able)


def _met_always(
    index: KnowledgeIndex, asking: Asking, instance: Instance, others: Collection[Instance]
) -> bool:
    readers = [asking.reader(each, frozenset(["other"])) for each in others]
    found = swept(
        asking.domains([instance, *others]), [asking.reader(instance, frozenset(["it"])), *readers]
    )
    if frozenset(["it"]) in found.found:  # one such case is enough, whatever was left out
        return False
    if not found.is_whole:
        index.undecided.add(instance.rule)
        return False
    return any("it" in each for each in found.found)


def _met_alone(asking: Asking, instance: Instance, others: Iterable[Instance]) -> bool:
    """Return whether none of others is met where an instance is and nothing else is stated."""
    own: dict[Place, Any] = {}
    for place, tests in asking.tests([instance]).items():
        met = [True] if place[0] is Test else _meeting(place, [*tests], {})
        if not met:
            return False
        own[place] = met[0]
    for each in others:
        asked = dict.fromkeys(place for place, _ in asking.asked(each))
        beside = {place: _unstated(place) for place in asked if place not in own}
        if asking.is_met(each, {**own, **beside}):
            return False
    return True


def _unstated(place: Place) -> Any:
    return False if place[0] is Test else next(iter(representatives(*place, ())), None)


def _asks_less(other: Instance, instance: Instance) -> bool:
    """Return whether each fact that another instance asks for is one that an instance has."""
    return not other.joins and any(
        all(
            less.fact_class is more.fact_class and set(less.tests) <= set(more.tests)
            for less, more in zip(other.literals, chosen, strict=True)
        )
        for chosen in permutations(instance.literals, len(other.literals))
    )


def assigned(
    literals: Iterable[Literal], wanted: Callable[[type], bool], base: Values
) -> Iterator[Values]:
    """Yield values of the wanted classes that meet all literals, those of a base where they do."""
    tests: dict[Place, list[Test]] = {}
    for literal in literals:
        for test in literal.tests:
            if test.field is not None and wanted(literal.fact_class):
                tests.setdefault((literal.fact_class, test.field.name), []).append(test)
    options = [_meeting(place, asked, base) for place, asked in tests.items()]
    for values in product(*options):
        yield {**base, **dict(zip(tests, values, strict=True))}


def _meeting(place: Place, tests: Sequence[Test], base: Values) -> list[Any]:
    def is_met(value: Any) -> bool:
        fact = SimpleNamespace(**{place[1]: value})
        return all(test.holds({test.variable: fact}) for test in tests)

    if place in base and is_met(base[place]):
        return [base[place]]
    return [each for each in representatives(*place, tests) if is_met(each)]
