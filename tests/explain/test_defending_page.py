"""The page "Defending the decision" shows what the program prints."""

from __future__ import annotations

import doctest

import defending_page
import pytest


def test_the_output_on_the_page_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command on the page, run now, prints what stands below it."""
    monkeypatch.chdir(defending_page.ROOT)
    text = defending_page.PAGE.read_text(encoding="utf-8")
    assert len(defending_page.BLOCK.findall(text)) >= 7
    assert defending_page.page(text) == text


def test_the_sessions_on_the_page_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python sessions on the page give what they show."""
    monkeypatch.chdir(defending_page.ROOT)
    failed, tried = doctest.testfile(
        str(defending_page.PAGE), module_relative=False, encoding="utf-8"
    )
    assert (failed, tried > 0) == (0, True)
