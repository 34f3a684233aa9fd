"""The decision over two numbers, with its boundaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from itertools import pairwise

from attrs import evolve, frozen

from wso2_strategy.document.blocks import Picture
from wso2_strategy.document.chart import Scale, Sheet, width_of
from wso2_strategy.document.palette import INK, OPTIONAL_INK, PAPER, STEPS, ZONE_FILL
from wso2_strategy.domain.kinds import Share
from wso2_strategy.domain.wording import is_short, rounded, with_unit
from wso2_strategy.explain.decision_map import Band, DecisionMap
from wso2_strategy.explain.sensitivity.field_outcomes import DecidedSpan
from wso2_strategy.space.cells import limits
from wso2_strategy.space.fields import StatedField
from wso2_strategy.space.threshold import before

_RIGHT, _TOP, _BOTTOM = 392, 26, 228
_AROUND = 4
"""How many times as much, and as little, is shown beyond what is stated and the boundaries."""

_LINE = 14
"""The height of a line of text."""

_FEW_DIGITS, _DIGITS_LEFT = 3, 2
"""Of a boundary that is not round; and of what one that is a share leaves of one."""

_ENDS_DOWN, _ENDS_UP = Context(1, ROUND_FLOOR), Context(1, ROUND_CEILING)
"""What the ends of a scale are rounded by: the first digit says enough."""


@frozen
class _Piece:
    """A part of the map in which one thing is decided: between two ends, on either edge."""

    name: str
    low: tuple[float, float]
    high: tuple[float, float]
    bottom: float
    top: float

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        return (
            (self.low[0], self.bottom),
            (self.high[0], self.bottom),
            (self.high[1], self.top),
            (self.low[1], self.top),
        )

    @property
    def room(self) -> float:
        return min(self.high) - max(self.low)


def map_chart(found: DecisionMap) -> Picture | None:
    """Return the map; None where one of the numbers decides nothing, as words say that better."""
    if not _starts_across(found) or not _starts_up(found):
        return None
    across, up = found.across, found.up
    sheet = Sheet(
        400,
        262,
        f"Decision by {across.words.noun} and {up.words.noun}",
        " ".join(found.sentences()),
    )
    rows = _scale(up, [*_starts_up(found), found.stated[1]], (_BOTTOM, _TOP))
    if not found.is_exact:
        # Beyond the last line that was asked nothing is known of a curve.
        rows = evolve(rows, high=max(_starts_up(found)))
    labels = (width_of(_limit(up, each)) for each in (*_starts_up(found), rows.low, rows.high))
    left = max(labels) + 12
    columns = _scale(across, [*_starts_across(found), found.stated[0]], (left, _RIGHT))
    pieces = [*_pieces(found, columns, rows)]
    fills = _fills(found)
    for piece in pieces:
        sheet.area(piece.corners, fills[piece.name])
    _edges(sheet, pieces, left)
    sheet.box((left, _TOP), (_RIGHT, _BOTTOM), "none", OPTIONAL_INK)
    dot = None
    if None not in found.stated:
        dot = columns.place(found.stated[0]), rows.place(found.stated[1])
        sheet.dot(dot, INK, 5, PAPER)
    _names(sheet, pieces, dot)
    _axes(sheet, found, columns, rows)
    return Picture(_caption(found), sheet.svg())


def _caption(found: DecisionMap) -> str:
    lacking = any(each.decision.insufficient for band in found.bands for each in band.outcomes)
    closest = " Where a pattern only comes closest, no pattern meets it." if lacking else ""
    dot = "" if None in found.stated else " The dot is what is stated."
    return f"{' '.join(found.sentences())} Labels are rounded down.{closest}{dot}"


def _fills(found: DecisionMap) -> dict[str, str]:
    """Return a fill for each decision: darker for more complex patterns, none for too little."""
    catalog = found.recommendation.knowledge.catalog
    decisions = {
        found.name_of(each.decision): each.decision
        for band in found.bands
        for each in band.outcomes
    }
    enough = [name for name, each in decisions.items() if not each.insufficient]
    enough.sort(key=lambda name: catalog.pattern(decisions[name].pattern).complexity)
    step = max(1, (len(STEPS) - 1) // max(1, len(enough)))
    fills = {name: STEPS[min(1 + rank * step, len(STEPS) - 1)] for rank, name in enumerate(enough)}
    return dict.fromkeys(decisions, ZONE_FILL) | fills


def _starts_across(found: DecisionMap) -> list[float]:
    return [
        each.span.low
        for band in found.bands
        for _, each in pairwise(band.outcomes)
        if each.span.low is not None
    ]


def _band_of_stated(found: DecisionMap) -> Band:
    """Return the band of what is stated, or the first."""
    return next((each for each in found.bands if found.stated[1] in each.span), found.bands[0])


def _starts_up(found: DecisionMap) -> list[float]:
    return [each.span.low for each in found.bands[1:] if each.span.low is not None]


def _scale(field: StatedField, numbers: Sequence[float | None], ends: tuple[float, float]) -> Scale:
    """Return a scale with round ends that has room around some numbers of a field."""
    known = [each for each in numbers if each is not None and each > 0] or [1.0]
    low, high = min(known), max(known)
    if isinstance(field.kind, Share):
        most, least = min(1.0, (1 - low) * _AROUND), (1 - high) / _AROUND
        return Scale(1 - _round(most, _ENDS_UP), 1 - _round(least, _ENDS_DOWN), *ends, "nines")
    least, _ = limits(field)
    if low > 0 and (high / low > _AROUND or not field.is_whole):
        bottom = max(_round(low / _AROUND, _ENDS_DOWN), least)
        return Scale(bottom, _round(high * _AROUND, _ENDS_UP), *ends, "log")
    return Scale(0, _round(high * 1.5, _ENDS_UP), *ends)


def _round(number: float, ends: Context) -> float:
    return float(ends.create_decimal(Decimal(repr(number))))


def _pieces(found: DecisionMap, columns: Scale, rows: Scale) -> Iterator[_Piece]:
    for number, band in enumerate(found.bands):
        bottom = rows.place(band.span.low or 0) if number else _BOTTOM
        following = found.bands[number + 1] if number + 1 < len(found.bands) else None
        top = rows.place(following.span.low or 0) if following else _TOP
        if bottom <= top:
            continue
        starts = _edges_of(band.outcomes, columns)
        above = starts
        # Between lines that were asked a boundary goes straight on.
        if not found.is_exact and following and _same_order(found, number):
            above = _edges_of(following.outcomes, columns)
        for place, each in enumerate(band.outcomes):
            low, high = (starts[place], above[place]), (starts[place + 1], above[place + 1])
            if max(high) > min(low):
                yield _Piece(found.name_of(each.decision), low, high, bottom, top)


def _edges_of(outcomes: Sequence[DecidedSpan], columns: Scale) -> list[float]:
    starts = (columns.place(each.span.low or 0) for each in outcomes[1:])
    return [columns.start, *starts, columns.end]


def _same_order(found: DecisionMap, number: int) -> bool:
    one, other = (
        [found.name_of(each.decision) for each in band.outcomes]
        for band in found.bands[number : number + 2]
    )
    return one == other


def _edges(sheet: Sheet, pieces: Sequence[_Piece], left_end: float) -> None:
    """Draw the boundaries: beside each piece, and between those that lie on each other."""
    for piece in pieces:
        if min(piece.low) > left_end:
            sheet.line([(piece.low[0], piece.bottom), (piece.low[1], piece.top)], INK)
    for below in pieces:
        for above in pieces:
            if above.bottom == below.top and above.name != below.name:
                left = max(below.low[1], above.low[0])
                right = min(below.high[1], above.high[0])
                if right > left:
                    sheet.line([(left, below.top), (right, below.top)], INK)


def _names(sheet: Sheet, pieces: Sequence[_Piece], dot: tuple[float, float] | None) -> None:
    """Write each decision into its largest piece, below the dot where this is in the way."""
    for name in dict.fromkeys(piece.name for piece in pieces):
        own = [each for each in pieces if each.name == name]
        largest = max(own, key=lambda each: min(each.room / 4, each.bottom - each.top))
        words, _, closest = name.partition(" (which only ")
        note, height = closest.partition(";")[0], largest.bottom - largest.top
        whole = "No pattern meets it"
        if note and largest.room > width_of(whole) + _LINE and height > 2 * _LINE:
            words, note = whole, f"{words} {note}"
        if largest.room < width_of(words) or height < _LINE:
            continue
        middle = (max(largest.low) + min(largest.high)) / 2, (largest.bottom + largest.top) / 2 + 4
        half = width_of(words) / 2
        if dot and abs(dot[0] - middle[0]) < half + _LINE and abs(dot[1] - middle[1]) < 2 * _LINE:
            below = dot[1] + 22
            middle = middle[0], below if below + _LINE < largest.bottom else dot[1] - 26
        if note and height > 2 * _LINE and largest.room > width_of(note, 9):
            sheet.words((middle[0], middle[1] + 10), note, anchor="middle", size=9)
            middle = middle[0], middle[1] - 2
        sheet.words(middle, words, anchor="middle", bold=True)


def _axes(sheet: Sheet, found: DecisionMap, columns: Scale, rows: Scale) -> None:
    """Write the boundaries themselves along the axes: they are what a reader looks for."""
    across, up = found.across, found.up
    sheet.words((0, 12), _head(up), bold=True)
    sheet.words((_RIGHT, 258), _head(across), anchor="end", bold=True)
    shown = found if found.is_exact else evolve(found, bands=(_band_of_stated(found),))
    starts = sorted(set(_starts_across(shown)))
    named = [(columns.place(each), _limit(across, each)) for each in starts]
    sheet.below([*named, *_ends(across, columns)], _BOTTOM)
    taken: list[float] = []
    beside = [(rows.place(each), _limit(up, each)) for each in _starts_up(found)]
    for place, words in [*beside, *_ends(up, rows)]:
        if all(abs(place - other) >= _LINE for other in taken):
            taken.append(place)
            sheet.words((columns.start - 6, place + 4), words, anchor="end", fill=OPTIONAL_INK)


def _ends(field: StatedField, scale: Scale) -> list[tuple[float, str]]:
    """Return where a scale starts and ends, in words."""
    ends = (scale.start, scale.low), (scale.end, scale.high)
    return [(place, _limit(field, number)) for place, number in ends]


def _head(field: StatedField) -> str:
    unit = with_unit(field.kind, "").strip()
    noun = field.words.noun[:1].upper() + field.words.noun[1:]
    return f"{noun}, {unit}" if unit not in ("", "%") else noun


def _limit(field: StatedField, low: float) -> str:
    """Return where something begins, with few digits: what is below it is on the lower side."""
    below = before(low, whole=field.is_whole)
    number = below if is_short(field.kind, below) and not is_short(field.kind, low) else low
    if isinstance(field.kind, Share):
        return f"{rounded(field.kind, number, ROUND_FLOOR, _DIGITS_LEFT)}%"
    return rounded(field.kind, number, ROUND_FLOOR, _FEW_DIGITS)
