"""``wso2-strategy report``: a requirements file in, a report for a board out."""

from __future__ import annotations

from pathlib import Path

import click

from wso2_strategy.cli.program.answers import check_output, open_file, write_file
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    assume_option,
    current_option,
    engine_option,
    file_argument,
    force_option,
    recommendation,
    refused,
)
from wso2_strategy.cli.questions.plan import months_option, price_option, prices

_KINDS = (".html", ".md", ".pdf")


@click.command("report", cls=WorkingCommand)
@file_argument
@click.option(
    "--output",
    "-o",
    default="decision.html",
    metavar="FILE",
    help="Where to write: a page (.html), an architecture decision record (.md) or .pdf;"
    " - writes the page to stdout.",
)
@force_option
@click.option(
    "--map",
    "map_of",
    default="traffic.peak_tps,availability.target",
    metavar="FIELD,FIELD",
    help="Two numbers over which the decision is drawn.",
)
@click.option("--open", "open_", is_flag=True, help="Show the file that was written.")
@months_option
@price_option
@current_option
@engine_option
@assume_option
def report_command(
    file: str,
    output: str,
    force: bool,
    map_of: str,
    open_: bool,
    months: int | None,
    price: tuple[str, ...],
    current: str | None,
    engine: EngineName,
    assume: tuple[str, ...],
) -> None:
    """Write the decision with its figures, pictures, reasons and sources, for a board."""
    target = None if output == "-" else Path(output)
    if target is not None and target.suffix not in _KINDS:
        raise refused("--output", output, f"a name that ends in {', '.join(_KINDS)}, or -")
    check_output(target, "--output", force=force, is_opened=open_)
    across, comma, up = map(str.strip, map_of.partition(","))
    if not (across and comma and up):
        raise refused("--map", map_of, "two numbers, such as traffic.peak_tps,availability.target")
    found = recommendation(file, engine, assume, current)
    report = found.report(months=months, prices=prices(price), map_of=(across, up))
    written: str | bytes = report.to_html() if target is None or target.suffix == ".html" else ""
    if target is not None and target.suffix == ".md":
        written = report.to_markdown()
    if target is not None and target.suffix == ".pdf":
        written = report.to_pdf()
    write_file(written, target, "--output", force=force)
    if target is not None:
        click.echo(f"Written to {target}.", err=True)
        if open_:
            open_file(target)
