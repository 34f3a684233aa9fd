"""The tools for rule authors: what they check, what they say, and what they count."""

from __future__ import annotations

from pathlib import Path

import pytest

from wso2_strategy import (
    Knowledge,
    Need,
    Pack,
    Requirements,
    RequirementsError,
    Rule,
    Source,
    Traffic,
    exists,
    fact,
)
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.testing import (
    UPDATE_VARIABLE,
    Case,
    Coverage,
    Suite,
    check_golden,
    load_cases,
)

traffic = fact(Traffic)
need = fact(Need)


def rule(name: str, when: object) -> Rule:
    return Rule(
        id=name,
        when=when,  # type: ignore[arg-type]
        then=Need("independent-gateway"),
        because="It is so.",
        source=Source("A test", "https://example.org/"),
        basis="assumed",
    )


def suite(*rules: Rule) -> Suite:
    return Suite(Knowledge.installed(Pack("mine", "1.0", "A test.", rules=rules)))


class TestGiven:
    @pytest.mark.parametrize(
        "stated",
        [
            Traffic(peak_tps=3000),
            Requirements(traffic=Traffic(peak_tps=3000)),
            {"traffic": {"peak_tps": 3000}},
            "traffic: {peak_tps: 3000}",
        ],
        ids=["a section", "requirements", "data", "text"],
    )
    def test_facts_may_be_stated_in_every_form(self, stated: object) -> None:
        Suite().given(stated).recommends("P2", "virtual-machines")

    def test_further_keys_are_those_of_a_file(self) -> None:
        Suite().given(environment="development").recommends("P0")

    def test_checks_follow_each_other(self) -> None:
        given = Suite().given(Traffic(peak_tps=3000))
        given.fires("traffic.outgrows-pair").silent("traffic.high-volume").concludes(
            Need("independent-gateway")
        ).does_not_conclude(Need("full-isolation"))
        assert given.times("traffic.outgrows-pair") == 1
        assert "traffic.outgrows-pair" in given.fired

    def test_a_rule_that_should_fire_is_explained(self) -> None:
        with pytest.raises(AssertionError) as caught:
            Suite().given(Traffic(peak_tps=900)).fires("traffic.outgrows-pair")
        assert str(caught.value) == (
            "traffic.outgrows-pair does not fire:\n  fails: demand.region_tps > all_in_one_pair_tps"
        )

    def test_a_rule_that_should_not_fire_is_explained(self) -> None:
        with pytest.raises(AssertionError, match=r"traffic\.outgrows-one-node fires:\n  holds: "):
            Suite().given(Traffic(peak_tps=900)).silent("traffic.outgrows-one-node")

    def test_other_answers_are_named(self) -> None:
        given = Suite().given(Traffic(peak_tps=900))
        with pytest.raises(AssertionError, match="concluded by traffic"):
            given.does_not_conclude(Need("multiple-nodes"))
        with pytest.raises(AssertionError, match="concluded are"):
            given.concludes(Need("full-isolation"))
        with pytest.raises(AssertionError, match="the pattern is P1, not P2"):
            given.recommends("P2")
        with pytest.raises(AssertionError, match="the platform is virtual-machines"):
            given.recommends("P1", "kubernetes")

    def test_an_unknown_rule_is_an_error_not_a_silence(self) -> None:
        with pytest.raises(UnknownNameError):
            Suite().given(Traffic()).silent("traffic.no-such-rule")


