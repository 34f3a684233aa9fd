"""How patterns fit, asked about many requirements; see `models.fitness`.

A pattern that does not carry a load does not carry a larger one either. So for
each mix of calls and tokens only the largest load known to be carried and the
smallest known not to be are kept, and most questions are answered from these.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple

from attrs import evolve, frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.catalog import Catalog, Redundancy
from wso2_strategy.domain.gateway_group import GatewayGroup, shared_out
from wso2_strategy.domain.tolerance import reaches
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.availability.call_availability import is_closest
from wso2_strategy.models.fitness import (
    best_down,
    least,
    needs_redundancy,
    plain_time_down,
    spans_regions,
    spread,
)
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.region_counts import excess, region_counts
from wso2_strategy.space.bounded_cache import MOST, Memo
from wso2_strategy.space.clauses.propositional import NotPropositionalError
from wso2_strategy.space.fields import Form, Values

OF_TARGET = frozenset({"meets_target", "needs_redundancy", "is_closest"})

KNOWN_FIELDS = OF_TARGET | {"pattern", "layout", "carries_load"}
"""The fields of `PatternFitness` and `LayoutFitness` that are answered here."""


class Case(NamedTuple):
    """A pattern, and the layout under which it is tried, if it is."""

    pattern: str
    layout: str | None


@frozen
class FitSetting:
    """Everything but the load on which the fit of a pattern depends.

    Attributes:
        regions: How many there are.
        layout: The layout over them that is tried.
        target: The target, if one is stated.
        token_format: The format of tokens.
        redundancy: What is redundant without a need for it.
        identity_server: Whether WSO2 Identity Server issues them.
        zones: The availability zones of a region.
    """

    regions: int
    layout: str | None
    target: float | None
    token_format: str
    redundancy: Redundancy = "none"
    identity_server: bool = False
    zones: int = 1


@frozen
class Fit:
    """The part of a `PatternFitness` that rules decide by, computed as far as it is read."""

    pattern: str
    load: Demand | None
    setting: FitSetting
    _levels: FitLevels

    @property
    def layout(self) -> str | None:
        """The layout over regions that is tried."""
        return self.setting.layout

    @property
    def carries_load(self) -> bool | None:
        """Whether the pattern carries the load."""
        return None if self.load is None else self._levels.carries(self)

    @property
    def meets_target(self) -> bool | None:
        """Whether it reaches the availability target."""
        target = self.setting.target
        return None if target is None else reaches(self._levels.down(self), target)

    @property
    def needs_redundancy(self) -> bool | None:
        """Whether redundancy is what brings it to, or nearer, the target."""
        target = self.setting.target
        if target is None:
            return None
        return needs_redundancy(self._levels.down(self), self._levels.plain_down(self), target)

    @property
    def is_closest(self) -> bool | None:
        """Whether no pattern is clearly more available."""
        if self.setting.target is None:
            return None
        return is_closest(self._levels.down(self), self._levels.least_down(self.setting))


class FitLevels:
    """Answers how patterns fit rows of values.

    Args:
        form: The fields of a row.
        catalog: The patterns.
        assumptions: The numbers of the models.
        groups: The gateway groups, which are the same in all rows.
        most: How many answers of a kind are remembered.

    Attributes:
        paths: The fields, apart from the load's, on which fits depend.
    """

    paths = (
        "availability.regions",
        "availability.region_mode",
        "availability.target",
        "traffic.token_format",
        "availability.redundancy",
        "availability.zones",
        "compliance.identity_provider",
    )

    def __init__(
        self,
        form: Form,
        catalog: Catalog,
        assumptions: Assumptions,
        groups: Sequence[GatewayGroup] = (),
        *,
        most: int = MOST,
    ) -> None:
        self._groups = shared_out(groups)
        self._catalog = catalog
        self._assumptions = assumptions
        self._places = tuple(form.field(path).index for path in self.paths)
        self.mask = sum(1 << place for place in self._places)
        self._regions, self._mode = (1 << place for place in self._places[:2])
        self._of_load = self._regions | self._mode | 1 << self._places[-1]
        self.patterns = tuple(each.id for each in catalog.arrangements("pattern"))
        self.layouts = tuple(each.id for each in catalog.arrangements("regions"))
        self.cases: dict[str | None, list[Case]] = {
            None: [Case(each, None) for each in self.patterns],
            **{
                layout.id: [
                    Case(each.id, layout.id)
                    for each in catalog.arrangements("pattern")
                    if each.spans(layout)
                ]
                for layout in catalog.arrangements("regions")
            },
        }
        self._brackets: Memo[Hashable, tuple[float, float]] = Memo()
        self._design = lru_cache(maxsize=most)(self._new_design)
        self._down = lru_cache(maxsize=most)(self._new_down)
        self._plain_down = lru_cache(maxsize=most)(self._new_plain_down)
        self._least_down = lru_cache(maxsize=most)(self._new_least_down)

    def setting(self, values: Values, layout: str | None) -> FitSetting:
        """Return what a row says apart from the load, under a layout that is tried, if any."""
        stated, mode, target, token_format, redundancy, zones, issuer = (
            values[place] for place in self._places
        )
        regions, layout = spread(stated, mode, layout)
        return FitSetting(
            regions,
            layout,
            target,
            token_format or "jwt",
            least(redundancy),
            issuer == "wso2-is",
            zones or 1,
        )

    def spans(self, values: Values, free: int = 0) -> tuple[bool, bool]:
        """Return whether layouts must, and whether they may, be tried, where fields are open."""
        regions, mode = (None if free >> i & 1 else values[i] for i in self._places[:2])
        must = spans_regions(regions, mode)
        return must, must or bool(free & (self._regions | self._mode))

    def mask_for(self, asked: Iterable[str], layout: str | None) -> int:
        """Return the fields, apart from the load's, on which some fields of a fit depend."""
        mask = self._of_load if "carries_load" in asked else 0
        if not OF_TARGET.isdisjoint(asked):
            mask = self.mask
        # How regions relate decides nothing more where the layout over them is known.
        return mask & ~self._mode if layout else mask

    def fit(self, pattern: str, load: Demand | None, setting: FitSetting) -> Fit:
        """Return how one pattern fits."""
        return Fit(pattern, load, setting, self)

    def best_target(self, pattern: str, setting: FitSetting) -> float:
        """Return the availability that a pattern reaches at best."""
        return 1 - self.down(self.fit(pattern, None, setting))

    def plain_target(self, pattern: str, setting: FitSetting) -> float:
        """Return the availability that a pattern reaches with the least redundancy."""
        return 1 - self.plain_down(self.fit(pattern, None, setting))

    def down(self, fit: Fit) -> float:
        """Return the share of time that a pattern is down."""
        return self._down(self.design_of(fit), fit.setting.token_format)

    def plain_down(self, fit: Fit) -> float:
        """Return the share of time that a pattern with the least redundancy is down."""
        setting = fit.setting
        return self._plain_down(self.design_of(fit), setting.redundancy, setting.token_format)

    def least_down(self, setting: FitSetting) -> float:
        """Return the share of time that the best is down of all that patterns are compared with."""
        # Of redundant designs it hangs neither on the target nor on what is redundant anyway.
        return self._least_down(evolve(setting, target=None, redundancy="none"))

    def _new_least_down(self, setting: FitSetting) -> float:
        layouts = self.layouts if setting.layout else (None,)
        return min(
            self.down(self.fit(case.pattern, None, evolve(setting, layout=case.layout)))
            for layout in layouts
            for case in self.cases[layout]
        )

    def most_calls(self, fit: Fit) -> float | None:
        """Return the requests/s that a pattern is known to carry at most, or None."""
        if fit.load is None:
            return None
        most, least = self._brackets.get(self._mix(self.design_of(fit), fit.load), (0.0, 0.0))
        return most or least or None

    def carries(self, fit: Fit) -> bool:
        """Return whether a pattern carries a load."""
        design, load = self.design_of(fit), fit.load
        if load is None:
            return True
        key, calls = self._mix(design, load), load.design_tps or 0.0
        most, least = self._brackets.get(key, (-1.0, inf))
        if most < calls < least:
            if excess(region_counts(design, load, self._assumptions, None)):
                least = calls
            else:
                most = calls
            self._brackets[key] = most, least
        return calls <= most

    def design_of(self, fit: Fit) -> Design:
        """Return the design that is held against a load and a target, all of it redundant."""
        setting = fit.setting
        return self._design(
            fit.pattern,
            setting.regions,
            setting.layout,
            identity_server=setting.identity_server,
            zones=setting.zones,
        )

    def _mix(self, design: Design, load: Demand) -> Hashable:
        """Return what besides the number of calls decides whether a load is carried."""
        # Introspections are a fixed share of calls, so whether there are any says how many.
        asked = bool(load.introspections_per_second) if load.design_tps else load.design_tps
        tokens = load.token_requests_per_second, load.tokens_stored
        return design, load.gateway_cpu_ms, tokens, asked

    def _new_design(
        self, pattern: str, regions: int, layout: str | None, *, identity_server: bool, zones: int
    ) -> Design:
        over = self._catalog.pattern(layout) if layout else None
        chosen = self._catalog.pattern(pattern)
        where = regions, over, self._catalog, identity_server
        return Design(chosen, "all", *where, groups=self._groups, zones=zones)

    def _new_down(self, design: Design, token_format: Any) -> float:
        return best_down(design, self._assumptions, token_format)

    def _new_plain_down(self, design: Design, redundancy: Redundancy, token_format: Any) -> float:
        plain = evolve(design, redundancy=redundancy)
        return plain_time_down(plain, self._assumptions, token_format)


def asked_cases(tests: Iterable[Test], cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return the cases that tests of a fit may mean.

    Raises:
        NotPropositionalError: A test asks for more than is answered here.
    """
    found = list(cases)
    for test in tests:
        if test.field is None or test.field.name not in KNOWN_FIELDS:
            raise NotPropositionalError(repr(test))
        if test.field.name in ("pattern", "layout"):
            found = [each for each in found if test.holds({test.variable: each})]
    return tuple(found)
