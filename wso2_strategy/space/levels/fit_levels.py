"""How patterns fit, asked about many requirements; see `models.fitness`.

A pattern that does not carry a load does not carry a larger one either. So for
each mix of calls and tokens only the largest load known to be carried and the
smallest known not to be are kept, and most questions are answered from these.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from math import inf
from operator import itemgetter
from typing import Any

from attrs import evolve, frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.catalog import Catalog, Redundancy
from wso2_strategy.domain.facts import TokenFormat
from wso2_strategy.domain.gateway_group import GatewayGroup, shared_out
from wso2_strategy.domain.tolerance import reaches
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
from wso2_strategy.models.sizing.region_counts import excess, fresh_counts, fullness
from wso2_strategy.space.bounded_cache import MOST, Memo
from wso2_strategy.space.fields import Form, Values
from wso2_strategy.space.levels.down_levels import DownLevels, Family
from wso2_strategy.space.levels.fit_cases import OF_TARGET, Case

_KNOWN = 1e-12
"""How near, as a share, loads must be that are and are not carried, to know where that ends."""


@frozen(cache_hash=True)
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
    token_format: TokenFormat
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
        return None if target is None else self._reaches("all", target)

    @property
    def needs_redundancy(self) -> bool | None:
        """Whether redundancy is what brings it to, or nearer, the target."""
        target, least = self.setting.target, self.setting.redundancy
        if target is None:
            return None

        def needs(down: float, plain_down: float) -> bool:
            return needs_redundancy(down, plain_down, target)

        # What redundancy would bring is only worked out where the target is missed without.
        return not self._reaches(least, target) and self._levels.downs.compares(
            self.family("all"), self.family(least), self.setting.regions, needs
        )

    @property
    def is_closest(self) -> bool | None:
        """Whether no pattern is clearly more available."""
        setting, family = self.setting, self.family("all")
        if setting.target is None:
            return None
        return all(
            self._levels.downs.compares(
                family, family._replace(**case._asdict()), setting.regions, is_closest
            )
            for case in self._levels.compared(setting.layout)
        )

    @property
    def is_closest_without_redundancy(self) -> bool | None:
        """Whether no pattern that may do without redundancy is clearly more available so."""
        target, simplest = self.setting.target, self._levels.simplest[self.layout]
        if target is None or not (closest := self._levels.is_closest_plain(self)):
            return None if target is None else closest
        return simplest is None or not self._reaches("none", target, simplest)

    def _reaches(self, redundancy: Redundancy, target: float, pattern: str = "") -> bool:
        family = self.family(redundancy)._replace(pattern=pattern or self.pattern)
        return self._levels.downs.decides(
            family, self.setting.regions, lambda down: reaches(down, target)
        )

    def family(self, redundancy: Redundancy) -> Family:
        """Return what decides, with such redundancy and over its regions, how long it is down."""
        setting = self.setting
        where = setting.identity_server, setting.zones, setting.token_format
        return Family(self.pattern, setting.layout, redundancy, *where)


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
        plain: The patterns under each layout that may do without redundancy.
        simplest: The simplest under each layout, if it is never redundant.
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
        plain = {p.id for p in catalog.patterns if p.may_do_without_redundancy}
        alone = {p.id for p in catalog.patterns if p.is_never_redundant}
        self.plain = {
            layout: [case.pattern for case in cases if case.pattern in plain]
            for layout, cases in self.cases.items()
        }
        self.simplest = {
            layout: next((case.pattern for case in cases[:1] if case.pattern in alone), None)
            for layout, cases in self.cases.items()
        }
        self._brackets: Memo[Hashable, tuple[float, float]] = Memo()
        self._pick = itemgetter(*self._places)
        self._setting = lru_cache(maxsize=most)(self._new_setting)
        self._settings = lru_cache(maxsize=most)(self._new_settings)
        self._design = lru_cache(maxsize=most)(self._new_design)
        self.downs = DownLevels(self._down, most=most)

    def setting(self, values: Values, layout: str | None) -> FitSetting:
        """Return what a row says apart from the load, under a layout that is tried, if any."""
        return self._setting(self._pick(values), layout)

    def settings(self, values: Values, mask: int) -> tuple[FitSetting, ...]:
        """Return the same for all layouts that are tried, with nothing stated but some fields."""
        stated = tuple([values[p] if mask >> p & 1 else None for p in self._places])
        return self._settings(stated)

    def _new_settings(self, stated: tuple[Any, ...]) -> tuple[FitSetting, ...]:
        layouts = self.layouts if spans_regions(*stated[:2]) else (None,)
        return tuple(self._setting(stated, each) for each in layouts)

    def _new_setting(self, stated: tuple[Any, ...], layout: str | None) -> FitSetting:
        regions, mode, target, token_format, redundancy, zones, issuer = stated
        regions, layout = spread(regions, mode, layout)
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

    def down(self, fit: Fit) -> float:
        """Return the share of time that a pattern is down."""
        return self.downs.exactly(fit.family("all"), fit.setting.regions)

    def plain_down(self, fit: Fit) -> float:
        """Return the share of time that a pattern with the least redundancy is down."""
        return self.downs.exactly(fit.family(fit.setting.redundancy), fit.setting.regions)

    def compared(self, layout: str | None) -> list[Case]:
        """Return what a pattern under a layout is compared with, the most available first."""
        layouts = reversed(self.layouts) if layout else (None,)
        return [case for each in layouts for case in reversed(self.cases[each])]

    def least_down(self, setting: FitSetting) -> float:
        """Return the share of time that the best is down of all that patterns are compared with."""
        return min(
            self.down(self.fit(case.pattern, None, evolve(setting, layout=case.layout)))
            for case in self.compared(setting.layout)
        )

    def most_calls(self, fit: Fit) -> float | None:
        """Return the requests/s that a pattern carries at most, where that is known."""
        if fit.load is None:
            return None
        most, least = self._brackets.get(self._mix(self.design_of(fit), fit.load), (0.0, inf))
        return most if least <= most * (1 + _KNOWN) else None

    def fullness(self, fit: Fit) -> float:
        """Return how full a load makes a pattern; it is not carried from a little above 1 on."""
        return fullness(
            fresh_counts(self.design_of(fit), fit.load, self._assumptions, None), self._assumptions
        )

    def carries(self, fit: Fit) -> bool:
        """Return whether a pattern carries a load."""
        design, load = self.design_of(fit), fit.load
        if load is None:
            return True
        key, calls = self._mix(design, load), load.design_tps or 0.0
        most, least = self._brackets.get(key, (-1.0, inf))
        if most < calls < least:
            if excess(fresh_counts(design, load, self._assumptions, None)):
                least = calls
            else:
                most = calls
            self._brackets[key] = most, least
        return calls <= most

    def design_of(self, fit: Fit) -> Design:
        """Return the design that is held against a load and a target, all of it redundant."""
        return self._design(fit.family("all"), fit.setting.regions)

    def _mix(self, design: Design, load: Demand) -> Hashable:
        """Return what besides the number of calls decides whether a load is carried."""
        # Introspections are a fixed share of calls, so whether there are any says how many.
        asked = bool(load.introspections_per_second) if load.design_tps else load.design_tps
        tokens = load.token_requests_per_second, load.tokens_stored
        return design, load.gateway_cpu_ms, tokens, asked

    def _new_design(self, family: Family, regions: int) -> Design:
        over = self._catalog.pattern(family.layout) if family.layout else None
        pattern = self._catalog.pattern(family.pattern)
        where = regions, over, self._catalog, family.identity_server
        return Design(pattern, family.redundancy, *where, groups=self._groups, zones=family.zones)

    def _down(self, family: Family, regions: int) -> float:
        found = best_down if family.redundancy == "all" else plain_time_down
        return found(self._design(family, regions), self._assumptions, family.token_format)

    def simplest_down(self, fit: Fit) -> float:
        """Return the share of time that the simplest pattern is down; all if it has redundancy."""
        simplest = self.simplest[fit.layout]
        return 1.0 if simplest is None else self.plain_down(evolve(fit, pattern=simplest))

    def is_closest_plain(self, fit: Fit) -> bool | None:
        """Return whether a pattern is the closest of those that may do without redundancy."""
        others, family = self.plain[fit.layout], fit.family(fit.setting.redundancy)
        regions = fit.setting.regions
        if fit.pattern not in others:
            return None
        return all(
            self.downs.compares(family, family._replace(pattern=each), regions, is_closest)
            for each in others
        )
