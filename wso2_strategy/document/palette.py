"""The colours of all pictures.

Dark ink on light fills keeps a contrast of more than 7 to 1, and kinds of tiers
differ in shape too, so nothing is told by colour alone.
"""

from __future__ import annotations

INK = "#1b1f24"
OPTIONAL_INK = "#4a5560"
ZONE_FILL = "#f6f8fa"

FILLS = {
    "actor": "#ffffff",
    "proxy": "#d7e9f7",
    "runtime": "#fde7c4",
    "store": "#d9efdc",
    "cache": "#d9efdc",
    "service": "#ece6f5",
}
"""Per kind of tier."""
