"""Literals about fits, those together that depend on the same fields."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, reduce
from operator import or_

from attrs import frozen

from wso2_strategy.models.load.demand import Demand
from wso2_strategy.space.clauses.propositional import Literal, places_of
from wso2_strategy.space.fields import Values
from wso2_strategy.space.levels.fit_cases import Case
from wso2_strategy.space.levels.fit_levels import Fit, FitLevels


@frozen(eq=False)
class FitGroup:
    """Literals about fits that depend on the same fields.

    Attributes:
        over_regions: Whether they are of fits under layouts over regions.
        of_load: Whether they also depend on the load.
        mask: The fields on which they depend, apart from the load's.
        literals: The literals, with their bits and one of the cases each means.
    """

    over_regions: bool
    of_load: bool
    mask: int
    literals: tuple[tuple[int, Literal, Case], ...]

    @cached_property
    def places(self) -> list[int]:
        """The places of the fields."""
        return places_of(self.mask)

    @cached_property
    def bits(self) -> int:
        """The literals as a mask."""
        return reduce(or_, [bit for bit, _, _ in self.literals])

    def met(
        self, fits: FitLevels, values: Values, loads: tuple[Demand | None, Demand | None]
    ) -> tuple[int, int]:
        """Return the literals that must and that may hold between two loads.

        A fit changes once as the load grows: what holds at both ends of the loads holds for
        all, and a comparison that holds at neither end holds for none.
        """
        must = may = 0
        ends_of_load = loads if self.of_load else loads[:1]
        for bit, literal, case in self.literals:
            setting = fits.setting(values, case.layout)
            ends = [fits.fit(case.pattern, load, setting) for load in ends_of_load]
            if all(map(literal.holds, ends)):
                must |= bit
                may |= bit
            elif len(ends) > 1 and _each_holds_somewhere(literal, ends):
                may |= bit
        return must, may


def fit_groups(
    fits: FitLevels, literals: Iterable[tuple[int, Literal, tuple[Case, ...]]]
) -> tuple[FitGroup, ...]:
    """Return groups of literals about fits."""
    found: dict[tuple[bool, bool, int], list[tuple[int, Literal, Case]]] = {}
    for bit, literal, cases in literals:
        for case in cases:
            mask = fits.mask_for(literal.asked, case.layout)
            key = case.layout is not None, "carries_load" in literal.asked, mask
            found.setdefault(key, []).append((bit, literal, case))
    return tuple(FitGroup(*key, tuple(each)) for key, each in found.items())


def _each_holds_somewhere(literal: Literal, ends: list[Fit]) -> bool:
    return all(any(test.holds({test.variable: each}) for each in ends) for test in literal.tests)
