"""The assessment of a folder of configuration, as an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from attrs import evolve, frozen

from wso2_strategy.artifacts.assess.chart_checks import SAMPLE_SERVICE, Charts, unmade_services
from wso2_strategy.artifacts.assess.chart_faults import chart_faults
from wso2_strategy.artifacts.assess.findings import SEVERITIES, Finding, fault, listed
from wso2_strategy.artifacts.assess.node_faults import node_faults
from wso2_strategy.artifacts.assess.policy_faults import policy_faults
from wso2_strategy.artifacts.assess.reading import (
    ConfigurationFile,
    Reading,
    read_folder,
)
from wso2_strategy.artifacts.assess.recovery import Recovery
from wso2_strategy.artifacts.assess.release_units import release_unit
from wso2_strategy.artifacts.assess.release_values import Values, read_releases
from wso2_strategy.artifacts.assess.tiers_found import find_tiers
from wso2_strategy.artifacts.assess.toml_units import node_unit
from wso2_strategy.artifacts.assess.units import IDENTITY_SERVER
from wso2_strategy.artifacts.assess.unread_keys import unread_faults
from wso2_strategy.artifacts.assess.wiring_faults import wiring_faults
from wso2_strategy.artifacts.defects import TESTED_CHARTS
from wso2_strategy.artifacts.directory import MANIFEST
from wso2_strategy.document.blocks import Block, Listing, Section, Table
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import json_ready
from wso2_strategy.domain.wording import counted
from wso2_strategy.errors import printable
from wso2_strategy.topology import Difference, Topology, compare
from wso2_strategy.topology.migration import Migration

_ALONE, _WITH_SERVER = "P1", "P6"
"""Patterns of one All-in-One, which differ in a server that no file of a node names."""

_MOST_PATHS = 5
"""Files that a finding lists of those that have it."""


@frozen
class Assessment(Answer):
    """What a folder of configuration makes, what is wrong with it, and the way to what is wanted.

    Attributes:
        folder: The folder.
        recovery: The topology that was recovered.
        findings: What is missing or broken, the worst first.
        recommended: The topology that is wanted; None where the pattern itself is.
        passed_over: Files that are about something else.
    """

    schema: ClassVar[str] = "wso2-strategy/assessment/1"

    folder: str
    recovery: Recovery
    findings: tuple[Finding, ...]
    recommended: Topology | None
    passed_over: tuple[str, ...]

    @property
    def topology(self) -> Topology:
        """The topology that the files make."""
        return self.recovery.topology

    @cached_property
    def difference(self) -> Difference:
        """What differs from what is recommended, or else from the pattern as it should be."""
        return compare(self.topology, self.recommended or self.recovery.expected)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found that these files could mend, and nothing differs."""
        mendable = any(each.severity != "note" for each in self.findings)
        return not mendable and self.difference.is_empty

    def document(self, *, complete: bool = False) -> Document:
        """Return it as a document; a complete one is the same."""
        blocks: list[Block] = [_tiers(self.recovery), *_findings(self.findings)]
        wanted = "what is recommended" if self.recommended else "the pattern as it should be"
        way = Migration(self.difference).document(complete=complete)
        if self.recommended or not self.difference.is_empty:
            blocks.append(Section(f"From here to {wanted}", way.blocks))
        if self.passed_over:
            said = f"{counted(len(self.passed_over), 'file')} about something else: not looked at."
            blocks.append(Section("Passed over", (said, Listing(self.passed_over))))
        likeness = "" if self.recovery.is_exact else "nearest to "
        return Document(f"{self.folder}: {likeness}{self.topology.title}", tuple(blocks))

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        found = self.recovery.found
        options = self.recovery.expected.options
        return {
            "schema": self.schema,
            "folder": self.folder,
            "pattern": {
                "id": self.recovery.pattern.id,
                "name": self.recovery.pattern.name,
                "exact": self.recovery.is_exact,
            },
            "platform": options.platform,
            "redundancy": options.redundancy,
            "nodes": {each: found.nodes(each) for each in found.components},
            "files": [
                {"path": unit.path, "component": unit.component or None} for unit in found.units
            ],
            "findings": json_ready(self.findings),
            "connections": json_ready(self.topology.connections()),
            "difference": Migration(self.difference).to_dict(),
            "passed_over": list(self.passed_over),
        }


