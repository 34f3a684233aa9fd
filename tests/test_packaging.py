"""The wheel and the sdist are complete: both install and advise outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a wheel and an sdist of the project, the wheel built from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return wheel, sdist


def test_the_wheel_holds_rules_data_and_types(distributions: tuple[Path, Path]) -> None:
    """Nothing that is needed at run time is left in the checkout."""
    names = set(zipfile.ZipFile(distributions[0]).namelist())
    assert {
        "wso2_strategy/py.typed",
        "wso2_strategy/rules/__init__.py",
        "wso2_strategy/rules/advice.py",
        "wso2_strategy/models/load/measurements.csv",
    } <= names
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "wso2_strategy").rglob("*.py")}
    assert modules <= names
    assert not [name for name in names if name.startswith(("tests/", "rules/", "examples/"))]


def test_the_wheel_advises_in_a_clean_environment(
    distributions: tuple[Path, Path], tmp_path: Path
) -> None:
    """Installed alone, away from the checkout, it reads a file and answers."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    # Its dependencies are those of this environment, so that nothing has to be fetched again.
    site = next((tmp_path / "venv" / "lib").glob("python*")) / "site-packages"
    packages = [path for path in sys.path if path.endswith("site-packages")]
    environment = {"PATH": os.environ["PATH"], "PYTHONSAFEPATH": "1"}
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", distributions[0]],
        check=True,
        env=environment,
    )
    (site / "dependencies.pth").write_text("\n".join(packages), encoding="utf-8")
    (tmp_path / "shop.yaml").write_text("traffic: {peak_tps: 9000}\n", encoding="utf-8")
    finished = subprocess.run(
        [tmp_path / "venv/bin/wso2-strategy", "advise", "shop.yaml", "--format", "json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["pattern"]["id"] == "P3"
    where = subprocess.run(
        [python, "-c", "import wso2_strategy.rules as rules; print(rules.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(site))


def test_importing_does_no_work() -> None:
    """Importing starts no thread, opens no file of the project and loads no heavy library."""
    program = (
        "import sys, threading\n"
        "import wso2_strategy\n"
        "heavy = {'networkx', 'rich', 'typer', 'yaml', 'cattrs', 'durable_rules_engine'}\n"
        "print(threading.active_count(), sorted(heavy & sys.modules.keys()))"
    )
    finished = subprocess.run(
        [sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True
    )
    assert finished.stdout == "1 []\n"
