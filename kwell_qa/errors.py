"""The errors kwell-qa raises on purpose, all under one root.

KwellError
├── ContentError   a document, helpline or data file is wrong: says file, line, remedy
├── Unreadable     no text can be had from a file: says the problem, remedy, line
├── UsageError     a command or setting is wrong: says what came and what is allowed
├── IndexFault     the published index is missing, damaged or of another make
│   ├── NothingIndexed  there never was one: nothing has failed
│   └── StoreFault  its vectors lie in a store that cannot be reached now
└── ModelFault     the embedding model is missing or is not the one that was asked for

Every message says what came, what was wanted and what to do, on one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "BUILD", "REBUILD", "ContentError", "Finding", "IndexFault", "KwellError", "ModelFault",
    "NothingIndexed", "StoreFault", "Unreadable", "UsageError",
]  # fmt: skip

BUILD = "python scripts/build_index.py"
REBUILD = f"run: {BUILD}"
"""The remedy for an index that cannot be used.

It makes every file of a version anew, of vectors that are kept with checksums of their own. Only a
vector store that holds what it should not needs `` --full``, which embeds all again."""


class KwellError(Exception):
    """Root of all errors that kwell-qa raises on purpose."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one file, and how to mend it.

    ``line`` counts from 1; ``None`` where the fault is of the whole file.
    """

    file: Path
    line: int | None
    rule: str
    message: str
    remedy: str
    severity: str = "error"

    def row(self) -> tuple[int | None, str, str, str, str]:
        """All but the file, for notes: ``Finding(file, *row)`` is this one again."""
        return self.line, self.rule, self.message, self.remedy, self.severity

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return " ".join(f"{place}: {self.rule}: {self.message}; {self.remedy}".split())


class ContentError(KwellError):
    """One file cannot be used as it stands."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__("\n".join(map(str, findings)))


class Unreadable(KwellError):
    """A file from which no text can be had, and what to do about it."""

    def __init__(self, problem: str, remedy: str, line: int | None = None) -> None:
        self.remedy = remedy
        self.line = line
        super().__init__(problem)


class UsageError(KwellError):
    """A command line, setting or request asks for what cannot be."""


class IndexFault(KwellError):
    """The published index is missing, damaged, or made by another model or version."""


class NothingIndexed(IndexFault):
    """No index was published yet, so that there is nothing to look in."""


class StoreFault(IndexFault):
    """The vectors of the index lie in a store that cannot be used now; it may come back."""


class ModelFault(KwellError):
    """The embedding model is missing or is not the one that was asked for."""
