"""Load and nodes over time, with the months in which something changes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from attrs import frozen

from wso2_strategy.document.blocks import Picture
from wso2_strategy.document.chart import (
    TEXT_SIZE,
    Anchor,
    Point,
    Scale,
    Sheet,
    round_steps,
    width_of,
)
from wso2_strategy.document.palette import ACCENT, INK, OPTIONAL_INK, PAPER
from wso2_strategy.domain.wording import counted
from wso2_strategy.models.planning.timeline import Phase, Timeline

_RIGHT = 392
_LOAD, _NODES = (24, 118), (156, 232)
"""From the top to the bottom of the two parts."""

_MOST_MARKED = 8
"""Changes that are marked one by one; of more, only those of the recommendation are."""


def growth_chart(timeline: Timeline) -> Picture | None:
    """Return the chart; None where nothing is to be seen: no load of calls, or always the same."""
    months = timeline.months
    loads = [(each.month, each.design_tps) for each in months if each.design_tps is not None]
    if not loads or loads[0][1] == loads[-1][1]:
        return None
    caption = (
        "Above the load to carry in requests/s, below the WSO2 nodes that it takes, month by month."
    )
    sheet = Sheet(400, 256, "Growth over time", _described(timeline))
    steps = round_steps(max(load for _, load in loads))
    left = max(width_of(f"{steps[-1]:,}") + 8, 44)
    along = Scale(months[0].month, months[-1].month, left, _RIGHT)
    _changes(sheet, timeline, along)
    _load(sheet, loads, steps, along)
    _nodes(sheet, timeline, along)
    sheet.words((0, _NODES[1] + 16), "Month", fill=OPTIONAL_INK)
    return Picture(caption, sheet.svg())


def _described(timeline: Timeline) -> str:
    return " ".join(
        f"From month {phase.first} {phase.sizing.pattern} with"
        f" {counted(phase.sizing.total_nodes, 'WSO2 node')}."
        for phase in timeline.phases
    )


def _changes(sheet: Sheet, timeline: Timeline, along: Scale) -> None:
    """Draw the months in which something changes, through both parts and named below them."""
    first, last = timeline.months[0].month, timeline.months[-1].month
    months = [phase.first for phase in _marked(timeline)[1:]]
    for month in months:
        place = along.place(month)
        sheet.line([(place, _LOAD[0]), (place, _NODES[1])], OPTIONAL_INK, 0.75, "2 3")
    named = dict.fromkeys((first, *months, last))
    sheet.below(((along.place(month), f"{month}") for month in named), _NODES[1])


def _marked(timeline: Timeline) -> list[Phase]:
    """Return the times whose beginning is marked."""
    if len(timeline.phases) <= _MOST_MARKED:
        return [*timeline.phases]
    first = timeline.phases[0]
    begun = (now for was, now in pairwise(timeline.phases) if was.deployment != now.deployment)
    return [first, *begun]


def _load(
    sheet: Sheet, loads: list[tuple[int, float]], steps: tuple[int, ...], along: Scale
) -> None:
    sheet.words((0, 12), "Load to carry", bold=True)
    up = Scale(0, steps[-1], _LOAD[1], _LOAD[0])
    sheet.rules(((up.place(each), f"{each:,}") for each in steps), along.start, along.end)
    points = [(along.place(month), up.place(load)) for month, load in loads]
    sheet.line(points, ACCENT, 2)
    ends: tuple[tuple[tuple[int, float], Anchor], ...] = ((loads[0], "start"), (loads[-1], "end"))
    for (month, load), anchor in ends:
        place = (along.place(month), up.place(load) - 7)
        sheet.words(place, f"{load:,.0f}", anchor=anchor, bold=True, paper=PAPER)


def _nodes(sheet: Sheet, timeline: Timeline, along: Scale) -> None:
    sheet.words((0, _NODES[0] - 12), "WSO2 nodes", bold=True)
    steps = round_steps(max(each.total_nodes for each in timeline.months), most=3)
    up = Scale(0, steps[-1], _NODES[1], _NODES[0])
    sheet.rules(((up.place(each), f"{each:,}") for each in steps), along.start, along.end)
    ends = [*(phase.first for phase in timeline.phases[1:]), timeline.months[-1].month]
    points = [
        (along.place(month), up.place(phase.sizing.total_nodes))
        for phase, end in zip(timeline.phases, ends, strict=True)
        for month in (phase.first, end)
    ]
    sheet.line(points, INK, 2)
    _name_steps(sheet, timeline, points, along)


def _name_steps(sheet: Sheet, timeline: Timeline, points: list[Point], along: Scale) -> None:
    """Write the nodes of each step where they are on no line and on no other: the last first."""
    several = len({phase.sizing.pattern for phase in timeline.phases}) > 1
    marked = _marked(timeline)
    steps = [*zip(timeline.phases, points[::2], strict=True)]
    dashes = [along.place(phase.first) for phase in marked[1:]]
    lines = [
        *(_box(*ends) for ends in pairwise(points)),
        *(_box((place, _LOAD[0]), (place, _NODES[1])) for place in dashes),
    ]
    taken: list[_Box] = []
    for number, (phase, step) in enumerate([steps[-1], *steps[:-1]]):
        if number and phase not in marked:
            continue
        words = f"{phase.sizing.total_nodes:,}"
        words = f"{phase.sizing.pattern}: {words}" if several else words
        free = [
            each
            for each in _beside(step, width_of(words), along, is_last=not number)
            if not any(map(each.meets, taken))
        ]
        if free:
            best = min(free, key=lambda each: sum(map(each.meets, lines)))
            taken.append(best)
            sheet.words((best.left, best.bottom - 2), words, bold=True, paper=PAPER)


@frozen
class _Box:
    """A part of the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def _box(one: Point, other: Point) -> _Box:
    """Return the room that a line takes between two points."""
    (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return _Box(left - 1, top - 1, right + 1, bottom + 1)


def _beside(step: Point, width: float, along: Scale, *, is_last: bool) -> Iterator[_Box]:
    """Yield where the words for a step may stand, the best first: above, before and below it."""
    height = TEXT_SIZE - 2
    after, above = step[0] + 3, step[1] - 5
    before = step[0] - 3 - width
    places = [
        (after, above),
        (before, above),
        (before, step[1] + height / 2),
        (after, step[1] + height + 5),
        (after, above - height - 4),
    ]
    for left, bottom in [*places, (along.end - width, above)] if is_last else places:
        if left >= along.start and left + width <= along.end and bottom <= _NODES[1]:
            yield _Box(left, bottom - height, left + width, bottom + 2)
