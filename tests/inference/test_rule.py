"""Rules and knowledge bases: declarations, checked when they are made."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import field, frozen

from wso2_strategy import Compliance, Need, Traffic
from wso2_strategy.domain.catalog import Lack
from wso2_strategy.domain.conclusions import Advice, Exclusion
from wso2_strategy.errors import (
    ConditionError,
    FactError,
    RuleError,
    RuleFailedError,
    UnknownNameError,
    shown,
)
from wso2_strategy.inference import (
    Assumption,
    EngineName,
    KnowledgeBase,
    Rule,
    Source,
    conclude,
    engine_for,
    exists,
    fact,
)

SOURCE = Source("a page", "https://example.org/")
traffic: Any = fact(Traffic)


def rule(**changes: Any) -> Rule:
    """Return a good rule with some parts changed."""
    parts: dict[str, Any] = {
        "id": "traffic.high",
        "when": traffic.peak_tps > 1000,
        "then": Need("independent-gateway"),
        "because": "{traffic.peak_tps:,.0f} requests/s are many.",
        "source": SOURCE,
        "basis": "assumed",
    }
    return Rule(**parts | changes)


LIMIT = Assumption("high_tps", 5000.0, "requests/s", "High.", SOURCE, "assumed")


class Unshowable:
    """A value that can be neither shown nor hashed."""

    def __repr__(self) -> str:
        raise ValueError("hidden")

    def __hash__(self) -> int:
        raise ValueError("no hash")


@frozen
class Noted:
    """A conclusion with a field that no engine looks into."""

    what: Any


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"id": "High Traffic"}, "an id has lower-case words"),
    ({"when": traffic}, "'when' is traffic; write a condition"),
    ({"source": "the docs"}, "name the document with Source(title, url)"),
    ({"basis": "guessed"}, "allowed: stated, derived, assumed"),
    ({"because": ""}, "give the reason in one sentence"),
    ({"because": "{traffic.peak_tsp} is high"}, "mentions {traffic.peak_tsp}"),
    ({"because": "{other.peak_tps} is high"}, "mentions {other.peak_tps}"),
    ({"because": "{traffic.peak_tps.real} is high"}, "mentions {traffic.peak_tps.real}"),
    ({"because": "{traffic.peak_tps:{traffic.burst_ratio}}"}, "is none for a number"),
    ({"because": "{traffic.peak_tps:d}"}, "the format 'd' is none for a number"),
    ({"because": "{traffic.peak_tps:.3}"}, "the format '.3' is none for a number"),
    ({"because": "{traffic.peak_tps:>no_limit}"}, "the format '>no_limit' is none for"),
    ({"because": "{traffic.peak_tps:999999999d}"}, "is none for a number"),
    ({"because": "{traffic.peak_tps:n}"}, "the format 'n' is none for a number"),
    ({"because": "{traffic.peak_tps!r}"}, "the format '!r' is none for a number"),
    ({"because": "{traffic.horizon_months:c}"}, "the format 'c' is none for a whole number"),
    ({"because": "{traffic.token_format:,.0f}"}, "the format ',.0f' is none for a text"),
    ({"because": "{traffic.mediation:.1f}"}, "a flag has no format; leave out '.1f'"),
    ({"because": "{traffic.protocols:>9}"}, "a set of text has no format"),
    ({"when": traffic.peak_tps > LIMIT, "because": "{high_tps:d}"}, "the format 'd' is none for"),
    (
        {"when": traffic.peak_tps > LIMIT, "because": "{traffic.token_format:>high_tps}"},
        "the format '>high_tps' is none for a text",
    ),
    ({"id": Unshowable()}, "<Unshowable that cannot be shown: ValueError>"),
    ({"when": Unshowable()}, "'when' is <Unshowable that cannot be shown: ValueError>"),
    ({"source": Unshowable()}, "'source' is <Unshowable that cannot be shown: ValueError>"),
    ({"basis": Unshowable()}, "'basis' is <Unshowable that cannot be shown: ValueError>"),
    ({"then": Unshowable()}, "'then' holds <Unshowable that cannot be shown: ValueError>"),
    ({"then": Noted(Unshowable())}, "Noted.what: no hash: ValueError('no hash')"),
    ({"then": Advice("x", "Do.", severity="grave")}, "'grave' is not one of its words: note"),
    ({"then": []}, "concludes at least one fact"),
    ({"then": lambda _: Need("redundancy")}, "what only code can say belongs in a Procedure"),
    ({"then": traffic.peak_tps > 1}, "'then' holds traffic.peak_tps > 1; what only code"),
    ({"then": {"need": "gateway"}}, "'then' holds {'need': 'gateway'}"),
    ({"then": Need(5)}, "Need.capability: 5 is of type int"),  # type: ignore[arg-type]
    (
        {"then": conclude(Need, capability=fact(Lack).capability)},
        "copies lack.capability, but 'when' does not mention it",
    ),
    (
        {"when": exists(fact(Traffic, "x")) & exists(fact(Compliance, "x"))},
        "two variables are called 'x'",
    ),
]


@pytest.mark.parametrize(("changes", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_a_broken_rule_is_refused_with_its_id(changes: dict[str, Any], message: str) -> None:
    """The error names the rule, what is wrong and what to write instead."""
    with pytest.raises(RuleError) as caught:
        rule(**changes)
    assert message in str(caught.value)
    assert caught.value.rule_id == shown(changes.get("id", "traffic.high")).strip("'")


def test_templates_are_checked_against_the_class() -> None:
    """A template copies fields of the right type into fields that exist."""
    with pytest.raises(ConditionError, match="Need has no field 'capabilty'"):
        conclude(Need, capabilty="x")
    with pytest.raises(ConditionError, match=r"Need\.capability is a text, but traffic\.peak_tps"):
        conclude(Need, capability=traffic.peak_tps)
    with pytest.raises(ConditionError, match=r"Need\.capability is needed and not given"):
        conclude(Need)
    with pytest.raises(ConditionError, match=r"Need\.capability: None is of type NoneType"):
        conclude(Need, capability=None)
    with pytest.raises(ConditionError, match=r"Advice\.severity: 'grave' is not one of its words"):
        conclude(Advice, id="x", text="Do.", severity="grave")
    with pytest.raises(ConditionError, match=r"Counted\.total cannot be given"):
        conclude(Counted, fact_class="x", total=1)
    assert conclude(Counted, fact_class="x").filled({}) == Counted("x")


@frozen
class Counted:
    """A class with a field that is called like a parameter, and one that is computed."""

    fact_class: str
    total: int = field(init=False, default=0)


@frozen
class Wish:
    """A statement of words that are free."""

    word: str | None = None


@pytest.mark.parametrize("engine", ["durable", "python"])
def test_a_copied_word_is_checked_when_it_is_known(engine: EngineName) -> None:
    """The error names the rule, the field, the word and what is allowed."""
    wish: Any = fact(Wish)
    copied = rule(
        when=exists(wish),
        then=conclude(Advice, id=wish.word, text="Do.", severity=wish.word),
        because="It is so.",
    )
    ready = engine_for(KnowledgeBase("test", [copied]), engine)
    assert ready.infer([Wish("caution")]).concluded == (Advice("caution", "Do.", "caution"),)
    for word, message in (("grave", "'grave' is not one of its words"), (None, "NoneType")):
        with pytest.raises(RuleFailedError, match=message) as caught:
            ready.infer([Wish(word)])
        assert caught.value.rule_id == "traffic.high"


def test_a_sentence_carries_the_values() -> None:
    """Values are written for people; what was not stated says so."""
    said = rule(
        when=(traffic.peak_tps > 1000) & exists(traffic),
        because="{traffic.peak_tps:,.0f} at {traffic.burst_ratio}; {traffic.mediation}; "
        "{traffic.protocols}; {traffic.annual_growth:%}",
    )
    stated = Traffic(
        peak_tps=2500, mediation=True, protocols=frozenset({"sse", "http"}), annual_growth=0.125
    )
    assert said.sentence((stated,)) == "2,500 at not stated; yes; http, sse; 12.5%"


def test_a_sentence_carries_assumptions() -> None:
    """An assumption's value follows an override into the sentence."""
    limit = Assumption("high_tps", 5000.0, "requests/s", "High.", SOURCE, "assumed")
    said = rule(when=traffic.peak_tps > limit, because="More than {high_tps:g} requests/s.")
    base = KnowledgeBase("test", [said])
    assert base.assumptions == (limit,)
    changed = base.assuming(high_tps=100.0)
    (firing,) = engine_for(changed).infer([Traffic(peak_tps=200)]).firings
    assert firing.because == "More than 100 requests/s."
    assert changed.assumptions[0].overridden
    with pytest.raises(UnknownNameError, match="Did you mean 'high_tps'"):
        base.assuming(hightps=1)


