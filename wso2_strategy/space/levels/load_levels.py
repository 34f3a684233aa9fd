"""The demand model, asked about many loads and about loads that are only partly fixed.

Every number of a `Demand` that rules compare grows, or stays, when the stated
load does. So two corners bound all that is possible: everything open at its
lowest and everything open at its highest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.facts import Availability, Traffic
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.load.demand import Demand, demand_of
from wso2_strategy.space.bounded_cache import MOST
from wso2_strategy.space.cells import limits
from wso2_strategy.space.clauses.propositional import Literal
from wso2_strategy.space.fields import Form, StatedField, Values, with_values

_CALLS = ("peak_tps", "annual_growth", "horizon_months", "burst_ratio")
_TOKENS = ("token_requests_per_second", "annual_growth", "horizon_months")
_COST = ("message_bytes", "mediation", "protocols")
_REGIONS = (
    "regions",
    "region_mode",
    "automatic_failover",
    "tolerates_downtime",
    "redundancy",
    "full_load_during_failure",
)

GROWING: Mapping[str, tuple[str, ...]] = {
    "peak_tps": ("peak_tps",),
    "sustained_tps": ("peak_tps", "annual_growth", "horizon_months"),
    "design_tps": _CALLS,
    "growth_factor": ("annual_growth", "horizon_months"),
    "burst_ratio": ("burst_ratio",),
    "region_tps": (*_CALLS, *_REGIONS),
    "events_per_second": _CALLS,
    "region_events_per_second": (*_CALLS, *_REGIONS),
    "token_requests_per_second": _TOKENS,
    "introspections_per_second": (*_CALLS, "token_format"),
    "all_in_one_nodes": (*_CALLS, *_COST),
    "key_manager_nodes": (*_CALLS, *_TOKENS, "token_format", *_REGIONS),
    "traffic_manager_clusters": (*_CALLS, *_REGIONS),
    "gateway_cpu_ms": _COST,
    "gateway_nodes": (*_CALLS, *_COST),
}
"""Fields of `Demand` that never shrink when certain stated fields mean more load, with these."""

LOWEST: Mapping[str, Any] = {
    "peak_tps": None,
    "burst_ratio": None,
    "annual_growth": None,
    "horizon_months": 0,
    "token_requests_per_second": None,
    "token_format": None,
    "message_bytes": 1,
    "mediation": False,
    "protocols": frozenset(),
}
"""The fields of `Traffic` that a load grows with, each with the value that means the least."""

_FEWEST: Mapping[str, Any] = {"regions": 100, "region_mode": "active-active"}
"""The values that mean the least load of a region."""

COSTLY_PROTOCOLS = ("graphql",)
"""The protocols whose calls take more of a gateway than others."""

_HIGHEST: Mapping[str, Any] = {
    "token_format": "opaque",
    "mediation": True,
    "protocols": frozenset(COSTLY_PROTOCOLS),
    "regions": 1,
    "region_mode": "active-passive",
    "automatic_failover": True,
    "tolerates_downtime": False,
    "redundancy": "all",
    "full_load_during_failure": True,
}


class LoadLevels:
    """Answers what load follows from a row of values; equal questions share one answer."""

    def __init__(self, form: Form, assumptions: Assumptions) -> None:
        self._assumptions = assumptions
        # The average decides nothing, and a load at its corners could contradict it.
        self._fields = [each for each in form.by_class[Traffic] if each.name != "average_tps"]
        self._fields += [each for each in form.by_class[Availability] if each.name in _REGIONS]
        self.mask = sum(1 << field.index for field in self._fields)
        self.drivers = sum(1 << field.index for field in self._fields if field.name in LOWEST)
        least = {**LOWEST, **_FEWEST}
        self._ends = {field.name: (least.get(field.name), _most(field)) for field in self._fields}
        self._pick = itemgetter(*(field.index for field in self._fields))
        self._load = lru_cache(maxsize=MOST)(self._new_load)

    def load(self, values: Values) -> Demand | None:
        """Return the load that follows from a row."""
        return self._load(self._pick(values))

    def fields_behind(self, tests: Iterable[Test]) -> int:
        """Return the fields on which tests of a load depend, as a mask."""
        names = {"peak_tps", "token_requests_per_second"}  # without either there is no load
        for test in tests:
            if test.field is None or test.field.name not in GROWING:
                return self.mask
            names.update(GROWING[test.field.name])
        return sum(1 << field.index for field in self._fields if field.name in names)

    def corners(self, values: Values, free: int) -> tuple[Demand | None, Demand | None]:
        """Return the lowest and the highest load where some fields may have any value."""
        open_ = [field for field in self._fields if free >> field.index & 1]
        lowest, highest = (
            self.load(
                with_values(values, {each.index: self._ends[each.name][end] for each in open_})
            )
            for end in (0, 1)
        )
        return lowest, highest

    def _new_load(self, stated: tuple[Any, ...]) -> Demand | None:
        facts: dict[type, dict[str, Any]] = {Traffic: {}, Availability: {}}
        for field, value in zip(self._fields, stated, strict=True):
            facts[field.fact_class][field.name] = value
        traffic, over = Traffic(**facts[Traffic]), Availability(**facts[Availability])
        return demand_of(traffic, over, self._assumptions)


def _most(field: StatedField) -> Any:
    """Return the value of a field that means the most load."""
    if field.is_number and field.name not in _HIGHEST:
        return limits(field)[1]
    return _HIGHEST.get(field.name)


def surely(literal: Literal, lowest: Demand | None, highest: Demand | None) -> bool:
    """Return whether every load between two corners meets a literal."""
    ends = lowest, highest
    return all(map(_grows, literal.tests)) and all(end and literal.holds(end) for end in ends)


def perhaps(literal: Literal, lowest: Demand | None, highest: Demand | None) -> bool:
    """Return whether a load between two corners may meet a literal."""
    return highest is not None and all(_may_hold(each, lowest, highest) for each in literal.tests)


def _may_hold(test: Test, lowest: Demand | None, highest: Demand) -> bool:
    if not _grows(test) or test.holds({test.variable: highest}):
        return True
    # What is too much for the highest load may be right for a lower one, down to no load at all.
    name = test.field.name if test.field else ""
    absent = getattr(lowest, name, None) is None
    return test.operator in ("<", "<=") and (absent or test.holds({test.variable: lowest}))


def _grows(test: Test) -> bool:
    ordered = test.operator in (">", ">=", "<", "<=", "present")
    return ordered and test.field is not None and test.field.name in GROWING
