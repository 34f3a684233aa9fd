"""The durable engine, the reference engine and cached consultations give one answer."""

from __future__ import annotations

from typing import Any

import random_knowledge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wso2_strategy.inference import Inference, KnowledgeBase, engine_for


def picture(inference: Inference) -> tuple[Any, ...]:
    """Everything an inference says, apart from which engine ran."""
    return (
        inference.facts,
        [(step.reason.id, step.premises, step.conclusions) for step in inference.steps],
        [firing.because for firing in inference.firings],
    )


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300, deadline=None)
@given(random_knowledge.knowledge_bases(), st.lists(random_knowledge.facts, min_size=1, max_size=4))
def test_engines_agree(base: KnowledgeBase, consultations: list[list[Any]]) -> None:
    durable = engine_for(base, "durable", cache_size=0)
    cached = engine_for(base, "durable")
    reference = engine_for(base, "reference", cache_size=0)
    for facts in [*consultations, *consultations]:
        expected = picture(reference.infer(facts))
        assert picture(durable.infer(facts)) == expected
        assert picture(cached.infer(facts)) == expected
