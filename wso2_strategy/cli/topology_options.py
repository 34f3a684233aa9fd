"""Options that say which topology of a pattern is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any, get_args

import typer
from attrs import fields

from wso2_strategy.domain.catalog import CATALOG, Pattern, Redundancy
from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.topology import Options, Topology, topology

HighAvailabilityOption = Annotated[
    bool, typer.Option("--ha", help="Every component redundant; short for --redundancy all.")
]
RedundancyOption = Annotated[
    str | None, typer.Option("--redundancy", help="What is redundant: none, gateway or all.")
]
PlatformOption = Annotated[
    str | None,
    typer.Option("--platform", help="virtual-machines, kubernetes or openshift."),
]
RegionsOption = Annotated[int | None, typer.Option("--regions", help="Number of regions.")]
LayoutOption = Annotated[
    str | None, typer.Option("--layout", help="How regions relate: MDC1 or MDC2.")
]
NodesOption = Annotated[
    list[str],
    typer.Option("--nodes", metavar="COMPONENT=N", help="Nodes of a component; may be repeated."),
]
ProtocolOption = Annotated[
    list[str],
    typer.Option(
        "--protocol",
        metavar="PROTOCOL",
        help="http, graphql, websocket, websub or sse; may be repeated.",
    ),
]
SettingOption = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="OPTION=VALUE",
        help="Any other option, such as token_format=opaque or multi_tenant=yes.",
    ),
]

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
_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}


def asked_redundancy(*, ha: bool, redundancy: str | None) -> str | None:
    """Return which redundancy the options ask for; None if they leave it open.

    Raises:
        RequirementsError: They ask for two different ones.
    """
    if ha and redundancy not in (None, "all"):
        problem = f"--ha: stands for --redundancy all, not {redundancy!r}; leave one of them out"
        raise RequirementsError("command line", [problem])
    return "all" if ha else redundancy


def built(
    pattern: str,
    *,
    layout: str | None,
    nodes: Iterable[str],
    protocols: list[str],
    settings: list[str],
    **options: Any,
) -> Topology:
    """Return the topology that command-line options describe.

    Raises:
        RequirementsError: An option's value is not allowed.
        UnknownNameError: There is no such pattern, platform, option or component.
    """
    found = CATALOG.pattern(pattern)
    if found.dimension == "regions" and layout not in (None, found.id):
        problem = f"--layout: {layout!r} is not for {found.id}, a layout itself; leave it out"
        raise RequirementsError("command line", [problem])
    for name, value in (_named("--set", words, "OPTION=VALUE") for words in settings):
        if name not in _SETTINGS:
            raise UnknownNameError("option", name, _SETTINGS)
        is_truth = isinstance(_SETTINGS[name], bool)
        options[name] = _TRUTHS.get(value.casefold(), value) if is_truth else value
    try:
        return topology(
            found,
            region_layout=layout,
            nodes=dict(map(_count, nodes)) or None,
            protocols=protocols or None,
            **options,
        )
    except RequirementsError as error:
        problems = [re.sub(r"^options\.(\w+)", _as_typed, each) for each in error.problems]
        raise RequirementsError("command line", problems) from error


def note_redundancy(pattern: str, asked: str | None, shown: Topology) -> None:
    """Say on standard error where a pattern cannot have the redundancy that was asked for."""
    if asked in (None, shown.options.redundancy):
        return
    found = CATALOG.pattern(pattern)
    able = [each for each in CATALOG.patterns if each.tiers and asked in _possible(each)]
    simplest = min(able, key=lambda each: each.complexity)
    typer.echo(
        f"note: redundancy {asked!r} is not possible for {found.id}, which is shown with"
        f" {shown.options.redundancy!r}; allowed: {', '.join(_possible(found))}."
        f" The simplest pattern that can have it is {simplest.id}.",
        err=True,
    )


def _possible(pattern: Pattern) -> tuple[Redundancy, ...]:
    """Return the redundancy that a pattern can have, the least first."""
    known: tuple[Redundancy, ...] = get_args(Redundancy)
    least, most = map(known.index, (pattern.min_redundancy, pattern.max_redundancy))
    return known[least : most + 1]


def _named(option: str, words: str, form: str) -> tuple[str, str]:
    name, sign, value = words.partition("=")
    if not sign:
        problem = f"{option}: {words!r} is not allowed; allowed: {form}"
        raise RequirementsError("command line", [problem])
    return name.strip(), value.strip()


def _count(words: str) -> tuple[str, Any]:
    name, value = _named("--nodes", words, "COMPONENT=N, such as gateway=3")
    return name, int(value) if value.isdecimal() else value


def _as_typed(option: re.Match[str]) -> str:
    """Return what the user typed for an option of the library."""
    return _TYPED.get(option[1], f"--set {option[1]}")
