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
    named_values,
    recommendation,
    whole_number,
)
from wso2_strategy.domain.written_numbers import number_in

MonthsOption = Annotated[
    int | None,
    typer.Option(
        "--months",
        parser=whole_number,
        metavar="MONTHS",
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
    write_answer(found.plan(months, prices(price)), format, complete=complete)


def prices(given: list[str]) -> dict[str, Decimal]:
    """Return the price of a node per month, by component."""
    return named_values("--price", given, "component=amount, such as gateway=61.32", _amount)


def _amount(words: str) -> Decimal:
    number = number_in(words)
    if number is None or number < 0:
        raise ValueError(words)
    try:
        return Decimal(words)
    except InvalidOperation as error:  # an exponent that no decimal has
        raise ValueError(words) from error
