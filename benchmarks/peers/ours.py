"""This library: its rules made from the declarations, on every engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_
from typing import Any

import attrs
from attrs import frozen

from peers.contender import Contender
from peers.problem import INPUTS, RULES, Parcel, ParcelRule, grounds, questioned
from wso2_strategy.inference import (
    EngineName,
    Inference,
    KnowledgeBase,
    Rule,
    Source,
    engine_for,
    fact,
)

SOURCE = Source("How parcels are sent")

CACHE_SIZE = 300_000


def _class(name: str, **fields: type) -> type:
    declared = {each: attrs.field(type=kind) for each, kind in fields.items()}
    return attrs.make_class(name, declared, frozen=True)


Sent = _class("Sent", **INPUTS)
"""All inputs as one fact."""

STATED = {name: _class(name.title().replace("_", ""), value=kind) for name, kind in INPUTS.items()}
"""A fact class for each input."""


@frozen
class Finding:
    """A conclusion."""

    word: str


def durable() -> Contender:
    """Return the engine that serves by default, without memory of earlier decisions."""
    return _contender("durable")


def durable_sentences() -> Contender:
    """Return the same, with every sentence that says why."""
    return _contender("durable", told=True)


def durable_apart() -> Contender:
    """Return the same, told each input as a fact of its own."""
    return _contender("durable", apart=True)


def durable_apart_sentences() -> Contender:
    """Return the same, told each input as a fact of its own, with every sentence."""
    return _contender("durable", apart=True, told=True)


def python() -> Contender:
    """Return the engine that serves where durable-rules cannot be loaded."""
    return _contender("python")


def cached() -> Contender:
    """Return what serves decisions that the rules cannot tell from earlier ones."""
    return _contender("durable", cache_size=CACHE_SIZE)


def cached_sentences() -> Contender:
    """Return the same, with every sentence that says why."""
    return _contender("durable", told=True, cache_size=CACHE_SIZE)


def why() -> Contender:
    """Return what explains one conclusion of a decision, down to what was stated."""
    infer = engine_for(knowledge_base(), "durable", cache_size=0).infer

    def given(parcel: Parcel) -> tuple[Inference, Finding]:
        return infer(_together(parcel)), Finding(questioned(parcel))

    return Contender(
        lambda asked: _reasons(*asked),
        given,
        _inputs,
        lambda parcel: grounds(questioned(parcel)),
    )


def counting(engine: EngineName, rules: Sequence[ParcelRule]) -> Callable[[Any], int]:
    """Return what decides on many parcels at once and tells how many conclusions there are."""
    infer = engine_for(knowledge_base(rules), engine, cache_size=0).infer
    return lambda parcels: len(infer([Sent(**each) for each in parcels]).of(Finding))


def knowledge_base(rules: Sequence[ParcelRule] = RULES, *, apart: bool = False) -> KnowledgeBase:
    """Return the rules as this library takes them, for inputs together or apart."""
    return KnowledgeBase("parcels", tuple(_rule(each, apart=apart) for each in rules))


def _contender(
    engine: EngineName, *, told: bool = False, apart: bool = False, cache_size: int = 0
) -> Contender:
    infer = engine_for(knowledge_base(apart=apart), engine, cache_size=cache_size).infer

    def explained(facts: Any) -> Inference:
        inference = infer(facts)
        _ = inference.firings  # which writes every sentence
        return inference

    return Contender(
        explained if told else infer,
        _apart if apart else _together,
        lambda inference: [each.word for each in inference.of(Finding)],
    )


def _together(parcel: Parcel) -> tuple[Any, ...]:
    return (Sent(**parcel),)


def _apart(parcel: Parcel) -> tuple[Any, ...]:
    return tuple(STATED[name](value) for name, value in parcel.items())


def _reasons(inference: Inference, finding: Finding) -> list[tuple[Rule, str]]:
    """Return the rules that a conclusion rests on, each with its sentence."""
    reasons = []
    for firing in inference.firings_for(finding):
        reasons.append((firing.reason, firing.because))
        for premise in firing.premises:
            if isinstance(premise, Finding):
                reasons += _reasons(inference, premise)
    return reasons


def _inputs(reasons: list[tuple[Rule, str]]) -> set[str]:
    return {
        atom.field.name
        for rule, _ in reasons
        for atom in rule.when.atoms()
        if atom.variable.fact_class is Sent
    }


def _rule(rule: ParcelRule, *, apart: bool) -> Rule:
    signs: dict[str, Callable[[Any, Any], Any]] = {
        "==": lambda value, constant: value == constant,
        "<=": lambda value, constant: value <= constant,
        ">": lambda value, constant: value > constant,
    }
    values = {
        name: fact(STATED[name], name).value if apart else getattr(fact(Sent), name)
        for name, _, _ in rule.inputs
    }
    compared = [signs[sign](values[name], constant) for name, sign, constant in rule.inputs]
    asked = [fact(Finding, f"known_{n}").word == word for n, word in enumerate(rule.findings)]
    said = [f"{name} is {{{values[name]!r}}}" for name, _, _ in rule.inputs]
    said += [f"{{known_{n}.word}} holds" for n, _ in enumerate(rule.findings)]
    return Rule(
        id=rule.concludes,
        when=reduce(and_, [*compared, *asked]),
        then=Finding(rule.concludes),
        because=f"It is {rule.concludes}, since {' and '.join(said)}.",
        source=SOURCE,
        basis="stated",
    )
