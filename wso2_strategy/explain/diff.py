"""What changed between two states of requirements, in what was stated, decided, sized and said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line
from wso2_strategy.errors import require
from wso2_strategy.explain.what_if import WhatIf, restated


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

    def lines(self, *, complete: bool = False) -> dict[str, Iterable[Line]]:
        """Return what is different besides the answer itself, under heads."""
        (_, stated), *others = super().lines(complete=complete).items()
        return {
            "Stated differently": stated if self.restatements else (Line("Nothing."),),
            **dict(others),
        }


def diff(before: Outcome, after: Outcome) -> Diff:
    """Return what changed from one recommendation to another of the same advisor."""
    require(after, Outcome)
    return Diff(before, after, restated(before, after))
