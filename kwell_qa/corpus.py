"""A folder of files → Documents; what is wrong is told by file and line, and left out."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path

from kwell_qa import (
    composing,
    decoding,
    extracting,
    forms,
    frontmatter,
    manifest,
    markup,
    packing,
    segmenting,
    yamlfaults,
)
from kwell_qa.composing import MARK, compose
from kwell_qa.digests import sha256_of
from kwell_qa.errors import ContentError, Finding, Unreadable
from kwell_qa.frontmatter import LEAD
from kwell_qa.markup import Block, blocks_of_markdown, blocks_of_text
from kwell_qa.notes import Notes
from kwell_qa.packing import Packed
from kwell_qa.records import NUMBERED, Claim, Document, Section, Sentence, Source

__all__ = ["SUFFIXES", "Corpus", "Reader", "clean", "load", "read_document"]

SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm", ".pdf")
MAX_BYTES = 20_000_000
_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85]")
# Everything that is neither text nor a line break: other controls and lone surrogates. Marks
# that join or order letters (Cf) stay, since scripts need them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a folder, by path, and all that was found wrong on the way.

    ``unreadable`` lists files that could not be read at all and were skipped.
    """

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...] = ()
    unreadable: tuple[str, ...] = ()


def clean(text: str) -> str:
    """NFC text with ``\\n`` line ends, spaces for tabs, and no control characters."""
    text = _BREAK.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def files_of(directory: Path, closed: list[OSError] | None = None) -> list[Path]:
    """Every file under ``directory`` of a kind that can be read, in a fixed order.

    ``closed`` takes the errors of the folders that could not be looked into.
    """
    found = []
    onerror = None if closed is None else closed.append
    for folder, inside, names in os.walk(directory, onerror=onerror):
        inside[:] = (name for name in inside if not name.startswith("."))
        paths = (Path(folder, name) for name in names if not name.startswith("."))
        found += [path for path in paths if path.suffix.lower() in SUFFIXES and _is_file(path)]
    return sorted(found, key=lambda path: path.as_posix())


def _is_file(path: Path) -> bool:
    """Whether there is a file to be read, or a link that was to lead to one."""
    try:
        return path.is_file() or (path.is_symlink() and not path.exists())
    except OSError:
        return True  # what is wrong with it is told when it is read


def _closed(path: Path, error: OSError) -> Finding:
    """That a file or folder cannot be opened."""
    fault = decoding.opened(path, error)
    return Finding(path, None, "unreadable", str(fault), fault.remedy)


class Reader:
    """The documents of a folder one at a time, in a fixed order.

    What is wrong is gathered in ``findings``, and ``unreadable`` lists files and folders that
    could not be read at all; both are whole when the last document was read.
    """

    def __init__(self, directory: Path, notes: Notes | None = None) -> None:
        """Look at ``directory``. A file that is noted in ``notes`` unchanged is not parsed again.

        Raises:
            ContentError: it is not a folder or holds no file of a kind in SUFFIXES.
        """
        self.directory = directory
        self._notes = notes
        closed: list[OSError] = []
        self.paths = files_of(directory, closed) if directory.is_dir() else []
        self._closed = [(Path(error.filename), error) for error in closed]
        self.findings: list[Finding] = []
        self.unreadable: list[str] = []
        self.hashes: dict[str, str] = {}
        """SHA-256 of each file that notes were looked for, by its path inside the corpus."""
        if not self.paths:
            raise ContentError(
                *(_closed(path, error) for path, error in self._closed),
                Finding(directory, None, "corpus", "got no folder with documents",
                        f"name a folder that holds {', '.join(SUFFIXES)} files"),
            )  # fmt: skip

    def __iter__(self) -> Iterator[Packed]:
        self.findings.clear()
        self.unreadable.clear()
        for path, error in self._closed:
            self.findings.append(_closed(path, error))
            self.unreadable.append(path.relative_to(self.directory).as_posix())
        first: dict[str, str] = {}
        for path in self.paths:
            name = path.relative_to(self.directory).as_posix()
            try:
                packed = self.read(path, name)
            except Unreadable as fault:
                self.findings.append(
                    Finding(path, fault.line, "unreadable", str(fault), fault.remedy)
                )
                self.unreadable.append(name)
                continue
            except ContentError as fault:
                self.findings.extend(fault.findings)
                continue
            if packed.id in first:
                self.findings.append(self._twice(packed.id, first[packed.id], name))
                continue
            first[packed.id] = packed.path
            yield packed

    def _twice(self, id: str, one: str, other: str) -> Finding:
        """That two files have the same id: told of the one that is not named so, else the later."""
        named = [Path(name).stem == id for name in (one, other)]
        path = self.directory / (one if named == [False, True] else other)
        return Finding(path, _line_of_id(path), "duplicate-id",
                       f"the id {id!r} is that of {one} and of {other}",
                       "give each document an id of its own, best that of its file")  # fmt: skip

    def read(self, path: Path, name: str) -> Packed:
        """One file, ``name`` being its path inside the corpus.

        Raises:
            ContentError, Unreadable: as ``read_document``.
        """
        notes = self._notes
        hashed = file_hash(path) if notes else None
        if notes is None or hashed is None:
            return Packed.of(read_document(path, name))
        self.hashes[name] = hashed
        key = blake2b(f"{recipe()} {hashed} {name}".encode(), digest_size=16).digest()
        noted = notes.get(key)
        if noted is None:
            noted = _outcome(path, name)
            if file_hash(path) == hashed:  # else it was changed while it was read
                notes.put(key, noted)
        return _told(noted, path)