def assess(folder: str | Path, recommended: Topology | None = None) -> Assessment:
    """Return what a folder of values or deployment.toml files makes, and what is wrong with it.

    Args:
        folder: The folder of one deployment in one region.
        recommended: The topology to compare with; by default that of the pattern it is.

    Raises:
        RequirementsError: It is no folder, holds too much, or nothing that can be assessed.
    """
    reading = read_folder(folder)
    releases = read_releases(reading.releases)
    autoscaled = dict(map(_autoscaled, reading.objects))
    units = [release_unit(each, autoscaled) for each in releases]
    services = {name: each.component for each in releases for name in each.services}
    # It is connected in the Admin Portal, so no file of a node tells whether it is there.
    has_server = reading.pattern == _WITH_SERVER or (
        recommended is not None
        and any(tier.component == IDENTITY_SERVER for tier in recommended.tiers)
    )
    nodes = map(node_unit, reading.nodes)
    found = find_tiers((*nodes, *units), services, has_server=has_server)
    recovery = Recovery(found, recommended.options if recommended else None)
    charts = Charts(releases, reading.objects, found)
    findings = sorted(
        _all_findings(reading, recovery, charts),
        key=lambda each: (SEVERITIES.index(each.severity), each.path, each.id, each.problem),
    )
    return Assessment(
        printable(str(folder)), recovery, tuple(findings), recommended, reading.passed_over
    )


def _shared_hosts(releases: tuple[Values, ...]) -> Iterator[Finding]:
    """Yield host names that several releases let in, so that calls go to either."""
    routed: dict[str, list[Values]] = {}
    for values in releases:
        for host in dict.fromkeys(host for _, host in values.routes() if host):
            routed.setdefault(host, []).append(values)
    for host, several in routed.items():
        if len({each.component for each in several}) > 1:
            paths = listed([each.path for each in several])
            yield fault("route-twice", "", paths=paths, host=host)


def _unmade_services(values: Values, charts: Charts) -> Iterator[Finding]:
    """Yield addresses of components that releases make, by names that none of them has."""
    for host, component in unmade_services(values, charts):
        own = [
            name
            for each in charts.releases
            if each.component == component
            for name in each.services
        ]
        if own and not host.endswith(SAMPLE_SERVICE):
            said = {"host": host, "component": component, "services": listed(own)}
            yield fault("unknown-service", values.path, **said)


def _autoscaled(file: ConfigurationFile) -> tuple[str, int]:
    """Return which Deployment an object scales, and its fewest pods; none for most objects."""
    spec = file.data.get("spec")
    target = spec.get("scaleTargetRef") if isinstance(spec, Mapping) else None
    name = target.get("name") if isinstance(target, Mapping) else None
    fewest = spec.get("minReplicas") if isinstance(spec, Mapping) else None
    return str(name), fewest if isinstance(fewest, int) else 0


def _all_findings(reading: Reading, recovery: Recovery, charts: Charts) -> Iterator[Finding]:
    for path, reason in reading.unread:
        yield fault("unread", path, reason=reason)
    made = recovery.pattern.id
    if reading.pattern not in ("", made):
        yield fault("manifest-differs", MANIFEST, said=reading.pattern, made=made)
    elif made == _ALONE and not reading.pattern and recovery.stated is None:
        yield fault("untold-server", "", made=made, other=_WITH_SERVER)
    zones = recovery.stated.zones if recovery.stated else None
    if zones and zones > 1:
        yield fault("untold-zones", "", zones=zones)
    yield from wiring_faults(recovery)
    yield from node_faults(recovery.found)
    yield from chart_faults(charts)
    yield from policy_faults(charts, recovery)
    yield from _shared_hosts(charts.releases)
    for values in charts.releases:
        yield from unread_faults(values)
        yield from _unmade_services(values, charts)
        version = values.get("wso2.apim.version")
        if isinstance(version, str) and not TESTED_CHARTS.startswith(version):
            yield fault("other-version", values.path, version=version, charts=TESTED_CHARTS)


def _tiers(recovery: Recovery) -> Section:
    found = recovery.found
    rows = tuple(
        (
            each,
            str(found.nodes(each)),
            ", ".join(unit.path for unit in found.units_of(each)) or "known from addresses only",
        )
        for each in found.components
    )
    return Section("What it is", (Table(("Component", "Nodes", "Files"), rows, ("Nodes",)),))


def _findings(findings: tuple[Finding, ...]) -> Iterator[Section]:
    if not findings:
        yield Section("Findings", ("Nothing is missing or broken.",))
    names = {"error": "Errors", "warning": "Warnings", "note": "Known, and not to be mended here"}
    for severity in SEVERITIES:
        alike: dict[Finding, list[str]] = {}
        for each in findings:
            if each.severity == severity:
                alike.setdefault(evolve(each, path=""), []).append(each.path)
        if alike:
            items = tuple(_sentence(each, paths) for each, paths in alike.items())
            yield Section(names[severity], (Listing(items),))


def _sentence(finding: Finding, paths: list[str]) -> str:
    """Return a finding as a sentence, once for all files that have it."""
    named = list(dict.fromkeys(filter(None, paths)))
    more = [f"{len(named) - _MOST_PATHS} more"] if len(named) > _MOST_PATHS + 1 else []
    shown = named[:_MOST_PATHS] + more if more else named
    place = f"{', '.join(shown)}: " if shown else ""
    source = f" ({finding.source.title})" if finding.source else ""
    return f"{finding.id}: {place}{finding.problem} {finding.remedy}{source}"
