"""Index and question → the sentences worth a look, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kwell_qa.answertypes import AnswerType
from kwell_qa.bags import Few, Wanted, spans
from kwell_qa.bundle import Bundle
from kwell_qa.candidates import Candidates
from kwell_qa.lexical import LexicalIndex
from kwell_qa.meanings import Meanings
from kwell_qa.pieces import REASONED, SOURCED
from kwell_qa.questions import Query
from kwell_qa.records import NUMBERED
from kwell_qa.retrieval import Found, Retriever
from kwell_qa.rows import CLAIM, OVERVIEW

__all__ = ["FEATURES", "Looker", "Weights"]

Vectors = NDArray[np.float32]
Values = NDArray[np.float64]
Numbers = NDArray[np.int64]
SECTIONS = 12
"""Sections, best first, whose every sentence is looked at."""
SENTENCES = 60
"""Nearest sentences that are looked at wherever they stand."""
NEAREST = 3
"""Asks of a sentence, nearest first, whose words are compared with the question's."""
FAR, FARTHER = 0.3, 0.2
"""Cosines that stand for those of asks and passages that are not among the nearest."""

FEATURES = (
    "cosine", "ask", "section", "bm25", "coverage", "rank", "named", "typed", "lead", "weak",
    "near_ask", "like_ask", "meant",
    "ask_over", "section_bm25", "fused", "section_best", "document_ask", "beyond_title",
    "nearest_here", "claim", "told", "told_over", "told_twice",
    "overview", "reason",
)  # fmt: skip
"""What is known of a candidate sentence; ``data/calibration.json`` holds a weight for each."""


@dataclass(frozen=True)
class Weights:
    """Search terms, and how much each counts."""

    wanted: Wanted
    values: Values

    @classmethod
    def of(cls, index: LexicalIndex, wanted: Sequence[str]) -> Weights:
        """Terms of ``index`` by rarity among passages."""
        terms = index.wanted(wanted)
        return cls(terms, index.rarity[terms.numbers])

    @property
    def total(self) -> float:
        return float(self.values.sum())

    def covered(self, held: NDArray[np.bool_]) -> Values:
        """Share of all weight that each text holds; ``held`` is (texts, terms)."""
        return np.asarray(held @ self.values / (self.total or 1.0))


@dataclass(frozen=True)
class _Sight:
    """The sentences at hand.

    By place: ``table``, their rows of ``Rows.sentences``; places in ``documents`` and ``sections``
    of those they belong to; bags of their terms; their vectors.
    """

    rows: Numbers
    table: Numbers
    documents: Numbers
    document: Numbers
    sections: Numbers
    section: Numbers
    terms: Few
    vectors: Vectors


