"""Evidence on sentences → the one to six that together answer, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.answertypes import AnswerType
from kwell_qa.attributes import attributes_met, specifics_missed
from kwell_qa.bundle import Bundle
from kwell_qa.errors import IndexFault
from kwell_qa.meanings import Meanings
from kwell_qa.questions import Query
from kwell_qa.retrieval import Found, Retriever
from kwell_qa.tokens import terms

__all__ = ["FEATURES", "SURENESS", "Candidate", "Selection", "Selector", "ruled_out"]

Vectors = NDArray[np.float32]
MAX_SENTENCES = 6
KEPT = 8192
"""Sentences, asks and titles whose terms and vectors stay in memory after use."""
LIMITS = {"define": 5, "how": 5, "why": 5, "compare": 6}
"""Sentences at the most by what a question asks for; four for other kinds."""

FEATURES = (
    "cosine", "ask", "section", "bm25", "coverage", "rank", "named", "typed", "lead", "weak",
    "near_ask", "like_ask", "meant",
)  # fmt: skip
"""What is known of a candidate sentence; ``data/calibration.json`` holds a weight for each."""

SURENESS = (
    "best", "second", "ask", "section", "cosine", "coverage", "inner", "rare", "named", "foreign",
    "typed", "focus", "understood",
    "meant", "meant_near", "unmeant", "attribute", "elsewhere",
)  # fmt: skip
"""What is known of a whole selection, from which its probability of answering is made."""

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


def ruled_out(evidence: Sequence[float]) -> bool:
    """Whether the sentences cannot answer, however near they are.

    So where they name nobody that the question names, cannot tell the attribute it asks, or
    speak of another year or country.
    """
    known = dict(zip(SURENESS, evidence, strict=True))
    return known["foreign"] == 1 or known["attribute"] == 0 or known["elsewhere"] == 1


class Selector:
    """Chooses sentences by weights that were fitted to labelled questions."""

    def __init__(self, retriever: Retriever, calibration: Mapping[str, Any]) -> None:
        self._retriever = retriever
        self._bundle: Bundle = retriever.bundle
        sentence, sureness = calibration["sentence"], calibration["sureness"]
        for fitted, wanted in ((sentence, FEATURES), (sureness, SURENESS)):
            if set(fitted["weights"]) != set(wanted):
                raise IndexFault(
                    "manifest.json: calibrated for other evidence than this version uses; "
                    "run: python scripts/build_index.py"
                )
        self._weights = np.array([sentence["weights"][name] for name in FEATURES])
        self._bias = float(sentence["bias"])
        self._sure = np.array([sureness["weights"][name] for name in SURENESS])
        self._sure_bias = float(sureness["bias"])
        self._frequencies = self._bundle.passage_terms.frequencies()
        self._sentences = self._bundle.sentence_vectors
        self._vector = lru_cache(KEPT)(self._sentences.row)
        self._ask_vector = lru_cache(KEPT)(self._bundle.ask_vectors.row)
        self._ask_terms = lru_cache(KEPT)(lambda row: frozenset(terms(self._bundle.ask_texts[row])))
        self._title_terms = lru_cache(KEPT)(
            lambda number: frozenset(terms(self._bundle.documents[number].title))
        )
        self.terms_of = lru_cache(KEPT)(self._terms_of)
        self._mentions = lru_cache(KEPT)(self._bundle.namer.mentions)

    def _terms_of(self, row: int) -> frozenset[str]:
        """Search terms of a sentence."""
        number, index = self._bundle.sentence_rows[row]
        document = self._bundle.documents[number]
        sentence = document.sentences[index]
        return frozenset(terms(document.text[sentence.start : sentence.end]))

    def _idf(self, term: str) -> float:
        return self._bundle.passage_terms.idf(term, self._frequencies)

    def candidates(self, query: Query, found: Found) -> list[Candidate]:
        """Sentences worth a look with their features, best score first."""
        bundle = self._bundle
        place: dict[tuple[int, int], int] = {}
        for rank, (row, _, _) in enumerate(found.passages[:20]):
            place.setdefault(bundle.rows.section_of_passage(row), rank)
        rows: dict[int, None] = dict.fromkeys(found.sentence_rows[:60])
        for number, section in list(place)[:8]:
            for index, sentence in enumerate(bundle.documents[number].sentences):
                if sentence.section == section:
                    rows.setdefault(bundle.rows.sentence(number, index))
        if not rows:
            return []
        wanted = [term for term in query.terms if term.isascii() or not query.translated]
        weights = {term: self._idf(term) for term in wanted}
        total = sum(weights.values()) or 1.0
        best_bm25 = found.sentence_bm25.best() or 1.0
        order = list(rows)
        cosines = self._sentences.rows(order) @ found.vector
        answer_type = AnswerType.of(query)
        meanings = Meanings(query, found, self._bundle, self._idf)
        features = np.zeros((len(order), len(FEATURES)))
        for i, row in enumerate(order):
            number, index = bundle.sentence_rows[row]
            document = bundle.documents[number]
            sentence = document.sentences[index]
            text = document.text[sentence.start : sentence.end]
            key = (number, sentence.section)
            here = self.terms_of(row)
            covered = sum(weight for term, weight in weights.items() if term in here)
            held = bundle.names_of.section(*key)
            features[i] = (
                cosines[i],
                found.ask_cosine.get(key, 0.2),
                found.passage_cosine.get(key, 0.2),
                found.sentence_bm25[row] / best_bm25,
                covered / total,
                1 / (1 + place.get(key, 25)),
                sum(name in held for name in query.names) / len(query.names) if query.names else 1,
                answer_type.met(text),
                1.0 if index == 0 else 0.0,
                0.0 if sentence.sources else 1.0,
                *self._through_ask(found, key, row, here),
                meanings.covered(here | self._title_terms(number)),
            )
        scores = features @ self._weights + self._bias
        found_candidates = [
            Candidate(
                *bundle.sentence_rows[row], row, tuple(features[i].tolist()), float(scores[i])
            )
            for i, row in enumerate(order)
        ]
        return sorted(found_candidates, key=lambda c: (-c.score, c.row))

    def _through_ask(
        self, found: Found, key: tuple[int, int], row: int, here: frozenset[str]
    ) -> tuple[float, float]:
        """How near a sentence is to the ask of its section that is nearest to the question.

        An ask says in people's words what some sentence of its section says in its own.
        """
        ask = found.ask_row.get(key)
        if ask is None:
            return 0.3, 0.0
        weights = {term: self._idf(term) for term in self._ask_terms(ask)}
        total = sum(weights.values()) or 1.0
        shared = sum(weight for term, weight in weights.items() if term in here) / total
        return float(self._ask_vector(ask) @ self._vector(row)), shared

    def names_of(self, candidate: Candidate) -> frozenset[str]:
        """Canonical names in a sentence and in its document's title and artists."""
        names = self._names_in(candidate.row)
        return names | self._bundle.names_of.title(candidate.document)

    def _names_in(self, row: int) -> frozenset[str]:
        number, index = self._bundle.sentence_rows[row]
        document = self._bundle.documents[number]
        sentence = document.sentences[index]
        return self._mentions(document.text[sentence.start : sentence.end])

    def select(self, query: Query, found: Found) -> Selection:
        """The sentences that together answer ``query`` best."""
        ranked = self.candidates(query, found)
        if not ranked:
            return Selection((), 0.0, (0.0,) * len(SURENESS))
        chosen = self._greedy(query, ranked)
        evidence, foreign = self._evidence(query, found, ranked, chosen)
        probability = _logistic(float(np.dot(self._sure, evidence)) + self._sure_bias)
        if ruled_out(evidence):
            probability = 0.0
        return Selection(tuple(self._in_order(query, chosen)), probability, evidence, foreign)

    def _greedy(self, query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
        limit = MAX_SENTENCES if query.many else LIMITS.get(query.kind or "", 4)
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
                    (float(self._vector(candidate.row) @ self._vector(c.row)) for c in chosen),
                    default=0.0,
                )
                held = self.names_of(candidate) if names_left else frozenset()
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
                float(self._vector(best.row) @ self._vector(c.row)) > 0.93 for c in chosen
            )
            pool.remove(best)
            if duplicate:
                continue
            chosen.append(best)
            covered |= self.terms_of(best.row)
            names_left -= self.names_of(best)
        return chosen

    def _evidence(
        self, query: Query, found: Found, ranked: Sequence[Candidate], chosen: Sequence[Candidate]
    ) -> tuple[tuple[float, ...], tuple[str, ...]]:
        bundle = self._bundle
        weights = {term: self._idf(term) for term in query.terms}
        answer_type = AnswerType.of(query)
        meanings = Meanings(query, found, self._bundle, self._idf)
        near: set[str] = set()
        inner: set[str] = set()
        held: set[str] = set()
        typed = focus = ask = section_cosine = 0.0
        quoted: list[str] = []
        around: list[str] = []
        for candidate in chosen:
            document = bundle.documents[candidate.document]
            sentence = document.sentences[candidate.sentence]
            key = (candidate.document, sentence.section)
            part = document.sections[sentence.section]
            here = self.terms_of(candidate.row)
            inner |= here
            beside = (document.title, part.heading or "", *part.asks)
            near |= here | set(terms(" ".join(beside)))
            held |= bundle.names_of.section(*key)
            quoted.append(document.text[sentence.start : sentence.end])
            around += (document.title, document.period or "", document.text[part.start : part.end])
            met = answer_type.met(quoted[-1])
            typed = max(typed, met)
            if answer_type.focus:
                focus = max(focus, met * (len(answer_type.focus & here) / len(answer_type.focus)))
            else:
                focus = max(focus, 0.5)
            ask = max(ask, found.ask_cosine.get(key, 0.2))
            section_cosine = max(section_cosine, found.passage_cosine.get(key, 0.2))
        inner |= {term for candidate in chosen[:1]
                  for term in terms(bundle.documents[candidate.document].title)}  # fmt: skip
        if query.translated:
            # What the gloss could not turn into English says nothing about coverage.
            weights = {term: weight for term, weight in weights.items() if term.isascii()}
        total = sum(weights.values()) or 1.0
        missing = [weight for term, weight in weights.items() if term not in near]
        foreign = tuple(name for name in query.names if name not in held)
        scores = [candidate.score for candidate in ranked[:2]] + [-6.0]
        evidence = (
            max(-6.0, scores[0]) / 4,
            max(-6.0, scores[1]) / 4,
            ask,
            section_cosine,
            max((candidate.features[0] for candidate in chosen), default=0.0),
            sum(weight for term, weight in weights.items() if term in near) / total,
            sum(weight for term, weight in weights.items() if term in inner) / total,
            max(missing, default=0.0) / 10,
            1.0 - (len(foreign) / len(query.names) if query.names else 0.0),
            1.0 if foreign and len(foreign) == len(query.names) else 0.0,
            typed,
            focus,
            query.understood,
            meanings.covered(inner),
            meanings.covered(near),
            meanings.missed(near),
            attributes_met(query.english, " ".join(quoted)),
            float(specifics_missed(f"{query.english} {query.text}", " ".join(around))),
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
