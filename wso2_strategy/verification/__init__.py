"""Verification: is the knowledge complete, consistent, sound, and free of dead weight?

The rules themselves say which values they can tell apart. So all facts that
anyone may state fall into finitely many classes, and what is shown for one
member of each is shown for all.
"""

from __future__ import annotations

from wso2_strategy.verification.findings import MEANINGS, Evidence, Finding, Kind
from wso2_strategy.verification.report import Report
from wso2_strategy.verification.verifier import first_finding, verify

__all__ = ["MEANINGS", "Evidence", "Finding", "Kind", "Report", "first_finding", "verify"]
