"""The tests on every other supported Python that is on the machine: ``nox``.

`engine` is the part in which interpreters differ most, and runs with ``make engines``; `tests` is
the whole suite, and runs with ``make interpreters``.

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
nox.options.sessions = ["tests"]

_HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
OTHERS = [version for version in ("3.11", "3.12", "3.13", "3.14") if version != _HERE]

# From Python 3.13 on durable-rules builds only with this definition.
_BUILDS = "-DPyEval_CallObject=PyObject_CallObject"

_PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"


def _interpreter(version: str) -> str:
    """Return the newest pyenv interpreter of a version, or the version for nox to look up."""
    found = sorted(_PYENV.glob(f"{version}.*/bin/python"))
    return str(found[-1]) if found else version


@nox.session(python=[_interpreter(version) for version in OTHERS])
def engine(session: nox.Session) -> None:
    """Test the engine room and the strategy page, then the page without durable-rules."""
    session.env["CPPFLAGS"] = _BUILDS
    session.install("--quiet", ".[durable]", "pytest", "hypothesis")
    session.run("pytest", "-q", "--no-header", "tests/inference", "tests/test_strategy_page.py")
    session.run("pip", "uninstall", "--quiet", "--yes", "durable-rules")
    session.run("pytest", "-q", "--no-header", "tests/test_strategy_page.py")


@nox.session(python=[_interpreter(version) for version in OTHERS])
def tests(session: nox.Session) -> None:
    """Run the whole suite, or what the arguments after ``--`` select."""
    session.env["CPPFLAGS"] = _BUILDS
    session.install("--quiet", "--editable", ".[durable,test]")
    session.run(
        "pytest", "--quiet", "--no-header", "--numprocesses=2", "--dist=worksteal", *session.posargs
    )
