"""Index and question → the sentences worth a look, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kwell_qa.answertypes import AnswerType
from kwell_qa.bundle import Bundle
from kwell_qa.meanings import Meanings
from kwell_qa.questions import Query
from kwell_qa.retrieval import Found, Retriever
from kwell_qa.tokens import terms

__all__ = ["FEATURES", "Candidate", "Looker"]

Vectors = NDArray[np.float32]
KEPT = 8192
"""Sentences, asks and titles whose terms and vectors stay in memory after use."""
SECTIONS = 12
"""Sections, best first, whose every sentence is looked at."""

FEATURES = (
    "cosine", "ask", "section", "bm25", "coverage", "rank", "named", "typed", "lead", "weak",
    "near_ask", "like_ask", "meant",
    "ask_over", "section_bm25", "fused", "section_best", "document_ask", "beyond_title",
    "nearest_here", "claim",
)  # fmt: skip
"""What is known of a candidate sentence; ``data/calibration.json`` holds a weight for each."""



@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that might be quoted; ``score`` is the log-odds that it helps to answer."""

    document: int
    sentence: int
    row: int
    features: tuple[float, ...]
    score: float


class Looker:
    """What is known of sentences of one index."""

    def __init__(self, retriever: Retriever) -> None:
        self._bundle: Bundle = retriever.bundle
        self._frequencies = self._bundle.passage_terms.frequencies()
        self._vector = lru_cache(KEPT)(self._bundle.sentence_vectors.row)
        self._ask_vector = lru_cache(KEPT)(self._bundle.ask_vectors.row)
        self._ask_terms = lru_cache(KEPT)(lambda row: frozenset(terms(self._bundle.ask_texts[row])))
        self._title_terms = lru_cache(KEPT)(
            lambda number: frozenset(terms(self._bundle.documents[number].title))
        )
        self.terms_of = lru_cache(KEPT)(self._terms_of)

    def _terms_of(self, row: int) -> frozenset[str]:
        """Search terms of a sentence."""
        number, index = self._bundle.sentence_rows[row]
        document = self._bundle.documents[number]
        sentence = document.sentences[index]
        return frozenset(terms(document.text[sentence.start : sentence.end]))

    def idf(self, term: str) -> float:
        """Inverse document frequency of a term among passages."""
        return self._bundle.passage_terms.idf(term, self._frequencies)

    def weights(self, query: Query, wanted: Iterable[str]) -> dict[str, float]:
        """Weights of terms by rarity; twice for what a follow-up says itself."""
        return {term: self.idf(term) * (1 + (term in query.own)) for term in wanted}

    def candidates(self, query: Query, found: Found, meanings: Meanings) -> list[Candidate]:
        """Sentences worth a look with what is known of them; their scores are still 0."""
        rows = self._worth_a_look(found)
        if not rows:
            return []
        return [
            Candidate(*self._bundle.sentence_rows[row], row, tuple(known.tolist()), 0.0)
            for row, known in zip(rows, self._features(query, found, rows, meanings), strict=True)
        ]

    def _worth_a_look(self, found: Found) -> list[int]:
        """Rows of the nearest sentences and of all in the best sections."""
        rows: dict[int, None] = dict.fromkeys(found.sentence_rows[:60])
        for number, section in list(found.fused)[:SECTIONS]:
            for index, sentence in enumerate(self._bundle.documents[number].sentences):
                if sentence.section == section:
                    rows.setdefault(self._bundle.rows.sentence(number, index))
        return list(rows)

    def _features(
        self, query: Query, found: Found, rows: list[int], meanings: Meanings
    ) -> Vectors:
        """What is known of each sentence, shape (rows, features)."""
        bundle = self._bundle
        wanted = [term for term in query.terms if term.isascii() or not query.translated]
        weights = self.weights(query, wanted)
        total = sum(weights.values()) or 1.0
        best_bm25 = found.sentence_bm25.best() or 1.0
        cosines = self._bundle.sentence_vectors.rows(rows) @ found.vector
        keys = [self._section_of(row) for row in rows]
        best_here: dict[tuple[int, int], float] = {}
        for key, cosine in zip(keys, cosines.tolist(), strict=True):
            best_here[key] = max(best_here.get(key, 0.0), cosine)
        place = {key: rank for rank, key in enumerate(found.fused)}
        best_fused = max(found.fused.values(), default=1.0) or 1.0
        over = self._ask_overlaps(found, weights)
        document_ask: dict[int, float] = {}
        for (number, _), cosine in found.ask_cosine.items():
            document_ask[number] = max(document_ask.get(number, 0.2), cosine)
        answer_type = AnswerType.of(query)
        features = np.zeros((len(rows), len(FEATURES)), np.float32)
        for i, (row, key) in enumerate(zip(rows, keys, strict=True)):
            number, index = bundle.sentence_rows[row]
            document = bundle.documents[number]
            sentence = document.sentences[index]
            here = self.terms_of(row)
            title = self._title_terms(number)
            beyond = {term: weight for term, weight in weights.items() if term not in title}
            held = bundle.names_of.section(*key)
            features[i] = (
                cosines[i],
                found.ask_cosine.get(key, 0.2),
                found.passage_cosine.get(key, 0.2),
                found.sentence_bm25[row] / best_bm25,
                sum(weight for term, weight in weights.items() if term in here) / total,
                1 / (1 + place.get(key, 25)),
                sum(name in held for name in query.names) / len(query.names) if query.names else 1,
                answer_type.met(document.text[sentence.start : sentence.end]),
                1.0 if index == 0 else 0.0,
                0.0 if sentence.sources else 1.0,
                *self._through_ask(found, key, row, here),
                meanings.covered(here | title),
                over.get(key, 0.0),
                found.passage_bm25.get(key, 0.0),
                found.fused.get(key, 0.0) / best_fused,
                best_here[key],
                document_ask.get(number, 0.2),
                sum(w for term, w in beyond.items() if term in here) / (sum(beyond.values()) or 1),
                1.0 if cosines[i] == best_here[key] else 0.0,
                1.0 if document.claim else 0.0,
            )
        return features

    def _section_of(self, row: int) -> tuple[int, int]:
        number, index = self._bundle.sentence_rows[row]
        return number, self._bundle.documents[number].sentences[index].section

    def _ask_overlaps(
        self, found: Found, weights: Mapping[str, float]
    ) -> dict[tuple[int, int], float]:
        """How far the question and the nearest ask of each section are the same words, 0 to 1."""
        total = sum(weights.values())
        overlaps = {}
        for key, row in list(found.ask_row.items())[:SECTIONS]:
            shared = sum(weights.get(term, 0.0) for term in self._ask_terms(row))
            other = sum(self.idf(term) for term in self._ask_terms(row) if term not in weights)
            overlaps[key] = shared / (total + other) if total + other else 0.0
        return overlaps

    def _through_ask(
        self, found: Found, key: tuple[int, int], row: int, here: frozenset[str]
    ) -> tuple[float, float]:
        """How near a sentence is to the ask of its section that is nearest to the question.

        An ask says in people's words what some sentence of its section says in its own.
        """
        ask = found.ask_row.get(key)
        if ask is None:
            return 0.3, 0.0
        weights = {term: self.idf(term) for term in self._ask_terms(ask)}
        total = sum(weights.values()) or 1.0
        shared = sum(weight for term, weight in weights.items() if term in here) / total
        return float(self._ask_vector(ask) @ self._vector(row)), shared

    def names_of(self, candidate: Candidate, names: Iterable[str]) -> frozenset[str]:
        """Which of ``names`` a sentence holds, or its document's title and artists."""
        document = self._bundle.documents[candidate.document]
        sentence = document.sentences[candidate.sentence]
        text = document.text[sentence.start : sentence.end].casefold()
        titled = self._bundle.names_of.title(candidate.document)
        return frozenset(name for name in names if name in titled or name.casefold() in text)
