"""CLIPS through clipspy: a production system in C."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from peers.contender import Contender
from peers.problem import INPUTS, RULES, Parcel, ParcelRule

DECISIONS_PER_ENVIRONMENT = 2_000
"""An environment that lives long becomes slower; a user would renew it too."""

_SLOTS = {float: "FLOAT", int: "INTEGER", str: "SYMBOL", bool: "SYMBOL"}


class _Environments:
    """Decides in an environment that is renewed now and then."""

    def __init__(self, rules: Sequence[ParcelRule]) -> None:
        self._rules = rules
        self._left = 0

    def decide(self, *parcels: dict[str, Any]) -> Any:
        if not self._left:
            self._renew()
        self._left -= 1
        environment = self._environment
        environment.reset()
        for each in parcels:
            self._template.assert_fact(**each)
        environment.run()
        return self._found.value

    def _renew(self) -> None:
        from clips import Environment

        self._environment = Environment()
        slots = " ".join(f"(slot {name} (type {_SLOTS[kind]}))" for name, kind in INPUTS.items())
        self._environment.build(f"(deftemplate parcel {slots})")
        self._environment.build("(defglobal ?*found* = (create$))")
        for rule in self._rules:
            self._environment.build(_construct(rule))
        self._template = self._environment.find_template("parcel")
        self._found = self._environment.find_global("found")
        self._left = DECISIONS_PER_ENVIRONMENT


def clipspy() -> Contender:
    """Return CLIPS with the rules.

    Raises:
        ImportError: It is not installed.
    """
    import clips  # noqa: F401 - so that its absence shows at once

    return Contender(_Environments(RULES).decide, _given)


def counting(rules: Sequence[ParcelRule]) -> Callable[[Any], int]:
    """Return what decides on many parcels at once and tells how many conclusions there are."""
    import clips  # noqa: F401 - so that its absence shows at once

    decide = _Environments(rules).decide
    return lambda parcels: len(set(decide(*map(_given, parcels))))


def _given(parcel: Parcel) -> dict[str, Any]:
    from clips import Symbol

    return {
        name: Symbol(_symbol(value)) if isinstance(value, str | bool) else value
        for name, value in parcel.items()
    }


def _construct(rule: ParcelRule) -> str:
    slots = []
    for place, (name, operator, constant) in enumerate(rule.inputs):
        if operator == "==":
            slots.append(f"({name} {_symbol(constant)})")
        else:
            slots.append(f"({name} ?v{place}&:({operator} ?v{place} {constant}))")
    parcel = f"(parcel {' '.join(slots)})" if slots else ""
    asked = " ".join(f"(finding {word})" for word in rule.findings)
    # Read one by one from Python, the conclusions would take as long as the inference.
    noted = f"(bind ?*found* ?*found* {rule.concludes})"
    actions = f"{noted} (assert (finding {rule.concludes}))"
    return f"(defrule {rule.concludes} {parcel} {asked} => {actions})"


def _symbol(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
