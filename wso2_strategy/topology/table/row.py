"""The form of an entry of the connection table."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from wso2_strategy.inference.provenance import Basis, Source
from wso2_strategy.topology.options import Options
from wso2_strategy.topology.tiers import Data, Reach, Tier

Ends = tuple[str, ...]
"""Which tiers may stand at an end: a component's id, or a role written ``@gateway``.

A role names whichever tier carries it, so one entry serves every pattern.
"""

Scope = Literal["region", "managed", "home", "to-main", "unmanaged", "between"]
"""How an entry lies over regions. ``region``: inside each; ``managed``: inside each that has a
control plane; ``home``: inside, or to the main region for what a region lacks; ``to-main``: from
a region without control plane to the main one; ``unmanaged``: inside each without control plane;
``between``: from every region to every other where each has a control plane."""

CLIENT: Ends = ("client",)
PORTAL_USER: Ends = ("portal-user",)
LOAD_BALANCER = "load-balancer"
GATEWAY: Ends = ("@gateway",)
SEPARATE_GATEWAY: Ends = ("gateway",)
CONTROL_PLANE: Ends = ("@control-plane",)
TRAFFIC_MANAGER: Ends = ("@traffic-manager",)
KEY_MANAGER: Ends = ("@key-manager",)
TOKEN_ISSUER: Ends = ("@key-manager", "identity-server")
PORTALS_OR_KEYS: Ends = ("@control-plane", "@key-manager")
ALL_IN_ONE: Ends = ("all-in-one",)
SEPARATE_CONTROL_PLANE: Ends = ("control-plane",)
SEPARATE_TRAFFIC_MANAGER: Ends = ("traffic-manager",)
IDENTITY_SERVER: Ends = ("identity-server",)


@frozen
class When:
    """The condition under which an entry applies, as data.

    Attributes:
        text: The condition for people.
        option: The option it depends on; empty if on none.
        values: The values of the option for which it holds; of an option that is a set, one
            of them must be in it.
        several_nodes: Whether the opener's tier must have at least two nodes.
        several_in_all: Whether the openers of all regions must together have two nodes.
        not_in: Patterns to which the source does not extend.
        only_in: The only patterns it extends to; empty if not limited.

    >>> When("with opaque tokens", "token_format", ("opaque",)).holds(Options(), "P3")
    False
    """

    text: str = "always"
    option: str = ""
    values: tuple[object, ...] = (True,)
    several_nodes: bool = False
    several_in_all: bool = False
    not_in: tuple[str, ...] = ()
    only_in: tuple[str, ...] = ()

    def holds(self, options: Options, pattern: str) -> bool:
        """Return whether the options and the pattern meet it."""
        if pattern in self.not_in or (self.only_in and pattern not in self.only_in):
            return False
        if not self.option:
            return True
        value = getattr(options, self.option)
        if isinstance(value, frozenset):
            return not value.isdisjoint(self.values)
        return value in self.values

    def enough_nodes(self, opener: Tier, in_all: int) -> bool:
        """Return whether the opener, or all openers together, have the nodes it asks for."""
        if self.several_nodes:
            return opener.replicas > 1
        return in_all > 1 if self.several_in_all else True


ALWAYS = When()
ON_KUBERNETES = When("on Kubernetes", "platform", ("kubernetes", "openshift"))
ON_VIRTUAL_MACHINES = When("on virtual machines", "platform", ("virtual-machines",))
OPAQUE_TOKENS = When("with opaque tokens", "token_format", ("opaque",))
WEBSOCKET = When("with WebSocket APIs", "protocols", ("websocket",))
WEBSUB = When("with WebSub APIs", "protocols", ("websub",))


@frozen
class Leg:
    """One way of an entry: who opens what to whom.

    Attributes:
        opener: Who opens it.
        target: To whom.
        protocol: What is spoken.
        port: The port at the target.
        reach: Which nodes of the target it reaches.
        entry: Protocol and port at a load balancer through which it goes, if it does.
        tls: Protocol and port instead when brokers speak TLS.
        required: Whether it is required; None if as the entry says.
        when: A condition of its own; None if as the entry says.
    """

    opener: Ends
    target: Ends
    protocol: str
    port: int | None
    reach: Reach = "direct"
    entry: tuple[str, int] | None = None
    tls: tuple[str, int] | None = None
    required: bool | None = None
    when: When | None = None


@frozen
class Caveat:
    """A known defect or limit of a connection, and where it shows.

    Attributes:
        text: One sentence.
        patterns: The patterns it concerns; empty for all.
        when: The condition under which it shows.
    """

    text: str
    patterns: tuple[str, ...] = ()
    when: When = ALWAYS

    def shows(self, options: Options, pattern: str) -> bool:
        """Return whether it concerns this pattern with these options."""
        return (not self.patterns or pattern in self.patterns) and self.when.holds(options, pattern)


@frozen
class Row:
    """An entry of the connection table; one entry may be several connections.

    Attributes:
        id: Its name, such as ``C10``.
        purpose: What it is for, in one phrase.
        legs: Its ways.
        source: Where it is described.
        basis: How firmly the source supports it.
        data: Which way the payload goes.
        synchronous: Whether the opener waits for an answer.
        required: Whether a deployment needs it.
        when: The condition under which it exists.
        scope: How it lies over regions.
        inside: Whether it is kept, as a local connection, where both ends are one tier.
        blocked_paths: Paths that must be refused on the way.
        caveats: Known defects and limits.
    """

    id: str
    purpose: str
    legs: tuple[Leg, ...]
    source: Source
    basis: Basis = "stated"
    data: Data = "request-response"
    synchronous: bool = True
    required: bool = True
    when: When = ALWAYS
    scope: Scope = "region"
    inside: bool = False
    blocked_paths: tuple[str, ...] = ()
    caveats: tuple[Caveat, ...] = ()


def https(opener: Ends, target: Ends, port: int = 9443, reach: Reach = "load-balanced") -> Leg:
    """Return a leg over HTTPS, by default to the servlet port behind a load balancer."""
    return Leg(opener, target, "https", port, reach)


def jms(opener: Ends, target: Ends, reach: Reach = "each-node") -> Leg:
    """Return a leg to the JMS broker of every node."""
    return Leg(opener, target, "amqp", 5672, reach, tls=("amqps", 8672))


def binary(opener: Ends, target: Ends, reach: Reach = "each-node") -> Leg:
    """Return a leg to the binary event receiver of every node."""
    return Leg(opener, target, "tcp", 9611, reach)


def binary_login(opener: Ends, target: Ends, reach: Reach = "each-node") -> Leg:
    """Return a leg to the authentication port of every node's event receiver."""
    return Leg(opener, target, "ssl", 9711, reach)
