"""Checks on tiers and connections that come from outside the connection table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import get_args

from wso2_strategy.errors import RequirementsError, UnknownNameError, require
from wso2_strategy.inference.provenance import Basis
from wso2_strategy.topology.tiers import Connection, Data, Kind, Port, Reach, Tier

_MAX_PORT = 65535
_SAID_OF_PORTS = ("protocol", "purpose", "reach")
_MAY_BE_EMPTY = ("purpose", "when", "caveat")


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
    problems = [
        *_text_problems(
            "tier",
            {name: getattr(tier, name) for name in ("id", "name", "component", "zone")},
        ),
        *_word_problems("tier.roles", tier.roles),
        *_choice_problems("tier.kind", tier.kind, get_args(Kind)),
        *_count_problems("tier.replicas", tier.replicas, tier.replicas),
        *_count_problems("tier.needed", tier.needed, tier.replicas),
        *_choice_problems("tier.basis", tier.basis, get_args(Basis)),
        *(() if tier.region is None else _count_problems("tier.region", tier.region, None)),
        *(() if tier.cluster is None else _count_problems("tier.cluster", tier.cluster, None)),
        *(each for port in tier.ports for each in _listening_problems(port)),
    ]
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
    said = ("id", "protocol", *(name for name in _MAY_BE_EMPTY if getattr(connection, name)))
    problems = [
        *_text_problems("connection", {name: getattr(connection, name) for name in said}),
        *_word_problems("connection.blocked_paths", connection.blocked_paths),
        *_port_problems("connection.port", connection.port),
        *_choice_problems("connection.data", connection.data, get_args(Data)),
        *_choice_problems("connection.reach", connection.reach, get_args(Reach)),
        *_choice_problems("connection.basis", connection.basis, get_args(Basis)),
        *_flag_problems("connection.synchronous", connection.synchronous),
        *_flag_problems("connection.required", connection.required),
    ]
    if problems:
        raise RequirementsError(f"Connection {connection.id!r}", problems)


def _text_problems(where: str, texts: Mapping[str, object]) -> Iterator[str]:
    for name, text in texts.items():
        if not isinstance(text, str) or not text.strip() or not text.isprintable():
            yield f"{where}.{name}: {text!r} is not allowed; allowed: one line of text"


def _word_problems(where: str, words: tuple[str, ...]) -> Iterator[str]:
    for word in words:
        if not word or not word.isprintable() or " " in word:
            yield f"{where}: {word!r} is not allowed; allowed: one word each"


def _choice_problems(where: str, value: object, words: tuple[str, ...]) -> Iterator[str]:
    if value not in words:
        yield f"{where}: {value!r} is not allowed; allowed: {', '.join(words)}"


def _count_problems(where: str, value: object, most: object) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        yield f"{where}: {value!r} is not allowed; allowed: a whole number >= 1"
    elif isinstance(most, int) and value > most >= 1:
        yield f"{where}: {value!r} is not allowed; allowed: at most the {most} replicas there are"


def _flag_problems(where: str, value: object) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{where}: {value!r} is not allowed; allowed: True or False"


def _listening_problems(port: Port) -> Iterator[str]:
    where = "tier.ports"
    yield from _port_problems(where, port.number or 0)
    yield from _text_problems(where, {name: getattr(port, name) for name in _SAID_OF_PORTS})
    yield from _flag_problems(where, port.optional)


def _port_problems(where: str, port: object) -> Iterator[str]:
    whole = isinstance(port, int) and not isinstance(port, bool)
    if port is not None and not (whole and isinstance(port, int) and 1 <= port <= _MAX_PORT):
        yield f"{where}: {port!r} is not allowed; allowed: 1 to {_MAX_PORT}, or None"
