"""Procedures of packs, watched while they run: the code in them is somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import partial

from attrs import evolve

from wso2_strategy.advice.pack_check import check_concluded
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.inference import Derivation, KnownFacts, Procedure

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
    derived = procedure.derivations(KnownFacts(deepcopy(shown), procedure.reads))
    for count, derivation in enumerate(derived, 1):
        if count > MAX_DERIVED:
            raise ValueError(f"derived more than {MAX_DERIVED} facts")
        own = deepcopy(derivation)
        check_concluded(catalog, own.fact)
        for premise in own.premises:
            if premise not in shown:
                raise ValueError(f"rests on {premise!r}, which the procedure was not shown")
        yield own
