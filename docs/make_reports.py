"""Writes the decision reports of three examples, as pages and as a record."""

from __future__ import annotations

from pathlib import Path

from wso2_strategy import Advisor, load_requirements

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent / "_reports"
EXAMPLES = ("retail", "bank", "two-regions")


def pages() -> dict[Path, str]:
    """Return the page of each example, and the record of the first."""
    advisor = Advisor()
    reports = {
        name: advisor.advise(load_requirements(ROOT / "examples" / f"{name}.yaml")).report()
        for name in EXAMPLES
    }
    found = {FOLDER / f"{name}.html": each.to_html() for name, each in reports.items()}
    return found | {FOLDER / f"{EXAMPLES[0]}.md": reports[EXAMPLES[0]].to_markdown()}
