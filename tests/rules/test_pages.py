"""The generated pages say what the rules say today."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[2] / "docs"


def script(name: str) -> ModuleType:
    """Load a script of the documentation."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_rule_catalogue_is_current() -> None:
    assert script("make_rule_catalogue").page() == (DOCS / "reference" / "rules.md").read_text()


def test_every_seeded_defect_is_noticed_and_the_report_is_current() -> None:
    text, missed = script("make_verification").page()
    assert not missed
    assert text == (DOCS / "reference" / "verification.md").read_text()
