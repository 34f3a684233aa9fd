"""The wheel and the sdist are complete: both install and advise outside the checkout."""

from __future__ import annotations

import doctest
import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLEAN = {"PATH": os.environ["PATH"], "PYTHONSAFEPATH": "1"}


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
        "wso2_strategy/domain/assumptions.csv",
        "wso2_strategy/models/load/measurements.csv",
        "wso2_strategy/topology/tables/connections.csv",
    } <= names
    page = (ROOT / "wso2_strategy" / "web" / "page").iterdir()
    assert {path.relative_to(ROOT).as_posix() for path in page} <= names
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "wso2_strategy").rglob("*.py")}
    assert modules <= names
    assert not [name for name in names if name.startswith(("tests/", "rules/", "examples/"))]


def test_the_sdist_holds_all_tests_and_pages(distributions: tuple[Path, Path]) -> None:
    """And what they need: seeds, data, examples, the files that say how to run them."""
    with tarfile.open(distributions[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = [ROOT / "Makefile", ROOT / "noxfile.py", ROOT / "SECURITY.md"]
    for folder in ("tests", "docs", "examples", "benchmarks"):
        wanted += (each for each in (ROOT / folder).rglob("*") if each.is_file())
    built = {"__pycache__", "_build", ".mypy_cache", ".pytest_cache", ".hypothesis"}
    kept = {each.relative_to(ROOT) for each in wanted if built.isdisjoint(each.parts)}
    assert {path.as_posix() for path in kept} <= names


@pytest.fixture(scope="module")
def installed(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a fresh environment with the wheel in it, and its Python in `bin`."""
    clean = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(clean)
    # Its dependencies are those of this environment, so that nothing has to be fetched again.
    site = next((clean / "lib").glob("python*")) / "site-packages"
    packages = [path for path in sys.path if path.endswith("site-packages")]
    pip = [sys.executable, "-m", "pip", "--python", clean / "bin" / "python"]
    install = ["install", "--quiet", "--no-deps", "--no-index", distributions[0]]
    subprocess.run([*pip, *install], check=True, env=CLEAN)
    (site / "dependencies.pth").write_text("\n".join(packages), encoding="utf-8")
    return clean


def test_the_wheel_advises_in_a_clean_environment(installed: Path, tmp_path: Path) -> None:
    """Installed alone, away from the checkout, it reads a file and answers."""
    (tmp_path / "shop.yaml").write_text("traffic: {peak_tps: 9000}\n", encoding="utf-8")
    finished = subprocess.run(
        [installed / "bin" / "wso2-strategy", "advise", "shop.yaml", "--format", "json"],
        cwd=tmp_path,
        env=CLEAN,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["pattern"]["id"] == "P3"
    ask = "import wso2_strategy.rules as rules; print(rules.__file__)"
    where = subprocess.run(
        [installed / "bin" / "python", "-c", ask],
        cwd=tmp_path,
        env=CLEAN,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(installed))


def sessions(folder: Path) -> Iterator[Path]:
    """Write the Python of each page into a module, without what is shown to fail."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        examples = doctest.DocTestParser().get_examples(page.read_text(encoding="utf-8"))
        written = "".join(each.source for each in examples if each.exc_msg is None)
        if written:
            module = folder / f"{page.stem.lower().replace('-', '_')}_page.py"
            module.write_text(written, encoding="utf-8")
            yield module


def test_what_users_write_type_checks_strictly(installed: Path, tmp_path: Path) -> None:
    """Snippets, the README and the how-to guides pass mypy against what was installed."""
    snippets = sorted((ROOT / "tests" / "typing").glob("*.py"))
    pack = sorted((ROOT / "examples" / "pack" / "acme_strategy").glob("*.py"))
    written = [*sessions(tmp_path), *snippets, *pack, ROOT / "examples" / "ten_questions.py"]
    assert tmp_path / "readme_page.py" in written
    against = ["--python-executable", installed / "bin" / "python"]
    alone = ["--config-file", os.devnull, "--cache-dir", os.devnull]
    finished = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", *against, *alone, *written],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout


def test_importing_does_no_work() -> None:
    """Importing starts no thread, opens no file of the project and loads no heavy library."""
    program = (
        "import sys, threading\n"
        "import wso2_strategy\n"
        "heavy = {'networkx', 'rich', 'click', 'yaml', 'cattrs', 'durable_rules_engine'}\n"
        "print(threading.active_count(), sorted(heavy & sys.modules.keys()))"
    )
    finished = subprocess.run(
        [sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True
    )
    assert finished.stdout == "1 []\n"
