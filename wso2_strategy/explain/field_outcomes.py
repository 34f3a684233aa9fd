"""What would be decided for each value of one field, everything else as it is."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from attrs import evolve, frozen

from wso2_strategy.advice.decision import Aspect, Decision
from wso2_strategy.domain.catalog import Catalog
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


def named(decision: Decision, aspects: tuple[Aspect, ...], catalog: Catalog) -> str:
    """Return a decision in words, as far as the aspects that count go.

    >>> from wso2_strategy.domain.catalog import CATALOG
    >>> named(Decision("P2", "all", None, "kubernetes"), ("pattern", "platform"), CATALOG)
    'P2 on Kubernetes'
    >>> named(Decision("P2", "all", None, "kubernetes"), ("platform",), CATALOG)
    'Kubernetes'
    """
    if aspects == ("platform",):
        return catalog.platform(decision.platform).name
    words = [decision.pattern] if "pattern" in aspects else []
    if "redundancy" in aspects:
        which = f"redundancy of {_REDUNDANT[decision.redundancy]}"
        words.append(f"with {which}" if words else which)
    if "regions" in aspects:
        words.append(f"over regions as {decision.regions}" if decision.regions else "in one region")
    if "platform" in aspects:
        words.append(f"on {catalog.platform(decision.platform).name}")
    closest = " (which only comes closest)" if decision.insufficient else ""
    return " ".join(words) + closest


_REDUNDANT = {"none": "nothing", "gateway": "the gateway", "all": "every component"}
