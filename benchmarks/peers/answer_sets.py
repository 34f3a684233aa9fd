"""clingo: answer set programming; a fresh program for every decision."""

from __future__ import annotations

from typing import Any

from peers.contender import Contender
from peers.problem import RULES, Parcel, ParcelRule

_SCALE = 10_000
"""clingo has whole numbers only; no input has more than four digits behind the point."""


def clingo() -> Contender:
    """Return the rules as a logic program, grounded and solved with a parcel's facts."""
    from clingo import Control

    program = "\n".join(map(_clause, RULES)) + "\n#show finding/1."

    def decide(facts: str) -> list[str]:
        control = Control(["--warn=none"])
        control.add("base", [], program + facts)
        control.ground([("base", [])])
        found: list[str] = []
        control.solve(
            on_model=lambda model: found.extend(
                each.arguments[0].string for each in model.symbols(shown=True)
            )
        )
        return found

    return Contender(decide, _facts)


def _clause(rule: ParcelRule) -> str:
    body = []
    for place, (name, operator, constant) in enumerate(rule.inputs):
        body += [f"{name}(V{place})", f"V{place} {operator} {_term(constant)}"]
    body += [f'finding("{word}")' for word in rule.findings]
    return f'finding("{rule.concludes}") :- {", ".join(body)}.'


def _facts(parcel: Parcel) -> str:
    return "\n".join(f"{name}({_term(value)})." for name, value in parcel.items())


def _term(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(round(value * _SCALE))
