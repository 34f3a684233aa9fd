"""The tables of deployment.toml that say where nodes connect to, as the charts write them.

Nothing is rendered: these are worked out from values, for charts 4.7.0-1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from wso2_strategy.advice.formats import plain_data
from wso2_strategy.artifacts.assess.release_values import PAIR, Values

Tables = dict[str, Any]


def chart_tables(values: Values) -> Tables:
    """Return the tables of the first node of a release, with what values add as text."""
    write = _WRITERS.get(values.component)
    if write is None:
        return {}
    return merged(_with_counters(values, write(values)), extra_tables(values) or {})


def _gateway(values: Values) -> Tables:
    tables = {
        "key_manager": _service(values, "km"),
        "throttling": {
            **_service(values, "throttling"),
            "throttle_decision_endpoints": _brokers(values, "throttling.urls"),
            "url_group": _groups(_hosts(values, "throttling.urls"), "traffic_manager_"),
        },
    }
    if values.configured("eventhub.enabled") is True:
        tables["event_hub"] = _hub(values)
    return {"apim": tables}


def _traffic_manager(values: Values) -> Tables:
    tables = {"key_manager": _service(values, "km"), "event_hub": _hub(values)}
    if values.is_pair:
        tables["throttling"] = {"event_duplicate_url": [f"tcp://{values.services[2]}:5672"]}
    return {"apim": tables}


def _key_manager(values: Values) -> Tables:
    told = f"https://{values.configured('eventhub.serviceUrl')}:9443/internal/data/v1/notify"
    listener = [{"properties": {"notification_endpoint": told}}]
    return {"apim": {"event_hub": _hub(values)}, "event_listener": listener, **_databases(values)}


def _control_plane(values: Values) -> Tables:
    nodes = values.services[1 : PAIR + 1 if values.is_pair else PAIR]
    hub: Tables = {"publish": {"url_group": _groups(nodes, "")}}
    if values.is_pair:
        hub["event_duplicate_url"] = [f"tcp://{values.services[2]}:5672"]
    tables: Tables = {"gateway": {"environment": _environments(values)}, "event_hub": hub}
    if values.configured("km.enabled") is True:
        name, port = values.configured("km.serviceName"), values.configured("km.servicePort")
        tables["key_manager"] = {"service_url": f"https://{name}:{port}/services/"}
    return {"apim": tables, **_databases(values)}


def _all_in_one(values: Values) -> Tables:
    tables: Tables = {"gateway": {"environment": _environments(values)}}
    if values.is_pair:
        tables["throttling"] = {
            "event_duplicate_url": [f"tcp://{values.services[2]}:5672"],
            "url_group": _groups(values.services[1:], "traffic_manager_"),
        }
    return {"apim": tables, **_databases(values)}


def _service(values: Values, name: str) -> Tables:
    host, port = values.configured(f"{name}.serviceUrl"), values.configured(f"{name}.servicePort")
    return {"service_url": f"https://{host}:{port}/services/"} if host else {}


def _hub(values: Values) -> Tables:
    return _service(values, "eventhub") | {
        "event_listening_endpoints": _brokers(values, "eventhub.urls")
    }


def _hosts(values: Values, path: str) -> list[str]:
    found = values.configured(path)
    return [str(each) for each in found] if isinstance(found, list) else []


def _brokers(values: Values, path: str) -> list[str]:
    return [f"tcp://{host}:5672" for host in _hosts(values, path)]


def _groups(hosts: Iterable[str], prefix: str) -> list[Tables]:
    return [
        {f"{prefix}urls": [f"tcp://{host}:9611"], f"{prefix}auth_urls": [f"ssl://{host}:9711"]}
        for host in hosts
    ]


def _environments(values: Values) -> list[Tables]:
    found = values.configured("gateway.environments")
    return [
        {"service_url": f"https://{each.get('serviceName')}:{each.get('servicePort')}/services/"}
        for each in (found if isinstance(found, list) else [])
        if isinstance(each, Mapping)
    ]


def _databases(values: Values) -> Tables:
    kind = values.configured("databases.type")
    tables = {
        name: {"type": kind, "url": values.configured(f"databases.{name}.url")}
        for name in ("apim_db", "shared_db")
    }
    return {"database": tables}


def _with_counters(values: Values, tables: Tables) -> Tables:
    """Add what counts calls, alone or for all Traffic Managers together, and loading of tenants."""
    host = values.configured("distributedThrottling.keyvalueStore.host")
    if values.configured("distributedThrottling.enable") is True and host:
        store = {"keyvalue_store": {"host": str(host)}}
        tables = merged(tables, {"apim": {"distributed_throttling": store}})
    if values.configured("syncRuntimeArtifacts.tenantLoading.enabled") is True:
        loading = {"sync_runtime_artifacts": {"tenant_loading": {"enable": True}}}
        tables = merged(tables, {"apim": loading})
    if values.configured("transactionCounter.enabled") is True:
        counter = {"enable": True, "server_url": values.configured("transactionCounter.serverUrl")}
        tables = merged(tables, {"apim": {"transaction_counter": counter}})
    return tables


def extra_tables(values: Values) -> Tables | None:
    """Return the tables that values hand on as text; None where the text is no TOML."""
    text = values.configured("extraConfigs")
    if not isinstance(text, str) or not text.strip():
        return {}
    try:
        found: Tables | None = plain_data(text, "toml")
    except ValueError:
        return None
    return found or {}


def merged(tables: Mapping[str, Any], more: Mapping[str, Any]) -> Tables:
    """Return two sets of tables as one; a value of the second takes the first's place."""
    both = {**tables, **more}
    for name in tables.keys() & more.keys():
        one, other = tables[name], more[name]
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            both[name] = merged(one, other)
    return both


_WRITERS: Mapping[str, Callable[[Values], Tables]] = MappingProxyType(
    {
        "all-in-one": _all_in_one,
        "control-plane": _control_plane,
        "key-manager": _key_manager,
        "traffic-manager": _traffic_manager,
        "gateway": _gateway,
    }
)
