"""Procedures of packs, tried out in a process of their own.

A procedure may raise, never return, or end its process, so it is not trusted to
run here before it was seen to come back.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Iterator
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

from attrs import evolve

from wso2_strategy.advice.pack_procedures import guarded
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.inference import KnownFacts, Procedure
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.representative_values import representatives

TIME_LIMIT_S = 5.0
_SAMPLES = 100


def trial_findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Yield procedures that fail, derive nonsense, or do not come back."""
    # What they are tried on must come about without them: none may run here yet.
    without = KnowledgeIndex(evolve(knowledge, procedures=()))
    for each in knowledge.procedures:
        procedure = guarded(each, knowledge.catalog)
        problem = _tried(without, procedure)
        if problem is not None:
            advice = "Correct the function, or remove the procedure."
            yield Finding("fails", (procedure.id,), problem, advice)


def samples(index: KnowledgeIndex, procedure: Procedure) -> Iterator[list[Any]]:
    """Yield facts of various kinds that a procedure may be shown, at most one of each class."""
    kinds = [list(_facts(index, each)) for each in procedure.reads]
    for number in range(max(map(len, kinds))):
        row = [facts[min(number, len(facts) - 1)] for facts in kinds]
        yield [fact for fact in row if fact is not None]


def _facts(index: KnowledgeIndex, fact_class: type) -> Iterator[Any]:
    """Yield facts of a class; first the plain one where it is stated, and else none at all."""
    yield _made(fact_class, {}) if fact_class in index.stated else None
    if fact_class in index.sampled:
        yield from index.sampled[fact_class]
    elif index.is_open(fact_class):
        for name in fact_fields(fact_class):
            place = fact_class, name
            for value in representatives(*place, index.tests[place]):
                yield _made(fact_class, {name: value})
    else:
        constants = (each for rule in index.rules for each in rule.then)
        known = (*index.base.facts, *constants)
        yield from (fact for fact in known if type(fact) is fact_class)


def _made(fact_class: type, values: dict[str, Any]) -> Any:
    """Return a fact with these values, and plain ones where its class demands more."""
    plain: dict[str, Any] = {"number": 0.0, "whole number": 0, "flag": False, "text": ""}
    demanded = {
        name: plain.get(field.type, frozenset())
        for name, field in fact_fields(fact_class).items()
        if not field.optional
    }
    try:
        return fact_class(**values)
    except TypeError:
        absent = dict.fromkeys(fact_fields(fact_class))
        return fact_class(**{**absent, **demanded, **values})


def _tried(index: KnowledgeIndex, procedure: Procedure) -> str | None:
    """Return what a procedure does wrong on some samples, or None."""
    facts = list(islice(samples(index, procedure), _SAMPLES))
    if "fork" not in multiprocessing.get_all_start_methods():
        return _outcome(procedure, facts)
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_report, args=(sender, procedure, facts), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(TIME_LIMIT_S):
            return f"It does not come back within {TIME_LIMIT_S:g} s."
        answer: str | None = receiver.recv()
    except EOFError:
        return "It ends the process it runs in."
    finally:
        process.kill()
        process.join()
        receiver.close()
    return answer


def _report(sender: Connection, procedure: Procedure, facts: list[list[Any]]) -> None:
    sys.stdout = sys.stderr = None  # what it prints is of no interest
    # Even if whoever waits for it is killed, and whatever the procedure does, it comes to an end.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, TIME_LIMIT_S + 1)
    sender.send(_outcome(procedure, facts))


def _outcome(procedure: Procedure, samples: list[list[Any]]) -> str | None:
    for facts in samples:
        try:
            list(procedure.run(KnownFacts(facts, procedure.reads)))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it raises is the finding
            return f"It fails with {error!r} on {', '.join(map(repr, facts)) or 'no facts'}."
    return None
