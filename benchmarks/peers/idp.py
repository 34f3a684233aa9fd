"""IDP-Z3: first-order logic over a solver, which explains what follows and what cannot be."""

from __future__ import annotations

from typing import Any

from peers.contender import Contender
from peers.problem import INPUTS, RULES, Comparison, Parcel, grounds, questioned

_WORDS = {
    "region": ("home", "union", "abroad"),
    "customer": ("new", "known", "staff"),
    "payment": ("invoice", "card"),
}
_TYPES = {bool: "Bool", float: "Real", int: "Int"}


def decided() -> Contender:
    """Return what derives every conclusion of a parcel."""
    theory = _theory()

    def decide(parcel: Parcel) -> Any:
        stated = _stated(theory, parcel)
        return stated.propagate()

    return Contender(decide, found=_concluded)


def why() -> Contender:
    """Return what explains one conclusion, where all have been derived already."""
    theory = _theory()

    def given(parcel: Parcel) -> tuple[Any, str]:
        return _stated(theory, parcel).propagate(), _symbol(questioned(parcel))

    def decide(derived: tuple[Any, str]) -> Any:
        stated, conclusion = derived
        return stated.explain(conclusion)

    return Contender(decide, given, _inputs, lambda parcel: grounds(questioned(parcel)))


def why_not() -> Contender:
    """Return what explains that a parcel is not both heavy and light: the one that it is not."""
    theory = _theory()

    def given(parcel: Parcel) -> tuple[Any, str]:
        absent = "light" if parcel["weight_kg"] > 30 else "heavy"
        return _stated(theory, parcel).propagate(), f"¬{_symbol(absent)}"

    def decide(derived: tuple[Any, str]) -> Any:
        stated, conclusion = derived
        return stated.explain(conclusion)

    return Contender(decide, given, _inputs, lambda _parcel: ("weight_kg",))


def _theory() -> Any:
    from idp_engine import IDP, Theory

    known = IDP.from_str(
        "\n".join(["vocabulary V {", *_vocabulary(), "}", "theory T:V {", *_definitions(), "}"])
    )
    return Theory(*known.get_blocks("T"))


def _stated(theory: Any, parcel: Parcel) -> Any:
    stated = theory.copy()
    for name, value in parcel.items():
        stated.assert_(f"{name}()", value if isinstance(value, bool) else _term(value))  # noqa: PT009 - no test
    return stated


def _concluded(derived: Any) -> list[str]:
    values = ((rule.concludes, derived.assignments[_symbol(rule.concludes)]) for rule in RULES)
    return [word for word, assigned in values if str(assigned.value) == "true"]


def _inputs(explanation: Any) -> list[str]:
    facts, _ = explanation
    return [each.sentence.code.removesuffix("()") for each in facts]


def _vocabulary() -> list[str]:
    lines = []
    for name, kind in INPUTS.items():
        if kind is str:
            words = ", ".join(map(_term, _WORDS[name]))
            lines.append(f"type T_{name} := {{{words}}}")
        lines.append(f"{name}: () -> {_TYPES.get(kind, f'T_{name}')}")
    return lines + [f"{_symbol(rule.concludes).removesuffix('()')}: () -> Bool" for rule in RULES]


def _definitions() -> list[str]:
    return [
        f"{_symbol(rule.concludes)} <=> "
        + " & ".join([*map(_formula, rule.inputs), *map(_symbol, rule.findings)])
        + "."
        for rule in RULES
    ]


def _formula(comparison: Comparison) -> str:
    name, sign, constant = comparison
    if constant is True:
        return f"{name}()"
    signs = {"==": "=", "<=": "=<", ">": ">"}
    return f"{name}() {signs[sign]} {_term(constant)}"


def _symbol(word: str) -> str:
    return f"is_{word.replace('-', '_')}()"


def _term(value: Any) -> str:
    return f"c_{value}" if isinstance(value, str) else str(value)
