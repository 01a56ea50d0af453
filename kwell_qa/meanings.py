"""How far texts mean what a question's words mean, whatever words they use themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kwell_qa.bags import Few
from kwell_qa.bundle import Bundle
from kwell_qa.questions import Query
from kwell_qa.retrieval import Found

__all__ = ["Meanings"]

Near = NDArray[np.float32]
Shares = NDArray[np.float64]


class Meanings:
    """How far texts mean what a question's words mean, whatever words they use.

    Each word of the question counts with its nearest word in the text, by cosine of their
    vectors: 0 at 0.3, which unrelated words have, 1 for the word itself.
    """

    def __init__(self, query: Query, found: Found, bundle: Bundle) -> None:
        self._bundle = bundle
        self._place = {word: place for place, (word, _) in enumerate(query.subject)}
        self._subject = found.word_vectors if len(bundle.words) else found.word_vectors[:0]
        terms = bundle.passage_terms
        stems = [stem for stem, _ in query.subject][: len(self._subject)]
        self._weight = terms.rarity[terms.numbers(stems)]
        self._column = np.full(len(bundle.words), -1, np.int32)
        """Column of each of the corpus' words in ``_cosines``, which grows as they come up."""
        self._cosines = np.empty((len(self._subject), 0), np.float32)

    def nearest(self, texts: Few) -> Near:
        """The nearest of each text's words to each word of the question, shape (words, texts).

        ``texts`` are bags of terms.
        """
        best = np.zeros((len(self._subject), texts.rows), np.float32)
        words = self._bundle.word_of_term[texts.numbers]
        known = (words >= 0).nonzero()[0]
        if not len(self._subject) or not len(known):
            return best
        near = self._near_to(words[known])
        counts = np.bincount(texts.owners[known], minlength=texts.rows)
        filled = counts.nonzero()[0]
        starts = (counts.cumsum() - counts)[filled]
        nearest = np.maximum.reduceat(near, starts, axis=1)
        best[:, filled] = ((nearest - 0.3) / 0.7).clip(0, 1)
        return best

    def _near_to(self, words: NDArray[np.int32]) -> Near:
        """Cosines of the question's words with ``words``, rows of theirs; shape (words, words).

        Only the words at hand are compared, each once: a corpus has thousands of others.
        """
        columns = self._column
        fresh = words[columns[words] < 0]
        if len(fresh):
            order = np.arange(len(fresh))
            columns[fresh] = order  # the last of equal ones stays
            once = fresh[columns[fresh] == order]
            columns[once] = self._cosines.shape[1] + order[: len(once)]
            vectors = self._bundle.word_vectors.rows(once)
            self._cosines = np.concatenate([self._cosines, self._subject @ vectors.T], axis=1)
        return self._cosines.take(columns[words], axis=1)

    def covered(self, best: Near) -> Shares:
        """For each text, the mean over the question's words, rarer ones counting more.

        ``best`` is what ``nearest`` gave. 1 for a question of names.
        """
        if not len(best):
            return np.ones(best.shape[1])
        return np.asarray(self._weight @ best / self._weight.sum())

    def missed(self, best: Near) -> Shares:
        """For each text, the weight of the word that is met least, 0 to about 1."""
        if not len(best):
            return np.zeros(best.shape[1])
        return np.asarray(((1 - best) * self._weight[:, None]).max(axis=0) / 10)

    def of(self, asked: frozenset[str], texts: Few, best: Near) -> Shares:
        """For each text, the mean over some of the question's words, stems.

        Each counts as 1 where the text holds it, and else as near as the text's words come to it.
        """
        if not asked:
            return np.ones(best.shape[1])
        stems = sorted(asked)
        held = texts.hold(self._bundle.passage_terms.wanted(stems)).T
        near = np.array([
            best[place] if (place := self._place.get(stem, len(best))) < len(best)
            else np.zeros(best.shape[1]) for stem in stems
        ])  # fmt: skip
        return np.asarray(np.where(held, 1.0, near).mean(axis=0))
