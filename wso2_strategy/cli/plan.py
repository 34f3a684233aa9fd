"""``wso2-strategy plan``: how long a recommendation lasts, and what it costs."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from wso2_strategy.api import load_requirements
from wso2_strategy.cli.options import (
    AssumeOption,
    Engine,
    EngineOption,
    FileArgument,
    Format,
    FormatOption,
    advisor,
)
from wso2_strategy.errors import RequirementsError
from wso2_strategy.models.planning.timeline import MAX_MONTHS
from wso2_strategy.output.plan_document import plan_document

MonthsOption = Annotated[
    int | None,
    typer.Option(
        "--months",
        min=0,
        max=MAX_MONTHS,
        help="How far to look ahead; without it 24 months, or the stated horizon if it is longer.",
    ),
]
PriceOption = Annotated[
    list[str],
    typer.Option(
        "--price",
        metavar="COMPONENT=AMOUNT",
        help="Price of one node per month, in any currency; may be repeated.",
    ),
]
EverythingOption = Annotated[
    bool,
    typer.Option("--complete", help="Show every month, and the arithmetic behind every number."),
]


def plan_command(
    file: FileArgument,
    months: MonthsOption = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
    complete: EverythingOption = False,  # noqa: FBT002 - typer reads it so
    engine: EngineOption = Engine.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
    price: PriceOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Show when a growing load outgrows its design, what a spike takes, and what all costs."""
    recommendation = advisor(engine, assume).advise(load_requirements(file))
    found = recommendation.plan(months, dict(map(_price, price)))
    document = plan_document(recommendation, found, complete=complete)
    if format is Format.json:
        typer.echo(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
    elif format is Format.markdown:
        typer.echo(document.to_markdown(), nl=False)
    else:
        from rich.console import Console

        console = Console(highlight=False)
        if console.is_terminal:
            document.show(console)
        else:
            typer.echo(document.to_text(width=console.width), nl=False)


def _price(words: str) -> tuple[str, Decimal]:
    name, _, number = words.partition("=")
    try:
        amount = Decimal(number)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not (amount.is_finite() and amount >= 0):
        problem = f"{words!r} is not allowed; allowed: component=amount, such as gateway=61.32"
        raise RequirementsError("--price", [problem])
    return name.strip(), amount
