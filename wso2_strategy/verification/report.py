"""The report of a verification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import frozen

from wso2_strategy.document.blocks import Block, Code, Section, Table, Terms
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import JsonKeys, same
from wso2_strategy.domain.wording import counted
from wso2_strategy.verification.findings import MEANINGS, Evidence, Finding


@frozen
class Report(Answer):
    """The outcome of a verification.

    Attributes:
        knowledge: The packs that were verified, with their versions.
        rules: How many rules they have.
        findings: The defects.
        evidence: What was shown, and how.
    """

    knowledge: str
    rules: int
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]

    schema: ClassVar[str] = "wso2-strategy/verification/1"
    json_keys: ClassVar[JsonKeys] = {
        **same("knowledge", "rules"),
        "clean": "is_clean",
        **same("findings", "evidence"),
    }

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def document(self, *, complete: bool = False) -> Document:
        """Return what was found, then what was looked at; a complete one is the same."""
        del complete
        found = "nothing to report" if self.is_clean else counted(len(self.findings), "finding")
        verdict = f"{self.knowledge}, {self.rules} rules: {found}."
        return Document(
            "Verification",
            (
                Section("", (verdict,), medium="markdown"),
                *(Section(each.title, tuple(_said(each))) for each in self.findings),
                Section(_LOOKED_AT, (Terms(tuple(map(_term, self.evidence))),), medium="text"),
                Section(_LOOKED_AT, (_table(self.evidence),), medium="markdown"),
                Section("What is looked for", (Terms(tuple(MEANINGS.items())),), medium="markdown"),
            ),
            lead=f"Verification of {verdict}",
        )


_LOOKED_AT = "What was looked at"


def _said(finding: Finding) -> Iterator[Block]:
    yield f"{finding.sentence} {finding.remedy}"
    if finding.requirements:
        yield Code(finding.requirements, "yaml")


def _term(evidence: Evidence) -> tuple[str, str]:
    counts = f"{evidence.cases:,} cases"
    if evidence.stands_for != evidence.cases:
        counts += f" for {evidence.stands_for:,} combinations"
    return f"{evidence.question}: {evidence.method}.", f"{counts}; {evidence.remark}."


def _table(evidence: tuple[Evidence, ...]) -> Table:
    return Table(
        ("Statement", "How", "Cases", "Combinations", "Remark"),
        tuple(
            (each.question, each.method, f"{each.cases:,}", f"{each.stands_for:,}", each.remark)
            for each in evidence
        ),
        numbers=("Cases", "Combinations"),
    )
