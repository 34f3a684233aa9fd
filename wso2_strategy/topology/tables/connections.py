"""The connection table: every documented connection, for all patterns; ``connections.csv``.

A line says who opens what to whom. It names tiers by the roles they carry, so a pattern needs no
drawing of its own; lines of one id are one entry, which may be several connections. Ids with a
C are the documented entries; ids with an X follow from them for cases their sources do not name.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, get_args

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.kinds import Choice
from wso2_strategy.errors import KnowledgeError, StrategyError, UnknownNameError
from wso2_strategy.inference.provenance import Basis, Source
from wso2_strategy.topology.options import Options
from wso2_strategy.topology.tables.when import CONDITIONS, When
from wso2_strategy.topology.tiers import Data, Reach

Ends = tuple[str, ...]
"""Which tiers may stand at an end: a component's id, or a role written ``@gateway``; ``@issuer``
is who issues tokens, WSO2 Identity Server where there is one."""

Scope = Literal["region", "managed", "home", "to-main", "unmanaged", "between", "standby"]
"""How a line lies over regions. ``region``: inside each; ``managed``: inside each that has a
control plane; ``home``: inside, or to the main region for what a region lacks; ``to-main``: from
a region without control plane to the main one; ``unmanaged``: inside each without control plane;
``between``: from every region to every other where each has a control plane; ``standby``: from
each that stands by to the one that serves."""


@frozen
class Caveat:
    """A known defect or limit of a connection; without patterns it shows in all."""

    text: str
    patterns: tuple[str, ...] = ()
    when: When = CONDITIONS["always"]

    def shows(self, options: Options, pattern: str) -> bool:
        """Return whether it concerns this pattern with these options."""
        return (not self.patterns or pattern in self.patterns) and self.when.holds(options, pattern)


_IDLE = (
    "A firewall that drops idle connections stops updates and limits without a word, as was"
    " reported up to version 4.0: let it keep them, or switch on heartbeats."
)

CAVEATS = MappingProxyType(
    {
        "other-engines": Caveat(
            "The port is the product's, by its vendor's default: MySQL 3306, PostgreSQL 5432,"
            " Oracle 1521, SQL Server 1433.",
            when=CONDITIONS["database-not-stated"],
        ),
        "failover-address": Caveat(
            "Of a database's two nodes one serves and one stands by, behind an address that fails"
            " over by itself, as the availability counts it; draw one where there is no standby.",
            when=CONDITIONS["standby-database"],
        ),
        "any-stack": Caveat("The ports are those of the chosen stack; WSO2's pages give none."),
        "any-file-system": Caveat("2049 is NFS; another file system has its own port."),
        "same-host": Caveat("WSO2 Identity Server listens on 9444 where both run on one host."),
        "one-counter-host": Caveat(
            "Redis or Valkey at one host and port, without Sentinel or shards. With it the charts"
            " put all Traffic Managers into one url_group."
        ),
        "one-way": Caveat(
            "Which end opens it, and at which port, is the database product's; after a switch it"
            " turns round, and the region that failed is filled anew before it stands by."
        ),
        "idle-across-zones": Caveat(_IDLE, when=CONDITIONS["gateway-in-dmz"]),
        "idle-across-regions": Caveat(_IDLE),
        "led-by-names": Caveat(
            "WSO2's pages do not say what leads callers to a region. Where names that resolve to a"
            " region do it, callers open the port at the region's load balancer themselves."
        ),
        "resident-key-manager": Caveat(
            "As resident Key Manager, which versions 6.0 and 6.1 can be, it uses the shared"
            " database instead."
        ),
        "no-identity-replication": Caveat(
            "WSO2's pages on several regions replicate the databases of API Manager only, so none"
            " is drawn here: how applications, tokens and users reach the other regions is to be"
            " planned with WSO2 Identity Server's own documentation.",
            when=CONDITIONS["own-databases"],
        ),
        "unused-key-manager": Caveat(
            "The All-in-One chart 4.7.0-1 cannot be pointed at the separate Key Manager.",
            patterns=("P5",),
            when=CONDITIONS["on-kubernetes"],
        ),
    }
)


@frozen
class Row:
    """A line of the table.

    Attributes:
        id: The entry it belongs to, such as ``C10``.
        purpose: What it is for, in one phrase.
        opener: Who opens it.
        target: To whom.
        protocol: What is spoken.
        port: The port at the target; None where the target's product decides.
        balancer_port: The port at the load balancer through which it comes in, if it does.
        reach: Which nodes of the target it reaches.
        data: Which way the payload goes.
        synchronous: Whether the opener waits for an answer.
        required: Whether a deployment needs it.
        when: The condition under which it exists.
        scope: How it lies over regions.
        inside: Whether it is kept, as a local connection, where both ends are one tier.
        blocked_paths: Paths that must be refused on the way.
        caveats: Known defects and limits.
        source: Where it is described.
        basis: How firmly the source supports it.
    """

    id: str
    purpose: str
    opener: Ends
    target: Ends
    protocol: str
    port: int | None
    balancer_port: int | None
    reach: Reach
    data: Data
    synchronous: bool
    required: bool
    when: When
    scope: Scope
    inside: bool
    blocked_paths: tuple[str, ...]
    caveats: tuple[Caveat, ...]
    source: Source
    basis: Basis


@cache
def connection_table() -> tuple[Row, ...]:
    """Return all lines of the table.

    >>> [row.protocol for row in connection_table() if row.id == "C64"]
    ['tcp', 'ssl', 'amqp']
    """
    table = resources.files("wso2_strategy.topology.tables").joinpath("connections.csv")
    lines = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return tuple(read_row(line) for line in lines)


def read_row(line: Mapping[str, str]) -> Row:
    """Return a line of the table from its cells.

    Raises:
        KnowledgeError: A cell holds a word that nothing is called.

    >>> read_row({"id": "C99", "source": "multi-dc-9"})
    Traceback (most recent call last):
    wso2_strategy.errors.KnowledgeError: connection C99, source: unknown source 'multi-dc-9'. ...
    """
    cells = {}
    for column, cell in line.items():
        try:
            cells[column] = _READERS.get(column, str)(cell)
        except (StrategyError, ValueError) as error:
            raise KnowledgeError(f"connection {line['id']}, {column}: {error}") from error
    return Row(**cells)


def _named(known: Mapping[str, Any]) -> Callable[[str], Any]:
    def named(cell: str) -> Any:
        if cell not in known:
            raise UnknownNameError("word", cell, known)
        return known[cell]

    return named


def _words(cell: str) -> tuple[str, ...]:
    return tuple(cell.split())


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


_truth = _named(MappingProxyType({"yes": True, "no": False}))
_caveat = _named(CAVEATS)
_condition = _named(CONDITIONS)

_READERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "opener": _words,
        "target": _words,
        "port": _number,
        "balancer_port": _number,
        "reach": Choice(get_args(Reach)).read,
        "data": Choice(get_args(Data)).read,
        "synchronous": _truth,
        "required": _truth,
        "when": lambda cell: _condition(cell or "always"),
        "scope": Choice(get_args(Scope)).read,
        "inside": _truth,
        "blocked_paths": _words,
        "caveats": lambda cell: tuple(map(_caveat, cell.split())),
        "source": sources.named,
        "basis": Choice(get_args(Basis)).read,
    }
)
