"""The corpus linter: everything that must be right before readers see a document.

``check`` is for the build, which publishes nothing while a finding is an error; ``inspect``
gives the figures beside the findings. No model is needed. Safety rules A and B are those of
the safety guidance; their patterns are in ``data/wording.yaml``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from kwell_qa import corpus, helplines, manifest, tokens, unanswered
from kwell_qa.errors import ContentError, Finding, UsageError
from kwell_qa.lint_rules import checked, repeats, structure, wording
from kwell_qa.lint_rules.examined import Examined
from kwell_qa.lint_rules.page import Page, read
from kwell_qa.lint_rules.structure import Around
from kwell_qa.notes import Notes
from kwell_qa.registry import Registry
from kwell_qa.settings import REPOSITORY

__all__ = ["RULES", "Audit", "check", "inspect"]

RULES: Mapping[str, str] = {
    "corpus": "the folder holds documents",
    "unreadable": "every file can be read",
    "front-matter": "the front matter has its fields, each of its form",
    "duplicate-id": "each document has an id of its own",
    "footnote": "every footnote names a source, and every source is cited",
    "asks": "asks stand under a heading that exists",
    "empty": "a document has sentences, and so has each of its sections",
    "names": "names.yaml is of its format, no two entries share an alias, none is a common word",
    "lexicon": "lexicon.yaml is of its format",
    "unanswered": "unanswered.yaml is of its format, and no document is asked what stands in it",
    "unsourced": "a sentence that states something has a footnote",
    "unsourced-share": "few sentences of a document are without a footnote",
    "source": "a source without a url says that its page was not found; no date is to come",
    "weak-source": "a sentence that rests on weak sources only says so",
    "review": "a document was reviewed in the last 12 months (24, or a day to come: error)",
    "artist": "a document's artists are in names.yaml, where there is one",
    "lang": "a document is in a language that questions are read in",
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
    unchanged file is not worked out again. A folder without documents is a finding too.

    Raises:
        UsageError: the disk for the work in hand is full or may not be written.
    """
    return inspect(corpus_dir, today=today, notes=notes).findings


def inspect(
    corpus_dir: Path, *, today: datetime.date | None = None, notes: Notes | None = None
) -> Audit:
    """``check`` with figures."""
    today = today or datetime.date.today()
    names = Registry.of(corpus_dir)
    findings = [
        *names.findings,
        *_faults(lambda: unanswered.load(corpus_dir / unanswered.FILE)),
    ]
    known, faults = _registry(corpus_dir / "helplines.yaml", today)
    findings += faults
    around = Around(frozenset(), known, today, names=names if names.names else None)
    try:
        with TemporaryDirectory(prefix="kwell-lint-") as scratch:
            one, found = _audited(corpus_dir, notes, around, Path(scratch))
    except ContentError as error:
        return Audit(_sorted([*findings, *error.findings]))
    except OSError as error:
        # Files of the corpus that cannot be read are findings; this is of the work in hand.
        raise UsageError(
            f"{error.filename or gettempdir()}: cannot be written ({error.strerror or error}); "
            f"free space in {gettempdir()}, or name another folder in TMPDIR"
        ) from None
    return Audit(_sorted([*findings, *found]), len(one.files), sum(one.totals), *one.totals)


def _registry(own: Path, today: datetime.date) -> tuple[Set[str] | None, tuple[Finding, ...]]:
    """The digits of every helpline's numbers, and what is wrong with a corpus' ``own`` file.

    ``None`` where they cannot be read: then every number in a text would look unknown.
    """
    file = own if own.is_file() or own.is_symlink() else REPOSITORY / "corpus" / "helplines.yaml"
    findings = _faults(lambda: helplines.load(own)) if file == own else ()
    lines, fault = helplines.load_or_floor(file)
    if fault is not None:
        return None, findings
    if file == own:
        findings = (*findings, *checked.check(own, today))
    return structure.numbers_of(lines), findings


def _audited(
    corpus_dir: Path, notes: Notes | None, around: Around, scratch: Path
) -> tuple[_Audited, list[Finding]]:
    # What was read of a file once is kept for the second look, on disk and not in memory.
    kept = notes or Notes(scratch / "notes.sqlite")
    try:
        one = _Audited(corpus_dir, kept)
        return one, one.run(around, scratch)
    finally:
        if kept is not notes:
            kept.close()


class _Audited:
    """A corpus that is looked at twice: whom it holds, then page by page."""

    def __init__(self, corpus_dir: Path, notes: Notes) -> None:
        self._reader = corpus.Reader(corpus_dir, notes)
        self._notes = notes
        self._in_vain = _in_vain(corpus_dir)
        self._words = wording.load()
        self.files: list[str] = []
        """Path of each document."""
        self.totals = [0, 0, 0]

    def run(self, around: Around, scratch: Path) -> list[Finding]:
        ids, asked, prepared = set(), [], False
        for packed in self._reader:
            ids.add(packed.id)
            prepared = prepared or packed.reviewed is not None
            self.files.append(packed.path)
            asked += [ask for _, ask, _ in packed.asks if unanswered.key_of(ask) in self._in_vain]
        findings = [*self._reader.findings, *self._answered(asked)]
        around = replace(around, ids=ids, prepared=prepared)
        alike = repeats.Repeats(scratch)
        try:
            for number in range(len(self.files)):
                examined = self._of_page(number)
                findings.extend(examined.settled(around))
                self.totals = [sum(pair) for pair in zip(self.totals, examined.counts, strict=True)]
                alike.add(self.files[number], examined.traits)
            key = blake2b(f"{_recipe()} repeats".encode(), digest_size=16).digest()
            repeated, note = alike.findings(lru_cache(maxsize=64)(self._page), self._notes.get(key))
            self._notes.put(key, note)
        finally:
            alike.close()
        return findings + repeated

    def _answered(self, asks: Sequence[str]) -> Iterator[Finding]:
        """Of ``asks`` that are said to be asked in vain."""
        file = self._reader.directory / unanswered.FILE
        for ask in asks:
            message = f"{ask!r} is asked of a document that answers it"
            yield Finding(file, None, "unanswered", message, "remove it", "warning")

    def _page(self, number: int) -> Page:
        name = self.files[number]
        packed = self._reader.read(self._reader.directory / name, name)
        return read(self._reader.directory, packed.document())

    def _of_page(self, number: int) -> Examined:
        """What is found on a page, noted for as long as its file and our rules are the same."""
        name = self.files[number]
        path, hashed = self._reader.directory / name, self._reader.hashes.get(name)
        key = blake2b(f"{_recipe()} {hashed} {name}".encode(), digest_size=16).digest()
        noted = self._notes.get(key) if hashed else None
        if noted is not None:
            return Examined.from_bytes(noted, path)
        examined = Examined.of(self._page(number), self._words)
        if hashed and corpus.file_hash(path) == hashed:  # else it was changed while it was read
            self._notes.put(key, examined.to_bytes())
        return examined


@cache
def _recipe() -> str:
    """What decides the findings of a page: our own rules and patterns, and how it is read."""
    folder = Path(str(resources.files("kwell_qa")))
    rules = sorted((folder / "lint_rules").glob("*.py"))
    own = manifest.rules_of((__file__, tokens.__file__, *rules, folder / "data" / "wording.yaml"))
    return f"{corpus.recipe()} {own}"


def _in_vain(corpus_dir: Path) -> frozenset[str]:
    """What is asked in vain; nothing where that file has errors, which are told elsewhere."""
    try:
        return frozenset(map(unanswered.key_of, unanswered.load(corpus_dir / unanswered.FILE)))
    except ContentError:
        return frozenset()


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
