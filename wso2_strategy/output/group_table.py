"""What falls to each gateway group, for the answer, the plan and the report alike."""

from __future__ import annotations

from collections.abc import Iterator

from wso2_strategy.document.blocks import Block, Table
from wso2_strategy.domain.kinds import Number
from wso2_strategy.domain.wording import rounded
from wso2_strategy.models.sizing.group_sizes import GroupSize
from wso2_strategy.models.sizing.node_sizes import Sizing


def group_blocks(size: Sizing, marks: str) -> Iterator[Block]:
    """Yield the gateways of each group, where there are several; with the marks of a source."""
    if not size.gateway_groups:
        return
    region = " in each region" if size.regions > 1 else ""
    yield (
        "Gateway groups do not stand in for each other: each has gateways for its own part of the"
        f" load. {marks}".rstrip()
    )
    rows = tuple(
        (
            each.name,
            f"{100 * each.share:.6g}%",
            "not stated" if each.design_tps is None else rounded(Number(), each.design_tps),
            f"{each.nodes_per_region:,}",
            f"{each.needed_per_region:,}",
            _traffic_managers(each),
        )
        for each in size.gateway_groups
    )
    columns = "Gateway group", "Share", "Requests/s", f"Gateways{region}", "Needed"
    yield Table((*columns, "Traffic Managers"), rows)


def _traffic_managers(group: GroupSize) -> str:
    if group.clusters > 1:
        return f"its own, {group.clusters} clusters"
    return "its own" if group.clusters else "shared"
