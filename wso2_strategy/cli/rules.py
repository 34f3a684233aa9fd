"""``wso2-strategy rules``: what is known, rule by rule."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import click
from click.exceptions import Exit

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.cli.program.answers import check_output, write_answer, write_file, write_json
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    Format,
    OneOf,
    completion,
    force_option,
    format_option,
    refused,
)
from wso2_strategy.output.rule_catalogue import RuleCatalogue, chosen_rules, readable, topic_of


class BasisName(StrEnum):
    """How firmly a source supports a rule."""

    stated = "stated"
    derived = "derived"
    assumed = "assumed"


@click.command("rules", cls=WorkingCommand)
@click.argument(
    "rule",
    required=False,
    shell_complete=completion(lambda: (each.id for each in Knowledge.installed().base.rules)),
    help="Show one rule.",
)
@click.option(
    "--topic",
    metavar="TOPIC",
    shell_complete=completion(lambda: map(topic_of, Knowledge.installed().base.rules)),
    help="First word of the ids.",
)
@click.option(
    "--reads",
    metavar="NAME",
    shell_complete=completion(lambda: readable(Knowledge.installed())),
    help="Class or field: Traffic, traffic.peak_tps.",
)
@click.option(
    "--capability",
    metavar="CAPABILITY",
    shell_complete=completion(
        lambda: (each.id for each in Knowledge.installed().catalog.capabilities)
    ),
    help="What it needs or looks for, such as redundancy.",
)
@click.option("--basis", type=OneOf(BasisName), help="How firmly supported.")
@click.option("--pack", metavar="PACK", help="Name of the pack.")
@click.option("--text", metavar="WORDS", help="Words anywhere in the rule.")
@click.option(
    "--graph",
    type=Path,
    metavar="FILE",
    help="Write the rule graph to a .dot or .svg file.",
)
@force_option
@format_option
def rules_command(
    rule: str | None,
    topic: str | None,
    reads: str | None,
    capability: str | None,
    basis: BasisName | None,
    pack: str | None,
    text: str | None,
    graph: Path | None,
    force: bool,
    format: Format,  # noqa: A002 - the option's name
) -> None:
    """List rules, or show one with all it rests on."""
    knowledge = Knowledge.installed()
    chosen = {"topic": topic, "reads": reads, "capability": capability, "basis": basis}
    chosen |= {"pack": pack, "text": text}
    alone = rule is not None or graph is not None
    given = [name for name, value in chosen.items() if alone and value is not None]
    if given:
        problem = "chooses among listed rules; leave it out with a RULE or --graph"
        raise click.BadParameter(problem, param_hint=f"--{given[0]}")
    if graph is not None:
        _draw(knowledge, rule, graph, force=force)
        return
    one = None if rule is None else knowledge.base.rule(rule)
    rules = chosen_rules(knowledge, **chosen) if one is None else (one,)
    found = RuleCatalogue(knowledge, rules, is_list=one is None)
    if format is Format.json:
        write_json(found.to_dict()["rules"])
    else:
        write_answer(found, format)
    if not rules:
        raise Exit(1)


def _draw(knowledge: Knowledge, rule: str | None, target: Path, *, force: bool) -> None:
    """Write the graph of all rules, or of what leads to a rule and follows from it."""
    from wso2_strategy.output.rule_graph import around, rule_graph, to_dot, to_svg

    writers = {".dot": to_dot, ".svg": to_svg}
    writer = writers.get(target.suffix.lower())
    if writer is None:
        raise refused("--graph", target.name, "a file that ends with .dot or .svg")
    check_output(target, "--graph", force=force)
    graph = rule_graph(knowledge)
    drawn = writer(graph if rule is None else around(graph, rule))
    write_file(drawn, target, "--graph", force=force)
