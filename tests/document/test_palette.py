"""The colours of pictures, as people see them who do not tell all of them apart."""

from __future__ import annotations

from itertools import combinations

import pytest

from wso2_strategy.document.palette import DARK, FILLS, ZONE_FILL

_SEEN = {
    "by most people": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Of linear red, green and blue: Machado, Oliveira and Fernandes (2009), at full severity."""

_TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)
_TOLD_APART = 7.0
"""Of the CIE 1976 difference, in which 2.3 are just noticed side by side."""

Three = tuple[float, ...]


def times(rows: tuple[Three, ...], values: Three) -> Three:
    return tuple(sum(a * b for a, b in zip(row, values, strict=True)) for row in rows)


def seen(colour: str, matrix: tuple[Three, ...]) -> Three:
    """Return the place of a colour in CIE L*a*b* as it is seen."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    visible = tuple(min(1.0, max(0.0, c)) for c in times(matrix, linear))
    ratios = (v / w for v, w in zip(times(_TO_XYZ, visible), _WHITE, strict=True))
    x, y, z = (r ** (1 / 3) if r > 0.008856 else 7.787 * r + 16 / 116 for r in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("kind", _SEEN)
@pytest.mark.parametrize("page", ["light", "dark"])
def test_kinds_of_tiers_are_told_apart_by_everybody(kind: str, page: str) -> None:
    """Those that are boxes, from each other and from zones; others have shapes of their own."""
    fills = {FILLS[each] for each in ("proxy", "runtime", "service")} | {ZONE_FILL}
    shown = sorted(DARK[each] if page == "dark" else each for each in fills)
    for one, other in combinations(shown, 2):
        pair = (seen(each, _SEEN[kind]) for each in (one, other))
        difference = sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) ** 0.5
        assert difference >= _TOLD_APART, (one, other)
