"""What a rule that gives advice must keep to, so that its advice speaks of the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.claims import claims, unreferenced
from wso2_strategy.domain.conclusions import (
    Advice,
    Exclusion,
    LayoutExclusion,
    LayoutNeed,
    PassedOver,
    RedundancyNeed,
    Selection,
)
from wso2_strategy.domain.facts import SECTIONS, Requirements
from wso2_strategy.domain.kinds import path_of
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.inference import Rule
from wso2_strategy.inference.conditions import Join, Variable
from wso2_strategy.inference.rule import Copy, Template
from wso2_strategy.models.fitness import LayoutFitness, PatternFitness

_OF_CANDIDATES = (
    Exclusion,
    LayoutExclusion,
    LayoutFitness,
    LayoutNeed,
    PatternFitness,
    RedundancyNeed,
)
_OF_THE_ANSWER = (PassedOver, Selection)


def advice_problems(catalog: Catalog, fact_classes: Iterable[type], rule: Rule) -> Iterator[str]:
    """Yield why a rule's advice could speak of something else than the answer."""
    texts = [text for conclusion in rule.then for text in _texts(conclusion)]
    fields = tuple(_paths(fact_classes)) if texts else ()
    for text in texts:
        yield from (f"advises {text!r}: {each}" for each in _text_problems(catalog, fields, text))
    if any(_concludes_advice(each) for each in rule.then):
        yield from _reading_problems(rule)


def _concludes_advice(conclusion: Any) -> bool:
    of_template = isinstance(conclusion, Template) and conclusion.fact_class is Advice
    return of_template or isinstance(conclusion, Advice)


def _texts(conclusion: Any) -> Iterator[str]:
    if isinstance(conclusion, Advice):
        yield conclusion.text
    elif _concludes_advice(conclusion):
        text = dict(conclusion.values).get("text")
        if text is not None and not isinstance(text, Copy):
            yield text


def _paths(fact_classes: Iterable[type]) -> Iterator[str]:
    yield from (each.name for each in attrs.fields(Requirements))
    for section in (*SECTIONS, *fact_classes):
        yield from (f"{path_of(section)}.{each.name}" for each in attrs.fields(section))


def _text_problems(catalog: Catalog, fields: tuple[str, ...], text: str) -> Iterator[str]:
    try:
        for claim in claims(text):
            if claim.kind == "ask" and claim.name not in fields:
                yield str(UnknownNameError("field", claim.name, fields))
            elif claim.kind != "ask" and claim.named(catalog).id != claim.name:
                yield f"{claim.name!r} is not its id; write {claim.named(catalog).id!r}"
    except UnknownNameError as error:
        yield str(error)
    written = unreferenced(text)
    if re.search(r"[{}]", written):
        yield "it has a brace that belongs to no reference; advice carries no values of facts"
    for kind, name, known in _names(catalog):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", written, re.IGNORECASE):
            yield f"it names {name!r}; write a reference such as {{{kind}:{known}}}"


def _names(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    yield from (("pattern", each.id, each.id) for each in catalog.patterns)
    yield from (("platform", each.name, each.id) for each in catalog.platforms)
    yield from (("tier", each.name, each.id) for each in catalog.components)


def _reading_problems(rule: Rule) -> Iterator[str]:
    """Advice may read what holds for candidates only of the one chosen, or of those compared."""
    joins = [each for each in rule.when.atoms() if isinstance(each, Join)]
    for variable in rule.variables:
        if variable.fact_class in _OF_CANDIDATES and not _of_answer(variable, joins):
            yield (
                f"advises by a {variable.fact_class.__name__}, which holds for patterns that are "
                "not the answer; join its pattern with the id of a Selection or PassedOver"
            )


def _of_answer(variable: Variable, joins: Iterable[Join]) -> bool:
    for join in joins:
        if variable in join.variables:
            own, other, others = join.seen_from(variable)
            if own.name == "pattern" and other.fact_class in _OF_THE_ANSWER:
                return others.name == "id"
    return False
