"""The page of figures: what was measured, on which machine, and which aims were met."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from peers.curves import CURVES
from peers.measure import Sample, Spread, in_a_process, ratios, spread
from peers.plots import Points, table
from peers.problem import INPUTS, RULES
from peers.table import BARE_C, BARE_C_APART, BUILT_IN, DECISIONS, EXPLANATIONS, IF_ELSE, Row

Samples = Mapping[str, Sequence[Sample]]

HEAD = "<!-- Written by `make bench`. -->"


@frozen
class Aim:
    """A ratio that is aimed at.

    Attributes:
        key: The row that is to be fast enough.
        other: The row that it is compared with.
        most: How many times as long it may take.
    """

    key: str
    other: str
    most: float


ONE_WORD = "by_hand.if_else"

AIMS = (
    Aim("ours.durable", BARE_C, 1.4),
    Aim("ours.durable_apart", BARE_C_APART, 1.4),
    Aim("ours.durable_sentences", BARE_C, 2),
    Aim("ours.durable_apart_sentences", BARE_C_APART, 2),
    Aim("ours.python", IF_ELSE, 350),
    Aim("ours.python", ONE_WORD, 350),
    Aim("ours.cached", IF_ELSE, 30),
    Aim("ours.cached", ONE_WORD, 30),
    Aim("ours.cached_sentences", IF_ELSE, 200),
    Aim("ours.cached_sentences", ONE_WORD, 200),
)


CHAINED_S = 0.1
"""The longest chain may take so long."""

CLOSE = tuple(
    row for row in DECISIONS if row.key in {key for a in AIMS for key in (a.key, a.other)}
)
"""What aims speak of."""


def closely(rounds: int) -> Samples:
    """Measure what aims speak of, all in one process, many times in turn."""
    found = in_a_process("peers.measure", "--together", str(rounds * 5), *(r.key for r in CLOSE))
    return {key: [Sample(each) for each in seconds] for key, seconds in found.items()}


def page(samples: Samples, close: Samples, curves: Mapping[str, Mapping[str, Points]]) -> str:
    """Return the page.

    Args:
        samples: What processes of their own found, round by round.
        close: What was measured in turn in one process.
        curves: The points of every line of every curve.
    """
    return "\n".join(_lines(samples, close, curves)) + "\n"


def _lines(
    samples: Samples, close: Samples, curves: Mapping[str, Mapping[str, Points]]
) -> Iterator[str]:
    rounds = max(map(len, samples.values()))
    yield from (HEAD, "", "# Benchmarks", "")
    yield f"Measured with {machine()};"
    yield "other work may have run on it, so trust the ratios more than the times."
    yield f"CPU time of {rounds} rounds, in which every engine runs once in a process of its own,"
    yield "kept on one core. Each figure is the middle one, with the least and the greatest."
    yield from ("", "## One small problem on this library and on others", "")
    yield f"How a parcel is sent: {len(INPUTS)} inputs, {len(RULES)} rules in three layers, about"
    yield "ten of which fire. Each engine's rules are made from one declaration, and each answer is"
    yield "held against what the declaration means before anything is timed: an engine that answers"
    yield "otherwise ends the run. Inputs are given in the form that the engine takes, made before."
    yield ""
    yield from _table(samples, DECISIONS)
    yield ""
    yield from _faster(samples)
    yield from ("", "## Aims", "")
    yield "Measured in one process, in turn. The first `if`/`else` tells what the engines tell,"
    yield "the second only how a parcel travels."
    yield ""
    yield from _aims(close)
    yield from _chained(curves["chain"])
    yield from ("", "## Why, and why not", "")
    yield "One conclusion of the same problem, where all of them have been derived before. The"
    yield "inputs that are named are held against those that the rules rest on. IDP-Z3 also says"
    yield "why a conclusion does not hold; this library does so for patterns of its own knowledge,"
    yield "with the smallest changes that would lead to them, as measured below."
    yield ""
    yield from _short_table(samples, EXPLANATIONS)
    yield from ("", "## The built-in knowledge", "")
    yield "A whole recommendation for landscapes drawn at random: pattern, platform, sizing,"
    yield "availability and advice. Each is new to the advisor where it is not asked again."
    yield "Answers are held against those of another engine, and changes against the pattern that"
    yield "they are to lead to."
    yield ""
    yield from _short_table(samples, BUILT_IN)
    yield from ("", "## How it grows", "")
    yield "Growth is the exponent of the last two steps: 1 is linear, 2 is quadratic."
    yield ""
    for curve in CURVES:
        yield f"![{curve.title}](../_pictures/benchmark-{curve.key}.svg)"
        yield ""
    yield from table(curves)


def machine() -> str:
    """Return what kind of machine this is; nothing that tells which one."""
    cores = os.cpu_count() or 1
    return (
        f"Python {platform.python_version()} on {platform.system()}, {platform.machine()},"
        f" {cores} core{'s' if cores > 1 else ''} ({_model()})"
    )


def _model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "model not known"
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, "model not known")


def _measured(samples: Samples, rows: Iterable[Row]) -> list[Row]:
    """Return the rows that were measured, the quickest first."""
    there = [row for row in rows if not samples[row.key][-1].skipped]
    return sorted(there, key=lambda row: spread(samples[row.key]).middle)


def _table(samples: Samples, rows: Sequence[Row]) -> Iterator[str]:
    yield "| Engine | Release | µs | by `if`/`else` | by bare C | Says why |"
    yield "| --- | --- | ---: | ---: | ---: | --- |"
    for row in _measured(samples, rows):
        own = samples[row.key]
        title = f"{row.title} ({row.remark})" if row.remark else row.title
        against = [_ratio(ratios(own, samples[key])) for key in (IF_ELSE, BARE_C)]
        cells = [title, row.release, _microseconds(spread(own)), *against, row.says_why]
        yield f"| {' | '.join(cells)} |"
    yield from _skipped(samples, rows)


def _short_table(samples: Samples, rows: Sequence[Row]) -> Iterator[str]:
    yield "| | Release | µs |"
    yield "| --- | --- | ---: |"
    for row in _measured(samples, rows):
        yield f"| {row.title} | {row.release} | {_microseconds(spread(samples[row.key]))} |"
    yield from _skipped(samples, rows)


def _skipped(samples: Samples, rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        reason = samples[row.key][-1].skipped
        if reason:
            yield from ("", f"Not measured: {row.title}, because {reason}.")


def _faster(samples: Samples) -> Iterator[str]:
    """Say which engines are faster than this library's own, new decisions against new ones."""
    ours = spread(samples["ours.durable"]).middle
    others = [
        row.title
        for row in _measured(samples, DECISIONS)
        if not row.key.startswith("ours.") and spread(samples[row.key]).middle < ours
    ]
    yield f"Faster than this library's default on a decision that it has not seen: {_list(others)}."
    cached = spread(samples["ours.cached"]).middle
    others = [
        row.title
        for row in _measured(samples, DECISIONS)
        if not row.key.startswith("ours.") and spread(samples[row.key]).middle < cached
    ]
    yield f"Faster also than its memory of what it has seen: {_list(others)}."


