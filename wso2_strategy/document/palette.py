"""The colours of all pictures.

Dark ink on light fills keeps a contrast of more than 7 to 1. Kinds of tiers differ in shape, or
in colours that are told apart by who sees no red, no green or no blue.
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
    "service": "#d5c8ee",
}
"""Per kind of tier."""

PAPER = "#ffffff"
"""What pictures are drawn on."""

ACCENT = "#0b57a4"
"""What a reader is to see first, such as what is recommended."""

RULE = "#d5dae0"
"""Lines that only guide the eye."""

STEPS = ("#f3f6fa", "#dfe9f4", "#c8dbee", "#b0cce6", "#98bcdd", "#81abd3", "#6b9ac8", "#5889bc")
"""Fills that grow darker, for what grows; they are told apart in grey too."""

DARK = {
    INK: "#e7eaee",
    OPTIONAL_INK: "#a9b3be",
    ZONE_FILL: "#1a1f26",
    FILLS["actor"]: "#14181d",
    "white": "#14181d",
    FILLS["proxy"]: "#17354d",
    FILLS["runtime"]: "#4d3a14",
    FILLS["store"]: "#1c3d24",
    FILLS["service"]: "#4d3f6b",
    ACCENT: "#7fb8f0",
    RULE: "#39424d",
    **dict(
        zip(
            STEPS,
            (
                "#1a2027",
                "#1d2935",
                "#203243",
                "#233b51",
                "#26445f",
                "#294e6d",
                "#2c577b",
                "#2f6189",
            ),
            strict=True,
        )
    ),
}
"""What takes the place of each colour on a dark page."""


def dark_rules() -> str:
    """Return the style rules with which pictures on a dark page take its colours.

    >>> print(dark_rules().splitlines()[0])
    svg [fill="#1b1f24"], svg [style*="fill:#1b1f24"] {fill: #e7eaee !important}
    """
    return "\n".join(
        f'svg [{name}="{light}"], svg [style*="{name}:{light}"] {{{name}: {dark} !important}}'
        for light, dark in DARK.items()
        for name in ("fill", "stroke")
    )
