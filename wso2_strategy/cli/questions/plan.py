"""``wso2-strategy plan``: how long a recommendation lasts, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import click

from wso2_strategy.cli.program.answers import write_answer
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    Format,
    assume_option,
    complete_option,
    engine_option,
    file_argument,
    format_option,
    named_values,
    recommendation,
    whole_number,
)
from wso2_strategy.domain.written_numbers import number_in

months_option = click.option(
    "--months",
    type=whole_number,
    metavar="MONTHS",
    help="How far to look ahead; without it 24 months, or the stated horizon if it is longer.",
)
price_option = click.option(
    "--price",
    multiple=True,
    metavar="COMPONENT=AMOUNT",
    help="Price of one node per month, in any currency; may be repeated.",
)


@click.command("plan", cls=WorkingCommand)
@file_argument
@months_option
@format_option
@complete_option
@engine_option
@assume_option
@price_option
def plan_command(
    file: str,
    months: int | None,
    format: Format,  # noqa: A002 - the option's name
    complete: bool,
    engine: EngineName,
    assume: tuple[str, ...],
    price: tuple[str, ...],
) -> None:
    """Show when a growing load outgrows its design, what a spike takes, and what all costs."""
    found = recommendation(file, engine, assume)
    write_answer(found.plan(months, prices(price)), format, complete=complete)


def prices(given: Iterable[str]) -> dict[str, Decimal]:
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
