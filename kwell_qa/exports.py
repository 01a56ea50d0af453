"""The exported model of an index: made when it is built, named in its manifest, found to serve."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kwell_qa import embedding
from kwell_qa.embedding import (
    Embedder,
    Given,
    OnnxEmbedder,
    SentenceTransformerEmbedder,
    Vectors,
)
from kwell_qa.errors import ModelFault
from kwell_qa.outside import Outside
from kwell_qa.records import Document, Passage

__all__ = ["MODELS", "Exporter", "Labelled", "builder", "server"]

MODELS = "models"
"""The folder beside the versions of an index that holds the exported models."""
Labelled = tuple[str, tuple[tuple[str, ...], ...]]
"""A question, and an all-of list of any-of lists of patterns that its passage matches."""
Measured = tuple[Sequence[Document], Sequence[Passage], Vectors]
"""Documents and passages of an index; row ``i`` of the vectors is passage ``i``."""
_MOST_QUESTIONS = 600
_KNOWN_ITEMS = 200
"""Sentences that stand for questions where there are too few of these."""


def builder(name: str, index_dir: Path, given: Given | None = None) -> Embedder:
    """What to build with: the export of the model ``name`` where there is one, else the model.

    An export that cannot be used is made anew by the build. ``given`` are prompts set by hand.

    Raises:
        ModelFault: the model cannot be loaded.
    """
    digest = embedding.source_digest(name)
    given = given or Given()
    wanted = embedding.prompts_of(name, given) if digest is not None else None
    if digest is not None and wanted is not None:
        known = name or embedding.DEFAULT_MODEL
        folder = embedding.find_export(index_dir / MODELS, known, digest, wanted)
        if folder is not None:
            try:
                return embedding.load_export(folder, "fp32")
            except ModelFault:
                return embedding.load(name, given)
    return embedding.load(name, given)


def server(manifest: Mapping[str, Any], index_dir: Path) -> tuple[Embedder, str | None]:
    """What to serve an index with, and why it is not the export where it is not.

    Raises:
        ModelFault: neither the export nor the model can be loaded.
    """
    made_by = manifest["model"]
    entry = manifest.get("export") or {}
    try:
        if not entry.get("folder"):
            raise ModelFault(entry.get("why") or "the index was built without an export")
        return embedding.load_export(
            index_dir / entry["folder"], entry["precision"], entry["files"]
        ), None
    except ModelFault as fault:
        model = embedding.load_as(made_by["name"], made_by["prompts"])
        return model, f"served by sentence-transformers, slower and larger: {fault}"


class Exporter:
    """Makes the export of one build, and the manifest's entry for it."""

    def __init__(
        self,
        index_dir: Path,
        precision: str = "auto",
        labelled: Callable[[], Sequence[tuple[str, Sequence[Labelled]]]] = tuple,
        say: Callable[[str], None] = lambda _: None,
        outside: Outside | None = None,
    ) -> None:
        """``labelled`` gives named sets of questions to measure int8 on, beside the asks;
        ``outside`` is a set with passages of its own."""
        self._index_dir = index_dir
        self._precision = precision
        self._labelled = labelled
        self._say = say
        self._outside = outside
        self._folder: Path | None = None
        self._why = ""

    def swap(self, embedder: Embedder, texts: Sequence[str]) -> Embedder:
        """The exported form of ``embedder``, which gives the same vectors, or itself.

        ``texts`` are what the two are compared on.
        """
        if isinstance(embedder, OnnxEmbedder):
            self._folder = embedder.folder
            return embedder
        if not isinstance(embedder, SentenceTransformerEmbedder):
            self._why = f"{type(embedder).__name__} has no export"
            return embedder
        # Imported here: an incremental build that finds its export needs no torch.
        from kwell_qa.embedding import exporting

        try:
            self._folder = exporting.ensure(embedder, self._index_dir / MODELS, texts, self._say)
        except ModelFault as fault:
            self._why = str(fault)
            self._say(f"no export: {fault}")
            return embedder
        return embedding.load_export(self._folder, "fp32")

    def entry(
        self, measured: Callable[[], Measured], before: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """What the manifest says of the export: folder, files, precision and what was measured.

        ``measured`` gives what to measure on. ``before`` is the last version's entry, whose
        measurement stands while the export and what was asked for are the same.
        """
        if self._folder is None:
            return {"folder": None, "precision": None, "why": self._why}
        from kwell_qa.embedding import exporting

        meta = embedding.read_meta(self._folder)
        place = {
            "folder": f"{MODELS}/{self._folder.name}", "files": meta["files"],
            "asked": self._precision, "verified": meta["verified"],
            "int8_cosine": meta["int8_cosine"], "intervals": exporting.INTERVALS,
        }  # fmt: skip
        if self._outside:
            # Without it, what was measured on it before stands.
            place["outside"] = {"name": self._outside.name, "sha256": self._outside.sha256}
        if before and all(before.get(key) == value for key, value in place.items()):
            return dict(before)
        self._say("measuring int8 beside fp32")
        documents, passages, vectors = measured()
        trials = [_asks(documents, passages, vectors)]
        trials += [
            _questions(name, cases, documents, passages, vectors)
            for name, cases in self._labelled()
        ]
        if self._outside:
            embedder = embedding.load_export(self._folder, "fp32")
            trials.append(self._outside.trial(embedder.embed_passages))
        if sum(len(trial.questions) for trial in trials) < exporting.LEAST_QUESTIONS:
            trials.append(_sentences(documents, passages, vectors))
        compared = exporting.compare(self._folder, trials)
        return {**place, **exporting.choose(compared, self._precision)}


def _asks(documents: Sequence[Document], passages: Sequence[Passage], vectors: Vectors) -> Any:
    """The corpus' own asks, each answered by the passages of its section."""
    from kwell_qa.embedding.exporting import Trial

    rows: dict[tuple[str, int], set[int]] = {}
    for row, passage in enumerate(passages):
        rows.setdefault((passage.document, passage.section), set()).add(row)
    found = [
        (ask, frozenset(rows[document.id, number]))
        for document in documents
        for number, section in enumerate(document.sections)
        for ask in section.asks
        if (document.id, number) in rows
    ]
    return Trial("asks", vectors, *_sample(found))


def _sentences(
    documents: Sequence[Document], passages: Sequence[Passage], vectors: Vectors
) -> Any:
    """Sentences of the corpus, each to be found in the passages that hold it.

    Known items tell what a coarser vector loses where nobody has written questions.
    """
    from kwell_qa.embedding.exporting import Trial

    by_id = {document.id: document for document in documents}
    texts = [by_id[one.document].text[one.start : one.end] for one in passages]
    found = []
    for one in passages[:: max(1, -(-len(passages) // _KNOWN_ITEMS))]:
        document = by_id[one.document]
        inside = [
            document.text[part.start : part.end] for part in document.sentences
            if one.start <= part.start and part.end <= one.end
        ]  # fmt: skip
        if inside:
            text = inside[len(inside) // 2]
            holders = frozenset(row for row, passage in enumerate(texts) if text in passage)
            found.append((text, holders))
    return Trial("sentences", vectors, *_sample(found))


def _questions(
    name: str, cases: Sequence[Labelled], documents: Sequence[Document],
    passages: Sequence[Passage], vectors: Vectors,
) -> Any:  # fmt: skip
    """Labelled questions, each answered by the passages that match all its patterns."""
    from kwell_qa.embedding.exporting import Trial

    by_id = {document.id: document for document in documents}
    texts = [
        f"{by_id[p.document].title}\n{by_id[p.document].text[p.start : p.end]}" for p in passages
    ]
    found = []
    for question, facts in _every(cases):
        patterns = [[re.compile(p, re.IGNORECASE) for p in group] for group in facts]
        gold = frozenset(
            row
            for row, text in enumerate(texts)
            if all(any(pattern.search(text) for pattern in group) for group in patterns)
        )
        if gold and patterns:
            found.append((question, gold))
    return Trial(name, vectors, *_sample(found))


def _every(items: Sequence[Any]) -> Sequence[Any]:
    """At most so many of ``items`` as are worth measuring, evenly from all."""
    return items[:: max(1, -(-len(items) // _MOST_QUESTIONS))]


def _sample(
    found: Sequence[tuple[str, frozenset[int]]],
) -> tuple[tuple[str, ...], tuple[frozenset[int], ...]]:
    chosen = _every(found)
    return tuple(text for text, _ in chosen), tuple(gold for _, gold in chosen)
