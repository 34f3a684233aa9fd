"""The runbook of a region: what to replace, what to do in order, and what the files cannot do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.limitation import Limitation, said_once
from wso2_strategy.artifacts.part import Part
from wso2_strategy.document.blocks import Block, Listing, Section, Table
from wso2_strategy.document.document import Document
from wso2_strategy.document.json_values import json_ready
from wso2_strategy.domain.wording import series
from wso2_strategy.topology.tier_wording import nodes_of

_SERVED = MappingProxyType({"hosts.websocket": "websocket", "hosts.websub": "websub"})
"""By setting, the protocol without which nothing leads to its host."""


def runbook(deployment: Deployment, part: Part) -> Document:
    """Return the runbook of a region, with the chapters of its platform."""
    title = f"Runbook: {deployment.topology.title}"
    if deployment.has_other_regions:
        title += f", region {deployment.region}"
    sections = [_overview(deployment), *_placeholders(deployment, part), *part.chapters]
    return Document(title, (*sections, *_limitations(part.limitations)))


def _overview(deployment: Deployment) -> Section:
    tiers = Table(
        ("Tier", "Component", "Nodes"),
        tuple((each.id, each.name, nodes_of(each)) for each in deployment.tiers),
    )
    listed = "manifest.json lists every file, and everything that must be there before."
    return Section("What is deployed", (tiers, listed))


def _placeholders(deployment: Deployment, part: Part) -> Iterator[Section]:
    """Yield what stands for something else in the files; what is not used need not be set."""
    rows = tuple(
        (path, value)
        for path, value in deployment.settings.placeholders()
        if any(re.search(rf"(?<![\w-]){re.escape(value)}", each.text) for each in part.files)
    )
    if rows:
        blocks: tuple[Block, ...] = (
            "These values stand for your own. Write yours into a copy of settings.yaml, and"
            " generate the files again with --settings.",
            Table(("Setting", "Placeholder"), rows),
        )
        if unserved := [
            path
            for path, _ in rows
            if path in _SERVED and _SERVED[path] not in deployment.topology.options.protocols
        ]:
            blocks += (
                f"Of {series(unserved)}, only the endpoints that the portals show make use: no API"
                " of that kind is served here.",
            )
        yield Section("Placeholders to replace", blocks)


def _limitations(limitations: tuple[Limitation, ...]) -> Iterator[Section]:
    if limitations:
        items = said_once(json_ready(limitations))
        yield Section("What these files cannot do", (Listing(items),))
