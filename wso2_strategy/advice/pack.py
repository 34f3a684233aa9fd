"""Packs: knowledge that is shipped and found together, each checked by itself.

The built-in rules are a pack like any other. A pack adds rules, replaces or
switches off known ones, changes assumptions, and may bring procedures, fact
classes, capabilities, components, patterns and platforms of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_type_hints

import attrs
from attrs import field, frozen

from wso2_strategy.domain.catalog import Capability, Component, Pattern, Platform
from wso2_strategy.domain.conclusions import Selection, Size
from wso2_strategy.domain.facts import SECTIONS, Requirements
from wso2_strategy.domain.kinds import kind_of
from wso2_strategy.errors import ConditionError, PackError, shown
from wso2_strategy.inference import Procedure, Rule, Source
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.inference.rule import declaration_problems
from wso2_strategy.models.fitness import LayoutFitness, PatternFitness

_LATER = (LayoutFitness, PatternFitness, Selection, Size)
"""What is known only after the first choice, before which procedures of packs run."""

_PARTS: dict[str, type] = {
    "rules": Rule,
    "overrides": Rule,
    "switched_off": str,
    "procedures": Procedure,
    "fact_classes": type,
    "capabilities": Capability,
    "components": Component,
    "patterns": Pattern,
    "platforms": Platform,
}


def _tuple(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(items)


def _mapped(values: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> dict[str, Any]:
    try:
        return dict(values)
    except ValueError:
        raise TypeError(f"{shown(values)} is no mapping, nor are they pairs") from None


def _values(values: Mapping[str, float] | Iterable[tuple[str, float]]) -> tuple[_Value, ...]:
    return tuple(_mapped(values).items())


def _provisions(
    provisions: Mapping[str, Iterable[str]] | Iterable[tuple[str, Iterable[str]]],
) -> tuple[_Provision, ...]:
    return tuple((pattern, tuple(sorted(added))) for pattern, added in _mapped(provisions).items())


_Value = tuple[str, float]
_Provision = tuple[str, tuple[str, ...]]


@frozen
class Pack:
    """A named, versioned piece of knowledge.

    Attributes:
        name: The name under which it is listed: lower-case words with hyphens.
        version: Its version.
        summary: What it adds, in one sentence.
        rules: Its rules, each with an id of its own.
        overrides: Rules that take the place of the known rules with their ids.
        switched_off: Ids of known rules that it leaves out.
        assumptions: Values that replace named assumptions, by id.
        procedures: Its procedures: code that derives facts, for rules to decide by. They run
            before the first choice, in the order of packs; rules run after each.
        fact_classes: Classes of stated facts; each is a section of a requirements file,
            called by the class's name in snake case.
        capabilities: Capabilities it adds to the catalog.
        components: Components it adds.
        patterns: Patterns it adds.
        platforms: Platforms it adds.
        also_provides: Capabilities that known patterns have besides the known ones, by pattern.

    Raises:
        PackError: A part is not what it should be.

    >>> from wso2_strategy import Knowledge
    >>> calm = Pack("calm", "1.0", "Fewer notes.", switched_off=["advice.opaque-tokens"])
    >>> Knowledge.installed(calm).origin("advice.websub-ports-on-machines")
    'built-in ...'
    """

    name: str
    version: str
    summary: str
    rules: tuple[Rule, ...] = field(default=(), converter=_tuple)
    overrides: tuple[Rule, ...] = field(default=(), converter=_tuple)
    switched_off: tuple[str, ...] = field(default=(), converter=_tuple)
    assumptions: tuple[_Value, ...] = field(default=(), converter=_values)
    procedures: tuple[Procedure, ...] = field(default=(), converter=_tuple)
    fact_classes: tuple[type, ...] = field(default=(), converter=_tuple)
    capabilities: tuple[Capability, ...] = field(default=(), converter=_tuple)
    components: tuple[Component, ...] = field(default=(), converter=_tuple)
    patterns: tuple[Pattern, ...] = field(default=(), converter=_tuple)
    platforms: tuple[Platform, ...] = field(default=(), converter=_tuple)
    also_provides: tuple[_Provision, ...] = field(default=(), converter=_provisions)

    def __attrs_post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise PackError(str(self.name), problems)

    @property
    def title(self) -> str:
        """Its name and version, as explanations show them."""
        return f"{self.name} {self.version}"


def origins(packs: Iterable[Pack]) -> dict[str, str]:
    """Return name and version of the pack that each rule and procedure comes from, by id."""
    found: dict[str, str] = {}
    for pack in packs:
        for declared in (pack.rules, pack.overrides, pack.procedures):
            found.update((each.id, pack.title) for each in declared)
    return found


def _problems(pack: Pack) -> Iterator[str]:
    """Yield what is wrong with a pack's own parts."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(pack.name)):
        yield f"its name {pack.name!r} is not allowed; allowed: lower-case words with hyphens"
    for word in ("version", "summary"):
        value = getattr(pack, word)
        if not isinstance(value, str) or not value.strip():
            yield f"its {word} is {value!r}; give it as text"
    wrong = list(_wrong_parts(pack))
    yield from wrong
    if wrong:
        return
    declared: list[Rule | Procedure] = [*pack.rules, *pack.overrides, *pack.procedures]
    ids = [each.id for each in declared]
    yield from (
        f"rule {each!r} stands in it twice; give each rule its own id" for each in _twice(ids)
    )
    yield from (
        f"rule {each!r} is both brought and switched off"
        for each in pack.switched_off
        if each in ids
    )
    described: list[Component | Pattern | Platform] = [
        *pack.components,
        *pack.patterns,
        *pack.platforms,
    ]
    for item in described:
        source: object = item.source
        if not isinstance(source, Source):
            yield f"{item.id!r} has no source; name the document with Source(title, url)"
    for fact_class in pack.fact_classes:
        yield from _class_problems(fact_class)
    for procedure in pack.procedures:
        for problem in _procedure_problems(procedure):
            yield f"procedure {procedure.id!r}: {problem}"


