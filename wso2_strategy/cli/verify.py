"""``wso2-strategy verify``: are the rules complete, consistent, sound and useful?"""

from __future__ import annotations

import click
from click.exceptions import Exit

from wso2_strategy.advice.packs import BUILT_IN, Knowledge, find_pack, installed_pack
from wso2_strategy.cli.program.answers import write_answer
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import Format, format_option
from wso2_strategy.verification import verify


@click.command("verify", cls=WorkingCommand)
@click.argument(
    "packs",
    nargs=-1,
    metavar="[PACK]...",
    help="Packs to verify beside the built-in one, by name or as module:ATTRIBUTE;"
    " without any, all that are installed.",
)
@format_option
def verify_command(
    packs: tuple[str, ...],
    format: Format,  # noqa: A002 - the option's name
) -> None:
    """Verify rules: exit status 1 when there is something to report."""
    knowledge, about = _subject(packs)
    report = verify(knowledge, about=about)
    write_answer(report, format)
    if not report.is_clean:
        raise Exit(1)


def _subject(names: tuple[str, ...]) -> tuple[Knowledge, list[str] | None]:
    """Return what is verified, and the ids of the rules asked about; None for all."""
    if not names:
        return Knowledge.installed(), None
    packs = {name: find_pack(name) for name in names}
    base = [] if BUILT_IN in packs else [installed_pack(BUILT_IN)]
    asked = [rule.id for pack in packs.values() for rule in (*pack.rules, *pack.overrides)]
    return Knowledge.of(*base, *packs.values()), asked
