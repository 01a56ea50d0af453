"""Query → ranked passages, and the evidence on every sentence near them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from kwell_qa.bundle import Bundle
from kwell_qa.embedding import Embedder
from kwell_qa.lexical import Hits
from kwell_qa.questions import Query
from kwell_qa.records import RankedPassage
from kwell_qa.tokens import fold, terms

__all__ = ["Found", "Retriever", "fuse"]

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
RRF_K = 60
"""Cormack, Clarke and Büttcher 2009, "Reciprocal Rank Fusion", found 60 to serve widely."""
PASSING = frozenset({"platform", "place"})
"""Kinds of names that say where something happened rather than whom it is about."""
UNDERSTOOD = 0.6
"""Share of a question that lexicon and names must have read for its own words to be left out."""
DEPTH = 100
"""How far down each list fusion looks."""
ASKS = 200
"""How many asks are looked at: each tells of a few sentences only."""
KEPT = 4096
"""Sections whose passages are remembered after they were looked up."""


@dataclass(frozen=True)
class Found:
    """What retrieval saw for one query.

    ``passages`` are rows of ``Bundle.passages``, best first, with their fused scores and ranks
    by list; ``vector`` is the query's, ``sentence_bm25`` that of every sentence, ``ask_cosine``
    and ``passage_cosine`` the best by (document number, section), ``ask_row`` whose it is.
    """

    vector: Vectors
    passages: tuple[tuple[int, float, dict[str, int]], ...]
    sentence_bm25: Hits
    sentence_rows: tuple[int, ...]
    ask_cosine: dict[tuple[int, int], float]
    ask_row: dict[tuple[int, int], int]
    ask_hits: dict[tuple[int, int], list[tuple[float, int, int]]]
    """Of each section's nearest asks, nearest first: cosine, row, and the sentences that answer it,
    a bit each, 0 for all."""
    word_vectors: Vectors
    """One row for each of ``Query.subject``, to compare with the corpus' words."""
    passage_cosine: dict[tuple[int, int], float]
    passage_bm25: dict[tuple[int, int], float]
    """BM25 of each section's best passage, as a share of the best of all."""
    fused: dict[tuple[int, int], float]
    """Fused score of each section's best passage, best first."""
    agreement: float
    """How many of the other lists have the best section of the fused one first, 0 to 1."""


def fuse(
    lists: dict[str, Sequence[int]], weights: dict[str, float]
) -> list[tuple[int, float, dict[str, int]]]:
    """Reciprocal rank fusion of lists of rows, best first; equal scores by row."""
    rows = np.array([row for found in lists.values() for row in found], np.int64)
    if not len(rows):
        return []
    shares = np.concatenate(
        [weights.get(name, 1.0) / (RRF_K + 1 + np.arange(len(found)))
         for name, found in lists.items()]
    )  # fmt: skip
    once, places = np.unique(rows, return_inverse=True)
    scores = np.bincount(places, shares)
    order = np.lexsort((once, -scores))
    ranks = {name: {row: rank for rank, row in reversed([*enumerate(found, start=1)])}
             for name, found in lists.items()}  # fmt: skip
    return [
        (row, score, {name: found[row] for name, found in ranks.items() if row in found})
        for row, score in zip(once[order].tolist(), scores[order].tolist(), strict=True)
    ]


def _pairs(columns: NDArray[np.int32]) -> list[tuple[int, int]]:
    return list(map(tuple, columns.tolist()))


def _searched(query: Query) -> str:
    """What is embedded: the search words, or the message where it says just these.

    The screen has had the message's own vector made, so that costs no second pass.
    """
    same = _letters(query.english) == _letters(query.text)
    return query.text if same or not query.english else query.english


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


