"""Query → ranked passages, and the evidence on every sentence near them."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kwell_qa import prior
from kwell_qa.bags import spans
from kwell_qa.bundle import Bundle
from kwell_qa.embedding import Embedder
from kwell_qa.firsts import Firsts, first_places
from kwell_qa.lexical import Hits
from kwell_qa.questions import Query
from kwell_qa.questionvectors import QuestionEmbedder, QuestionVectors
from kwell_qa.records import RankedPassage
from kwell_qa.rows import OVERVIEW
from kwell_qa.tokens import terms

__all__ = ["Asks", "Found", "Itself", "Retriever", "fuse"]

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Allowed = NDArray[np.bool_]
RRF_K = 8
"""Cormack, Clarke and Büttcher 2009, "Reciprocal Rank Fusion", take 60, for lists that are about as
good as each other. Where one is much the better, on some corpora the dense one and on others BM25,
its first places must count for more than both lists' middle ones (Bruch, Gai and Ingber 2023, "An
Analysis of Fusion Functions for Hybrid Retrieval"): see docs/evaluation.md."""
WEIGHTS = {"dense": 1.0, "bm25": 0.8, "asks": 2.5, "sentences": 1.0}
"""Asks were written by people who knew which sentences answer them. Where there are none, two lists
by vectors, of passages and of their sentences, stand beside BM25, which takes its share of both."""
_LISTS = re.compile(
    r"\b(list|which .*s (are|have|do|did|were|with|about)|what .*s (have|are there|did .* each)"
    r"|all the|several|more than one|examples)\b"
)
"""What is said where several things are asked for."""
PASSING = frozenset({"platform", "place"})
"""Kinds of names that say where something happened rather than whom it is about."""
UNDERSTOOD = 0.6
"""Share of a question that lexicon and names must have read for its own words to be left out."""
DEPTH = 100
"""How far down each list fusion looks."""
ASKS = 200
"""How many asks are looked at: each tells of a few sentences only."""
NEIGHBOURS, SHARPNESS = 20, 20.0
"""Questions nearest to the asked one, and how much more the nearer of them count."""
OTHERS = re.compile(r"\b(?:others?|else|another|besides|apart from|except)\b", re.IGNORECASE)
"""Words of those who ask for more than what they know."""
UNTOLD = 0.31
"""The share that speaks for neither, where no unanswered questions are known: midway between what
answerable and unanswerable questions of our own have, 0.15 and 0.47."""


@dataclass(frozen=True)
class Asks:
    """The asks that are nearest to a question, nearest first: row, cosine, row of the section, and
    which of its sentences answer it, a bit each, 0 for all."""

    rows: Rows
    cosines: Vectors
    sections: Rows
    answers: Rows


@dataclass(frozen=True)
class Itself:
    """What a follow-up says itself: its vector without the earlier turns, and ``Found.in_vain`` of
    it with the names that it took from them, but no more."""

    vector: Vectors
    in_vain: float


@dataclass(frozen=True)
class Found:
    """What retrieval saw for one query.

    ``rows`` are those of the passages, best first, with their fused ``scores``; ``lists`` are the
    rows of passages that were fused, by name, best first. ``sentence_rows`` are the nearest
    sentences, ``sentence_bm25`` that of every one. By row of the section: the cosines of its
    nearest ask and passage, BM25 of its best passage as a share of the best of all, and its best
    fused score.
    """

    vector: Vectors
    word_vectors: Vectors
    """One row for each of ``Query.subject``, to compare with the corpus' words."""
    rows: Rows
    scores: NDArray[np.float64]
    lists: dict[str, Rows]
    sentence_bm25: Hits
    sentence_rows: Rows
    asks: Asks
    ask_cosine: Firsts
    passage_cosine: Firsts
    passage_bm25: Firsts
    fused: Firsts
    in_vain: float
    """Share of the nearest questions known, nearer ones counting more, that nothing answers."""
    prior: float
    """How far the question by itself is like those that nothing answers, about -1 to 1."""
    agreement: float
    """How many of the other lists have the best section of the fused one first, 0 to 1."""
    itself: Itself | None = None
    """``None`` for what is no follow-up, or says nothing itself: "why?"."""
    embed_ms: float = 0.0
    """How long the search waited for vectors, in milliseconds; next to nothing where the screen
    had them made before."""

    @cached_property
    def passages(self) -> tuple[tuple[int, float, dict[str, int]], ...]:
        """Rows of passages, best first, with their fused scores and ranks by list."""
        ranks = {
            name: {row: rank for rank, row in reversed([*enumerate(rows.tolist(), start=1)])}
            for name, rows in self.lists.items()
        }
        return tuple(
            (row, score, {name: held[row] for name, held in ranks.items() if row in held})
            for row, score in zip(self.rows.tolist(), self.scores.tolist(), strict=True)
        )


