"""``wso2-strategy artifacts``: files written by command, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wso2_strategy.cli import application
from wso2_strategy.errors import RequirementsError


def run(*words: str) -> Any:
    result = CliRunner().invoke(application, ["artifacts", *words], env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_files_are_written_and_listed(examples: Path, tmp_path: Path) -> None:
    """The first line says how many, and what to begin with is named."""
    out = tmp_path / "out"
    result = run(str(examples / "retail.yaml"), "-o", str(out))
    files = [each for each in out.rglob("*") if each.is_file()]
    assert result.output.startswith(f"{len(files)} files\n")
    assert "RUNBOOK.md" in result.output
    assert (out / "values" / "apim-gw.yaml").exists()


def test_json_gives_the_manifest_of_every_region(examples: Path, tmp_path: Path) -> None:
    """What was written can be read by a program."""
    result = run(
        str(examples / "two-regions.yaml"), "-o", str(tmp_path / "out"), "--format", "json"
    )
    found = json.loads(result.output)
    assert found["schema"] == "wso2-strategy/artifacts/1"
    assert [each["region"] for each in found["regions"]] == [1, 2]
    assert sorted(found["files"]) == sorted(
        each.relative_to(tmp_path / "out").as_posix()
        for each in (tmp_path / "out").rglob("*")
        if each.is_file()
    )


def test_settings_take_the_place_of_placeholders(examples: Path, tmp_path: Path) -> None:
    """A settings file is read as requirements are; unknown settings get a hint."""
    settings = tmp_path / "settings.yaml"
    settings.write_text("hosts: {gateway: api.shop.test}\n", encoding="utf-8")
    run(str(examples / "retail.yaml"), "-o", str(tmp_path / "out"), "--settings", str(settings))
    values = (tmp_path / "out" / "values" / "apim-gw.yaml").read_text(encoding="utf-8")
    assert "hostname: api.shop.test" in values
    settings.write_text("hosts: {gatewy: api.shop.test}\n", encoding="utf-8")
    with pytest.raises(RequirementsError, match="Did you mean 'gateway'"):
        run(str(examples / "retail.yaml"), "-o", str(tmp_path / "no"), "--settings", str(settings))
    assert not (tmp_path / "no").exists()


def test_a_folder_that_cannot_be_written_is_bad_usage(examples: Path, tmp_path: Path) -> None:
    """A file in the way is named, with the option."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(RequirementsError, match=r"--output: .* cannot be written"):
            run(str(examples / "retail.yaml"), "-o", str(out))
