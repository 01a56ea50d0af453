"""What a build tells of itself: counts, sizes, times, and what is wrong with the content."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kwell_qa.errors import Finding

__all__ = ["Clock", "Report", "in_bytes", "in_lines", "reasons", "sizes", "stale_reviews"]


@dataclass(frozen=True)
class Report:
    """What a build did. ``findings`` are errors in content; any makes the exit code 1."""

    published: bool
    version: str | None
    documents: int = 0
    passages: int = 0
    sentences: int = 0
    asks: int = 0
    words: int = 0
    tokens: int = 0
    embedded: int = 0
    reused: int = 0
    languages: dict[str, int] = field(default_factory=dict)
    evidence: dict[str, int] = field(default_factory=dict)
    stale_reviews: tuple[str, ...] = ()
    """Documents that were last reviewed over a year ago."""
    skipped: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    search: dict[str, dict[str, Any]] = field(default_factory=dict)
    """How each family of vectors is searched."""
    bytes: dict[str, int] = field(default_factory=dict)
    """Size of each file or folder of the version."""
    pace: dict[str, Any] = field(default_factory=dict)
    """What was chosen to embed soonest, and measured for it; empty where too little was new."""
    seconds_by_step: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0


class Clock:
    """Seconds of each step of a build, from the end of the one before."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self.steps: dict[str, float] = {}

    def __call__(self, step: str) -> None:
        now = time.perf_counter()
        self.steps[step] = round(now - self._last, 3)
        self._last = now

    @property
    def total(self) -> float:
        return time.perf_counter() - self._started


def stale_reviews(reviews: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Paths of documents that were last reviewed over a year ago, of path and date."""
    today = datetime.now(UTC).date()
    year_ago = today.replace(year=today.year - 1, day=min(today.day, 28)).isoformat()
    return tuple(path for path, date in reviews if date < year_ago)


def sizes(made: Path) -> dict[str, int]:
    """Bytes of each file and folder in ``made``."""
    return {
        path.name: sum(
            file.stat().st_size for file in ([path] if path.is_file() else path.rglob("*"))
        )
        for path in sorted(made.iterdir())
    }


def reasons(report: Report) -> dict[str, str]:
    """Why each skipped file was skipped, by its path in the corpus."""
    told = {
        f.file.as_posix(): f"{f.message}; {f.remedy}"
        for f in report.findings if f.rule == "unreadable"
    }  # fmt: skip
    return {
        name: next((why for path, why in told.items() if f"/{path}".endswith(f"/{name}")), "")
        for name in report.skipped
    }


def in_bytes(count: int) -> str:
    """``1.4 MB``: a size as people read it, in powers of ten."""
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def in_lines(report: Report, dry_run: bool = False) -> list[str]:
    """The report for a terminal: what was done, then counts, kinds, times and sizes."""
    state = "published" if report.published else "not published"
    if dry_run:
        # A build that content stops gets no version.
        state = f"dry run, {'would' if report.version else 'would not'} be published"
    errors = sum(finding.severity == "error" for finding in report.findings)
    if errors and not report.version:
        count = "1 error" if errors == 1 else f"{errors} errors"
        return [f"{state}: {count}, nothing {'would be' if dry_run else 'was'} embedded"]
    lines = [
        f"{state}: {report.documents} documents, {report.passages} passages, "
        f"{report.sentences} sentences, {report.asks} asks; {report.embedded} embedded, "
        f"{report.reused} reused; {len(report.skipped)} files skipped; {report.seconds:.1f} s"
    ]
    parts = {
        "version": report.version or "",
        "words": f"{report.words:,} different" if report.words else "",
        "tokens": f"{report.tokens:,} in passages" if report.tokens else "",
        "languages": _listed(report.languages),
        "evidence": _listed(report.evidence),
        "search": _listed({name: how["kind"] for name, how in report.search.items()}),
        "pace": _paced(report.pace),
        "seconds": _listed({name: f"{s:.1f}" for name, s in report.seconds_by_step.items()}),
        "size": f"{in_bytes(sum(report.bytes.values()))}: "
        + _listed({name: in_bytes(size) for name, size in report.bytes.items()})
        if report.bytes else "",
        "findings": f"{errors} errors, {len(report.findings) - errors} warnings"
        if report.findings else "",
    }  # fmt: skip
    lines += [f"  {name:<10} {value}" for name, value in parts.items() if value]
    lines += [f"  reviewed over a year ago: {path}" for path in report.stale_reviews]
    lines += [f"  skipped: {name}: {why}" for name, why in reasons(report).items()]
    return lines


def _paced(pace: Mapping[str, Any]) -> str:
    """What was chosen for embedding, and what was tried."""
    if not pace:
        return ""
    rates = ", ".join(
        f"{one['batch_tokens']} on {one['threads']} {one['tokens_per_s']:,}"
        for one in pace["tried"]
    )
    return (f"batches of {pace['batch_tokens']} tokens on {pace['threads']} threads; tried for "
            f"{pace['seconds']:.1f} s, tokens a second: {rates}")  # fmt: skip


def _listed(counts: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in counts.items())
