"""Network policies beside releases: whether they let through what the releases connect to.

What only a cluster knows, such as the addresses of pods, is given the benefit of the doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from attrs import frozen

from wso2_strategy.artifacts.assess.chart_checks import Charts, selected_label
from wso2_strategy.artifacts.assess.findings import Finding, fault
from wso2_strategy.artifacts.assess.reading import ConfigurationFile
from wso2_strategy.artifacts.assess.recovery import Recovery
from wso2_strategy.artifacts.assess.release_values import Values
from wso2_strategy.domain.wording import series

_NAME = "kubernetes.io/metadata.name"
_Answer: TypeAlias = bool | None
"""None where it cannot be told."""


@frozen
class _Way:
    """A direction in which policies let through: how they and findings call it."""

    type: str
    rules: str
    peers: str
    words: str


_OUT, _IN = _Way("Egress", "egress", "to", "out to"), _Way("Ingress", "ingress", "from", "in to")


def policy_faults(charts: Charts, recovery: Recovery) -> Iterator[Finding]:
    """Yield what releases connect to and policies beside them hold back."""
    releases = {each.path: each for each in charts.releases if each.chart is not None}
    policies = _policies(charts, [_labels(each)["deployment"] for each in releases.values()])
    held: defaultdict[tuple[str, _Way, str, str], list[tuple[int, str]]] = defaultdict(list)
    for each in recovery.topology.connections() if policies else ():
        if each.port is None or not each.crosses_network or not recovery.is_wired(each):
            continue
        opener, target = (recovery.expected.tier(name) for name in (each.opener, each.target))
        for one in recovery.found.units_of(opener.component, opener.cluster):
            for other in recovery.found.units_of(target.component, target.cluster):
                if one.path not in releases or other.path not in releases:
                    continue
                here, there = _labels(releases[one.path]), _labels(releases[other.path])
                for way, own, peer in ((_OUT, here, there), (_IN, there, here)):
                    path = _holding(policies, way, own, peer, each.port)
                    if path:
                        held[path, way, each.opener, each.target].append((each.port, each.id))
    for (path, way, opener_id, target_id), several in held.items():
        yield fault(
            "policy",
            path,
            opener=opener_id,
            way=way.words,
            target=target_id,
            ports=series([str(port) for port in sorted({port for port, _ in several})]),
            connections=series(list(dict.fromkeys(name for _, name in several))),
        )


def _policies(charts: Charts, labels: Collection[str]) -> list[ConfigurationFile]:
    """Return the policies in the namespace of the releases: of several, that which names them."""
    policies = [each for each in charts.objects if each.data["kind"] == "NetworkPolicy"]
    if len({_namespace(each.data) for each in policies}) > 1:
        own = {_namespace(each.data) for each in policies if selected_label(each.data) in labels}
        return [each for each in policies if _namespace(each.data) in own]
    return policies


def _labels(values: Values) -> dict[str, str]:
    label = values.chart.label if values.chart else ""
    return {"product": "apim", "deployment": label.format(f=values.full_name)}


def _holding(
    policies: Iterable[ConfigurationFile],
    way: _Way,
    own: Mapping[str, str],
    peer: Mapping[str, str],
    port: int,
) -> str:
    """Return the file of a policy that holds pods back from a peer; empty if none surely does."""
    path = ""
    for each in policies:
        spec = each.data.get("spec")
        if not isinstance(spec, Mapping) or not _has_type(spec, way):
            continue
        selects = _selected(spec.get("podSelector"), own)
        rules = spec.get(way.rules) or []
        if selects is False:
            continue
        if not isinstance(rules, list):
            return ""
        namespace = _namespace(each.data)
        lets = _any(_lets(rule, way, peer, port, namespace) for rule in rules)
        if lets is not False:
            return ""
        if selects:
            path = path or each.path
    return path


def _has_type(spec: Mapping[str, Any], way: _Way) -> bool:
    types = spec.get("policyTypes")
    if isinstance(types, list) and types:
        return way.type in types
    return way is _IN or way.rules in spec


def _namespace(policy: Mapping[str, Any]) -> str:
    metadata = policy.get("metadata")
    return str(metadata.get("namespace", "")) if isinstance(metadata, Mapping) else ""


def _lets(rule: Any, way: _Way, peer: Mapping[str, str], port: int, namespace: str) -> _Answer:
    """Return whether a rule lets through to pods in the same namespace at a port."""
    if not isinstance(rule, Mapping):
        return None
    peers, ports = rule.get(way.peers) or [{}], rule.get("ports") or [{}]
    if not isinstance(peers, list) or not isinstance(ports, list):
        return None
    at = _any(_is_port(each, port) for each in ports)
    with_peer = _any(_is_peer(each, peer, namespace) for each in peers)
    if at is False or with_peer is False:
        return False
    return True if at and with_peer else None


def _is_port(entry: Any, port: int) -> _Answer:
    if not isinstance(entry, Mapping):
        return None
    if entry.get("protocol", "TCP") != "TCP":
        return False
    first = entry.get("port")
    if first is None:
        return True
    last = entry.get("endPort", first)
    if not isinstance(first, int) or not isinstance(last, int):
        return None  # the name of a port of pods
    return first <= port <= last


def _is_peer(entry: Any, labels: Mapping[str, str], namespace: str) -> _Answer:
    if not isinstance(entry, Mapping) or "ipBlock" in entry:
        return None
    answers = []
    if "namespaceSelector" in entry:
        known = {_NAME: namespace} if namespace else {}
        answers.append(_selected(entry["namespaceSelector"], known))
    if "podSelector" in entry:
        answers.append(_selected(entry["podSelector"], labels))
    if False in answers:
        return False
    return None if None in answers else True


def _selected(selector: Any, labels: Mapping[str, str]) -> _Answer:
    """Return whether a selector takes pods or a namespace of which some labels are known."""
    if not isinstance(selector, Mapping):
        return None
    wanted = selector.get("matchLabels") or {}
    if not isinstance(wanted, Mapping):
        return None
    if any(key in labels and labels[key] != value for key, value in wanted.items()):
        return False
    is_known = wanted.keys() <= labels.keys() and not selector.get("matchExpressions")
    return True if is_known else None


def _any(answers: Iterable[_Answer]) -> _Answer:
    """Return whether one holds; None where one may."""
    several = list(answers)
    if True in several:
        return True
    return None if None in several else False
