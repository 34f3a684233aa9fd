"""What stands beside a figure of availability: that of tokens, and what both rest on most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.wording import estimated, percentage, series
from wso2_strategy.models.availability.availability_formula import SWITCH
from wso2_strategy.models.availability.call_availability import call_uses
from wso2_strategy.models.availability.flow_availability import FlowAvailability, availability
from wso2_strategy.models.availability.importance import Importance

_PARTS = {
    "token-cache": "Key Manager, once cached tokens expire",
    "region": "all zones at once",
    SWITCH: "switch to a standby region",
}
"""What parts that are no component are called."""


def beside_the_figure(recommendation: Outcome) -> Iterator[str]:
    """Yield how available tokens are, and which assumption weighs most in what is said of calls."""
    size, catalog = recommendation.sizing, recommendation.knowledge.catalog
    use = next(call_uses(size, recommendation.requirements.traffic.token_format))
    calls, tokens = (
        availability(size.design, size.assumptions, each)
        for each in (use, evolve(use, flow="token"))
    )
    yield f"Tokens are expected to be issued {percentage(tokens.availability)} of the time."
    yield " ".join([ASSUMED, *_weightiest(calls, catalog)])


ASSUMED = "Availabilities of nodes, databases and sites are assumptions."


def largest(found: FlowAvailability, catalog: Catalog) -> str:
    """Return the part of a use that costs most, or those that cost as much to the digits shown."""
    parts, minutes = _costliest(found)
    names = [_part(each.block, catalog) for each in parts]
    return f"{series(names)} ({minutes}{' each' if names[1:] else ''})"


def _weightiest(found: FlowAvailability, catalog: Catalog) -> Iterator[str]:
    """Yield a sentence about the assumptions that make most of the time down, if any is."""
    parts, minutes = _costliest(found)
    if minutes == "0":
        return
    weightiest, total = series([*_taken(found, parts, catalog)]), estimated(found.minutes_per_year)
    share = f"{minutes} each" if parts[1:] else minutes
    part = "almost all" if share == total else share
    yield (
        f"What weighs most: {weightiest}, {part} of the {total} minutes a year that calls are down."
    )


def _taken(found: FlowAvailability, parts: Iterable[Importance], catalog: Catalog) -> Iterator[str]:
    """Yield parts with the number that is assumed of each."""
    for each in parts:
        block = found.structure.blocks[each.block]
        whose = "each node " if block.nodes > 1 else ""
        if each.block == SWITCH:
            minutes = found.assumptions["standby_switch_minutes"].value
            yield f"{_part(each.block, catalog)} (taken to last {minutes:g} minutes)"
            continue
        taken = ""
        if block.origin:  # what follows from several assumptions has no number of its own
            taken = f" ({whose}taken as {100 * found.assumptions[block.origin].value:.10g}%)"
        yield f"{_part(each.block, catalog)}{taken}"


def _costliest(found: FlowAvailability) -> tuple[list[Importance], str]:
    minutes = [estimated(each.minutes_per_year) for each in found.importances]
    most = minutes[0]
    return [e for e, each in zip(found.importances, minutes, strict=True) if each == most], most


def _part(block: str, catalog: Catalog) -> str:
    """Return what people call a part of the deployment, with its cluster and region, if any."""
    part, _, region = block.partition("@")
    names = {each.id: each.name for each in catalog.components} | _PARTS
    tier, _, cluster = part.rpartition("-")
    if tier in names and cluster.isdigit():
        name = f"{names[tier]} in cluster {cluster}"
    else:
        name = names.get(part, part.replace("-", " "))
    return f"{name} in region {region}" if region else name
