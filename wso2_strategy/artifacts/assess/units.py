"""What one file configures, and the addresses that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import frozen

from wso2_strategy.artifacts.machines.wiring import Wire, wires

IDENTITY_SERVER = "identity-server"
"""WSO2 Identity Server, of which little is read."""

EMBEDDED = "jdbc:h2:"
"""How the URL of a database begins that is a file of the node."""

_COUNTER = "apim.transaction_counter.server_url"

BALANCED = 443
"""Where a load balancer may stand for the port of the nodes behind it."""

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

_URL = re.compile(
    r"(?P<scheme>[a-z]+)://(?P<host>\[[^]\s]*\]|[^\s:/\[\]]+)(?::(?P<port>[^/?\s]+))?(?:[/?]\S*)?\Z"
)
_JDBC = re.compile(r"jdbc:(?P<scheme>\w+):(?:thin:@)?(?://)?(?P<host>[^\s:/;]+)(?::(?P<port>\d+))?")
_OWN_PORTS = {"${mgt.transport.https.port}": 9443, "${https.nio.port}": 8243}
_HIGHEST_PORT = 65_535
_SERVICE = re.compile(r"\.[a-z0-9-]+\.svc(?:\.cluster\.local)?\Z")
"""What may stand behind the name of a service of a cluster."""

BROKERS = frozenset({"amqp", "tcp", "ssl"})
"""What is spoken with each node by itself; its addresses have a port."""


@frozen
class Address:
    """An address that a key names.

    Attributes:
        wire: The key, with what stands at its other end.
        host: The host, in lower case.
        port: The port; None where the key does not say it.
    """

    wire: Wire
    host: str
    port: int | None

    @property
    def is_local(self) -> bool:
        """Whether it is the node itself."""
        return self.host in LOCAL


@frozen
class Unit:
    """A node, or all nodes of a release.

    Attributes:
        path: The file.
        platform: Where it runs.
        component: What it is; ``control`` where it may be a control plane or an All-in-One.
        nodes: How many nodes it stands for.
        tables: What its deployment.toml holds, or will hold.
        values: The values it is rendered from; empty for a node.
        names: The hosts by which its nodes are known to others, one by one.
        streams: The kinds of APIs besides plain ones that it lets in from outside.
        cluster: Its cluster of gateways around Traffic Managers, where there are several.
    """

    path: str
    platform: str
    component: str
    nodes: int
    tables: Mapping[str, Any]
    values: Mapping[str, Any] = {}
    names: frozenset[str] = frozenset()
    streams: frozenset[str] = frozenset()
    cluster: int | None = None

    @property
    def names_server(self) -> bool:
        """Whether its Key Manager is WSO2 Identity Server."""
        return "WSO2-IS" in self.texts("apim.key_manager.type")

    @property
    def reports_calls(self) -> bool:
        """Whether it reports counted calls to a control plane, and not to another service."""
        here = any(each.endswith("/transaction-records") for each in self.texts(_COUNTER))
        return here and not self.switched_off(_COUNTER)

    @property
    def offset(self) -> int:
        """By how much its ports are shifted; charts take none into account."""
        offset = self.table("server.offset")
        is_number = isinstance(offset, int) and not isinstance(offset, bool)
        return offset if is_number and 0 < offset < _HIGHEST_PORT else 0

    def texts(self, key: str) -> list[str]:
        """Return the texts that a key has, in all tables of a list it passes through."""
        found: list[Any] = [self.tables]
        for name in key.split("."):
            found = [each[name] for each in found if isinstance(each, Mapping) and name in each]
            found = [one for each in found for one in (each if isinstance(each, list) else [each])]
        return [str(each) for each in found if isinstance(each, str | int)]

    def table(self, key: str) -> Any:
        """Return what a key has; None where it is not there."""
        found: Any = self.tables
        for name in key.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def switched_off(self, key: str) -> str:
        """Return the table above a key that says that it is not enabled; empty if none does."""
        table = key.rpartition(".")[0]
        while table:
            if "false" in (text.lower() for text in self.texts(f"{table}.enable")):
                return table
            table = table.rpartition(".")[0]
        return ""

    def wires(self) -> Iterator[Wire]:
        """Yield the keys that a node of its component may have."""
        either = ("all-in-one", "control-plane") if self.component == "control" else ()
        for wire in wires():
            opens = self.component in wire.openers or set(either) & set(wire.openers)
            is_server = wire.role == "key-manager" and self.names_server
            if opens and not is_server and (wire.key != _COUNTER or self.reports_calls):
                yield wire

    @cached_property
    def addresses(self) -> tuple[Address, ...]:
        """The addresses in it that can be read."""
        found = (
            read_address(text, wire, self.offset)
            for wire in self.wires()
            for text in self.texts(wire.key) or self._in_parts(wire)
        )
        return tuple(each for each in found if each is not None)

    def _in_parts(self, wire: Wire) -> Iterator[str]:
        """Yield the URL of a database that is given as host, port and name."""
        table = self.table(wire.key.rpartition(".")[0])
        if wire.protocol == "jdbc" and isinstance(table, Mapping) and "hostname" in table:
            port = f":{table['port']}" if "port" in table else ""
            yield f"jdbc:{table.get('type')}://{table['hostname']}{port}"


def read_address(text: str, wire: Wire, offset: int = 0) -> Address | None:
    """Return the address that a text holds; None where it is none.

    Args:
        text: The text.
        wire: The key that has it.
        offset: By how much the ports of the node that has it are shifted.

    >>> wire = next(each for each in wires() if each.protocol == "ssl")
    >>> found = read_address("ssl://tm-1.example.com:9711", wire)
    >>> found.host, found.port
    ('tm-1.example.com', 9711)
    >>> read_address("ssl:/tm-1.example.com:9711", wire)
    """
    if text.startswith(EMBEDDED):
        return None
    if wire.protocol == "redis":
        return Address(wire, text.lower(), wire.port) if text else None
    found = (_JDBC.match if wire.protocol == "jdbc" else _URL.match)(text)
    if not found:
        return None
    words = found["port"] or ""
    port = _OWN_PORTS[words] + offset if words in _OWN_PORTS else _number(words)
    if port is None and (words or wire.protocol in BROKERS):
        return None
    return Address(wire, _SERVICE.sub("", found["host"].lower()), port)


def scheme_of(text: str) -> str:
    """Return the scheme of an URL, such as ``https``; empty if it has none."""
    found = _URL.match(text)
    return found["scheme"] if found else ""


def _number(digits: str) -> int | None:
    is_port = digits.isascii() and digits.isdigit() and len(digits) <= len(str(_HIGHEST_PORT))
    return int(digits) if is_port and 0 < int(digits) <= _HIGHEST_PORT else None
