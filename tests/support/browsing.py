"""Debian's Chromium for tests, and what axe-core finds on a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AXE = Path(os.environ.get("MERMAID_HOME", ""), "node_modules", "axe-core", "axe.min.js")

SERIOUS = """async () => {
  const found = await axe.run()
  if (!found.passes.length) return ['axe has checked nothing']
  return found.violations.filter(each => ['serious', 'critical'].includes(each.impact))
    .map(each => each.id + ': ' + each.nodes[0].html)
}"""
"""What keeps people with disabilities out, by axe-core, once its script is on the page."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open a browser that asks for nothing by itself, or skip the test."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs Debian's package chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the extra test")
    quiet = ("background-networking", "component-update", "sync", "quic", "gpu")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--no-first-run", *(f"--disable-{each}" for each in quiet)],
        )
        yield browser
        browser.close()
