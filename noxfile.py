"""The tests on every other supported Python that is on the machine: ``nox``.

Interpreters that are missing are skipped. Versions that pyenv holds are found
too, whether or not they are active.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True

_HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
OTHERS = [version for version in ("3.11", "3.12", "3.13", "3.14") if version != _HERE]

_PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"


def _interpreter(version: str) -> str:
    """Return the newest pyenv interpreter of a version, or the version for nox to look up."""
    found = sorted(_PYENV.glob(f"{version}.*/bin/python"))
    return str(found[-1]) if found else version


@nox.session(python=[_interpreter(version) for version in OTHERS])
def engine(session: nox.Session) -> None:
    """Test the engine room and the strategy page, then the page without durable-rules."""
    session.env["CPPFLAGS"] = "-DPyEval_CallObject=PyObject_CallObject"
    session.install("--quiet", ".[durable]", "pytest", "hypothesis")
    session.run("pytest", "-q", "--no-header", "tests/inference", "tests/test_strategy_page.py")
    session.run("pip", "uninstall", "--quiet", "--yes", "durable-rules")
    session.run("pytest", "-q", "--no-header", "tests/test_strategy_page.py")
