"""Which part of the load each gateway group carries; facts for the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from wso2_strategy.domain.gateway_group import GatewayGroup, shared_out


@frozen(cache_hash=True)
class GroupShare:
    """The part of a gateway group in the load; a fact derived where several are stated.

    Attributes:
        name: The group's name.
        number: Its place among the groups, the first being 1.
        share: Its part of the load, as a fraction.
    """

    name: str
    number: int
    share: float


def group_shares(groups: Sequence[GatewayGroup]) -> Iterator[GroupShare]:
    """Yield the part of each group, in the order of the groups.

    >>> [each.share for each in group_shares([GatewayGroup("a"), GatewayGroup("b", share=0.4)])]
    [0.6, 0.4]
    """
    for number, each in enumerate(shared_out(groups), start=1):
        yield GroupShare(each.name, number, each.share or 0.0)