def _wrong_parts(pack: Pack) -> Iterator[str]:
    for name, expected in _PARTS.items():
        for each in getattr(pack, name):
            if not isinstance(each, expected):
                yield f"{name} holds {each!r}, which is no {expected.__name__}"
    for name, value in pack.assumptions:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"assumption {name!r} is {value!r}; give a number"


def _procedure_problems(procedure: Procedure) -> Iterator[str]:
    yield from declaration_problems(procedure)
    run: object = procedure.run
    if not callable(run):
        yield f"'run' is {run!r}; give a function of the known facts"
    for word in ("reads", "derives"):
        classes = getattr(procedure, word)
        if not classes:
            yield f"{word!r} is empty; name the classes of facts"
        for each in classes:
            try:
                fact_fields(each)
            except ConditionError as error:
                yield f"{word!r}: {error}"
    for each in procedure.reads:
        if each in _LATER:
            yield f"'reads' names {each.__name__}, which is known only after it ran"
    for each in procedure.derives:
        if each in (*_LATER, Requirements, *SECTIONS):
            yield f"'derives' names {each.__name__}, which is stated or the advisor's own"


def _class_problems(fact_class: type) -> Iterator[str]:
    name = fact_class.__name__
    try:
        fact_fields(fact_class)
    except ConditionError as error:
        yield str(error)
        return
    hints = get_type_hints(fact_class, include_extras=True)
    for attribute in attrs.fields(fact_class):
        if kind_of(hints[attribute.name]) is None:
            yield (
                f"{name}.{attribute.name} has no kind; annotate it, for example"
                " Annotated[float, Number(low=0)], with a kind of wso2_strategy.domain.kinds"
            )
        elif attribute.converter is None:
            yield f"{name} does not check its values; use @frozen(field_transformer=checked)"
        if attribute.default is attrs.NOTHING:
            yield f"{name}.{attribute.name} has no default; end it with '| None = None'"


def _twice(items: Iterable[str]) -> list[str]:
    listed = list(items)
    return sorted({each for each in listed if listed.count(each) > 1})