def test_a_sentence_of_an_absent_number_says_so() -> None:
    """Also where its format compares it with an assumption that another value met."""
    said = rule(
        when=(traffic.peak_tps > LIMIT) | (traffic.burst_ratio > 1),
        because="{traffic.peak_tps:>high_tps} and {traffic.annual_growth:.0f}.",
    )
    assert said.sentence((Traffic(burst_ratio=2),)) == "not stated and not stated."
    stated = Traffic(peak_tps=5000.5, annual_growth=-0.2)
    assert said.sentence((stated,)) == "5,000.5 and 0."


def test_a_general_sentence_has_nouns_in_the_places_of_values() -> None:
    """Assumptions have their values without facts; formats are for the values."""
    limit = Assumption("high_tps", 5000.0, "requests/s", "High.", SOURCE, "assumed")
    said = rule(
        when=traffic.peak_tps > limit,
        because="{traffic.peak_tps:,.0f} of {traffic.annual_growth:%} exceed {high_tps:,.0f}.",
    )
    assert said.general_sentence(lambda fact_class, name: f"{fact_class.__name__} {name}") == (
        "[Traffic peak_tps] of [Traffic annual_growth] exceed 5,000."
    )


def test_rules_can_be_added_replaced_and_left_out() -> None:
    """Every change gives a new knowledge base and leaves the old one as it was."""
    base = KnowledgeBase("test", [rule()])
    other = rule(id="traffic.other")
    assert [each.id for each in base.extended(other).rules] == ["traffic.high", "traffic.other"]
    assert base.replaced(rule(because="It is so.")).rule("traffic.high").because == "It is so."
    assert base.without("traffic.high").rules == ()
    assert len(base.rules) == 1
    for change in (
        lambda: base.rule("traffic.hihg"),
        lambda: base.without("traffic.hihg"),
        lambda: base.replaced(rule(id="traffic.hihg")),
    ):
        with pytest.raises(UnknownNameError, match=r"Did you mean 'traffic\.high'"):
            change()


