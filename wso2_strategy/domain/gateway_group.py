"""Gateway groups: several tiers of gateways under one control plane, each with its own callers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, get_args, get_type_hints

from attrs import evolve, field, fields_dict, frozen

from wso2_strategy.domain.kinds import (
    Choice,
    Flag,
    Number,
    Words,
    checked,
    in_percent,
    kind_of,
    refusal,
)
from wso2_strategy.domain.tolerance import within
from wso2_strategy.domain.wording import series
from wso2_strategy.errors import LISTED, RequirementsError, nearest, printable

Serves = Literal["production", "sandbox", "hybrid"]

MOST_GROUPS = 20
"""Nobody runs as many tiers of gateways under one control plane."""

_PATH = "gateway_groups"
LONGEST_NAME = 30
NAME = r"[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*"
_LONGEST_KEY = 60  # as far as it is shown

_Flag = Annotated[bool | None, Flag()]


@frozen
class GroupName:
    """A word that may stand in names of hosts, releases and gateway environments."""

    allowed: ClassVar[str] = (
        "words of lower-case letters and digits that begin with a letter, joined by hyphens, at"
        f" most {LONGEST_NAME} characters, such as internal or partner-apis"
    )

    def read(self, value: Any) -> str:
        """Return `value` if it is such a name."""
        known = isinstance(value, str) and len(value) <= LONGEST_NAME
        if not known or not re.fullmatch(NAME, value):
            raise refusal(value, self.allowed)
        return str(value)


@frozen(field_transformer=checked, cache_hash=True)
class GatewayGroup:
    """Gateways with callers of their own, under the control plane that all groups share.

    Shares are of the load of all groups; what the stated ones leave is split evenly among
    the groups without one.

    >>> GatewayGroup("partners", share="25%", internet_facing=True).share
    0.25
    """

    name: Annotated[
        str, GroupName(), Words("name of the gateway group", "What is the group called?")
    ]
    share: Annotated[
        float | None,
        Number(above=0, high=1, unit="fraction of the load", percent_unit="of the load"),
        Words("share of the load", "Which share of the load does the group carry?"),
    ] = field(default=None, converter=in_percent)
    internet_facing: Annotated[
        _Flag,
        Words("calls from the internet", "Do the calls of the group come from the internet?"),
    ] = None
    serves: Annotated[
        Serves | None,
        Choice(get_args(Serves)),
        Words("what the group serves", "Does it serve production, sandbox or both (hybrid)?"),
    ] = None
    own_traffic_manager: Annotated[
        _Flag,
        Words("Traffic Managers of its own", "Must the group have Traffic Managers of its own?"),
    ] = None

    def __str__(self) -> str:
        said = {
            f"{100 * (self.share or 0):.6g}% of the load": self.share is not None,
            "from the internet": self.internet_facing,
            "not from the internet": self.internet_facing is False,
            f"for {self.serves}": self.serves,
            "with Traffic Managers of its own": self.own_traffic_manager,
        }
        more = ", ".join(words for words, holds in said.items() if holds)
        return f"{self.name} ({more})" if more else self.name


@frozen
class GroupList:
    """A list of gateway groups whose shares leave nothing of the load over, and no group idle."""

    allowed: ClassVar[str] = f"a list of at most {MOST_GROUPS} groups, each a mapping with name"

    def read(self, value: Any) -> tuple[GatewayGroup, ...]:
        """Return the groups.

        Raises:
            RequirementsError: The groups are not allowed; all problems are listed.
        """
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or len(value) > MOST_GROUPS:
            raise refusal(value, self.allowed)
        problems: list[str] = []
        read = [_group(each, f"{_PATH}[{n}]", problems) for n, each in enumerate(value)]
        groups = tuple(each for each in read if each is not None)
        problems += [] if problems else _together(groups)
        if problems:
            raise RequirementsError("gateway groups", problems)
        return groups


def shared_out(groups: Sequence[GatewayGroup]) -> tuple[GatewayGroup, ...]:
    """Return groups with the share of each; a single one is no group beside others.

    >>> three = [GatewayGroup("inner", share=0.5), GatewayGroup("outer"), GatewayGroup("test")]
    >>> [each.share for each in shared_out(three)], shared_out(three[1:2])
    ([0.5, 0.25, 0.25], ())
    """
    if len(groups) == 1:
        return ()
    rest = 1 - sum(Decimal(repr(each.share)) for each in groups if each.share is not None)
    waiting = sum(each.share is None for each in groups)
    return tuple(
        each if each.share is not None else evolve(each, share=float(rest / waiting))
        for each in groups
    )


def held(groups: Sequence[GatewayGroup]) -> Iterator[str]:
    """Yield that groups stay as they are where questions look at other statements.

    >>> list(held([GatewayGroup("internal"), GatewayGroup("partners")])), list(held([]))
    (['The gateway groups internal and partners stay as they are stated.'], [])
    """
    if groups:
        noun = "groups" if len(groups) > 1 else "group"
        verb = "stay as they are" if len(groups) > 1 else "stays as it is"
        yield f"The gateway {noun} {series([each.name for each in groups])} {verb} stated."


def _group(value: Any, path: str, problems: list[str]) -> GatewayGroup | None:
    """Return a group; what is wrong with it is added to the problems."""
    if type(value) is GatewayGroup:
        return value
    known = [*fields_dict(GatewayGroup)]
    if not isinstance(value, Mapping):
        allowed = f"a mapping with {', '.join(known)}"
        problems.append(f"{path}: {refusal(value, allowed)}")
        return None
    found = list(_problems(value, path, known))
    problems += found
    return None if found else GatewayGroup(**value)


def _problems(value: Mapping[Any, Any], path: str, known: Sequence[str]) -> Iterator[str]:
    hints = get_type_hints(GatewayGroup, include_extras=True)
    if value.get("name") is None:
        yield f"{path}.name: is missing; allowed: {GroupName.allowed}"
    for key in list(value)[:LISTED]:
        kind = kind_of(hints[key]) if key in known else None
        if kind is None:
            close = nearest(key, known) if isinstance(key, str) else None
            hint = f"Did you mean {close!r}?" if close else f"Known: {', '.join(known)}"
            yield f"{path}.{printable(str(key), _LONGEST_KEY)}: unknown key. {hint}"
        elif value[key] is not None:
            try:
                kind.read(value[key])
            except ValueError as error:
                yield f"{path}.{key}: {error}"


def _together(groups: Sequence[GatewayGroup]) -> list[str]:
    """Return what is wrong with groups beside each other."""
    names = [each.name for each in groups]
    twice = [each for each in dict.fromkeys(names) if names.count(each) > 1]
    problems = [
        f"{_PATH}[{names.index(each, names.index(each) + 1)}].name: {each!r} is the name of another"
        " group; allowed: a name of its own for each group"
        for each in twice
    ]
    total = sum(each.share or 0.0 for each in groups)
    waiting = [each.name for each in groups if each.share is None]
    said = f"the shares add up to {100 * total:.6g}%"
    if not groups:
        return problems
    if not within(total, 1.0):
        problems.append(f"{_PATH}: {said}; allowed: at most 100% of the load together")
    elif waiting and within(1.0, total):
        others = f"so nothing is left for {series(waiting)}; leave a part of the load to each group"
        problems.append(f"{_PATH}: {said}, {others}")
    elif not waiting and not within(1.0, total):
        problems.append(
            f"{_PATH}: {said}, so {100 * (1 - total):.6g}% of the load is in no group; allowed:"
            " 100% together, or a group without a share, which takes the rest"
        )
    return problems
