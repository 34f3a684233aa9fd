"""The known defects of WSO2's charts and samples, as far as values have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from attrs import frozen

from wso2_strategy.artifacts.assess.chart_checks import (
    Charts,
    autoscaled,
    balanced_brokers,
    close_pair,
    deaf_pair,
    example_property,
    from_a_sample,
    half_named,
    no_budget,
    no_encryption_key,
    offset,
    one_file_name,
    resident_server,
    sample_service,
    twice,
    unknown_role,
    unread,
    unused_key_manager,
)
from wso2_strategy.artifacts.assess.findings import Finding, Severity
from wso2_strategy.artifacts.assess.release_values import Values
from wso2_strategy.artifacts.defects import TESTED_CHARTS, known_defects
from wso2_strategy.artifacts.kubernetes.charts import CHARTS
from wso2_strategy.errors import printable

_LONGEST = 300
"""Characters of what shows a defect."""


@frozen
class _Look:
    """How a defect is looked for: how bad it is, by which check, in releases of what."""

    severity: Severity
    check: Callable[[Values, Charts], Iterator[str]]
    components: frozenset[str]


def chart_faults(charts: Charts) -> Iterator[Finding]:
    """Yield the defects that some values have, each with what shows it."""
    for defect in known_defects():
        look = _LOOKS.get(defect.id)
        if look is None or not defect.holds(TESTED_CHARTS, CHARTS):
            continue
        for values in charts.releases:
            if values.component in look.components:
                for detail in look.check(values, charts):
                    problem = f"{printable(detail, _LONGEST)}. {defect.problem}"
                    yield Finding(
                        defect.id,
                        look.severity,
                        values.path,
                        problem,
                        defect.fix,
                        defect.source,
                    )


def _look(
    severity: Severity, check: Callable[[Values, Charts], Iterator[str]], *components: str
) -> _Look:
    return _Look(severity, check, frozenset(components or CHARTS))


_SEPARATE = ("control-plane", "key-manager", "traffic-manager", "gateway")

_LOOKS: Mapping[str, _Look] = MappingProxyType(
    {
        "D1": _look("error", no_encryption_key),
        "D2": _look("error", sample_service),
        "D3": _look("error", unused_key_manager, "all-in-one"),
        "D4": _look("warning", no_budget, *_SEPARATE),
        "D5": _look("note", close_pair, "all-in-one"),
        "D6": _look("warning", example_property, *_SEPARATE),
        "D7": _look("error", resident_server),
        "D8": _look("warning", from_a_sample),
        "D9": _look("warning", autoscaled, "gateway"),
        "D10": _look("error", balanced_brokers),
        "D11": _look("warning", unread, "all-in-one"),
        "D12": _look("warning", offset),
        "D13": _look("warning", deaf_pair, "all-in-one"),
        "D14": _look("error", one_file_name),
        "D15": _look("error", half_named),
        "D16": _look("note", unknown_role, "traffic-manager", "gateway"),
        "D17": _look("error", twice),
    }
)
