"""The reports of all examples in a real browser: nothing cut, nothing hidden from anybody.

It is Debian's Chromium; axe-core looks for what keeps people with disabilities out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import AXE, SERIOUS, chromium

from wso2_strategy import Advisor, load_requirements

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EXAMPLES = sorted(
    each for each in Path("examples").iterdir() if each.suffix in (".yaml", ".toml", ".json")
)
SIZES = ((1280, "screen"), (768, "screen"), (390, "screen"), (658, "print"))
"""Widths in pixels; the last is that of A4 between its margins."""

CUT = """() => {
  const scrolls = each => ['auto', 'scroll'].includes(getComputedStyle(each).overflowX)
  const within = (each, box) => each.left >= box.left - 1 && each.right <= box.right + 1
    && each.top >= box.top - 1 && each.bottom <= box.bottom + 1
  const page = {left: 0, right: document.documentElement.clientWidth, top: 0, bottom: Infinity}
  const found = []
  for (const each of document.querySelectorAll('h1, main *')) {
    const drawing = each.parentElement.closest('svg')
    const box = each.getBoundingClientRect()
    if (drawing) {
      if (each.tagName === 'text' && !within(box, drawing.getBoundingClientRect()))
        found.push(each.textContent)
      continue
    }
    let above = each.parentElement
    while (above && !scrolls(above)) above = above.parentElement
    if (!above && box.width && !within(box, page)) found.push(each.outerHTML.slice(0, 80))
  }
  return found
}"""
ASIDE = """() => [...document.querySelectorAll('.table, .picture')]
  .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.ariaLabel)"""
"""What can only be seen by moving it sideways."""
BROKEN = """() => [...document.querySelectorAll('a[href^="#"]')]
  .filter(each => !document.getElementById(each.hash.slice(1))).map(each => each.hash)"""


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(name="page", params=EXAMPLES, ids=lambda each: each.stem, scope="module")
def _page(
    browser: Browser, advisor: Advisor, request: pytest.FixtureRequest
) -> Iterator[tuple[Page, list[str]]]:
    """The report of an example, opened, with what the browser complains of."""
    report = advisor.advise(load_requirements(request.param)).report()
    # What is injected to look at the page is no part of it.
    page = browser.new_context(bypass_csp=True).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: complaints.append(f"asks for {asked.url}"))
    page.set_content(report.to_html())
    yield page, complaints
    page.context.close()


def test_nothing_is_cut_or_broken_or_loaded(page: tuple[Page, list[str]]) -> None:
    """At the width of a desk, a tablet, a telephone and of paper, and when unfolded."""
    shown, complaints = page
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for width, medium in SIZES:
        shown.emulate_media(media=medium)
        shown.set_viewport_size({"width": width, "height": 900})
        assert shown.evaluate(CUT) == [], (width, medium)
        assert shown.evaluate(ASIDE) == [], (width, medium)
    assert shown.evaluate(BROKEN) == []
    assert complaints == []


def test_a_picture_has_its_own_size_where_that_is_asked_for(page: tuple[Page, list[str]]) -> None:
    """Without a script; what does not fit then can be moved, and the page stays as wide."""
    shown, _ = page
    shown.emulate_media(media="screen")
    shown.set_viewport_size({"width": 390, "height": 900})
    box = shown.locator(".size input")
    if not box.count():
        return
    box.check()
    shown.evaluate("scrollTo(0, 0)")
    drawing = "document.querySelector('figure:has(.size) svg')"
    assert shown.evaluate(f"{drawing}.clientWidth >= {drawing}.width.baseVal.value - 1")
    assert shown.evaluate(CUT) == []
    box.uncheck()


@pytest.mark.skipif(not AXE.is_file(), reason="needs MERMAID_HOME with the npm package axe-core")
def test_nobody_is_kept_out(page: tuple[Page, list[str]], request: pytest.FixtureRequest) -> None:
    """With all that is folded opened; in dark once, as colours are the same in every report."""
    shown, _ = page
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    shown.evaluate(AXE.read_text(encoding="utf-8"))
    first = EXAMPLES[0].stem in request.node.name
    for width, scheme in ((390, "light"), (1280, "dark"))[: 2 if first else 1]:
        shown.emulate_media(media="screen", color_scheme=scheme)
        shown.set_viewport_size({"width": width, "height": 900})
        assert shown.evaluate(SERIOUS) == [], (width, scheme)
