"""Reasons as lines, short or complete."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from wso2_strategy.advice.evidence import Statement, used_basis
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line
from wso2_strategy.domain.conclusions import Exclusion, LayoutExclusion, Selection
from wso2_strategy.domain.wording import counted, said
from wso2_strategy.explain.reasons.reason_tree import Because, Conclusion
from wso2_strategy.explain.sensitivity.span_wording import noun_of
from wso2_strategy.inference.provenance import Basis, Source
from wso2_strategy.models.fitness import LayoutFitness, PatternFitness
from wso2_strategy.space.fields import Form, form

Cite: TypeAlias = Callable[[Basis, Source], str]


def by_title(basis: Basis, source: Source) -> str:
    """Return a basis and the title of a source."""
    return source.mark(basis)


_FIRMEST = ("stated", "derived", "assumed")


class ReasonLines:
    """Lays reasons out as lines, each conclusion's where it is shown first.

    Args:
        recommendation: The recommendation that is explained.
        conclusions: The trees of reasons; what a short form leaves out of one of them may
            be shown in another.
        complete: Whether nothing is left out.
        cite: What writes a basis and a source behind a sentence.
    """

    def __init__(
        self,
        recommendation: Outcome,
        conclusions: Iterable[Conclusion],
        *,
        complete: bool,
        cite: Cite = by_title,
    ) -> None:
        self.recommendation = recommendation
        self.complete = complete
        self._cite = cite
        self._explained = {each.key: each for each in _explained(conclusions)}
        self._shown: set[tuple[str, frozenset[str]]] = set()
        self._form: Form = form(tuple(recommendation.knowledge.fact_classes))

    def conclusion(self, conclusion: Conclusion, *, is_head: bool = False) -> Line:
        """Return a conclusion with its reasons under it."""
        title = f"{conclusion.title} ({conclusion.name})" if self.complete else conclusion.title
        if conclusion.key in self._shown:
            return Line(f"{title}, as explained above")
        return Line(title, tuple(self.reasons(conclusion)), is_head=is_head)

    def reasons(self, conclusion: Conclusion) -> Iterator[Line]:
        """Yield the reasons of a conclusion: all of them, or the firmest."""
        self._shown.add(conclusion.key)
        reasons = self._explained[conclusion.key].reasons
        if not self.complete:
            reasons = tuple(sorted(reasons, key=_firmness))[:1]
        for each in reasons:
            yield self._reason(each)
        left = len(self._explained[conclusion.key].reasons) - len(reasons)
        if left:
            yield Line(f"and {counted(left, 'more reason')}")

    def without_reason(self, conclusion: Conclusion) -> Line:
        """Return what is said of a fact that nothing concluded: it was stated or is known."""
        fact = conclusion.fact
        if fact not in self.recommendation.inference.stated:
            return Line("This is always known; it comes from WSO2's documentation.")
        values = self._form.values_of(self.recommendation.requirements)
        statements = [
            Statement(field.path, values[field.index])
            for field in self._form.by_class.get(type(fact), ())
            if values[field.index] is not None
        ]
        return self._stated(statements) or Line("Nothing is stated here.")

    def _stated(self, statements: Iterable[Statement]) -> Line | None:
        """Return one line for stated values, or None where there are none."""
        known: list[str] = []
        missing: list[str] = []
        for each in statements:
            field = self._form.spoken(each.path)
            noun = noun_of(field, complete=self.complete)
            if each.value is None:
                missing.append(noun)
            else:
                # Of a pack's default it cannot be told whether it was stated or left.
                default = " (or by default)" if each.value == field.default else ""
                known.append(f"{noun}: {said(field.kind, each.value)}{default}")
        parts = [f"Stated: {'; '.join(known)}"] if known else []
        parts += [f"Not stated: {'; '.join(missing)}"] if missing else []
        return Line(". ".join(parts)) if parts else None

    def _reason(self, reason: Because) -> Line:
        # A complete one names the source with its address below.
        source = reason.firing.reason.source
        mark = f"[{reason.basis}]" if self.complete else self._cite(reason.basis, source)
        return Line(f"{reason.sentence} {mark}", tuple(self._below(reason)))

    def _below(self, reason: Because) -> Iterator[Line]:
        stated = self._stated(reason.statements)
        if stated:
            yield stated
        for premise in reason.premises:
            if self.complete or self._counts(premise):
                yield from self._premise(premise)
        if self.complete:
            yield from (Line(each) for each in reason.background)
            yield from (
                Line(f"{each.id} = {each} {each.unit} [{used_basis(each)}]: {each.meaning}")
                for each in reason.assumptions
            )
            cause = reason.firing.reason
            found = ", ".join(filter(None, (cause.source.title, cause.source.url)))
            yield Line(f"{cause.id} of {reason.pack}; {found}")

    def _counts(self, premise: Conclusion) -> bool:
        """Return whether a premise belongs into the short form.

        That a simpler pattern lacks what is needed goes without saying; that it breaks a
        limit, or what the chosen one itself lacks, does not.
        """
        fact = premise.fact
        if isinstance(fact, Exclusion | LayoutExclusion):
            chosen = self.recommendation.pattern, self.recommendation.region_layout
            return fact.capability is None or fact.pattern in [each.id for each in chosen if each]
        return not (premise.is_repeated and isinstance(fact, Selection))

    def _premise(self, premise: Conclusion) -> Iterator[Line]:
        """Yield a premise; in short, a load's sentence says all that its title would."""
        if not self.complete and isinstance(premise.fact, PatternFitness | LayoutFitness):
            # What is said of a pattern's fit is said by the rule that asks for it.
            if premise.key not in self._shown:
                self._shown.add(premise.key)
                for reason in self._explained[premise.key].reasons:
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


def _firmness(reason: Because) -> int:
    return _FIRMEST.index(reason.basis)
