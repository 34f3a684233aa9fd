"""What is counted while rows are answered; parts add up, in any order of workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

Counts = Mapping[str, Mapping[str, int]]

_FIRST_FAILURES = 10
"""Rows without an answer that a summary shows; the output has all."""


@frozen
class Tally:
    """Counts of answers, by what was decided.

    Attributes:
        counts: For each aspect and word of it the rows; for ``nodes`` the nodes by pattern,
            for ``stated_targets`` and ``missed_targets`` rows by pattern.
        failed: The rows without an answer.
        failures: The first of these, each with what is wrong.

    >>> one = Tally.of([{"row": 1, "error": "name: 1 is not allowed"}])
    >>> (one + one).failed, one.failures
    (2, ((1, 'name: 1 is not allowed'),))
    """

    counts: Counts = field(factory=dict)
    failed: int = 0
    failures: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, decisions: Iterable[Mapping[str, Any]]) -> Tally:
        """Count the decisions on some rows."""
        counts: dict[str, Counter[str]] = {each: Counter() for each in ASPECTS}
        failures = []
        for each in decisions:
            if each["error"] is not None:
                failures.append((each["row"], each["error"]))
                continue
            pattern = each["pattern"]
            for aspect in ("pattern", "platform", "redundancy"):
                counts[aspect][each[aspect]] += 1
            if each["layout"] is not None:
                counts["layout"][each["layout"]] += 1
            counts["conflicts"].update(each["conflicts"])
            counts["nodes"][pattern] += each["nodes"]
            counts["stated_targets"][pattern] += each["meets_target"] is not None
            counts["missed_targets"][pattern] += each["meets_target"] is False
        return cls(counts, len(failures), tuple(failures[:_FIRST_FAILURES]))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Tally:
        """Return a tally from JSON-ready values."""
        failures = tuple((row, error) for row, error in values["failures"])
        return cls(values["counts"], values["failed"], failures)

    def __add__(self, later: Tally) -> Tally:
        counts = {
            each: Counter(self.counts.get(each, {})) + Counter(later.counts.get(each, {}))
            for each in ASPECTS
        }
        failures = (*self.failures, *later.failures)[:_FIRST_FAILURES]
        return Tally(counts, self.failed + later.failed, failures)

    def count(self, aspect: str) -> dict[str, int]:
        """Return the counts of an aspect, the largest first."""
        found = self.counts.get(aspect, {})
        ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))
        return {word: number for word, number in ordered if number}

    def total(self, aspect: str) -> int:
        """Return what the counts of an aspect add up to."""
        return sum(self.counts.get(aspect, {}).values())


ASPECTS = (
    "pattern",
    "layout",
    "platform",
    "redundancy",
    "conflicts",
    "nodes",
    "stated_targets",
    "missed_targets",
)
"""What is counted."""
