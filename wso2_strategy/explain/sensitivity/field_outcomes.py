"""What would be decided for each value of one field, everything else as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from attrs import evolve, frozen

from wso2_strategy.advice.decision import Aspect, Decision
from wso2_strategy.document.blocks import Line
from wso2_strategy.document.json_values import json_ready
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.explain.sensitivity.span_wording import span_said
from wso2_strategy.space.cells import Span
from wso2_strategy.space.fields import StatedField, Values, with_values
from wso2_strategy.space.oracle import Oracle


@frozen
class DecidedSpan:
    """What is decided for the values of a span.

    Attributes:
        span: The values.
        decision: What is decided for all of them, in the aspects that count.
    """

    span: Span
    decision: Decision


@frozen
class FieldOutcomes:
    """What is decided for each allowed value of one field.

    Attributes:
        field: The field.
        stated: What is stated; None for nothing.
        outcomes: The outcomes, for numbers from the smallest to the largest.
        current: What is decided now.
        aspects: The aspects of a decision that count.
    """

    field: StatedField
    stated: Any
    outcomes: tuple[DecidedSpan, ...]
    current: Decision
    aspects: tuple[Aspect, ...]

    @property
    def others(self) -> tuple[DecidedSpan, ...]:
        """The outcomes that differ from what is decided now."""
        return tuple(
            each for each in self.outcomes if self.current.differences(each.decision, self.aspects)
        )

    @property
    def matters(self) -> bool:
        """Whether another value changes the decision."""
        return bool(self.others)

    def to_dict(self) -> dict[str, Any]:
        """Return the outcomes as JSON-ready values, each with the aspects that count."""
        return {
            "path": self.field.path,
            "stated": json_ready(self.stated),
            "outcomes": [
                {
                    **each.span.to_dict(),
                    **aspect_keys(each.decision, self.aspects),
                    "is_current": not self.current.differences(each.decision, self.aspects),
                }
                for each in self.outcomes
            ],
        }

    @property
    def boundaries(self) -> tuple[float, ...]:
        """The numbers with which a different decision begins, going upwards."""
        return tuple(
            second.span.low
            for first, second in pairwise(self.outcomes)
            if second.span.low is not None
            and first.decision.differences(second.decision, self.aspects)
        )


def outcomes_of(
    oracle: Oracle, values: Values, field: StatedField, aspects: tuple[Aspect, ...]
) -> FieldOutcomes:
    """Return what is decided for each value of a field, the others being as in a row."""
    found: list[DecidedSpan] = []
    for span in oracle.candidates.spans(values, field, oracle.relevant(aspects)):
        if span.is_absence:
            continue
        sample = span.nearest(values[field.index])
        decision = oracle.decide(with_values(values, {field.index: sample}))
        _append(found, DecidedSpan(span, decision), aspects)
    current = oracle.decide(values)
    return FieldOutcomes(field, values[field.index], tuple(found), current, aspects)


def _append(found: list[DecidedSpan], outcome: DecidedSpan, aspects: tuple[Aspect, ...]) -> None:
    """Add an outcome, or widen a known one with the same decision: the last, for numbers."""
    alike = [
        number
        for number, each in enumerate(found)
        if not each.decision.differences(outcome.decision, aspects)
        and each.decision.insufficient == outcome.decision.insufficient
    ]
    if outcome.span.words:
        if alike:
            known = found[alike[0]]
            words = (*known.span.words, *outcome.span.words)
            found[alike[0]] = evolve(known, span=evolve(known.span, words=words))
            return
    elif alike and alike[-1] == len(found) - 1:
        known = found[-1]
        found[-1] = evolve(known, span=evolve(known.span, high=outcome.span.high))
        return
    found.append(outcome)


def told_apart(aspects: tuple[Aspect, ...], decisions: Sequence[Decision]) -> tuple[Aspect, ...]:
    """Return the aspects in which decisions differ, or the first where they do not."""
    differing = {name for each in decisions for name in decisions[0].differences(each)}
    return tuple(each for each in aspects if each in differing) or aspects[:1]


def aspect_keys(decision: Decision, aspects: tuple[Aspect, ...]) -> dict[str, Any]:
    """Return what is decided in some aspects as JSON-ready values."""
    return {name: getattr(decision, name) for name in aspects}


def outcome_lines(
    found: FieldOutcomes, catalog: Catalog, *, roughly: bool = False
) -> Iterator[Line]:
    """Yield a line for each outcome of a number, and for other fields for each other outcome.

    Args:
        found: What is decided.
        catalog: Where patterns and platforms are named.
        roughly: Whether limits that are not round may be said with few digits.
    """
    aspects = told_apart(found.aspects, [each.decision for each in found.outcomes])
    for each in found.outcomes if found.field.is_number else found.others:
        now = ", as it is now" if found.stated in each.span else ""
        values = span_said(each.span, roughly=roughly)
        yield Line(f"{values}: {named(each.decision, aspects, catalog)}{now}")


def named(decision: Decision, aspects: tuple[Aspect, ...], catalog: Catalog) -> str:
    """Return a decision in words, as far as the aspects that count go.

    >>> from wso2_strategy.domain.catalog import CATALOG
    >>> named(Decision("P2", "all", None, "kubernetes"), ("pattern", "platform"), CATALOG)
    'P2 on Kubernetes'
    >>> named(Decision("P2", "all", None, "kubernetes"), ("platform",), CATALOG)
    'Kubernetes'
    """
    if aspects == ("platform",):
        return catalog.platform(decision.platform).called
    words = [decision.pattern] if "pattern" in aspects else []
    if "redundancy" in aspects:
        which = f"redundancy of {_REDUNDANT[decision.redundancy]}"
        words.append(f"with {which}" if words else which)
    if "regions" in aspects:
        words.append(f"over regions as {decision.regions}" if decision.regions else "in one region")
    if "platform" in aspects:
        words.append(f"on {catalog.platform(decision.platform).called}")
    closest = " (which only comes closest; no pattern meets it)" if decision.insufficient else ""
    return " ".join(words) + closest


_REDUNDANT = {"none": "nothing", "gateway": "the gateway", "all": "every component"}