@frozen
class Wide:
    """A class with few fields; see the limits below."""

    number: float | None = None
    key: str = ""


def test_limits_of_the_engine_are_kept_with_a_margin() -> None:
    """A rule that an engine could not run is refused with its id and a way out."""
    variables: list[Any] = [fact(Wide, f"w{number}") for number in range(13)]
    joined = exists(variables[0])
    for variable in variables[1:]:
        joined = joined & exists(variable)
    wide: Any = fact(Wide)
    pair = (wide.number == 1) | (wide.number == 2)
    doubled = pair
    for number in range(6):
        doubled = doubled & ((wide.number == number + 3) | (wide.number == number + 30))
    many = exists(wide)
    for number in range(120):
        many = many & (wide.number > number)
    partner: Any = fact(Wide, "partner")
    joins = exists(wide) & exists(partner)
    for _ in range(21):
        joins = joins & (wide.key == partner.key)
    for condition, message in (
        (joined, "it joins 13 facts, allowed are 12"),
        (doubled, "multiply to 128 alternatives, allowed are 64"),
        (many, "it has 121 comparisons, allowed are 100"),
        (joins, "it has 21 joins, allowed are 20"),
    ):
        with pytest.raises(RuleError) as caught:
            KnowledgeBase("test", [rule(when=condition, because="It is so.")])
        assert message in str(caught.value)


def test_rules_with_one_id_are_refused() -> None:
    """Each rule has an id of its own."""
    with pytest.raises(RuleError, match="another rule has the same id"):
        KnowledgeBase("test", [rule(), rule(because="It is so.")])


def test_too_many_rules_are_refused() -> None:
    """A knowledge base stays below the engine's number of rules."""
    rules = [rule(id=f"r.{number}", when=traffic.peak_tps > number) for number in range(4001)]
    with pytest.raises(RuleError, match="4001 alternatives in all, allowed are 4000"):
        KnowledgeBase("test", rules)


def test_background_facts_are_checked() -> None:
    """A background fact with a wrong value is refused when the knowledge base is made."""
    with pytest.raises(FactError, match=r"Lack\.pattern: 7 is of type int"):
        KnowledgeBase("test", [rule()], facts=[Lack(7, "x")])  # type: ignore[arg-type]


def test_conclusions_of_several_classes() -> None:
    """A rule may conclude several facts, constant or copied."""
    lack: Any = fact(Lack)
    several = rule(
        when=exists(lack),
        then=[Advice("a", "b"), conclude(Exclusion, pattern=lack.pattern)],
        because="It is so.",
    )
    assert several.concludes == (Advice, Exclusion)
    inference = engine_for(KnowledgeBase("test", [several])).infer([Lack("P1", "x")])
    assert inference.concluded == (Advice("a", "b"), Exclusion("P1"))
