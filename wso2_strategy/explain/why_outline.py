"""The reasons of an answer as lines, short or complete, and as JSON-ready values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from wso2_strategy.advice.evidence import Statement, basis_of
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line, Tree
from wso2_strategy.document.document import Document
from wso2_strategy.domain.conclusions import Exclusion, Selection
from wso2_strategy.domain.wording import counted, said
from wso2_strategy.explain.why import Because, Conclusion
from wso2_strategy.models.fitness import PatternFitness
from wso2_strategy.space.fields import Form, form

if TYPE_CHECKING:
    from wso2_strategy.explain.why import Why
    from wso2_strategy.inference import Assumption, Basis

SCHEMA = "wso2-strategy/why/1"

_FIRMEST = ("stated", "derived", "assumed")


def why_outline(why: Why, *, complete: bool) -> Document:
    """Return the lines of a `Why`."""
    layout = Layout(why.recommendation, why.conclusions, complete=complete)
    if why.subject is None:
        children = tuple(layout.conclusion(each, is_head=True) for each in why.conclusions)
        return Document(_heading(why.recommendation), (Tree(children),))
    (conclusion,) = why.conclusions
    lines = tuple(layout.reasons(conclusion))
    lines = lines or (Line(_without_reason(layout, conclusion)),)
    return Document(conclusion.title, (Tree(lines),))


def _heading(recommendation: Outcome) -> str:
    name = recommendation.requirements.name
    answer = f"{recommendation.pattern.id} on {recommendation.platform.name}"
    return f"Why {answer} for {name}" if name else f"Why {answer}"


def _without_reason(layout: Layout, conclusion: Conclusion) -> str:
    inference = layout.recommendation.inference
    if conclusion.fact not in inference.stated:
        return "This is always known; it comes from WSO2's documentation."
    stated = layout.stated(layout.statements_in(conclusion.fact))
    return stated.text if stated else "Nothing is stated here."


class Layout:
    """Lays reasons out as lines, each conclusion's where it is shown first.

    Args:
        recommendation: The recommendation that is explained.
        conclusions: The trees of reasons; what a short form leaves out of one of them may
            be shown in another.
        complete: Whether nothing is left out.
    """

    def __init__(
        self, recommendation: Outcome, conclusions: Iterable[Conclusion], *, complete: bool
    ) -> None:
        self.recommendation = recommendation
        self.complete = complete
        self._explained = {each.name: each for each in _explained(conclusions)}
        self._shown: set[str] = set()
        self._form: Form = form(tuple(recommendation.knowledge.fact_classes))

    def conclusion(self, conclusion: Conclusion, *, is_head: bool = False) -> Line:
        """Return a conclusion with its reasons under it."""
        title = f"{conclusion.title} ({conclusion.name})" if self.complete else conclusion.title
        if conclusion.name in self._shown:
            return Line(f"{title}, as explained above")
        return Line(title, tuple(self.reasons(conclusion)), is_head=is_head)

    def reasons(self, conclusion: Conclusion) -> Iterator[Line]:
        """Yield the reasons of a conclusion: all of them, or the firmest."""
        self._shown.add(conclusion.name)
        reasons = self._explained[conclusion.name].reasons
        if not self.complete:
            reasons = tuple(sorted(reasons, key=_firmness))[:1]
        for each in reasons:
            yield self._reason(each)
        left = len(self._explained[conclusion.name].reasons) - len(reasons)
        if left:
            yield Line(f"and {counted(left, 'more reason')}")

    def statements_in(self, fact: Any) -> list[Statement]:
        """Return what was stated in one section."""
        values = self._form.values_of(self.recommendation.requirements)
        return [
            Statement(field.path, values[field.index])
            for field in self._form.by_class.get(type(fact), ())
            if values[field.index] is not None
        ]

    def stated(self, statements: Iterable[Statement]) -> Line | None:
        """Return one line for stated values, or None where there are none."""
        known: list[str] = []
        missing: list[str] = []
        for each in statements:
            field = self._form.field(each.path)
            noun = field.words.noun + (f" ({field.path})" if self.complete else "")
            if each.value is None:
                missing.append(noun)
            else:
                # It cannot be told whether the default was stated or left.
                default = " (the default)" if each.value == field.default else ""
                known.append(f"{noun}: {said(field.kind, each.value)}{default}")
        parts = [f"Stated: {'; '.join(known)}"] if known else []
        parts += [f"Not stated: {'; '.join(missing)}"] if missing else []
        return Line(". ".join(parts)) if parts else None

    def _reason(self, reason: Because) -> Line:
        return Line(f"{reason.sentence} [{basis_of(reason.firing)}]", tuple(self._below(reason)))

    def _below(self, reason: Because) -> Iterator[Line]:
        stated = self.stated(reason.statements)
        if stated:
            yield stated
        for premise in reason.premises:
            if self.complete or self._counts(premise):
                yield from self._premise(premise)
        if self.complete:
            yield from (Line(each) for each in reason.background)
            yield from (
                Line(f"{each.id} = {each} {each.unit} [{_basis(each)}]: {each.meaning}")
                for each in reason.assumptions
            )
            cause = reason.firing.reason
            yield Line(f"{cause.id} of {reason.pack}; {cause.source.title}, {cause.source.url}")

    def _counts(self, premise: Conclusion) -> bool:
        """Return whether a premise belongs into the short form.

        That a simpler pattern lacks what is needed goes without saying; that it breaks a
        limit, or what the chosen one itself lacks, does not.
        """
        fact = premise.fact
        if isinstance(fact, Exclusion):
            chosen = self.recommendation.pattern, self.recommendation.region_layout
            return fact.capability is None or fact.pattern in [each.id for each in chosen if each]
        return not (premise.is_repeated and isinstance(fact, Selection))

    def _premise(self, premise: Conclusion) -> Iterator[Line]:
        """Yield a premise; in short, a load's sentence says all that its title would."""
        if not self.complete and isinstance(premise.fact, PatternFitness):
            # What is said of a pattern's fit is said by the rule that asks for it.
            if premise.name not in self._shown:
                self._shown.add(premise.name)
                for reason in self._explained[premise.name].reasons:
                    yield from self._below(reason)
            return
        line = self.conclusion(premise)
        if self.complete or len(line.children) != 1 or line.text.startswith("Needed"):
            yield line
        else:
            yield from line.children


