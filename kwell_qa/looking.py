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
NEAREST = 3
"""Asks of a sentence, nearest first, whose words are compared with the question's."""

FEATURES = (
    "cosine", "ask", "section", "bm25", "coverage", "rank", "named", "typed", "lead", "weak",
    "near_ask", "like_ask", "meant",
    "ask_over", "section_bm25", "fused", "section_best", "document_ask", "beyond_title",
    "nearest_here", "claim", "told", "told_over", "told_twice",
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


def _share(names: tuple[str, ...], held: frozenset[str]) -> float:
    """Share of ``names`` among those that are ``held``; 1 where none are asked for."""
    return sum(name in held for name in names) / len(names) if names else 1.0


def _covered(weights: Mapping[str, float], words: frozenset[str]) -> float:
    """Share of all weight that the terms in ``words`` have."""
    shared = sum(weight for term, weight in weights.items() if term in words)
    return shared / (sum(weights.values()) or 1.0)


class Looker:
    """What is known of sentences of one index."""

    def __init__(self, retriever: Retriever) -> None:
        self._bundle: Bundle = retriever.bundle
        self._wanted = retriever.wanted
        self._frequencies = self._bundle.passage_terms.frequencies()
        self._ask_vector = lru_cache(KEPT)(self._bundle.ask_vectors.row)
        self._ask_terms = lru_cache(KEPT)(lambda row: frozenset(terms(self._bundle.ask_texts[row])))
        self._title_terms = lru_cache(KEPT)(
            lambda number: frozenset(terms(self._bundle.documents[number].title))
        )
        self._first_of = lru_cache(KEPT)(self._first_sentence)
        self.terms_of = lru_cache(KEPT)(self._terms_of)
        self.idf = lru_cache(KEPT)(self._idf)

    def _terms_of(self, row: int) -> frozenset[str]:
        """Search terms of a sentence."""
        number, index = self._bundle.sentence_rows[row]
        document = self._bundle.documents[number]
        sentence = document.sentences[index]
        return frozenset(terms(document.text[sentence.start : sentence.end]))

    def _idf(self, term: str) -> float:
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
        places = self._bundle.rows.sentences[rows, :2].tolist()
        return [
            Candidate(number, index, row, tuple(known), 0.0)
            for row, (number, index), known in zip(
                rows, places, self._features(query, found, rows, meanings).tolist(), strict=True
            )
        ]

    def _worth_a_look(self, found: Found) -> list[int]:
        """Rows of the nearest sentences and of all in the best sections."""
        rows: dict[int, None] = dict.fromkeys(found.sentence_rows[:60])
        for number, section in list(found.fused)[:SECTIONS]:
            first = self._bundle.rows.sentence(number, 0)
            for index, sentence in enumerate(self._bundle.documents[number].sentences):
                if sentence.section == section:
                    rows.setdefault(first + index)
        return list(rows)

    def _features(
        self, query: Query, found: Found, rows: list[int], meanings: Meanings
    ) -> Vectors:
        """What is known of each sentence, shape (rows, features).

        Column by column: what is the same for a section or document is worked out once.
        """
        bundle = self._bundle
        places = bundle.rows.sentences[rows, :2].tolist()
        documents = {number: bundle.documents[number] for number in {place[0] for place in places}}
        sentences = [documents[number].sentences[index] for number, index in places]
        keys = [
            (number, sentence.section)
            for (number, _), sentence in zip(places, sentences, strict=True)
        ]
        here = [self.terms_of(row) for row in rows]
        wanted = [term for term in self._wanted(query) if term.isascii() or not query.translated]
        weights = self.weights(query, wanted)
        vectors = bundle.sentence_vectors.rows(rows)
        cosines = (vectors @ found.vector).tolist()
        best_here: dict[tuple[int, int], float] = {}
        for key, cosine in zip(keys, cosines, strict=True):
            best_here[key] = max(best_here.get(key, 0.0), cosine)
        place = {key: rank for rank, key in enumerate(found.fused)}
        best_fused = max(found.fused.values(), default=1.0) or 1.0
        best_bm25 = found.sentence_bm25.best() or 1.0
        over = self._ask_overlaps(found, weights)
        document_ask: dict[int, float] = {}
        for (number, _), cosine in found.ask_cosine.items():
            document_ask[number] = max(document_ask.get(number, 0.2), cosine)
        titles = {number: self._title_terms(number) for number in documents}
        beyond = {
            number: {term: weight for term, weight in weights.items() if term not in title}
            for number, title in titles.items()
        }
        named = {key: _share(query.names, bundle.names_of.section(*key)) for key in set(keys)}
        met = AnswerType.of(query).met
        meant = meanings.covered_each(
            [words | titles[number] for words, (number, _) in zip(here, keys, strict=True)]
        )
        near_ask, like_ask = self._through_asks(found, keys, vectors, here)
        told, told_over, told_twice = self._told(found, places, keys, weights)
        columns = (
            cosines,
            [found.ask_cosine.get(key, 0.2) for key in keys],
            [found.passage_cosine.get(key, 0.2) for key in keys],
            found.sentence_bm25.of(rows) / best_bm25,
            [_covered(weights, words) for words in here],
            [1 / (1 + place.get(key, 25)) for key in keys],
            [named[key] for key in keys],
            [
                met(documents[number].text[sentence.start : sentence.end])
                for (number, _), sentence in zip(keys, sentences, strict=True)
            ],
            [1.0 if index == 0 else 0.0 for _, index in places],
            [0.0 if sentence.sources else 1.0 for sentence in sentences],
            near_ask,
            like_ask,
            meant,
            [over.get(key, 0.0) for key in keys],
            [found.passage_bm25.get(key, 0.0) for key in keys],
            [found.fused.get(key, 0.0) / best_fused for key in keys],
            [best_here[key] for key in keys],
            [document_ask.get(number, 0.2) for number, _ in keys],
            [
                _covered(beyond[number], words)
                for words, (number, _) in zip(here, keys, strict=True)
            ],
            [float(cosine == best_here[key]) for key, cosine in zip(keys, cosines, strict=True)],
            [1.0 if documents[number].claim else 0.0 for number, _ in keys],
            told,
            told_over,
            told_twice,
        )
        return np.array(columns, np.float32).T

    def _ask_overlaps(
        self, found: Found, weights: Mapping[str, float]
    ) -> dict[tuple[int, int], float]:
        """How far the question and the nearest ask of each section are the same words, 0 to 1."""
        asks = list(found.ask_row.items())[:SECTIONS]
        return {key: self._same_words(row, weights) for key, row in asks}

    def _same_words(self, ask: int, weights: Mapping[str, float]) -> float:
        """Share of their words that question and ask have in common, rarer ones counting more."""
        held = self._ask_terms(ask)
        shared = sum(weights.get(term, 0.0) for term in held)
        every = sum(weights.values()) + sum(self.idf(term) for term in held if term not in weights)
        return shared / every if every else 0.0

    def _told(
        self, found: Found, places: list[tuple[int, int]], keys: list[tuple[int, int]],
        weights: Mapping[str, float],
    ) -> tuple[list[float], list[float], list[float]]:  # fmt: skip
        """What the asks say that each sentence answers: how near the nearest of them is to the
        question by meaning and by words, and the second nearest by meaning."""
        near, over, again = [], [], []
        overlaps: dict[int, float] = {}
        for (_, index), key in zip(places, keys, strict=True):
            bit = 1 << (index - self._first_of(*key))
            asks = [(cosine, row) for cosine, row, answers in found.ask_hits.get(key, ())
                    if not answers or answers & bit]  # fmt: skip
            near.append(asks[0][0] if asks else 0.2)
            again.append(asks[1][0] if len(asks) > 1 else 0.2)
            for _, row in asks[:NEAREST]:
                if row not in overlaps:
                    overlaps[row] = self._same_words(row, weights)
            over.append(max((overlaps[row] for _, row in asks[:NEAREST]), default=0.0))
        return near, over, again

    def _first_sentence(self, number: int, section: int) -> int:
        """Number in its document of a section's first sentence."""
        sentences = self._bundle.documents[number].sentences
        return next(i for i, sentence in enumerate(sentences) if sentence.section == section)

    def _through_asks(
        self, found: Found, keys: list[tuple[int, int]], vectors: Vectors,
        here: list[frozenset[str]],
    ) -> tuple[list[float], list[float]]:  # fmt: skip
        """How near sentences are to the ask of their section that is nearest to the question.

        By meaning and by words. An ask says in people's words what some sentence of its section
        says in its own.
        """
        asks = {key: found.ask_row[key] for key in keys if key in found.ask_row}
        weights = {
            key: {term: self.idf(term) for term in self._ask_terms(ask)}
            for key, ask in asks.items()
        }
        meaning = {key: self._ask_vector(ask) for key, ask in asks.items()}
        near = [
            float(meaning[key] @ vector) if key in meaning else 0.3
            for key, vector in zip(keys, vectors, strict=True)
        ]
        like = [
            _covered(weights[key], words) if key in weights else 0.0
            for key, words in zip(keys, here, strict=True)
        ]
        return near, like

    def names_of(self, candidate: Candidate, names: Iterable[str]) -> frozenset[str]:
        """Which of ``names`` a sentence holds, or its document's title and artists."""
        document = self._bundle.documents[candidate.document]
        sentence = document.sentences[candidate.sentence]
        text = document.text[sentence.start : sentence.end].casefold()
        titled = self._bundle.names_of.title(candidate.document)
        return frozenset(name for name in names if name in titled or name.casefold() in text)
