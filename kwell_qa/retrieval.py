"""Query → ranked passages, and the evidence on every sentence near them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kwell_qa.bundle import Bundle
from kwell_qa.embedding import Embedder
from kwell_qa.questions import Query
from kwell_qa.records import RankedPassage

__all__ = ["Found", "Retriever", "fuse"]

Vectors = NDArray[np.float32]
RRF_K = 60
"""Cormack, Clarke and Büttcher 2009, "Reciprocal Rank Fusion", found 60 to serve widely."""
DEPTH = 100
"""How far down each list fusion looks."""


@dataclass(frozen=True)
class Found:
    """What retrieval saw for one query.

    ``passages`` are rows of ``Bundle.passages``, best first, with their fused scores and ranks
    by list; ``vector`` is the query's, ``sentence_bm25`` that of every sentence, ``ask_cosine``
    and ``passage_cosine`` the best by (document number, section), ``ask_row`` whose it is.
    """

    vector: Vectors
    passages: tuple[tuple[int, float, dict[str, int]], ...]
    sentence_bm25: Vectors
    sentence_rows: tuple[int, ...]
    ask_cosine: dict[tuple[int, int], float]
    ask_row: dict[tuple[int, int], int]
    word_vectors: Vectors
    """One row for each of ``Query.subject``, to compare with the corpus' words."""
    passage_cosine: dict[tuple[int, int], float]


def fuse(lists: dict[str, Sequence[int]], weights: dict[str, float]) -> list[
    tuple[int, float, dict[str, int]]
]:
    """Reciprocal rank fusion of lists of rows, best first; equal scores by row."""
    scores: dict[int, float] = {}
    ranks: dict[int, dict[str, int]] = {}
    for name, rows in lists.items():
        for rank, row in enumerate(rows, start=1):
            scores[row] = scores.get(row, 0.0) + weights.get(name, 1.0) / (RRF_K + rank)
            ranks.setdefault(row, {})[name] = rank
    order = sorted(scores, key=lambda row: (-scores[row], row))
    return [(row, scores[row], ranks[row]) for row in order]


