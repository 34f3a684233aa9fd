"""Rules: conditions, a conclusion, and the sentence, source and basis that justify it."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from functools import cached_property
from typing import Any, get_args

import attrs
from attrs import evolve, field, frozen

from wso2_strategy.errors import ConditionError, FactError, RuleError
from wso2_strategy.inference.conditions import Condition, Test, Variable
from wso2_strategy.inference.fact_class import FactField, check_fact, fact_fields
from wso2_strategy.inference.provenance import Assumption, Basis, Source
from wso2_strategy.inference.sentence import general_sentence, sentence
from wso2_strategy.inference.syntax import FieldReference

MAX_COMPUTED = 1_000
"""The most facts that one firing of a computed conclusion may add."""


@frozen(repr=False)
class Copy:
    """A field of a matched fact, to be copied into a conclusion."""

    variable: Variable
    field: FactField

    def __repr__(self) -> str:
        return f"{self.variable!r}.{self.field.name}"


@frozen(repr=False)
class Template:
    """A conclusion some of whose fields are copied from the matched facts.

    Attributes:
        fact_class: The class of the concluded fact.
        values: Constants and copies, by field name.
    """

    fact_class: type
    values: tuple[tuple[str, Any], ...]

    @property
    def copies(self) -> tuple[Copy, ...]:
        """The fields that are copied."""
        return tuple(value for _, value in self.values if isinstance(value, Copy))

    def filled(self, facts: Mapping[Variable, object]) -> object:
        """Return the concluded fact for these facts."""
        return self.fact_class(
            **{
                name: getattr(facts[value.variable], value.field.name)
                if isinstance(value, Copy)
                else value
                for name, value in self.values
            }
        )

    def __repr__(self) -> str:
        listed = ", ".join(f"{name}={value!r}" for name, value in self.values)
        return f"conclude({self.fact_class.__name__}, {listed})"


@frozen
class Computed:
    """A conclusion that a pure function computes from the matched facts.

    The function gets the facts in the order in which their variables appear in
    the rule's condition, and returns a fact or several.
    """

    function: Callable[..., Any]


Conclusion = Any
"""A constant fact, a `Template`, or a function of the matched facts."""


def conclude(fact_class: type, **values: object) -> Template:
    """Return a conclusion that copies fields of the matched facts.

    >>> from wso2_strategy.domain.catalog import Lack
    >>> from wso2_strategy.domain.conclusions import Exclusion, Need
    >>> from wso2_strategy.inference.syntax import fact
    >>> conclude(Exclusion, pattern=fact(Lack).pattern, capability=fact(Need).capability)
    conclude(Exclusion, pattern=lack.pattern, capability=need.capability)
    """
    known = fact_fields(fact_class)
    filled: list[tuple[str, Any]] = []
    for name, value in values.items():
        if name not in known:
            raise ConditionError(f"{fact_class.__name__} has no field {name!r}")
        if not isinstance(value, FieldReference):
            problem = None if value is None else known[name].problem_with(value)
            if problem is not None:
                raise ConditionError(f"{fact_class.__name__}.{name}: {problem}")
            filled.append((name, value))
        elif value.field.type != known[name].type:
            raise ConditionError(
                f"{fact_class.__name__}.{name} is a {known[name].type},"
                f" but {value!r} is a {value.field.type}"
            )
        else:
            filled.append((name, Copy(value.variable, value.field)))
    return Template(fact_class, tuple(filled))


def _conclusions(then: Any) -> tuple[Conclusion, ...]:
    several = then if isinstance(then, tuple | list) else (then,)
    return tuple(
        Computed(each) if callable(each) and not isinstance(each, Template | Computed) else each
        for each in several
    )


@frozen
class Rule:
    """A declaration: when these conditions hold, conclude this, because of that.

    Attributes:
        id: A name such as ``traffic.gateway-outgrows-pair``.
        when: The condition.
        then: What it concludes: facts, templates made by `conclude`, or pure functions.
        because: The reason in one sentence. ``{variable.field}`` is replaced by the matched
            fact's value and ``{assumption_id}`` by the value of an assumption in `when`.
        source: The document it rests on.
        basis: Whether the source states it, it is derived, or it is assumed.
    """

    id: str
    when: Condition
    then: tuple[Conclusion, ...] = field(converter=_conclusions)
    because: str
    source: Source
    basis: Basis

    def __attrs_post_init__(self) -> None:
        for problem in _problems(self):
            raise RuleError(str(self.id), problem)

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The fact variables of the condition, in order of first appearance."""
        return self.when.variables

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The named assumptions that the condition compares with."""
        operands = (atom.operand for atom in self.when.atoms() if isinstance(atom, Test))
        return tuple(dict.fromkeys(each for each in operands if isinstance(each, Assumption)))

    @property
    def concludes(self) -> tuple[type, ...] | None:
        """The classes it can conclude, or None where a function decides."""
        if any(isinstance(each, Computed) for each in self.then):
            return None
        return tuple(
            dict.fromkeys(
                each.fact_class if isinstance(each, Template) else type(each) for each in self.then
            )
        )

    @cached_property
    def _is_constant(self) -> bool:
        return not any(isinstance(each, Template | Computed) for each in self.then)

    def assume(self, values: Mapping[str, float]) -> Rule:
        """Return the rule with the named assumptions replaced in its condition."""
        return evolve(self, when=self.when.assume(values))

    def fire(self, facts: tuple[object, ...]) -> tuple[object, ...]:
        """Return the facts concluded from `facts`, which match the rule's variables.

        Raises:
            FactError: A computed conclusion is no valid fact.
        """
        if self._is_constant:
            return self.then
        concluded: list[object] = []
        for conclusion in self.then:
            if isinstance(conclusion, Template):
                concluded.append(conclusion.filled(dict(zip(self.variables, facts, strict=True))))
            elif isinstance(conclusion, Computed):
                # A function gets copies: what it changes by force is nobody else's fact.
                concluded.extend(_computed(conclusion.function(*map(deepcopy, facts))))
            else:
                concluded.append(conclusion)
        return tuple(concluded)

    def sentence(self, facts: tuple[object, ...]) -> str:
        """Return the reason with the values of these facts in it."""
        named = zip((each.name for each in self.variables), facts, strict=True)
        return sentence(self.because, {**self._assumed, **dict(named)})

    def general_sentence(self, noun: Callable[[type, str], str]) -> str:
        """Return the reason for no facts in particular.

        Args:
            noun: What says what a field of a fact class is called; it stands in brackets in the
                place of the field's value.
        """
        classes = {each.name: each.fact_class for each in self.variables}
        return general_sentence(
            self.because, self._assumed, lambda name, attribute: noun(classes[name], attribute)
        )

    @property
    def _assumed(self) -> dict[str, object]:
        return {each.id: each.value for each in self.assumptions}


def _computed(result: object) -> Iterable[object]:
    several = [result] if attrs.has(type(result)) else result
    if not isinstance(several, Iterable):
        raise TypeError(f"concluded {result!r}, which is neither a fact nor several facts")
    for count, each in enumerate(several, 1):
        if count > MAX_COMPUTED:
            raise ValueError(f"concluded more than {MAX_COMPUTED} facts at once")
        if not attrs.has(type(each)):
            raise TypeError(f"concluded {each!r}, which is no fact")
        own = deepcopy(each)
        check_fact(own)
        yield own


def _problems(rule: Rule) -> Iterable[str]:
    if not re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", str(rule.id)):
        yield "an id has lower-case words, digits, '-' and '.', such as 'traffic.high-peak'"
    for name, value, expected, form in (
        ("when", rule.when, Condition, "write a condition such as fact(Traffic).peak_tps > 1000"),
        ("source", rule.source, Source, "name the document with Source(title, url)"),
        ("because", rule.because, str, "give the reason in one sentence"),
    ):
        if not isinstance(value, expected) or value == "":
            yield f"{name!r} is {value!r}; {form}"
    if rule.basis not in get_args(Basis):
        yield f"'basis' is {rule.basis!r}; allowed: {', '.join(get_args(Basis))}"
    if not rule.then:
        yield "'then' is empty; a rule concludes at least one fact"
    yield from _variable_problems(rule)
    yield from _sentence_problems(rule)
    for conclusion in rule.then:
        if not isinstance(conclusion, Template | Computed):
            yield from _constant_problems(conclusion)


def _variable_problems(rule: Rule) -> Iterable[str]:
    classes: dict[str, type] = {}
    for variable in rule.variables:
        if classes.setdefault(variable.name, variable.fact_class) is not variable.fact_class:
            yield f"two variables are called {variable.name!r}; name one with fact(Class, 'name')"
    for conclusion in rule.then:
        for copy in conclusion.copies if isinstance(conclusion, Template) else ():
            if copy.variable not in rule.variables:
                yield f"'then' copies {copy!r}, but 'when' does not mention it"


def _sentence_problems(rule: Rule) -> Iterable[str]:
    variables = {variable.name: variable.fact_class for variable in rule.variables}
    assumptions = {each.id for each in rule.assumptions}
    try:
        parts = list(string.Formatter().parse(rule.because))
    except ValueError as error:
        yield f"'because' has a brace out of place ({error}); double it to show one"
        return
    for _, name, spec, _ in parts:
        if name is None:
            continue
        variable, _, attribute = name.partition(".")
        if not attribute and variable in assumptions:
            continue
        if variable not in variables or attribute not in fact_fields(variables[variable]):
            yield f"'because' mentions {{{name}}}, which is no field of a variable in 'when'"
        elif "{" in (spec or ""):
            yield f"'because' has a nested format in {{{name}}}; write a plain one"


def _constant_problems(conclusion: Any) -> Iterable[str]:
    try:
        check_fact(conclusion)
    except (ConditionError, FactError) as error:
        yield f"'then' holds {conclusion!r}: {error}"
