"""An interview that asks only what can still change the answer, and stops when nothing can."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

from attrs import evolve, field, frozen

from wso2_strategy.advice.decision import ANSWER, Aspect
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.domain.facts import Requirements, stated
from wso2_strategy.domain.kinds import Flag
from wso2_strategy.domain.wording import answers_allowed, heard, series
from wso2_strategy.errors import RequirementsError
from wso2_strategy.explain.open_questions import (
    OpenQuestions,
    Together,
    consequences,
    open_questions,
)
from wso2_strategy.explain.sensitivity.field_outcomes import named
from wso2_strategy.explain.sensitivity.span_wording import span_said
from wso2_strategy.space.fields import Form, StatedField, form, with_values
from wso2_strategy.space.oracle import AsksOracle

UNKNOWN = ("", "?", "don't know", "dont know", "unknown", "skip")
"""What counts as an answer of someone who does not know."""

SUMMARY = "primary_requirement"
"""It stands for other facts, so it is asked only when these are answered."""

NOTHING = ("no", "none", "nothing", "n/a")
"""What people also say who have nothing to state, where it is no answer of its own."""


@frozen
class Question:
    """What to ask next, and why.

    Attributes:
        field: The field it is about.
        text: The question.
        allowed: What may be answered.
        reasons: What answers would lead to.
        open_count: How many facts can still change the answer, this one included.
    """

    field: StatedField
    text: str
    allowed: str
    reasons: tuple[str, ...]
    open_count: int


@frozen
class Interview:
    """An interview at some point; answering returns the next one.

    Attributes:
        advisor: Who recommends.
        requirements: What was stated so far.
        skipped: Fields that nobody knows.
        aspects: What counts as a change of the answer.
    """

    advisor: AsksOracle
    requirements: Requirements = field(factory=Requirements)
    skipped: frozenset[str] = frozenset()
    aspects: tuple[Aspect, ...] = ANSWER

    @property
    def recommendation(self) -> Outcome:
        """What is recommended by what was stated so far."""
        return self.advisor.advise(self.requirements)

    @property
    def is_settled(self) -> bool:
        """Whether it is proved that nothing left can change the answer."""
        return self._still_open.is_settled

    @cached_property
    def _still_open(self) -> OpenQuestions:
        if self.requirements.primary_requirement is None:
            found = self._open({SUMMARY})
            if found.questions or found.together:
                return found
        return self._open()

    def question(self) -> Question | None:
        """Return what to ask next, or None when nothing is known that could change the answer."""
        found = self._still_open
        if found.questions:
            # What the deployment is for shapes all else that is asked.
            first = min(found.questions, key=lambda each: each.field.fact_class is not Requirements)
            reasons = tuple(consequences(first, self.advisor.knowledge.catalog))
            return _question(first.field, reasons, len(found.questions))
        if found.together:
            return self._joint(found.together)
        return None

    def _open(self, later: AbstractSet[str] = frozenset()) -> OpenQuestions:
        return open_questions(
            self.recommendation,
            self.advisor,
            aspects=self.aspects,
            skipped=self.skipped | later,
            jointly=False,
        )

    def answered(self, question: Question, words: str) -> Interview:
        """Return the interview after an answer, or after "don't know".

        Raises:
            RequirementsError: The answer is not allowed; the message says what is.
        """
        path = question.field.path
        if _is_unknown(question.field, words.strip().casefold()):
            return evolve(self, skipped=self.skipped | {path})
        whole = self._form
        try:
            value = question.field.kind.read(heard(question.field.kind, words))
        except ValueError as error:
            raise RequirementsError("answer", [str(error)]) from error
        row = with_values(whole.values_of(self.requirements), {question.field.index: value})
        return evolve(self, requirements=whole.filled(row, self.requirements))

    def to_yaml(self) -> str:
        """Return what was stated as a requirements file."""
        from wso2_strategy.advice.strict_yaml import write

        return write(stated(self.requirements))

    @property
    def _form(self) -> Form:
        return form(tuple(self.advisor.knowledge.fact_classes))

    def _joint(self, together: Sequence[Together]) -> Question:
        first, *others = together[0].changes.changes
        beside = series([each.statement() for each in others])
        answer = named(together[0].decision, self.aspects, self.advisor.knowledge.catalog)
        reason = f"{span_said(first.span, roughly=True)}, with {beside}: {answer}"
        count = sum(len(each.changes.changes) for each in together)
        return _question(first.field, (reason,), count)


def _is_unknown(asked: StatedField, words: str) -> bool:
    if words in UNKNOWN:
        return True
    has_own = isinstance(asked.kind, Flag) or words in getattr(asked.kind, "words", ())
    return words in NOTHING and not has_own


def _question(asked: StatedField, reasons: tuple[str, ...], open_count: int) -> Question:
    allowed = answers_allowed(asked.kind)
    return Question(asked, asked.words.question, allowed, reasons, open_count)
