"""durable-rules itself: its C module driven by hand, and its own Python layer.

The C module is driven as shortly as it still gives right answers here: every conclusion that a rule
asks for is asserted, every firing drained. Nothing is checked, and no reason is written. The
Python layer adds its own loop and actions; its threads, which crash, are left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from peers.contender import Contender
from peers.problem import RULES, Parcel, ParcelRule

_SIGNS = {"<=": "$lte", ">": "$gt"}


def bare_c() -> Contender:
    """Return the C module, told a parcel as one fact."""
    decide = _bare(RULES, _together)
    return Contender(lambda parcel: decide([parcel]))


def bare_c_apart() -> Contender:
    """Return the C module, told each input as a fact of its own."""
    decide = _bare(RULES, _apart)
    return Contender(lambda parcel: decide([{"t": name, "v": parcel[name]} for name in parcel]))


def counting(rules: Sequence[ParcelRule]) -> Callable[[Any], int]:
    """Return what decides on many parcels at once and tells how many conclusions there are."""
    decide = _bare(rules, _together)
    return lambda parcels: len(set(decide(parcels)))


def ruleset() -> Contender:
    """Return the rules run by the library's own loop."""
    from durable.engine import Ruleset

    found: list[str] = []
    rules = _definitions(RULES, _together)
    for name, rule in rules.items():
        rule["run"] = _action(name, found, name in _asked_for(RULES))
    own = Ruleset("parcels", None, rules)
    return Contender(lambda parcel: _run(own, parcel, found))


_Patterns = Callable[[ParcelRule], Iterator[dict[str, Any]]]


def _asked_for(rules: Iterable[ParcelRule]) -> frozenset[str]:
    """Return the conclusions that rules ask for; no others are facts, or its own layer raises."""
    return frozenset(each for rule in rules for each in rule.findings)


def _definitions(rules: Iterable[ParcelRule], patterns: _Patterns) -> dict[str, Any]:
    """Return the durable rules: what is compared, and each conclusion that is asked for."""
    return {
        rule.concludes: {
            "all": [*patterns(rule), *({f"f{n}": {"t": w}} for n, w in enumerate(rule.findings))]
        }
        for rule in rules
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


def _bare(
    rules: Sequence[ParcelRule], patterns: _Patterns
) -> Callable[[Iterable[Mapping[str, Any]]], list[str]]:
    """Return what asserts facts, and what rules conclude from them, until nothing fires."""
    import durable_rules_engine as module

    handle = module.create_ruleset("parcels", json.dumps(_definitions(rules, patterns)))
    asked_for = _asked_for(rules)

    def decide(facts: Iterable[Mapping[str, Any]]) -> list[str]:
        found: list[str] = []
        for number, each in enumerate(facts):
            told = {"t": "parcel", "sid": "0", "id": f"p{number}", **each}
            _, state = module.assert_fact(handle, json.dumps(told))
        started = module.start_action_for_state(handle, state)
        message = started[1] if started else None
        while message is not None:
            rule = message[2 : message.index('"', 2)]
            found.append(rule)
            if rule in asked_for:
                module.assert_fact(handle, f'{{"t":"{rule}","sid":"0","id":"{rule}"}}')
            message = module.complete_and_start_action(handle, state)
        module.delete_state(handle, "0")
        return found

    return decide


def _action(name: str, found: list[str], is_fact: bool) -> Callable[[Any], None]:  # noqa: FBT001
    def act(closure: Any) -> None:
        found.append(name)
        if is_fact:
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
