"""What counts as the answer when two recommendations are compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from attrs import frozen

from wso2_strategy.domain.catalog import Redundancy
from wso2_strategy.domain.conclusions import Exclusion, LayoutExclusion, Selection
from wso2_strategy.errors import UnknownNameError

Aspect = Literal["pattern", "redundancy", "regions", "platform"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)

ANSWER: tuple[Aspect, ...] = ("pattern", "platform")
"""What a change of the recommendation means unless other aspects are asked for."""

MAP_OF = ("traffic.peak_tps", "availability.target")
"""Over which numbers the decision is drawn unless others are asked for."""


@frozen
class Decision:
    """What was decided, by id.

    Attributes:
        pattern: The pattern.
        redundancy: Which components run more than once.
        regions: The layout over regions, or None for a single region.
        platform: The platform.
        insufficient: Of these, what does not do everything that is needed. Where nothing
            does, what comes closest is decided for.

    >>> one = Decision("P2", "all", None, "kubernetes")
    >>> one.differences(Decision("P3", "all", None, "kubernetes"))
    ('pattern',)
    """

    pattern: str
    redundancy: Redundancy
    regions: str | None
    platform: str
    insufficient: frozenset[str] = frozenset()

    def differences(self, other: Decision, aspects: Iterable[Aspect] = ASPECTS) -> tuple[str, ...]:
        """Return the aspects in which two decisions differ."""
        return tuple(each for each in aspects if getattr(self, each) != getattr(other, each))


def decided(
    selections: Iterable[Selection], exclusions: Iterable[Exclusion | LayoutExclusion]
) -> Decision:
    """Return the decision that the conclusions of one consultation make."""
    chosen = {each.subject: each for each in selections}
    layout = chosen["regions"].id if "regions" in chosen else None
    against = {each.pattern for each in exclusions if each.holds_under(layout)}
    return Decision(
        pattern=chosen["pattern"].id,
        redundancy=chosen["pattern"].redundancy or "none",
        regions=layout,
        platform=chosen["platform"].id,
        insufficient=frozenset(each.id for each in chosen.values() if each.id in against),
    )


def check_aspects(aspects: Iterable[str]) -> tuple[Aspect, ...]:
    """Return the aspects in their order.

    Raises:
        UnknownNameError: One of them is no aspect.
    """
    asked = (aspects,) if isinstance(aspects, str) else tuple(aspects)
    if not asked:
        raise UnknownNameError("aspect", "", ASPECTS)
    for each in asked:
        if each not in ASPECTS:
            raise UnknownNameError("aspect", each, ASPECTS)
    return tuple(each for each in ASPECTS if each in asked)
