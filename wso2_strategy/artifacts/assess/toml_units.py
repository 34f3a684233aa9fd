"""From a deployment.toml to the node that it configures."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from wso2_strategy.artifacts.assess.reading import ConfigurationFile
from wso2_strategy.artifacts.assess.units import Unit


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
    stores = unit.table("database.apim_db") is not None
    throttles = unit.table("apim.throttling.url_group") is not None
    serves = unit.table("apim.sync_runtime_artifacts.gateway") is not None
    shows = bool(unit.texts("apim.gateway.environment.service_url"))
    hears = unit.table("apim.event_hub") is not None
    publishes = unit.table("apim.event_hub.publish") is not None
    if (shows or stores) and (throttles or serves):
        return "all-in-one"
    if shows or publishes:
        return "control"
    if throttles or serves:
        return "gateway"
    if hears and stores:
        return "key-manager"
    if hears:
        return "traffic-manager"
    return "control" if stores else ""
