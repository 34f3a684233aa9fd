"""What if something else were stated: the new answer, and what is different in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, frozen

from wso2_strategy.advice.component_graph import topology_for
from wso2_strategy.advice.decision import Decision, decided
from wso2_strategy.advice.files import structure_requirements
from wso2_strategy.advice.outcome import Asks, Outcome
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.domain.catalog import Capability
from wso2_strategy.domain.conclusions import Exclusion, Selection
from wso2_strategy.domain.facts import stated
from wso2_strategy.space.fields import StatedField, form
from wso2_strategy.topology import compare

if TYPE_CHECKING:
    from wso2_strategy.advice.answer import Conflict, GivenAdvice
    from wso2_strategy.domain.facts import Requirements
    from wso2_strategy.topology.difference import Difference

Section: TypeAlias = Mapping[str, Any] | str | None


@frozen
class Restatement:
    """A field that is stated differently.

    Attributes:
        field: The field.
        before: What was stated; None for nothing.
        after: What is stated instead.
    """

    field: StatedField
    before: Any
    after: Any


@frozen
class WhatIf(Answer):
    """Two recommendations, and what is different between them.

    Attributes:
        before: The recommendation as it was.
        after: The recommendation for the changed requirements.
        restatements: What is stated differently.
    """

    before: Outcome = field(repr=False)
    after: Outcome = field(repr=False)
    restatements: tuple[Restatement, ...]

    @property
    def decisions(self) -> tuple[Decision, Decision]:
        """What was and what would be decided."""
        first, second = (
            decided(each.inference.of(Selection), each.inference.of(Exclusion))
            for each in (self.before, self.after)
        )
        return first, second

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
    def topology(self) -> Difference:
        """What changes in components and connections."""
        return compare(topology_for(self.before), topology_for(self.after))

    def document(self, *, complete: bool = False) -> Document:
        """Return the differences as lines; complete, with every connection."""
        from wso2_strategy.explain.what_if_outline import what_if_outline

        return what_if_outline(self, complete=complete)

    def to_dict(self) -> dict[str, Any]:
        """Return the differences as JSON-ready values."""
        from wso2_strategy.explain.what_if_outline import what_if_record

        return what_if_record(self)


def what_if(recommendation: Outcome, asks: Asks, **changes: Section) -> WhatIf:
    """Return what would be recommended if something else were stated.

    Args:
        recommendation: The recommendation as it is.
        asks: Who gave it.
        changes: For each section a mapping of fields to values, and values for
            ``environment`` and ``primary_requirement``. None withdraws a statement.

    Raises:
        RequirementsError: A section, field or value is not allowed; all problems are listed.
    """
    requirements = changed(recommendation, changes)
    after = asks.advise(requirements)
    whole = form(tuple(recommendation.knowledge.fact_classes))
    rows = whole.values_of(recommendation.requirements), whole.values_of(requirements)
    restated = tuple(
        Restatement(each, rows[0][each.index], rows[1][each.index])
        for each in whole.fields
        if rows[0][each.index] != rows[1][each.index]
    )
    return WhatIf(recommendation, after, restated)


def changed(recommendation: Outcome, changes: Mapping[str, Section]) -> Requirements:
    """Return the requirements of a recommendation with changes.

    Raises:
        RequirementsError: A section, field or value is not allowed.
    """
    data = stated(recommendation.requirements)
    for name, value in changes.items():
        if isinstance(value, Mapping):
            known = data.get(name)
            data[name] = {**(known if isinstance(known, Mapping) else {}), **value}
        elif value is None and name == "environment":
            data.pop(name, None)
        else:
            data[name] = value
    classes = recommendation.knowledge.fact_classes
    return structure_requirements(data, origin="what if", fact_classes=classes)


def _only_in(one: Outcome, other: Outcome) -> tuple[Capability, ...]:
    known = {each.capability.id for each in other.needs}
    return tuple(each.capability for each in one.needs if each.capability.id not in known)
