"""The advisor's own procedures that choose, run on facts as bit masks."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, TypeAlias

import attrs
from attrs import frozen

from wso2_strategy.domain.conclusions import Exclusion, Selection
from wso2_strategy.inference import KnownFacts, Procedure
from wso2_strategy.models.fitness import PatternFitness
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.bounded_cache import Memo
from wso2_strategy.space.clauses import Clauses, NotPropositionalError
from wso2_strategy.space.fields import Form, Values
from wso2_strategy.space.fit_levels import LATE_FIELDS, Fit

_BY_MODELS = frozenset({Demand, PatternFitness})

Numbers: TypeAlias = tuple[tuple[int, tuple[Any, ...]], ...]
"""For the bits of facts, the numbers in them that are known only in a consultation."""


@frozen
class _Choice:
    """One procedure, with what it is shown."""

    procedure: Procedure
    mask: int
    sections: tuple[type, ...]
    places: tuple[int, ...]


class Choices:
    """Runs procedures; equal questions share one answer.

    Args:
        form: The fields of a row.
        clauses: The rules, written out.
        procedures: The procedures that choose.

    Raises:
        NotPropositionalError: A procedure reads what only a consultation knows.
    """

    def __init__(self, form: Form, clauses: Clauses, procedures: Iterable[Procedure]) -> None:
        self._form = form
        self._clauses = clauses
        self._masks = {each: clauses.of(each) for each in {type(f) for f in clauses.facts}}
        self._choices = {each.id: self._choice(each) for each in procedures}
        self._known: Memo[Hashable, int] = Memo()
        self._against: dict[str, int] = {}
        _check_late(clauses)

    @property
    def read_directly(self) -> tuple[int, ...]:
        """The fields that procedures read by themselves, not through rules."""
        return tuple(place for each in self._choices.values() for place in each.places)

    def mask_of(self, fact_class: type) -> int:
        """Return the mask of the listed facts of a class."""
        return self._masks.get(fact_class, 0)

    def read_by(self, procedure_id: str) -> int:
        """Return the mask of the listed facts that a procedure reads."""
        return self._choices[procedure_id].mask

    def against(self, pattern: str) -> int:
        """Return the mask of all that may stand against a pattern."""
        if pattern not in self._against:
            listed = self.mask_of(Exclusion)
            self._against[pattern] = self._clauses.masked(
                listed, lambda each: each.pattern == pattern
            )
        return self._against[pattern]

    def made(self, procedure_id: str, facts: int, values: Values, numbers: Numbers) -> int:
        """Return the selections that a procedure makes, as a mask."""
        choice = self._choices[procedure_id]
        facts &= choice.mask
        shown = tuple(each for each in numbers if each[0] & facts)
        direct = tuple([values[place] for place in choice.places])
        key = procedure_id, facts, direct, shown
        if key not in self._known:
            known = [self._form.section(each, values) for each in choice.sections]
            known += self._listed(facts, dict(shown))
            procedure = choice.procedure
            found = [each.fact for each in procedure.run(KnownFacts(known, procedure.reads))]
            self._known[key] = sum(
                self._clauses.bits[each] for each in found if type(each) is Selection
            )
        return self._known[key]

    def selected(self, made: int) -> list[Selection]:
        """Return the selections of a mask."""
        return [
            each
            for each in self._clauses.listed(made & self.mask_of(Selection))
            if type(each) is Selection
        ]

    def numbers(self, facts: int, fits: Mapping[str, Fit]) -> Numbers:
        """Return the numbers in some facts, given how patterns fit."""
        return tuple(
            (bit, tuple(getattr(fits[dict(each.words)["pattern"]], each.name) for _, each in late))
            for bit, late in self._clauses.late.items()
            if bit & facts
        )

    def _choice(self, procedure: Procedure) -> _Choice:
        if not _BY_MODELS.isdisjoint(procedure.reads):
            raise NotPropositionalError(procedure.id)
        mask = sum(self.mask_of(each) for each in set(procedure.reads))
        sections = tuple(each for each in procedure.reads if each in self._form.classes)
        fields = [field for each in sections for field in self._form.by_class[each]]
        return _Choice(procedure, mask, sections, tuple(field.index for field in fields))

    def _listed(self, facts: int, numbers: Mapping[int, tuple[Any, ...]]) -> list[Any]:
        """Return facts, with the numbers that are known only in a consultation."""
        found = self._clauses.listed(facts)
        for bit, values in numbers.items():
            names = [name for name, _ in self._clauses.late[bit]]
            fact = self._clauses.facts[bit.bit_length() - 1]
            changed = dict(zip(names, values, strict=True))
            found[found.index(fact)] = attrs.evolve(fact, **changed)
        return found


def _check_late(clauses: Clauses) -> None:
    """Refuse numbers in facts that only the advisor could know."""
    for fields in clauses.late.values():
        for _, late in fields:
            known = late.fact_class is PatternFitness and late.name in LATE_FIELDS
            if not known or "pattern" not in dict(late.words):
                raise NotPropositionalError(repr(late))
