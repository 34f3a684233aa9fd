"""Writes ``reference/verification.md``: the report of the built-in rules, and seeded defects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from wso2_strategy import Knowledge
from wso2_strategy.advice.packs import installed_pack
from wso2_strategy.document.markdown import escaped
from wso2_strategy.testing import load_cases
from wso2_strategy.testing.mutation import KINDS, mutants
from wso2_strategy.testing.score import noticed_by
from wso2_strategy.verification import verify

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "verification.md"
CASES = ROOT / "tests" / "rules" / "cases.yaml"

HEAD = """<!-- Written by docs/make_verification.py. -->

"""

DEFECTS = """
## Seeded defects

Every built-in rule is removed, doubled, weakened in every condition, contradicted and shadowed, one
change at a time. A rule that is gone or weaker must be noticed by the cases in
`tests/rules/cases.yaml`, a rule that was added by verification.

"""


def pages() -> dict[Path, str]:
    """Return the page.

    Raises:
        AssertionError: Nothing noticed some of the seeded defects.
    """
    knowledge = Knowledge.of(installed_pack("built-in"))
    cases = load_cases(CASES)
    found = [(mutant, noticed_by(mutant, cases)) for mutant in mutants(knowledge)]
    missed = [str(mutant) for mutant, by in found if by is None]
    assert not missed, missed
    scored = Counter((mutant.kind, by) for mutant, by in found)
    return {PAGE: report() + "\n".join((*_score(scored), "", *seeded())) + "\n"}


def report() -> str:
    """Return the first part of the page: what verification finds, and which defects are seeded."""
    return HEAD + verify(Knowledge.of(installed_pack("built-in"))).to_markdown() + DEFECTS


def seeded() -> Iterator[str]:
    """Yield the last part of the page: how many defects are seeded in each rule."""
    knowledge = Knowledge.of(installed_pack("built-in"))
    listed = Counter((mutant.rule, mutant.kind) for mutant in mutants(knowledge))
    yield f"| Rule | {' | '.join(KINDS)} |"
    yield f"| --- |{' ---: |' * len(KINDS)}"
    for rule in dict.fromkeys(rule for rule, _ in listed):
        yield f"| {rule} | {' | '.join(str(listed[rule, kind]) for kind in KINDS)} |"


def _score(scored: Counter[tuple[str, str | None]]) -> Iterator[str]:
    yield "| Defect | Seeded | Noticed | By |"
    yield "| --- | ---: | ---: | --- |"
    for kind in KINDS:
        by = {who: count for (each, who), count in scored.items() if each == kind}
        noticed = sum(count for who, count in by.items() if who is not None)
        names = ", ".join(sorted(f"{who} ({count})" for who, count in by.items() if who))
        yield f"| {kind} | {sum(by.values())} | {noticed} | {escaped(names)} |"
    total = sum(scored.values())
    noticed = total - sum(count for (_, who), count in scored.items() if who is None)
    yield f"| **all** | **{total}** | **{noticed}** | {noticed / total:.0%} |"


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