class TestCoverage:
    def test_it_names_what_was_not_exercised(self) -> None:
        mine = suite(rule("mine.one", (traffic.peak_tps > 5) & (traffic.mediation == True)))  # noqa: E712
        mine.given(Traffic(peak_tps=6, mediation=False))
        assert mine.coverage.missing(pack="mine") == [
            "mine.one: never fires",
            "mine.one: traffic.peak_tps > 5 never fails",
            "mine.one: traffic.mediation == True never holds",
        ]
        with pytest.raises(AssertionError, match="3 not exercised:"):
            mine.coverage.check(pack="mine")
        mine.given(Traffic(peak_tps=5, mediation=True))
        mine.given(Traffic(peak_tps=6, mediation=True))
        mine.coverage.check(pack="mine")

    def test_a_join_has_outcomes_for_pairs(self) -> None:
        other = fact(Need, "other")
        mine = suite(rule("mine.join", (need.capability == other.capability) & exists(traffic)))
        mine.given(Traffic(peak_tps=900))
        assert mine.coverage.missing(pack="mine") == ["mine.join: never fires"]

    def test_a_section_that_always_exists_cannot_be_missing(self) -> None:
        mine = suite(rule("mine.always", exists(traffic)))
        mine.given(Traffic())
        mine.coverage.check(pack="mine")

    def test_other_packs_are_left_out(self) -> None:
        mine = suite(rule("mine.always", exists(traffic)))
        mine.given(Traffic())
        assert mine.coverage.missing() != []
        assert Coverage(mine.knowledge).missing(pack="mine") == [
            "mine.always: never fires",
            "mine.always: exists(traffic) never holds",
        ]


ALLOWED = "traffic.x: allowed are fires, once, silent or a number above 1"


class TestCases:
    def write(self, folder: Path, text: str) -> Path:
        path = folder / "cases.yaml"
        path.write_text(text)
        return path

    def test_they_are_read_with_names(self, tmp_path: Path) -> None:
        path = self.write(
            tmp_path,
            "traffic.outgrows-pair:\n"
            "  fires: [{traffic: {peak_tps: 1001}}]\n"
            "  once: [{traffic: {peak_tps: 1002}}]\n"
            "  silent: [{traffic: {peak_tps: 1000}}, {}]\n",
        )
        cases = load_cases(path)
        assert list(map(str, cases)) == [
            "traffic.outgrows-pair-fires-1",
            "traffic.outgrows-pair-once-1",
            "traffic.outgrows-pair-silent-1",
            "traffic.outgrows-pair-silent-2",
        ]
        for case in cases:
            Suite().check(case)

    def test_a_number_says_how_often_a_rule_fires(self, tmp_path: Path) -> None:
        (case,) = load_cases(self.write(tmp_path, "traffic.x: {3: [{}]}"))
        assert [case.allows(times) for times in (2, 3, 4)] == [False, True, False]

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("- a", "holds no mapping from rules to cases"),
            (
                "traffic.x: {fire: []}",
                ALLOWED,
            ),
            (
                "traffic.x: {0: []}",
                ALLOWED,
            ),
            ("traffic.x: [1]", ALLOWED),
        ],
    )
    def test_another_shape_is_refused(self, tmp_path: Path, text: str, problem: str) -> None:
        with pytest.raises(RequirementsError) as caught:
            load_cases(self.write(tmp_path, text))
        assert caught.value.problems == (problem,)

    def test_a_case_that_does_not_hold_fails(self) -> None:
        busy = {"traffic": {"peak_tps": 3000}}
        for case in (
            Case("traffic.outgrows-pair", "silent", busy),
            Case("traffic.high-volume", "fires", busy),
        ):
            with pytest.raises(AssertionError, match="fire"):
                Suite().check(case)

    def test_a_rule_that_fires_twice_does_not_fire_once(self) -> None:
        case = Case("selection.pattern-lacks-need", "once", {"traffic": {"peak_tps": 3000}})
        with pytest.raises(AssertionError, match=r"fires \d+ times, not: once"):
            Suite().check(case)


class TestGolden:
    def test_an_answer_is_written_once_and_compared_later(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        golden = tmp_path / "busy.json"
        answer = Suite().given(Traffic(peak_tps=3000)).recommendation
        monkeypatch.setenv(UPDATE_VARIABLE, "1")
        check_golden(answer, golden)
        monkeypatch.delenv(UPDATE_VARIABLE)
        check_golden(answer, golden)
        reference = Suite(engine="python").given(Traffic(peak_tps=3000)).recommendation
        check_golden(reference, golden)
        other = Suite().given(Traffic(peak_tps=9000)).recommendation
        with pytest.raises(AssertionError, match=r"busy\.json differs in: requirements, pattern"):
            check_golden(other, golden)
