"""Rules: conditions, a conclusion, and the sentence, source and basis that justify it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, get_args

import attrs
from attrs import evolve, field, frozen

from wso2_strategy.errors import ConditionError, FactError, RuleError, shown
from wso2_strategy.inference.conditions import Condition, Conjunction, Test, Variable
from wso2_strategy.inference.fact_class import FactField, FieldType, check_fact, fact_fields
from wso2_strategy.inference.provenance import Assumption, Basis, Source
from wso2_strategy.inference.reason_text import (
    Mention,
    format_problem,
    in_parts,
    places,
    written,
)
from wso2_strategy.inference.syntax import FieldReference


@frozen(repr=False)
class Copy:
    """A field of a matched fact, to be copied into a conclusion."""

    variable: Variable
    field: FactField

    def __repr__(self) -> str:
        return f"{self.variable!r}.{self.field.name}"


@frozen(repr=False)
class Template:
    """A conclusion of constants and copies from the matched facts, by field name."""

    fact_class: type
    values: tuple[tuple[str, Any], ...]

    @property
    def copies(self) -> tuple[Copy, ...]:
        """The fields that are copied."""
        return tuple(value for _, value in self.values if isinstance(value, Copy))

    def filled(self, facts: Mapping[Variable, object]) -> object:
        """Return the concluded fact for these facts.

        Raises:
            FactError: A copied value is none that the class allows, such as an unknown word.
        """
        values = dict(self.values)
        for name, value in self.values:
            if isinstance(value, Copy):
                values[name] = getattr(facts[value.variable], value.field.name)
        fact = self.fact_class(**values)
        if self._may_not_fit:
            check_fact(fact)
        return fact

    @cached_property
    def _may_not_fit(self) -> bool:
        """Whether a field takes copies of which not all may be values of it."""
        fields = fact_fields(self.fact_class)
        copied = [(fields[name], each.field) for name, each in self.values if type(each) is Copy]
        return any(
            (source.optional and not target.optional)
            or (target.choices and not set(source.choices or [None]) <= {*target.choices})
            for target, source in copied
        )

    def __repr__(self) -> str:
        listed = ", ".join(f"{name}={value!r}" for name, value in self.values)
        return f"conclude({self.fact_class.__name__}, {listed})"


def conclude(fact_class: type, /, **values: object) -> Template:
    """Return a conclusion that copies fields of the matched facts.

    Raises:
        ConditionError: The class lacks a field, needs another, or a value is none of its field.

    >>> from wso2_strategy.domain.catalog import Lack
    >>> from wso2_strategy.domain.conclusions import Exclusion, Need
    >>> from wso2_strategy.inference.syntax import fact
    >>> conclude(Exclusion, pattern=fact(Lack).pattern, capability=fact(Need).capability)
    conclude(Exclusion, pattern=lack.pattern, capability=need.capability)
    """
    fields = fact_fields(fact_class)
    given: list[tuple[str, Any]] = []
    for name, value in values.items():
        place = f"{fact_class.__name__}.{name}"
        if name not in fields:
            raise ConditionError(f"{fact_class.__name__} has no field {name!r}")
        if isinstance(value, FieldReference):
            kind = fields[name].type
            if value.field.type != kind:
                raise ConditionError(f"{place} is a {kind}, but {value!r} is a {value.field.type}")
            given.append((name, Copy(value.variable, value.field)))
        else:
            absent = value is None and fields[name].optional
            problem = None if absent else fields[name].problem_with(value)
            if problem is not None:
                raise ConditionError(f"{place}: {problem}")
            given.append((name, value))
    for attribute in attrs.fields(fact_class):
        if attribute.init and attribute.default is attrs.NOTHING and attribute.name not in values:
            raise ConditionError(f"{fact_class.__name__}.{attribute.name} is needed and not given")
        if not attribute.init and attribute.name in values:
            raise ConditionError(f"{fact_class.__name__}.{attribute.name} cannot be given")
    return Template(fact_class, tuple(given))


def _class_of(conclusion: Any) -> type:
    return conclusion.fact_class if isinstance(conclusion, Template) else type(conclusion)


def _conclusions(then: Any) -> tuple[Any, ...]:
    return tuple(then) if isinstance(then, tuple | list) else (then,)


@frozen
class Rule:
    """A declaration: when these conditions hold, conclude this, because of that.

    Attributes:
        id: A name such as ``traffic.gateway-outgrows-pair``.
        when: The condition.
        then: What it concludes: facts, or templates made by `conclude`.
        because: The reason in one sentence. ``{variable.field}`` is replaced by the matched
            fact's value and ``{assumption_id}`` by the value of an assumption in `when`. The format
            ``>assumption_id`` writes a number that is above it with enough digits to tell.
        source: The document it rests on.
        basis: Whether the source states it, it is derived, or it is assumed.
    """

    id: str
    when: Condition
    then: tuple[Any, ...] = field(converter=_conclusions)
    because: str
    source: Source
    basis: Basis

    def __attrs_post_init__(self) -> None:
        for problem in _problems(self):
            raise RuleError(self.id if isinstance(self.id, str) else shown(self.id), problem)

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The fact variables of the condition, in order of first appearance."""
        return self.when.variables

    @cached_property
    def decidable(self) -> tuple[tuple[Condition, ...], ...]:
        """For each variable, the parts of the condition that its fact and those before decide."""
        parts = self.when.parts if isinstance(self.when, Conjunction) else (self.when,)
        places = {variable: place for place, variable in enumerate(self.variables)}
        by_last: list[list[Condition]] = [[] for _ in places]
        for part in parts:
            by_last[max(places[variable] for variable in part.variables)].append(part)
        return tuple(map(tuple, by_last))

    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The named assumptions that the condition compares with."""
        operands = (atom.operand for atom in self.when.atoms() if isinstance(atom, Test))
        return tuple(dict.fromkeys(each for each in operands if isinstance(each, Assumption)))

    @cached_property
    def fields_read(self) -> tuple[tuple[int, str], ...] | None:
        """The fields that make the condition hold, each with the place of its fact.

        None where they depend on which of several alternatives holds.
        """
        if self.when.disjunct_count() > 1:
            return None
        places = {variable: place for place, variable in enumerate(self.variables)}
        read = (each for atom in self.when.atoms() for each in atom.reads)
        return tuple((places[variable], field.name) for variable, field in read)

    @property
    def concludes(self) -> tuple[type, ...]:
        """The classes it can conclude."""
        return tuple(dict.fromkeys(map(_class_of, self.then)))

    def constants(self, name: str, *classes: type) -> tuple[Any, ...]:
        """Return what a field of conclusions of some classes is, where it is no copy of a fact's.

        >>> from wso2_strategy import Exclusion, Knowledge
        >>> rule = Knowledge.installed().base.rule("identity.no-unasked-identity-server")
        >>> rule.constants("pattern", Exclusion)
        ('P6',)
        """
        found = (
            dict(each.values)[name] if isinstance(each, Template) else getattr(each, name)
            for each in self.then
            if _class_of(each) in classes
        )
        return tuple(each for each in found if not isinstance(each, Copy))

    @cached_property
    def is_constant(self) -> bool:
        """Whether it concludes the same facts whatever it matches."""
        return not any(isinstance(each, Template) for each in self.then)

    def assume(self, values: Mapping[str, float]) -> Rule:
        """Return the rule with the named assumptions replaced in its condition."""
        return evolve(self, when=self.when.assume(values))

    def fire(self, facts: tuple[object, ...]) -> tuple[object, ...]:
        """Return the facts concluded from `facts`, which match the rule's variables."""
        if self.is_constant:
            return self.then
        self._check_count(facts)
        bound = dict(zip(self.variables, facts, strict=True))
        return tuple(
            each.filled(bound) if isinstance(each, Template) else each for each in self.then
        )

    def _check_count(self, facts: tuple[object, ...]) -> None:
        if len(facts) != len(self.variables):
            raise TypeError(f"{shown(facts)} is not allowed; expected: a fact for each variable")

    def sentence(self, facts: tuple[object, ...]) -> str:
        """Return the reason with the values of these facts in it."""
        self._check_count(facts)
        return "".join(
            [each if isinstance(each, str) else each.of(facts[each.place]) for each in self._reason]
        )

    def general_sentence(self, noun: Callable[[type, str], str]) -> str:
        """Return the reason for no facts in particular.

        Args:
            noun: What says what a field of a fact class is called; it stands in brackets in the
                place of the field's value.
        """
        return "".join(
            each
            if isinstance(each, str)
            else f"[{noun(self.variables[each.place].fact_class, each.name)}]"
            for each in self._reason
        )

    @cached_property
    def _reason(self) -> tuple[str | Mention, ...]:
        """The reason in parts: what is the same for all facts, and the values that are theirs."""
        places = {each.name: place for place, each in enumerate(self.variables)}
        assumed = {each.id: each.value for each in self.assumptions}
        limits = {f">{name}": value for name, value in assumed.items()}

        def said(place: str, form: str) -> str | Mention:
            variable, _, name = place.partition(".")
            if not name:
                return written(assumed[place], form)
            if form in limits:
                return Mention(places[variable], name, limit=limits[form])
            return Mention(places[variable], name, form)

        return tuple(in_parts(self.because, said))