class Looker:
    """What is known of sentences of one index."""

    def __init__(self, retriever: Retriever) -> None:
        self._bundle: Bundle = retriever.bundle
        self._wanted = retriever.wanted

    def weights(self, query: Query, wanted: Sequence[str]) -> Weights:
        """Weights of terms by rarity; twice for what a follow-up says itself."""
        weights = Weights.of(self._bundle.passage_terms, wanted)
        if not query.own:
            return weights
        own = [1 + (term in query.own) for term in wanted]
        return Weights(weights.wanted, weights.values * own)

    def candidates(self, query: Query, found: Found, meanings: Meanings) -> Candidates:
        """Sentences worth a look with what is known of them; their scores are still 0."""
        sight = self._sight(self._worth_a_look(found))
        if not len(sight.rows):
            return Candidates(sight.rows, sight.rows, sight.rows, sight.vectors,
                              np.zeros((0, len(FEATURES)), np.float32), np.zeros(0))  # fmt: skip
        return Candidates(
            sight.rows, sight.table[:, 0], sight.table[:, 1], sight.vectors,
            self._features(query, found, sight, meanings), np.zeros(len(sight.rows)),
        )  # fmt: skip

    def names_in(self, names: Sequence[str], pool: Candidates) -> NDArray[np.bool_]:
        """Which of ``names`` each sentence holds, or its document's title and artists.

        Shape (sentences, names).
        """
        if not names:
            return np.zeros((len(pool), 0), bool)
        held = self._bundle.bags.title_names.of(pool.documents).hold(self._bundle.names(names))
        folded = [name.casefold() for name in names]
        for place in np.flatnonzero(~held.all(axis=1)).tolist():
            text = self._bundle.sentence(int(pool.rows[place])).casefold()
            held[place] |= [name in text for name in folded]
        return held

    def _worth_a_look(self, found: Found) -> Numbers:
        """Rows of the nearest sentences and of all in the best sections."""
        sections = found.fused.in_order()[:SECTIONS]
        starts = self._bundle.rows.sections[sections, 2]
        lengths = self._bundle.rows.sections[sections + 1, 2] - starts
        inside, _ = spans(starts, lengths)
        return np.unique(np.concatenate([found.sentence_rows[:SENTENCES], inside]))

    def _sight(self, rows: Numbers) -> _Sight:
        bundle = self._bundle
        table = bundle.rows.sentences[rows].astype(np.int64)
        documents, document = np.unique(table[:, 0], return_inverse=True)
        sections, section = np.unique(table[:, 3], return_inverse=True)
        return _Sight(
            rows, table, documents, document, sections, section,
            bundle.bags.sentence_terms.of(rows), bundle.sentence_vectors.rows(rows),
        )  # fmt: skip

    def _features(
        self, query: Query, found: Found, sight: _Sight, meanings: Meanings
    ) -> Vectors:
        """What is known of each sentence, shape (rows, features).

        Column by column: what is the same for a section or document is worked out once.
        """
        bundle, section, document = self._bundle, sight.section, sight.document
        wanted = [term for term in self._wanted(query) if term.isascii() or not query.translated]
        weights = self.weights(query, wanted)
        cosines = sight.vectors @ found.vector
        best_here = np.zeros(len(sight.sections), np.float32)
        np.maximum.at(best_here, section, cosines)
        titles = bundle.bags.title_terms.of(sight.documents)
        held = sight.terms.hold(weights.wanted)
        overlaps = self._overlaps(found, weights)
        near_ask, like_ask = self._through_asks(found, sight)
        told, told_over, told_twice = _told(found, sight, bundle.rows.sections, overlaps)
        flags = bundle.rows.documents[sight.documents, 1][document]
        fused_at, fused_held = found.fused.find(sight.sections)
        columns = (
            cosines,
            found.ask_cosine.value_of(sight.sections, FARTHER)[section],
            found.passage_cosine.value_of(sight.sections, FARTHER)[section],
            found.sentence_bm25.of(sight.rows) / (found.sentence_bm25.best() or 1.0),
            weights.covered(held),
            _inverse_rank(found, fused_at, fused_held)[section],
            bundle.named(sight.sections, query.names)[section],
            AnswerType.of(query).met(
                bundle.bags.sentence_pieces.of(sight.rows), sight.table[:, 6]
            ),
            sight.table[:, 1] == 0,
            (sight.table[:, 6] & SOURCED) == 0,
            near_ask,
            like_ask,
            _meant(meanings, sight, titles),
            _over(found, sight.sections, overlaps)[section],
            found.passage_bm25.value_of(sight.sections, 0.0)[section],
            found.fused.value_of(sight.sections, 0.0)[section] / _best(found.fused.values),
            best_here[section],
            self._document_ask(found, sight)[document],
            _beyond(held, titles.hold(weights.wanted)[document], weights),
            cosines == best_here[section],
            flags & CLAIM > 0,
            told,
            told_over,
            told_twice,
            flags & OVERVIEW > 0,
            (query.kind == "why") * ((sight.table[:, 6] & REASONED) > 0),
        )
        return np.array(columns, np.float32).T

    def _overlaps(self, found: Found, weights: Weights) -> Values:
        """Share of their words that question and each near ask have in common, 0 to 1.

        Rarer ones count more.
        """
        rarity = self._bundle.passage_terms.rarity
        asks = self._bundle.bags.ask_terms.of(found.asks.rows)
        held = asks.hold(weights.wanted)
        # What an ask says beside the question's words: all of it, less what both say.
        beside = asks.sums(rarity[asks.numbers]) - held @ rarity[weights.wanted.numbers]
        every = weights.total + np.maximum(beside, 0.0)
        return np.divide(held @ weights.values, every, out=np.zeros(len(every)), where=every > 0)

    def _document_ask(self, found: Found, sight: _Sight) -> Values:
        """Cosine of the nearest ask of each document."""
        best = np.full(len(sight.documents), FARTHER)
        of = self._bundle.rows.asks[found.asks.rows, 0]
        at = np.minimum(np.searchsorted(sight.documents, of), len(sight.documents) - 1)
        same = sight.documents[at] == of
        np.maximum.at(best, at[same], found.asks.cosines[same])
        return best

    def _through_asks(self, found: Found, sight: _Sight) -> tuple[Values, Values]:
        """How near sentences are to the ask of their section that is nearest to the question.

        By meaning and by words. An ask says in people's words what some sentence of its section
        says in its own.
        """
        at, held = found.ask_cosine.find(sight.sections)
        asks = found.asks.rows[found.ask_cosine.places[at[held]]]
        near, like = np.full(len(sight.rows), FAR), np.zeros(len(sight.rows))
        if not len(asks):
            return near, like
        place = np.cumsum(held) - 1
        asked = held[sight.section]
        which = place[sight.section][asked]
        vectors = self._bundle.ask_vectors.rows(asks)
        near[asked] = np.einsum("ij,ij->i", vectors[which], sight.vectors[asked])
        like[asked] = self._alike(sight, place, asks)[asked]
        return near, like

    def _alike(self, sight: _Sight, place: Numbers, asks: Numbers) -> Values:
        """Share of the weight of its section's ask that each sentence holds.

        ``place`` is that of each section's ask in ``asks``.
        """
        rarity = self._bundle.passage_terms.rarity
        terms = self._bundle.bags.ask_terms.of(asks)
        weight = rarity[terms.numbers]
        total = terms.sums(weight)
        # A term of an ask and a term of a sentence are the same if both numbers are.
        asked = np.sort(terms.owners * len(rarity) + terms.numbers)
        said = place[sight.section][sight.terms.owners] * len(rarity) + sight.terms.numbers
        if not len(asked):
            return np.zeros(len(sight.rows))
        same = asked[np.minimum(np.searchsorted(asked, said), len(asked) - 1)] == said
        shared = sight.terms.sums(rarity[sight.terms.numbers] * same)
        return shared / np.where(total > 0, total, 1.0)[place][sight.section]


