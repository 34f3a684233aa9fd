"""The built-in knowledge base, one module per topic.

It is written with the public API only, so it is also the example for packs of
your own.
"""

from __future__ import annotations

from wso2_strategy import Pack, __version__

from . import (
    advice,
    availability,
    compliance,
    contradictions,
    data_planes,
    environment,
    groups,
    identity,
    operations,
    platforms,
    region_contradictions,
    regions,
    selection,
    traffic,
    unstated,
    zones,
)

PACK = Pack(
    name="built-in",
    version=__version__,
    summary="What WSO2's deployment pages say, and named assumptions where they are silent.",
    rules=(
        *environment.RULES,
        *traffic.RULES,
        *availability.RULES,
        *compliance.RULES,
        *groups.RULES,
        *identity.RULES,
        *regions.RULES,
        *selection.RULES,
        *operations.RULES,
        *contradictions.RULES,
        *region_contradictions.RULES,
        *unstated.RULES,
        *zones.RULES,
        *data_planes.RULES,
        *advice.RULES,
        *platforms.RULES,
    ),
)