class Retriever:
    """Dense and lexical search over one index."""

    def __init__(self, bundle: Bundle, embedder: Embedder) -> None:
        self.bundle = bundle
        self._embedder = embedder

    @cached_property
    def rows_of_section(self) -> dict[tuple[int, int], list[int]]:
        """Passage rows of each (document number, section)."""
        rows: dict[tuple[int, int], list[int]] = {}
        for row, passage in enumerate(self.bundle.passages):
            key = (self.bundle.number[passage.document], passage.section)
            rows.setdefault(key, []).append(row)
        return rows

    @cached_property
    def passage_of_sentence(self) -> list[int]:
        """Passage row that holds the start of each sentence."""
        starts: dict[int, list[tuple[int, int]]] = {}
        for row, passage in enumerate(self.bundle.passages):
            starts.setdefault(self.bundle.number[passage.document], []).append((passage.end, row))
        found = []
        for number, index in self.bundle.sentence_rows:
            start = self.bundle.documents[number].sentences[index].start
            found.append(next((row for end, row in starts.get(number, ()) if start < end), -1))
        return found

    def names_covered(self, row: int, names: Sequence[str]) -> float:
        """Share of ``names`` that a passage, its title or its artists hold."""
        if not names:
            return 1.0
        passage = self.bundle.passages[row]
        held = self._held(passage.document, passage.section)
        return sum(name in held for name in names) / len(names)

    def _held(self, document: str, section: int) -> frozenset[str]:
        key = (self.bundle.number[document], section)
        return self.section_names[key]

    @cached_property
    def section_names(self) -> dict[tuple[int, int], frozenset[str]]:
        """Canonical names in each section, its document's title and artists."""
        mentions = self.bundle.namer.mentions
        found = {}
        for number, document in enumerate(self.bundle.documents):
            around = self.title_names[number]
            for index, section in enumerate(document.sections):
                found[number, index] = around | mentions(document.text[section.start : section.end])
        return found

    @cached_property
    def title_names(self) -> tuple[frozenset[str], ...]:
        """Canonical names in the title and artists of each document."""
        mentions = self.bundle.namer.mentions
        return tuple(mentions(" , ".join([d.title, *d.artists])) for d in self.bundle.documents)

    def search(self, query: Query, without_ask: str | None = None) -> Found:
        """Passages and sentence evidence for ``query``; one forward pass of the model.

        ``without_ask`` leaves that one of the ``asks`` out, to calibrate on the others.
        """
        bundle = self.bundle
        vector, word_vectors = self._embed(query)
        dense_rows, dense_scores = bundle.passage_vectors.search(vector, DEPTH)
        bm25 = bundle.passage_terms.scores(query.terms)
        lexical_rows = _top(bm25, DEPTH)
        ask_rows, ask_scores = bundle.ask_vectors.search(vector, DEPTH)
        sentence_rows, _ = bundle.sentence_vectors.search(vector, DEPTH)

        ask_cosine: dict[tuple[int, int], float] = {}
        ask_row: dict[tuple[int, int], int] = {}
        ask_passages: dict[int, None] = {}
        for row, score in zip(ask_rows.tolist(), ask_scores.tolist(), strict=True):
            key = bundle.ask_rows[row]
            if without_ask is not None and bundle.ask_texts[row] == without_ask:
                continue
            ask_cosine.setdefault(key, score)
            ask_row.setdefault(key, row)
            for passage in self.rows_of_section.get(key, ()):
                ask_passages.setdefault(passage)
        passage_cosine: dict[tuple[int, int], float] = {}
        for row, score in zip(dense_rows.tolist(), dense_scores.tolist(), strict=True):
            passage_ = bundle.passages[row]
            passage_cosine.setdefault((bundle.number[passage_.document], passage_.section), score)
        sentence_passages = dict.fromkeys(
            self.passage_of_sentence[row] for row in sentence_rows.tolist()
        )
        sentence_bm25 = bundle.sentence_terms.scores(query.terms)
        lists = {
            "dense": dense_rows.tolist(),
            "bm25": lexical_rows,
            "asks": list(ask_passages),
            "sentences": [row for row in sentence_passages if row >= 0],
        }
        # Lists that an index lacks (no asks) or that repeat the dense one weigh less, so that
        # plain folders are fused evenly from their two halves.
        fused = fuse(lists, {"dense": 1.0, "bm25": 1.2, "asks": 1.0, "sentences": 0.5})
        if query.names:
            fused = [
                (row, score * (0.4 + 0.6 * self.names_covered(row, query.names)), ranks)
                for row, score, ranks in fused
            ]
            fused.sort(key=lambda entry: (-entry[1], entry[0]))
        near = dict.fromkeys([*sentence_rows.tolist(), *_top(sentence_bm25, 30)])
        return Found(
            vector=vector,
            passages=tuple(fused[:DEPTH]),
            sentence_bm25=sentence_bm25,
            sentence_rows=tuple(near),
            ask_cosine=ask_cosine,
            ask_row=ask_row,
            word_vectors=word_vectors,
            passage_cosine=passage_cosine,
        )

    def _embed(self, query: Query) -> tuple[Vectors, Vectors]:
        """The question's vector, and one for each of its words; words of the corpus have theirs."""
        number = self.bundle.word_number
        unknown = [word for stem, word in query.subject if stem not in number]
        made = self._embedder.embed_queries([query.english or query.text, *unknown])
        fresh = iter(made[1:])
        rows = [
            self.bundle.word_vectors.row(number[stem]) if stem in number else next(fresh)
            for stem, _ in query.subject
        ]
        return made[0], np.array(rows, np.float32).reshape(len(rows), made.shape[1])

    def ranked(self, found: Found, count: int = 10) -> tuple[RankedPassage, ...]:
        """The best ``count`` passages as records, with their ranks in each list."""
        out = []
        for row, score, ranks in found.passages[:count]:
            passage = self.bundle.passages[row]
            out.append(
                RankedPassage(passage.document, passage.start, passage.end, round(score, 6),
                              tuple(sorted(ranks.items())))
            )  # fmt: skip
        return tuple(out)


def _top(scores: Vectors, count: int) -> list[int]:
    """Rows of the highest scores above 0, best first, equal ones by row."""
    positive = np.flatnonzero(scores > 0)
    order = np.lexsort((positive, -scores[positive]))[:count]
    return [int(row) for row in positive[order]]
