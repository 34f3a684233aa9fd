"""What verification says: findings to act on, and what was shown, with counts."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

Kind = Literal[
    "incomplete",
    "conflict",
    "unsound",
    "advice-contradicts-answer",
    "not-monotonic",
    "redundant",
    "unreachable",
    "unread-fact",
    "unused-capability",
    "cycle",
    "fails",
]

MEANINGS: dict[Kind, str] = {
    "incomplete": "facts without exactly one pattern and an order of platforms",
    "conflict": "rules that conclude contradictory things for the same facts",
    "unsound": "a chosen pattern that lacks a need or is excluded",
    "advice-contradicts-answer": "advice that claims what the same answer denies",
    "not-monotonic": "stricter facts that ask for less",
    "redundant": "rules that others make superfluous",
    "unreachable": "rules that no facts fire",
    "unread-fact": "fields that may be stated and change nothing",
    "unused-capability": "capabilities that nothing needs or no pattern provides",
    "cycle": "rules that conclude what they rest on",
    "fails": "rules that raise, or conclude what is no fact",
}

Method = Literal["proven", "shown by example", "sampled"]


@frozen
class Finding:
    """A defect.

    Attributes:
        kind: What kind of defect it is.
        rules: The rules concerned.
        sentence: What is wrong.
        remedy: What to do about it.
        requirements: A requirements file that shows it, as YAML, where there is one.
    """

    kind: Kind
    rules: tuple[str, ...]
    sentence: str
    remedy: str
    requirements: str | None = None

    @property
    def title(self) -> str:
        """What kind of defect of which rules it is."""
        return f"{self.kind}: {', '.join(self.rules)}" if self.rules else self.kind


@frozen
class Evidence:
    """What was looked at for one question, and how.

    Attributes:
        question: What was asked.
        method: Proven over all cases, shown by an example of each, or sampled.
        cases: How many cases were looked at.
        stands_for: How many combinations of facts they stand for.
        remark: What the numbers mean, or what is left open.
    """

    question: str
    method: Method
    cases: int
    stands_for: int
    remark: str
