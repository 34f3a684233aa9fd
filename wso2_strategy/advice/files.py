"""Reading requirement files: YAML, TOML or JSON, with all errors of a file at once.

A file has the sections of `Requirements`, and one for each further fact class
that it may state. These are only looked at where a file has a section that
`Requirements` does not know, so reading most files needs no packs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_type_hints

import attrs

from wso2_strategy.advice.formats import MAX_BYTES, TOO_LARGE, Format, plain_data
from wso2_strategy.domain.facts import SECTIONS, Requirements
from wso2_strategy.domain.kinds import kind_of, path_of, refusal
from wso2_strategy.errors import LISTED, RequirementsError, UnknownNameError, nearest, printable

if TYPE_CHECKING:
    import cattrs
    from cattrs.errors import ClassValidationError

Stated = TypeVar("Stated")
"""A class whose fields are the sections of a file."""

_EXTENSIONS = "extensions"  # in a file every extension is a section of its own

_LONGEST_KEY = 60  # as far as it is shown

FILE_ENDINGS: Mapping[str, Format] = MappingProxyType(
    {".yaml": "yaml", ".yml": "yaml", ".toml": "toml", ".json": "json"}
)
"""What names of requirements files end in, and the formats that this tells."""


def load_requirements(path: str | Path, *, fact_classes: Iterable[type] = ()) -> Requirements:
    """Read a requirements file; ``-`` reads JSON or YAML from standard input.

    Args:
        path: The file.
        fact_classes: What the file may state besides the library's own sections.

    Raises:
        RequirementsError: The file cannot be read, or holds anything that is not
            allowed; all problems are listed.
    """
    text, form, origin = file_text(path)
    return parse_requirements(text, format=form, origin=origin, fact_classes=fact_classes)


def file_text(path: str | Path) -> tuple[str, Format, str]:
    """Return the text of a file that a user wrote, its format, and what errors call it.

    Raises:
        RequirementsError: It cannot be read.
    """
    origin = origin_of(path)
    try:
        data = _read(path)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or str(error)
        raise RequirementsError(origin, [f"cannot be read: {reason}"]) from error
    suffix = Path(path).suffix.lower()
    if origin != "<stdin>" and suffix not in FILE_ENDINGS:
        known = ", ".join(FILE_ENDINGS)
        raise RequirementsError(origin, [f"has the ending {suffix!r}; allowed: {known}"])
    if len(data) > MAX_BYTES:
        raise RequirementsError(origin, [TOO_LARGE])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); save it with that encoding"
        raise RequirementsError(origin, [problem]) from error
    return text, FILE_ENDINGS.get(suffix, "json or yaml"), origin


def origin_of(path: str | Path) -> str:
    """Return what errors call a file."""
    return "<stdin>" if str(path) == "-" else str(path)


def parse_requirements(
    text: str,
    *,
    format: Format = "yaml",  # noqa: A002 - the word users know
    origin: str = "<text>",
    fact_classes: Iterable[type] = (),
) -> Requirements:
    """Read requirements from text.

    Raises:
        RequirementsError: The text holds anything that is not allowed.

    >>> parse_requirements("traffic: {peak_tsp: 900}")
    Traceback (most recent call last):
    wso2_strategy.errors.RequirementsError: <text>: 1 problem
      traffic.peak_tsp: unknown key. Did you mean 'peak_tps'?
    """
    data = parsed(text, format, origin)
    if data is None:
        raise RequirementsError(origin, [f"is empty; give at least one of: {', '.join(_keys())}"])
    return structure_requirements(data, origin=origin, fact_classes=fact_classes)


def parsed(text: str, format: Format, origin: str) -> Any:  # noqa: A002 - the word users know
    """Return what a text holds, in plain Python types; None where it is empty.

    Raises:
        RequirementsError: It is not in that format.
    """
    if format not in get_args(Format):
        raise UnknownNameError("format", format, get_args(Format))
    try:
        return plain_data(text, format)
    except ValueError as error:
        raise RequirementsError(origin, [str(error)]) from error


def structure_requirements(
    data: Any, *, origin: str = "<data>", fact_classes: Iterable[type] = ()
) -> Requirements:
    """Turn plain data, as a parser returns it, into requirements.

    Raises:
        RequirementsError: The data holds anything that is not allowed.
    """
    _require_mapping(data, origin, _keys())
    known = all(key in _keys() for key in data)
    added = {} if known else {path_of(each): each for each in fact_classes}
    problems: list[str] = []
    sections = [*SECTIONS, *added.values()]
    own = {key: value for key, value in data.items() if key not in added}
    requirements = _structured(own, Requirements, sections, problems)
    extensions = [
        _structured(data[key], added[key], sections, problems) for key in data if key in added
    ]
    if problems:
        raise RequirementsError(origin, problems)
    return attrs.evolve(cast(Requirements, requirements), extensions=extensions)


def structure(data: Any, root: type[Stated], *, origin: str) -> Stated:
    """Turn plain data into an attrs class whose fields are sections, with the same errors.

    Raises:
        RequirementsError: The data holds anything that is not allowed.
    """
    hints = get_type_hints(root)
    _require_mapping(data, origin, list(hints))
    problems: list[str] = []
    found = _structured(data, root, list(hints.values()), problems)
    if problems:
        raise RequirementsError(origin, problems)
    return cast(Stated, found)


def _require_mapping(data: Any, origin: str, keys: list[str]) -> None:
    if not isinstance(data, Mapping):
        raise RequirementsError(
            origin,
            [f"holds a {type(data).__name__}, not a mapping with keys such as {keys[0]!r}"],
        )


def _structured(value: Any, target: type, sections: list[type], problems: list[str]) -> Any:
    """Return what a value is as a class; what is wrong with it is added to the problems."""
    from cattrs.errors import ClassValidationError

    try:
        return _converter().structure(value, target)
    except ClassValidationError as error:
        problems.extend(_problems(error, target, sections))
    except ValueError as error:
        problems.append(f"{path_of(target) or 'the file'}: {error}")
    return None


def _read(path: str | Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""
    file = Path(path)
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise ValueError("it is a pipe or a device, which may never end; use - to read from one")
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


def _keys() -> list[str]:
    names = (attribute.name for attribute in attrs.fields(Requirements))
    return [name for name in names if name != _EXTENSIONS]


@cache
def _converter() -> cattrs.Converter:
    """Return a converter that reads each field by its kind and refuses unknown keys."""
    import cattrs
    from cattrs.gen import make_dict_structure_fn, override

    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook_func(
        lambda annotation: kind_of(annotation) is not None, _read_field
    )

    @converter.register_structure_hook_factory(attrs.has)
    def section(fact_class: type) -> Callable[[Any, Any], Any]:
        left_out: dict[str, Any] = (
            {_EXTENSIONS: override(omit=True)} if fact_class is Requirements else {}
        )
        structure: Callable[[Any, Any], Any] = make_dict_structure_fn(
            fact_class, converter, **left_out
        )

        def read(value: Any, target: Any) -> Any:
            if value is None:
                return fact_class()
            if not isinstance(value, Mapping):
                keys = ", ".join(attribute.name for attribute in attrs.fields(fact_class))
                raise refusal(value, f"a mapping with {keys}")
            unnamed = [key for key in value if not isinstance(key, str)]
            if unnamed:
                raise ValueError(f"{unnamed[0]!r} is no key; keys are words")
            return structure(value, target)

        return read

    return converter


def _read_field(value: Any, annotation: Any) -> Any:
    kind = kind_of(annotation)
    return None if value is None or kind is None else kind.read(value)


def _problems(error: ClassValidationError, fact_class: type, sections: list[type]) -> Iterator[str]:
    """Yield one sentence for each problem, with its path; a file may have these sections."""
    from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError
    from cattrs.errors import ClassValidationError as Grouped

    for problem in error.exceptions:
        notes = (
            note
            for note in getattr(problem, "__notes__", ())
            if isinstance(note, AttributeValidationNote)
        )
        note = next(notes, None)
        if isinstance(problem, Grouped):
            yield from _problems(problem, problem.cl, sections)
        elif isinstance(problem, ForbiddenExtraKeysError):
            unknown = sorted(problem.extra_fields)
            yield from (_unknown(fact_class, key, sections) for key in unknown[:LISTED])
            # Looking for what is meant takes time, and no message lists so many.
            yield from (f"{path_of(fact_class, key)}: unknown key" for key in unknown[LISTED:])
        elif isinstance(problem, RequirementsError):
            yield from problem.problems
        elif note is not None:
            yield f"{path_of(fact_class, note.name)}: {problem}"
        else:
            yield f"{path_of(fact_class) or 'the file'}: {problem}"


def _unknown(fact_class: type, key: str, sections: list[type]) -> str:
    """Return what to write instead: a key that stands elsewhere is most likely misplaced."""
    known = [each.name for each in attrs.fields(fact_class) if each.name != _EXTENSIONS]
    if fact_class is Requirements:
        known = list(dict.fromkeys([*known, *map(path_of, sections)]))
    top = [] if set(sections).isdisjoint(SECTIONS) else [Requirements]
    elsewhere = [
        path_of(each, key)
        for each in (*top, *sections)
        if each is not fact_class and key in attrs.fields_dict(each) and key != _EXTENSIONS
    ]
    close = elsewhere[0] if len(elsewhere) == 1 else nearest(key, known)
    hint = f"Did you mean {close!r}?" if close else f"Known: {', '.join(known)}"
    return f"{path_of(fact_class, printable(key, _LONGEST_KEY))}: unknown key. {hint}"
