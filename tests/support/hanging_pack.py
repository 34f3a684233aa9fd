"""A pack whose code does what no server survives in its own process."""

from __future__ import annotations

import os
import time
from typing import Any

from wso2_strategy import Advisor, Knowledge, Need, Pack, Source, Traffic
from wso2_strategy.inference import KnownFacts, Procedure

HANGS, ENDS, FAILS = 666.0, 667.0, 668.0
"""Loads at which it does so."""

SECRET = "/etc/secret"  # noqa: S105 - a path that no error may tell


def _harm(known: KnownFacts) -> Any:
    traffic = known.of(Traffic)[0]
    if traffic.peak_tps == HANGS:
        time.sleep(600)
    if traffic.peak_tps == ENDS:
        os._exit(1)
    if traffic.peak_tps == FAILS:
        raise OSError(SECRET)
    return []


def advisor() -> Advisor:
    """Return an advisor with this pack."""
    procedure = Procedure(
        "hanging.code",
        _harm,
        "It hangs.",
        Source("Nobody", "https://example.org/"),
        "assumed",
        (Traffic,),
        (Need,),
    )
    pack = Pack(name="hanging", version="1.0", summary="A test.", procedures=[procedure])
    return Advisor(knowledge=Knowledge.installed(pack))
