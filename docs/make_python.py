"""Writes docs/reference/python.md, the reference of the public names, from their docstrings."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any

PAGE = Path(__file__).parent / "reference" / "python.md"

TOPICS: dict[str, tuple[str, ...]] = {
    "Ask": (
        "wso2_strategy.Advisor",
        "wso2_strategy.load_requirements",
        "wso2_strategy.Requirements",
        "wso2_strategy.GatewayGroup",
        "wso2_strategy.Knowledge",
    ),
    "Read the answer": (
        "wso2_strategy.Recommendation",
        "wso2_strategy.advice.answer.NeededCapability",
        "wso2_strategy.advice.answer.PlatformRank",
        "wso2_strategy.advice.answer.GivenAdvice",
        "wso2_strategy.advice.answer.Conflict",
        "wso2_strategy.advice.answer.Alternative",
        "wso2_strategy.advice.answer.Reason",
        "wso2_strategy.domain.catalog.Pattern",
        "wso2_strategy.domain.catalog.Platform",
        "wso2_strategy.domain.catalog.Capability",
    ),
    "Ask about many at once": (
        "wso2_strategy.portfolio.advise_many",
        "wso2_strategy.portfolio.advise_rows",
        "wso2_strategy.portfolio.Summary",
        "wso2_strategy.portfolio.Progress",
    ),
    "Question the answer": (
        "wso2_strategy.document.document.Answer",
        "wso2_strategy.explain.why.Why",
        "wso2_strategy.explain.why_not.WhyNot",
        "wso2_strategy.explain.sensitivity.changes.ChangeSet",
        "wso2_strategy.explain.sensitivity.changes.Change",
        "wso2_strategy.explain.what_if.WhatIf",
        "wso2_strategy.explain.outcome_difference.OutcomeDifference",
        "wso2_strategy.explain.diff.Diff",
        "wso2_strategy.explain.boundaries.Boundaries",
        "wso2_strategy.explain.robustness.Robustness",
        "wso2_strategy.explain.open_questions.OpenQuestions",
        "wso2_strategy.explain.decision_map.DecisionMap",
        "wso2_strategy.explain.ranges.ranges",
        "wso2_strategy.explain.interview.Interview",
    ),
    "Take it to others": (
        "wso2_strategy.output.report.decision_report.DecisionReport",
        "wso2_strategy.document.document.Document",
    ),
    "Size and plan": (
        "wso2_strategy.models.sizing.node_sizes.Sizing",
        "wso2_strategy.models.sizing.node_sizes.TierSizing",
        "wso2_strategy.models.planning.plan.Plan",
        "wso2_strategy.output.plan_answers.RecommendedPlan",
        "wso2_strategy.models.planning.timeline.Timeline",
        "wso2_strategy.output.plan_answers.RecommendedTimeline",
        "wso2_strategy.models.planning.cost.Cost",
        "wso2_strategy.models.load.demand.Demand",
        "wso2_strategy.models.load.group_shares.GroupShare",
        "wso2_strategy.models.sizing.group_sizes.GroupSize",
        "wso2_strategy.models.fitness.PatternFitness",
        "wso2_strategy.models.fitness.LayoutFitness",
    ),
    "Query a topology": (
        "wso2_strategy.topology.topology",
        "wso2_strategy.topology.Topology",
        "wso2_strategy.topology.component_graph.ComponentGraph",
        "wso2_strategy.topology.Tier",
        "wso2_strategy.topology.Connection",
        "wso2_strategy.topology.Flow",
        "wso2_strategy.topology.compare",
        "wso2_strategy.topology.Difference",
        "wso2_strategy.topology.migration.Migration",
        "wso2_strategy.topology.migration_steps",
    ),
    "Write the files that deploy an answer": (
        "wso2_strategy.artifacts.artifacts_of",
        "wso2_strategy.artifacts.ArtifactSettings",
        "wso2_strategy.artifacts.load_settings",
        "wso2_strategy.artifacts.Artifacts",
        "wso2_strategy.artifacts.Directory",
    ),
    "Assess what you run": (
        "wso2_strategy.artifacts.assess.assess",
        "wso2_strategy.artifacts.assess.Assessment",
        "wso2_strategy.artifacts.assess.Finding",
    ),
    "Write rules": (
        "wso2_strategy.fact",
        "wso2_strategy.exists",
        "wso2_strategy.conclude",
        "wso2_strategy.Rule",
        "wso2_strategy.Assumption",
        "wso2_strategy.Source",
        "wso2_strategy.Pack",
        "wso2_strategy.KnowledgeBase",
        "wso2_strategy.Need",
        "wso2_strategy.Exclusion",
        "wso2_strategy.LayoutNeed",
        "wso2_strategy.RedundancyNeed",
        "wso2_strategy.RedundancyNeed",
        "wso2_strategy.LayoutExclusion",
        "wso2_strategy.Preference",
        "wso2_strategy.Advice",
        "wso2_strategy.Contradiction",
        "wso2_strategy.Selection",
        "wso2_strategy.PassedOver",
        "wso2_strategy.Size",
        "wso2_strategy.SizedTier",
        "wso2_strategy.Lack",
        "wso2_strategy.MatrixRow",
        "wso2_strategy.domain.catalog.Catalog",
    ),
    "Test and verify rules": (
        "wso2_strategy.testing.Suite",
        "wso2_strategy.testing.Given",
        "wso2_strategy.testing.Coverage",
        "wso2_strategy.testing.Case",
        "wso2_strategy.testing.load_cases",
        "wso2_strategy.testing.check_golden",
        "wso2_strategy.verification.verify",
        "wso2_strategy.verification.Report",
        "wso2_strategy.verification.Finding",
    ),
    "Infer without the domain": (
        "wso2_strategy.inference.engine_for",
        "wso2_strategy.inference.Engine",
        "wso2_strategy.inference.Inference",
        "wso2_strategy.inference.Firing",
        "wso2_strategy.inference.Procedure",
        "wso2_strategy.inference.KnownFacts",
        "wso2_strategy.inference.Derivation",
    ),
}
"""What the page shows, in its order; one name for each thing, as it is imported."""

LIBRARY = "wso2_strategy"
ERRORS = "wso2_strategy.errors"

HEAD = """# The Python library

