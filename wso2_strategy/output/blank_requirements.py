"""A requirements file to fill in: every question of the interview, nothing stated yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.domain.facts import GatewayGroup, Requirements
from wso2_strategy.domain.gateway_group import GroupList
from wso2_strategy.domain.kinds import PatternId, path_of, words_of
from wso2_strategy.errors import printable
from wso2_strategy.space.fields import StatedField, fields_of, form

_HEAD = (
    "Requirements of a deployment of WSO2 API Manager. Take the # from the line of a key, and "
    "write a value behind its colon. What is left as it is counts as not known, which is better "
    "than a guess."
)
_WIDTH = 88


def blank_requirements(knowledge: Knowledge) -> str:
    r"""Return a requirements file in YAML that states nothing and asks everything.

    >>> print(blank_requirements(Knowledge.installed()).split("\n\n")[1])
    # What is the deployment called?
    # Allowed: one line of text, at most 200 characters
    #name:
    """
    return "\n".join(_lines(knowledge)) + "\n"


def _lines(knowledge: Knowledge) -> Iterator[str]:
    yield from _comment(_HEAD)
    for fact_class, fields in form(tuple(knowledge.fact_classes)).by_class.items():
        margin = ""
        if fact_class is not Requirements:
            margin = "  "
            yield ""
            yield f"{path_of(fact_class)}:"
        yield from _fields(fields, knowledge, margin)
    yield ""
    yield from _comment(words_of(Requirements, path_of(GatewayGroup)).question)
    yield from _comment(f"Allowed: {GroupList.allowed}. Each begins with a hyphen before its name.")
    yield f"{path_of(GatewayGroup)}:"
    yield from _fields(fields_of(GatewayGroup), knowledge, "  ", item=True)


def _fields(
    fields: Iterable[StatedField],
    knowledge: Knowledge,
    margin: str,
    *,
    item: bool = False,
) -> Iterator[str]:
    """Yield the lines of some fields; those of an item of a list begin with a hyphen."""
    for number, each in enumerate(fields):
        yield ""
        yield from _comment(each.words.question, margin)
        yield from _comment(f"Allowed: {_allowed(each, knowledge)}", margin)
        dash = ("  " if number else "- ") if item else ""
        yield f"{margin}#{dash}{each.name}:"


def _allowed(stated: StatedField, knowledge: Knowledge) -> str:
    if isinstance(stated.kind, PatternId):
        patterns = (each for each in knowledge.catalog.patterns if each.dimension == "pattern")
        return ", ".join(f"{each.id} ({each.name})" for each in patterns)
    return stated.kind.allowed


def _comment(words: str, margin: str = "") -> list[str]:
    mark = f"{margin}# "
    return wrap(printable(words), _WIDTH, initial_indent=mark, subsequent_indent=mark)
