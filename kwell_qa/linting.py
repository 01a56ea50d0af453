"""The corpus linter: everything that must be right before readers see a document.

``check`` is for the build, which publishes nothing while a finding is an error; ``inspect``
gives the figures beside the findings. No model is needed. Safety rules A and B are those of
the safety guidance; their patterns are in ``data/wording.yaml``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kwell_qa import corpus, helplines, naming
from kwell_qa.errors import ContentError, Finding
from kwell_qa.lint_rules import repeats, sourcing, structure, wording
from kwell_qa.lint_rules.page import read
from kwell_qa.settings import REPOSITORY

__all__ = ["RULES", "Audit", "check", "inspect"]

RULES: Mapping[str, str] = {
    "corpus": "the folder holds documents",
    "unreadable": "every file can be read",
    "front-matter": "the front matter has its fields, each of its form",
    "duplicate-id": "each document has an id of its own",
    "footnote": "every footnote names a source, and every source is cited",
    "asks": "asks stand under a heading that exists",
    "empty": "a document has sentences",
    "names": "names.yaml is of its format",
    "lexicon": "lexicon.yaml is of its format",
    "unsourced": "a sentence that states something has a footnote",
    "unsourced-share": "few sentences of a document are without a footnote",
    "source": "a source without a url says that its page was not found",
    "weak-source": "a sentence that rests on weak sources only says so",
    "review": "a document was reviewed in the last 12 months (24: error)",
    "related": "related documents exist",
    "link": "a link to another page of ours arrives",
    "help-section": "a text on suicide, self-harm or a death ends with where to find help",
    "leaning": "a sentence can be quoted alone",
    "phone": "telephone numbers are those of helplines.yaml",
    "near-duplicate": "no section says nearly the same as one of another document",
    "same-ask": "a question is asked of one section",
    "wording-A1": "words for suicide carry no blame and no success",
    "wording-A2": "no method, place or note of a death",
    "wording-A5": "no single cause of a suicide",
    "wording-A9": "no alarm words",
    "wording-A10": "no weights, calories, sizes or diets",
    "wording-A12": "no motive of a death",
    "wording-B": "nothing that the service must not say to a person in need",
}
"""Rule → what holds where it is kept. Faults of helplines.yaml have ids of their own."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What the linter saw. Counts are of sentences with front matter's rules upon them.

    ``sentences`` = ``footnoted`` + ``counsel`` (advice and comfort of our own) + ``bare``
    (statements without a footnote); help sections and questions are not counted.
    """

    findings: tuple[Finding, ...]
    documents: int = 0
    sentences: int = 0
    footnoted: int = 0
    counsel: int = 0
    bare: int = 0

    @property
    def errors(self) -> int:
        return sum(finding.severity == "error" for finding in self.findings)


def check(corpus_dir: Path, *, today: datetime.date | None = None) -> tuple[Finding, ...]:
    """All findings in ``corpus_dir``, by file and line; those of ``corpus.load`` are among them.

    ``today`` is the day from which the age of reviews counts. Nothing is raised: a folder
    without documents is a finding too.
    """
    return inspect(corpus_dir, today=today).findings


def inspect(corpus_dir: Path, *, today: datetime.date | None = None) -> Audit:
    """``check`` with figures."""
    today = today or datetime.date.today()
    findings = [
        *_faults(lambda: naming.load_names(corpus_dir / "names.yaml")),
        *_faults(lambda: naming.load_lexicon(corpus_dir / "lexicon.yaml")),
    ]
    registry = corpus_dir / "helplines.yaml"
    if registry.is_file():
        findings.extend(_faults(lambda: helplines.load(registry)))
    else:
        registry = REPOSITORY / "corpus" / "helplines.yaml"
    # A faulty registry was reported above; here its readable numbers would not help.
    known = structure.numbers_of(helplines.load_or_floor(registry)[0])
    try:
        loaded = corpus.load(corpus_dir)
    except ContentError as error:
        return Audit(_sorted([*findings, *error.findings]))
    findings.extend(loaded.findings)
    words = wording.load()
    pages = [read(corpus_dir, document) for document in loaded.documents]
    ids = {document.id for document in loaded.documents}
    totals = [0, 0, 0]
    for page in pages:
        counted = sourcing.tally(page, words)
        if page.prepared:
            for row, kind in enumerate((counted.marked, counted.counsel, counted.bare)):
                totals[row] += len(kind)
        findings.extend(sourcing.check(page, words, counted))
        findings.extend(structure.check(page, words, ids, known, today))
        findings.extend(wording.check(page, words))
    findings.extend(repeats.check(pages, words))
    return Audit(_sorted(findings), len(pages), sum(totals), *totals)


def _faults(load: Callable[[], object]) -> tuple[Finding, ...]:
    try:
        load()
    except ContentError as error:
        return error.findings
    return ()


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(
        sorted(set(findings), key=lambda f: (f.file.as_posix(), f.line or 0, f.rule, f.message))
    )
