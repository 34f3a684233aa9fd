"""Every error the library raises on purpose, in one tree.

Each class keeps its data as attributes, so that a program can act on it; the
message is for the person who reads it and ends with what to do next.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Iterable

LISTED = 40
"""How many problems a message lists; a longer list helps nobody."""

_ALL_NAMES, _FEW_NAMES = 16, 5  # of more names than are read, the likeliest are listed
_LONGEST_LINE = 2_000  # characters; what is longer was made to hurt
JOINERS = "\u200c\u200d"
"""They have no width, and some scripts and emoji need them."""

_LONGEST_NAME = 200  # none that is known is as long
_SHOWN_CHARACTERS = 500
_SHOWN_BITS = 1_000  # Python refuses to write much larger numbers


class StrategyError(Exception):
    """The base of all errors of this library.

    No line of a message is long, and nothing in it commands a terminal.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(printable_lines(message, _LONGEST_LINE))

    def __reduce__(self) -> tuple[Any, ...]:
        # The default would call the class with the message alone; process pools need it whole.
        return _restored, (type(self), self.args, self.__dict__)


class UnknownNameError(StrategyError, KeyError):
    """A look-up by a name that nothing has.

    Attributes:
        kind: What was looked up, such as ``"pattern"``.
        name: The name that was given.
        known: The names that exist.
        nearest: The known name most like the given one, if any is close.

    The message says ``hint`` instead of the nearest name where one is given.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        known: Iterable[str],
        *,
        candidates: Iterable[str] = (),
        hint: str = "",
    ) -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(known)
        self.nearest = nearest(name, candidates or self.known)
        if self.nearest and not hint:
            hint = f"Did you mean {self.nearest!r}?"
        as_given, listed = shown(name, 60), ", ".join(self.known)
        if len(self.known) > _ALL_NAMES:
            likely = [each for each in self.known if as_given.strip("'") in each]
            likely += [*_close(name, self.known, _FEW_NAMES, 0), *self.known]
            listed = ", ".join([*dict.fromkeys(likely)][:_FEW_NAMES])
            listed += f" and {len(self.known) - _FEW_NAMES} more"
        super().__init__(f"unknown {kind} {as_given}.{f' {hint}' if hint else ''} Known: {listed}")

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would quote it


class MissingExtraError(StrategyError, ImportError):
    """A feature needs a library that is installed with an extra, or one of the system beside it."""

    def __init__(self, feature: str, extra: str, library: str = "") -> None:
        self.feature = feature
        self.extra = extra
        also = f", and the library {library} of the system" if library else ""
        super().__init__(f'{feature} needs an extra: pip install "wso2-strategy[{extra}]"{also}')


class DrawingError(StrategyError):
    """A picture that cannot be drawn, or not with everything that belongs into it.

    Attributes:
        problem: What went wrong.
    """

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(
            f"the picture cannot be drawn: {problem}. The format dot will do, which programs for"
            " large graphs draw too"
        )


class RequirementsError(StrategyError, ValueError):
    """A requirements file, or values given in code, that cannot be used.

    Attributes:
        origin: Where the input came from: a file name, ``<stdin>`` or a class.
        problems: Every problem found, one sentence each, in the order of the input.
    """

    def __init__(self, origin: str, problems: Iterable[str]) -> None:
        self.origin = origin
        self.problems = tuple(map(printable, problems))
        count = len(self.problems)
        lines = [f"{printable(origin)}: {count} problem{'s' if count != 1 else ''}"]
        lines += [f"  {problem}" for problem in self.problems[:LISTED]]
        if count > LISTED:
            lines.append(f"  and {count - LISTED} more")
        super().__init__("\n".join(lines))


class KnowledgeError(StrategyError):
    """A knowledge base, a rule or a condition that is written wrongly."""


class ConditionError(KnowledgeError, TypeError):
    """A condition that cannot mean what its author intended."""


class RuleError(KnowledgeError, ValueError):
    """A rule that the lint rejects.

    Attributes:
        rule_id: The rule.
        problem: What is wrong with it, and what to write instead.
    """

    def __init__(self, rule_id: str, problem: str) -> None:
        self.rule_id = rule_id
        self.problem = problem
        super().__init__(f"rule {rule_id!r}: {problem}")


class PackError(KnowledgeError):
    """A pack that cannot be used.

    Attributes:
        pack: The pack's name.
        problems: What is wrong with it, one sentence each.
    """

    def __init__(self, pack: str, problems: Iterable[str]) -> None:
        self.pack = pack
        self.problems = tuple(map(printable, problems))
        super().__init__("\n  ".join([f"pack {pack!r} cannot be used:", *self.problems]))

    def __reduce__(self) -> tuple[type[PackError], tuple[str, tuple[str, ...]]]:
        return PackError, (self.pack, self.problems)


class InferenceError(StrategyError):
    """A consultation that could not be completed."""


class FactError(InferenceError, ValueError):
    """A fact with a value that no engine may see.

    Attributes:
        fact: The fact.
        field: The field's name.
        problem: What is wrong with the value, and what is allowed.
    """

    def __init__(self, fact: object, field: str, problem: str) -> None:
        self.fact = fact
        self.field = field
        self.problem = problem
        super().__init__(f"{type(fact).__name__}.{field}: {problem}")


class RuleFailedError(InferenceError):
    """A procedure failed, or a rule's conclusion cannot be made; the cause is chained.

    Attributes:
        rule_id: The rule or procedure.
        facts: The facts it was given.
        problem: What went wrong.
        pack: Name and version of the pack it comes from, where that is known.
        kind: Whether it is a rule or a procedure.
    """

    def __init__(
        self,
        rule_id: str,
        facts: tuple[object, ...],
        problem: str,
        *,
        pack: str = "",
        kind: Literal["rule", "procedure"] = "rule",
    ) -> None:
        self.rule_id = rule_id
        self.facts = facts
        self.problem = problem
        self.pack = pack
        self.kind = kind
        listed = ", ".join(map(shown, facts)) or "no facts"
        origin = f" of {pack}" if pack else ""
        super().__init__(f"{kind} {rule_id!r}{origin} failed with {problem} on {listed}")

    def named(self, pack: str) -> RuleFailedError:
        """Return the error with the name of the pack in its message."""
        return RuleFailedError(self.rule_id, self.facts, self.problem, pack=pack, kind=self.kind)


class FiringLimitError(InferenceError):
    """More firings than a consultation may have: most likely a rule that feeds itself.

    Attributes:
        limit: The number of firings allowed.
        rule_id: The rule that fired most often.
        pack: Name and version of the pack it comes from, where that is known.
    """

    def __init__(self, limit: int, rule_id: str, *, pack: str = "") -> None:
        self.limit = limit
        self.rule_id = rule_id
        self.pack = pack
        origin = f" of {pack}" if pack else ""
        super().__init__(
            f"more than {limit} firings in one consultation; rule {rule_id!r}{origin} fired most"
            " often. Check whether its conclusion makes it fire again"
        )

    def named(self, pack: str) -> FiringLimitError:
        """Return the error with the name of the pack in its message."""
        return FiringLimitError(self.limit, self.rule_id, pack=pack)


class MatchLimitError(InferenceError):
    """More combinations of facts to match than a consultation may have.

    Attributes:
        limit: The number of combinations allowed.
        rule_id: The rule that has the most.
        pack: Name and version of the pack it comes from, where that is known.
    """

    def __init__(self, limit: int, rule_id: str, *, pack: str = "") -> None:
        self.limit = limit
        self.rule_id = rule_id
        self.pack = pack
        origin = f" of {pack}" if pack else ""
        super().__init__(
            f"more than {limit} combinations of facts to match in one consultation; rule"
            f" {rule_id!r}{origin} has the most. Compare more of its fields with constants, join"
            " its facts with '==', or conclude an intermediate fact from some of them"
        )

    def named(self, pack: str) -> MatchLimitError:
        """Return the error with the name of the pack in its message."""
        return MatchLimitError(self.limit, self.rule_id, pack=pack)


class EngineUnavailableError(InferenceError, ImportError):
    """The durable-rules C module cannot be loaded on this interpreter."""


def _restored(
    error_class: type[StrategyError], args: tuple[Any, ...], attributes: dict[str, Any]
) -> StrategyError:
    error = error_class.__new__(error_class, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


def nearest(name: object, known: Iterable[str]) -> str | None:
    """Return the known name most like `name`, or None when none is close.

    >>> nearest("peak_tsp", ["average_tps", "peak_tps"])
    'peak_tps'
    """
    return next(iter(_close(name, known, 1, 0.6)), None)


def _close(name: object, known: Iterable[str], most: int, cutoff: float) -> list[str]:
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        return []
    folded = {each.casefold(): each for each in known}
    return [folded[each] for each in get_close_matches(name.casefold(), folded, most, cutoff)]


def is_shown(character: str) -> bool:
    """Return whether a character can be seen, or is a space or joins others; no control does."""
    return character.isprintable() or character in JOINERS or category(character) == "Zs"


def printable(text: str, longest: int | None = None) -> str:
    r"""Return text on one line, in which what cannot be seen is written as JSON would.

    >>> print(printable("a\nb\x1b[31m\u202e"), printable("abcdef", 3))
    a\nb\u001b[31m\u202e abc...
    """
    if longest is not None and len(text) > longest:
        text = f"{text[:longest]}..."
    if text.isprintable():
        return text
    return "".join(each if is_shown(each) else json.dumps(each)[1:-1] for each in text)


def printable_lines(text: str, longest: int | None = None) -> str:
    """Return text whose lines are each as `printable` has them."""
    return "\n".join(printable(line, longest) for line in text.split("\n"))


def require(value: object, *kinds: Any) -> None:
    """Refuse a value of another type than a function takes; a truth is no number.

    Raises:
        TypeError: It is of none of these types.

    >>> require("P3", int, float)
    Traceback (most recent call last):
    TypeError: 'P3' is of type str; expected: int or float
    """
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        expected = " or ".join(each.__name__ for each in kinds)
        given = type(value).__name__
        raise TypeError(f"{shown(value, 60)} is of type {given}; expected: {expected}")


def shown(value: object, longest: int = _SHOWN_CHARACTERS) -> str:
    r"""Return a value as messages show it: not too long, and whatever its class does.

    >>> shown(10**5000), len(shown("a" * 1000)), shown("a\u00a0b")
    ('a number beyond all measure', 503, "'a\\xa0b'")
    """
    if isinstance(value, int) and value.bit_length() > _SHOWN_BITS:
        return "a number beyond all measure"
    try:
        if isinstance(value, str):
            value = value[: longest + 1]
        return printable(repr(value), longest)
    except Exception as error:  # noqa: BLE001 - the class may be anybody's
        return f"<{type(value).__name__} that cannot be shown: {type(error).__name__}>"
