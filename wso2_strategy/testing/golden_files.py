"""Whole answers, kept in files that were read and found right."""

from __future__ import annotations

import json
import os
from pathlib import Path

from wso2_strategy.api import Recommendation
from wso2_strategy.document.saving import save
from wso2_strategy.errors import require

UPDATE_VARIABLE = "WSO2_STRATEGY_UPDATE_GOLDEN"
"""Set it to write golden files anew instead of comparing with them."""


def check_golden(recommendation: Recommendation, path: str | Path) -> None:
    """Compare a recommendation, as JSON, with a file that was read and found right.

    Run the tests with the variable `UPDATE_VARIABLE` set to write
    the file, and read what changed before committing it.

    Raises:
        AssertionError: They differ; the message names the keys that do.
    """
    require(recommendation, Recommendation)
    record = recommendation.to_dict()
    del record["engine"], record["engine_note"]
    target = Path(path)
    if os.environ.get(UPDATE_VARIABLE):
        text = json.dumps(record, indent=2, ensure_ascii=False)
        save(text + "\n", target, replace=True)
        return
    expected = json.loads(target.read_text(encoding="utf-8"))
    differing = [key for key in {**expected, **record} if expected.get(key) != record.get(key)]
    if differing:
        raise AssertionError(f"{target.name} differs in: {', '.join(differing)}")
