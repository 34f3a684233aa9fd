"""Which literals about the fits of patterns hold together, as calls go the same way through both.

Where a search has a pattern in its best case and all others in their worst, such others would be
in both: ruled out by what would rule the pattern out too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from wso2_strategy.space.bounded_cache import MOST
from wso2_strategy.space.clauses.propositional import Literal
from wso2_strategy.space.fields import Values
from wso2_strategy.space.levels.fit_cases import Case
from wso2_strategy.space.levels.fit_levels import FitLevels, Way

_AT_BEST = frozenset({"meets_target", "is_closest"})
"""The fields of a fit that hang on nothing but the time that calls are down at best."""


class SharedFits:
    """Answers which literals of other patterns hold exactly where those of a pattern do.

    Args:
        fits: How patterns fit.
        literals: The literals about that, with their bits and the cases they mean.
    """

    def __init__(
        self, fits: FitLevels, literals: Iterable[tuple[int, Literal, tuple[Case, ...]]]
    ) -> None:
        self._fits = fits
        self._bits: Mapping[Literal, dict[Case, int]] = defaultdict(dict)
        for bit, literal, cases in literals:
            if literal.asked <= _AT_BEST and len(cases) == 1:
                self._bits[literal][cases[0]] = bit
        self._shared = lru_cache(maxsize=MOST)(self._newly_shared)

    def masks(self, case: Case, values: Values, free: int) -> tuple[int, ...]:
        """Return literals of a case with those that they share, where some fields are open."""
        return self._shared(case, self._fits.ways(values, free))

    def _newly_shared(self, case: Case, ways: tuple[Way, ...]) -> tuple[int, ...]:
        alike = [
            each
            for each in self._fits.cases[case.layout]
            if all(self._fits.diagrams(each, way) == self._fits.diagrams(case, way) for way in ways)
        ]
        masks = (
            sum(bits.get(each, 0) for each in alike) for bits in self._bits.values() if case in bits
        )
        return tuple(mask for mask in masks if mask.bit_count() > 1)
