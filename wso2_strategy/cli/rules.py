"""``wso2-strategy rules``: what is known, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.cli.answers import write_json
from wso2_strategy.cli.options import Format, FormatOption
from wso2_strategy.errors import RequirementsError
from wso2_strategy.inference import Rule
from wso2_strategy.output.rule_catalogue import catalogue, chosen_rules, described

if TYPE_CHECKING:
    from rich.console import Console


class BasisName(StrEnum):
    """How firmly a source supports a rule."""

    stated = "stated"
    derived = "derived"
    assumed = "assumed"


_LABEL_WIDTH = len("assumption")
_COUNTS = {0: "No rule meets all these conditions.", 1: "1 rule"}

RuleArgument = Annotated[str | None, typer.Argument(metavar="RULE", help="Show one rule.")]
TopicOption = Annotated[str | None, typer.Option("--topic", help="First word of the ids.")]
ReadsOption = Annotated[
    str | None, typer.Option("--reads", help="Class or field: Traffic, traffic.peak_tps.")
]
CapabilityOption = Annotated[str | None, typer.Option("--capability", help="Capability's id.")]
BasisOption = Annotated[BasisName | None, typer.Option("--basis", help="How firmly supported.")]
PackOption = Annotated[str | None, typer.Option("--pack", help="Name of the pack.")]
TextOption = Annotated[str | None, typer.Option("--text", help="Words anywhere in the rule.")]
GraphOption = Annotated[
    Path | None,
    typer.Option("--graph", metavar="FILE", help="Write the rule graph to a .dot or .svg file."),
]


def rules_command(  # noqa: PLR0913, PLR0917 - every argument is an option
    rule: RuleArgument = None,
    topic: TopicOption = None,
    reads: ReadsOption = None,
    capability: CapabilityOption = None,
    basis: BasisOption = None,
    pack: PackOption = None,
    text: TextOption = None,
    graph: GraphOption = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """List rules, or show one with all it rests on."""
    knowledge = Knowledge.installed()
    chosen = {"topic": topic, "reads": reads, "capability": capability, "basis": basis}
    chosen |= {"pack": pack, "text": text}
    alone = rule is not None or graph is not None
    given = [name for name, value in chosen.items() if alone and value is not None]
    if given:
        problem = "chooses among listed rules; leave it out with a RULE or --graph"
        raise typer.BadParameter(problem, param_hint=f"--{given[0]}")
    if graph is not None:
        _draw(knowledge, rule, graph)
        return
    if rule is not None:
        found: Sequence[Rule] = [knowledge.base.rule(rule)]
    else:
        found = chosen_rules(knowledge, **chosen)
    _write(knowledge, found, format, whole=rule is not None)
    if not found:
        raise typer.Exit(1)


def _write(knowledge: Knowledge, rules: Sequence[Rule], kind: Format, *, whole: bool) -> None:
    if kind is Format.json:
        write_json([described(knowledge, each) for each in rules])
    elif kind is Format.markdown:
        typer.echo(catalogue(knowledge, rules), nl=False)
    else:
        from rich.console import Console

        console = Console(highlight=False)
        for each in rules:
            show = _show if whole else _list
            show(console, described(knowledge, each))
        if not whole:
            typer.echo(_COUNTS.get(len(rules), f"{len(rules)} rules"))


def _list(console: Console, rule: dict[str, Any]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console.print(Text(rule["id"], style="bold"))
    console.print(Padding(Text(rule["sentence"]), (0, 0, 0, 2), expand=False))


def _show(console: Console, rule: dict[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    rows = [
        ("rule", rule["id"]),
        ("pack", rule["pack"]),
        ("when", rule["when"]),
        *(("then", each) for each in rule["then"]),
        ("because", rule["sentence"]),
        ("basis", rule["basis"]),
        *(
            ("assumption", f"{name} = {each['value']:g} {each['unit']}: {each['meaning']}")
            for name, each in rule["assumptions"].items()
        ),
        ("source", rule["source"]["title"]),
    ]
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold cyan", min_width=_LABEL_WIDTH)
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(name, Text(value))
    console.print(grid)
    # An address that is broken into lines cannot be opened.
    console.print(Text(" " * (_LABEL_WIDTH + 2) + rule["source"]["url"]), soft_wrap=True)


def _draw(knowledge: Knowledge, rule: str | None, target: Path) -> None:
    """Write the graph of all rules, or of what leads to a rule and follows from it."""
    from wso2_strategy.output.rule_graph import around, rule_graph, to_dot, to_svg

    writers = {".dot": to_dot, ".svg": to_svg}
    writer = writers.get(target.suffix.lower())
    if writer is None:
        problem = f"{target.name!r} is not allowed; allowed: a file that ends with .dot or .svg"
        raise RequirementsError("--graph", [problem])
    graph = rule_graph(knowledge)
    drawn = writer(graph if rule is None else around(graph, rule))
    try:
        target.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise RequirementsError("--graph", [f"{target}: {error.strerror}"]) from error
