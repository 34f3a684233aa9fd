"""``wso2-strategy plan``: how long a recommendation lasts, and what it costs."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from wso2_strategy.cli.answers import write_answer
from wso2_strategy.cli.shared_options import (
    AssumeOption,
    CompleteOption,
    EngineName,
    EngineOption,
    FileArgument,
    Format,
    FormatOption,
    recommendation,
    refused,
    setting,
)
from wso2_strategy.models.planning.timeline import MAX_MONTHS

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


def plan_command(
    file: FileArgument,
    months: MonthsOption = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
    complete: CompleteOption = False,  # noqa: FBT002 - typer reads it so
    engine: EngineOption = EngineName.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
    price: PriceOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Show when a growing load outgrows its design, what a spike takes, and what all costs."""
    found = recommendation(file, engine, assume)
    plan = found.plan(months, dict(map(_price, price)))
    write_answer(plan, format, complete=complete)


def _price(words: str) -> tuple[str, Decimal]:
    allowed = "component=amount, such as gateway=61.32"
    name, number = setting("--price", words, allowed)
    try:
        amount = Decimal(number)
    except InvalidOperation:
        raise refused("--price", words, allowed) from None
    if not (amount.is_finite() and amount >= 0):
        raise refused("--price", words, allowed)
    return name, amount
