"""Evidence on sentences → the one to six that together answer, and how sure that is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.bundle import Bundle
from kwell_qa.questions import Query
from kwell_qa.retrieval import Found, Retriever
from kwell_qa.tokens import terms

__all__ = ["FEATURES", "SURENESS", "Candidate", "Selection", "Selector"]

Vectors = NDArray[np.float32]
MAX_SENTENCES = 6

FEATURES = (
    "cosine", "ask", "section", "bm25", "coverage", "rank", "named", "typed", "lead", "weak",
)  # fmt: skip
"""What is known of a candidate sentence; ``data/calibration.json`` holds a weight for each."""

SURENESS = (
    "best", "second", "ask", "section", "cosine", "coverage", "rare", "named", "foreign", "typed",
)  # fmt: skip
"""What is known of a whole selection, from which its probability of answering is made."""

_DATE = re.compile(
    r"\b(19|20)\d\d\b|\b(january|february|march|april|may|june|july|august|september|october"
    r"|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|sundays)\b", re.I
)  # fmt: skip
_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|half|dozens?|hundreds?|thousands?"
    r"|millions?|billions?|twice|once|free|no (sum|number|figure))\b", re.I
)  # fmt: skip
_CAUSE = re.compile(
    r"\b(because|since|so that|reason|due to|after|to help|to let|in order|so as|why|aims?|wants?"
    r"|wanted|said|says)\b", re.I
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that might be quoted; ``score`` is the log-odds that it helps to answer."""

    document: int
    sentence: int
    row: int
    features: tuple[float, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen sentences in display order, and the probability that they answer."""

    chosen: tuple[Candidate, ...]
    probability: float
    evidence: tuple[float, ...]
    foreign_names: tuple[str, ...] = ()
    """Names in the question that the chosen sentences do not hold."""


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


class Selector:
    """Chooses sentences by weights that were fitted to labelled questions."""

    def __init__(self, retriever: Retriever, calibration: Mapping[str, Any]) -> None:
        self._retriever = retriever
        self._bundle: Bundle = retriever.bundle
        sentence = calibration["sentence"]
        self._weights = np.array([sentence["weights"][name] for name in FEATURES])
        self._bias = float(sentence["bias"])
        sureness = calibration["sureness"]
        self._sure = np.array([sureness["weights"][name] for name in SURENESS])
        self._sure_bias = float(sureness["bias"])
        self._frequencies = self._bundle.passage_terms.frequencies()
        self._matrix = self._bundle.sentence_vectors.matrix()
        self._row_of = {key: row for row, key in enumerate(self._bundle.sentence_rows)}
        self._terms: dict[int, frozenset[str]] = {}

    def terms_of(self, row: int) -> frozenset[str]:
        """Search terms of a sentence."""
        found = self._terms.get(row)
        if found is None:
            number, index = self._bundle.sentence_rows[row]
            document = self._bundle.documents[number]
            sentence = document.sentences[index]
            found = frozenset(terms(document.text[sentence.start : sentence.end]))
            self._terms[row] = found
        return found

    def _idf(self, term: str) -> float:
        return self._bundle.passage_terms.idf(term, self._frequencies)

    def candidates(self, query: Query, found: Found) -> list[Candidate]:
        """Sentences worth a look with their features, best score first."""
        bundle = self._bundle
        place: dict[tuple[int, int], int] = {}
        for rank, (row, _, _) in enumerate(found.passages[:20]):
            passage = bundle.passages[row]
            place.setdefault((bundle.number[passage.document], passage.section), rank)
        rows: dict[int, None] = dict.fromkeys(found.sentence_rows[:60])
        for number, section in list(place)[:8]:
            for index, sentence in enumerate(bundle.documents[number].sentences):
                if sentence.section == section:
                    rows.setdefault(self._row_of[number, index])
        if not rows:
            return []
        wanted = [term for term in query.terms if term.isascii() or not query.translated]
        weights = {term: self._idf(term) for term in wanted}
        total = sum(weights.values()) or 1.0
        best_bm25 = float(found.sentence_bm25.max()) or 1.0
        order = list(rows)
        cosines = self._matrix[order] @ found.vector
        features = np.zeros((len(order), len(FEATURES)))
        for i, row in enumerate(order):
            number, index = bundle.sentence_rows[row]
            document = bundle.documents[number]
            sentence = document.sentences[index]
            text = document.text[sentence.start : sentence.end]
            key = (number, sentence.section)
            here = self.terms_of(row)
            covered = sum(weight for term, weight in weights.items() if term in here)
            held = self._retriever.section_names.get(key, frozenset())
            features[i] = (
                cosines[i],
                found.ask_cosine.get(key, 0.2),
                found.passage_cosine.get(key, 0.2),
                float(found.sentence_bm25[row]) / best_bm25,
                covered / total,
                1 / (1 + place.get(key, 25)),
                sum(name in held for name in query.names) / len(query.names) if query.names else 1,
                _typed(query.kind, text),
                1.0 if index == 0 else 0.0,
                1.0 if self._is_advice(document, sentence.sources) else 0.0,
            )
        scores = features @ self._weights + self._bias
        found_candidates = [
            Candidate(*bundle.sentence_rows[row], row, tuple(features[i].tolist()), float(scores[i]))
            for i, row in enumerate(order)
        ]
        return sorted(found_candidates, key=lambda c: (-c.score, c.row))

    @staticmethod
    def _is_advice(document: Any, sources: Sequence[str]) -> bool:
        """A sentence that rests on no source: an invitation or a transition."""
        return not sources

    def select(self, query: Query, found: Found) -> Selection:
        """The sentences that together answer ``query`` best."""
        ranked = self.candidates(query, found)
        if not ranked:
            return Selection((), 0.0, (0.0,) * len(SURENESS))
        chosen = self._greedy(query, ranked)
        evidence, foreign = self._evidence(query, found, ranked, chosen)
        probability = _logistic(float(np.dot(self._sure, evidence)) + self._sure_bias)
        return Selection(tuple(self._in_order(query, chosen)), probability, evidence, foreign)

    def _greedy(self, query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
        limit = MAX_SENTENCES if query.many or query.kind == "compare" else 4
        weights = {term: self._idf(term) for term in query.terms}
        total = sum(weights.values()) or 1.0
        chosen: list[Candidate] = []
        covered: set[str] = set()
        names_left = set(query.names)
        pool = list(ranked[:40])
        top = ranked[0].score
        while pool and len(chosen) < limit:
            best, best_gain = None, -math.inf
            documents = {candidate.document for candidate in chosen}
            for candidate in pool:
                if len(documents) >= 3 and candidate.document not in documents and not query.many:
                    continue
                here = self.terms_of(candidate.row)
                fresh = sum(w for t, w in weights.items() if t in here and t not in covered) / total
                same = max(
                    (float(self._matrix[candidate.row] @ self._matrix[c.row]) for c in chosen),
                    default=0.0,
                )
                key = (candidate.document,
                       self._bundle.documents[candidate.document]
                       .sentences[candidate.sentence].section)  # fmt: skip
                held = self._retriever.section_names.get(key, frozenset())
                gain = candidate.score + 1.5 * fresh - 2.0 * max(0.0, same - 0.6)
                if len(query.names) > 1 and names_left & held:
                    gain += 1.5
                if chosen and candidate.document not in documents:
                    gain -= 0.0 if names_left & held or query.many else 0.3
                if gain > best_gain:
                    best, best_gain = candidate, gain
            if best is None:
                break
            floor = top - (3.0 if query.many else 2.2)
            if chosen and best_gain < floor:
                break
            duplicate = any(
                float(self._matrix[best.row] @ self._matrix[c.row]) > 0.93 for c in chosen
            )
            pool.remove(best)
            if duplicate:
                continue
            chosen.append(best)
            covered |= self.terms_of(best.row)
            key = (best.document,
                   self._bundle.documents[best.document].sentences[best.sentence].section)  # fmt: skip
            names_left -= self._retriever.section_names.get(key, frozenset())
        return chosen

    def _evidence(
        self, query: Query, found: Found, ranked: Sequence[Candidate], chosen: Sequence[Candidate]
    ) -> tuple[tuple[float, ...], tuple[str, ...]]:
        bundle = self._bundle
        weights = {term: self._idf(term) for term in query.terms}
        near: set[str] = set()
        held: set[str] = set()
        for candidate in chosen:
            document = bundle.documents[candidate.document]
            section = document.sentences[candidate.sentence].section
            part = document.sections[section]
            near |= self.terms_of(candidate.row)
            near |= set(terms(f"{document.title} {part.heading or ''} {' '.join(part.asks)}"))
            held |= self._retriever.section_names.get((candidate.document, section), frozenset())
        if query.translated:
            # What the gloss could not turn into English says nothing about coverage.
            weights = {term: weight for term, weight in weights.items() if term.isascii()}
        total = sum(weights.values()) or 1.0
        coverage = sum(weight for term, weight in weights.items() if term in near) / total
        missing = [weight for term, weight in weights.items() if term not in near]
        rare = max(missing, default=0.0) / 10
        foreign = tuple(name for name in query.names if name not in held)
        named = 1.0 - (len(foreign) / len(query.names) if query.names else 0.0)
        typed = max((candidate.features[FEATURES.index("typed")] for candidate in chosen), default=0)
        scores = [candidate.score for candidate in ranked[:2]] + [-6.0]
        evidence = (
            max(-6.0, scores[0]) / 4,
            max(-6.0, scores[1]) / 4,
            max(found.ask_cosine.values(), default=0.2),
            max(found.passage_cosine.values(), default=0.2),
            max((candidate.features[0] for candidate in ranked), default=0.0),
            coverage,
            rare,
            named,
            1.0 if foreign and len(foreign) == len(query.names) else 0.0,
            float(typed),
        )
        return evidence, foreign

    def _in_order(self, query: Query, chosen: Sequence[Candidate]) -> list[Candidate]:
        """Documents by their best sentence, sentences in reading order within each.

        Where the question wants a person, date, number or reason, the document's best sentence
        of that type leads.
        """
        order: dict[int, list[Candidate]] = {}
        for candidate in sorted(chosen, key=lambda c: (-c.score, c.row)):
            order.setdefault(candidate.document, []).append(candidate)
        out: list[Candidate] = []
        for group in order.values():
            reading = sorted(group, key=lambda c: c.sentence)
            if query.kind in ("when", "count", "who", "where", "why") and not out:
                reading.remove(group[0])
                reading.insert(0, group[0])
            out.extend(reading)
        return out


def _typed(kind: str | None, text: str) -> float:
    """1 where ``text`` holds what a question of ``kind`` asks for, else 0."""
    if kind == "when":
        return float(bool(_DATE.search(text)))
    if kind == "count":
        return float(bool(_NUMBER.search(text)))
    if kind in ("why", "how"):
        return float(bool(_CAUSE.search(text)))
    if kind in ("who", "where"):
        return float(bool(re.search(r"(?<=[a-z,] )[A-Z][a-zA-Z]", text)))
    if kind == "define":
        return float(bool(re.search(r"\b(is|are|was|were|means?)\b", text)))
    return 0.5
