"""The index on disk: written whole, published atomically, verified when it is read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa import naming
from kwell_qa.chunking import heading_line
from kwell_qa.errors import IndexFault
from kwell_qa.lexical import LexicalIndex
from kwell_qa.naming import Namer
from kwell_qa.records import Claim, Document, Passage, Section, Sentence, Source
from kwell_qa.tokens import spelled
from kwell_qa.vectors import FaissIndex

__all__ = ["SCHEMA", "Bundle", "current", "document_from_json", "load", "publish", "write"]

SCHEMA = 2
REBUILD = "run: python scripts/build_index.py"
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Bundle:
    """One version of the index in memory: texts, vectors and words to search them by.

    Row ``i`` of ``passage_vectors`` and ``passage_terms`` is ``passages[i]``; row ``i`` of the
    sentence indexes is ``sentence_rows[i]`` (document number, sentence number); row ``i`` of
    ``ask_vectors`` is ``ask_rows[i]`` (document number, section number).
    """

    manifest: dict[str, Any]
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    passage_vectors: FaissIndex
    sentence_vectors: FaissIndex
    ask_vectors: FaissIndex
    passage_terms: LexicalIndex
    sentence_terms: LexicalIndex
    namer: Namer
    words: tuple[str, ...]
    """Stems of the corpus' words, sorted; row ``i`` of ``word_vectors`` is ``words[i]``."""
    word_vectors: FaissIndex

    @property
    def hash(self) -> str:
        return str(self.manifest["hash"])

    @cached_property
    def by_id(self) -> dict[str, Document]:
        return {document.id: document for document in self.documents}

    @cached_property
    def number(self) -> dict[str, int]:
        return {document.id: number for number, document in enumerate(self.documents)}

    @cached_property
    def sentence_rows(self) -> tuple[tuple[int, int], ...]:
        return tuple(
            (number, row)
            for number, document in enumerate(self.documents)
            for row in range(len(document.sentences))
        )

    @cached_property
    def ask_rows(self) -> tuple[tuple[int, int], ...]:
        return tuple((number, section) for number, section, _ in asks_of(self.documents))

    @cached_property
    def word_number(self) -> dict[str, int]:
        """Row of each stem in ``word_vectors``."""
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def word_matrix(self) -> Vectors:
        """All word vectors, shape (len(words), dimension)."""
        return self.word_vectors.matrix()

    @cached_property
    def ask_texts(self) -> tuple[str, ...]:
        """The asks themselves, by row."""
        return tuple(text for _, _, text in asks_of(self.documents))


def asks_of(documents: tuple[Document, ...]) -> list[tuple[int, int, str]]:
    """Document number, section number and text of each of the ``asks``, in order."""
    return [
        (number, section, ask)
        for number, document in enumerate(documents)
        for section, part in enumerate(document.sections)
        for ask in part.asks
    ]


def words_of(documents: tuple[Document, ...]) -> dict[str, str]:
    """Stem and spelling of every Latin word of the documents and their asks, by stem."""
    found: dict[str, str] = {}
    for document in documents:
        asks = " ".join(ask for section in document.sections for ask in section.asks)
        for stem, word in spelled(f"{document.title} {document.text} {asks}").items():
            found.setdefault(stem, word)
    return dict(sorted(found.items()))


def passage_text(document: Document, passage: Passage) -> str:
    """What is embedded for a passage: its title and heading, then its text."""
    body = document.text[passage.start : passage.end]
    return f"{heading_line(document, passage.section)}\n{body}"


def document_from_json(data: dict[str, Any]) -> Document:
    """A Document from what ``dataclasses.asdict`` made of it."""
    values = dict(data)
    values["sections"] = tuple(
        Section(s["heading"], s["start"], s["end"], tuple(s["asks"])) for s in data["sections"]
    )
    values["sentences"] = tuple(
        Sentence(s["start"], s["end"], s["section"], tuple(s["sources"]))
        for s in data["sentences"]
    )
    values["sources"] = tuple(Source(**source) for source in data["sources"])
    for key in ("artists", "topics", "related"):
        values[key] = tuple(data[key])
    values["claim"] = Claim(**data["claim"]) if data["claim"] else None
    return Document(**values)


