"""``--jobs``: how many processes work, in every command that may use more than one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import click

from wso2_strategy.cli.program.shared_options import refused, whole_number
from wso2_strategy.executors.in_order import processes

_MOST_JOBS = 256

jobs_option = click.option(
    "--jobs", type=whole_number, default="1", metavar="N", help="Processes that work."
)


def working(jobs: int) -> Callable[[], AbstractContextManager[Executor | None]]:
    """Return what starts processes that work; nothing does where this one is enough.

    Raises:
        RequirementsError: It is no number of processes.
    """
    if not 1 <= jobs <= _MOST_JOBS:
        raise refused("--jobs", str(jobs), f"a whole number from 1 to {_MOST_JOBS}")
    return partial(processes, jobs) if jobs > 1 else nullcontext
