"""The command ``assess``: its status, its formats, and folders that cannot be assessed."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from program import run

from wso2_strategy.artifacts import artifacts_of
from wso2_strategy.topology import topology

assess = partial(run, "assess")


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assess") / "p2"
    artifacts_of(topology("P2", redundancy="all")).save(folder)
    return folder


def test_sound_files_end_with_0(folder: Path) -> None:
    """And with what they make."""
    done = assess(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "P2: Virtual machines, every component redundant" in " ".join(done.stdout.split())
    assert "Nothing is missing or broken." in done.stdout


def test_what_differs_from_the_recommended_ends_with_1(folder: Path, tmp_path: Path) -> None:
    """In JSON, with the way there."""
    wanted = tmp_path / "wanted.yaml"
    wanted.write_text("constraints: {platform: virtual-machines}\ntraffic: {peak_tps: 9000}")
    done = assess(folder, "--requirements", wanted, "--format", "json")
    record = json.loads(done.stdout)
    assert done.returncode == 1
    assert record["schema"] == "wso2-strategy/assessment/1"
    assert record["pattern"]["id"] == "P2"
    assert record["findings"] == []
    assert record["difference"]["after"].startswith("P3")
    assert record["difference"]["migration"]


def test_nothing_is_taken_that_counts_for_nothing(folder: Path) -> None:
    """Numbers are assumed for a recommendation, and there is none."""
    done = assess(folder, "--assume", "distributed_tps=8000")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--requirements" in done.stderr


def test_what_cannot_be_assessed_ends_with_2(tmp_path: Path) -> None:
    """A message on standard error, and no traceback."""
    for folder in (tmp_path / "nowhere", tmp_path):
        done = assess(folder, "--format", "markdown")
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr
        assert str(folder) in done.stderr