def write(directory: Path, bundle: Bundle, keys: dict[str, list[str]]) -> dict[str, Any]:
    """Write a version into the empty ``directory``; returns the manifest with checksums.

    ``keys`` are the hashes of the embedded texts of each vector file, by which the next build
    finds vectors that it need not make again.
    """
    lines = (
        json.dumps(asdict(document), ensure_ascii=False, sort_keys=True)
        for document in bundle.documents
    )
    _put(directory / "documents.jsonl", "".join(line + "\n" for line in lines))
    rows = [[bundle.number[p.document], p.section, p.start, p.end] for p in bundle.passages]
    _put(directory / "passages.json", json.dumps(rows))
    _put(directory / "keys.json", json.dumps(keys))
    _put(directory / "names.json", json.dumps(bundle.namer.data, ensure_ascii=False))
    bundle.passage_vectors.write(directory / "passages.faiss")
    bundle.sentence_vectors.write(directory / "sentences.faiss")
    bundle.ask_vectors.write(directory / "asks.faiss")
    bundle.word_vectors.write(directory / "words.faiss")
    bundle.passage_terms.write(directory / "bm25-passages")
    bundle.sentence_terms.write(directory / "bm25-sentences")
    files = {
        path.relative_to(directory).as_posix(): _sha256(path)
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
    manifest = {**bundle.manifest, "files": files}
    _put(
        directory / "manifest.json",
        json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
    )
    for path in directory.rglob("*"):
        _sync(path)
    _sync(directory)
    return manifest


def publish(index: Path, made: Path, version: str, keep: int = 3) -> None:
    """Make the finished folder ``made`` the published version, in one atomic rename.

    Readers see the old version or the new one, never something between.
    """
    target = index / version
    if target.exists():
        # The same inputs were published before; what is there may be damaged, so it goes.
        aside = index / f".old-{os.getpid()}"
        os.replace(target, aside)
        os.replace(made, target)
        shutil.rmtree(aside)
    else:
        os.replace(made, target)
    pointer = index / f".CURRENT-{os.getpid()}"
    _put(pointer, version + "\n")
    _sync(pointer)
    os.replace(pointer, index / "CURRENT")
    _sync(index)
    versions = sorted(
        (path for path in index.iterdir() if (path / "manifest.json").is_file()),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for old in [path for path in versions if path.name != version][keep - 1 :]:
        shutil.rmtree(old)


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def current(index: Path) -> str:
    """Name of the published version.

    Raises:
        IndexFault: nothing is published under ``index``.
    """
    try:
        version = (index / "CURRENT").read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise IndexFault(f"{index / 'CURRENT'}: no published index; {REBUILD}") from None
    if not version or "/" in version or version.startswith("."):
        raise IndexFault(f"{index / 'CURRENT'}: got {version!r:.40}, no version; {REBUILD}")
    return version


def read_manifest(index: Path) -> dict[str, Any]:
    """The published version's manifest.

    Raises:
        IndexFault: it is missing, damaged, or of another schema.
    """
    path = index / current(index) / "manifest.json"
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise IndexFault(f"{path}: missing or damaged; {REBUILD} --full") from None
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        found = manifest.get("schema") if isinstance(manifest, dict) else None
        raise IndexFault(f"{path}: got schema {found!r}, wanted {SCHEMA}; {REBUILD} --full")
    return manifest


def load(index: Path) -> Bundle:
    """The published version, every file checked against its checksum.

    Raises:
        IndexFault: nothing is published, or a file is missing, damaged or of another make;
            the message names the file and the command that mends it.
    """
    manifest = read_manifest(index)
    folder = index / current(index)
    try:
        listed = dict(manifest["files"])
        dimension = int(manifest["dimension"])
        str(manifest["hash"])
    except (KeyError, TypeError, ValueError):
        raise IndexFault(f"{folder / 'manifest.json'}: damaged; {REBUILD} --full") from None
    for name, wanted in listed.items():
        path = folder / name
        if not path.is_file():
            raise IndexFault(f"{path}: missing; {REBUILD} --full")
        if _sha256(path) != wanted:
            raise IndexFault(f"{path}: damaged (its checksum differs); {REBUILD} --full")
    with (folder / "documents.jsonl").open(encoding="utf-8") as file:
        documents = tuple(document_from_json(json.loads(line)) for line in file)
    passages = tuple(
        Passage(documents[number].id, section, start, end)
        for number, section, start, end in json.loads((folder / "passages.json").read_text("utf-8"))
    )
    sentences = sum(len(document.sentences) for document in documents)
    return Bundle(
        manifest=manifest,
        documents=documents,
        passages=passages,
        passage_vectors=FaissIndex.read(folder / "passages.faiss", dimension),
        sentence_vectors=FaissIndex.read(folder / "sentences.faiss", dimension),
        ask_vectors=FaissIndex.read(folder / "asks.faiss", dimension),
        passage_terms=LexicalIndex.read(folder / "bm25-passages", len(passages)),
        sentence_terms=LexicalIndex.read(folder / "bm25-sentences", sentences),
        namer=naming.from_json(json.loads((folder / "names.json").read_text("utf-8"))),
        words=tuple(words_of(documents)),
        word_vectors=FaissIndex.read(folder / "words.faiss", dimension),
    )
