"""Charts as SVG: scales, and a sheet to draw on; the same input gives the same bytes.

Colours are those of the palette, so that a page can replace them where it is dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil, floor, log10
from typing import Literal
from xml.etree import ElementTree as ET

from attrs import frozen

from wso2_strategy.document.palette import INK, OPTIONAL_INK, RULE
from wso2_strategy.errors import printable

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

TEXT_SIZE = 11
_CHARACTER = 0.58
"""Width of a usual character, in sizes of the text; a little more than most fonts take."""


@frozen
class Scale:
    """Puts numbers on a stretch of a sheet.

    Attributes:
        low: The number at its start.
        high: The number at its end.
        start: Where it starts.
        end: Where it ends.
        kind: Whether equal distances are equal differences, equal ratios, or equal ratios of
            what a share leaves of one.

    >>> Scale(1, 100, 0, 50, "log").place(10), Scale(0.9, 0.999, 0, 50, "nines").place(0.99)
    (25.0, 25.0)
    """

    low: float
    high: float
    start: float
    end: float
    kind: Literal["linear", "log", "nines"] = "linear"

    def place(self, number: float) -> float:
        """Return where a number is; what is beyond the ends is at the end."""
        low, high, here = map(self._measure, (self.low, self.high, number))
        share = (here - low) / (high - low) if high > low else 0.0
        return round(self.start + min(max(share, 0.0), 1.0) * (self.end - self.start), 2)

    def _measure(self, number: float) -> float:
        if self.kind == "nines":
            return -log10(max(1 - number, 1e-12))
        return log10(max(number, 1e-300)) if self.kind == "log" else number


def round_steps(high: float, most: int = 4) -> tuple[int, ...]:
    """Return few whole round numbers from zero to the first that is not below a number.

    >>> round_steps(8906), round_steps(10), round_steps(3)
    ((0, 2500, 5000, 7500, 10000), (0, 5, 10), (0, 1, 2, 3))
    """
    size = 10 ** floor(log10(max(high, most) / most))
    steps = (size * tenths // 10 for tenths in (10, 20, 25, 50, 100) if size * tenths % 10 == 0)
    step = next(each for each in steps if each * most >= high)
    return tuple(range(0, ceil(high / step) * step + 1, step))


class Sheet:
    """A sheet of a given size, in units of which a text is eleven high.

    Args:
        width: How wide it is.
        height: How high it is.
        title: What the chart is, in a few words.
        description: What it shows, for those who cannot see it.
    """

    def __init__(self, width: float, height: float, title: str, description: str) -> None:
        self._root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {width:g} {height:g}",
                "width": f"{width:g}",
                "height": f"{height:g}",
                "role": "img",
                "font-family": "Helvetica, Arial, sans-serif",
                "font-size": str(TEXT_SIZE),
            },
        )
        self.width, self.height = width, height
        ET.SubElement(self._root, "title").text = printable(title)
        ET.SubElement(self._root, "desc").text = printable(description)

    def box(self, corner: Point, far: Point, fill: str, stroke: str = "none") -> None:
        """Draw a box between two corners."""
        left, right = sorted((corner[0], far[0]))
        top, bottom = sorted((corner[1], far[1]))
        places = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        self._add("rect", {**_written(places), "fill": fill, "stroke": stroke})

    def area(self, points: Iterable[Point], fill: str) -> None:
        """Draw a filled area; its own line keeps paper from showing between it and the next."""
        line = {"stroke": fill, "stroke-width": "0.5"}
        self._add("polygon", {"points": _joined(points), "fill": fill, **line})

    def line(
        self, points: Sequence[Point], stroke: str = INK, width: float = 1, dashes: str = ""
    ) -> None:
        """Draw a line through points."""
        dashed = {"stroke-dasharray": dashes} if dashes else {}
        self._add(
            "polyline",
            {
                "points": _joined(points),
                "fill": "none",
                "stroke": stroke,
                "stroke-width": f"{width:g}",
                "stroke-linejoin": "round",
                **dashed,
            },
        )

    def dot(self, place: Point, fill: str, radius: float = 4, stroke: str = "none") -> None:
        """Draw a dot."""
        places = {"cx": place[0], "cy": place[1], "r": radius}
        self._add(
            "circle", {**_written(places), "fill": fill, "stroke": stroke, "stroke-width": "2"}
        )

    def words(
        self,
        place: Point,
        words: str,
        *,
        anchor: Anchor = "start",
        fill: str = INK,
        bold: bool = False,
        size: float = TEXT_SIZE,
        paper: str = "",
    ) -> None:
        """Write words whose baseline starts, lies or ends at a place, if need be on paper."""
        if paper:
            width = width_of(words, size)
            left = place[0] - {"start": 0, "middle": width / 2, "end": width}[anchor]
            self.box((left, place[1] - size + 1), (left + width, place[1] + 2), paper)
        attributes = {**_written({"x": place[0], "y": place[1]}), "fill": fill}
        attributes |= {"text-anchor": anchor} if anchor != "start" else {}
        attributes |= {"font-weight": "600"} if bold else {}
        attributes |= {"font-size": f"{size:g}"} if size != TEXT_SIZE else {}
        self._add("text", attributes).text = printable(words)

    def rules(self, places: Iterable[tuple[float, str]], left: float, right: float) -> None:
        """Draw hairlines from left to right, each with its words before it."""
        for height, words in places:
            self.line([(left, height), (right, height)], RULE)
            self.words((left - 6, height + 4), words, anchor="end", fill=OPTIONAL_INK)

    def below(self, places: Iterable[tuple[float, str]], height: float) -> None:
        """Write words below an axis, without those for which there is no room."""
        for place, words in _with_room(places, self.width):
            self.line([(place, height), (place, height + 4)], OPTIONAL_INK)
            half = width_of(words) / 2
            middle = min(max(place, half), self.width - half)
            self.words((middle, height + 16), words, anchor="middle", fill=OPTIONAL_INK)

    def svg(self) -> str:
        """Return the drawing."""
        return ET.tostring(self._root, encoding="unicode") + "\n"

    def _add(self, tag: str, attributes: dict[str, str]) -> ET.Element:
        return ET.SubElement(self._root, tag, attributes)


def width_of(words: str, size: float = TEXT_SIZE) -> float:
    """Return about how wide words are."""
    return len(words) * _CHARACTER * size


def _with_room(places: Iterable[tuple[float, str]], width: float) -> Iterator[tuple[float, str]]:
    """Yield words by their places, the first ones first where they would meet."""
    taken: list[tuple[float, float]] = []
    for place, words in places:
        half = width_of(words) / 2 + 3
        middle = min(max(place, half), width - half)
        if all(middle + half <= left or middle - half >= right for left, right in taken):
            taken.append((middle - half, middle + half))
            yield place, words


def _written(places: dict[str, float]) -> dict[str, str]:
    return {name: f"{round(place, 2):g}" for name, place in places.items()}


def _joined(points: Iterable[Point]) -> str:
    return " ".join(f"{round(x, 2):g},{round(y, 2):g}" for x, y in points)
