"""Documents one at a time → a store, rows, keys and terms on disk: a build without its vectors."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from kwell_qa import chunking, manifest, versions
from kwell_qa.embedding import Embedder
from kwell_qa.lexical import TermRows
from kwell_qa.naming import Namer
from kwell_qa.records import Document, Passage, plain
from kwell_qa.rows import Rows
from kwell_qa.store import Documents, DocumentsById, NamesOf, StoreWriter, TextStore
from kwell_qa.tokens import spelled, terms
from kwell_qa.vectorcache import key_of, keys_array

__all__ = ["Before", "Gathered", "Gatherer", "Texts", "passage_terms", "sentence_terms"]

Keys = NDArray[np.uint64]


def passage_terms(document: Document, passage: Passage) -> list[str]:
    """Terms of a passage: its text, and title, heading, artists and asks beside it.

    Title and heading count twice: they say what a passage is about.
    """
    section = document.sections[passage.section]
    heading = section.heading or ""
    around = [document.title, document.title, heading, heading, *document.artists, *section.asks]
    return terms(" \n ".join([document.text[passage.start : passage.end], *around]))


def sentence_terms(document: Document, row: int) -> list[str]:
    """Terms of one sentence, with its title's, which say whom it is about."""
    sentence = document.sentences[row]
    heading = document.sections[sentence.section].heading or ""
    around = f"{document.title} \n {heading}"
    return terms(document.text[sentence.start : sentence.end]) + sorted(set(terms(around)))


def passage_text(document: Document, passage: Passage) -> str:
    """What is embedded for a passage: its title and heading, then its text."""
    body = document.text[passage.start : passage.end]
    return f"{chunking.heading_line(document, passage.section)}\n{body}"


class Before:
    """A finished version, as far as what it found out about a document can be used again."""

    def __init__(self, folder: Path) -> None:
        """Open the version in ``folder``.

        Raises:
            IndexFault: it is damaged.
        """
        self.manifest = manifest.read(folder / "manifest.json")
        versions.verify(folder, self.manifest, ("texts.sqlite", "rows/passages.npy"))
        self._documents: dict[str, str] = self.manifest["documents"]
        store = TextStore(folder / "texts.sqlite")
        self._rows = Rows.read(folder / "rows")
        self._by_id = DocumentsById(store, Documents(store))
        self._names = NamesOf(store)
        self.paths = {str(path) for (path,) in store.rows("SELECT path FROM documents")}

    def number(self, document: Document, hashed: str) -> int | None:
        """Number of the same document there, where it is there unchanged."""
        same = self._documents.get(document.id) == hashed
        return self._by_id.number(document.id) if same else None

    def names(self, number: int) -> Sequence[frozenset[str]]:
        return self._names.all(number)

    def passages(self, name: str, number: int) -> list[tuple[Passage, int]]:
        """Passages of a document with their tokens."""
        rows = self._rows.of_document("passages", number)
        return [
            (Passage(name, section, start, end), tokens)
            for _, section, start, end, tokens in self._rows.passages[
                rows.start : rows.stop
            ].tolist()
        ]


@dataclass
class Gathered:
    """What the documents hold, by family and row; texts stay on disk."""

    rows: Rows
    keys: dict[str, Keys]
    """Of passages, sentences, asks and words: what each row's vector is kept by."""
    passage_terms: TermRows
    sentence_terms: TermRows
    words: dict[str, str]
    """Stem and spelling of every Latin word, by stem."""
    digests: dict[str, str]
    """Hash of each document by id."""
    languages: dict[str, int]
    evidence: dict[str, int]
    tokens: int
    reviews: list[tuple[str, str]] = field(default_factory=list)
    """Path and review date of each document that tells one."""

    @property
    def counts(self) -> dict[str, int]:
        return {"documents": len(self.digests),
                **{name: len(keys) for name, keys in self.keys.items()}}  # fmt: skip


