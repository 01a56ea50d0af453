"""What a build tells of itself: counts, sizes, times, and what is wrong with the content."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kwell_qa.errors import Finding

__all__ = ["Clock", "Report", "sizes", "stale_reviews"]


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
