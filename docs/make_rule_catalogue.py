"""Writes ``reference/rules.md``: every built-in rule, from the rules themselves."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from wso2_strategy import Knowledge
from wso2_strategy.advice.packs import installed_pack
from wso2_strategy.output.rule_catalogue import RuleCatalogue

PAGE = Path(__file__).parent / "reference" / "rules.md"

HEAD = """<!-- Written by docs/make_rule_catalogue.py. -->

# Rules

{count} rules: {stated} stated by WSO2, {derived} derived from what it states, {assumed} assumed
where it is silent. They are listed by topic, in the order in which they fire. Each shows its
conditions and conclusions as they are written, its reason with nouns in brackets where values
stand in an answer, and its source. `wso2-strategy rules` lists, filters and shows the same, also
of your own packs.

"""


def pages() -> dict[Path, str]:
    """Return the page."""
    knowledge = Knowledge.of(installed_pack("built-in"))
    rules = knowledge.base.rules
    basis = Counter(rule.basis for rule in rules)
    head = HEAD.format(
        count=len(rules),
        stated=basis["stated"],
        derived=basis["derived"],
        assumed=basis["assumed"],
    )
    return {PAGE: head + RuleCatalogue(knowledge, rules).to_markdown()}
