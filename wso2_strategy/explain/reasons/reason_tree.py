"""Reasons as data: the tree from a conclusion down to what was stated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from attrs import field, frozen

from wso2_strategy.advice.evidence import (
    Statement,
    basis_of,
    sentence_of,
    statements_of,
    used_basis,
)
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.json_values import JsonKeys, json_ready, same
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.explain.reasons.conclusion_names import title_of
from wso2_strategy.inference import Assumption, Basis, Firing, Inference, Rule
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.fitness import PatternFitness


@frozen
class Because:
    """One reason for a conclusion.

    Attributes:
        sentence: The reason, with the values that led to it.
        firing: The rule or procedure with what it used.
        pack: The pack it comes from.
        statements: The stated values it read.
        assumptions: The named assumptions it compared with.
        premises: The conclusions it rests on.
        background: What the catalog contributes, in words.
    """

    sentence: str
    firing: Firing
    pack: str
    statements: tuple[Statement, ...]
    assumptions: tuple[Assumption, ...]
    premises: tuple[Conclusion, ...]
    background: tuple[str, ...]

    json_keys: ClassVar[JsonKeys] = {
        "sentence": "sentence",
        "rule": "firing.reason.id",
        "pack": "pack",
        "basis": "basis",
        "source": "firing.reason.source",
        "statements": "statements",
        "assumptions": "numbers",
        **same("background", "premises"),
    }

    @property
    def basis(self) -> Basis:
        """How firmly it is supported."""
        return basis_of(self.firing)

    @property
    def numbers(self) -> list[dict[str, Any]]:
        """The assumptions as they were used: what a user replaced is no longer stated."""
        return [
            {"id": each.id, "value": each.value, "unit": each.unit, "basis": used_basis(each)}
            for each in self.assumptions
        ]


@frozen
class Conclusion:
    """A fact, and every reason for it.

    Attributes:
        name: Its name in the justification, such as ``need:independent-gateway``.
        title: What it is, for people.
        fact: The fact.
        reasons: Why it holds; empty where it was stated or is always known.
        is_repeated: Whether its reasons stand further up in the tree already.
        left_out: What of its reasons is none for what it explains here.
    """

    name: str
    title: str
    fact: Any
    reasons: tuple[Because, ...] = ()
    is_repeated: bool = False
    left_out: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, frozenset[str]]:
        """What tells it apart from other conclusions, and from itself for other reasons."""
        return self.name, self.left_out

    def to_dict(self) -> dict[str, Any]:
        """Return the conclusion with its reasons, which are listed once."""
        rest = {"repeated": True} if self.is_repeated else {"reasons": json_ready(self.reasons)}
        return {"name": self.name, "title": self.title, **rest}


@frozen
class ReasonTree:
    """Builds trees of reasons in which everything is explained once.

    Attributes:
        recommendation: The recommendation that is explained.
    """

    recommendation: Outcome
    _explained: set[tuple[int, frozenset[str]]] = field(factory=set)

    @property
    def inference(self) -> Inference:
        """The facts and firings."""
        return self.recommendation.inference

    @property
    def catalog(self) -> Catalog:
        """What the facts are about."""
        return self.recommendation.knowledge.catalog

    def conclusion(
        self, fact: Any, above: tuple[int, ...] = (), left_out: frozenset[str] = frozenset()
    ) -> Conclusion:
        """Return a fact with its reasons, unless these stand in a tree already.

        Args:
            fact: The fact.
            above: The numbers of the facts that it is to explain.
            left_out: What of its reasons is none for these: stated fields and derived classes.

        Raises:
            UnknownNameError: The recommendation does not know the fact.
        """
        number = self.inference.number(fact)
        name, title = self.inference.names[number], title_of(fact, self.catalog)
        if (number, left_out) in self._explained:
            return Conclusion(name, title, fact, is_repeated=True, left_out=left_out)
        self._explained.add((number, left_out))
        reasons = tuple(self._reasons(fact, (*above, number), left_out))
        return Conclusion(name, title, fact, reasons, left_out=left_out)

    def _reasons(
        self, fact: Any, above: tuple[int, ...], left_out: frozenset[str]
    ) -> Iterator[Because]:
        seen: set[str] = set()
        for firing in self.inference.firings_for(fact):
            sentence = sentence_of(firing, self.catalog)
            premises = {self.inference.number(each) for each in firing.premises}
            # A reason that rests on what it explains is none.
            if sentence not in seen and premises.isdisjoint(above):
                seen.add(sentence)
                yield self._because(sentence, firing, above, left_out)

    def _because(
        self, sentence: str, firing: Firing, above: tuple[int, ...], left_out: frozenset[str]
    ) -> Because:
        distinct = dict.fromkeys(firing.premises)
        premises = [each for each in distinct if type(each).__name__ not in left_out]
        numbers = [self.inference.number(each) for each in premises]
        first = self.inference.background_count
        last = first + self.inference.stated_count
        return Because(
            sentence=sentence,
            firing=firing,
            pack=self.recommendation.knowledge.origin(firing.reason.id),
            statements=tuple(
                each
                for each in dict.fromkeys(statements_of(self.inference, firing))
                if each.path not in left_out
            ),
            assumptions=firing.reason.assumptions if isinstance(firing.reason, Rule) else (),
            premises=tuple(
                self.conclusion(each, above, _beside(each, firing))
                for each, number in zip(premises, numbers, strict=True)
                if number >= last
            ),
            background=tuple(
                title_of(each, self.catalog)
                for each, number in zip(premises, numbers, strict=True)
                if number < first
            ),
        )


_OF_TARGET = frozenset({"availability.target", "traffic.token_format", "availability.redundancy"})


def _beside(fact: Any, firing: Firing) -> frozenset[str]:
    """Return what of a fitness a rule does not look at, where it reads the load or the target."""
    if not isinstance(fact, PatternFitness) or not isinstance(firing.reason, Rule):
        return frozenset()
    read = {
        each.field.name
        for each in firing.reason.when.atoms()
        if isinstance(each, Test) and each.field and each.variable.fact_class is type(fact)
    }
    if "carries_load" in read:
        return _OF_TARGET
    of_target = {"meets_target", "needs_redundancy", "is_closest"}
    return frozenset({"Demand"}) if of_target & read else frozenset()