def _aims(samples: Samples) -> Iterator[str]:
    titles = {row.key: row.title for row in DECISIONS}
    yield "| | Compared with | At most | Measured | |"
    yield "| --- | --- | ---: | ---: | --- |"
    for aim in AIMS:
        found = ratios(samples[aim.key], samples[aim.other])
        met = "met" if found.middle <= aim.most else "not met"
        compared = f"{titles[aim.key]} | {titles[aim.other]}"
        yield f"| {compared} | {aim.most:g} | {_ratio(found)} | {met} |"


def _chained(lines: Mapping[str, Points]) -> Iterator[str]:
    """Yield how long the longest chain takes, of which more is not allowed."""
    for title in ("durable", "python"):
        size, seconds = max(lines[title].items())
        met = "met" if seconds <= CHAINED_S else "not met"
        aim = f"{CHAINED_S * 1e3:g} ms | {seconds * 1e3:.3g} ms | {met}"
        yield f"| {size:,} rules that fire one after the other, `{title}` | | {aim} |"


def _list(titles: Sequence[str]) -> str:
    return "; ".join(titles) or "none"


def _microseconds(found: Spread) -> str:
    return _spread(Spread(*(each * 1e6 for each in (found.middle, found.low, found.high))))


def _ratio(found: Spread) -> str:
    return _spread(found)


def _spread(found: Spread) -> str:
    middle, low, high = map(_digits, (found.middle, found.low, found.high))
    return f"{middle} ({low} to {high})"


def _digits(number: float) -> str:
    """Return a number with three digits, or all before the point."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"
