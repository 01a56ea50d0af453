"""One version of the index as it is used: opened from disk, every file verified."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa import adapter, chunking, naming, prior, versions
from kwell_qa import manifest as manifests
from kwell_qa.adapter import Adapter
from kwell_qa.bags import Bagged, Wanted
from kwell_qa.errors import REBUILD, IndexFault
from kwell_qa.lexical import LexicalIndex
from kwell_qa.manifest import SCHEMA
from kwell_qa.milvus import MilvusIndex, VectorStore
from kwell_qa.naming import Namer
from kwell_qa.records import Document
from kwell_qa.rows import Pairs, Passages, Rows
from kwell_qa.store import Asks, Documents, DocumentsById, Numbers, Texts, TextStore
from kwell_qa.vectors import FaissIndex, Labels, VectorIndex
from kwell_qa.versions import current, read_manifest

__all__ = [
    "ELSEWHERE", "FAMILIES", "SCHEMA", "Bundle", "current", "load", "load_texts", "open_version",
    "read_manifest",
]  # fmt: skip

Vectors = NDArray[np.float32]
FAMILIES = ("passages", "sentences", "asks", "words", "unanswered")
"""What has vectors; each family is in ``<name>.faiss`` or a collection of a vector store."""


ELSEWHERE = ("passages", "sentences", "asks")
"""Those that may lie in a vector store; words are compared as a whole, and so stay at hand."""


@dataclass(frozen=True)
class Bundle:
    """One version of the index: texts, vectors and words to search them by.

    Documents are read from disk when they are looked at. Row ``i`` of ``passage_vectors`` and
    ``passage_terms`` is ``passages[i]``; row ``i`` of the sentence indexes is
    ``sentence_rows[i]`` (document number, sentence number); row ``i`` of ``ask_vectors`` is
    ``ask_rows[i]`` (document number, section number).
    """

    manifest: dict[str, Any]
    store: TextStore
    rows: Rows
    bags: Bagged
    passage_vectors: VectorIndex
    sentence_vectors: VectorIndex
    ask_vectors: VectorIndex
    passage_terms: LexicalIndex
    sentence_terms: LexicalIndex
    namer: Namer
    words: tuple[str, ...]
    """Stems of the corpus' words, sorted; row ``i`` of ``word_vectors`` is ``words[i]``."""
    word_vectors: FaissIndex
    unanswered: tuple[str, ...]
    """Questions that the corpus does not answer; row ``i`` of ``unanswered_vectors`` is
    ``unanswered[i]``."""
    unanswered_vectors: FaissIndex
    prior: Vectors
    """What tells the form of a question that is not answered: see ``kwell_qa.prior``."""
    adapter: Adapter | None
    """Where it is, vectors of passages, sentences, asks and unanswered questions are adapted."""

    @property
    def hash(self) -> str:
        return str(self.manifest["hash"])

    @cached_property
    def documents(self) -> Documents:
        return Documents(self.store)

    @cached_property
    def by_id(self) -> Mapping[str, Document]:
        return DocumentsById(self.store, self.documents)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Number of each document by its id."""
        return Numbers(DocumentsById(self.store, self.documents))

    @cached_property
    def passages(self) -> Passages:
        return Passages(self.rows, self.documents)

    @cached_property
    def sentence_rows(self) -> Sequence[tuple[int, int]]:
        return Pairs(self.rows.sentences)

    @cached_property
    def ask_rows(self) -> Sequence[tuple[int, int]]:
        return Pairs(self.rows.asks)

    @cached_property
    def ask_texts(self) -> Sequence[str]:
        """The asks themselves, by row."""
        return Asks(self.store)

    def labels(self, family: str) -> Labels:
        """What the rows of passages, sentences or asks are filtered by."""
        return _labels(self.rows, self.store, family)

    @property
    def elsewhere(self) -> bool:
        """Whether vectors lie in a vector store."""
        return any("collection" in told for told in self.manifest["search"].values())

    def check(self) -> None:
        """Make sure that all vectors can be searched now.

        Raises:
            IndexFault: they lie in a store that cannot be reached, or are no longer there.
        """
        for vectors in (self.passage_vectors, self.sentence_vectors, self.ask_vectors):
            vectors.check()

    @cached_property
    def texts(self) -> Texts:
        """Texts of documents by number, without what else is known of them."""
        return Texts(self.store)

    def sentence(self, row: int) -> str:
        """A sentence as it stands in its text."""
        number, _, _, _, start, end, _ = self.rows.sentences[row].tolist()
        return self.texts[number][start:end]

    @cached_property
    def word_of_term(self) -> NDArray[np.int32]:
        """Row in ``word_vectors`` of each term by its number, -1 where it has none."""
        rows = np.full(len(self.passage_terms.vocabulary) + 1, -1, np.int32)
        rows[self.passage_terms.numbers(self.words)] = np.arange(len(self.words))
        rows[-1] = -1
        return rows

    def named(self, sections: NDArray[np.int64], names: Sequence[str]) -> NDArray[np.float64]:
        """Share of ``names`` that each of some sections holds, or its title or artists.

        1 where none are asked for.
        """
        if not names:
            return np.ones(len(sections))
        held = self.bags.section_names.of(sections).hold(self.names(names))
        return np.asarray(held.mean(axis=1))

    def names(self, names: Sequence[str]) -> Wanted:
        """Canonical names, to be looked for in the bags of names."""
        known = self.name_number
        return Wanted(np.array([known.get(name, -1) for name in names], np.int32), len(known))

    @cached_property
    def name_number(self) -> dict[str, int]:
        """Number of each canonical name in the bags of names."""
        return {name: number for number, name in enumerate(self.namer.kinds)}

    @cached_property
    def name_list(self) -> tuple[str, ...]:
        """Canonical names by their number."""
        return tuple(self.namer.kinds)

    def of_others(self, artists: frozenset[str]) -> NDArray[np.int8]:
        """For each canonical name, by its number: 1 for another artist than ``artists``, -1 for one
        of them, for their groups and for what belongs to them, 0 for the rest."""
        groups = self.namer.groups
        around = artists | {group for name in artists for group in groups.get(name, ())}
        signs = self._artist_signs.copy()
        for name in around:
            signs[self._belonging.get(name, [])] = -1
        return signs

    @cached_property
    def _artist_signs(self) -> NDArray[np.int8]:
        """For each canonical name, by its number: 1 for an artist, 0 for the rest."""
        kinds = self.namer.kinds.values()
        return np.array([kind in ("person", "group") for kind in kinds], np.int8)

    @cached_property
    def _belonging(self) -> dict[str, list[int]]:
        """Of each name, its own number and those of the names that belong to it."""
        found: dict[str, list[int]] = {}
        for name, number in self.name_number.items():
            for owner in {name, *self.namer.groups.get(name, ())}:
                found.setdefault(owner, []).append(number)
        return found

    @cached_property
    def word_number(self) -> dict[str, int]:
        """Row of each stem in ``word_vectors``."""
        return {word: row for row, word in enumerate(self.words)}


def load(index: Path, vector_store: VectorStore | None = None) -> Bundle:
    """The published version, every file checked against its checksum.

    ``vector_store`` is where its vectors lie if they are in no files.

    Raises:
        IndexFault: nothing is published, or a file is missing, damaged or of another make;
            the message names the file and the command that mends it.
    """
    return open_version(index / current(index), vector_store)


def load_texts(index: Path) -> tuple[str, Mapping[str, Document]]:
    """Hash and documents of the published version, for pages that show texts.

    Raises:
        IndexFault: as ``load``, of the texts alone.
    """
    folder = index / current(index)
    manifest = manifests.read(folder / "manifest.json")
    versions.verify(folder, manifest, ("texts.sqlite",))
    store = TextStore(folder / "texts.sqlite")
    return str(manifest["hash"]), DocumentsById(store, Documents(store))


def open_version(folder: Path, vector_store: VectorStore | None = None) -> Bundle:
    """The version in ``folder``, verified.

    Raises:
        IndexFault: as ``load``.
    """
    manifest = manifests.read(folder / "manifest.json")
    versions.verify(folder, manifest)
    _refuse_other_recipes(folder, manifest)
    dimension = int(manifest["dimension"])
    rows = Rows.read(folder / "rows")
    store = TextStore(folder / "texts.sqlite")
    vectors: dict[str, VectorIndex] = {}
    for name in ELSEWHERE:
        told = manifest["search"][name]
        if "collection" in told:
            vectors[name] = MilvusIndex.open(_named(vector_store, folder), told, dimension)
        else:
            labels = partial(_labels, rows, store, name)
            vectors[name] = FaissIndex.read(folder / f"{name}.faiss", dimension, labels)
    names = json.loads((folder / "names.json").read_text("utf-8"))
    bags = Bagged.read(folder / "bags")
    found = Bundle(
        manifest=manifest,
        store=store,
        rows=rows,
        bags=bags,
        passage_vectors=vectors["passages"],
        sentence_vectors=vectors["sentences"],
        ask_vectors=vectors["asks"],
        passage_terms=LexicalIndex.read(folder / "bm25-passages", len(rows.passages)),
        sentence_terms=LexicalIndex.read(folder / "bm25-sentences", len(rows.sentences)),
        namer=naming.from_json(names, _told(names, bags)),
        words=tuple((folder / "words.txt").read_text("utf-8").split()),
        word_vectors=FaissIndex.read(folder / "words.faiss", dimension),
        unanswered=tuple(names["unanswered"]),
        unanswered_vectors=FaissIndex.read(folder / "unanswered.faiss", dimension),
        prior=prior.read(folder, dimension),
        adapter=adapter.read(folder, dimension),
    )
    _compare(folder, found)
    return found


def _told(names: dict[str, Any], bags: Bagged) -> frozenset[str]:
    """The names that sections or titles hold."""
    held = np.unique(np.concatenate([bags.section_names.numbers, bags.title_names.numbers]))
    return frozenset(names["names"][number][0] for number in held.tolist())


def _named(vector_store: VectorStore | None, folder: Path) -> VectorStore:
    if vector_store is None:
        raise IndexFault(
            f"{folder}: its vectors lie in a vector store; set KWELL_VECTOR_STORE, or {REBUILD} "
            "without it"
        )
    return vector_store


def _labels(rows: Rows, store: TextStore, family: str) -> Labels:
    return Labels(getattr(rows, family)[:, 0], *store.traits)


def _refuse_other_recipes(folder: Path, manifest: dict[str, Any]) -> None:
    """Texts must be cut and their words taken here as they were for the index."""
    for field, here in (("chunking", chunking.recipe()), ("terms", naming.recipe())):
        if manifest[field] != here:
            raise IndexFault(
                f"{folder / 'manifest.json'}: {field}: made with {manifest[field]}, "
                f"but here are {here}; {REBUILD}"
            )


def _compare(folder: Path, found: Bundle) -> None:
    """The parts must be of one make: as many rows here as there."""
    counts = found.manifest["counts"]
    seen = {
        "documents": (len(found.documents),),
        "passages": (len(found.passages), len(found.passage_vectors)),
        "sentences": (len(found.sentence_rows), len(found.sentence_vectors)),
        "asks": (len(found.ask_texts), len(found.ask_rows), len(found.ask_vectors)),
        "words": (len(found.words), len(found.word_vectors)),
        "unanswered": (len(found.unanswered), len(found.unanswered_vectors)),
    }
    for name, numbers in seen.items():
        if set(numbers) != {counts[name]}:
            raise IndexFault(
                f"{folder}: got {name} {numbers}, wanted {counts[name]}; {REBUILD}"
            )