Everything here is public: names, arguments and attributes keep their meaning within a major
version. The docstrings say more: units, errors, sources and an example for each. This page is
written from them by `docs/make_python.py`.

Requirements consist of `Traffic`, `Availability`, `Compliance`, `Operations` and `Constraints`;
their fields are the keys of [the requirements file](requirements.md). `CATALOG` holds the
documented patterns, platforms and capabilities, `ASSUMPTIONS` the named numbers of the models,
and `sources` the documents that facts and rules rest on.
"""


def pages() -> dict[Path, str]:
    """Return the page."""
    lines = [HEAD.rstrip()]
    for topic, names in TOPICS.items():
        lines += ["", f"## {topic}"]
        for name in names:
            lines += ["", *_entry(name)]
    lines += ["", "## Errors", "", "| Error | Kind of | Raised for |", "|---|---|---|", *_errors()]
    return {PAGE: "\n".join(lines) + "\n"}


def _entry(name: str) -> Iterator[str]:
    module, _, attribute = name.rpartition(".")
    thing = getattr(import_module(module), attribute)
    yield f"### {attribute}"
    yield ""
    yield f"`from {module} import {attribute}`"
    yield ""
    if not inspect.isclass(thing):
        yield _summary(inspect.getdoc(thing))
        yield ""
        yield f"`{attribute}({_arguments(_written(thing))})`"
        return
    kinds = [each.__name__ for each in thing.__bases__ if each.__module__.startswith(LIBRARY)]
    yield " ".join([_summary(inspect.getdoc(thing)), *(f"A kind of `{each}`." for each in kinds)])
    for each in _written(thing).body:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            yield from ("", f"`{attribute}({_arguments(each)})`")
    rows = [*_attributes(thing), *_members(thing)]
    if rows:
        yield from ("", "| Name | Meaning |", "|---|---|", *rows)


def _attributes(thing: type) -> Iterator[str]:
    """Yield the fields of a class with their meanings."""
    text = inspect.getdoc(thing) or ""
    listed = re.split(r"\n\n(?=\S)", text.partition("Attributes:\n")[2])[0]
    entries = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", listed, flags=re.MULTILINE)
    for name, meaning in entries:
        yield f"| `{name}` | {_line(meaning)} |"


def _members(thing: type) -> Iterator[str]:
    """Yield properties and methods as they are written, in their order."""
    for each in _written(thing).body:
        if not isinstance(each, ast.FunctionDef) or each.name.startswith("_"):
            continue
        name = each.name
        decorators = {ast.unparse(decorator) for decorator in each.decorator_list}
        if "classmethod" in decorators:
            name = f"{thing.__name__}.{name}"
        if decorators.isdisjoint({"property", "cached_property"}):
            name += f"({_arguments(each)})"
        yield f"| `{name}` | {_summary(ast.get_docstring(each))} |"


def _written(thing: Any) -> Any:
    """Return a class or function as it is written, a node of `ast`; decorators changed nothing."""
    return ast.parse(dedent(inspect.getsource(thing))).body[0]


def _arguments(written: ast.FunctionDef) -> str:
    """Return the arguments of a function as they are written in a call, without types."""
    given = written.args
    given.args = [each for each in given.args if each.arg not in ("self", "cls")]
    for each in (*given.args, *given.kwonlyargs, given.vararg, given.kwarg):
        if each is not None:
            each.annotation = None
    return _line(ast.unparse(given))


def _summary(text: str | None) -> str:
    """Return the first paragraph of a docstring."""
    return _line((text or "").partition("\n\n")[0])


def _line(words: str) -> str:
    return re.sub(r"\s+", " ", words).replace("``", "`").replace("|", "\\|").strip()


def _errors() -> Iterator[str]:
    module = import_module(ERRORS)
    for name, each in vars(module).items():
        if inspect.isclass(each) and each.__module__ == ERRORS:
            kind = each.__bases__[0].__name__
            yield f"| `{name}` | `{kind}` | {_summary(inspect.getdoc(each))} |"
