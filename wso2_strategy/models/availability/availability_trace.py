"""The arithmetic of an availability, written out."""

from __future__ import annotations

from collections.abc import Sequence

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.inference.provenance import Assumption, Source
from wso2_strategy.models.availability.block_diagram import (
    Block,
    Evaluation,
    Structure,
    unavailability,
)
from wso2_strategy.models.figure import Figure

AVAILABILITY_MODEL = Source("Availability model", "docs/explanation/availability.md")
"""Where this library explains its reliability block diagrams."""

TOKEN_CACHE = "token-cache"  # noqa: S105  # a cache, no secret


def availability_figure(structure: Structure, assumptions: Assumptions) -> Figure:
    """Return the availability of a structure, as a formula over its blocks.

    Blocks that occur more than once are split by total probability, as in the computation.
    """
    blocks = sorted(structure.blocks.values(), key=lambda block: block.id)
    return Figure(
        "availability",
        1 - unavailability(structure),
        "",
        Evaluation(_Formulas(), {}).of(structure),
        tuple(_block_figure(block, assumptions) for block in blocks),
        AVAILABILITY_MODEL,
        "derived",
    )


def _block_figure(block: Block, assumptions: Assumptions) -> Figure:
    value = 1 - block.unavailability
    inputs: tuple[Assumption, ...]
    if block.id == TOKEN_CACHE:
        inputs = (assumptions["token_cache_minutes"], assumptions["repair_minutes"])
        formula = "1 - exp(-token_cache_minutes / repair_minutes)"
    else:
        inputs = (assumptions[block.origin],)
        formula = _k_of_n(block)
    return Figure(_name(block), value, "", formula, inputs, AVAILABILITY_MODEL, "derived")


def _k_of_n(block: Block) -> str:
    works, nodes = block.origin, block.nodes
    if nodes == 1:
        return works
    if block.needed == 1:
        return f"1 - (1 - {works}) ** {nodes}"
    terms = f"comb({nodes}, up) * {works} ** up * (1 - {works}) ** ({nodes} - up)"
    return f"sum({terms} for up in range({block.needed}, {nodes + 1}))"


def _name(block: Block) -> str:
    return f"{block.id.replace('-', '_').replace('@', '_')}_works"


class _Formulas:
    """Shares of time up, as formulas in Python's notation."""

    def block(self, block: Block) -> str:
        return _name(block)

    def certain(self, *, works: bool) -> str:
        return "1" if works else "0"

    def series(self, values: Sequence[str]) -> str:
        if "0" in values:
            return "0"
        factors = [value for value in values if value != "1"]
        return " * ".join(factors) if factors else "1"

    def parallel(self, values: Sequence[str]) -> str:
        if "1" in values:
            return "1"
        open_ways = [value for value in values if value != "0"]
        if len(open_ways) <= 1:
            return open_ways[0] if open_ways else "0"
        failures = " * ".join(f"(1 - {value})" for value in open_ways)
        return f"(1 - {failures})"

    def total(self, block: Block, if_down: str, if_works: str) -> str:
        works = _name(block)
        if if_down == if_works:
            return if_works
        if if_down == "0":
            return works if if_works == "1" else f"{works} * {if_works}"
        return f"({works} * {if_works} + (1 - {works}) * {if_down})"
