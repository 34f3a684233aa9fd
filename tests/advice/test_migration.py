"""What runs today: the way from it to the answer, and no change to anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st
from random_requirements import requirements as random_requirements

from wso2_strategy import (
    CATALOG,
    Advisor,
    Knowledge,
    Operations,
    Pack,
    Requirements,
    RequirementsError,
    Traffic,
    load_requirements,
)

ids = st.sampled_from([each.id for each in CATALOG.arrangements("pattern")])


def running(requirements: Requirements, pattern: str | None) -> Requirements:
    return evolve(requirements, operations=evolve(requirements.operations, current_pattern=pattern))


@settings(max_examples=tries(25))
@given(stated=random_requirements, today=ids)
def test_what_runs_today_decides_nothing(
    advisor: Advisor, stated: Requirements, today: str
) -> None:
    """It adds one advice and the migration; all else is as without it."""
    without = advisor.advise(running(stated, None)).to_dict()
    with_it = advisor.advise(running(stated, today)).to_dict()
    assert "migration" not in without
    assert with_it.pop("migration")["from"] == today
    (added,) = [each for each in with_it["advice"] if each not in without["advice"]]
    same = with_it["pattern"]["id"] == today
    assert added["id"] == ("pattern-stays" if same else "pattern-changes")
    with_it["advice"].remove(added)
    for record in (without, with_it):
        record["requirements"].pop("operations", None)
        record.pop("firings")
    assert with_it == without


@settings(max_examples=tries(25))
@given(stated=random_requirements, today=ids)
def test_the_steps_lead_from_one_to_the_other(
    advisor: Advisor, stated: Requirements, today: str
) -> None:
    """They start what only the answer has, and retire what only today has."""
    answer = advisor.advise(running(stated, today))
    migration = answer.migration()
    assert migration is not None
    before, after = migration.difference.before, migration.difference.after
    there, wanted = ({tier.component for tier in each.components} for each in (before, after))
    assert {tier.component for tier in CATALOG.pattern(today).tiers} <= there
    done = {
        action: {e.tier.component for e in migration.steps if e.tier and e.action == action}
        for action in ("add", "retire")
    }
    assert wanted - there <= done["add"]
    assert there - wanted <= done["retire"]


def test_the_same_arrangement_needs_no_steps(advisor: Advisor) -> None:
    answer = advisor.advise(Requirements(operations=Operations(current_pattern="P1")))
    assert answer.pattern.id == "P1"
    migration = answer.migration()
    assert migration is not None
    assert migration.steps == ()
    assert "Migration from" not in answer.to_text()


def test_neither_do_clusters_of_gateways_that_stay(advisor: Advisor) -> None:
    """What runs today has the answer's clusters where it is the answer's pattern."""
    stated = Requirements(
        traffic=Traffic(peak_tps=50_000), operations=Operations(current_pattern="P3")
    )
    answer = advisor.advise(stated)
    migration = answer.migration()
    assert answer.pattern.id == "P3"
    assert migration is not None
    assert len(migration.difference.after.options.gateway_clusters) > 1
    assert migration.steps == ()


def test_the_document_lists_the_steps(advisor: Advisor) -> None:
    stated = Requirements(
        traffic=Traffic(peak_tps=2000), operations=Operations(current_pattern="P1")
    )
    text = advisor.advise(stated).to_text(width=None)
    section = text[text.index("\nMigration from P1\n") :]
    assert "P1 is taken to run in one region" in section
    assert "1. Start the Universal Gateway (2 nodes)" in section


def test_an_answer_too_large_to_draw_says_so(advisor: Advisor) -> None:
    stated = Requirements(
        traffic=Traffic(peak_tps=1e9), operations=Operations(current_pattern="P1")
    )
    answer = advisor.advise(stated)
    assert "The steps cannot be listed: options.gateway_clusters" in answer.to_text(width=None)
    assert answer.to_dict()["migration"] == {"from": "P1", "steps": None}


@pytest.mark.parametrize("unknown", ["P9", "p1", "MDC1"])
def test_only_patterns_of_the_catalog_run(advisor: Advisor, tmp_path: Path, unknown: str) -> None:
    """Neither a file nor code may state another; a layout over regions is none."""
    with pytest.raises(RequirementsError, match=r"allowed: P0, P1, P2, P3, P4, P5, P6"):
        advisor.advise(Requirements(operations=Operations(current_pattern=unknown)))
    file = tmp_path / "stated.yaml"
    file.write_text(f"operations: {{current_pattern: {unknown}}}")
    with pytest.raises(RequirementsError, match=r"stated.yaml: 1 problem"):
        load_requirements(file)


def test_a_pattern_of_a_pack_may_run() -> None:
    """Where the pack is known, and only there."""
    own = evolve(CATALOG.pattern("P3"), id="X3", name="Own Arrangement", synonyms=(), complexity=9)
    knowledge = Knowledge.installed(Pack("own", "1.0", "A pattern of our own.", patterns=[own]))
    answer = Advisor(knowledge=knowledge).advise(
        Requirements(operations=Operations(current_pattern="X3"))
    )
    assert "pattern-changes" in {each.id for each in answer.advice}
    migration = answer.migration()
    assert migration is not None
    assert migration.difference.before.title.startswith("X3")
