"""Keys of values that no template of the chart reads: the charts have no schema and say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wso2_strategy.artifacts.assess.findings import Finding, fault, listed
from wso2_strategy.artifacts.assess.release_values import Values
from wso2_strategy.artifacts.kubernetes.charts import chart_keys
from wso2_strategy.domain.wording import series
from wso2_strategy.errors import nearest

_CONFIGURED = "wso2.apim.configurations."
_KNOWN_UNREAD = tuple(
    f"{_CONFIGURED}{name}." for name in ("throttling", "transport.receiver", "token.revocation")
)
"""Below these the All-in-One's samples have many, which is defect D11."""

_MOST_MEANT = 4
"""Keys that are compared with all that there are."""


def unread_keys(values: Values) -> list[str]:
    """Return the keys with a value in a file that the chart of a release does not read."""
    if values.chart is None:
        return []
    keys = chart_keys()[values.chart.name]
    whole = tuple(key[:-1] for key in keys if key.endswith(".*"))
    return [
        path
        for path in dict.fromkeys(_leaves(values.data, ""))
        if path not in keys and not f"{path}.".startswith(whole)
    ]


def known_unread(values: Values) -> list[str]:
    """Return those of them that samples have, by their names below the configuration."""
    return [
        path.removeprefix(_CONFIGURED)
        for path in unread_keys(values)
        if path.startswith(_KNOWN_UNREAD)
    ]


def unread_faults(values: Values) -> Iterator[Finding]:
    """Yield the others, with what may be meant."""
    keys = [path for path in unread_keys(values) if not path.startswith(_KNOWN_UNREAD)]
    if not keys or values.chart is None:
        return
    close = {key: _meant(key, chart_keys()[values.chart.name]) for key in keys[:_MOST_MEANT]}
    meant = [f"{name} for {key}" for key, name in close.items() if name]
    yield fault(
        "unread-key",
        values.path,
        chart=values.chart.name,
        keys=listed(keys),
        meant=f", or write what is meant: {series(meant)}" if meant else "",
    )


def _meant(key: str, known: frozenset[str]) -> str | None:
    """Return the most similar key beside one, in the same map."""
    parent, _, last = key.rpartition(".")
    beside = {each.rpartition(".")[2] for each in known if each.rpartition(".")[0] == parent}
    return nearest(last, sorted(beside))


def _leaves(value: Any, path: str) -> Iterator[str]:
    """Yield the paths of what is set: no empty text, list or map, and not nothing."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for inner in value:
            yield from _leaves(inner, f"{path}[]")
    elif value not in (None, "", []):
        yield path
