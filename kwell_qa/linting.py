"""The corpus linter: everything that must be right before readers see a document.

``check`` is for the build, which publishes nothing while a finding is an error; ``inspect``
gives the figures beside the findings. No model is needed. Safety rules A and B are those of
the safety guidance; their patterns are in ``data/wording.yaml``.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from pathlib import Path

from kwell_qa import corpus, helplines, manifest, naming
from kwell_qa.errors import ContentError, Finding
from kwell_qa.lint_rules import repeats, sourcing, structure, wording
from kwell_qa.lint_rules.page import Page, read
from kwell_qa.settings import REPOSITORY
from kwell_qa.store import Notes

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


def check(
    corpus_dir: Path, *, today: datetime.date | None = None, notes: Notes | None = None
) -> tuple[Finding, ...]:
    """All findings in ``corpus_dir``, by file and line; those of ``corpus.load`` are among them.

    ``today`` is the day from which the age of reviews counts. What ``notes`` hold of an
    unchanged file is not worked out again. Nothing is raised: a folder without documents is a
    finding too.
    """
    return inspect(corpus_dir, today=today, notes=notes).findings


def inspect(
    corpus_dir: Path, *, today: datetime.date | None = None, notes: Notes | None = None
) -> Audit:
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
        loaded = corpus.load(corpus_dir, notes)
    except ContentError as error:
        return Audit(_sorted([*findings, *error.findings]))
    findings.extend(loaded.findings)
    words = wording.load()
    pages = [read(corpus_dir, document) for document in loaded.documents]
    ids = {document.id for document in loaded.documents}
    around = f"{_recipe()} {today} {manifest.digest(sorted(known))} {manifest.digest(sorted(ids))}"
    totals = [0, 0, 0]
    for page in pages:
        counts, found = _of_page(
            page, notes, around, lambda page: _examined(page, words, ids, known, today)
        )
        findings.extend(found)
        totals = [one + other for one, other in zip(totals, counts, strict=True)]
    findings.extend(repeats.check(pages, words))
    return Audit(_sorted(findings), len(pages), sum(totals), *totals)


Examined = tuple[list[int], list[Finding]]
"""Sentences with a footnote, of counsel and bare; and what is wrong."""


def _examined(
    page: Page, words: wording.Wording, ids: Set[str], known: Set[str], today: datetime.date
) -> Examined:
    counted = sourcing.tally(page, words)
    kinds = (counted.marked, counted.counsel, counted.bare) if page.prepared else ((), (), ())
    found = [
        *sourcing.check(page, words, counted),
        *structure.check(page, words, ids, known, today),
        *wording.check(page, words),
    ]
    return [len(kind) for kind in kinds], found


def _of_page(
    page: Page, notes: Notes | None, around: str, examine: Callable[[Page], Examined]
) -> Examined:
    """What is found on a page, from ``notes`` where file and all ``around`` it are the same."""
    hashed = corpus.file_hash(page.file) if notes else None
    if notes is None or hashed is None:
        return examine(page)
    key = blake2b(f"{around} {hashed} {page.file}".encode(), digest_size=16).digest()
    noted = notes.get(key)
    if noted is not None:
        counts, rows = json.loads(noted)
        return counts, [Finding(page.file, *row) for row in rows]
    counts, found = examine(page)
    rows = [[f.line, f.rule, f.message, f.remedy, f.severity] for f in found]
    notes.put(key, json.dumps([counts, rows], ensure_ascii=False))
    return counts, found


@cache
def _recipe() -> str:
    """What decides the findings of a page: our own rules and patterns, and how it is read."""
    folder = resources.files("kwell_qa")
    digest = hashlib.sha256(corpus.recipe().encode())
    rules = sorted(Path(str(folder / "lint_rules")).glob("*.py"))
    for path in (*rules, Path(str(folder / "data" / "wording.yaml"))):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


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
