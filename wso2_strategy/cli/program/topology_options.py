"""Options that say how a pattern is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import click
from attrs import fields
from click.shell_completion import CompletionItem

from wso2_strategy.advice.files import FILE_ENDINGS
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.api import Advisor, load_requirements
from wso2_strategy.cli.program.shared_options import (
    a_file,
    completion,
    named_values,
    of_words,
    pattern_ids,
    typed,
    whole_number,
)
from wso2_strategy.domain.catalog.vocabulary import Redundancy
from wso2_strategy.domain.facts import Protocol
from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.topology import Options, Topology
from wso2_strategy.topology.builder import possible_redundancy
from wso2_strategy.topology.options import RegionLayout

_DRAWING = (
    click.option(
        "--ha", is_flag=True, help="Every component redundant; short for --redundancy all."
    ),
    click.option("--redundancy", **of_words(get_args(Redundancy)), help="What is redundant."),
    click.option(
        "--platform",
        metavar="PLATFORM",
        shell_complete=completion(lambda: (e.id for e in Knowledge.installed().catalog.platforms)),
        help="virtual-machines, kubernetes, openshift, or what a pack adds.",
    ),
    click.option("--regions", type=whole_number, metavar="N", help="Number of regions."),
    click.option("--layout", **of_words(get_args(RegionLayout)), help="How regions relate."),
    click.option(
        "--nodes",
        multiple=True,
        metavar="COMPONENT=N",
        help="Nodes of a component; may be repeated.",
    ),
    click.option(
        "--protocol",
        "protocols",
        multiple=True,
        **of_words(get_args(Protocol)),
        help="What APIs are served; may be repeated.",
    ),
    click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="OPTION=VALUE",
        help="Any other option, such as token_format=opaque or multi_tenant=yes.",
    ),
)


def drawing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how a pattern is drawn, for `stated_options` to read."""
    for option in reversed(_DRAWING):
        command = option(command)
    return command


_TYPED = {
    "redundancy": "--redundancy",
    "platform": "--platform",
    "regions": "--regions",
    "region_layout": "--layout",
    "protocols": "--protocol",
    "nodes": "--nodes",
}
"""Options of the library that have one of their own here."""

_SETTINGS = {
    each.name: each.default
    for each in fields(Options)
    if each.name not in _TYPED and each.name != "needed"
}
_COUNTED = "COMPONENT=N, such as gateway=3"


def stated_options(
    *,
    ha: bool,
    redundancy: str | None,
    layout: str | None,
    nodes: tuple[str, ...],
    protocols: tuple[str, ...],
    settings: tuple[str, ...],
    **options: Any,
) -> dict[str, Any]:
    """Return the options as `topology` takes them; None where nothing is said."""
    if ha and redundancy not in (None, "all"):
        problem = f"--ha: stands for --redundancy all, not {redundancy!r}; leave one of them out"
        raise RequirementsError("command line", [problem])
    given = named_values("--set", settings, "OPTION=VALUE", lambda each: (each, typed(each)))
    for name, (words, value) in given.items():
        if name not in _SETTINGS:
            raise UnknownNameError("option", name, _SETTINGS)
        options[name] = value if isinstance(_SETTINGS[name], bool) else words
    return options | {
        "redundancy": "all" if ha else redundancy,
        "region_layout": layout,
        "nodes": named_values("--nodes", nodes, _COUNTED, typed) or None,
        "protocols": list(protocols) or None,
    }


@contextmanager
def as_typed(options: Mapping[str, Any]) -> Iterator[None]:
    """Name options in errors as the user types them; what follows from a file is not typed."""

    def typed_as(option: re.Match[str]) -> str:
        is_set = options.get(option[1]) is not None
        return _TYPED.get(option[1], f"--set {option[1]}" if is_set else option[0])

    try:
        yield
    except RequirementsError as error:
        problems = [re.sub(r"^options\.(\w+)", typed_as, each) for each in error.problems]
        raise RequirementsError("command line", problems) from error


def design(metavar: str) -> Callable[[Any], Any]:
    """Return an argument that is a pattern, or a requirements file."""
    return click.argument(
        metavar.lower(),
        metavar=metavar,
        shell_complete=_pattern_or_file,
        help="P0 to P6, MDC1, MDC2, DR1, or a name of one; or a requirements file, or - for stdin:"
        " then what is recommended for it.",
    )


def _pattern_or_file(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    return [*completion(pattern_ids)(ctx, param, incomplete), *a_file(ctx, param, incomplete)]


def side(name: str, options: dict[str, Any]) -> tuple[str, Topology | str]:
    """Return a pattern's name twice, or for a requirements file what is recommended and drawn."""
    if name != "-" and Path(name).suffix.lower() not in FILE_ENDINGS:
        return name, name
    answer = Advisor().advise(load_requirements(name))
    given = {option: value for option, value in options.items() if value is not None}
    with as_typed(given):
        return answer.pattern.id, answer.topology(**given)


def note_redundancy(name: str, options: dict[str, Any], shown: Topology) -> None:
    """Say on standard error where a pattern cannot have the redundancy that was asked for."""
    asked = options["redundancy"]
    if asked in (None, shown.options.redundancy):
        return
    catalog = Knowledge.installed().catalog
    found = catalog.pattern(name)
    able = [each for each in catalog.patterns if each.tiers and asked in possible_redundancy(each)]
    simplest = min(able, key=lambda each: each.complexity)
    click.echo(
        f"note: redundancy {asked!r} is not possible for {found.id}, which is shown with"
        f" {shown.options.redundancy!r}; allowed: {', '.join(possible_redundancy(found))}."
        f" The simplest pattern that can have it is {simplest.id}.",
        err=True,
    )
