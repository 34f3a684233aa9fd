"""``wso2-strategy what-if``: the answer to other requirements, or what would change the answer."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

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
    one_of,
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


SetOption = Annotated[
    list[str],
    typer.Option("--set", metavar="FIELD=VALUE", help="State this instead; may be repeated."),
]
UnsetOption = Annotated[
    list[str], typer.Option("--unset", metavar="FIELD", help="Do not state this; may be repeated.")
]
RangeOption = Annotated[
    list[str],
    typer.Option(
        "--range",
        metavar="FIELD=LOW:LIKELY:HIGH",
        help="Show the answers over a range of a number; may be repeated.",
    ),
]


AspectOption = Annotated[
    list[Aspects],
    one_of(Aspects, "--aspect", "What counts as another answer, without --set; may be repeated."),
]


def what_if_command(  # noqa: PLR0913, PLR0917 - one for each option
    file: FileArgument,
    set_: SetOption = [],  # noqa: B006 - typer copies it
    unset: UnsetOption = [],  # noqa: B006 - typer copies it
    range_: RangeOption = [],  # noqa: B006 - typer copies it
    aspect: AspectOption = [Aspects.pattern, Aspects.platform],  # noqa: B006 - typer copies it
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
    complete: CompleteOption = False,  # noqa: FBT002 - typer reads it so
    engine: EngineOption = EngineName.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Show the answer to other requirements; without options, what would change the answer."""
    found = recommendation(file, engine, assume)
    aspects = [each.value for each in aspect]
    write_answer(_asked(found, set_, unset, range_, aspects), format, complete=complete)


def _asked(
    found: Recommendation,
    set_: list[str],
    unset: list[str],
    range_: list[str],
    aspects: list[str],
) -> Answer:
    answer = found.what_if(**_changes(set_, unset))
    if range_:
        allowed = "field=low:likely:high, such as traffic.peak_tps=800:2000:6000"
        read = named_values("--range", range_, allowed, _range)
        return ranges(answer.after, found.advisor, read, aspects=aspects)
    return answer if set_ or unset else what_changes(found, found.advisor, aspects=aspects)


def _changes(set_: list[str], unset: list[str]) -> dict[str, Any]:
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
