"""Flows as data: which connections one use of the system needs, and how badly."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from attrs import evolve, frozen

from wso2_strategy.inference.provenance import Basis
from wso2_strategy.topology.tables.when import CONDITIONS, When

Need = Literal["run-time", "cached", "start-up", "background"]
"""``run-time``: nothing works without it; ``cached``: needed again when what is remembered
expires; ``start-up``: needed only to start; ``background``: something else suffers."""


@frozen
class Step:
    """One need of a flow: connections of which a tier must have one that works.

    Where several connections of a step lead on from one tier, they are alternatives, optional
    ones only if none is required. Different steps are all needed.

    Attributes:
        connections: Ids of the connections.
        without: What happens when it fails, as a sentence.
        need: How badly the flow needs it.
        against: Whether the flow runs from the target to the opener, as events do.
        opener: The role that the opener must carry for its connections to count; empty if any.
        when: The condition under which the flow needs it.
        basis: How firmly the domain's sources support `without`.
    """

    connections: tuple[str, ...]
    without: str
    need: Need = "run-time"
    against: bool = False
    opener: str = ""
    when: When = CONDITIONS["always"]
    basis: Basis = "derived"


@frozen
class Flow:
    """One use of the system, from the tier that starts it.

    Attributes:
        id: Its name in queries.
        name: Its name for people.
        start: The component that starts it.
        steps: What it needs.

    >>> Flow("hello", "Say hello", "client", (Step(("C01",), "Nobody answers."),)).start
    'client'
    """

    id: str
    name: str
    start: str
    steps: tuple[Step, ...]

    def with_step(self, step: Step) -> Flow:
        """Return the flow with one more need."""
        return evolve(self, steps=(*self.steps, step))


_CALL = Step(("C01", "C02", "C03"), "API calls do not get in.")
_BACKEND = Step(("C07",), "Calls get no answer from the backend.")
_AM_DATABASE = Step(("C40",), "The nodes that keep product data stop working.")
_SHARED_DATABASE = Step(("C41",), "The nodes that keep users stop working.")
_USERS = Step(("C44",), "Users kept in the directory cannot be looked up.")
_IDENTITY_DATABASE = Step(("X40",), "WSO2 Identity Server stops working.")
_STORES = (_AM_DATABASE, _SHARED_DATABASE, _USERS, _IDENTITY_DATABASE)
_INTROSPECTION = tuple(
    Step(
        (connection,),
        "Opaque tokens fail as soon as the gateway's token cache expires.",
        when=CONDITIONS["opaque-tokens"],
    )
    for connection in ("C16", "C33")
)
_SIGNING_KEYS = tuple(
    Step((connection,), "Token signatures are checked with remembered keys only.", "cached")
    for connection in ("C17", "X02")
)
_ARTIFACTS = Step(
    ("C10", "C61"),
    "Running gateways go on with what they have loaded; none can start or restart.",
    "start-up",
    opener="gateway",
    basis="stated",
)
_NEWS = Step(
    ("C11", "C62"),
    "Gateways do not hear of changed APIs, subscriptions and revoked tokens.",
    "background",
    opener="gateway",
)
_COUNTING = (("C12", "C64"), ("C13", "C64"), ("C14", "C64"))
_THROTTLE = tuple(
    Step(
        connections,
        "Rate limits are enforced on the last known decisions only; WSO2's pages do not say more.",
        "background",
    )
    for connections in _COUNTING
)
_COUNTERS = (
    Step(
        ("C45", "X45"),
        "Gateways count apart; WSO2's pages do not describe calls without Redis.",
        "background",
    ),
    Step(
        ("C46",),
        "Traffic Managers count apart, so limits hold at each of them and no longer together.",
        "background",
    ),
)
_PEER_REPORTS = Step(
    ("C23", "X23"),
    "A node does not count what the other serves, so limits double.",
    "background",
)
_PEER_DECISIONS = Step(
    ("C22", "C24", "X24"), "A node does not hear what the other has decided.", "background"
)
_TO_PEERS = (
    Step(
        ("C23", "X23", "C25"),
        "The other node of the pair does not hear of it until it restarts.",
        "background",
    ),
    Step(
        ("C24", "X24", "C26"),
        "What the event hub of one node hears does not reach the other.",
        "background",
    ),
    Step(("C60",), "Other regions do not hear of it.", "background"),
    Step(("C63",), "What is written in one region is missing in the others.", "background"),
    Step(("X63",), "What is written from now on is missing after a switch.", "background"),
)
_ANALYTICS = Step(("C50", "X50", "C51"), "Calls are missing from analytics.", "background")
_POLICIES = Step(
    ("C20", "C61"),
    "Traffic Managers go on with the policies they have; none can start or restart.",
    "start-up",
    opener="traffic-manager",
)
_POLICY_NEWS = Step(
    ("C21", "C62"), "Changed policies do not arrive.", "background", opener="traffic-manager"
)
_PORTAL = Step(("C05",), "The portals cannot be reached.")
_TO_GATEWAY = (
    Step(
        ("C11", "C62"),
        "Gateways do not hear of it until they restart.",
        against=True,
        opener="gateway",
    ),
    Step(("C10", "C61"), "Gateways cannot load it.", against=True, opener="gateway"),
)
_KEY_EVENTS = (
    Step(("C30",), "A running Key Manager goes on; it cannot start or restart.", "start-up"),
    Step(("C31",), "The Key Manager does not hear of changes.", "background"),
)
_TOKEN_ENDPOINT = Step(("C06",), "Token requests do not get in.")
_FEDERATION = Step(
    ("X01",), "Users of the identity provider cannot sign in.", "background", basis="assumed"
)
_NO_KEYS = "No keys can be created for applications."
_CREATE_KEYS = (
    Step(("C28",), _NO_KEYS, when=CONDITIONS["own-issuer"]),
    Step(("C33", "X33"), _NO_KEYS),
)

_ALL = (
    Flow(
        "api-call",
        "Call an API",
        "client",
        (
            _CALL,
            _BACKEND,
            *_INTROSPECTION,
            *_STORES,
            *_SIGNING_KEYS,
            _ARTIFACTS,
            _NEWS,
            *_THROTTLE,
            _PEER_REPORTS,
            _PEER_DECISIONS,
            *_COUNTERS,
            _ANALYTICS,
        ),
    ),
    Flow("token", "Get a token", "client", (_TOKEN_ENDPOINT, *_STORES, *_KEY_EVENTS, _FEDERATION)),
    Flow("publish", "Publish an API", "portal-user", (_PORTAL, *_STORES, *_TO_GATEWAY, *_TO_PEERS)),
    Flow(
        "subscribe",
        "Subscribe to an API",
        "portal-user",
        (_PORTAL, *_STORES, *_CREATE_KEYS, *_TO_GATEWAY, *_TO_PEERS, *_KEY_EVENTS),
    ),
    Flow(
        "rate-limit",
        "Enforce a rate limit",
        "client",
        (
            _CALL,
            *(
                Step(connections, "Requests are no longer counted against limits.")
                for connections in _COUNTING
            ),
            *_STORES,
            _POLICIES,
            _POLICY_NEWS,
            _PEER_REPORTS,
            _PEER_DECISIONS,
            *_COUNTERS,
            _ARTIFACTS,
        ),
    ),
    Flow(
        "revoke-token",
        "Revoke a token",
        "client",
        (
            _TOKEN_ENDPOINT,
            *_STORES,
            Step(("C29", "C32", "X32"), "Gateways do not hear of it."),
            Step(
                ("C11", "C62"),
                "Gateways accept the token until it expires.",
                against=True,
                opener="gateway",
            ),
            *_TO_PEERS,
            *_KEY_EVENTS,
        ),
    ),
)

FLOWS = MappingProxyType({flow.id: flow for flow in _ALL})
"""The named flows, by id."""
