"""What is chosen for many rows, and what facts mean that they have: once for each kind of row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar

import numpy as np

from wso2_strategy.inference import Procedure
from wso2_strategy.portfolio.columns.arrays import Codes
from wso2_strategy.portfolio.columns.downs import REMEMBERED
from wso2_strategy.portfolio.columns.kinds import Kinds
from wso2_strategy.portfolio.columns.loads import Rows
from wso2_strategy.portfolio.columns.planes import Planes, eights_of, keys, masks_of, planes_of
from wso2_strategy.space.clauses.choosing import ChoosingProcedures
from wso2_strategy.space.clauses.propositional import Clauses, places_of
from wso2_strategy.space.fields import Form
from wso2_strategy.space.row_decider import PLATFORM

T = TypeVar("T", bound=Hashable)


class ChoiceColumns:
    """Chooses for many rows.

    Args:
        form: The fields of a row.
        clauses: The rules.
        choosing: The procedures that choose.
    """

    def __init__(self, form: Form, clauses: Clauses, choosing: Iterable[Procedure]) -> None:
        self._form = form
        procedures = tuple(choosing)
        self._choices = ChoosingProcedures(form, clauses, procedures)
        self._made = {each.id: Kinds(REMEMBERED) for each in procedures}
        self._adds = {
            each.id: [place for known in each.derives for place in places_of(clauses.of(known))]
            for each in procedures
        }
        self._platforms: dict[Any, int] = {}

    def choose(self, procedure_id: str, facts: Planes, stated: Rows, rows: int) -> None:
        """Add what a choice makes of each row."""
        places = places_of(self._choices.read_by(procedure_id))
        words = known_facts = keys(facts, places, rows)
        # Of the constraints, the choice of a platform reads the platform alone; what rules of
        # packs make of the others is a preference, and among the facts.
        platform = stated["constraints.platform"] if procedure_id == PLATFORM else None
        if platform:
            known = self._platforms
            numbers = [known.setdefault(each, len(known)) for each in platform.values]
            each_row = np.array(numbers, np.uint64).take(platform.codes)
            words = np.concatenate([words, each_row[np.newaxis]])
        adds = self._adds[procedure_id]

        def made(new: Codes) -> Any:
            masks = []
            values: list[Any] = [None] * len(self._form.fields)
            for row, mask in zip(new.tolist(), masks_of(known_facts[:, new], places), strict=True):
                if platform:
                    values[self._form.field("constraints.platform").index] = platform.value(row)
                masks.append(self._choices.made(procedure_id, mask, tuple(values)))
            return eights_of(masks, adds)

        kinds = self._made[procedure_id]
        codes = kinds.of(words, made)
        for place, plane in planes_of(kinds.answers, codes, adds).items():
            if plane.any():
                facts[place] = facts[place] | plane if place in facts else plane


class Meanings(Generic[T]):
    """Says what the facts of a class mean that rows have.

    Args:
        clauses: The rules.
        fact_class: The class.
        meaning: Returns what some facts mean together.
    """

    def __init__(
        self, clauses: Clauses, fact_class: type, meaning: Callable[[list[Any]], T]
    ) -> None:
        self._places = places_of(clauses.of(fact_class))
        self._facts = clauses.facts
        self._meaning = meaning
        self._kinds = Kinds(REMEMBERED)
        self._numbers: dict[T, int] = {}

    def of(self, facts: Planes, rows: int) -> tuple[list[T], Codes]:
        """Return the different meanings, and which of them each row has."""
        words = keys(facts, self._places, rows)

        def meant(new: Codes) -> Any:
            found = []
            for mask in masks_of(words[:, new], self._places):
                held = [self._facts[place] for place in places_of(mask)]
                found.append(self._numbers.setdefault(self._meaning(held), len(self._numbers)))
            return np.array([found], np.int32)

        kinds = self._kinds.of(words, meant)
        numbers = self._kinds.answers[0].take(kinds)
        present = np.flatnonzero(np.bincount(numbers, minlength=len(self._numbers)))
        places = np.zeros(len(self._numbers), np.int32)
        places[present] = np.arange(len(present))
        known = [*self._numbers]
        return [known[number] for number in present.tolist()], places.take(numbers)