def _outcome(path: Path, name: str) -> bytes:
    """What reading a file gives, for a note: the document, or why there is none."""
    fault: dict[str, object]
    try:
        return Packed.of(read_document(path, name)).to_bytes()
    except Unreadable as error:
        fault = {"unreadable": [str(error), error.remedy, error.line]}
    except ContentError as error:
        fault = {"findings": [finding.row() for finding in error.findings]}
    return json.dumps(fault, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _told(outcome: bytes, path: Path) -> Packed:
    """The document of ``_outcome``.

    Raises:
        ContentError, Unreadable: there is none.
    """
    if not outcome.startswith(b"{"):
        return Packed.from_bytes(outcome)
    fault = json.loads(outcome.decode("utf-8", "surrogatepass"))
    if "unreadable" in fault:
        raise Unreadable(*fault["unreadable"])
    raise ContentError(*(Finding(path, *row) for row in fault["findings"]))


def file_hash(path: Path) -> str | None:
    """SHA-256 of a file, or ``None`` where it cannot be read."""
    try:
        return sha256_of(path)
    except OSError:
        return None


@cache
def recipe() -> str:
    """What decides the document that is read from a file: our own rules and the libraries."""
    readers = (
        composing, decoding, extracting, forms, frontmatter, markup, packing, segmenting, yamlfaults
    )  # fmt: skip
    return manifest.rules_of(
        (__file__, *(reader.__file__ for reader in readers)),
        ("sentencex", "markdown-it-py", "trafilatura", "pypdf", "PyYAML", "pydantic"),
    )


def load(directory: Path, notes: Notes | None = None) -> Corpus:
    """Read every document under ``directory``, with ``notes`` as the Reader does.

    Raises:
        ContentError: ``directory`` is not a folder or holds no file of a kind in SUFFIXES.
    """
    reader = Reader(directory, notes)
    documents = tuple(packed.document() for packed in reader)
    return Corpus(documents, tuple(reader.findings), tuple(reader.unreadable))


def _line_of_id(path: Path) -> int | None:
    if path.suffix.lower() not in (".md", ".markdown"):
        return None
    lines = path.read_text("utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.startswith("id:")), None)


def read_document(path: Path, name: str) -> Document:
    """One file as a Document; ``name`` is its path inside the corpus.

    Raises:
        ContentError: a prepared document breaks the format.
        Unreadable: there is no text to be had from the file.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise decoding.opened(path, error) from None
    if size > MAX_BYTES:
        raise Unreadable(f"over {MAX_BYTES:,} bytes", "split it into smaller files")
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        return _unprepared(path, name, blocks_of_text(clean(extracting.pdf_text(path))))
    written = decoding.decode(path)
    source = clean(written)
    if suffix in (".html", ".htm"):
        title, markdown = extracting.html_markdown(source)
        return _unprepared(path, name, blocks_of_markdown(clean(markdown)), title)
    if suffix == ".txt":
        return _unprepared(path, name, blocks_of_text(source))
    try:
        parts = frontmatter.split(source)
    except ValueError as error:
        raise ContentError(
            Finding(path, 1, "front-matter", str(error), "close it with a line of three hyphens")
        ) from None
    if parts is None:
        begun = frontmatter.headless(source)
        if begun is not None:
            raise ContentError(
                Finding(path, begun, "front-matter",
                        "got fields, but the file does not begin with ---",
                        "put a line of three hyphens first in the file, right above its fields")
            )  # fmt: skip
        return _unprepared(path, name, blocks_of_markdown(source))
    # A tab is a space to readers, and a fault to YAML: its line is that of the file.
    header = _BREAK.sub("\n", written).split("\n")[1 : parts.body_line - 2]
    return _prepared(path, name, replace(parts, written="\n".join(header)))


def _unprepared(path: Path, name: str, blocks: list[Block], title: str | None = None) -> Document:
    if blocks and blocks[0].kind == "heading":
        title = title or blocks[0].text
        blocks = blocks[1:]
    if not any(block.kind != "heading" for block in blocks):
        raise Unreadable("no sentence in it", "remove it, or give it text")
    title = title or re.sub(r"[_\-]+", " ", path.stem).strip() or path.stem
    source = Source("file", path.name, None, None, "unknown")
    text, sections, sentences = compose(blocks, "und", {}, ("file",))
    return Document(
        id=_slug(name), title=title[:300], kind="article", lang="und", text=text,
        sections=sections, sentences=sentences, sources=(source,), path=name,
    )  # fmt: skip


def _slug(name: str) -> str:
    """An id from a path; letters of any script stay, so that names in Hangul remain apart."""
    stem = name.rsplit(".", 1)[0] if "." in name.rsplit("/", 1)[-1] else name
    slug = "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", stem).casefold()))
    return slug or "document"


def _prepared(path: Path, name: str, parts: frontmatter.Parts) -> Document:
    header, lines = frontmatter.parse(parts, path)
    blocks = [
        Block(block.kind, block.text, block.line + parts.body_line - 1, block.level)
        for block in blocks_of_markdown(parts.body)
    ]
    findings = list(_check_footnotes(path, blocks, header, lines))
    headings = {LEAD, *(block.text for block in blocks if block.kind == "heading")}
    for key in header.asks:
        if key not in headings:
            findings.append(
                Finding(path, lines.get(("asks", key), lines.get(("asks",))), "asks",
                        f"{key!r} is not a heading of this document",
                        f"name one of its headings, or {LEAD!r} for what stands before them")
            )  # fmt: skip
    if not any(block.kind != "heading" for block in blocks):
        findings.append(
            Finding(path, parts.body_line, "empty", "no sentence under the front matter",
                    "write the article below the second --- line")
        )  # fmt: skip
    if findings:
        raise ContentError(*findings)
    text, sections, sentences = compose(blocks, header.lang, header.asked())
    findings.extend(_check_numbers(path, sections, sentences, lines))
    if findings:
        raise ContentError(*findings)
    claim = header.claim
    return Document(
        id=header.id, title=header.title, kind=header.kind, lang=header.lang, text=text,
        sections=sections, sentences=sentences,
        sources=tuple(
            Source(key, entry.publisher, entry.url,
                   None if entry.published == "undated" else entry.published, entry.evidence)
            for key, entry in header.sources.items()
        ),
        artists=header.artists, topics=header.topics, period=header.period,
        license=header.license, reviewed=header.reviewed, url=header.url,
        verbatim=header.verbatim, related=header.related, path=name,
        claim=Claim(claim.statement, claim.claimant, claim.verdict) if claim else None,
    )  # fmt: skip


def _check_footnotes(
    path: Path,
    blocks: Sequence[Block],
    header: frontmatter.FrontMatter,
    lines: dict[tuple[str, ...], int],
) -> Iterator[Finding]:
    used: set[str] = set()
    for block in blocks:
        for key in MARK.findall(block.text):
            used.add(key)
            if key not in header.sources:
                yield Finding(path, block.line, "footnote", f"[^{key}] names no source",
                              "add it under sources, or correct its key")  # fmt: skip
    for key in header.sources:
        if key not in used:
            remedy = f"put [^{key}] after the sentence that rests on it, or remove it"
            yield Finding(path, lines.get(("sources", key)), "footnote",
                          f"the source {key!r} is never cited", remedy)  # fmt: skip


def _check_numbers(
    path: Path,
    sections: Sequence[Section],
    sentences: Sequence[Sentence],
    lines: dict[tuple[str, ...], int],
) -> Iterator[Finding]:
    """Whether the sentences that asks name are there."""
    held = Counter(sentence.section for sentence in sentences)
    for number, section in enumerate(sections):
        wanted = max((place + 1 for places in section.answered_by for place in places), default=0)
        most = min(held[number], NUMBERED)
        if wanted > most:
            key = section.heading or LEAD
            yield Finding(path, lines.get(("asks", key)), "asks",
                          f"{key!r}: an ask is answered by sentence {wanted}, "
                          f"and sentences 1 to {most} can be named",
                          "count the sentences of the section again")  # fmt: skip