def declaration_problems(declared: Any) -> Iterator[str]:
    """Yield what is wrong with what rules and procedures have in common."""
    named = isinstance(declared.id, str)
    if not (named and re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", declared.id)):
        yield "an id has lower-case words, digits, '-' and '.', such as 'traffic.high-peak'"
    if not isinstance(declared.source, Source):
        yield f"'source' is {shown(declared.source)}; name the document with Source(title, url)"
    if not isinstance(declared.because, str) or not declared.because:
        yield f"'because' is {shown(declared.because)}; give the reason in one sentence"
    if not (isinstance(declared.basis, str) and declared.basis in get_args(Basis)):
        yield f"'basis' is {shown(declared.basis)}; allowed: {', '.join(get_args(Basis))}"


def _problems(rule: Rule) -> Iterator[str]:
    when: object = rule.when
    if not isinstance(when, Condition):
        yield f"'when' is {shown(when)}; write a condition such as fact(Traffic).peak_tps > 1000"
    yield from declaration_problems(rule)
    if not rule.then:
        yield "'then' is empty; a rule concludes at least one fact"
    yield from _variable_problems(rule)
    yield from _sentence_problems(rule)
    for conclusion in rule.then:
        if not isinstance(conclusion, Template):
            yield from _constant_problems(conclusion)


def _variable_problems(rule: Rule) -> Iterator[str]:
    classes: dict[str, type] = {}
    for variable in rule.variables:
        if classes.setdefault(variable.name, variable.fact_class) is not variable.fact_class:
            yield f"two variables are called {variable.name!r}; name one with fact(Class, 'name')"
    for conclusion in rule.then:
        for copy in conclusion.copies if isinstance(conclusion, Template) else ():
            if copy.variable not in rule.variables:
                yield f"'then' copies {copy!r}, but 'when' does not mention it"


def _sentence_problems(rule: Rule) -> Iterator[str]:
    variables = {variable.name: variable.fact_class for variable in rule.variables}
    assumed = {each.id: each.value for each in rule.assumptions}
    limits = {f">{name}" for name in assumed}
    try:
        found = list(places(rule.because))
    except ValueError as error:
        yield f"'because' has a brace out of place ({error}); double it to show one"
        return
    for name, form in found:
        variable, _, attribute = name.partition(".")
        fields = fact_fields(variables[variable]) if variable in variables else {}
        kind: FieldType
        if attribute in fields:
            kind = fields[attribute].type
        elif name in assumed:
            kind = "whole number" if isinstance(assumed[name], int) else "number"
        else:
            yield f"'because' mentions {{{name}}}, which is no field of a variable in 'when'"
            continue
        if form in limits and attribute and kind in ("number", "whole number"):
            continue
        problem = format_problem(form, kind)
        if problem is not None:
            yield f"'because' writes {{{name}}}: {problem}"


def _constant_problems(conclusion: Any) -> Iterator[str]:
    if isinstance(conclusion, Condition) or callable(conclusion):
        yield f"'then' holds {shown(conclusion)}; what only code can say belongs in a Procedure"
        return
    try:
        check_fact(conclusion)
    except (ConditionError, FactError) as error:
        yield f"'then' holds {shown(conclusion)}: {error}"
