"""What is different between two outcomes."""

from __future__ import annotations

from functools import cached_property

from attrs import field, frozen

from wso2_strategy.advice.answer import Conflict, GivenAdvice
from wso2_strategy.advice.answer_topology import topology_for
from wso2_strategy.advice.decision import Decision
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.domain.catalog import Capability
from wso2_strategy.errors import RequirementsError
from wso2_strategy.topology import compare
from wso2_strategy.topology.difference import Difference


@frozen
class OutcomeDifference:
    """Two outcomes, and what is different between them.

    Attributes:
        before: The recommendation as it was.
        after: The recommendation for the changed requirements.
    """

    before: Outcome = field(repr=False)
    after: Outcome = field(repr=False)

    @property
    def decisions(self) -> tuple[Decision, Decision]:
        """What was and what would be decided."""
        return self.before.decision, self.after.decision

    @property
    def differences(self) -> tuple[str, ...]:
        """The aspects in which the decisions differ."""
        before, after = self.decisions
        return before.differences(after)

    @property
    def needs_added(self) -> tuple[Capability, ...]:
        """The capabilities that become needed."""
        return _only_in(self.after, self.before)

    @property
    def needs_removed(self) -> tuple[Capability, ...]:
        """The capabilities that are no longer needed."""
        return _only_in(self.before, self.after)

    @property
    def nodes(self) -> dict[str, tuple[int, int]]:
        """The nodes before and after of each component for which they differ."""
        before, after = self.before.sizing.nodes(), self.after.sizing.nodes()
        return {
            name: (before.get(name, 0), after.get(name, 0))
            for name in dict.fromkeys([*before, *after])
            if before.get(name, 0) != after.get(name, 0)
        }

    @property
    def total_nodes(self) -> tuple[int, int]:
        """All WSO2 nodes before and after."""
        return self.before.sizing.total_nodes, self.after.sizing.total_nodes

    @property
    def advice_added(self) -> tuple[GivenAdvice, ...]:
        """The advice that is new."""
        known = {each.advice for each in self.before.advice}
        return tuple(each for each in self.after.advice if each.advice not in known)

    @property
    def advice_removed(self) -> tuple[GivenAdvice, ...]:
        """The advice that is no longer given."""
        known = {each.advice for each in self.after.advice}
        return tuple(each for each in self.before.advice if each.advice not in known)

    @property
    def advice_reworded(self) -> tuple[tuple[GivenAdvice, GivenAdvice], ...]:
        """The advice of which only the reason or only the text is different, before and after."""
        removed = self.advice_removed
        kept = {each.advice: each for each in self.before.advice if each not in removed}
        pairs = ((kept.get(new.advice) or _like(new, removed), new) for new in self.after.advice)
        return tuple(
            (old, new)
            for old, new in pairs
            if old and (old.because, old.text) != (new.because, new.text)
        )

    @property
    def conflicts_added(self) -> tuple[Conflict, ...]:
        """The conflicts between statements that arise."""
        known = {each.id for each in self.before.conflicts}
        return tuple(each for each in self.after.conflicts if each.id not in known)

    @property
    def conflicts_removed(self) -> tuple[Conflict, ...]:
        """The conflicts between statements that are solved."""
        known = {each.id for each in self.after.conflicts}
        return tuple(each for each in self.before.conflicts if each.id not in known)

    @cached_property
    def topology(self) -> Difference | None:
        """What changes in components and connections; None if a side is too large to be drawn."""
        try:
            return compare(topology_for(self.before), topology_for(self.after))
        except RequirementsError:
            return None


def _only_in(one: Outcome, other: Outcome) -> tuple[Capability, ...]:
    known = {each.capability.id for each in other.needs}
    return tuple(each.capability for each in one.needs if each.capability.id not in known)


def _like(advice: GivenAdvice, others: tuple[GivenAdvice, ...]) -> GivenAdvice | None:
    """Return the advice with the same reason or the same text, if there is one."""
    for each in others:
        if advice.because == each.because or advice.text == each.text:
            return each
    return None
