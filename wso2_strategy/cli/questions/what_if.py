"""``wso2-strategy what-if``: the answer to other requirements, or what would change the answer."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import click

from wso2_strategy.cli.program.answers import write_answer
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    Format,
    OneOf,
    assume_option,
    complete_option,
    engine_option,
    file_argument,
    format_option,
    named_values,
    recommendation,
    typed,
)
from wso2_strategy.errors import RequirementsError
from wso2_strategy.explain.ranges import ranges
from wso2_strategy.explain.what_changes import what_changes

if TYPE_CHECKING:
    from wso2_strategy.api import Recommendation
    from wso2_strategy.document.document import Answer


class Aspects(StrEnum):
    """What may count as another answer."""

    pattern = "pattern"
    redundancy = "redundancy"
    regions = "regions"
    platform = "platform"


@click.command("what-if", cls=WorkingCommand)
@file_argument
@click.option(
    "--set",
    "set_",
    multiple=True,
    metavar="FIELD=VALUE",
    help="State this instead; may be repeated.",
)
@click.option("--unset", multiple=True, metavar="FIELD", help="Do not state this; may be repeated.")
@click.option(
    "--range",
    "range_",
    multiple=True,
    metavar="FIELD=LOW:LIKELY:HIGH",
    help="Show the answers over a range of a number; may be repeated.",
)
@click.option(
    "--aspect",
    type=OneOf(Aspects),
    multiple=True,
    default=(Aspects.pattern, Aspects.platform),
    help="What counts as another answer, without --set; may be repeated.",
)
@format_option
@complete_option
@engine_option
@assume_option
def what_if_command(
    file: str,
    set_: tuple[str, ...],
    unset: tuple[str, ...],
    range_: tuple[str, ...],
    aspect: tuple[Aspects, ...],
    format: Format,  # noqa: A002 - the option's name
    complete: bool,
    engine: EngineName,
    assume: tuple[str, ...],
) -> None:
    """Show the answer to other requirements; without options, what would change the answer."""
    found = recommendation(file, engine, assume)
    aspects = [each.value for each in aspect]
    write_answer(_asked(found, set_, unset, range_, aspects), format, complete=complete)


def _asked(
    found: Recommendation,
    set_: Iterable[str],
    unset: Iterable[str],
    range_: Iterable[str],
    aspects: list[str],
) -> Answer:
    answer = found.what_if(**_changes(set_, unset))
    if range_:
        allowed = "field=low:likely:high, such as traffic.peak_tps=800:2000:6000"
        read = named_values("--range", range_, allowed, _range)
        return ranges(answer.after, found.advisor, read, aspects=aspects)
    return answer if set_ or unset else what_changes(found, found.advisor, aspects=aspects)


def _changes(set_: Iterable[str], unset: Iterable[str]) -> dict[str, Any]:
    """Return changes by section and field, as `Recommendation.what_if` takes them."""
    allowed = "field=value, such as traffic.peak_tps=9000"
    changes = named_values("--set", set_, allowed, typed)
    found: dict[str, Any] = {}
    for path in (*changes, *map(str.strip, unset)):
        section, dot, name = path.partition(".")
        inner = found.setdefault(section, {}) if dot else found
        # Only one of the values could count, of a section's or of its fields' too.
        if not isinstance(inner, dict) or (name if dot else section) in inner:
            raise RequirementsError("--set, --unset", [f"{path}: is given twice"])
        inner[name if dot else section] = changes.get(path)
    return found


def _range(words: str) -> dict[str, Any]:
    low, likely, high = map(typed, words.split(":"))
    return {"low": low, "likely": likely, "high": high}
