"""The template pack is installed like any other, and then part of every answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TEMPLATE = Path(__file__).parents[3] / "examples" / "pack"

ASK = """
import json, sys
from wso2_strategy import Advisor, load_requirements
answer = Advisor().advise(load_requirements(sys.argv[1]))
what_if = answer.what_if(traffic={"peak_tps": 9000}).to_text()
print(json.dumps({"record": answer.to_dict(), "text": answer.to_text(), "what_if": what_if}))
"""


@pytest.fixture(name="installed", scope="module")
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install a copy of the template, without a network, into a folder of its own."""
    copy = tmp_path_factory.mktemp("copy") / "pack"
    shutil.copytree(TEMPLATE, copy)
    target = tmp_path_factory.mktemp("installed")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(copy)]
    subprocess.run(command, check=True, env={**os.environ, "PIP_NO_CACHE_DIR": "1"})
    return target


def run(installed: Path, *arguments: str, check: bool = True) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(installed)},
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(name="answer", scope="module")
def _answer(installed: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        run(installed, "-c", ASK, str(TEMPLATE / "requirements.yaml"))
    )
    return found


def test_its_pattern_and_platform_are_recommended(answer: dict[str, Any]) -> None:
    record = answer["record"]
    assert [each["name"] for each in record["knowledge"]] == ["built-in", "acme"]
    assert (record["pattern"]["id"], record["platform"]["id"]) == ("A1", "nomad")
    assert record["requirements"]["key_custody"] == {"rotation_days": 30, "hardware_module": True}


def test_its_platform_can_be_asked_about(answer: dict[str, Any]) -> None:
    assert "The answer stays the same: A1 Distributed Deployment" in answer["what_if"]
    assert "Universal Gateway: 5 instead of 3" in answer["what_if"]


def test_its_name_version_and_source_stand_in_the_explanation(answer: dict[str, Any]) -> None:
    (firing,) = [e for e in answer["record"]["firings"] if e["rule"] == "acme.keys-in-custody"]
    assert firing["pack"] == "acme 1.0.0"
    assert firing["source"]["title"] == "Acme platform handbook"
    assert "acme 1.0.0]" in answer["text"].replace("\n", " ")


def test_its_assumptions_count(answer: dict[str, Any]) -> None:
    assumed = {each["id"]: each for each in answer["record"]["assumptions"]}
    assert assumed["all_in_one_pair_tps"]["value"] == 800
    assert assumed["all_in_one_pair_tps"]["overridden"]
    assert assumed["short_rotation_days"]["value"] == 90


def test_its_own_tests_pass(installed: Path) -> None:
    output = run(installed, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(TEMPLATE))
    assert " passed" in output


COMMAND = "from wso2_strategy.cli import main; main()"


def test_its_pattern_and_platform_are_drawn_and_compared(installed: Path) -> None:
    """As any other, by the commands and the functions of the top floor."""
    drawn = run(installed, "-c", COMMAND, "topology", "A1", "--platform", "nomad")
    assert drawn.startswith("A1: nomad, nothing redundant\n")
    assert "identity-server" in drawn
    compared = run(installed, "-c", COMMAND, "compare", "P3", "A1")
    assert "  identity-server: WSO2 Identity Server, 1 node" in compared
    ask = "from wso2_strategy.api import compare; print(len(compare('P3', 'A1').components_added))"
    assert run(installed, "-c", ask) == "2\n"


def test_what_would_change_its_platform_can_be_asked(installed: Path) -> None:
    """The difference between a pack's design and another one is drawn too."""
    changes = ("what-if", str(TEMPLATE / "requirements.yaml"), "--set", "traffic.peak_tps=20000")
    assert "Nomad" in run(installed, "-c", COMMAND, *changes, "--complete")
