"""The advisor's own procedures that choose, run on facts as bit masks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from attrs import frozen

from wso2_strategy.domain.conclusions import Exclusion, LayoutExclusion, Selection
from wso2_strategy.inference import KnownFacts, Procedure
from wso2_strategy.models.fitness import LayoutFitness, PatternFitness
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.bounded_cache import MOST
from wso2_strategy.space.clauses.propositional import Clauses, NotPropositionalError
from wso2_strategy.space.fields import Form, Values


@frozen
class _Choice:
    """One procedure, with the facts, sections and places of a row that it is shown."""

    procedure: Procedure
    mask: int
    sections: tuple[type, ...]
    places: tuple[int, ...]


class ChoosingProcedures:
    """Runs procedures that choose; equal questions share one answer.

    Raises:
        NotPropositionalError: A procedure reads what only a consultation knows.
    """

    def __init__(self, form: Form, clauses: Clauses, procedures: Iterable[Procedure]) -> None:
        self._form = form
        self._clauses = clauses
        self._choices = {each.id: self._choice(each) for each in procedures}
        self._run = lru_cache(maxsize=MOST)(self._newly_made)
        self.against = lru_cache(maxsize=MOST)(self._against)

    @property
    def read_directly(self) -> tuple[int, ...]:
        """The fields that procedures read by themselves, not through rules."""
        return tuple(place for each in self._choices.values() for place in each.places)

    def read_by(self, procedure_id: str) -> int:
        """Return the mask of the listed facts that a procedure reads."""
        return self._choices[procedure_id].mask

    def made(self, procedure_id: str, facts: int, values: Values) -> int:
        """Return what a procedure makes, as a mask: selections, and what else is listed."""
        choice = self._choices[procedure_id]
        # Shown no more than it reads, it is asked the same question far more often.
        direct = tuple([values[place] for place in choice.places])
        return self._run(procedure_id, facts & choice.mask, direct)

    def selected(self, facts: int) -> list[Selection]:
        """Return the selections among some facts."""
        return self._clauses.listed(facts & self._clauses.of(Selection))

    def _against(self, pattern: str, layout: str | None = None) -> int:
        """Return the mask of all that may stand against a pattern, with a layout chosen."""
        listed = self._clauses.of(Exclusion) | self._clauses.of(LayoutExclusion)
        return self._clauses.masked(
            listed, lambda each: each.pattern == pattern and each.holds_under(layout)
        )

    def _choice(self, procedure: Procedure) -> _Choice:
        reads = procedure.reads
        if not {Demand, LayoutFitness, PatternFitness}.isdisjoint(reads):
            raise NotPropositionalError(procedure.id)
        mask = 0
        for each in reads:
            mask |= self._clauses.of(each)
        sections = tuple(each for each in reads if each in self._form.classes)
        fields = [field for each in sections for field in self._form.by_class[each]]
        return _Choice(procedure, mask, sections, tuple(field.index for field in fields))

    def _newly_made(self, procedure_id: str, facts: int, direct: tuple[Any, ...]) -> int:
        choice = self._choices[procedure_id]
        values = dict(zip(choice.places, direct, strict=True))
        known = [self._form.section(each, values) for each in choice.sections]
        known += self._clauses.listed(facts)
        found = choice.procedure.run(KnownFacts(known, choice.procedure.reads))
        bits = self._clauses.bits
        return sum(bits[each.fact] for each in found if each.fact in bits)
