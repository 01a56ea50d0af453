"""Dates in articles and helplines: none that is to come, none too long ago."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT
from lint_fixtures import SOURCE, document, findings


@pytest.mark.parametrize(("reviewed", "severity"), [
    ("2025-12-02", None), ("2025-12-01", "warning"), ("2024-12-02", "warning"),
    ("2024-12-01", "error"), ("2026-12-02", None), ("2026-12-03", "error"),
])  # fmt: skip
def test_review_dates(tmp_path: Path, reviewed: str, severity: str | None) -> None:
    found = findings(tmp_path, document(reviewed=f'"{reviewed}"'))
    assert [(f.rule, f.line, f.severity) for f in found] == [("review", 7, severity)] * bool(
        severity
    )


@pytest.mark.parametrize(("published", "fires"), [
    ("2026", False), ("2026-12", False), ("2026-12-02", False), ("undated", False),
    ("2027", True), ("2027-01", True), ("2026-12-03", True),
])  # fmt: skip
def test_sources_are_not_of_days_to_come(tmp_path: Path, published: str, fires: bool) -> None:
    source = SOURCE.replace("published: 2017-11", f"published: {published}")
    found = findings(tmp_path, document(sources=(source,)))
    assert [(f.rule, f.line, f.severity) for f in found] == [("source", 9, "error")] * fires
    assert all(published in f.message and f.remedy for f in found)


def registry(folder: Path, day: str, hours: str = "24/7") -> list[int]:
    """Write our helplines, checked on ``day``; the lines that say so."""
    text = (ROOT / "corpus" / "helplines.yaml").read_text("utf-8")
    text = re.sub(r"checked: '?[\d-]+'?", f"checked: '{day}'", text)
    text = text.replace("hours: '24/7'", f"hours: '{hours}'", 1)
    (folder / "helplines.yaml").write_text(text, "utf-8")
    return [n for n, line in enumerate(text.split("\n"), 1) if f"checked: '{day}'" in line
            and not line.lstrip().startswith("#")]  # fmt: skip


@pytest.mark.parametrize(("day", "severity"), [
    ("2026-12-02", None), ("2026-12-03", "error"), ("2026-02-30", "error"),
    ("2026-05-15", None), ("2026-05-14", "warning"),
])  # fmt: skip
def test_helplines_were_checked_lately_and_not_tomorrow(
    tmp_path: Path, day: str, severity: str | None
) -> None:
    lines = registry(tmp_path, day)
    found = findings(tmp_path, document())
    assert [f.line for f in found] == (lines if severity else [])
    assert {(f.rule, f.severity) for f in found} <= {("helpline-checked", severity)}
    assert all(day in f.message and f.remedy for f in found)


def test_a_faulty_registry_makes_no_number_unknown(tmp_path: Path) -> None:
    text = document("South Korea's line is 109.[^a]")
    registry(tmp_path, "2026-11-22", "sometimes")
    assert [f.rule for f in findings(tmp_path, text)] == ["helpline-hours"]
    registry(tmp_path, "2026-11-22")
    assert findings(tmp_path, text) == []
    assert [f.rule for f in findings(tmp_path, text.replace("109", "1393"))] == ["phone"]
