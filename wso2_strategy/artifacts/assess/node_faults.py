"""Faults of a single deployment.toml, and of several beside each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from wso2_strategy.artifacts.assess.findings import Finding, fault, listed
from wso2_strategy.artifacts.assess.tiers_found import Found
from wso2_strategy.artifacts.assess.units import IDENTITY_SERVER, Unit
from wso2_strategy.domain.wording import counted, series

_SECRET = re.compile(
    r"(?:password|passwd|api_?key|client_?secret|encryption\.key)\Z", re.IGNORECASE
)
_REFERENCE = re.compile(r"\$(?:env|sys|secret|ref)?\{[^}]*\}|\[.*\]\Z|<.*>\Z")
_HUB_KEYS = ("username", "password", "service_url", "event_listening_endpoints")


def node_faults(found: Found) -> Iterator[Finding]:
    """Yield what is wrong in the files of nodes, besides where they connect to."""
    for unit in found.units:
        yield from _literals(unit)
    units = [unit for unit in found.units if not unit.values and unit.component != IDENTITY_SERVER]
    for unit in units:
        yield from _own_faults(unit)
    yield from _encryption(units)
    yield from _databases(units)
    yield from _identities(units)


def _literals(unit: Unit) -> Iterator[Finding]:
    """Yield secrets that stand in a file."""
    secrets = _secrets(unit.values or unit.tables)
    if keys := [path for path, text in secrets if not _REFERENCE.match(text)]:
        name = "password-in-values" if unit.values else "password"
        yield fault(name, unit.path, keys=listed(keys))


def _own_faults(unit: Unit) -> Iterator[Finding]:
    role = unit.table("server.server_role")
    if isinstance(role, str) and role != "default":
        yield fault("server-role", unit.path, text=role)
    hub = unit.table("apim.event_hub")
    if isinstance(hub, Mapping) and (lacking := [key for key in _HUB_KEYS if key not in hub]):
        yield fault("hub-incomplete", unit.path, keys=series(lacking))


def _secrets(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the keys in tables that hold a secret, with what they hold."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _secrets(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets(inner, path)
    elif isinstance(value, str) and value and _SECRET.search(path):
        yield path, value


def _encryption(units: list[Unit]) -> Iterator[Finding]:
    keys = {unit.path: unit.table("encryption.key") for unit in units}
    for path, key in keys.items():
        if not isinstance(key, str) or not key:
            yield fault("encryption-key", path)
    given = {key for key in keys.values() if isinstance(key, str) and key}
    if len(given) > 1:
        yield fault("encryption-keys-differ", "")


def _databases(units: list[Unit]) -> Iterator[Finding]:
    """Yield schemas that nodes do not share."""
    for key in ("database.apim_db", "database.shared_db"):
        places = sorted({place for unit in units if (place := _place(unit, key))})
        if len(places) > 1:
            yield fault("databases-differ", "", key=key, text=series(places))


def _place(unit: Unit, key: str) -> str:
    """Return where a schema is, as an URL or by host and name."""
    if unit.table(f"{key}.type") == "h2":
        return ""
    url = unit.table(f"{key}.url")
    if isinstance(url, str):
        return url.partition("?")[0]
    host, name = unit.table(f"{key}.hostname"), unit.table(f"{key}.name")
    return f"{host}/{name}" if host and name else ""


def _identities(units: list[Unit]) -> Iterator[Finding]:
    gateways = [unit for unit in units if unit.component == "gateway"]
    names = Counter(tuple(unit.texts("apim.gateway_notification.gateway_id")) for unit in gateways)
    if len(gateways) > 1:
        for name, count in names.items():
            if not name:
                text = f"{counted(count, 'gateway')} without gateway_id"
                yield fault("gateway-id", "", text=text)
            elif count > 1:
                yield fault(
                    "gateway-id",
                    "",
                    text=f"{count} gateways with the gateway_id {series(list(name))}",
                )
