"""Where the C module cannot be loaded, the Python engine serves and says so."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from wso2_strategy import Advisor, Requirements, Traffic
from wso2_strategy.errors import EngineUnavailableError, UnknownNameError
from wso2_strategy.inference import KnowledgeBase, engine_for
from wso2_strategy.inference.engines.loading import BUILD_COMMAND, load_durable_module


@pytest.fixture
def _without_durable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    load_durable_module.cache_clear()
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    yield
    load_durable_module.cache_clear()


@pytest.mark.usefixtures("_without_durable")
def test_auto_falls_back_with_one_note() -> None:
    """The recommendation is the same, and its note says which engine ran and why."""
    recommendation = Advisor().advise(Requirements(traffic=Traffic(peak_tps=9000)))
    assert recommendation.engine == "python"
    assert recommendation.pattern.id == "P3"
    assert recommendation.note is not None
    assert recommendation.note.startswith("The Python engine was used, because")
    assert recommendation.to_text(width=4000).count("The Python engine was used") == 1
    assert recommendation.to_dict()["engine_note"] == recommendation.note


@pytest.mark.usefixtures("_without_durable")
def test_durable_says_how_to_build_it() -> None:
    """Asked for by name, the engine that cannot be loaded is an error with a way out."""
    with pytest.raises(EngineUnavailableError) as caught:
        engine_for(KnowledgeBase("test", []), "durable")
    assert BUILD_COMMAND in str(caught.value)
    assert "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject" in BUILD_COMMAND


def test_an_unknown_engine_is_refused() -> None:
    """With the names that exist."""
    unknown: Any = "prolog"
    with pytest.raises(UnknownNameError, match="Known: auto, durable, python, reference"):
        engine_for(KnowledgeBase("test", []), unknown)


@pytest.mark.skipif(not hasattr(sys, "setdlopenflags"), reason="no dynamic loading flags here")
def test_loading_restores_the_way_symbols_are_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """From Python 3.13 on the module is loaded with lazy binding, and only that module."""
    flags = sys.getdlopenflags()
    monkeypatch.setattr(sys, "version_info", (3, 13, 0, "final", 0))
    load_durable_module.cache_clear()
    assert load_durable_module().__name__ == "durable_rules_engine"
    assert sys.getdlopenflags() == flags
    load_durable_module.cache_clear()