class Gatherer:
    """Takes documents in order; what was found for equal ones in ``before`` is used again."""

    def __init__(
        self, work: Path, embedder: Embedder, namer: Namer, before: Before | None = None
    ) -> None:
        """``work`` is an empty folder. ``before`` must be of the same names, terms and chunks."""
        self.store = StoreWriter(work / "gathering.sqlite")
        self._embedder = embedder
        self._namer = namer
        self._before = before
        self._budget = min(chunking.CHUNK_TOKENS, embedder.max_tokens - 2)
        self._passages = array("i")
        self._sentences = array("i")
        self._asks = array("i")
        self._key_files: dict[str, BinaryIO] = {
            name: (work / f"{name}.keys").open("w+b") for name in ("passages", "sentences", "asks")
        }
        self._passage_terms = TermRows(work / "passages.terms")
        self._sentence_terms = TermRows(work / "sentences.terms")
        self._words: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._languages: Counter[str] = Counter()
        self._evidence: Counter[str] = Counter()
        self._reviews: list[tuple[str, str]] = []

    def add(self, document: Document) -> None:
        """Append ``document``."""
        hashed = manifest.digest(plain(document))
        self._digests[document.id] = hashed
        before = self._before
        known = before.number(document, hashed) if before else None
        if before is None or known is None:
            names, passages = self._names(document), self._cut(document)
        else:
            names, passages = before.names(known), before.passages(document.id, known)
        number = self.store.add(document, hashed, names)
        first = len(self._passage_terms)
        for passage, tokens in passages:
            self._passages.extend(
                (number, passage.section, passage.start, passage.end, tokens)
            )
            self._key("passages", passage_text(document, passage))
            self._passage_terms.add(passage_terms(document, passage))
        ends = [passage.end for passage, _ in passages]
        for index, sentence in enumerate(document.sentences):
            holder = next((row for row, end in enumerate(ends) if sentence.start < end), None)
            self._sentences.extend((number, index, -1 if holder is None else first + holder))
            self._key("sentences", document.text[sentence.start : sentence.end])
            self._sentence_terms.add(sentence_terms(document, index))
        for section, part in enumerate(document.sections):
            for ask in part.asks:
                self._asks.extend((number, section))
                self._key("asks", ask)
        asks = " ".join(ask for section in document.sections for ask in section.asks)
        for stem, word in spelled(f"{document.title} {document.text} {asks}").items():
            self._words.setdefault(stem, word)
        self._languages[document.lang] += 1
        self._evidence.update(source.evidence for source in document.sources)
        if document.reviewed:
            self._reviews.append((document.path, document.reviewed))

    def _key(self, family: str, text: str) -> None:
        self._key_files[family].write(key_of(text, as_query=False))

    def _names(self, document: Document) -> Sequence[frozenset[str]]:
        mentions = self._namer.mentions
        return [
            mentions(" , ".join([document.title, *document.artists])),
            *(mentions(document.text[part.start : part.end]) for part in document.sections),
        ]

    def _cut(self, document: Document) -> list[tuple[Passage, int]]:
        """Passages with their tokens."""
        count = self._embedder.count_tokens
        room = self._embedder.max_tokens - 4 - max(
            (count(chunking.heading_line(document, number))
             for number in range(len(document.sections))), default=0)  # fmt: skip
        return [
            (passage, count(document.text[passage.start : passage.end]))
            for passage in chunking.split(document, count, min(self._budget, room))
        ]

    def finish(self) -> Gathered:
        """All of it; the store stays open for reading texts back."""
        words = dict(sorted(self._words.items()))
        keys = {name: _read_keys(file) for name, file in self._key_files.items()}
        # Words are embedded as questions are, so that a question's words compare with them.
        keys["words"] = keys_array(
            b"".join(key_of(word, as_query=True) for word in words.values())
        )
        return Gathered(
            rows=Rows(
                np.array(self._passages, np.int32).reshape(-1, 5),
                np.array(self._sentences, np.int32).reshape(-1, 3),
                np.array(self._asks, np.int32).reshape(-1, 2),
            ),
            keys=keys,
            passage_terms=self._passage_terms,
            sentence_terms=self._sentence_terms,
            words=words,
            digests=self._digests,
            languages=dict(sorted(self._languages.items())),
            evidence=dict(sorted(self._evidence.items())),
            tokens=int(np.array(self._passages[4::5], np.int64).sum()),
            reviews=self._reviews,
        )

    def close(self) -> None:
        """Close every file, also on a full disk, where closing one fails."""
        closes = [file.close for file in self._key_files.values()]
        closes += [self._passage_terms.close, self._sentence_terms.close, self.store.close]
        for close in closes:
            with suppress(OSError):
                close()


def _read_keys(file: BinaryIO) -> Keys:
    file.flush()
    file.seek(0)
    return keys_array(file.read())


class Texts:
    """What is to be embedded, by family and row, read back from the store as it is wanted."""

    def __init__(self, gathered: Gathered, store: StoreWriter) -> None:
        self._gathered = gathered
        self._store = store
        self._last: tuple[int, Document] | None = None

    def of(self, family: str, wanted: Iterable[int]) -> Iterator[str]:
        """The texts of some rows; quickest in order of row."""
        if family == "words":
            words = list(self._gathered.words.values())
            yield from (words[row] for row in wanted)
            return
        rows = getattr(self._gathered.rows, family)
        for row in wanted:
            entry = rows[row].tolist()
            document = self._document(entry[0])
            if family == "passages":
                yield passage_text(document, Passage(document.id, *entry[1:4]))
            elif family == "sentences":
                sentence = document.sentences[entry[1]]
                yield document.text[sentence.start : sentence.end]
            else:
                yield self._store.ask(row)

    def _document(self, number: int) -> Document:
        if self._last is None or self._last[0] != number:
            self._last = (number, self._store.document(number))
        return self._last[1]
