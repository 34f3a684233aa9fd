"""``wso2-strategy report``: a requirements file in, a report for a board out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wso2_strategy.cli.answers import check_output, write_file
from wso2_strategy.cli.plan import MonthsOption, PriceOption, prices
from wso2_strategy.cli.shared_options import (
    AssumeOption,
    CurrentOption,
    EngineName,
    EngineOption,
    FileArgument,
    ForceOption,
    recommendation,
    refused,
)

_KINDS = (".html", ".md", ".pdf")

ReportOutputOption = Annotated[
    str,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Where to write: a page (.html), an architecture decision record (.md) or .pdf;"
        " - writes the page to stdout.",
    ),
]
MapOption = Annotated[
    str,
    typer.Option(
        "--map", metavar="FIELD,FIELD", help="Two numbers over which the decision is drawn."
    ),
]


def report_command(  # noqa: PLR0913, PLR0917 - typer reads options off parameters
    file: FileArgument,
    output: ReportOutputOption = "decision.html",
    force: ForceOption = False,  # noqa: FBT002 - typer reads it so
    map_of: MapOption = "traffic.peak_tps,availability.target",
    months: MonthsOption = None,
    price: PriceOption = [],  # noqa: B006 - typer copies it
    current: CurrentOption = None,
    engine: EngineOption = EngineName.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Write the decision with its figures, pictures, reasons and sources, for a board."""
    target = None if output == "-" else Path(output)
    if target is not None and target.suffix not in _KINDS:
        raise refused("--output", output, f"a name that ends in {', '.join(_KINDS)}, or -")
    check_output(target, "--output", force=force)
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
        typer.echo(f"Written to {target}.", err=True)
