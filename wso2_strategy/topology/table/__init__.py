"""The connection table: every documented connection once, for all patterns.

Entries name tiers by the roles they carry, so a pattern needs no drawing of its
own. Ids with a C are the documented connections; ids with an X follow from them.
"""

from __future__ import annotations

from wso2_strategy.topology.table import control, regions, requests, stores
from wso2_strategy.topology.table.row import Caveat, Leg, Row, When

__all__ = ["ROWS", "Caveat", "Leg", "Row", "When"]

ROWS: tuple[Row, ...] = (
    *requests.ROWS,
    *control.ROWS,
    *stores.ROWS,
    *regions.ROWS,
    *regions.DERIVED_ROWS,
)
