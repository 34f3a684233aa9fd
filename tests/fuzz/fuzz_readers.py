"""Every reader on damaged inputs: ``make fuzz`` or ``python tests/fuzz/fuzz_readers.py 100000``.

A seed, one of those that a reader's file holds, is damaged at random: parts vanish, are repeated
up to a megabyte, move, or give way to what has hurt readers before. It must be read or refused
by an error of the library, within two seconds of work and 500 MB. What is not ends the run and
is printed; the same count gives the same inputs.
"""

from __future__ import annotations

import faulthandler
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import MappingProxyType

from wso2_strategy import CATALOG, StrategyError
from wso2_strategy.advice.files import parse_requirements, structure_requirements
from wso2_strategy.advice.strict_yaml import write
from wso2_strategy.artifacts.assess import assess
from wso2_strategy.artifacts.settings import load_settings
from wso2_strategy.cli.program.shared_options import named_values, typed
from wso2_strategy.domain.facts import stated
from wso2_strategy.domain.wording import heard
from wso2_strategy.errors import is_shown
from wso2_strategy.space.fields import form
from wso2_strategy.topology import topology
from wso2_strategy.topology.export import from_graphml, from_node_link

SEEDS = Path(__file__).parent / "seeds"
LONGEST_S = 2
MOST_BYTES = 500 * 2**20
LONGEST_MESSAGE = 20_000
_HANGS_S = 60

HURTFUL = (
    *("0100", "089", "1_000", "1:30", "0x1F", "1e400", "-0.0", ".inf", "nan", "9" * 500, "25%"),
    *("\x1b[31m", "\n", "\r", "\t", "\0", "\x9b", "\u202e", "\u200d", "\u00a0", "\ud800", "\ufeff"),
    *("&a ", "*a", "<<: ", "!!int ", "!!python/name:os.system ", "? ", "- ", ": ", "# ", "---\n"),
    *(
        "[",
        "]",
        "{",
        "}",
        "(",
        '"',
        "'",
        '"""',
        "\\",
        "\\u202e",
        "\\ud800",
        "=",
        "%",
        ",",
        ".",
        "|",
    ),
    *("null", "true", "yes", "~", "[a.b]\n", "a.", "<", "&lt;", "]]>", "&#27;", "<node/>", "1"),
)


def read_yaml_as_written(text: str) -> None:
    """Read, write and read again: what is stated survives."""
    found = parse_requirements(text)
    assert parse_requirements(write(stated(found))) == found


def read_option(text: str) -> None:
    """Read what follows ``what-if --set``."""
    changes = named_values("--set", text.split("\n", 3), "field=value", typed)
    structure_requirements({path.partition(".")[0]: changes[path] for path in changes})


def read_answer(text: str) -> None:
    """Read an answer of an interview, as each kind of field does."""
    for field in form().fields:
        try:
            field.kind.read(heard(field.kind, text))
        except ValueError as error:
            assert len(str(error)) < LONGEST_MESSAGE


def read_name(text: str) -> None:
    """Look up a name of everything that has one."""
    for look_up in (CATALOG.pattern, CATALOG.platform, CATALOG.component, CATALOG.capability):
        try:
            look_up(text)
        except StrategyError as error:
            assert len(str(error)) < LONGEST_MESSAGE
    topology(text)


def read_settings(text: str) -> None:
    """Read a settings file."""
    load_settings(as_file("settings.yaml", text))


def assess_values(text: str) -> None:
    """Assess a folder with one file of Helm values."""
    assess(as_file("values/apim-gw.yaml", text).parents[1]).to_text()


def assess_node(text: str) -> None:
    """Assess a folder with the configuration of one machine."""
    assess(as_file("nodes/gateway-1/deployment.toml", text).parents[2]).to_text()


def as_file(path: str, text: str) -> Path:
    """Write a text where a reader of files finds it, alone in its folder."""
    file = Path(_FOLDER.name) / path.replace("/", "-") / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    return file


_FOLDER = TemporaryDirectory()

READERS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "yaml": read_yaml_as_written,
        "toml": lambda text: parse_requirements(text, format="toml"),
        "json": lambda text: parse_requirements(text, format="json"),
        "stdin": lambda text: parse_requirements(text, format="json or yaml"),
        "option": read_option,
        "answer": read_answer,
        "name": read_name,
        "node-link": from_node_link,
        "graphml": from_graphml,
        "settings": read_settings,
        "values": assess_values,
        "node": assess_node,
    }
)


def damaged(random: Random, seeds: list[str]) -> str:
    """Return a seed after some accidents."""
    text = random.choice(seeds)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        start = random.randint(0, len(text))
        end = min(len(text), start + int(random.expovariate(0.1)))
        part = text[start:end]
        match random.randint(0, 5):
            case 0:
                part = ""
            case 1:
                part *= random.choice((2, 2, 3, 10, 100))
            case 2:
                other = random.choice(seeds)
                place = random.randint(0, len(other))
                part = other[place : place + len(part) + 5]
            case 3:
                part = part[::-1]
            case _:
                part = random.choice(HURTFUL)
        text = text[:start] + part + text[end:]
    if random.random() < 0.005:
        piece = random.choice((*HURTFUL, text or "a"))
        size = random.choice((2**12, 2**15, 2**16 - 500, 2**20))
        text = text[: random.randint(0, len(text))] + piece * (size // len(piece))
    return text


def run(name: str, count: int) -> Iterator[tuple[str, float]]:
    """Yield what became of each input of a reader, and the seconds of work that it took.

    Raises:
        AssertionError: An input was neither read nor refused as it should be.
    """
    read = READERS[name]
    seeds = (SEEDS / f"{name}.txt").read_text(encoding="utf-8").split("\n----\n")
    random = Random(f"{name} {count}")
    for _ in range(count):
        text = damaged(random, seeds)
        start = time.process_time()
        try:
            read(text)
            end = "read"
        except StrategyError as error:
            end = "refused"
            said = str(error).replace("\n", "")
            assert len(said) < LONGEST_MESSAGE, text[:500]
            assert all(map(is_shown, said)), text[:500]
        except Exception as error:
            raise AssertionError(f"{name}: {error!r} on {text[:500]!r}") from error
        seconds = time.process_time() - start
        assert seconds < LONGEST_S, f"{name}: {seconds:.1f} s for {text[:100]!r}"
        yield end, seconds


def main(count: int, names: list[str]) -> None:
    """Run readers and say what became of their inputs."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    for name in names or READERS:
        ends: Counter[str] = Counter()
        slowest = 0.0
        for end, seconds in run(name, count):
            faulthandler.dump_traceback_later(_HANGS_S, exit=True)  # work without an end
            ends[end] += 1
            slowest = max(slowest, seconds)
        size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"{name}: {ends.total():,} inputs, {ends['read']:,} read, {ends['refused']:,} refused;"
            f" the slowest took {slowest:.2f} s; {size / 1024:.0f} MB at most so far",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
