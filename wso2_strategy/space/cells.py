"""Values of one stated field that the rules cannot tell apart."""

from __future__ import annotations

import sys
from typing import Any

from attrs import frozen

from wso2_strategy.document.json_values import json_ready
from wso2_strategy.domain.kinds import Number, Share
from wso2_strategy.inference.fact_class import INT64_MAX, INT64_MIN
from wso2_strategy.space.fields import StatedField
from wso2_strategy.space.threshold import after, before


@frozen
class Span:
    """Values of one field between which nothing that rules ask changes.

    Attributes:
        field: The field.
        low: For numbers, the smallest; exact.
        high: For numbers, the largest; exact.
        words: For other fields the values, the one nearest to what is stated first. The
            only value None stands for "not stated".
    """

    field: StatedField
    low: float | None = None
    high: float | None = None
    words: tuple[Any, ...] = ()

    @property
    def is_absence(self) -> bool:
        """Whether it stands for "not stated"."""
        return self.words == (None,)

    @property
    def ends(self) -> tuple[Any, ...]:
        """Its smallest and largest number, or all of its words."""
        return self.words or tuple(dict.fromkeys((self.low, self.high)))

    @property
    def reaches_bottom(self) -> bool:
        """Whether it begins with the smallest number allowed."""
        return self.low == limits(self.field)[0]

    @property
    def reaches_top(self) -> bool:
        """Whether it ends with the largest number allowed."""
        return self.high == limits(self.field)[1]

    def to_dict(self) -> dict[str, Any]:
        """Return the values as JSON-ready values: limits, or all of them."""
        if self.words:
            return {"values": json_ready(self.words)}
        return {"low": self.low, "high": self.high}

    def nearest(self, value: Any) -> Any:
        """Return the value of it that is nearest to another one of the field."""
        if self.words:
            return value if value in self.words else self.words[0]
        if value is None:
            return self.high if self.reaches_bottom and not self.reaches_top else self.low
        if self.low is not None and value < self.low:
            return self.low
        return self.high if self.high is not None and value > self.high else value

    def __contains__(self, value: Any) -> bool:
        if self.words or value is None:
            return value in self.words
        return self.low is not None and self.high is not None and self.low <= value <= self.high


def limits(field: StatedField) -> tuple[float, float]:
    """Return the smallest and the largest number that a field may have.

    >>> from wso2_strategy.space.fields import form
    >>> limits(form().field("availability.regions"))
    (1, 100)
    """
    if isinstance(field.kind, Share):
        return after(0.0, whole=False), before(1.0, whole=False)
    whole = field.is_whole
    low, high = (INT64_MIN, INT64_MAX) if whole else (-sys.float_info.max, sys.float_info.max)
    kind = field.kind if isinstance(field.kind, Number) else Number()
    if kind.low is not None:
        low = kind.low
    if kind.above is not None:
        low = after(kind.above, whole=whole)
    if kind.high is not None:
        high = kind.high
    return (int(low), int(high)) if whole else (float(low), float(high))
