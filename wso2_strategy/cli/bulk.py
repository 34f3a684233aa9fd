"""``wso2-strategy bulk``: a file of many requirements in, a file of answers out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path

import click
from click.exceptions import Exit

from wso2_strategy.cli.program.answers import check_output, write_answer, write_file
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    Format,
    a_file,
    advisor,
    assume_option,
    engine_option,
    force_option,
    format_option,
    refused,
    seconds_option,
    whole_number,
)
from wso2_strategy.cli.program.strict_command import StrictCommand
from wso2_strategy.errors import RequirementsError
from wso2_strategy.portfolio import Progress, advise_many
from wso2_strategy.portfolio.in_order import WorkerEndedError, dask_cluster, processes

_MOST_JOBS = 256


@click.command("bulk", cls=StrictCommand)
@click.argument(
    "input_",
    metavar="INPUT",
    shell_complete=a_file,
    help="Requirements, one set a row: JSON Lines (.jsonl), .csv or .parquet, with columns such as"
    " traffic.peak_tps.",
)
@click.option(
    "--output",
    "-o",
    required=True,
    metavar="FILE",
    help="Where the answers go, one a row: .jsonl, .csv or .parquet.",
)
@force_option
@click.option("--full", is_flag=True, help="Write all of each answer, as JSON; for .jsonl.")
@click.option(
    "--report",
    metavar="FILE",
    help="Write the summary with its charts as a page (.html) too.",
)
@click.option("--jobs", type=whole_number, default="1", metavar="N", help="Processes that work.")
@click.option(
    "--dask", metavar="ADDRESS", help="Let a Dask cluster work, such as tcp://scheduler:8786."
)
@seconds_option
@format_option
@engine_option
@assume_option
def bulk_command(
    input_: str,
    output: str,
    force: bool,
    full: bool,
    report: str | None,
    jobs: int,
    dask: str | None,
    seconds: int,
    format: Format,  # noqa: A002 - the option's name
    engine: EngineName,
    assume: tuple[str, ...],
) -> None:
    """Answer many requirements, a row each, and sum them up; goes on where it was stopped.

    Exit status 1 when a row has no answer; its error stands in the output.
    """
    page = Path(report) if report else None
    if page is not None and page.suffix != ".html":
        raise refused("--report", str(page), "a name that ends in .html")
    check_output(Path(output), "--output", force=force)
    check_output(page, "--report", force=force)
    executor = _executor(jobs, dask)
    try:
        with _shown() as progress:
            found = advise_many(
                input_,
                output,
                advisor(engine, assume),
                full=full,
                replace=force,
                executor=executor,
                progress=progress,
                seconds=float(seconds),
            )
    except (KeyboardInterrupt, WorkerEndedError):
        click.echo("Stopped. The same command goes on where this one stopped.", err=True)
        raise
    click.echo(f"Written to {output}.", err=True)
    if page is not None:
        write_file(found.to_html(), page, "--report", force=force)
        click.echo(f"Written to {page}.", err=True)
    write_answer(found, format)
    if found.failed:
        raise Exit(1)


def _executor(jobs: int, dask: str | None) -> Callable[[], AbstractContextManager[Executor | None]]:
    if not 1 <= jobs <= _MOST_JOBS:
        raise refused("--jobs", str(jobs), f"a whole number from 1 to {_MOST_JOBS}")
    if dask is not None:
        if jobs > 1:
            problem = "--jobs: a Dask cluster has its own workers; leave out --jobs or --dask"
            raise RequirementsError("command line", [problem])
        return partial(dask_cluster, dask)
    return partial(processes, jobs) if jobs > 1 else nullcontext


@contextmanager
def _shown() -> Iterator[Callable[[Progress], None]]:
    """Show how far a run is where a terminal reads errors, and where it went on."""
    if not sys.stderr.isatty():
        yield _say_resumed()
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    said = _say_resumed()
    columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("reading", total=None)

        def show(progress: Progress) -> None:
            said(progress)
            words = f"{progress.rows:,} rows"
            bars.update(
                task, completed=progress.done, total=progress.size or None, description=words
            )

        yield show


def _say_resumed() -> Callable[[Progress], None]:
    waiting = [True]

    def say(progress: Progress) -> None:
        if waiting and progress.resumed:
            click.echo(f"Going on after row {progress.resumed:,}.", err=True)
        waiting.clear()

    return say
