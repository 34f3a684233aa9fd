"""Packs that are found because they are installed, or by their place."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest

from wso2_strategy import (
    Knowledge,
    load_requirements,
)
from wso2_strategy.advice.packs import find_pack, installed_pack, installed_packs
from wso2_strategy.errors import PackError, UnknownNameError


@pytest.fixture(name="register")
def _register(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """Return a function that registers a module's text as an installed pack."""
    monkeypatch.syspath_prepend(str(tmp_path))
    built_in = installed_packs()  # loaded before anything is registered
    assert built_in
    from importlib import metadata

    known = list(metadata.entry_points(group="wso2_strategy.rules"))
    names: list[str] = []

    def register(name: str, text: str) -> None:
        module = f"registered_{name}"
        (tmp_path / f"{module}.py").write_text(text)
        names.append(module)
        point = EntryPoint(name, f"{module}:PACK", "wso2_strategy.rules")
        points = EntryPoints([*known, point])
        monkeypatch.setattr(metadata, "entry_points", lambda **_: points)

    yield register
    for module in names:
        sys.modules.pop(module, None)


HEAD = "from wso2_strategy import Pack\n"


class TestInstalledPacks:
    def test_a_registered_pack_is_found_after_the_built_in_one(self, register: Any) -> None:
        register("extra", HEAD + "PACK = Pack(name='extra', version='2', summary='x')")
        assert [each.name for each in installed_packs()] == ["built-in", "extra"]
        assert installed_pack("extra").version == "2"

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("import nothing_of_this_name", "cannot be loaded: ModuleNotFoundError"),
            ("raise SystemExit(3)", "cannot be loaded: SystemExit(3)"),
            ("PACK = 1 +", "cannot be loaded: SyntaxError"),
            ("OTHER = 1", "cannot be loaded: AttributeError"),
            ("PACK = 1", "is a int, not a Pack"),
            (
                HEAD + "PACK = Pack(name='other', version='2', summary='x')",
                "it calls itself 'other'; register it by its name",
            ),
        ],
    )
    def test_a_pack_that_cannot_be_imported_is_named(
        self, register: Any, text: str, problem: str
    ) -> None:
        register("broken", text)
        with pytest.raises(PackError, match="pack 'broken' cannot be used") as caught:
            Knowledge.installed()
        assert problem in caught.value.problems[0]

    def test_files_without_foreign_sections_need_no_pack(
        self, register: Any, examples: Path
    ) -> None:
        register("failing", "raise RuntimeError")
        assert load_requirements(examples / "retail.yaml").name == "Retail APIs"

    def test_an_unknown_pack_has_a_nearest_name(self) -> None:
        with pytest.raises(UnknownNameError, match="Did you mean 'built-in'"):
            installed_pack("builtin")

    def test_a_pack_is_found_by_its_place(self) -> None:
        assert find_pack("wso2_strategy.rules:PACK").name == "built-in"
        with pytest.raises(PackError, match="cannot be loaded"):
            find_pack("wso2_strategy.rules:NOTHING")
