"""Which engines are measured, and in which order they are shown."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from attrs import field, frozen

from peers.contender import Contender


@frozen
class Row:
    """An engine to be measured.

    Attributes:
        key: The function that makes it ready, as ``module.function``.
        title: What it is called.
        says_why: Whether its answer says why.
        package: The distribution it comes from; empty for this library and for plain Python.
        remark: What has to be known beside its figure.
    """

    key: str
    title: str
    says_why: str = "no"
    package: str = ""
    remark: str = field(default="", kw_only=True)

    def ready(self) -> Contender:
        """Return the engine with the rules in it.

        Raises:
            ImportError: It is not installed.
        """
        module, _, function = self.key.partition(".")
        make: Callable[[], Contender] = getattr(import_module(f"peers.{module}"), function)
        return make()

    @property
    def release(self) -> str:
        """Return which release is installed; empty where it has none or is not there."""
        try:
            return version(self.package) if self.package else ""
        except PackageNotFoundError:
            return ""


IF_ELSE = "by_hand.all_by_if"
BARE_C = "durable_rules.bare_c"
BARE_C_APART = "durable_rules.bare_c_apart"

DECISIONS = (
    Row("by_hand.if_else", "`if`/`else`, one word", remark="tells only how the parcel travels"),
    Row("by_hand.dictionary", "dictionary", remark="knows these parcels only"),
    Row(IF_ELSE, "`if`/`else`, every conclusion"),
    Row(
        "expressions.datalogic",
        "datalogic-py",
        "no",
        "datalogic-py",
        remark="one expression with no rules in it; inputs parsed before",
    ),
    Row("by_hand.plain_loop", "loop over the rules as data"),
    Row("ours.cached", "**this library, cached**", "yes", remark="all seen before"),
    Row("clips.clipspy", "clipspy", "no", "clipspy"),
    Row(BARE_C, "durable-rules, bare C", "matched facts", "durable_rules"),
    Row("ours.cached_sentences", "**this library, cached**, all sentences", "yes"),
    Row("ours.python", "**this library, `python`**", "yes"),
    Row(
        BARE_C_APART,
        "durable-rules, bare C, a fact for each input",
        "matched facts",
        "durable_rules",
    ),
    Row("expressions.rule_engine", "rule-engine", "no", "rule-engine"),
    Row("expressions.zen", "zen-engine", "no", "zen-engine"),
    Row("ours.durable", "**this library, `durable`**", "yes"),
    Row("expressions.zen_trace", "zen-engine with its trace", "trace", "zen-engine"),
    Row("durable_rules.ruleset", "durable-rules, its Python layer", "in actions", "durable_rules"),
    Row("ours.durable_apart", "**this library, `durable`**, a fact for each input", "yes"),
    Row(
        "ours.durable_apart_sentences",
        "**this library, `durable`**, a fact for each input, all sentences",
        "yes",
    ),
    Row("ours.durable_sentences", "**this library, `durable`**, all sentences", "yes"),
    Row(
        "answer_sets.clingo",
        "clingo",
        "no",
        "clingo",
        remark="a program for each decision; whole numbers only",
    ),
    Row(
        "drools.drools_jpy",
        "Drools through drools_jpy",
        "matched facts",
        "drools_jpy",
        remark="the time of all threads of its Java machine",
    ),
    Row("idp.decided", "IDP-Z3", "on request", "idp-engine"),
)

EXPLANATIONS = (
    Row("ours.why", "**this library**: why, with every sentence", "yes"),
    Row("idp.why", "IDP-Z3: why", "yes", "idp-engine"),
    Row("idp.why_not", "IDP-Z3: why not", "yes", "idp-engine"),
)

BUILT_IN = (
    Row("builtin.columns", "a row of a table of 20,000, by `decide_many`: the decision alone"),
    Row("builtin.seen_before", "asked again about one of 100", "yes"),
    Row("builtin.why_not", "why not another pattern, and the smallest changes to it", "yes"),
    Row("builtin.durable", "on `durable`", "yes"),
    Row("builtin.python", "on `python`", "yes"),
)

ROWS = (*DECISIONS, *EXPLANATIONS, *BUILT_IN)
