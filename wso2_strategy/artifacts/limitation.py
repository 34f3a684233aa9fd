"""What files cannot bring about, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen


@frozen
class Limitation:
    """What the files cannot bring about.

    Attributes:
        connection: The entry of the connection table that it is about; empty if about none.
        opener: The id of the tier that would open it; empty if no tier does.
        reason: Why not, and what to do instead.
    """

    connection: str
    opener: str
    reason: str


def said_once(limitations: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Return limitations, as a manifest has them, in sentences: each reason once.

    >>> said_once([{"connection": c, "opener": "gateway", "reason": "No."} for c in ("C1", "C2")])
    ('C1, C2 of gateway: No.',)
    """
    found: dict[str, dict[str, list[str]]] = {}
    for each in limitations:
        openers = found.setdefault(each["reason"], {})
        openers.setdefault(each["opener"], []).append(each["connection"])
    return tuple(
        f"{'; '.join(filter(None, (_named(*pair) for pair in openers.items())))}: {reason}".lstrip(
            ": "
        )
        for reason, openers in found.items()
    )


def _named(opener: str, connections: list[str]) -> str:
    named = ", ".join(filter(None, dict.fromkeys(connections)))
    return " of ".join(filter(None, (named, opener)))
