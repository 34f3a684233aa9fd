"""What changed between two states of requirements, in what was stated, decided, sized and said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, ClassVar

from attrs import frozen

from wso2_strategy.advice.answer import GivenAdvice, marked
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line
from wso2_strategy.explain.what_if import WhatIf, restated
from wso2_strategy.models.planning.cost import resources


@frozen
class Diff(WhatIf):
    """Two recommendations for two files, and what changed from one to the other."""

    schema: ClassVar[str] = "wso2-strategy/diff/1"

    @property
    def title(self) -> str:
        """The heading of the document."""
        old, new = (each.requirements.name for each in (self.before, self.after))
        of = f" from {old} to {new}" if old and new and old != new else ""
        return f"What changed{of}"

    @property
    def advice_reworded(self) -> tuple[tuple[GivenAdvice, GivenAdvice], ...]:
        """The advice that is given both times, for reasons that are said differently."""
        known = {each.advice: each for each in self.before.advice}
        return tuple(
            (known[each.advice], each)
            for each in self.after.advice
            if each.advice in known and _because(known[each.advice]) != _because(each)
        )

    def lines(self, *, complete: bool = False) -> dict[str, Iterable[Line]]:
        """Return what is different besides the answer itself, under heads."""
        (_, stated), needs, nodes, connections, (_, advice) = (
            super().lines(complete=complete).items()
        )
        return {
            "Stated differently": stated if self.restatements else (Line("Nothing."),),
            **dict([needs, nodes]),
            "Size and availability": _sized(self.before, self.after),
            **dict([connections]),
            "Advice": chain(advice, _reworded(self)),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the differences as JSON-ready values."""
        sides = {"before": self.before, "after": self.after}
        return super().to_dict() | {
            "advice_reworded": [each.id for _, each in self.advice_reworded],
            "availability": {name: each.availability.to_dict() for name, each in sides.items()},
        }


def diff(before: Outcome, after: Outcome) -> Diff:
    """Return what changed from one recommendation to another of the same advisor."""
    return Diff(before, after, restated(before, after))


def _because(given: GivenAdvice) -> str:
    return " ".join(reason.sentence for reason in given.reasons)


def _reworded(answer: Diff) -> Iterator[Line]:
    for old, new in answer.advice_reworded:
        yield Line(
            f"{new.advice.severity} now says: {marked(_because(new), new.reasons)}"
            f" Before: {_because(old)}"
        )


def _sized(before: Outcome, after: Outcome) -> Iterator[Line]:
    """Yield the figures that differ, as they are said."""
    for head, now, was in zip(_FIGURES, _figures(after), _figures(before), strict=True):
        if now != was:
            yield Line(f"{head}: {now or 'not known'}; before: {was or 'not known'}")


_FIGURES = ("calls available", "with the full load carried", "vCPU in all", "memory in all, in GiB")


def _figures(outcome: Outcome) -> tuple[str | None, ...]:
    taken = resources(outcome.sizing.nodes(), outcome.platform.id, outcome.assumptions)
    available = outcome.availability
    meets = {True: ", meets the target", False: ", misses the target", None: ""}
    return (
        f"{available.said}{meets[available.meets_target]}",
        available.said_at_full_load,
        f"{taken.request_vcpu:,.10g}",
        f"{taken.request_mib / 1024:,.6g}",
    )
