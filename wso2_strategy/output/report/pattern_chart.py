"""Nodes and availability of every pattern, side by side."""

from __future__ import annotations

from math import log10

from wso2_strategy.document.blocks import Picture
from wso2_strategy.document.chart import Scale, Sheet
from wso2_strategy.document.palette import ACCENT, INK, OPTIONAL_INK, PAPER, RULE, STEPS
from wso2_strategy.domain.wording import percentage
from wso2_strategy.models.planning.plan import Plan

_ROW, _TOP = 24, 34
_NODES, _SHARES = (44, 160), (216, 366)
"""From the left to the right of the two parts."""

_NINES = (0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999)


def pattern_chart(plan: Plan) -> Picture | None:
    """Return the chart of the patterns that are possible; None where there is only one."""
    rows = [each for each in plan.costs if each.availability is not None]
    if len(rows) < 2:  # noqa: PLR2004 - one cannot be compared
        return None
    bottom = _TOP + _ROW * len(rows)
    described = " ".join(
        f"{each.pattern}: {each.nodes:,} nodes, {each.availability.said}."
        for each in rows
        if each.availability
    )
    sheet = Sheet(400, bottom + 24, "Nodes and availability of every pattern", described)
    sheet.words((_NODES[0], 12), "WSO2 nodes", bold=True)
    sheet.words((_SHARES[0], 12), "API calls available", bold=True)
    shares = [each.availability.expected for each in rows if each.availability]
    fulls = [
        each.availability.at_full_load
        for each in rows
        if each.availability and each.availability.at_full_load is not None
    ]
    target = [plan.target] if plan.target is not None else []
    across = _nines([*shares, *fulls, *target])
    for share in _NINES:
        if across.low <= share <= across.high:
            place = across.place(share)
            sheet.line([(place, _TOP - 8), (place, bottom)], RULE)
    sheet.below(
        (
            (across.place(each), f"{100 * each:g}%")
            for each in _NINES
            if across.low <= each <= across.high
        ),
        bottom,
    )
    if plan.target is not None:
        place = across.place(plan.target)
        sheet.line([(place, _TOP - 12), (place, bottom)], INK, 1, "3 2")
        words = f"target {percentage(plan.target)}"
        sheet.words((place + 3, _TOP - 9), words, fill=OPTIONAL_INK, size=9)
    most = max(each.nodes for each in rows)
    widths = Scale(0, most, _NODES[0], _NODES[1])
    for number, each in enumerate(rows):
        middle = _TOP + _ROW * number + _ROW / 2
        chosen = each.pattern == plan.sizing.pattern
        sheet.words((0, middle + 4), each.pattern, bold=chosen)
        end = widths.place(each.nodes)
        fill = ACCENT if chosen else STEPS[3]
        sheet.box((_NODES[0], middle - 7), (end, middle + 7), fill)
        sheet.words((end + 5, middle + 4), f"{each.nodes:,}", bold=chosen)
        found = each.availability
        if found is None:
            continue
        here = across.place(found.expected)
        ink = ACCENT if chosen else OPTIONAL_INK
        if found.at_full_load is not None:
            there = across.place(found.at_full_load)
            sheet.line([(there, middle), (here, middle)], ink, 1.5)
            sheet.dot((there, middle), PAPER, 4, ink)
        sheet.dot((here, middle), ink, 4.5)
    return Picture(_caption(has_full_load=bool(fulls)), sheet.svg())


def _nines(shares: list[float]) -> Scale:
    """Return a scale from the nines below the smallest share to those above the largest."""
    low, high = min(shares), max(shares)
    below = int(-log10(1 - low) - 1e-9) if low > 0 else 0
    above = next((each for each in _NINES if each >= high), high)
    return Scale(1 - 10 ** -max(below, 1), above, *_SHARES, "nines")


def _caption(*, has_full_load: bool) -> str:
    words = (
        "Every pattern that is possible, for the same load and redundancy; what is recommended"
        " stands out. Dots: available while at least one node of every tier is up"
    )
    return f"{words}; rings: while the full load is carried." if has_full_load else f"{words}."
