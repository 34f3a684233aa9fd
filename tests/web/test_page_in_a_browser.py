"""The page in a real browser, as people use it: with a mouse, with a keyboard, by a link."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from browsing import AXE, SERIOUS, chromium

from wso2_strategy import Advisor, load_requirements

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (1280, 390)
HOSTILE = '<img src=x onerror=alert(1)>\u202e" </script>'


@pytest.fixture(name="address", scope="module")
def _address() -> Iterator[str]:
    """A server as people start it, at a port that is free."""
    pytest.importorskip("starlette", reason="needs the extra web")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "import wso2_strategy_command as c; c.main()", "serve"]
    with subprocess.Popen([*command, "--port", str(port)], stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}/"
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}health").close()  # noqa: S310 - our own server
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield address
        server.terminate()


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(name="page")
def _page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, which must neither complain nor ask anybody else."""
    # Axe, which is injected to look at the page, has styles of its own.
    looked_at = "kept" in request.node.name
    page = browser.new_context(accept_downloads=True, bypass_csp=looked_at).new_page()
    complaints: list[str] = []
    asked_for: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: asked_for.append(asked.url))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    settled(page)
    yield page
    page.context.close()
    assert all(each.startswith((address, "data:", "blob:")) for each in asked_for)
    refusals = "the server responded with a status of 422"
    assert [each for each in complaints if refusals not in each] == []


def settled(page: Page) -> None:
    """Wait until the page has what follows from its facts."""
    page.wait_for_timeout(350)  # the pause after which it asks
    page.locator("body:not([aria-busy])").wait_for()


def said(page: Page) -> str:
    """Return the answer that is always in sight."""
    return page.locator("#said").inner_text()


def fill_in(page: Page, facts: dict[str, Any]) -> None:
    """State facts as a person does: choose, tick and type."""
    page.evaluate("document.querySelectorAll('form details').forEach(each => each.open = true)")
    for path, value in facts.items():
        field = page.locator(f'[data-path="{path}"]')
        for each in value if isinstance(value, list) else [value]:
            if field.locator("select").count():
                field.locator("select").select_option(str(each))
            elif field.locator('input[type="text"]').count():
                field.locator('input[type="text"]').fill(str(each))
            else:
                words = {True: "yes", False: "no"}[each] if isinstance(each, bool) else each
                field.get_by_label(words, exact=True).press("Space")
    page.locator("h1").click()
    settled(page)


def facts_of(name: str) -> dict[str, Any]:
    """Return what an example states, by path."""
    stated = load_requirements(f"examples/{name}")
    found: dict[str, Any] = {}
    for section in attrs.fields(type(stated)):
        value = getattr(stated, section.name)
        if attrs.has(type(value)):
            for field in attrs.fields(type(value)):
                inner = getattr(value, field.name)
                if inner is not None:
                    found[f"{section.name}.{field.name}"] = (
                        sorted(inner) if isinstance(inner, frozenset) else inner
                    )
        elif value not in (None, (), frozenset()):
            found[section.name] = value
    return found


def test_a_person_fills_in_the_retail_case(page: Page, advisor: Advisor) -> None:
    """And sees the answer of the library, the picture of its topology, and what is still open."""
    fill_in(page, facts_of("retail.yaml"))
    found = advisor.advise(load_requirements("examples/retail.yaml"))
    assert said(page).startswith(f"{found.pattern.id} {found.pattern.name}, on Kubernetes")
    assert f"{found.sizing.total_nodes} WSO2 nodes" in said(page)
    assert page.locator("#answer svg").first.is_visible()
    first = found.open_questions().questions[0].field.words.question
    assert page.locator('[data-part="open"]').get_by_text(first).is_visible()


def test_the_load_is_dragged_to_where_the_answer_flips(page: Page, advisor: Advisor) -> None:
    """The slider has both sides of the limit exactly as the library gives them."""
    fill_in(page, facts_of("retail.yaml"))
    found = advisor.advise(load_requirements("examples/retail.yaml"))
    (load,) = (each for each in found.boundaries().fields if each.field.path == "traffic.peak_tps")
    below, above = load.to_dict()["outcomes"]
    slider = page.locator("#move-traffic-peak_tps")
    field = page.locator('[data-path="traffic.peak_tps"] input')
    slider.focus()
    while float(field.input_value()) > below["high"]:
        slider.press("ArrowLeft")
    assert float(field.input_value()) == below["high"]
    settled(page)
    assert said(page).startswith("P2 ")
    slider.press("ArrowRight")
    settled(page)
    assert said(page).startswith("P3 ")
    assert float(field.input_value()) == above["low"]


