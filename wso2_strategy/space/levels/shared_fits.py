"""Which literals about the fits of patterns hold together, as calls go the same way through both.

Where a search has a pattern in its best case and all others in their worst, such others would be
in both: ruled out by what would rule the pattern out too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.facts import TokenFormat
from wso2_strategy.models.availability.block_diagram import Structure
from wso2_strategy.models.availability.call_availability import at_best
from wso2_strategy.models.availability.flow_structure import flow_structure
from wso2_strategy.space.bounded_cache import MOST
from wso2_strategy.space.cells import limits
from wso2_strategy.space.clauses.propositional import Literal
from wso2_strategy.space.fields import Form, Values
from wso2_strategy.space.levels.fit_cases import Case
from wso2_strategy.space.levels.fit_levels import FitLevels, FitSetting

_AT_BEST = frozenset({"meets_target", "is_closest"})
"""The fields of a fit that hang on nothing but the time that calls are down at best."""


class Way(NamedTuple):
    """What decides, besides the design, how calls go through it."""

    token_format: TokenFormat
    identity_server: bool


class SharedFits:
    """Answers which literals of other patterns hold exactly where those of a pattern do.

    Args:
        form: The fields of a row.
        fits: How patterns fit.
        literals: The literals about that, with their bits and the cases they mean.
        assumptions: The numbers of the models.
    """

    def __init__(
        self,
        form: Form,
        fits: FitLevels,
        literals: Iterable[tuple[int, Literal, tuple[Case, ...]]],
        assumptions: Assumptions,
    ) -> None:
        self._fits = fits
        self._assumptions = assumptions
        self._token = form.field("traffic.token_format").index
        self._issuer = form.field("compliance.identity_provider").index
        self._most_zones = int(limits(form.field("availability.zones"))[1])
        self._bits: Mapping[Literal, dict[Case, int]] = defaultdict(dict)
        for bit, literal, cases in literals:
            if literal.asked <= _AT_BEST and len(cases) == 1:
                self._bits[literal][cases[0]] = bit
        self._shared = lru_cache(maxsize=MOST)(self._newly_shared)
        self.diagrams = lru_cache(maxsize=MOST)(self._new_diagrams)

    def masks(self, case: Case, values: Values, free: int) -> tuple[int, ...]:
        """Return literals of a case with those that they share, where some fields are open."""
        return self._shared(case, self.ways(values, free))

    def ways(self, values: Values, free: int) -> tuple[Way, ...]:
        """Return the ways in which calls may go where some fields are open."""
        formats: tuple[TokenFormat, ...] = ("jwt", "opaque")
        formats = formats if free >> self._token & 1 else (values[self._token] or "jwt",)
        issuers: tuple[bool, ...] = (values[self._issuer] == "wso2-is",)
        issuers = (False, True) if free >> self._issuer & 1 else issuers
        return tuple(Way(*each) for each in product(formats, issuers))

    def _newly_shared(self, case: Case, ways: tuple[Way, ...]) -> tuple[int, ...]:
        alike = [
            each
            for each in self._fits.cases[case.layout]
            if all(self.diagrams(each, way) == self.diagrams(case, way) for way in ways)
        ]
        masks = (
            sum(bits.get(each, 0) for each in alike) for bits in self._bits.values() if case in bits
        )
        return tuple(mask for mask in masks if mask.bit_count() > 1)

    def _new_diagrams(self, case: Case, way: Way) -> tuple[Structure, ...]:
        """Return the diagrams of calls by which designs are told apart, over regions and zones.

        More than three regions are copies of the third, and of as many zones as there can be a
        diagram shows each tier's nodes: where these are equal, so are all others.
        """
        diagrams = []
        for regions in (2, 3) if case.layout else (1,):
            setting = FitSetting(
                regions,
                case.layout,
                None,
                way.token_format,
                identity_server=way.identity_server,
                zones=self._most_zones,
            )
            design = self._fits.design_of(self._fits.fit(case.pattern, None, setting))
            use = at_best(design, way.token_format)
            diagrams.append(flow_structure(design, self._assumptions, use))
        return tuple(diagrams)
