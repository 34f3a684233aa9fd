"""A verification report for people, as text or as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wso2_strategy.document.markdown import escaped
from wso2_strategy.domain.wording import counted
from wso2_strategy.verification.findings import MEANINGS, Finding, Report

if TYPE_CHECKING:
    from rich.console import Console


def verdict(report: Report) -> str:
    """Return the outcome in one line."""
    count = len(report.findings)
    found = "nothing to report" if not count else counted(count, "finding")
    return f"{report.knowledge}, {report.rules} rules: {found}."


def show(report: Report, console: Console) -> None:
    """Print a report to a Rich console."""
    from rich.padding import Padding
    from rich.text import Text

    console.print(Text(f"Verification of {verdict(report)}", style="bold"))
    for finding in report.findings:
        console.print()
        console.print(Text(_title(finding), style="bold red"))
        console.print(Padding(Text(f"{finding.sentence} {finding.remedy}"), (0, 0, 0, 2)))
        if finding.requirements:
            console.print(Padding(Text(finding.requirements.rstrip()), (0, 0, 0, 4)))
    console.print()
    console.print(Text("What was looked at", style="bold"))
    for evidence in report.evidence:
        console.print(Text(f"{evidence.question}: {evidence.method}."))
        counts = f"{evidence.cases:,} cases"
        if evidence.stands_for != evidence.cases:
            counts += f" for {evidence.stands_for:,} combinations"
        console.print(Padding(Text(f"{counts}; {evidence.remark}.", style="dim"), (0, 0, 0, 2)))


def markdown(report: Report) -> str:
    """Return a report as a Markdown document; everything in it is escaped."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield "# Verification"
    yield ""
    yield escaped(verdict(report))
    for finding in report.findings:
        yield from ("", f"## {escaped(_title(finding))}", "")
        yield f"{escaped(finding.sentence)} {escaped(finding.remedy)}"
        if finding.requirements:
            yield from ("", "```yaml", finding.requirements.rstrip(), "```")
    yield from ("", "## What was looked at", "")
    yield "| Statement | How | Cases | Combinations | Remark |"
    yield "| --- | --- | ---: | ---: | --- |"
    for each in report.evidence:
        yield (
            f"| {escaped(each.question)} | {each.method} | {each.cases:,} | {each.stands_for:,}"
            f" | {escaped(each.remark)} |"
        )
    yield from ("", "## What is looked for", "")
    yield from (f"- *{kind}*: {escaped(meaning)}" for kind, meaning in MEANINGS.items())


def _title(finding: Finding) -> str:
    return f"{finding.kind}: {', '.join(finding.rules)}" if finding.rules else finding.kind