def _best(values: Values) -> float:
    return float(values.max()) if len(values) else 1.0


def _inverse_rank(found: Found, at: Numbers, held: NDArray[np.bool_]) -> Values:
    """1 for the best section, 1/2 for the next, 1/26 for those that were not fused."""
    ranks = np.full(len(at), 25.0)
    ranks[held] = found.fused.ranks[at[held]]
    return 1 / (1 + ranks)


def _meant(meanings: Meanings, sight: _Sight, titles: Few) -> Values:
    """How far each sentence, with its title, means what the question's words mean."""
    best = meanings.nearest(sight.terms.beside(titles))
    count = len(sight.rows)
    return meanings.covered(np.maximum(best[:, :count], best[:, count:][:, sight.document]))


def _beyond(held: NDArray[np.bool_], titled: NDArray[np.bool_], weights: Weights) -> Values:
    """Share of the weight of what the title leaves unsaid that each sentence holds."""
    left = ~titled * weights.values
    total = left.sum(axis=1)
    return np.asarray((held * left).sum(axis=1) / np.where(total > 0, total, 1.0))


def _over(found: Found, sections: Numbers, overlaps: Values) -> Values:
    """How far the question and the nearest ask of each section are the same words, 0 to 1."""
    over = np.zeros(len(sections))
    at, held = found.ask_cosine.find(sections)
    held &= (found.ask_cosine.ranks[at] if len(found.ask_cosine.keys) else at) < SECTIONS
    over[held] = overlaps[found.ask_cosine.places[at[held]]]
    return over


def _told(
    found: Found, sight: _Sight, sections: NDArray[np.int32], overlaps: Values
) -> tuple[Values, Values, Values]:
    """What the asks say that each sentence answers: how near the nearest of them is to the
    question by meaning and by words, and the second nearest by meaning."""
    asks = found.asks
    if not len(asks.rows):
        return np.full(len(sight.rows), FARTHER), np.zeros(len(sight.rows)), np.full(
            len(sight.rows), FARTHER)  # fmt: skip
    # Which of its section's sentences each is: an ask has a bit for it.
    inside = sight.rows - sections[sight.table[:, 3], 2]
    bits = np.where(inside < NUMBERED, 1 << np.minimum(inside, NUMBERED - 1), 0)
    of = sight.table[:, 3][:, None] == asks.sections
    of &= (asks.answers == 0) | (asks.answers & bits[:, None] > 0)
    count = np.cumsum(of, axis=1)
    near, again = (
        np.where((hit := of & (count == number)).any(axis=1), asks.cosines[hit.argmax(axis=1)],
                 FARTHER)
        for number in (1, 2)
    )  # fmt: skip
    over = np.where(of & (count <= NEAREST), overlaps, 0.0).max(axis=1)
    return near, over, again
