"""The load of many rows, by the formulas of the demand model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.facts import Availability, Traffic
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.load.capacity import cost_model
from wso2_strategy.models.load.demand import stated_load
from wso2_strategy.models.load.load_formulas import (
    Calls,
    Nodes,
    call_cost,
    calls_of,
    nodes_for,
)
from wso2_strategy.models.load.load_formulas import (
    Stated as StatedLoad,
)
from wso2_strategy.portfolio.columns.arrays import BLOCK, Bits, Codes, chosen, narrow
from wso2_strategy.portfolio.columns.numbers import (
    ColumnArithmetic,
    Doubts,
    WholeColumns,
    numbers_of,
)
from wso2_strategy.portfolio.columns.planes import grouped
from wso2_strategy.portfolio.columns.stated import Stated

Rows = Mapping[str, Stated]
"""What many rows state, by path."""

_NUMBERS = ("peak_tps", "annual_growth", "horizon_months", "burst_ratio", "message_bytes")
_TOKENS = "token_requests_per_second"
_WORDS = ("mediation", "protocols", "token_format")
_OVER = (
    "regions",
    "region_mode",
    "automatic_failover",
    "tolerates_downtime",
    "redundancy",
    "full_load_during_failure",
)

OF_CALLS = frozenset(Calls.__annotations__) - {_TOKENS, "growth_factor"} | {
    "all_in_one_nodes",
    "traffic_manager_clusters",
}
"""The fields of a demand that are there where calls are stated."""

_PER_ROW = 4
"""Combinations of small numbers for each row up to which a table of them is taken."""

_OF_REGIONS = (
    "design_tps",
    "events_per_second",
    "introspections_per_second",
    _TOKENS,
    "gateway_cpu_ms",
)
"""The fields of a demand that the counts of regions follow from."""

KNOWN = OF_CALLS | {_TOKENS, "growth_factor", "key_manager_nodes", "gateway_cpu_ms"}
"""The fields of a demand that are computed here."""


@frozen(eq=False)
class Loads:
    """The load of many rows; an attribute for each field that is computed, 0 where there is none.

    Attributes:
        has_calls: The rows that state calls.
        has_tokens: The rows that state tokens.
        numbers: The fields by name.
        tokens_stored: Whether tokens are stored; the same for all these rows.
    """

    has_calls: Bits
    has_tokens: Bits
    numbers: Mapping[str, npt.NDArray[np.float64]]
    tokens_stored: bool = False

    def __getattr__(self, name: str) -> Any:
        try:
            return numbers_of(self.numbers[name])
        except KeyError:
            raise AttributeError(name) from None

    @property
    def any_load(self) -> Bits:
        """The rows that have a load."""
        return self.has_calls | self.has_tokens

    def present(self, name: str) -> Bits:
        """Return the rows that have a field."""
        if name in OF_CALLS:
            return self.has_calls
        return self.has_tokens if name == _TOKENS else self.any_load

    @property
    def independent(self) -> tuple[npt.NDArray[np.float64], ...]:
        """The numbers that all else hangs on that regions take: calls, tokens and CPU time."""
        return tuple(self.numbers[name] for name in ("design_tps", _TOKENS, "gateway_cpu_ms"))

    def of(self, rows: Codes | slice, *, stored: bool) -> Loads:
        """Return the load of some rows as regions take it, which store tokens or do not."""
        numbers = {name: self.numbers[name][rows] for name in _OF_REGIONS}
        return Loads(self.has_calls[rows], self.has_tokens[rows], numbers, stored)


def loads_of(
    design_tps: npt.NDArray[np.float64],
    tokens: npt.NDArray[np.float64],
    cpu_ms: npt.NDArray[np.float64],
    assumptions: Assumptions,
    *,
    stored: bool,
) -> Loads:
    """Return the loads, as regions take them, that follow from the numbers they hang on."""
    stated: Any = _nothing(assumptions)
    now = {"peak_tps": numbers_of(design_tps), "tokens_now_per_second": numbers_of(tokens)}
    stated |= now | {"tokens_stored": stored, "annual_growth": numbers_of(np.zeros(len(tokens)))}
    found: dict[str, Any] = {**calls_of(stated, ColumnArithmetic(assumptions))}
    found["gateway_cpu_ms"] = cpu_ms
    rows = len(cpu_ms)
    numbers = {name: np.broadcast_to(found[name], rows) for name in _OF_REGIONS}
    return Loads(design_tps > 0, tokens > 0, numbers, stored)


def loads_of_rows(
    stated: Rows, opaque: Bits, assumptions: Assumptions, doubts: Doubts | None = None
) -> Loads:
    """Return the load of many rows, of which some have opaque tokens."""
    columns = _stated_columns(stated, assumptions)
    rows = len(opaque)
    found: dict[str, npt.NDArray[np.float64]] = {
        name: np.zeros(rows) for name in (*Calls.__annotations__, *Nodes.__annotations__)
    }
    version = _nothing(assumptions)["measured_version"]
    cost = found["gateway_cpu_ms"] = _costs(columns, version, assumptions)
    arithmetic = ColumnArithmetic(assumptions, doubts)
    for start, stored in product(range(0, rows, BLOCK), (False, True)):
        where = start + np.flatnonzero(opaque[start : start + BLOCK] == stored)
        if not len(where):
            continue
        part: Any = {name: numbers_of(each[where]) for name, each in columns.items()}
        part |= {"tokens_stored": stored, "measured_version": version}
        numbers = arithmetic.at(where)
        calls = calls_of(part, numbers)
        nodes = nodes_for(calls, numbers_of(cost[where]), part, numbers)
        computed: dict[str, Any] = {**calls, **nodes}
        for name, each in computed.items():
            found[name][where] = each
    has_tokens = ~stated[f"traffic.{_TOKENS}"].missing
    return Loads(~stated["traffic.peak_tps"].missing, has_tokens, found)


def _costs(
    columns: Mapping[str, npt.NDArray[np.float64]], version: str, assumptions: Assumptions
) -> npt.NDArray[np.float64]:
    """Return the CPU time of a call for each row."""
    size, share, graphql = (columns[n] for n in ("message_bytes", "mediated_share", "graphql"))
    measured = sorted({at for curve in cost_model(version).cpu_curves for at, _ in curve.points})
    between = np.searchsorted(np.array(measured, float), size, "left")
    found = np.zeros(len(size))
    for where in alike([share, graphql, between]):
        first = where[0]
        part: Any = {
            "message_bytes": numbers_of(size[where]),
            "mediated_share": share[first].item(),
            "graphql": bool(graphql[first]),
            "measured_version": version,
        }
        found[where] = call_cost(part, WholeColumns(assumptions))
    return found


def _stated_columns(stated: Rows, assumptions: Assumptions) -> dict[str, npt.NDArray[np.float64]]:
    """Return the numbers that formulas start from, as `stated_load` takes them."""
    default: Any = _nothing(assumptions)
    found: dict[str, Any] = {}
    for name in _NUMBERS:
        field = stated[f"traffic.{name}"]
        found[name] = chosen(field.missing, default[name] or 0.0, field.numbers)
    grows = stated_load(Traffic(peak_tps=0.0, annual_growth=1.0), Availability(), assumptions)
    assumed = stated["traffic.horizon_months"].missing & (found["annual_growth"] != 0)
    months = found["horizon_months"]
    found["horizon_months"] = chosen(assumed, grows["horizon_months"], months)
    found["tokens_now_per_second"] = stated[f"traffic.{_TOKENS}"].numbers
    for prefix, names, follow in (
        ("traffic", _WORDS, ("mediated_share", "graphql")),
        ("availability", _OVER, ("carrying_regions", "token_regions")),
    ):
        fields = [stated[f"{prefix}.{name}"] for name in names]
        firsts, groups = numbered([e.numbers if len(e.numbers) else e.codes for e in fields])
        of_group: list[Any] = []
        for first in firsts.tolist():
            facts: dict[str, Any] = {"traffic": {"peak_tps": 0.0}, "availability": {}}
            facts[prefix] |= {n: e.value(first) for n, e in zip(names, fields, strict=True)}
            traffic, availability = (
                Traffic(**facts["traffic"]),
                Availability(**facts["availability"]),
            )
            of_group.append(stated_load(traffic, availability, assumptions))
        for name in follow:
            found[name] = np.array([each[name] for each in of_group], float).take(groups)
    return found


def _nothing(assumptions: Assumptions) -> StatedLoad:
    return stated_load(Traffic(peak_tps=0.0), Availability(), assumptions)


def alike(columns: Sequence[npt.NDArray[Any]]) -> Iterator[Codes]:
    """Yield the rows that are the same in all columns, together."""
    order, ends = in_order(columns)
    for start, end in pairwise((0, *ends)):
        yield order[start:end]


def in_order(columns: Sequence[npt.NDArray[Any]]) -> tuple[Codes, list[int]]:
    """Return rows such that those follow each other that are the same, and where such rows end."""
    firsts, groups = numbered(columns)
    # Of numbers of two bytes most are sorted by counting.
    order = np.argsort(groups.astype(narrow(max(len(firsts), 256))), kind="stable")
    return order, np.cumsum(np.bincount(groups, minlength=len(firsts))).tolist()


def numbered(columns: Sequence[npt.NDArray[Any]]) -> tuple[Codes, Codes]:
    """Return one row of each group of rows that are the same, and the group of each row."""
    rows, size, whole = len(columns[0]), 1, []
    for each in columns if rows else ():
        with np.errstate(invalid="ignore"):  # what is too large is not equal below
            whole.append(each.astype(np.int32) if each.dtype.kind == "f" else each)
        size *= int(whole[-1].max()) + 1
        if size > _PER_ROW * rows or (whole[-1] is not each and (whole[-1] != each).any()):
            words = np.array([np.asarray(one, float) + 0.0 for one in columns])
            return grouped(words.view(np.uint64))
    code = np.zeros(rows, narrow(size))
    for each in whole:
        code *= code.dtype.type(int(each.max()) + 1)
        np.add(code, each, out=code, casting="unsafe")
    some = np.full(size, -1, np.int64)
    some[code] = np.arange(rows)
    used = np.flatnonzero(some >= 0)
    numbers = np.zeros(size, np.int32)
    numbers[used] = np.arange(len(used))
    return some[used], numbers.take(code)


def holds(test: Test, values: npt.NDArray[Any], present: Bits) -> Bits:
    """Return the rows in which a comparison of one field holds."""

    def is_so(value: Any) -> bool:
        return test.judge(_Fact(test.field.name if test.field else "", value))

    nothing = is_so(None)
    if test.operator in ("present", "absent"):
        found = np.full(len(values), test.operator == "present")
    else:
        constant = float(test.constant)
        ends = np.nextafter(constant, [-np.inf, np.inf]).tolist()
        below, at, above = map(is_so, (ends[0], constant, ends[1]))
        found = _COMPARED[below, at, above](values, constant)
    return found & present | ~present if nothing else found & present


_COMPARED: Mapping[tuple[bool, bool, bool], Callable[[Any, float], Bits]] = {
    (False, False, False): lambda values, _: np.zeros(len(values), bool),
    (False, False, True): np.greater,
    (False, True, False): np.equal,
    (False, True, True): np.greater_equal,
    (True, False, False): np.less,
    (True, False, True): np.not_equal,
    (True, True, False): np.less_equal,
    (True, True, True): lambda values, _: np.ones(len(values), bool),
}
"""The comparison that holds below, at and above a number."""


class _Fact:
    def __init__(self, name: str, value: Any) -> None:
        setattr(self, name, value)
