"""The parts of a recommendation: needs, platforms, advice, conflicts and alternatives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from attrs import frozen

from wso2_strategy.advice.evidence import Statement
from wso2_strategy.advice.packs import LIBRARY
from wso2_strategy.document.json_values import JsonKeys, same
from wso2_strategy.domain.catalog import Capability, Pattern, Platform
from wso2_strategy.domain.conclusions import Advice
from wso2_strategy.inference import Basis, Source


@frozen
class Reason:
    """Why something was concluded.

    Attributes:
        sentence: The reason, with the values that led to it.
        rule: The id of the rule or procedure.
        source: The document it rests on.
        basis: Whether the source states it, it is derived, or assumed.
        pack: Name and version of the pack that the rule comes from.
    """

    sentence: str
    rule: str
    source: Source
    basis: Basis
    pack: str = LIBRARY

    json_keys: ClassVar[JsonKeys] = same("sentence", "rule", "basis", "pack", "source")

    @property
    def mark(self) -> str:
        """The basis and the source, as they stand behind a sentence."""
        return self.source.mark(self.basis)


def marked(sentence: str, reasons: Iterable[Reason]) -> str:
    """Return a sentence with the bases and sources of its reasons, each once."""
    return " ".join([sentence, *dict.fromkeys(each.mark for each in reasons)])


@frozen
class NeededCapability:
    """A capability that is needed, and why.

    Attributes:
        capability: The capability.
        reasons: What it is needed for.
    """

    capability: Capability
    reasons: tuple[Reason, ...]

    json_keys: ClassVar[JsonKeys] = {
        "capability": "capability.id",
        "name": "capability.name",
        "reasons": "reasons",
    }


@frozen
class PlatformRank:
    """A platform in the order of preference.

    Attributes:
        platform: The platform.
        weight: The sum of the weights of its reasons.
        reasons: What speaks for it.
        guide: WSO2's page for building the pattern on it, if there is one.
    """

    platform: Platform
    weight: int
    reasons: tuple[Reason, ...]
    guide: Source | None

    json_keys: ClassVar[JsonKeys] = same("id", "name", "weight", "reasons", "guide")

    @property
    def id(self) -> str:
        """The platform's id."""
        return self.platform.id

    @property
    def name(self) -> str:
        """The platform's name."""
        return self.platform.name

    @property
    def called(self) -> str:
        """The platform's name within a sentence."""
        return self.platform.called


@frozen
class GivenAdvice:
    """A piece of advice, and why it is given.

    Attributes:
        advice: What to do or to watch, and how severe it is.
        text: The former in words, with the names of what it speaks of.
        reasons: What it is given for.
    """

    advice: Advice
    text: str
    reasons: tuple[Reason, ...]

    json_keys: ClassVar[JsonKeys] = {
        "id": "id",
        "severity": "advice.severity",
        "text": "text",
        "reasons": "reasons",
    }

    @property
    def id(self) -> str:
        """The advice's id."""
        return self.advice.id

    @property
    def because(self) -> str:
        """The sentences of its reasons."""
        return " ".join(each.sentence for each in self.reasons)

    @property
    def is_note(self) -> bool:
        """Whether it warns of nothing."""
        return self.advice.severity == "note"


@frozen
class Conflict:
    """Statements that cannot all be honoured.

    Attributes:
        id: A short name.
        sides: The statements that contradict each other.
        reasons: What contradicts what.
        resolution: What the recommendation does about it.
    """

    id: str
    sides: tuple[Statement, ...]
    reasons: tuple[Reason, ...]
    resolution: str


@frozen
class Alternative:
    """A pattern that was not chosen, and the one reason why.

    Attributes:
        pattern: The pattern.
        verdict: ``lacks`` something needed, or is ``more`` than needed.
        reason: The reason, in one sentence.
        reasons: What it rests on.
    """

    pattern: Pattern
    verdict: Literal["lacks", "more"]
    reason: str
    reasons: tuple[Reason, ...]

    json_keys: ClassVar[JsonKeys] = {
        "pattern": "pattern.id",
        "name": "pattern.name",
        **same("verdict", "reason", "reasons"),
    }
