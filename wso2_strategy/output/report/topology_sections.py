"""The topology of a recommendation: drawn, and as the openings that a network must allow."""

from __future__ import annotations

from wso2_strategy.advice.answer_topology import topology_for
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Block, Picture, Section, Table
from wso2_strategy.errors import DrawingError, MissingExtraError, RequirementsError
from wso2_strategy.output.citations import Citations
from wso2_strategy.topology import Topology
from wso2_strategy.topology.export.svg import to_svg
from wso2_strategy.topology.exposure import FirewallRules
from wso2_strategy.topology.tiers import ZONES

_MOST_CONNECTIONS = 1_500
"""A picture of more would be too small to read, and too large to send."""

_MOST_RULES = 500
"""More openings than this are for a program to read; they come from regions that are alike."""

_DRAWN, _FIREWALL = "Topology", "Firewall matrix"


def picture(recommendation: Outcome) -> Section:
    """Return the topology drawn; where it cannot be, why not, and its tiers as a table."""
    try:
        shown = topology_for(recommendation)
    except RequirementsError as error:
        return Section(_DRAWN, error.problems)
    return Section(_DRAWN, (*_drawn(shown), *shown.notes))


def _drawn(shown: Topology) -> tuple[Block, ...]:
    count = len(shown.connections())
    if count > _MOST_CONNECTIONS:
        many = (
            f"It has {count:,} connections, too many for a page; the command topology with"
            " --format svg draws it."
        )
        return shown.title, many, _tiers(shown)
    try:
        return (Picture(shown.title, to_svg(shown), _tiers(shown)),)
    except (MissingExtraError, DrawingError) as error:
        return shown.title, str(error), _tiers(shown)


def firewall(recommendation: Outcome, citations: Citations) -> Section:
    """Return every opening that the network must allow."""
    try:
        rules = topology_for(recommendation).firewall_rules()
    except RequirementsError as error:
        return Section(_FIREWALL, error.problems)
    shown = FirewallRules(rules.rules[:_MOST_RULES])
    table = shown.table(citations.sources)
    heads = tuple(each.capitalize() for each in table.columns)
    more = (
        f"The first {len(shown):,} of {len(rules):,} openings; the command topology with"
        " --firewall csv lists all of them."
    )
    note = (more,) if len(shown) < len(rules) else ()
    return Section(_FIREWALL, (*note, Table(heads, table.rows)))


def _tiers(shown: Topology) -> Table:
    rows = tuple(
        (each.name, f"{each.replicas:,}", ZONES.get(each.zone, each.zone), each.id)
        for each in shown.tiers
    )
    return Table(("Tier", "Nodes", "Zone", "Id"), rows)
