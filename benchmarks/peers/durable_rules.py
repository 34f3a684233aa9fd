"""durable-rules itself: its C module driven by hand, and its own Python layer.

The C module is driven as shortly as it still gives right answers here: every conclusion that a rule
asks for is asserted, every firing drained. Nothing is checked, and no reason is written. The
Python layer adds its own loop and actions; its threads, which crash, are left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from peers.contender import Contender
from peers.problem import RULES, Parcel, ParcelRule

_ASKED_FOR = frozenset(each for rule in RULES for each in rule.findings)
"""A conclusion that no rule asks for is no fact: the Python layer would raise."""

_SIGNS = {"<=": "$lte", ">": "$gt"}


def bare_c() -> Contender:
    """Return the C module, told a parcel as one fact."""
    return _bare(_together, lambda parcel: [parcel])


def bare_c_apart() -> Contender:
    """Return the C module, told each input as a fact of its own."""
    return _bare(_apart, lambda parcel: [{"t": name, "v": parcel[name]} for name in parcel])


def ruleset() -> Contender:
    """Return the rules run by the library's own loop."""
    from durable.engine import Ruleset

    found: list[str] = []
    rules = _definitions(_together)
    for name, rule in rules.items():
        rule["run"] = _action(name, found)
    own = Ruleset("parcels", None, rules)
    return Contender(lambda parcel: _run(own, parcel, found))


_Patterns = Callable[[ParcelRule], Iterator[dict[str, Any]]]


def _definitions(patterns: _Patterns) -> dict[str, Any]:
    """Return the durable rules: what is compared, and each conclusion that is asked for."""
    return {
        rule.concludes: {
            "all": [*patterns(rule), *({f"f{n}": {"t": w}} for n, w in enumerate(rule.findings))]
        }
        for rule in RULES
    }


def _together(rule: ParcelRule) -> Iterator[dict[str, Any]]:
    if rule.inputs:
        compared = [_test(name, sign, constant) for name, sign, constant in rule.inputs]
        yield {"p": {"$and": [{"t": "parcel"}, *compared]}}


def _apart(rule: ParcelRule) -> Iterator[dict[str, Any]]:
    for name, sign, constant in rule.inputs:
        yield {name: {"$and": [{"t": name}, _test("v", sign, constant)]}}


def _test(name: str, sign: str, constant: Any) -> dict[str, Any]:
    return {name: constant} if sign == "==" else {_SIGNS[sign]: {name: constant}}


def _bare(patterns: _Patterns, facts: Callable[[Parcel], list[Any]]) -> Contender:
    import durable_rules_engine as module

    handle = module.create_ruleset("parcels", json.dumps(_definitions(patterns)))

    def decide(parcel: Parcel) -> list[str]:
        found: list[str] = []
        for number, each in enumerate(facts(parcel)):
            told = {"t": "parcel", "sid": "0", "id": f"p{number}", **each}
            _, state = module.assert_fact(handle, json.dumps(told))
        started = module.start_action_for_state(handle, state)
        message = started[1] if started else None
        while message is not None:
            rule = message[2 : message.index('"', 2)]
            found.append(rule)
            if rule in _ASKED_FOR:
                module.assert_fact(handle, f'{{"t":"{rule}","sid":"0","id":"{rule}"}}')
            message = module.complete_and_start_action(handle, state)
        module.delete_state(handle, "0")
        return found

    return Contender(decide)


def _action(name: str, found: list[str]) -> Callable[[Any], None]:
    def act(closure: Any) -> None:
        found.append(name)
        if name in _ASKED_FOR:
            closure.assert_fact({"t": name, "id": name})

    return act


def _run(own: Any, parcel: Parcel, found: list[str]) -> list[str]:
    found.clear()
    ended: list[tuple[Any, Any]] = []
    told = {"t": "parcel", "sid": "0", "id": "p", **parcel}
    own.do_actions(own.assert_fact(told), lambda *end: ended.append(end))
    own.delete_state("0")
    if not ended or ended[-1][0]:
        raise RuntimeError(f"durable-rules did not come to an end: {ended}")
    return list(found)
