"""Open questions: each can change the answer, and when none is left nothing can."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from changed_rows import changed
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st
from random_requirements import requirements as random_requirements

from wso2_strategy import Advisor, Availability, Compliance, Recommendation, Requirements, Traffic
from wso2_strategy.advice.decision import ANSWER, Decision
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.explain.open_questions import open_questions
from wso2_strategy.space.fields import form, with_values
from wso2_strategy.space.oracle import Oracle

Advised = Callable[[str], Recommendation]
FORM = form()


def decision_for(advisor: Advisor, requirements: Requirements) -> Decision:
    return advisor.advise(requirements).decision


def test_in_words(advised: Advised) -> None:
    """Each question comes with what its answers would lead to, the weightiest first."""
    assert str(advised("retail.yaml").open_questions()).splitlines()[:9] == [
        "What is still open",
        "├── Which row of WSO2's summary matrix comes closest to your goal?",
        "│   └── ultimate-isolation or targeted-gateway-identity: P4 instead of P3",
        "├── How many tokens are issued per second at the peak?",
        "│   └── at least 203 tokens/s: P4 instead of P3",
        "├── In how many regions must the deployment run?",
        "│   └── at least 3 regions: P2 instead of P3",
        "├── Must the Key Manager be isolated from the other components?",
        "│   └── yes: P4 instead of P3",
    ]


def test_nothing_is_open(advised: Advised) -> None:
    """Where nothing can change the answer, that is said."""
    found = advised("bank.yaml").open_questions()
    assert found.is_settled
    assert "Nothing that is not stated can change the recommendation" in str(found)


def test_facts_that_matter_only_together(advisor: Advisor) -> None:
    """Regulated data and calls from the internet matter together, neither matters alone."""
    found = advisor.advise(Requirements()).open_questions()
    paths = {each.field.path for each in found.questions}
    assert paths.isdisjoint({"compliance.regimes", "compliance.internet_facing"})
    together = [[each.field.path for each in pair.changes.changes] for pair in found.together]
    assert ["compliance.internet_facing", "compliance.regimes"] in together
    assert "Only together these would lead to P2" in str(found)


def test_factors_that_matter_only_together(advisor: Advisor) -> None:
    """Opaque tokens and spikes each leave the load of the Key Manager small, together not."""
    found = advisor.advise(
        Requirements(
            environment="production",
            traffic=Traffic(peak_tps=5500, mediation=True, protocols={"http"}),
            compliance=Compliance(isolate_gateway=True),
        )
    ).open_questions()
    together = [[each.sentence() for each in pair.changes.changes] for pair in found.together]
    assert [
        "size of sudden spikes: at least 1.1 times the peak (not stated now)",
        "token format: opaque (not stated now)",
    ] in together


def test_more_weight_comes_first(advisor: Advisor) -> None:
    """What opens more patterns is asked earlier."""
    found = advisor.advise(Requirements()).open_questions()
    weights = [
        len({each.decision.pattern for each in question.others} - {question.current.pattern})
        for question in found.questions
    ]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] > 1


@settings(max_examples=tries(20, dear=True))
@given(random_requirements)
def test_every_question_can_change_the_answer(advisor: Advisor, requirements: Requirements) -> None:
    """The advisor confirms each consequence of each open question."""
    now = decision_for(advisor, requirements)
    found = advisor.advise(requirements).open_questions()
    row = FORM.values_of(requirements)
    for question in found.questions:
        assert row[question.field.index] is None
        for outcome in question.others:
            value = outcome.span.nearest(None)
            stated = FORM.filled(with_values(row, {question.field.index: value}), requirements)
            decision = decision_for(advisor, stated)
            assert not decision.differences(outcome.decision, ANSWER)
            assert decision.differences(now, ANSWER)
    for pair in found.together:
        decision = decision_for(advisor, pair.changes.requirements)
        assert decision == pair.decision
        assert decision.differences(now, ANSWER)
        changes = pair.changes.changes
        assert len(changes) > 1
        for count in range(1, len(changes)):
            for part in combinations(changes, count):
                values = {each.field.index: each.after for each in part}
                stated = FORM.filled(with_values(row, values), requirements)
                assert not decision_for(advisor, stated).differences(now, ANSWER)


@settings(max_examples=tries(30, dear=True))
@given(random_requirements, st.data())
def test_when_nothing_is_open_nothing_can_change_the_answer(
    asked: Oracle, advisor: Advisor, requirements: Requirements, data: st.DataObject
) -> None:
    """Beside the open questions, no further fact alone changes the answer; settled, none do."""
    found = advisor.advise(requirements).open_questions()
    row = asked.form.values_of(requirements)
    open_ = {each.field.index for each in found.questions}
    closed = [
        each for each in asked.form.fields if row[each.index] is None and each.index not in open_
    ]
    count = len(closed) if found.is_settled else 1
    fields = data.draw(st.lists(st.sampled_from(closed), min_size=1, max_size=count, unique=True))
    other = data.draw(changed(row, fields))
    peak, average = (
        other[asked.form.field(path).index] for path in ("traffic.peak_tps", "traffic.average_tps")
    )
    if peak is None or average is None or average <= peak:
        assert not asked.decide(other).differences(asked.decide(row), ANSWER)


def test_aspects_widen_the_questions(advisor: Advisor) -> None:
    """Redundancy counts when it is asked for."""
    recommendation = advisor.advise(
        Requirements(
            environment="development",
            traffic=Traffic(peak_tps=2000),
            compliance=Compliance(isolate_gateway=True),
        )
    )
    narrow = {each.field.path for each in recommendation.open_questions().questions}
    wide = {
        each.field.path
        for each in recommendation.open_questions(aspects=["pattern", "redundancy"]).questions
    }
    assert "availability.automatic_failover" in wide - narrow


def test_what_nobody_knows_is_not_asked(advisor: Advisor) -> None:
    """An environment that nobody stated is a question too."""
    recommendation = advisor.advise(Requirements(availability=Availability(regions=1)))
    found = open_questions(recommendation, recommendation.advisor)
    assert "environment" in {each.field.path for each in found.questions}
    without = open_questions(recommendation, recommendation.advisor, skipped=["environment"])
    assert "environment" not in {each.field.path for each in without.questions}
    with pytest.raises(UnknownNameError):
        open_questions(recommendation, recommendation.advisor, skipped=["traffic.peak"])


def test_as_plain_data(advised: Advised) -> None:
    """The dict carries each question with its outcomes."""
    record = advised("retail.yaml").open_questions().to_dict()
    assert record["settled"] is False
    assert record["questions"][1]["path"] == "traffic.token_requests_per_second"
    assert record["questions"][1]["outcomes"][1]["pattern"] == "P4"
