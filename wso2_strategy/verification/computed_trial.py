"""Computed conclusions, tried out in a process of their own.

A function may raise, never return, or end its process, so it is not trusted to
run here before it was seen to come back.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from itertools import islice, product
from multiprocessing.connection import Connection
from typing import Any

from wso2_strategy.advice.pack_check import fact_problems
from wso2_strategy.inference import Rule
from wso2_strategy.inference.conditions import Variable
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.inference.rule import Computed
from wso2_strategy.verification.decisions import made
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import Subject
from wso2_strategy.verification.logic import assignments, renamed

TIME_LIMIT_S = 5.0
_SAMPLES = 20


def computed_rules(subject: Subject) -> list[Rule]:
    """Return the rules of which a function computes the conclusion."""
    return [rule for rule in subject.rules if any(isinstance(each, Computed) for each in rule.then)]


def trial_findings(subject: Subject) -> Iterator[Finding]:
    """Yield rules whose functions fail, conclude nonsense, or do not come back."""
    for rule in computed_rules(subject):
        problem = _tried(subject, rule)
        if problem is not None:
            yield Finding("fails", (rule.id,), problem, "Correct the function, or remove the rule.")


def samples(subject: Subject, rule: Rule) -> Iterator[tuple[Any, ...]]:
    """Yield facts on which a rule fires, of various kinds."""
    names = {each: subject.single(each) for each in rule.variables}
    condition = renamed(rule.when, names)
    for values in assignments(condition, lambda variable: subject.is_open(variable.fact_class)):
        options = [list(_facts(subject, each, values)) for each in rule.variables]
        for facts in product(*options):
            if rule.when.holds(dict(zip(rule.variables, facts, strict=True))):
                yield facts


def _facts(
    subject: Subject, variable: Variable, values: dict[tuple[type, str], object]
) -> Iterator[Any]:
    fact_class = variable.fact_class
    if fact_class in subject.graded:
        yield from subject.graded[fact_class]
    elif subject.is_open(fact_class):
        own = {name: value for (place, name), value in values.items() if place is fact_class}
        yield made(fact_class, own)
    else:
        constants = (each for rule in subject.rules for each in rule.then)
        known = (*subject.base.facts, *constants)
        yield from (fact for fact in known if type(fact) is fact_class)


def _tried(subject: Subject, rule: Rule) -> str | None:
    """Return what a rule does wrong on some samples, or None."""
    facts = list(islice(samples(subject, rule), _SAMPLES))
    if "fork" not in multiprocessing.get_all_start_methods():
        return _outcome(subject, rule, facts)
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_report, args=(sender, subject, rule, facts), daemon=True)
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


def _report(sender: Connection, subject: Subject, rule: Rule, facts: list[Any]) -> None:
    sys.stdout = sys.stderr = None  # what it prints is of no interest
    sender.send(_outcome(subject, rule, facts))


def _outcome(subject: Subject, rule: Rule, samples: list[tuple[Any, ...]]) -> str | None:
    for facts in samples:
        try:
            concluded = rule.fire(facts)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it raises is the finding
            return f"It fails with {error!r} on {', '.join(map(repr, facts))}."
        for fact in concluded:
            values = {name: getattr(fact, name) for name in fact_fields(type(fact))}
            for problem in fact_problems(subject.knowledge.catalog, type(fact), values):
                return f"It concludes {fact!r}: {problem}."
    return None
