"""Curves as pictures, on the sheet on which the project draws its charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, log, log10

from peers.curves import CURVES, Curve
from wso2_strategy.document.chart import Scale, Sheet
from wso2_strategy.document.palette import ACCENT, INK, OPTIONAL_INK, PAPER

Points = Mapping[int, float]

_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 356, 30, 226
_STROKES = (
    (ACCENT, 2.5, ""),
    (ACCENT, 2, "7 3"),
    (INK, 1.5, ""),
    (OPTIONAL_INK, 1.5, "2 3"),
)
"""How the lines of a picture are told apart, in black and white too."""


def picture(curve: Curve, lines: Mapping[str, Points]) -> str:
    """Return a curve as SVG: both scales grow by ratios, so that a slope of one is linear."""
    drawn = {title: points for title, points in lines.items() if points}
    seconds = [each for points in drawn.values() for each in points.values()]
    low, high = floor(log10(min(seconds))), ceil(log10(max(seconds)))
    first = next(size for size in curve.sizes if size)
    along = Scale(first / (2 if 0 in curve.sizes else 1), curve.sizes[-1], _LEFT, _RIGHT, "log")
    up = Scale(10.0**low, 10.0**high, _BOTTOM, _TOP, "log")
    sheet = Sheet(440, 262, curve.title, _described(drawn))
    sheet.words((0, 12), curve.title, bold=True)
    sheet.rules(
        ((up.place(10.0**power), _duration(power)) for power in range(low, high + 1)),
        _LEFT,
        _RIGHT,
    )
    sheet.below(((along.place(max(size, 1e-9)), f"{size:,}") for size in curve.sizes), _BOTTOM)
    sheet.words((_RIGHT, _BOTTOM + 32), curve.unit, anchor="end", fill=OPTIONAL_INK)
    ends: list[float] = []
    for (title, points), (ink, width, dashes) in zip(drawn.items(), _STROKES, strict=False):
        line = [(along.place(max(size, 1e-9)), up.place(each)) for size, each in points.items()]
        sheet.line(line, ink, width, dashes)
        place = _free(line[-1][1] + 4, ends)
        ends.append(place)
        sheet.words((line[-1][0] + 6, place), title, fill=ink, paper=PAPER)
    return sheet.svg()


def _free(place: float, taken: Sequence[float]) -> float:
    """Return the nearest place for words, above or below, where none are yet."""
    shifts = (step * sign for step in range(0, 200, 3) for sign in (1, -1))
    return next(
        place + shift for shift in shifts if all(abs(place + shift - t) >= 12 for t in taken)
    )


def _described(lines: Mapping[str, Points]) -> str:
    return " ".join(
        f"{title}: from {_time(points[min(points)])} at {min(points):,}"
        f" to {_time(points[max(points)])} at {max(points):,}."
        for title, points in lines.items()
    )


def table(measured: Mapping[str, Mapping[str, Points]]) -> Iterator[str]:
    """Yield the ends of every line, and how steep its end is."""
    yield "| Curve | | From | To | Growth | |"
    yield "| --- | --- | --- | --- | ---: | --- |"
    for curve in CURVES:
        for line in curve.lines:
            points = measured[curve.key][line.title]
            if not points:
                yield f"| {curve.title} | {line.title} | not installed | | | |"
                continue
            first, last = min(points), max(points)
            ends = (f"{_time(points[size])} at {size:,}" for size in (first, last))
            no_more = f"no more, since {line.why}" if line.most < curve.sizes[-1] else ""
            cells = [curve.title, line.title, *ends, f"{steepness(points):.1f}", no_more]
            yield f"| {' | '.join(cells)} |"


def steepness(points: Points) -> float:
    """Return the exponent by which time grows over the last two steps; 1 is linear."""
    sizes = sorted(size for size in points if size)[-3:]
    if len(sizes) < 2:
        return 0.0
    return log(points[sizes[-1]] / points[sizes[0]]) / log(sizes[-1] / sizes[0])


def _duration(power: int) -> str:
    units = ("s", "ms", "µs", "ns")
    place = -(power // 3)
    return f"{10 ** (power + 3 * place)} {units[place]}" if place >= 0 else f"{10**power} s"


def _time(seconds: float) -> str:
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"
