"""Writing rules out as clauses: once for every combination of facts they may match.

Rules whose conclusions only speak to the reader are left out: nothing is chosen
by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, get_args

from attrs import evolve, frozen

from wso2_strategy.domain.catalog import Catalog, Redundancy
from wso2_strategy.domain.conclusions import Advice, Contradiction, Selection
from wso2_strategy.inference import KnowledgeBase, Rule
from wso2_strategy.inference.conditions import Join, Test, Variable
from wso2_strategy.inference.rule import Copy, Template
from wso2_strategy.space.clauses.propositional import (
    Clause,
    Clauses,
    Literal,
    NotPropositionalError,
)

FOR_THE_READER = (Advice, Contradiction)
"""Conclusions by which nothing is chosen, unless a rule reads them."""

_Atoms = Sequence[Test | Join]
_Bound = Mapping[Variable, Any]
_Tests = Mapping[Variable, list[Test]]


def written_out(
    base: KnowledgeBase,
    catalog: Catalog,
    stated: Iterable[type],
    *,
    also: Iterable[Any] = (),
    without: Iterable[type] = (),
) -> Clauses:
    """Return the clauses of the rules that decide.

    Args:
        base: The rules, and the facts that are always known.
        catalog: What procedures may select.
        stated: The classes of stated facts, of which a consultation has one fact each.
        also: What else procedures may conclude; rules that conclude such facts are then written
            out too, also where nothing is chosen by them.
        without: The classes of facts of which there are none.

    Raises:
        NotPropositionalError: A rule concludes what cannot be listed beforehand.
    """
    known = dict.fromkeys([*base.facts, *_selections(catalog), *also])
    absent = set(without)
    rules = [r for r in base.rules if absent.isdisjoint(v.fact_class for v in r.variables)]
    deciding = _deciding(rules, {type(each) for each in also})
    listable = {type(fact) for fact in known}
    for rule in deciding:
        listable.update(rule.concludes)
    if not listable.isdisjoint(stated):
        raise NotPropositionalError("a rule concludes what is stated")
    return _Writer(listable, known, catalog).write(deciding, set(base.facts))


def instances(base: KnowledgeBase, catalog: Catalog, chosen: Iterable[Any]) -> list[Instance]:
    """Return every way in which a rule may apply, in the order of rules.

    What cannot be listed beforehand is free: a copied text may be any.

    Args:
        base: The rules, and the facts that are always known.
        catalog: What procedures may select.
        chosen: What else procedures may conclude.
    """
    known = dict.fromkeys([*base.facts, *_selections(catalog), *chosen])
    listable = {type(fact) for fact in known}.union(*(rule.concludes for rule in base.rules))
    found = _Writer(listable, known, catalog, is_lenient=True).instances(base.rules)
    order = {rule.id: number for number, rule in enumerate(base.rules)}
    return sorted(found, key=lambda each: order[each.rule])


def _selections(catalog: Catalog) -> Iterator[Selection]:
    """Yield everything that can be selected."""
    for pattern in catalog.arrangements("pattern"):
        yield from (Selection("pattern", pattern.id, each) for each in get_args(Redundancy))
    yield from (Selection("regions", each.id) for each in catalog.arrangements("regions"))
    yield from (Selection("platform", each.id) for each in catalog.platforms)


def compared(rules: Iterable[Rule], of: Iterable[type]) -> Clauses:
    """Return every comparison of facts of some classes as a literal, without clauses."""
    classes = tuple(of)
    tests = [test for rule in rules for test in rule.when.atoms() if isinstance(test, Test)]
    literals = dict.fromkeys(
        _literal(test.variable, [test])
        for test in tests
        if test.field and test.variable.fact_class in classes
    )
    return Clauses(tuple(literals), (), {}, 0, ())


def _deciding(rules: list[Rule], wanted: set[type]) -> list[Rule]:
    """Return the rules that a choice may depend on, or that conclude what is wanted."""
    read = wanted | {variable.fact_class for rule in rules for variable in rule.variables}
    left_out = set(FOR_THE_READER) - read
    return [rule for rule in rules if set(rule.concludes) - left_out]


@frozen
class Instance:
    """A rule applied to facts.

    Attributes:
        rule: Its id.
        literals: What must hold of facts that are not listed.
        premises: The listed facts it is applied to.
        adds: What it concludes.
        joins: What must hold of two facts that are not listed.
    """

    rule: str
    literals: tuple[Literal, ...]
    premises: tuple[Any, ...]
    adds: tuple[Any, ...]
    joins: tuple[Join, ...] = ()


class _Writer:
    def __init__(
        self,
        listable: set[type],
        facts: dict[Any, None],
        catalog: Catalog,
        *,
        is_lenient: bool = False,
    ) -> None:
        self._listable = listable
        self._facts = facts
        self._words = {
            "pattern": [each.id for each in catalog.arrangements("pattern")],
            "layout": [each.id for each in catalog.arrangements("regions")],
        }
        self._is_lenient = is_lenient

    def instances(self, rules: Sequence[Rule]) -> list[Instance]:
        # What a rule adds, others may match, so they are applied until nothing new appears.
        # That ends: conclusions are constants or copies of finitely many known words.
        found: dict[Instance, None] = {}
        count = -1
        while count != (count := len(self._facts)):
            for rule in rules:
                for instance in self._instances(rule):
                    found[instance] = None
                    self._facts.update(dict.fromkeys(instance.adds))
        return list(found)

    def write(self, rules: Sequence[Rule], background: set[Any]) -> Clauses:
        instances = self.instances(rules)
        facts = tuple(self._facts)
        literals = tuple(dict.fromkeys(each for i in instances for each in i.literals))
        bits = {fact: 1 << number for number, fact in enumerate(facts)}
        places = {literal: 1 << number for number, literal in enumerate(literals)}
        clauses = dict.fromkeys(
            Clause(
                _mask(places, instance.literals),
                _mask(bits, instance.premises) & ~_mask(bits, background),
                _mask(bits, instance.adds),
            )
            for instance in instances
        )
        # Rules that need few facts come first, so what others need mostly stands already.
        ordered = sorted(clauses, key=lambda clause: clause.facts.bit_count())
        return Clauses(literals, facts, bits, _mask(bits, background), tuple(ordered))

    def _instances(self, rule: Rule) -> Iterator[Instance]:
        for atoms in rule.when.disjuncts():
            listed = [each for each in rule.variables if each.fact_class in self._listable]
            for facts in product(*(self._matching(each, atoms) for each in listed)):
                bound = dict(zip(listed, facts, strict=True))
                if len(set(map(id, facts))) < len(facts):
                    continue  # each variable is another fact
                yield from self._applied(rule, atoms, bound)

    def _matching(self, variable: Variable, atoms: _Atoms) -> list[Any]:
        tests = [each for each in atoms if isinstance(each, Test) and each.variable == variable]
        return [
            fact
            for fact in self._facts
            if type(fact) is variable.fact_class
            and all(test.holds({variable: fact}) for test in tests)
        ]

    def _applied(self, rule: Rule, atoms: _Atoms, bound: _Bound) -> Iterator[Instance]:
        tests: dict[Variable, list[Test]] = {
            each: [] for each in rule.variables if each not in bound
        }
        joins = [
            each
            for each in atoms
            if isinstance(each, Join) and bound.keys().isdisjoint(each.variables)
        ]
        # Of several facts of a class, which of them meets a literal is not known.
        classes = {each.fact_class for each in tests}
        if (joins or len(classes) < len(tests)) and not self._is_lenient:
            raise NotPropositionalError(rule.id)
        for atom in atoms:
            if isinstance(atom, Join):
                if atom not in joins and not _joined(atom, bound, tests):
                    return
            elif atom.variable in tests and atom.field is not None:
                tests[atom.variable].append(atom)
        for extra, adds in self._conclusions(rule, bound):
            merged = {each: (*tests[each], *extra.get(each, ())) for each in tests}
            yield Instance(
                rule.id,
                tuple(_literal(each, merged[each]) for each in merged),
                tuple(dict.fromkeys(bound.values())),
                adds,
                tuple(joins),
            )

    def _conclusions(self, rule: Rule, bound: _Bound) -> Iterator[tuple[_Tests, tuple[Any, ...]]]:
        """Yield the conclusions, once for each value that may be copied from an unlisted fact."""
        copies = list(
            dict.fromkeys(
                copy
                for then in rule.then
                if isinstance(then, Template)
                for copy in then.copies
                if copy.variable not in bound
            )
        )
        for chosen in product(*(self._copied_values(rule, copy) for copy in copies)):
            extra: dict[Variable, list[Test]] = {}
            for copy, (_, test) in zip(copies, chosen, strict=True):
                if test is not None:
                    extra.setdefault(copy.variable, []).append(test)
            values = {copy: value for copy, (value, _) in zip(copies, chosen, strict=True)}
            yield extra, tuple(_concluded(then, bound, values) for then in rule.then)

    def _copied_values(self, rule: Rule, copy: Copy) -> list[tuple[Any, Test | None]]:
        """Return the values that may be copied, each with what the fact must meet to have it."""
        values: Sequence[Any] | None = copy.field.choices if copy.field.type == "text" else None
        if copy.field.type == "flag":
            values = (False, True)
        values = values or self._words.get(copy.field.name)
        if values is None:
            if not self._is_lenient:
                raise NotPropositionalError(rule.id)
            return [(value, None) for value in _any_values(rule, copy)]
        found: list[tuple[Any, Test | None]] = [
            (value, Test(copy.variable, copy.field, "==", value)) for value in values
        ]
        if copy.field.optional and not self._is_lenient:
            found.append((None, Test(copy.variable, copy.field, "absent", None)))
        return found


def _joined(join: Join, bound: _Bound, tests: _Tests) -> bool:
    """Note what a join asks of a fact that is not listed; return False where it cannot hold."""
    left, right = (join.left_variable, join.left_field), (join.right_variable, join.right_field)
    if left[0] in bound and right[0] in bound:
        return join.holds(bound)
    (free, field), (fixed, other) = (left, right) if right[0] in bound else (right, left)
    value = getattr(bound[fixed], other.name)
    if value is None:
        return False
    tests[free].append(Test(free, field, "==", value))
    return True


def _any_values(rule: Rule, copy: Copy) -> list[Any]:
    """Return the values that a rule compares a field with, or else one that stands for all."""
    equal = [
        atom.constant
        for atom in rule.when.atoms()
        if isinstance(atom, Test) and atom.operator == "=="
        if (atom.variable, atom.field) == (copy.variable, copy.field)
    ]
    plain = {"number": 0.0, "whole number": 0, "text": "any"}
    return equal or [plain.get(copy.field.type, frozenset())]


def _concluded(then: Any, bound: _Bound, chosen: Mapping[Copy, Any]) -> Any:
    if not isinstance(then, Template):
        return then
    values = {
        name: value
        if not isinstance(value, Copy)
        else chosen[value]
        if value in chosen
        else getattr(bound[value.variable], value.field.name)
        for name, value in then.values
    }
    return then.fact_class(**values)


def _literal(variable: Variable, tests: Iterable[Test]) -> Literal:
    """Return a literal that is equal for equal comparisons, whatever the variable is called."""
    neutral = Variable(variable.fact_class, "fact")
    renamed = {
        (test.field.name, test.operator, repr(test.constant)): evolve(
            test, variable=neutral, operand=test.constant
        )
        for test in tests
        if test.field is not None
    }
    return Literal(variable.fact_class, tuple(renamed[key] for key in sorted(renamed)))


def _mask(bits: Mapping[Any, int], items: Iterable[Any]) -> int:
    mask = 0
    for item in items:
        mask |= bits[item]
    return mask
