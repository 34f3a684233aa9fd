"""What the README and the documentation show is what the program does."""

from __future__ import annotations

import doctest
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import wso2_strategy
from wso2_strategy import Advisor, load_requirements

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_of_a_page_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python sessions in Markdown give what they show."""
    monkeypatch.chdir(ROOT)
    failed, _ = doctest.testfile(
        str(page), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8"
    )
    assert failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link points to a file of the project."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def readme_output(advisor: Advisor) -> str:
    """Return the screen of output that the README shows."""
    recommendation = advisor.advise(load_requirements(ROOT / "examples" / "startup.yaml"))
    text = recommendation.to_text(width=96)
    return text[: text.index("\nNotes\n")].rstrip() + "\n...\n"


def test_the_readme_shows_real_output(advisor: Advisor) -> None:
    """The screen in the README is the beginning of what the command prints."""
    assert f"```text\n{readme_output(advisor)}```" in (ROOT / "README.md").read_text(
        encoding="utf-8"
    )


def test_the_reference_of_the_library_is_current() -> None:
    """The reference follows from the docstrings, and no public name is missing from it."""
    module = script("make_python")
    text = module.PAGE.read_text(encoding="utf-8")
    assert module.page() == text
    for name in set(wso2_strategy.__all__) - {"__version__"}:
        assert f"`{name}`" in text or f"### {name}\n" in text, name


def test_the_table_of_keys_is_current() -> None:
    """The reference of the requirements file follows from the fact classes."""
    module = script("make_requirements")
    text = module.PAGE.read_text(encoding="utf-8")
    assert module.page(text) == text
