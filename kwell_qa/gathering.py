"""Documents one at a time → a store, rows, keys and terms on disk: a build without its vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from kwell_qa.bags import TERMS, BagWriter
from kwell_qa.notes import Notes
from kwell_qa.packing import Packed
from kwell_qa.parts import BAGS, FAMILIES, Maker, Part, passage_text
from kwell_qa.postings import TermRows
from kwell_qa.records import Document, Passage
from kwell_qa.rows import Rows
from kwell_qa.store import StoreWriter
from kwell_qa.vectorcache import key_of, keys_array

__all__ = ["Gathered", "Gatherer", "Texts"]

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int32]


@dataclass
class Gathered:
    """What the documents hold, by family and row; texts stay on disk."""

    rows: Rows
    keys: dict[str, Keys]
    """Of passages, sentences, asks, words and unanswered questions: what each row's vector is kept
    by."""
    passage_terms: TermRows
    sentence_terms: TermRows
    bags: dict[str, BagWriter]
    """Words, names and pieces by kind of bag; words are numbered as ``passage_terms`` does."""
    words: dict[str, str]
    """Stem and spelling of every Latin word, by stem."""
    unanswered: tuple[str, ...]
    """Questions that the documents do not answer."""
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
    """Takes documents in order; the part of one that is noted is not worked out again."""

    def __init__(self, work: Path, maker: Maker, notes: Notes | None = None) -> None:
        """``work`` is an empty folder."""
        self.store = StoreWriter(work / "gathering.sqlite")
        self._maker = maker
        self._notes = notes
        self._rows: dict[str, BinaryIO] = {
            name: (work / f"{name}.rows").open("w+b") for name in FAMILIES
        }
        self._keys: dict[str, BinaryIO] = {
            name: (work / f"{name}.keys").open("w+b") for name in FAMILIES
        }
        self._terms = {name: TermRows(work / f"{name}.terms") for name in FAMILIES[:2]}
        self._bags = {name: BagWriter(work / f"{name}.bags") for name in BAGS}
        self._sections = (work / "sections.rows").open("w+b")
        self._documents: list[tuple[int, int]] = []
        self._totals = np.zeros(len(FAMILIES), np.int32)
        self._section = 0
        self._words: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._languages: Counter[str] = Counter()
        self._evidence: Counter[str] = Counter()
        self._reviews: list[tuple[str, str]] = []

    def add(self, packed: Packed) -> None:
        """Append a document."""
        part = self._part(packed)
        number = self.store.add(packed, part.names)
        self._write_rows(number, packed, part)
        for name in FAMILIES:
            self._keys[name].write(part.keys_of(name))
        for name, rows in self._terms.items():
            rows.extend(part.vocabulary, *part.terms_of(name))
        own = self._terms["passages"].numbered(part.vocabulary)
        for name, (numbers, lengths) in zip(BAGS, part.bags, strict=True):
            self._bags[name].extend(own[numbers] if name in TERMS else numbers, lengths)
        for stem, word in part.words:
            self._words.setdefault(stem, word)
        self._digests[packed.id] = packed.digest
        self._languages[packed.lang] += 1
        self._evidence.update(packed.evidence)
        if packed.reviewed:
            self._reviews.append((packed.path, packed.reviewed))

    def _part(self, packed: Packed) -> Part:
        notes = self._notes
        if notes is None:
            return self._maker.make(packed)
        key = self._maker.key(packed)
        noted = notes.get(key)
        if noted is not None:
            return Part.from_bytes(noted)
        part = self._maker.make(packed)
        notes.put(key, part.to_bytes())
        return part

    def _write_rows(self, number: int, packed: Packed, part: Part) -> None:
        first = len(self._terms["passages"])
        passages = np.empty((len(part.passages), 5), np.int32)
        passages[:, 0], passages[:, 1:] = number, part.passages
        sentences = np.empty((len(part.sentences), 7), np.int32)
        sentences[:, 0], sentences[:, 1] = number, np.arange(len(sentences))
        holders = part.sentences[:, 0]
        sentences[:, 2] = np.where(holders < 0, -1, holders + first)
        sentences[:, 3] = part.sentences[:, 1] + self._section
        sentences[:, 4:] = part.sentences[:, 2:]
        asks = np.array(
            [(number, section, answers) for section, _, answers in packed.asks], np.int32
        ).reshape(-1, 3)
        for name, rows in zip(FAMILIES, (passages, sentences, asks), strict=True):
            self._rows[name].write(rows.tobytes())
        self._write_sections(
            number, part, passages[:, 1], part.sentences[:, 1], asks[:, 1]
        )

    def _write_sections(self, number: int, part: Part, *of: Numbers) -> None:
        """Rows of the document's sections; ``of`` are the sections of its passages, sentences and
        asks, each in order."""
        places = np.arange(part.section_count)
        rows = np.empty((len(places), 4), np.int32)
        rows[:, 0] = number
        for column, held in enumerate(of):
            rows[:, column + 1] = self._totals[column] + np.searchsorted(held, places)
            self._totals[column] += len(held)
        self._sections.write(rows.tobytes())
        self._documents.append((self._section, part.claim))
        self._section += len(places)

    def finish(self, unanswered: tuple[str, ...] = ()) -> Gathered:
        """All of it, and what was asked in vain; the store stays open for reading texts back."""
        words = dict(sorted(self._words.items()))
        rows = Rows(
            _read(self._rows["passages"], np.int32).reshape(-1, 5),
            _read(self._rows["sentences"], np.int32).reshape(-1, 7),
            _read(self._rows["asks"], np.int32).reshape(-1, 3),
            np.concatenate([
                _read(self._sections, np.int32).reshape(-1, 4),
                [[len(self._documents), *self._totals]],
            ]).astype(np.int32),
            np.array([*self._documents, (self._section, 0)], np.int32),
        )
        keys = {name: _read(file, "<u8").reshape(-1, 2) for name, file in self._keys.items()}
        # Words are embedded as questions are, so that a question's words compare with them.
        keys["words"] = keys_array(b"".join(key_of(word, as_query=True) for word in words.values()))
        keys["unanswered"] = keys_array(
            b"".join(key_of(question, as_query=False) for question in unanswered)
        )
        return Gathered(
            rows=rows,
            keys=keys,
            passage_terms=self._terms["passages"],
            sentence_terms=self._terms["sentences"],
            bags=self._bags,
            words=words,
            unanswered=unanswered,
            digests=self._digests,
            languages=dict(sorted(self._languages.items())),
            evidence=dict(sorted(self._evidence.items())),
            tokens=int(rows.passages[:, 4].sum(dtype=np.int64)),
            reviews=self._reviews,
        )

    def close(self) -> None:
        """Close every file, also on a full disk, where closing one fails."""
        files = (*self._rows.values(), *self._keys.values(), self._sections)
        closes = [file.close for file in files]
        closes += [bags.close for bags in self._bags.values()]
        closes += [*(rows.close for rows in self._terms.values()), self.store.close]
        for close in closes:
            with suppress(OSError):
                close()


def _read(file: BinaryIO, dtype: Any) -> NDArray[Any]:
    file.seek(0)
    return np.fromfile(file, dtype)


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
        if family == "unanswered":
            yield from (self._gathered.unanswered[row] for row in wanted)
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
                yield self._store.ask(int(row))

    def _document(self, number: int) -> Document:
        if self._last is None or self._last[0] != number:
            self._last = (number, self._store.document(number))
        return self._last[1]
