"""Question → the vectors that are searched with, all of them from one pass of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kwell_qa import multilingual
from kwell_qa.bundle import Bundle
from kwell_qa.embedding import Embedder, RememberingEmbedder
from kwell_qa.questions import Query
from kwell_qa.searchwords import searched
from kwell_qa.tokens import terms
from kwell_qa.turns import asks_again

__all__ = ["QuestionEmbedder", "QuestionVectors"]

Vectors = NDArray[np.float32]
OWN = 0.5
"""Share of what a follow-up says itself, with the names it took, in the vector that is searched
with: the earlier turns are mostly the longer part. Chosen on the talks of the tests."""
_COUNTS = frozenset(terms("many much since"))
_MEASURES = _COUNTS.union(terms("long cost price last take often old big far begin end start"))
"""Words that say nothing of a thing that is named by no name: "how much does it cost" may be asked
of anything, and is asked in vain of most. ``_COUNTS`` say as little of what has one."""


@dataclass(frozen=True)
class QuestionVectors:
    """Vectors of one question, each of unit length.

    ``words`` has one row for each of ``Query.subject``, to compare with the corpus' words. ``own``
    is that of what a follow-up says itself, ``named`` that of the same with the names that it took
    from before: both ``None`` where it is no follow-up, or says nothing itself ("why?").
    """

    question: Vectors
    words: Vectors
    own: Vectors | None = None
    named: Vectors | None = None


class QuestionEmbedder:
    """Embeds questions to one corpus, whose own words and asks have their vectors already."""

    def __init__(self, bundle: Bundle, embedder: Embedder) -> None:
        self._bundle = bundle
        self._embedder = embedder

    def begin(self, query: Query) -> None:
        """Have what ``of`` needs embedded while the caller does something else."""
        if isinstance(self._embedder, RememberingEmbedder):
            self._embedder.begin([*self.texts(query)])

    def texts(self, query: Query) -> Iterator[str]:
        """All that is embedded for a question, and for each of its halves with it."""
        for one in (query, *query.halves):
            yield searched(one, self._reads)
            yield from self._own(one)
            yield from self._unknown(one)

    def of(self, query: Query, ask: int | None = None) -> QuestionVectors:
        """The vectors of ``query``; its own is known where it is the one in the row ``ask``, and is
        embedded as it stands.

        The question's are adapted to the corpus, as those are that they are compared with.
        """
        bundle = self._bundle
        unknown, own = self._unknown(query), self._own(query)
        asked = 1 + len(own)
        text = searched(query, self._reads)
        if ask is None or self._embedder.prompts or text != bundle.ask_texts[ask]:
            made = self._embedder.embed_queries([text, *own, *unknown])
            if bundle.adapter:
                made[:asked] = bundle.adapter.of_questions(made[:asked])
        else:
            made = bundle.ask_vectors.rows([ask])
            if unknown:
                made = np.concatenate([made, self._embedder.embed_queries(unknown)])
        words = self._words(query, made[asked:])
        if not own:
            return QuestionVectors(made[0], words)
        mixed = (1 - OWN) * made[0] + OWN * made[2]
        return QuestionVectors(mixed / np.linalg.norm(mixed), words, made[1], made[2])

    def _words(self, query: Query, unknown: Vectors) -> Vectors:
        number = self._bundle.word_number
        vectors = np.empty((len(query.subject), self._embedder.dimension), np.float32)
        known = np.array([stem in number for stem, _ in query.subject], bool)
        vectors[~known] = unknown
        rows = [number[stem] for stem, _ in query.subject if stem in number]
        vectors[known] = self._bundle.word_vectors.rows(rows)
        return vectors

    def _unknown(self, query: Query) -> list[str]:
        """The question's words that the corpus has no vectors of."""
        number = self._bundle.word_number
        return [word for stem, word in query.subject if stem not in number]

    def _own(self, query: Query) -> tuple[str, ...]:
        """What is embedded beside all of a follow-up that says something itself: just that, and
        that with the names it took from before."""
        alone = query.alone
        if alone is None or query.half or not alone.subject or asks_again(query.text):
            return ()
        taken = [name for name in query.names if name not in alone.names]
        if (_COUNTS if taken else _MEASURES).issuperset(stem for stem, _ in alone.subject):
            return ()
        text = searched(alone, self._reads)
        return text, " ".join([*taken, text])

    @cached_property
    def _reads(self) -> frozenset[str]:
        return multilingual.languages(self._bundle.manifest)
