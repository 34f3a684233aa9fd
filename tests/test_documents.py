"""What the README and the documentation show is what the program does."""

from __future__ import annotations

import doctest
import inspect
import re
import subprocess
import sys
from pathlib import Path

import make_verification
import pytest
from make_all import SCRIPTS, generated

import wso2_strategy

ROOT = Path(__file__).parent.parent

# The drawing of a picture depends on the fonts of a machine; the tests of topologies read them,
# and the reports are compared without theirs.
# What every seeded defect is noticed by takes minutes: `make defects`.
OTHERWISE = {"make_pictures", "make_reports", "make_verification"}

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_of_a_page_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python sessions in Markdown give what they show."""
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(
        str(page), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8"
    )
    assert failed == 0
    assert tried > 0 or ">>>" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link points to a file of the project."""
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page: its headings as GitHub and the site make them."""
    text = re.sub(
        r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings)
    return set(plain)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_into_pages_find_their_heading(page: Path) -> None:
    """Also those within a page."""
    for target, name in re.findall(
        r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)", page.read_text("utf-8")
    ):
        linked = page.parent / target if target else page
        if linked.suffix == ".md":
            assert name in anchors(linked), f"{target}#{name}"


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    """By Sphinx, with warnings as errors."""
    pytest.importorskip("sphinx")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-n", "-W", "-q", "docs", tmp_path / "site"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = {path.stem for path in (tmp_path / "site").rglob("*.html")}
    assert {"first-recommendation", "report", "patterns", "limits"} <= pages


def assert_current(path: Path, *, current: bool) -> None:
    if not current:
        pytest.fail(f"{path.relative_to(ROOT)} is not current: run `make docs`", pytrace=False)


@pytest.mark.parametrize("script", sorted({*SCRIPTS} - OTHERWISE))
def test_what_is_generated_is_current(script: str) -> None:
    """A generated page, table or screen is what its script writes today."""
    for path, text in generated(script).items():
        assert_current(path, current=path.read_text(encoding="utf-8") == text)


def test_the_reports_are_current() -> None:
    """But for the drawing of their topologies."""
    drawing = re.compile(r'<svg(?:(?!</svg>).)*class="graph".*?</svg>', re.DOTALL)
    for path, text in generated("make_reports").items():
        written = path.read_text(encoding="utf-8")
        assert_current(path, current=drawing.sub("", written) == drawing.sub("", text))


def test_the_page_on_verification_is_current() -> None:
    """What verification finds and what is seeded is what it is today."""
    text = make_verification.PAGE.read_text(encoding="utf-8")
    begins = text.startswith(make_verification.report())
    ends = text.endswith("\n".join(make_verification.seeded()) + "\n")
    assert_current(make_verification.PAGE, current=begins and ends)


def test_the_reference_of_the_library_names_all_that_is_public() -> None:
    """No public name is missing from it, and nothing that a recommendation answers with."""
    text = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    names = set(wso2_strategy.__all__) - {"__version__"}
    missing = {name for name in names if f"`{name}`" not in text and f"### {name}\n" not in text}
    methods = filter(inspect.isfunction, vars(wso2_strategy.Recommendation).values())
    returned = {str(each.__annotations__.get("return")).partition(" | ")[0] for each in methods}
    answers = {name for name in returned if re.fullmatch(r"[A-Z]\w+", name)} - {"None"}
    assert "Why" in answers
    missing |= {name for name in answers if f"### {name}\n" not in text}
    assert not missing, "list them in TOPICS of docs/make_python.py, and run `make docs`"