def _explained(conclusions: Iterable[Conclusion]) -> Iterator[Conclusion]:
    """Yield the conclusions of trees that stand there with their reasons."""
    for each in conclusions:
        if not each.is_repeated:
            yield each
            for reason in each.reasons:
                yield from _explained(reason.premises)


def _basis(assumption: Assumption) -> Basis:
    return "assumed" if assumption.overridden else assumption.basis


def _firmness(reason: Because) -> int:
    return _FIRMEST.index(basis_of(reason.firing))


def why_record(why: Why) -> dict[str, Any]:
    """Return a `Why` as JSON-ready values."""
    return {
        "schema": SCHEMA,
        "subject": why.subject,
        "conclusions": [conclusion_record(each) for each in why.conclusions],
    }


def conclusion_record(conclusion: Conclusion) -> dict[str, Any]:
    """Return a conclusion with its reasons as JSON-ready values."""
    found: dict[str, Any] = {"name": conclusion.name, "title": conclusion.title}
    if conclusion.is_repeated:
        return {**found, "repeated": True}
    return {**found, "reasons": [_reason_record(each) for each in conclusion.reasons]}


def _reason_record(reason: Because) -> dict[str, Any]:
    cause = reason.firing.reason
    return {
        "sentence": reason.sentence,
        "rule": cause.id,
        "pack": reason.pack,
        "basis": basis_of(reason.firing),
        "source": {"title": cause.source.title, "url": cause.source.url},
        "statements": [
            {"path": each.path, "value": _plain(each.value)} for each in reason.statements
        ],
        "assumptions": [
            {"id": each.id, "value": each.value, "unit": each.unit, "basis": _basis(each)}
            for each in reason.assumptions
        ],
        "background": list(reason.background),
        "premises": [conclusion_record(each) for each in reason.premises],
    }


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
