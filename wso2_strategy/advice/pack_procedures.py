"""Procedures of packs, watched while they run: the code in them is somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import partial

from attrs import evolve

from wso2_strategy.advice.pack_check import check_concluded
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.inference import Derivation, KnownFacts, Procedure
from wso2_strategy.inference.fact_class import check_fact

MAX_DERIVED = 1_000
"""The most facts that a procedure of a pack may derive in one consultation."""


def guarded(procedure: Procedure, catalog: Catalog) -> Procedure:
    """Return a procedure of a pack that refuses what it should not derive.

    Whatever it raises, the consultation ends with the procedure's id; see `RuleFailedError`.
    """
    return evolve(procedure, run=partial(_run, procedure, catalog))


def _run(procedure: Procedure, catalog: Catalog, known: KnownFacts) -> Iterator[Derivation]:
    # It gets and gives copies: what it changes by force, now or later, is nobody else's fact.
    shown = known.all()
    derived = procedure.run(KnownFacts(deepcopy(shown), procedure.reads))
    for count, derivation in enumerate(derived, 1):
        if count > MAX_DERIVED:
            raise ValueError(f"derived more than {MAX_DERIVED} facts")
        if type(derivation) is not Derivation:
            raise TypeError(f"derived {derivation!r}, which is no Derivation")
        own = deepcopy(derivation)
        for problem in _problems(procedure, own, catalog, shown):
            raise ValueError(f"derived {own.fact!r}: {problem}")
        yield own


def _problems(
    procedure: Procedure, derivation: Derivation, catalog: Catalog, shown: list[object]
) -> Iterator[str]:
    fact_class = type(derivation.fact)
    if fact_class not in procedure.derives:
        yield f"'derives' does not name {fact_class.__name__}"
    check_fact(derivation.fact)
    check_concluded(catalog, derivation.fact)
    for premise in derivation.premises:
        if premise not in shown:
            yield f"it rests on {premise!r}, which the procedure was not shown"
    if not isinstance(derivation.because, str) or not derivation.because:
        yield f"'because' is {derivation.because!r}; give the reason in one sentence"
