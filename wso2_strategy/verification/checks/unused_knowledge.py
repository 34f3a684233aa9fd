"""What may be stated, asked for or chosen, and never has an effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_type_hints

from wso2_strategy.advice.evidence import statements_of
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.conclusions import Need
from wso2_strategy.domain.kinds import Text, kind_of, path_of
from wso2_strategy.inference.fact_class import FactField, fact_fields
from wso2_strategy.space.clauses.writing_out import Instance
from wso2_strategy.verification.examples.example_files import ExampleFiles
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import KnowledgeIndex, places_of
from wso2_strategy.verification.representative_values import plain_values
from wso2_strategy.verification.state_decisions import StateDecider
from wso2_strategy.verification.stated_values import ALL_MODELS_WORK_ON, Place, Values


def fact_findings(index: KnowledgeIndex, examples: ExampleFiles) -> Iterator[Finding]:
    """Yield fields that may be stated and change nothing."""
    read = places_of(rule.when for rule in index.rules)
    for fact_class in index.stated:
        hints = get_type_hints(fact_class, include_extras=True)
        is_of_pack = fact_class in index.knowledge.fact_classes
        for name, field in fact_fields(fact_class).items():
            place = fact_class, name
            if place in read or isinstance(kind_of(hints[name]), Text):
                continue
            if is_of_pack or not _has_effect(place, field, examples):
                yield Finding(
                    "unread-fact",
                    (),
                    f"{path_of(*place)} may be stated, but no rule reads it"
                    + ("." if is_of_pack else " and no model uses it."),
                    "Write a rule that reads it, or remove the field.",
                )


def _has_effect(place: Place, field: FactField, examples: ExampleFiles) -> bool:
    """Return whether a value of a field changes some answer, with little or with much stated."""
    for case in ({}, ALL_MODELS_WORK_ON):
        plain = _answer(case, examples)
        for value in plain_values(field):
            answer = _answer({**case, place: value}, examples)
            if answer is not None and answer != plain:
                return True
    return False


def _answer(values: Values, examples: ExampleFiles) -> Any:
    requirements = examples.requirements(values)
    found = examples.run(requirements) if requirements else None
    return found and (
        found.sizing,
        [
            (each.reason.id, each.because, each.conclusions, *statements_of(found.inference, each))
            for each in found.inference.firings
        ],
    )


def capability_findings(catalog: Catalog, instances: Iterable[Instance]) -> Iterator[Finding]:
    """Yield capabilities that nothing needs or no pattern provides."""
    concluded = {fact for each in instances for fact in each.adds}
    for capability in catalog.capabilities:
        if Need(capability.id) not in concluded:
            yield Finding(
                "unused-capability",
                (),
                f"No rule needs {capability.id!r}.",
                "Write a rule that concludes the need, or remove the capability.",
            )
        if not any(capability.id in each.provides for each in catalog.patterns):
            yield Finding(
                "unused-capability",
                (),
                f"No pattern provides {capability.id!r}.",
                "Name it in a pattern's provides, or in also_provides of the pack.",
            )


def pattern_findings(decider: StateDecider) -> Iterator[Finding]:
    """Yield patterns that are never chosen."""
    chosen = {name for _, decision in decider.decided for name in decision.chosen}
    for pattern in decider.catalog.patterns:
        if pattern.id not in chosen:
            yield Finding(
                "unreachable",
                (),
                f"{pattern.id} is never chosen: a simpler pattern is always enough.",
                "Let it provide something that simpler patterns lack, or lower its complexity.",
            )
