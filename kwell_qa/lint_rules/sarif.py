"""Findings as SARIF 2.1.0, the form that code hosts and editors show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kwell_qa.errors import Finding

__all__ = ["SCHEMA", "to_sarif"]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def to_sarif(findings: Sequence[Finding], rules: Mapping[str, str], root: Path) -> dict[str, Any]:
    """One run as a JSON object. ``rules`` say in words what each rule is for.

    Paths are relative to ``root`` where a file lies under it, and absolute elsewhere.
    """
    ids = sorted({finding.rule for finding in findings} | set(rules))
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "kwell-qa-check-corpus",
                        "rules": [
                            {"id": rule, "shortDescription": {"text": rules.get(rule, rule)}}
                            for rule in ids
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(finding, ids.index(finding.rule), root) for finding in findings
                ],
            }
        ],
    }


def _result(finding: Finding, index: int, root: Path) -> dict[str, Any]:
    path = finding.file.resolve()
    base = root.resolve()
    uri = quote(path.relative_to(base).as_posix()) if path.is_relative_to(base) else path.as_uri()
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if finding.line:
        physical["region"] = {"startLine": finding.line}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": "error" if finding.severity == "error" else "warning",
        "message": {"text": f"{finding.message}; {finding.remedy}"},
        "locations": [{"physicalLocation": physical}],
    }
