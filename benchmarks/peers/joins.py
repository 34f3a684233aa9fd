"""Pairs that are joined: orders and payments of the same number, as each engine takes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from attrs import frozen

from peers.ours import SOURCE
from wso2_strategy.inference import EngineName, KnowledgeBase, Rule, conclude, engine_for, fact


@frozen
class Order:
    """What is to be paid."""

    number: int


@frozen
class Payment:
    """What was paid."""

    number: int


@frozen
class Settled:
    """Both."""

    number: int


def ours(engine: EngineName) -> Callable[[int], int]:
    """Return what joins so many pairs and tells how many it found."""
    order: Any = fact(Order)
    rule = Rule(
        id="settled",
        when=order.number == fact(Payment).number,
        then=conclude(Settled, number=order.number),
        because="{order.number} is paid.",
        source=SOURCE,
        basis="stated",
    )
    infer = engine_for(KnowledgeBase("joins", (rule,)), engine, cache_size=0).infer

    def joined(pairs: int) -> int:
        facts = [kind(number) for kind in (Order, Payment) for number in range(pairs)]
        return len(infer(facts).of(Settled))

    return joined


def bare_c() -> Callable[[int], int]:
    """Return the same for the C module of durable-rules, driven directly."""
    import durable_rules_engine as module

    equal = {"$and": [{"t": "payment"}, {"number": {"order": "number"}}]}
    rule = {"all": [{"order": {"t": "order"}}, {"payment": equal}]}
    handle = module.create_ruleset("joins", json.dumps({"settled": rule}))

    def joined(pairs: int) -> int:
        for kind in ("order", "payment"):
            for number in range(pairs):
                told = {"t": kind, "number": number, "sid": "0", "id": f"{kind}{number}"}
                _, state = module.assert_fact(handle, json.dumps(told))
        started = module.start_action_for_state(handle, state)
        found, message = 0, started and started[1]
        while message is not None:
            found += 1
            message = module.complete_and_start_action(handle, state)
        module.delete_state(handle, "0")
        return found

    return joined


def clips() -> Callable[[int], int]:
    """Return the same for CLIPS."""
    from clips import Environment

    environment = Environment()
    environment.build("(defrule settled (order ?n) (payment ?n) => (assert (settled ?n)))")

    def joined(pairs: int) -> int:
        environment.reset()
        for kind in ("order", "payment"):
            for number in range(pairs):
                environment.assert_string(f"({kind} {number})")
        return int(environment.run())

    return joined
