"""``wso2-strategy what-if``: the answer to other requirements, or what would change the answer."""

from __future__ import annotations

from collections.abc import Iterable
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
    recommendation,
    refused,
    setting,
)
from wso2_strategy.errors import RequirementsError
from wso2_strategy.explain.ranges import ranges
from wso2_strategy.explain.what_changes import what_changes

if TYPE_CHECKING:
    from wso2_strategy.api import Recommendation
    from wso2_strategy.document.document import Answer

_PARTS = 3


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
    typer.Option("--aspect", help="What counts as another answer, without --set; may be repeated."),
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
        read = [_range(each) for each in range_]
        _refuse_repeated("--range", [path for path, _ in read])
        return ranges(answer.after, found.advisor, dict(read), aspects=aspects)
    return answer if set_ or unset else what_changes(found, found.advisor, aspects=aspects)


def _changes(set_: Iterable[str], unset: Iterable[str]) -> dict[str, Any]:
    """Return changes by section and field, as `Recommendation.what_if` takes them."""
    found: dict[str, Any] = {}
    changes = (*map(_setting, set_), *((path.strip(), None) for path in unset))
    _refuse_repeated("--set, --unset", [path for path, _ in changes])
    for path, value in changes:
        section, dot, name = path.partition(".")
        if dot:
            found.setdefault(section, {})[name] = value
        else:
            found[section] = value
    return found


def _refuse_repeated(options: str, paths: list[str]) -> None:
    """Refuse a field that is given twice: only one of the values could count."""
    repeated = [each for each in dict.fromkeys(paths) if paths.count(each) > 1]
    if repeated:
        raise RequirementsError(options, [f"{each}: is given twice" for each in repeated])


def _setting(words: str) -> tuple[str, Any]:
    import yaml

    allowed = "field=value, such as traffic.peak_tps=9000"
    path, value = setting("--set", words, allowed)
    try:
        return path, yaml.safe_load(value)
    except yaml.YAMLError:
        raise refused("--set", words, allowed) from None


def _range(words: str) -> tuple[str, dict[str, Any]]:
    allowed = "field=low:likely:high, such as traffic.peak_tps=800:2000:6000"
    path, numbers = setting("--range", words, allowed)
    parts = numbers.split(":")
    if len(parts) != _PARTS:
        raise refused("--range", words, allowed)
    low, likely, high = map(_number, parts)
    return path, {"low": low, "likely": likely, "high": high}


def _number(words: str) -> int | float | str:
    """Return a number, or words such as a percentage for the field to read."""
    try:
        return int(words) if words.strip().isdigit() else float(words)
    except ValueError:
        return words.strip()
