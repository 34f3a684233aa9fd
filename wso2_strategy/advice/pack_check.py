"""What a pack must keep to beside the packs before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from wso2_strategy.advice.advice_check import advice_problems
from wso2_strategy.advice.pack import Pack, origins
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.catalog import Catalog, Pattern
from wso2_strategy.domain.claims import worded
from wso2_strategy.domain.conclusions import (
    Advice,
    Exclusion,
    Need,
    PassedOver,
    Preference,
    Selection,
    Size,
    SizedTier,
)
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.domain.kinds import path_of
from wso2_strategy.errors import RequirementsError, UnknownNameError, nearest, shown
from wso2_strategy.inference import Rule
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.inference.rule import Copy, Template

_CHOSEN = (PassedOver, Selection, Size, SizedTier)

_OWN_IDS = ("model.", "resolve.")

_NAMING: dict[type, tuple[str, ...]] = {
    Need: ("capability",),
    Exclusion: ("pattern", "capability"),
    Preference: ("platform", "weight"),
}
"""The fields of conclusions that say something of the catalog by its name."""

_WEIGHTS = (1, 2, 3)


def problems_beside(
    pack: Pack,
    packs: Sequence[Pack],
    catalog: Catalog,
    rules: Sequence[Rule],
    assumptions: Mapping[str, float],
) -> Iterator[str]:
    """Yield what keeps a pack from standing beside known packs and what they come to."""
    if any(each.name == pack.name for each in packs):
        yield "another pack has its name"
    yield from _rule_clashes(pack, packs, rules)
    yield from _procedure_clashes(pack, packs)
    yield from _section_clashes(pack, packs)
    yield from _catalog_clashes(catalog, pack)
    yield from _assumption_problems(pack, rules, assumptions)
    larger = catalog.extended(
        capabilities=pack.capabilities,
        components=pack.components,
        patterns=pack.patterns,
        platforms=pack.platforms,
    )
    for pattern in pack.patterns:
        yield from _pattern_problems(larger, pattern)
    for platform in pack.platforms:
        yield from _unknown(larger.platform, [platform.extends] if platform.extends else [])
    for name, added in pack.also_provides:
        yield from _unknown(larger.pattern, [name])
        yield from _provision_problems(larger, name, added)
    fact_classes = [each for other in (*packs, pack) for each in other.fact_classes]
    for rule in (*pack.rules, *pack.overrides):
        for problem in _conclusion_problems(larger, rule):
            yield f"rule {rule.id!r} {problem}"
        for problem in advice_problems(larger, fact_classes, rule):
            yield f"rule {rule.id!r} {problem}"


def _rule_clashes(pack: Pack, packs: Sequence[Pack], rules: Sequence[Rule]) -> Iterator[str]:
    ids = [rule.id for rule in rules]
    origin = origins(packs)
    for rule in pack.rules:
        if rule.id in ids:
            yield (
                f"rule {rule.id!r} is already in {origin[rule.id]}; give it an id of its"
                " own, or list it under overrides"
            )
    overridden = {rule.id: each for each in packs for rule in each.overrides}
    for rule in pack.overrides:
        if rule.id in overridden:
            yield f"rule {rule.id!r} is already overridden by {overridden[rule.id].title}"
    for rule_id in (*(rule.id for rule in pack.overrides), *pack.switched_off):
        if rule_id not in ids:
            yield str(UnknownNameError("rule", rule_id, _near(rule_id, ids)))


def _near(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the nearest name, or a few: lists of a hundred names help nobody."""
    names = tuple(known)
    close = nearest(name, names)
    return (close,) if close else (*names[:5], "...")


def _procedure_clashes(pack: Pack, packs: Sequence[Pack]) -> Iterator[str]:
    origin = origins(packs)
    stated = {each for other in (*packs, pack) for each in other.fact_classes}
    for procedure in pack.procedures:
        name = f"procedure {procedure.id!r}"
        if procedure.id in origin:
            yield f"{name} has the id of something in {origin[procedure.id]}; call it otherwise"
        if procedure.id.startswith(_OWN_IDS):
            yield f"{name} has an id like the advisor's own; begin it with the pack's name"
        for each in stated.intersection(procedure.derives):
            yield f"{name} derives {each.__name__}, which is stated"


def _section_clashes(pack: Pack, packs: Sequence[Pack]) -> Iterator[str]:
    sections = {each.name: "the library" for each in attrs.fields(Requirements)}
    for other in packs:
        sections.update((path_of(each), other.title) for each in other.fact_classes)
    for fact_class in pack.fact_classes:
        section = path_of(fact_class)
        if section in sections:
            yield (
                f"the section {section!r} of {fact_class.__name__} already belongs to"
                f" {sections[section]}; rename the class"
            )
        sections[section] = "the same pack"