class Retriever:
    """Dense and lexical search over one index."""

    def __init__(self, bundle: Bundle, embedder: Embedder) -> None:
        self.bundle = bundle
        self.embedder = embedder
        self._passages_of = lru_cache(KEPT)(bundle.rows.passages_of)

    def names_covered(self, row: int, names: Sequence[str]) -> float:
        """Share of ``names`` that a passage, its title or its artists hold."""
        if not names:
            return 1.0
        held = self.bundle.names_of.section(*self.bundle.rows.section_of_passage(row))
        return sum(name in held for name in names) / len(names)

    def wanted(self, query: Query) -> tuple[str, ...]:
        """The terms that are looked for in texts.

        Where no document is in the question's language, its own words stand in the few asks of
        that language only, and there the small ones ("what did") would count for most.
        """
        elsewhere = query.translated and not {query.lang, "und"} & self._languages
        if elsewhere and query.understood >= UNDERSTOOD:
            return tuple(dict.fromkeys(terms(query.english)))
        return query.terms

    @cached_property
    def _languages(self) -> frozenset[str]:
        return frozenset(self.bundle.manifest["languages"])

    def search(self, query: Query, without_ask: str | None = None) -> Found:
        """Passages and sentence evidence for ``query``; one forward pass of the model.

        ``without_ask`` leaves that one of the ``asks`` out, to calibrate on the others.
        """
        bundle = self.bundle
        vector, word_vectors = self._embed(query)
        dense_rows, dense_scores = bundle.passage_vectors.search(vector, DEPTH)
        wanted = self.wanted(query)
        lexical = bundle.passage_terms.hits(wanted)
        lexical_rows = lexical.top(DEPTH)
        ask_rows, ask_scores = bundle.ask_vectors.search(vector, ASKS)
        sentence_rows, _ = bundle.sentence_vectors.search(vector, DEPTH)

        ask_cosine: dict[tuple[int, int], float] = {}
        ask_row: dict[tuple[int, int], int] = {}
        ask_passages: dict[int, None] = {}
        ask_hits: dict[tuple[int, int], list[tuple[float, int, int]]] = {}
        told = bundle.rows.asks[ask_rows].tolist()
        for row, (number, section, answers), score in zip(
            ask_rows.tolist(), told, ask_scores.tolist(), strict=True
        ):
            if without_ask is not None and bundle.ask_texts[row] == without_ask:
                continue
            key = number, section
            ask_cosine.setdefault(key, score)
            ask_row.setdefault(key, row)
            ask_hits.setdefault(key, []).append((score, row, answers))
            for passage in self._passages_of(*key):
                ask_passages.setdefault(passage)
        passage_cosine: dict[tuple[int, int], float] = {}
        for key, score in zip(self._sections(dense_rows), dense_scores.tolist(), strict=True):
            passage_cosine.setdefault(key, score)
        sentence_passages = dict.fromkeys(bundle.rows.sentences[sentence_rows, 2].tolist())
        sentence_bm25 = bundle.sentence_terms.hits(wanted)
        lists = {
            "dense": dense_rows.tolist(),
            "bm25": lexical_rows,
            "asks": list(ask_passages),
            "sentences": [row for row in sentence_passages if row >= 0],
        }
        # Lists that an index lacks (no asks) or that repeat the dense one weigh less, so that
        # plain folders are fused evenly from their two halves.
        fused = fuse(lists, {"dense": 1.0, "bm25": 1.2, "asks": 1.0, "sentences": 0.5})
        kinds = bundle.namer.kinds
        binding = [name for name in query.names if kinds.get(name) not in PASSING]
        if binding:
            shares: dict[tuple[int, int], float] = {}
            keys = self._sections([row for row, _, _ in fused])
            for (row, _, _), key in zip(fused, keys, strict=True):
                if key not in shares:
                    shares[key] = 0.4 + 0.6 * self.names_covered(row, binding)
            fused = [
                (row, score * shares[key], ranks)
                for (row, score, ranks), key in zip(fused, keys, strict=True)
            ]
            fused.sort(key=lambda entry: (-entry[1], entry[0]))
        sections: dict[tuple[int, int], float] = {}
        keys = self._sections([row for row, _, _ in fused[:DEPTH]])
        for key, (_, score, _) in zip(keys, fused, strict=False):
            sections.setdefault(key, score)
        passage_bm25: dict[tuple[int, int], float] = {}
        shared = lexical.of(lexical_rows).astype(np.float64)
        for key, score in zip(self._sections(lexical_rows), shared.tolist(), strict=True):
            passage_bm25.setdefault(key, score / shared[0])
        best = next(iter(sections), None)
        firsts = [next(iter(held), None) for held in (ask_cosine, passage_cosine, passage_bm25)]
        near = dict.fromkeys([*sentence_rows.tolist(), *sentence_bm25.top(30)])
        return Found(
            vector=vector,
            passages=tuple(fused[:DEPTH]),
            sentence_bm25=sentence_bm25,
            sentence_rows=tuple(near),
            ask_cosine=ask_cosine,
            ask_row=ask_row,
            ask_hits=ask_hits,
            word_vectors=word_vectors,
            passage_cosine=passage_cosine,
            passage_bm25=passage_bm25,
            fused=sections,
            agreement=sum(first == best for first in firsts) / 3 if best is not None else 0.0,
        )

    def _sections(self, rows: Sequence[int] | Rows) -> list[tuple[int, int]]:
        """Document number and section of each of some passages."""
        wanted = np.asarray(rows, np.int64)
        return _pairs(self.bundle.rows.passages[wanted, :2])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of messages as they were written, shape (texts, dimension)."""
        return self.embedder.embed_queries(texts)

    def _embed(self, query: Query) -> tuple[Vectors, Vectors]:
        """The question's vector, and one for each of its words; words of the corpus have theirs."""
        number = self.bundle.word_number
        unknown = [word for stem, word in query.subject if stem not in number]
        made = self.embedder.embed_queries([_searched(query), *unknown])
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
