"""Procedures of packs are tried out apart, and what they and copies bring about is followed."""

# ruff: noqa: E712 - `== True` builds a condition

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from tried_knowledge import (
    Custody,
    Note,
    found,
    knowledge,
    operations,
    requirements,
    rule,
    traffic,
)

from wso2_strategy import (
    Advice,
    Need,
    Source,
    Traffic,
    conclude,
    exists,
    fact,
)
from wso2_strategy.inference import Derivation, KnownFacts, Procedure
from wso2_strategy.verification import (
    first_finding,
    verify,
)
from wso2_strategy.verification.checks import procedure_trial as trials


def spins(_: KnownFacts) -> Any:
    while True:
        pass


def leaves(_: KnownFacts) -> Any:
    import os

    os._exit(3)


def raises(_: KnownFacts) -> Any:
    raise ValueError("broken")


def nonsense(_: KnownFacts) -> Any:
    return [Derivation(Need("speed"), (), "It is computed.")]


def lies(_: KnownFacts) -> Any:
    return [Derivation(Note("hard"), (), "It is computed.")]


def peaks(known: KnownFacts) -> Any:
    return [
        Derivation(Note("busy"), (each,), "It is computed.", ("peak_tps",))
        for each in known.of(Traffic)
        if (each.peak_tps or 0) > 2000
    ]


@frozen
class Volume:
    """What a procedure computes from several statements."""

    bits: float


def kept(known: KnownFacts) -> Any:
    for load, custody in zip(known.of(Traffic), known.of(Custody), strict=True):
        if None not in (load.peak_tps, load.message_bytes, custody.days):
            bits = 8 * load.peak_tps * load.message_bytes * custody.days
            yield Derivation(Volume(bits), (load, custody), "All is kept.")


TRIAL = """
import os, pathlib, sys
sys.path[:0] = {paths!r}
import test_procedure_findings as these
from wso2_strategy.verification.checks import procedure_trial
procedure_trial.TIME_LIMIT_S = 2.0

def spins(_):
    pathlib.Path({marked!r}).write_text(str(os.getpid()))
    while True:
        pass

these.first_finding(these.knowledge(procedures=[these.procedure(spins)]))
"""


def _is_running(process: int) -> bool:
    """Return whether a process is there and does something: a dead one may wait for its parent."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def procedure(run: Any, *, reads: Any = (Traffic,), derives: Any = (Need,)) -> Procedure:
    source = Source("A test", "https://example.org/")
    return Procedure("test.code", run, "It computes.", source, "assumed", reads, derives)


class TestProcedures:
    @pytest.mark.parametrize(
        ("function", "problem"),
        [
            (raises, "It fails with ValueError('broken') on Traffic("),
            (leaves, "It ends the process it runs in."),
            (nonsense, "unknown capability 'speed'"),
            (lies, "'derives' does not name Note"),
        ],
    )
    def test_a_procedure_that_fails(self, function: Any, problem: str) -> None:
        known = knowledge(procedures=[procedure(function)])
        assert problem in found(known, "fails", "test.code").sentence

    def test_a_procedure_that_does_not_come_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(trials, "TIME_LIMIT_S", 0.3)
        known = knowledge(procedures=[procedure(spins)])
        begun = time.monotonic()
        finding = first_finding(known)
        assert finding is not None
        assert finding.sentence == "It does not come back within 0.3 s."
        assert time.monotonic() - begun < 5

    @pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
    @pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
    def test_a_trial_ends_even_if_verification_is_killed(
        self, ending: signal.Signals, tmp_path: Path
    ) -> None:
        marked, here = tmp_path / "child", Path(__file__).parent
        code = TRIAL.format(paths=[str(here), str(here.parent / "support")], marked=str(marked))
        parent = subprocess.Popen([sys.executable, "-c", code])
        while not marked.exists() and parent.poll() is None:
            time.sleep(0.05)
        time.sleep(0.05)
        child = int(marked.read_text())
        parent.send_signal(ending)
        parent.wait()
        deadline = time.monotonic() + 10
        while _is_running(child) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not _is_running(child)

    def test_what_fails_is_left_out_of_the_rest(self) -> None:
        known = knowledge(
            rule(traffic.mediation == True, Advice("a", "Do.")), procedures=[procedure(raises)]
        )
        report = verify(known, about=["test.rule"])
        assert [each.kind for each in report.findings] == ["fails"]

    def test_a_sound_procedure_is_said_to_be_sampled(self) -> None:
        heeds = rule(fact(Note).word == "busy", Need("independent-gateway"))
        report = verify(knowledge(heeds, procedures=[procedure(peaks, derives=(Note,))]))
        assert report.is_clean
        methods = {each.question: (each.method, each.remark) for each in report.evidence}
        (remark,) = [remark for method, remark in methods.values() if "1 procedure" in remark]
        assert "tried on samples" in remark
        assert [method for method, _ in methods.values()].count("sampled") == 2

    def test_a_procedure_is_tried_on_conclusions_too(self) -> None:
        broken = procedure(lambda known: [each.speed for each in known.of(Need)], reads=(Need,))
        assert "AttributeError" in found(knowledge(procedures=[broken]), "fails").sentence

    def test_a_rule_on_what_a_procedure_derives_may_fire(self) -> None:
        grave = rule((fact(Volume).bits > 5e6) & (fact(Volume).bits < 6e6), Advice("a", "Do."))
        known = knowledge(
            grave,
            fact_classes=[Custody],
            procedures=[procedure(kept, reads=(Traffic, Custody), derives=(Volume,))],
        )
        assert not verify(known, about=["test.rule"], kinds=["unreachable"]).findings


class TestCopies:
    """Conclusions may copy what is stated, which may be any value."""

    def test_words_that_a_field_may_have(self) -> None:
        copying = rule(
            exists(operations) & operations.workflow.present(),
            conclude(Note, word=operations.workflow),
        )
        reading = rule(fact(Note).word == "cloud-native", Advice("a", "Do."), "test.known")
        never = rule(fact(Note).word == "waterfall", Advice("b", "Do."), "test.never")
        known = knowledge(copying, reading, never)
        report = verify(known, about=["test.known", "test.never"], kinds=["unreachable"])
        assert [each.rules for each in report.findings] == [("test.never",)]

    def test_a_text_that_is_compared_and_one_that_is_free(self) -> None:
        label = requirements.name
        equal = rule(label == "shop", conclude(Note, word=label), "test.equal")
        reading = rule(fact(Note).word == "shop", Advice("a", "Do."), "test.reading")
        known = knowledge(equal, reading)
        asked = ["test.equal", "test.reading"]
        assert not verify(known, about=asked, kinds=["unreachable"]).findings
        free = rule(label.present(), conclude(Note, word=label), "test.free")
        assert not verify(knowledge(free), about=["test.free"], kinds=["cycle"]).findings
