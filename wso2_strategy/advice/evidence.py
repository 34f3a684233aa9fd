"""The evidence of a conclusion in words: its sentences, and the statements it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from wso2_strategy.domain.assumptions import Watched
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.conclusions import (
    Exclusion,
    LayoutExclusion,
    LayoutNeed,
    Need,
    RedundancyNeed,
    Selection,
)
from wso2_strategy.domain.facts import place_of
from wso2_strategy.domain.wording import shown
from wso2_strategy.inference import (
    Assumption,
    Basis,
    Firing,
    Inference,
    Rule,
)
from wso2_strategy.inference.conditions import Condition, Disjunction, Join, Test, Variable
from wso2_strategy.inference.fact_class import FactField

_OF_CAPABILITIES = (Need, LayoutNeed, RedundancyNeed, Exclusion, LayoutExclusion)


@frozen
class Statement:
    """One stated value.

    Attributes:
        path: Its place in a requirements file.
        value: The value, or None for a field that was not stated.
    """

    path: str
    value: Any

    def __str__(self) -> str:
        return f"{self.path}: {shown(self.value)}"


def sentence_of(firing: Firing, catalog: Catalog) -> str:
    """Return the sentence of a firing, with capabilities called by their names."""
    sentence = firing.because
    for premise in firing.premises if ".capability}" in firing.reason.because else ():
        if isinstance(premise, _OF_CAPABILITIES) and premise.capability:
            capability = catalog.capability(premise.capability)
            sentence = sentence.replace(capability.id, capability.name)
    return sentence


def basis_of(firing: Firing) -> Basis:
    """Return the basis of a firing; a number that the user replaced is no longer WSO2's."""
    replaced = isinstance(firing.reason, Rule) and any(
        assumption.overridden for assumption in firing.reason.assumptions
    )
    return "assumed" if replaced else firing.reason.basis


def used_basis(assumption: Assumption) -> Basis:
    """Return how firmly a number is supported as it was used."""
    return "assumed" if assumption.overridden else assumption.basis


def used_assumptions(
    rules: Iterable[Rule], inference: Inference, watched: Watched
) -> tuple[Assumption, ...]:
    """Return the assumptions that rules compared or models read, by id.

    A comparison counts whatever came of it: a limit that was not passed decided too.

    Args:
        rules: The rules that ran, with assumptions replaced.
        inference: What they found, and the models.
        watched: The assumptions, of which some were read for what is shown beside it.
    """
    read = set(watched.read)
    for step in inference.steps:
        if step.derivation is not None:
            read |= step.derivation.read
    # A procedure of a pack may name numbers of its own, which are no assumptions of the models.
    found = {each.id: each for each in watched.plain.numbers if each.id in read}
    for rule in rules:
        for atom in rule.when.atoms() if rule.assumptions else ():
            if isinstance(atom, Test) and isinstance(atom.operand, Assumption) and atom.field:
                facts: list[Any] = inference.of(atom.variable.fact_class)
                if any(getattr(fact, atom.field.name) is not None for fact in facts):
                    found[atom.operand.id] = atom.operand
    return tuple(found[name] for name in sorted(found))


def statements_behind(inference: Inference, fact: Any, catalog: Catalog) -> tuple[Statement, ...]:
    """Return the stated values on which a fact rests, in the order they are reached.

    A fact with several justifications rests on the statements of all of them, and a chosen
    pattern or layout on the needs that it meets: what speaks against others is no part of it.
    """
    found: dict[Statement, None] = {}
    seen: set[Any] = set()
    waiting = [fact]
    while waiting:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        for firing in inference.firings_for(current):
            for statement in statements_of(inference, firing):
                found[statement] = None
            waiting.extend(_met_needs(current, firing, catalog) or firing.premises)
    return tuple(each for each in found if each.value is not None)


def _met_needs(fact: Any, firing: Firing, catalog: Catalog) -> tuple[Need, ...]:
    if not isinstance(fact, Selection) or fact.subject == "platform":
        return ()
    provided = catalog.pattern(fact.id).provides
    needs = (each for each in firing.premises if isinstance(each, Need))
    return tuple(each for each in needs if each.capability in provided)


def statements_of(inference: Inference, firing: Firing) -> Iterator[Statement]:
    """Yield the stated values that one firing read."""
    if not any(map(inference.is_stated, firing.premises)):
        return
    if isinstance(firing.reason, Rule):
        for place, name in _fields_read(firing.reason, firing.premises):
            premise = firing.premises[place]
            if inference.is_stated(premise):
                yield Statement(place_of(premise, name), getattr(premise, name))
        return
    for premise in firing.premises:
        for name in firing.fields if inference.is_stated(premise) else ():
            value = getattr(premise, name, None)
            if value is not None:
                yield Statement(place_of(premise, name), value)


def _fields_read(rule: Rule, premises: tuple[Any, ...]) -> Iterable[tuple[int, str]]:
    """Return the fields that made a rule's condition hold, each with the place of its fact."""
    if rule.fields_read is not None:
        return rule.fields_read
    places = {variable: place for place, variable in enumerate(rule.variables)}
    found = _read_of(rule.when, dict(zip(rule.variables, premises, strict=True)))
    return [(places[variable], read.name) for variable, read in found]


def _read_of(
    condition: Condition, facts: dict[Variable, Any]
) -> Iterator[tuple[Variable, FactField]]:
    """Yield the fields that made a condition hold."""
    if isinstance(condition, Test | Join):
        yield from condition.reads
    for part in condition.parts:
        if not isinstance(condition, Disjunction) or part.holds(facts):
            yield from _read_of(part, facts)
