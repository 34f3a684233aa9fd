"""What was not stated and could still change the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from attrs import field, frozen

from wso2_strategy.advice.decision import ANSWER, Aspect, Decision, check_aspects
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line, Tree
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.explain.sensitivity.changes import ChangeSet, change_set
from wso2_strategy.explain.sensitivity.field_outcomes import (
    FieldOutcomes,
    aspect_keys,
    named,
    outcomes_of,
    told_apart,
)
from wso2_strategy.explain.sensitivity.span_wording import span_said
from wso2_strategy.space.fields import StatedField, Values
from wso2_strategy.space.oracle import AsksOracle, Oracle
from wso2_strategy.space.search_goal import Leave
from wso2_strategy.space.smallest_changes import smallest_changes

MOST_STEPS = 3_000
"""Rows that are looked at for facts that matter together: a proof that none do may take minutes."""


@frozen
class Together:
    """Facts not stated that change the answer together, though none of them does alone.

    Attributes:
        changes: One way to state them that changes the answer.
        decision: What would be decided then.
    """

    changes: ChangeSet
    decision: Decision


@frozen
class OpenQuestions(Answer):
    """What was not stated and could still change the answer.

    Attributes:
        recommendation: The recommendation.
        questions: The facts that change it on their own, those first that open the most
            other patterns, then the most other answers, then in the order of the file.
        together: Facts that change it only with each other. What matters only beside a
            fact that is listed here comes up when that one is stated.
        is_complete: Whether nothing was missed. It is false only where the search for
            facts that matter together had to give up.
        aspects: The aspects of a decision that count.
    """

    recommendation: Outcome = field(repr=False)
    questions: tuple[FieldOutcomes, ...]
    together: tuple[Together, ...]
    is_complete: bool
    aspects: tuple[Aspect, ...]

    schema: ClassVar[str] = "wso2-strategy/open-questions/1"

    @property
    def is_settled(self) -> bool:
        """Whether nothing that is not stated can change the answer."""
        return self.is_complete and not self.questions and not self.together

    def document(self, *, complete: bool = False) -> Document:
        """Return the questions as lines."""
        lines = tuple(self._lines(complete=complete))
        return Document("What is still open", (Tree(lines),))

    def to_dict(self) -> dict[str, Any]:
        """Return the questions as JSON-ready values."""
        return {
            "schema": self.schema,
            "settled": self.is_settled,
            "questions": [
                {"question": each.field.words.question, **each.to_dict()} for each in self.questions
            ],
            "together": [
                {"changes": each.changes.to_dict(), **aspect_keys(each.decision, self.aspects)}
                for each in self.together
            ],
            "complete": self.is_complete,
        }

    def _lines(self, *, complete: bool) -> Iterator[Line]:
        catalog = self.recommendation.knowledge.catalog
        if self.is_settled:
            yield Line(f"Nothing that is not stated can change the recommendation{self._apart}.")
        for each in self.questions:
            path = f" ({each.field.path})" if complete else ""
            lines = tuple(map(Line, consequences(each, catalog, complete=complete)))
            yield Line(f"{each.field.words.question}{path}", lines, is_head=True)
        for pair in self.together:
            changes = pair.changes.changes
            lines = tuple(Line(each.statement(complete=complete)) for each in changes)
            answer = named(pair.decision, self.aspects, catalog)
            yield Line(f"Only together these would lead to {answer}", lines, is_head=True)
        if not self.is_complete:
            yield Line("Further facts may matter together; the search for them gave up.")

    @property
    def _apart(self) -> str:
        """What no question asks, where it could change the answer."""
        answer = self.recommendation
        of_groups = {"independent-gateway", "independent-traffic-manager"}
        if answer.requirements.gateway_groups or of_groups <= answer.pattern.provides:
            return ""
        return ", but for gateway groups, which no question asks"


def consequences(
    found: FieldOutcomes, catalog: Catalog, *, complete: bool = False
) -> Iterator[str]:
    """Yield one sentence for each answer that another value leads to; complete, exactly."""
    for each in found.others:
        aspects = told_apart(found.aspects, [found.current, each.decision])
        answer = named(each.decision, aspects, catalog)
        now = named(found.current, aspects, catalog)
        yield f"{span_said(each.span, roughly=not complete)}: {answer} instead of {now}"


def open_questions(
    recommendation: Outcome,
    asks: AsksOracle,
    *,
    aspects: Iterable[str] = ANSWER,
    skipped: Iterable[str] = (),
    jointly: bool = True,
) -> OpenQuestions:
    """Return what was not stated and could still change the answer.

    Args:
        recommendation: The recommendation.
        asks: Who gave it.
        aspects: What counts as a change; see `boundaries`.
        skipped: Fields that nobody knows; they stay as they are.
        jointly: Whether to look for facts that matter only together even where some
            matter alone.

    Raises:
        UnknownNameError: An aspect or a field is not known.
    """
    counted = check_aspects(aspects)
    asked = asks.oracle_beside(recommendation.requirements)
    values = asked.form.values_of(recommendation.requirements)
    open_ = _open_fields(asked, values, counted, set(skipped))
    found = [outcomes_of(asked, values, each, counted) for each in open_]
    questions = sorted((each for each in found if each.matters), key=_weight)
    alone = {each.field.index for each in questions}
    rest = [each for each in open_ if each.index not in alone]
    together: tuple[Together, ...] = ()
    is_complete = True
    if jointly or not questions:
        together, is_complete = _together(asked, recommendation.requirements, rest, counted)
    return OpenQuestions(recommendation, tuple(questions), together, is_complete, counted)


def _open_fields(
    asked: Oracle,
    values: Values,
    aspects: tuple[Aspect, ...],
    skipped: set[str],
) -> list[StatedField]:
    for path in sorted(skipped):
        asked.form.field(path)
    return [
        each
        for each in asked.fields(aspects)
        if values[each.index] is None and each.path not in skipped
    ]


def _weight(found: FieldOutcomes) -> tuple[int, int, int]:
    others = [each.decision for each in found.others]
    patterns = {each.pattern for each in others} - {found.current.pattern}
    return -len(patterns), -len(set(others)), found.field.index


def _together(
    asked: Oracle,
    requirements: Requirements,
    fields: list[StatedField],
    aspects: tuple[Aspect, ...],
) -> tuple[tuple[Together, ...], bool]:
    """Return sets of fields that change the answer only together, each field once."""
    values = asked.form.values_of(requirements)
    goal = Leave(asked.decide(values), aspects)
    together: list[Together] = []
    left = list(fields)
    while left:
        found = smallest_changes(asked, values, goal, fields=left, most_steps=MOST_STEPS)
        if not found.rows:
            return tuple(together), found.complete
        row = found.rows[0]
        changes = change_set(asked, requirements, row, goal)
        decided = asked.decide(asked.form.values_of(changes.requirements))
        together.append(Together(changes, decided))
        used = {each.field.index for each in changes.changes}
        left = [each for each in left if each.index not in used]
    return tuple(together), True
