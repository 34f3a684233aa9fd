"""A run over a whole file, which goes on where it stopped, however it was stopped.

What is written grows in a file beside the output, with a note of how far it is good. The
output comes to be at the end, whole. A run that was killed is started again with the same
words: what was written after the last note is cut off and written anew.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from attrs import asdict, field, frozen

from wso2_strategy._version import __version__
from wso2_strategy.advice.consult import Consultant
from wso2_strategy.document.json_text import json_text
from wso2_strategy.document.json_values import json_ready
from wso2_strategy.document.saving import save
from wso2_strategy.errors import RequirementsError
from wso2_strategy.inference import Rule
from wso2_strategy.portfolio.answered_rows import RowAnswers
from wso2_strategy.portfolio.chunks import Place, Source
from wso2_strategy.portfolio.in_order import WorkerEndedError, in_order
from wso2_strategy.portfolio.sources import source_of
from wso2_strategy.portfolio.summary import Summary
from wso2_strategy.portfolio.tally import Tally
from wso2_strategy.portfolio.written_answers import LineForm, Written, WrittenAnswers, head

_FORMS: dict[str, LineForm] = {
    ".csv": "csv",
    ".jsonl": "json",
    ".ndjson": "json",
    ".parquet": "json",
}
"""What is written for the endings of outputs; Parquet is made of the lines at the end."""

_NOTED_S = 1.0
"""Between notes: so much work is lost at most, beside what is under way."""


_FEWEST, _MOST = 20, 5_000
_PIECE_S, _PIECE_BYTES = 1.0, 2**21
"""How long rows that are answered together may take, and how much may be said of them: whole
answers have 40 kB each."""


@frozen
class Progress:
    """How far a run is.

    Attributes:
        rows: The number of the last row that is written.
        done: How much of the input is read, in its own unit.
        size: How much there is of it.
        resumed: The number of the row after which this run went on.
    """

    rows: int
    done: int
    size: int
    resumed: int = 0


@frozen
class _Note:
    """How far what is written is good."""

    place: Place = field(factory=Place)
    written_bytes: int = 0
    tally: Tally = field(factory=Tally)


@frozen
class _Run:
    """A run from one file to another.

    Attributes:
        source: Where rows come from.
        work: What answers them.
        target: The output.
        about: What makes it this run and no other.
        replace: Whether what exists may be replaced.
    """

    source: Source
    work: WrittenAnswers
    target: Path
    about: dict[str, Any]
    replace: bool

    @property
    def part(self) -> Path:
        """What is written so far."""
        return self.target.with_name(f"{self.target.name}.part")

    @property
    def noted(self) -> Path:
        """The note of how far that is good."""
        return self.target.with_name(f"{self.target.name}.part.json")

    def begun(self) -> _Note:
        """Return how far an earlier attempt at this run came.

        Raises:
            RequirementsError: Another run was interrupted there.
        """
        if not (self.noted.exists() and self.part.exists()):
            return _Note()
        try:
            values = json.loads(self.noted.read_text(encoding="utf-8"))
            about = values["about"]
            tally = Tally.from_dict(values["tally"])
            found = _Note(Place(**values["place"]), values["written_bytes"], tally)
        except (ValueError, KeyError, TypeError):
            about, found = {}, _Note()
        other = [each for each in self.about if about.get(each) != self.about[each]]
        short = found.written_bytes > self.part.stat().st_size
        if not other and not short:
            return found
        if self.replace:
            return _Note()
        why = f"with another {' and another '.join(other)}" if other else "and lost what it wrote"
        problem = f"has an interrupted run beside it, {self.part.name}, {why}"
        hint = "finish that one, choose another output, or replace it with --force"
        raise RequirementsError(str(self.target), [f"{problem}; {hint}"])

    def note(self, note: _Note) -> None:
        """Write down how far what is written is good."""
        values = {
            "about": self.about,
            "place": asdict(note.place),
            "written_bytes": note.written_bytes,
            "tally": asdict(note.tally),
        }
        save(json_text(values), self.noted, replace=True)

    def go(self, part: BinaryIO, begun: _Note, executor: Executor | None) -> Iterator[_Note]:
        """Yield how far it is after each piece, which is then written."""
        note = begun
        part.truncate(note.written_bytes)
        part.seek(note.written_bytes)
        if not note.written_bytes:
            part.write(first := head(self.work.form))
            note = _Note(note.place, len(first), note.tally)
        together = _FEWEST
        last_noted = float("-inf")  # the first note tells a later attempt what was begun
        try:
            chunks = self.source.chunks(note.place, lambda: together)
            for chunk, done in in_order(self.work, chunks, executor):
                part.write(done.text)
                size = note.written_bytes + len(done.text)
                note = _Note(chunk.end, size, note.tally + done.tally)
                yield note
                together = _together(done)
                if time.monotonic() - last_noted >= _NOTED_S:
                    self._settle(part, note)
                    last_noted = time.monotonic()
        finally:
            self._settle(part, note)

    def _settle(self, part: BinaryIO, note: _Note) -> None:
        part.flush()
        os.fsync(part.fileno())
        self.note(note)

    def finish(self) -> None:
        """Let what is written be the output."""
        if self.target.suffix.lower() == ".parquet":
            from wso2_strategy.portfolio.parquet_files import parquet_of

            parquet_of(self.part, self.target)
            self.part.unlink()
        else:
            if self.target.exists():
                shutil.copymode(self.target, self.part)
            self.part.replace(self.target)
        self.noted.unlink(missing_ok=True)


def advise_many(
    source: str | Path,
    output: str | Path,
    advisor: Consultant | None = None,
    *,
    full: bool = False,
    replace: bool = False,
    executor: Callable[[], AbstractContextManager[Executor | None]] = nullcontext,
    progress: Callable[[Progress], None] = lambda _: None,
    seconds: float | None = None,
) -> Summary:
    """Answer every row of a file in another file; go on where an earlier attempt stopped.

    Args:
        source: Requirements, one set a row: ``.jsonl``, ``.csv`` or ``.parquet``.
        output: Where answers go, one a row, in the same order; a row that is no requirements
            gets an error. The ending says in which of these formats.
        advisor: Who is asked; by default with all installed packs.
        full: Whether to write all of each answer, as `Recommendation.to_dict`; in ``.jsonl``.
        replace: Whether an output that exists, or what another run left of one, may be replaced.
        executor: Makes what works; made anew where a worker ends. By default work is done here.
        progress: Is told how far it is.
        seconds: How long the answer to a row may take; one that takes longer gets an error. Not
            heeded in threads, such as those of a Dask worker.

    Raises:
        RequirementsError: The input cannot be read, or the output not be written there, or an
            interrupted run with other input, options or version is beside it.
        MissingExtraError: Parquet is asked for, and the extra is not installed.
        WorkerEndedError: Workers end again and again; what is written stays to be gone on with.
    """
    asked = advisor or Consultant()
    target = Path(output).resolve()
    form = _form(target, full=full)
    found = source_of(Path(source), asked.knowledge.fact_classes)
    _check_target(target, Path(source), replace=replace)
    work = WrittenAnswers(RowAnswers(asked, found.reader, full, seconds), form)
    run = _Run(found, work, target, _about(found, asked, full=full), replace)
    with _alone(run.part) as part:
        note = begun = run.begun()
        resumed = begun.place.row
        while True:
            try:
                with executor() as workers:
                    for note in run.go(part, begun, workers):
                        progress(Progress(note.place.row, note.place.offset, found.size, resumed))
                break
            except WorkerEndedError:
                if note.place == begun.place:
                    raise
                begun = note
        run.finish()
    return Summary(note.tally, asked.knowledge.catalog)


def _together(done: Written) -> int:
    """Return how many rows to answer together after some that took so long."""
    rows = int(_PIECE_S * done.rows / max(done.seconds, 1e-6))
    return max(_FEWEST, min(rows, _MOST, int(_PIECE_BYTES * done.rows / (len(done.text) + 1))))


def _form(target: Path, *, full: bool) -> LineForm:
    ending = target.suffix.lower()
    allowed = [each for each, form in _FORMS.items() if not full or each in (".jsonl", ".ndjson")]
    if ending not in allowed:
        whole = " for whole answers" if full else ""
        problem = f"has the ending {ending!r}; allowed{whole}: {', '.join(allowed)}"
        raise RequirementsError(str(target), [problem])
    return _FORMS[ending]


def _check_target(target: Path, source: Path, *, replace: bool) -> None:
    problem = ""
    if target == source.resolve():
        problem = "is the input too; choose another output"
    elif target.exists() and not target.is_file():
        problem = "is no file"
    elif target.exists() and not replace:
        problem = "exists already; choose another output, or replace it"
    if problem:
        raise RequirementsError(str(target), [problem])


def _about(source: Source, asked: Consultant, *, full: bool) -> dict[str, Any]:
    """Return what makes a run this one: with any of it changed, answers would not fit together."""
    numbers = {each.id: each.value for each in asked.assumptions.numbers}
    numbers |= {each.id: each.value for each in asked.base.assumptions}
    return {
        "version": __version__,
        "knowledge": {
            "packs": [pack.title for pack in asked.knowledge.packs],
            "rules": _digest(asked.knowledge.base.rules),
        },
        "engine": asked.engine,
        "set of assumptions": numbers,
        "kind of answer": "full" if full else "decision",
        "input": source.digest(),
    }


def _digest(rules: Iterable[Rule]) -> str:
    """Return what tells rules from any others; a pack may change them and keep its version."""
    said = [(json_ready(rule), [type(each).__name__ for each in rule.then]) for rule in rules]
    return sha256(json.dumps(said, default=str).encode()).hexdigest()


@contextmanager
def _alone(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read and write that no other run writes; made if it is not there."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise RequirementsError(str(path), [f"cannot be written: {error.strerror}"]) from error
    with os.fdopen(descriptor, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _taken(path) from error
        # The other run may just have ended, and this file be its output under another name.
        if not _is_at(path, descriptor):
            raise _taken(path)
        try:
            yield file
        finally:
            if os.fstat(descriptor).st_size == 0 and _is_at(path, descriptor):
                path.unlink()  # nothing began


def _is_at(path: Path, descriptor: int) -> bool:
    return path.exists() and os.path.samestat(path.stat(), os.fstat(descriptor))


def _taken(path: Path) -> RequirementsError:
    return RequirementsError(str(path), ["is being written by another run"])
