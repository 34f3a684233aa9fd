"""The how-to pages about extension; that they do what they say, all pages are tested for."""

from __future__ import annotations

from pathlib import Path

PAGES = sorted((Path(__file__).parents[3] / "docs" / "how-to").glob("extend-*.md"))


def test_every_way_of_extension_has_a_page() -> None:
    assert [page.stem for page in PAGES] == [
        "extend-catalog",
        "extend-facts",
        "extend-pack",
        "extend-rules",
    ]
