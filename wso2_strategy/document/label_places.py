"""Where labels of arrows stand: moved aside or along the arrow where a frame would strike one.

Graphviz keeps labels apart from nodes and from each other, but not from the frames of areas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import hypot
from typing import NamedTuple

_GAP = 3.0
_ASIDE = 20.0
"""Points; farther from where Graphviz put it a label stands at its arrow only by luck."""

_STEPS = 10
"""On each piece of an arrow at which a label is tried."""

_WIDTH_OF_LETTER, _HEIGHT_OF_LINE = 0.62, 1.2
"""Of the size of the letters: of digits, with a little air."""

Point = tuple[float, float]


class Box(NamedTuple):
    """An upright rectangle, in points; which way its heights count does not matter."""

    left: float
    low: float
    right: float
    high: float

    @classmethod
    def of_text(cls, lines: Sequence[str], x: float, y: float, size: float) -> Box:
        """Return what lines of text around a point take, about."""
        half = max(map(len, lines), default=0) * size * _WIDTH_OF_LETTER / 2
        up = len(lines) * size * _HEIGHT_OF_LINE / 2
        return cls(x - half, y - up, x + half, y + up)

    def moved(self, right: float, up: float) -> Box:
        """Return it in another place."""
        return Box(self.left + right, self.low + up, self.right + right, self.high + up)

    def meets(self, other: Box) -> bool:
        """Return whether both have a part in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.low < other.high and other.low < self.high

    def has(self, other: Box) -> bool:
        """Return whether all of the other is within it."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.low <= other.low and other.high <= self.high


_NOWHERE = Box(0, 0, 0, 0)


class Label(NamedTuple):
    """What stands at an arrow.

    Attributes:
        box: Its place.
        arrow: The arrow's Bézier curve: where it begins, and three points for each piece.
    """

    box: Box
    arrow: Sequence[Point]


def ways_off_frames(
    labels: Iterable[Label], frames: Iterable[Box], others: Iterable[Box]
) -> Iterator[Point]:
    """Yield how far to the right and to greater heights each label is to be moved.

    It stays where it is on no frame, on no other label and on nothing else, or where nothing along
    its arrow is free of them.

    >>> zone, arrow = Box(0, 0, 100, 100), [(50, 50), (100, 50), (150, 50), (200, 50)]
    >>> on_frame, apart = Box(90, 55, 110, 65), Box(40, 10, 60, 20)
    >>> labels = [Label(on_frame, arrow), Label(apart, arrow)]
    >>> [(round(x), round(y)) for x, y in ways_off_frames(labels, [zone], [])]
    [(-13, 0), (0, 0)]
    >>> name = Box(40, 15, 60, 30)
    >>> [apart.moved(*way).meets(name) for way in ways_off_frames(labels[1:], [zone], [name])]
    [False]
    """
    labels, frames = tuple(labels), tuple(frames)
    taken = [*(each.box for each in labels), *others]
    for place, label in enumerate(labels):
        way, box = (0.0, 0.0), label.box
        taken[place] = _NOWHERE
        if not _is_off(box, frames) or any(map(box.meets, taken)):
            free = (
                way
                for way in (*_aside(box, frames), *_along(label))
                for there in [box.moved(*way)]
                if _is_off(there, frames) and not any(map(there.meets, taken))
            )
            way = next(free, way)
        taken[place] = box.moved(*way)
        yield way


def _aside(label: Box, frames: Iterable[Box]) -> list[Point]:
    """Return ways to the sides of frames, the shortest first."""
    walls = [x for each in frames if each.meets(label) for x in (each.left, each.right)]
    ways = {far for x in walls for far in (x - _GAP - label.right, x + _GAP - label.left)}
    return sorted(((each, 0.0) for each in ways if abs(each) <= _ASIDE), key=_length)


def _along(label: Label) -> list[Point]:
    """Return ways to places beside an arrow, the shortest first."""
    return sorted(_beside(label), key=_length)


def _length(way: Point) -> tuple[float, Point]:
    return hypot(*way), way


def _beside(label: Label) -> Iterator[Point]:
    left, low, right, high = label.box
    wide, tall = (right - left) / 2, (high - low) / 2
    for start in range(0, len(label.arrow) - 3, 3):
        piece = label.arrow[start : start + 4]
        for step in range(_STEPS):
            x, y = _point(piece, step / _STEPS)
            right_by, up_by = x - left - wide, y - low - tall
            for side in (-1, 1):
                yield right_by + side * (wide + _GAP), up_by
                yield right_by, up_by + side * (tall + _GAP)


def _point(piece: Sequence[Point], part: float) -> Point:
    """Return the point of a cubic Bézier curve after a part of it."""
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    x, y = (sum(w * each[axis] for w, each in zip(weights, piece, strict=True)) for axis in (0, 1))
    return x, y


def _is_off(label: Box, frames: Iterable[Box]) -> bool:
    return all(frame.has(label) or not frame.meets(label) for frame in frames)
