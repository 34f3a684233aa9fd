"""Connections that no deployment.toml brings about, and what brings them about instead."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.limitation import Limitation
from wso2_strategy.artifacts.machines.hosts import is_made
from wso2_strategy.artifacts.machines.wiring import wires

_IN_PORTAL = "The key manager is added in the Admin Portal; deployment.toml does not name it."
_AT_SERVER = (
    "WSO2 Identity Server is installed by its own guide. Its event listener must call"
    " https://{host}:9443/internal/data/v1/notify of the control plane."
)
_KEYS = (
    "Gateways learn where the keys of tokens are from the control plane, once who issues them is"
    " added in the Admin Portal."
)
_ANALYTICS = "Analytics are set up by the guide of the service that is used."

_REASONS = MappingProxyType(
    {
        "C32": _AT_SERVER,
        "X32": _AT_SERVER,
        "C33": _IN_PORTAL,
        "X33": _IN_PORTAL,
        "C44": "Describe the directory in [user_store], by WSO2's page on its kind.",
        "C50": _ANALYTICS,
        "C51": _ANALYTICS,
        "X50": _ANALYTICS,
        "C52": "Mount the shared directories on every node before its first start:"
        " repository/deployment/server/userstores and repository/tenants.",
        "C60": "Events pass to another region by publishers of their own, files under"
        " repository/deployment/server/eventpublishers, as the guide on several data centres"
        " has them.",
        "X01": "The identity provider is added in the Admin Portal; deployment.toml does not"
        " name it.",
        "C16": _KEYS,
        "C17": _KEYS,
        "X02": _KEYS,
        "X40": _AT_SERVER,
    }
)

_NEEDS_NOTHING = frozenset({"C07", "C18"})
"""Back ends stand in the definitions of APIs; notices go where the event hub is."""


def limitations(deployment: Deployment) -> Iterator[Limitation]:
    """Yield what the files of a region leave to be done, connection by connection."""
    written = {
        (opener, name) for wire in wires() for opener in wire.openers for name in wire.connections
    }
    targets: set[tuple[str, str]] = set()
    named: set[tuple[str, str, str | None]] = set()
    host = deployment.settings.hosts.management
    for tier in deployment.tiers:
        for connection, target in deployment.outgoing(tier):
            if (tier.component, connection.id) in written and is_made(target):
                # One address stands for all gateways; portals only show it.
                if connection.id == "C27" and (tier.id, "C27", target.group) in named:
                    reason = f"Only one gateway tier can be named; {target.id} is not."
                    yield Limitation(connection.id, tier.id, reason)
                targets.add((tier.id, connection.id))
                named.add((tier.id, connection.id, target.group))
            elif connection.id not in _NEEDS_NOTHING and (tier.id, connection.id) not in targets:
                targets.add((tier.id, connection.id))
                reason = _REASONS.get(connection.id, "deployment.toml has no key for it.")
                yield Limitation(connection.id, tier.id, reason.format(host=host))
