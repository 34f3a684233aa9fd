"""Where deployment.toml says what a node connects to: one table, for writing and for reading.

A connection that no line names needs no key: it is said elsewhere, or goes along with another.
As WSO2's guides for machines have it; P5 has no guide and is P2 with the Key Manager of P4.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from attrs import frozen


@frozen
class Wire:
    """A key of deployment.toml whose value says where connections lead.

    Attributes:
        openers: The components whose nodes have it.
        key: The key, with the tables it stands in; lists of tables are passed through.
        connections: The entries of the connection table that it brings about.
        role: The role of the product at the other end, or the component outside the product.
        protocol: What is spoken, as the connection table names it.
        port: The port that is meant where the value names none.
        path: What stands behind host and port.
    """

    openers: tuple[str, ...]
    key: str
    connections: tuple[str, ...]
    role: str
    protocol: str
    port: int | None
    path: str


@cache
def wires() -> tuple[Wire, ...]:
    """Return all lines of the table.

    >>> [wire.key for wire in wires() if "C22" in wire.connections]
    ['apim.throttling.event_duplicate_url']
    """
    table = resources.files("wso2_strategy.artifacts.machines").joinpath("wiring.csv")
    return tuple(
        Wire(
            tuple(line["openers"].split()),
            line["key"],
            tuple(line["connections"].split()),
            line["role"],
            line["protocol"],
            int(line["port"]) if line["port"] else None,
            line["path"],
        )
        for line in csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    )
