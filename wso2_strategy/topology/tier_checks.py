"""Checks on tiers and connections that come from outside the connection table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import get_args

from wso2_strategy.domain.kinds import Choice, Flag, Number, Text
from wso2_strategy.domain.kinds import Kind as ValueKind
from wso2_strategy.errors import RequirementsError, UnknownNameError, require
from wso2_strategy.inference.provenance import Basis
from wso2_strategy.topology.tiers import Connection, Data, Kind, Port, Reach, Tier

_LINE, _PARAGRAPH = Text(), Text(max_length=2_000)
_COUNT = Number(low=1, whole=True)
_PORT = Number(low=1, high=65_535, whole=True)
_BASIS = Choice(get_args(Basis))

_OF_TIERS: Mapping[str, ValueKind] = MappingProxyType(
    {
        **dict.fromkeys(("id", "name", "component", "zone", "distribution", "group"), _LINE),
        **dict.fromkeys(("replicas", "needed", "region", "cluster"), _COUNT),
        "kind": Choice(get_args(Kind)),
        "basis": _BASIS,
    }
)
_OF_PORTS: Mapping[str, ValueKind] = MappingProxyType(
    {
        "number": _PORT,
        **dict.fromkeys(("protocol", "purpose", "reach"), _LINE),
        "optional": Flag(),
    }
)
_OF_CONNECTIONS: Mapping[str, ValueKind] = MappingProxyType(
    {
        **dict.fromkeys(("id", "protocol", "when"), _LINE),
        **dict.fromkeys(("purpose", "caveat"), _PARAGRAPH),
        **dict.fromkeys(("synchronous", "required"), Flag()),
        "port": _PORT,
        "data": Choice(get_args(Data)),
        "reach": Choice(get_args(Reach)),
        "basis": _BASIS,
    }
)
_MAY_BE_ABSENT = ("region", "group", "cluster", "distribution", "when", "purpose", "caveat", "port")


def check_tier(tier: Tier) -> None:
    """Refuse a tier that a query or an export could not work with.

    Raises:
        RequirementsError: Something about it is not allowed.

    >>> check_tier(Tier("waf", replicas=0))
    Traceback (most recent call last):
    wso2_strategy.errors.RequirementsError: Tier 'waf': 1 problem
      tier.replicas: 0 is not allowed; allowed: a whole number >= 1
    """
    require(tier, Tier)
    problems = [*_problems("tier", tier, _OF_TIERS), *_word_problems("tier.roles", tier.roles)]
    for port in tier.ports:
        problems += _problems("tier.ports", port, _OF_PORTS)
    if not problems and tier.needed > tier.replicas:
        most = f"at most the {tier.replicas} replicas there are"
        problems.append(f"tier.needed: {tier.needed} is not allowed; allowed: {most}")
    if problems:
        raise RequirementsError(f"Tier {tier.id!r}", problems)


def check_connection(connection: Connection, tiers: Collection[str]) -> None:
    """Refuse a connection that a query or an export could not work with.

    Raises:
        RequirementsError: Something about it is not allowed.
        UnknownNameError: One of its ends is not a tier.
    """
    require(connection, Connection)
    for end in (connection.opener, connection.target):
        if end not in tiers:
            raise UnknownNameError("component", end, tiers)
    problems = [
        *_problems("connection", connection, _OF_CONNECTIONS),
        *_word_problems("connection.blocked_paths", connection.blocked_paths),
    ]
    if problems:
        raise RequirementsError(f"Connection {connection.id!r}", problems)


def _problems(
    where: str, item: Tier | Port | Connection, kinds: Mapping[str, ValueKind]
) -> Iterator[str]:
    for name, kind in kinds.items():
        value = getattr(item, name)
        if name in _MAY_BE_ABSENT and value in (None, ""):
            continue
        try:
            kind.read(value)
        except ValueError as error:
            yield f"{where}.{name}: {error}"


def _word_problems(where: str, words: tuple[str, ...]) -> Iterator[str]:
    for word in words:
        if not word or not word.isprintable() or " " in word:
            yield f"{where}: {word!r} is not allowed; allowed: one word each"
