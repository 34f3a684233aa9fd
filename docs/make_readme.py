"""Writes the screen of output in the README: the beginning of what ``advise`` prints."""

from __future__ import annotations

import re
from pathlib import Path

from wso2_strategy import Advisor, load_requirements

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "README.md"
SCREEN = re.compile(r"(?<=<!-- output: startup -->\n```text\n).*?(?=```\n)", re.DOTALL)


def pages() -> dict[Path, str]:
    """Return the README with its screen of output brought up to date."""
    recommendation = Advisor().advise(load_requirements(ROOT / "examples" / "startup.yaml"))
    text = recommendation.to_text(width=96)
    screen = text[: text.index("\nNotes\n")].rstrip() + "\n...\n"
    written = PAGE.read_text(encoding="utf-8")
    assert SCREEN.search(written) is not None
    return {PAGE: SCREEN.sub(lambda _: screen, written)}
