"""From a deployment.toml to the node that it configures."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from wso2_strategy.artifacts.assess.reading import ConfigurationFile
from wso2_strategy.artifacts.assess.units import IDENTITY_SERVER, Unit

_NAMED = ("traffic-manager", "key-manager", "gateway")
"""What a path may say of a node whose file says nothing, as that of a new pack."""


def node_unit(file: ConfigurationFile) -> Unit:
    """Return the node of a deployment.toml; what it is follows from which tables it has."""
    unit = Unit(file.path, "virtual-machines", "", 1, file.data)
    names = frozenset(name.lower() for name in unit.texts("server.hostname"))
    return evolve(unit, component=_component(unit), names=names, streams=frozenset(_streams(unit)))


def _streams(unit: Unit) -> Iterator[str]:
    """Yield the kinds of APIs besides plain ones whose public addresses a node shows."""
    if unit.texts("apim.gateway.environment.wss_endpoint"):
        yield "websocket"
    if unit.texts("apim.gateway.environment.websub_event_receiver_https_endpoint"):
        yield "websub"


def _component(unit: Unit) -> str:
    """Return the component whose tables a node has; ``control`` where it may be one of two."""
    stores = unit.table("database.apim_db") is not None
    throttles = unit.table("apim.throttling.url_group") is not None
    serves = unit.table("apim.sync_runtime_artifacts.gateway") is not None
    shows = bool(unit.texts("apim.gateway.environment.service_url"))
    hears = unit.table("apim.event_hub") is not None
    publishes = unit.table("apim.event_hub.publish") is not None
    told = (
        (IDENTITY_SERVER, unit.table("database.identity_db") is not None),
        ("all-in-one", (shows or stores) and (throttles or serves)),
        ("control", shows or publishes),
        ("gateway", throttles or serves),
        ("key-manager", hears and stores),
        ("traffic-manager", hears),
        ("control", stores),
        *((name, name in unit.path) for name in _NAMED),
    )
    return next((name for name, holds in told if holds), "")
