"""How fields and spans of their values are said: each value that fits the words is in the span."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR

from wso2_strategy.domain.kinds import Number, Share
from wso2_strategy.domain.wording import DIGITS, is_short, rounded, said, series, with_unit
from wso2_strategy.space.cells import Span
from wso2_strategy.space.fields import StatedField
from wso2_strategy.space.threshold import after, before

_FEW_DIGITS = 3
_NARROW = 0.05
"""Of a span that is narrower than this share, few digits would leave too little."""


def noun_of(field: StatedField, *, complete: bool) -> str:
    """Return what a field is called; complete, with its key in a requirements file."""
    return f"{field.words.noun} ({field.path})" if complete else field.words.noun


def span_said(span: Span, *, roughly: bool = False) -> str:
    """Return the values of a span in words.

    Args:
        span: The values.
        roughly: Whether limits that are not round may be said with few digits.

    >>> from wso2_strategy.space.fields import form
    >>> low = Span(form().field("traffic.peak_tps"), 0.0, 2133.3333333333335)
    >>> span_said(low), span_said(low, roughly=True)
    ('at most 2,133.33 requests/s', 'at most 2,130 requests/s')
    >>> span_said(Span(form().field("availability.regions"), 2, 100))
    'at least 2 regions'
    >>> span_said(Span(form().field("traffic.annual_growth"), 0.25, 0.35))
    'at least 25% and at most 35% a year'
    """
    kind = span.field.kind
    if span.field.field.type == "set of text" and len(span.words) > 1:
        return f"for instance {said(kind, span.words[0])}"
    if span.words:
        return series([said(kind, each) for each in span.words], "or")
    assert span.low is not None and span.high is not None  # noqa: S101, PT018 - a span of numbers
    if span.low == span.high:
        return f"exactly {said(kind, span.low)}"
    whole = 1 - span.low if isinstance(kind, Share) else abs(span.high)
    narrow = span.high - span.low < _NARROW * whole
    digits = _FEW_DIGITS if roughly and not narrow else DIGITS
    parts = []
    if not span.reaches_bottom:
        parts.append(_from(span.field, span.low, digits))
    if not span.reaches_top:
        parts.append(_up_to(span.field, span.high, digits))
    in_percent = isinstance(kind, Share) or (isinstance(kind, Number) and kind.percent_unit)
    joint = "% and " if in_percent else " and "
    return with_unit(kind, joint.join(parts)) if parts else "any value"


def _from(field: StatedField, low: float, digits: int) -> str:
    # A limit just above a round number was most likely meant as "more than" that number.
    below = before(low, whole=field.is_whole)
    if is_short(field.kind, below) and not is_short(field.kind, low):
        return f"more than {rounded(field.kind, below)}"
    return f"at least {rounded(field.kind, low, ROUND_CEILING, digits)}"


def _up_to(field: StatedField, high: float, digits: int) -> str:
    above = after(high, whole=field.is_whole)
    if is_short(field.kind, above) and not is_short(field.kind, high):
        return f"less than {rounded(field.kind, above)}"
    return f"at most {rounded(field.kind, high, ROUND_FLOOR, digits)}"
