"""The program as a user runs it: in a process of its own, or in this one, which is quicker."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import sysconfig
from contextlib import chdir
from pathlib import Path
from unittest.mock import patch

from wso2_strategy_command import main

PROGRAM = Path(sysconfig.get_path("scripts")) / "wso2-strategy"
"""Where it is installed."""


def run(
    *words: object, stdin: str | None = None, columns: int = 100, cwd: Path = Path()
) -> subprocess.CompletedProcess[str]:
    """Return how the program ends and what it says, without starting Python anew.

    Whatever it should not raise, such as what would be a traceback, is raised here.
    """
    typed, said, warned = io.BytesIO((stdin or "").encode()), io.BytesIO(), io.BytesIO()
    streams = [io.TextIOWrapper(each, "utf-8") for each in (typed, said, warned)]
    arguments = [PROGRAM.name, *map(str, words)]
    with (
        patch.multiple(sys, argv=arguments, stdin=streams[0], stdout=streams[1], stderr=streams[2]),
        patch.dict(os.environ, COLUMNS=str(columns)),
        chdir(cwd),
    ):
        try:
            main()
            status: object = 0
        except SystemExit as end:
            status = end.code
        sys.stdout.flush()  # the program's own, which closes what is below it when it goes
        sys.stderr.flush()
        texts = [stream.getvalue().decode() for stream in (said, warned)]
    assert isinstance(status, int)
    return subprocess.CompletedProcess(arguments, status, *texts)


def started(
    *words: object, stdin: str | None = None, columns: int = 100, hash_seed: str = "0"
) -> subprocess.CompletedProcess[str]:
    """Return how the installed program ends and what it says."""
    return subprocess.run(
        [PROGRAM, *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "COLUMNS": str(columns)},
    )