def fuse(
    lists: Mapping[str, Rows], weights: Mapping[str, float]
) -> tuple[Rows, NDArray[np.float64]]:
    """Reciprocal rank fusion of lists of rows: rows best first, equal ones by row, and scores."""
    rows = np.concatenate([*lists.values()])
    shares = np.concatenate(
        [weights.get(name, 1.0) / (RRF_K + 1 + np.arange(len(found)))
         for name, found in lists.items()]
    )  # fmt: skip
    once, places = np.unique(rows, return_inverse=True)
    scores: NDArray[np.float64] = np.bincount(places, shares, len(once)).astype(np.float64)
    order = np.lexsort((once, -scores))
    return once[order], scores[order]


def _passages_of(sections: Rows, table: NDArray[np.int32]) -> Rows:
    """Rows of the passages of some sections, section by section; ``table`` is ``Rows.sections``."""
    starts = table[sections, 1]
    return spans(starts, table[sections + 1, 1] - starts)[0]


def _agreement(fused: Firsts, others: Sequence[Firsts]) -> float:
    best = fused.in_order()[:1].tolist()
    return sum(one.in_order()[:1].tolist() == best for one in others) / 3 if best else 0.0


class Retriever:
    """Dense and lexical search over one index."""

    def __init__(self, bundle: Bundle, embedder: Embedder) -> None:
        self.bundle = bundle
        self.embedder = embedder
        self._questions = QuestionEmbedder(bundle, embedder)

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

    def search(
        self, query: Query, without_ask: str | None = None, ask: int | None = None,
        among: Allowed | None = None,
    ) -> Found:  # fmt: skip
        """Passages and sentence evidence for ``query``; one forward pass of the model.

        ``without_ask`` leaves that one of the ``asks`` out, to calibrate on the others. Where
        ``query`` is one of them itself, ``ask`` is its row: its vector is known. ``among`` tells
        of each document whether it may be quoted, where that is not for the question to say.
        """
        bundle, rows = self.bundle, self.bundle.rows
        # What needs no vector comes first: the model may be at it still, beside this thread.
        allowed = self._quotable(query) if among is None else among
        wanted = self.wanted(query)
        hits = bundle.passage_terms.hits(wanted)
        lexical = hits.leading(DEPTH)
        lexical = lexical[self._apt(allowed, "passages", lexical)]
        sentence_bm25 = bundle.sentence_terms.hits(wanted)
        leading = sentence_bm25.leading(30)
        leading = leading[self._apt(allowed, "sentences", leading)]

        begun = time.perf_counter()
        asked = self._questions.of(query, ask)
        vector = asked.question
        embed_ms = (time.perf_counter() - begun) * 1000
        dense, cosines = bundle.passage_vectors.search(vector, DEPTH)
        apt = self._apt(allowed, "passages", dense)
        dense, cosines = dense[apt], cosines[apt]
        asks = self._asks(allowed, vector, without_ask)
        sentences, _ = bundle.sentence_vectors.search(vector, DEPTH)
        sentences = sentences[self._apt(allowed, "sentences", sentences)]

        ask_cosine = Firsts.of(asks.sections, asks.cosines)
        holders = rows.sentences[sentences, 2].astype(np.int64)
        holders = holders[holders >= 0]
        lists = {
            "dense": dense,
            "bm25": lexical,
            "asks": _passages_of(ask_cosine.in_order(), rows.sections),
            "sentences": holders[first_places(holders)],
        }
        fused, scores = fuse(lists, WEIGHTS)
        fused, scores = self._named_first(query, fused, scores)
        fused, scores = fused[:DEPTH], scores[:DEPTH]
        by_section = Firsts.of(rows.sections_of("passages", fused), scores)
        passage_cosine = Firsts.of(rows.sections_of("passages", dense), cosines)
        shared = hits.of(lexical).astype(np.float64)
        passage_bm25 = Firsts.of(rows.sections_of("passages", lexical), shared / shared[:1])
        near = np.concatenate([sentences, leading])
        return Found(
            vector=vector,
            word_vectors=asked.words,
            rows=fused,
            scores=scores,
            lists=lists,
            sentence_bm25=sentence_bm25,
            sentence_rows=near[first_places(near)],
            asks=asks,
            ask_cosine=ask_cosine,
            passage_cosine=passage_cosine,
            passage_bm25=passage_bm25,
            fused=by_section,
            in_vain=self._in_vain(query, vector, asks.cosines),
            prior=prior.of(bundle.prior, vector),
            agreement=_agreement(by_section, (ask_cosine, passage_cosine, passage_bm25)),
            itself=self._itself(query, asked, without_ask),
            embed_ms=embed_ms,
        )

    def _quotable(self, query: Query) -> Allowed:
        """Which documents may be quoted.

        Overviews, which say a little of much, are for questions that want several things: others
        find all there is to quote in the documents that the overviews were made from. Where others
        than somebody are asked for, what is about that person is no answer.
        """
        allowed = self._all if self._wants_several(query) else self._single
        if not query.besides:
            return allowed
        titles = self.bundle.bags.title_names
        about = titles.of(np.arange(len(titles))).hold(self.bundle.names(query.besides))
        others = allowed.copy()
        others[: len(about)] &= ~about.any(axis=1)
        return others

    @cached_property
    def _all(self) -> Allowed:
        return np.ones(len(self.bundle.rows.documents), bool)

    @cached_property
    def _single(self) -> Allowed:
        allowed: Allowed = self.bundle.rows.documents[:, 1] & OVERVIEW == 0
        return allowed

    def only(self, documents: Collection[str]) -> Allowed:
        """That nothing but these documents may be quoted; those that there are not are no fault."""
        allowed = np.zeros(len(self.bundle.rows.documents), bool)
        known = self.bundle.number
        allowed[[known[one] for one in documents if one in known]] = True
        return allowed

    def _apt(self, allowed: Allowed, family: str, found: Rows) -> Allowed:
        """Which of some passages, sentences or asks are of such documents."""
        apt: Allowed = allowed[getattr(self.bundle.rows, family)[found, 0]]
        return apt

    def _wants_several(self, query: Query) -> bool:
        """Whether a question compares or lists, or names two artists who do not go together."""
        if query.kind == "compare" or query.besides or _LISTS.search(query.english.casefold()):
            return True
        namer = self.bundle.namer
        artists = [name for name in query.names if namer.kinds.get(name) in ("person", "group")]
        return any(
            two not in namer.groups.get(one, ()) and one not in namer.groups.get(two, ())
            for one, two in itertools.combinations(artists, 2)
        )

    def _asks(self, allowed: Allowed, vector: Vectors, without: str | None) -> Asks:
        """The nearest asks, but for ``without``."""
        bundle = self.bundle
        found, cosines = bundle.ask_vectors.search(vector, ASKS)
        apt = self._apt(allowed, "asks", found)
        found, cosines = found[apt], cosines[apt]
        if without is not None:
            kept = np.array([bundle.ask_texts[row] != without for row in found.tolist()], bool)
            found, cosines = found[kept], cosines[kept]
        sections = bundle.rows.sections_of("asks", found)
        return Asks(found, cosines, sections, bundle.rows.asks[found, 2].astype(np.int64))

    def _named_first(
        self, query: Query, rows: Rows, scores: NDArray[np.float64]
    ) -> tuple[Rows, NDArray[np.float64]]:
        """Passages by fused scores, those less that hold fewer of the names in the question."""
        kinds = self.bundle.namer.kinds
        binding = [name for name in query.names if kinds.get(name) not in PASSING]
        if not binding or not len(rows):
            return rows, scores
        once, places = np.unique(
            self.bundle.rows.sections_of("passages", rows), return_inverse=True
        )
        scores = scores * (0.4 + 0.6 * self.bundle.named(once, binding))[places]
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def _in_vain(self, query: Query, vector: Vectors, asks: Vectors) -> float:
        """Of the questions nearest to the asked one, asks and unanswered ones, the share of the
        latter: nearest neighbours weighted by exp(SHARPNESS x cosine).

        A vector hardly tells "which other member" from "which member": that others are asked for in
        vain says nothing of who asks for one.
        """
        if not len(self.bundle.unanswered):
            return UNTOLD
        if query.names and not query.subject:
            return 0.0  # "who is Renjun?" asks for nothing that could be missing
        rows, unanswered = self.bundle.unanswered_vectors.search(vector, NEIGHBOURS)
        if not OTHERS.search(f"{query.english} {query.text}"):
            unanswered = unanswered[~self._of_others[rows]]
        cosines = np.concatenate([asks[:NEIGHBOURS], unanswered])
        nearest = np.argsort(-cosines, kind="stable")[:NEIGHBOURS]
        weights = np.exp(SHARPNESS * cosines[nearest])
        return float(weights[nearest >= len(asks[:NEIGHBOURS])].sum() / (weights.sum() or 1.0))

    @cached_property
    def _of_others(self) -> Allowed:
        """Which of the unanswered questions ask for others than what is known."""
        asked = self.bundle.unanswered
        return np.fromiter((bool(OTHERS.search(one)) for one in asked), bool, len(asked))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of messages or their glosses as they are given, shape (texts, dimension)."""
        return self.embedder.embed_queries(texts)

    def begin(self, query: Query) -> None:
        """Have what ``search`` needs embedded while the caller does something else."""
        self._questions.begin(query)

    def _itself(self, query: Query, asked: QuestionVectors, without: str | None) -> Itself | None:
        if asked.own is None or asked.named is None:
            return None
        asks = self._asks(self._all, asked.named, without)
        return Itself(asked.own, self._in_vain(query, asked.named, asks.cosines))

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
