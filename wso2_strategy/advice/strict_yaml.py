"""YAML of the plain kind, read and written: numbers as in YAML 1.2, and every key once.

Tags, aliases and merges are refused.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from wso2_strategy.domain.written_numbers import FLOAT, INTEGER


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that also refuses what a requirements file has no use for."""

    # What is neither is text: YAML 1.1 would read 1:30 as 90, and dates and "=" as more than text.
    yaml_implicit_resolvers = {  # noqa: RUF012 - the parent's attribute
        first: [pair for pair in pairs if pair[0].endswith((":bool", ":null"))]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    max_depth = 0
    nodes_left = 0

    def fetch_flow_collection_start(self, token_class: type[yaml.Token]) -> None:
        if (
            self.flow_level >= self.max_depth
        ):  # the scanner's work grows with the square of the depth
            raise RecursionError
        super().fetch_flow_collection_start(token_class)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        self.nodes_left -= 1
        if self.nodes_left < 0:
            raise _refusal("there are more keys and values than requirements have", event)
        if isinstance(event, yaml.AliasEvent):
            raise _refusal("aliases are not allowed", event)
        if getattr(event, "tag", None) is not None:
            raise _refusal(f"the tag {event.tag!r} is not allowed", event)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the parent's signature
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value == "<<":
                    raise _refusal("the merge key '<<' is not allowed", key)
                if key.value in seen:
                    raise _refusal(f"the key {key.value!r} stands twice", key)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


class _StrictDumper(yaml.SafeDumper):
    """A safe dumper that also puts into quotes what the strict loader would read as a number.

    Text of several lines keeps its lines.
    """

    def represent_str(self, data: str) -> yaml.ScalarNode:
        style = "|" if "\n" in data else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style)


_StrictDumper.add_representer(str, _StrictDumper.represent_str)


for _tag, _pattern in {"int": INTEGER, "float": FLOAT}.items():
    for _way in (_StrictLoader, _StrictDumper):
        _way.add_implicit_resolver(
            f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})\\Z"), list("-+.0123456789")
        )


def _refusal(problem: str, place: Any) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, place.start_mark)


def parse(text: str, *, max_depth: int = 20, max_nodes: int = 5_000) -> Any:
    """Return what a YAML text holds, in plain Python types.

    Args:
        text: The text.
        max_depth: How many lists and mappings in braces may be in each other.
        max_nodes: How many keys, values, lists and mappings it may hold.

    Raises:
        yaml.YAMLError: The text is no YAML of the plain kind.
        RecursionError: It is nested too deeply.
    """
    loader = _StrictLoader(text)
    loader.max_depth, loader.nodes_left = max_depth, max_nodes
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def write(data: Any) -> str:
    r"""Return a YAML text that holds some data, and is read as the same by any reader.

    >>> parse(write({"name": "1e3"})), write({"name": "Bücher"})
    ({'name': '1e3'}, 'name: Bücher\n')
    """
    return yaml.dump(data, Dumper=_StrictDumper, sort_keys=False, allow_unicode=True)