def test_by_keyboard_alone(page: Page) -> None:
    """From the first key on: to the facts, through a field, a choice, and back to the answer."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(60):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.closest('[data-path]')?.dataset.path")
            == "traffic.peak_tps"
        ):
            break
    page.keyboard.type("9000")
    settled(page)
    assert said(page).startswith("P3 ")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_a_link_shares_everything(page: Page, browser: Browser) -> None:
    """Another person who opens it sees the same; going back takes the last fact away."""
    fill_in(page, {"traffic.peak_tps": 9000, "compliance.isolate_all": True})
    address, answer = page.url, said(page)
    assert answer.startswith("P4 ")
    other = browser.new_page()
    other.goto(address)
    settled(other)
    assert said(other) == answer
    other.reload()
    settled(other)
    assert said(other) == answer
    other.close()
    page.go_back()
    settled(page)
    assert said(page).startswith("P3 ")


def test_what_is_wrong_stands_beside_its_field(page: Page) -> None:
    """Everything at once, and the last answer is not shown as if it were of these facts."""
    fill_in(page, {"traffic.peak_tps": "38x0", "availability.target": "150%"})
    for path in ("traffic.peak_tps", "availability.target"):
        assert "is not allowed" in page.locator(f'[data-path="{path}"] .error').inner_text()
    assert "stale" in (page.locator("body").get_attribute("class") or "")


def test_what_is_typed_comes_out_as_text(page: Page) -> None:
    """Markup, a change of direction and quotes are a name like any other."""
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    fill_in(page, {"name": HOSTILE.replace("\u202e", "")})
    assert page.locator("#answer img[src=x]").count() == 0
    with page.expect_download() as download:
        page.get_by_role("button", name="Requirements file").click()
    assert "onerror" in download.value.path().read_text(encoding="utf-8")


def test_what_can_be_taken_away(page: Page, advisor: Advisor) -> None:
    """The report, the requirements file and the archive are the library's."""
    fill_in(page, {"traffic.peak_tps": 9000})
    taken = {}
    for name in ("Report", "Requirements file", "Deployment files"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        taken[name] = download.value.path()
    stated = taken["Requirements file"].rename(taken["Requirements file"].with_suffix(".yaml"))
    found = advisor.advise(load_requirements(stated))
    assert found.requirements.traffic.peak_tps == 9000
    assert taken["Report"].read_text(encoding="utf-8") == found.report().to_html()
    assert taken["Deployment files"].read_bytes().startswith(b"PK")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nobody_is_kept_out(page: Page, width: int, scheme: str) -> None:
    """Nothing is wider than the screen, and axe-core finds nothing serious."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    fill_in(page, facts_of("retail.yaml"))
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if not AXE.is_file():
        pytest.skip("needs MERMAID_HOME with the npm package axe-core")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(SERIOUS) == []


def test_gateway_groups_are_a_list_of_their_own(page: Page) -> None:
    """Rows are added and taken away; the link has them by number."""
    for number, name in enumerate(("partners", "inside")):
        page.get_by_role("button", name="Add a gateway group").click()
        page.locator(f'[data-path="gateway_groups.{number}.name"] input').fill(name)
    page.locator("h1").click()
    settled(page)
    assert "gateway_groups.1.name=inside" in page.url
    assert page.locator("#problems").inner_text() == ""
    page.reload()
    settled(page)
    field = page.locator('[data-path="gateway_groups.1.name"] input')
    assert field.input_value() == "inside"
    page.get_by_role("button", name="Remove the last gateway group").click()
    settled(page)
    assert "gateway_groups.1" not in page.url


@pytest.mark.skipif(not AXE.is_file(), reason="needs MERMAID_HOME with the npm package axe-core")
def test_nobody_is_kept_out_by_errors_and_conflicts(page: Page) -> None:
    """Neither where something cannot be had together, nor where the answer is that of before."""
    facts = {"traffic.peak_tps": 3800, "availability.regions": 2, "compliance.data_residency": True}
    fill_in(page, facts)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.locator("#what-cannot-be-had-together").is_visible()
    assert page.evaluate(SERIOUS) == []
    fill_in(page, {"traffic.peak_tps": "38x0"})
    assert page.locator("body.stale").count() == 1
    assert page.evaluate(SERIOUS) == []


def test_every_response_has_the_security_headers(address: str) -> None:
    """No inline script, no frame, no referrer."""
    with urllib.request.urlopen(address) as response:  # noqa: S310 - our own server
        policy = response.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "server" not in response.headers