def _catalog_clashes(catalog: Catalog, pack: Pack) -> Iterator[str]:
    for kind, known, added in (
        ("capability", catalog.capabilities, pack.capabilities),
        ("component", catalog.components, pack.components),
        ("pattern", catalog.patterns, pack.patterns),
        ("platform", catalog.platforms, pack.platforms),
    ):
        taken = {name.casefold() for item in known for name in _names(item)}
        for item in added:
            for name in _names(item):
                if name.casefold() in taken:
                    yield f"the {kind} name {name!r} is taken; call it otherwise"
            taken |= {name.casefold() for name in _names(item)}


def _names(item: Any) -> tuple[str, ...]:
    names = (item.id, item.name, *getattr(item, "synonyms", ()))
    return tuple(dict.fromkeys(names))


def _assumption_problems(
    pack: Pack, rules: Sequence[Rule], before: Mapping[str, float]
) -> Iterator[str]:
    in_rules = {each.id for rule in (*rules, *pack.rules) for each in rule.assumptions}
    for name, value in pack.assumptions:
        if name in before and before[name] != value:
            yield f"assumption {name!r} is already {before[name]:g} by another pack"
        if name in ASSUMPTIONS:
            try:
                ASSUMPTIONS.assume({name: value})
            except RequirementsError as error:
                yield from error.problems
        elif name not in in_rules:
            names = (*in_rules, *ASSUMPTIONS)
            yield str(UnknownNameError("assumption", name, _near(name, sorted(names))))


def _pattern_problems(catalog: Catalog, pattern: Pattern) -> Iterator[str]:
    yield from _provision_problems(catalog, pattern.id, sorted(pattern.provides))
    yield from _unknown(catalog.component, [tier.component for tier in pattern.tiers])
    yield from _unknown(
        catalog.platform, [*pattern.platform_order, *(guide.platform for guide in pattern.guides)]
    )


def _provision_problems(
    catalog: Catalog, pattern_id: str, capabilities: Iterable[str]
) -> Iterator[str]:
    for name in capabilities:
        unknown = list(_unknown(catalog.capability, [name]))
        yield from unknown
        if unknown or list(_unknown(catalog.pattern, [pattern_id])):
            continue
        dimension = catalog.pattern(pattern_id).dimension
        if catalog.capability(name).dimension != dimension:
            yield f"{pattern_id} cannot provide {name!r}, which is no capability of a {dimension}"


def _conclusion_problems(catalog: Catalog, rule: Rule) -> Iterator[str]:
    for conclusion in rule.then:
        fact_class, values = _constants(conclusion)
        if fact_class in _CHOSEN:
            yield f"concludes a {fact_class.__name__}, which only the advisor's choices may"
        for problem in _name_problems(catalog, fact_class, values):
            yield f"concludes {shown(conclusion)}: {problem}"


def check_concluded(catalog: Catalog, fact: Any) -> None:
    """Refuse a concluded fact with names that the catalog lacks, as copies and code may have.

    Raises:
        ValueError: Says which.
    """
    values = {name: getattr(fact, name) for name in _NAMING.get(type(fact), ())}
    for problem in _name_problems(catalog, type(fact), values):
        raise ValueError(f"concluded {shown(fact)}: {problem}")
    if isinstance(fact, Advice):
        worded(fact.text, catalog)


def _constants(conclusion: Any) -> tuple[type, dict[str, Any]]:
    if isinstance(conclusion, Template):
        constants = {
            name: value for name, value in conclusion.values if not isinstance(value, Copy)
        }
        return conclusion.fact_class, constants
    names = fact_fields(type(conclusion))
    return type(conclusion), {name: getattr(conclusion, name) for name in names}


def _name_problems(catalog: Catalog, fact_class: type, values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the names and weights among some fields of a concluded fact."""
    for name in _NAMING.get(fact_class, ()):
        value = values.get(name)
        if name == "weight" and value not in (*_WEIGHTS, None):
            yield f"weight: {value!r} is not allowed; allowed: {', '.join(map(str, _WEIGHTS))}"
        elif name != "weight" and value is not None:
            yield from _unknown(getattr(catalog, name), [value], exactly=True)


def _unknown(look_up: Any, names: Iterable[Any], *, exactly: bool = False) -> Iterator[str]:
    """Yield a sentence for each name that a look-up does not know.

    Exactly means by id: rules compare ids, so a name or synonym would not match.
    """
    for name in names:
        try:
            found = look_up(name)
        except UnknownNameError as error:
            yield str(error)
        else:
            if exactly and found.id != name:
                yield f"{name!r} is not its id; write {found.id!r}"
