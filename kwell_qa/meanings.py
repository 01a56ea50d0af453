"""How far texts mean what a question's words mean, whatever words they use themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kwell_qa.bundle import Bundle
from kwell_qa.questions import Query
from kwell_qa.retrieval import Found

__all__ = ["Meanings"]

Near = NDArray[np.float32]


class Meanings:
    """How far texts mean what a question's words mean, whatever words they use.

    Each word of the question counts with its nearest word in the text, by cosine of their
    vectors: 0 at 0.3, which unrelated words have, 1 for the word itself.
    """

    def __init__(
        self, query: Query, found: Found, bundle: Bundle, idf: Callable[[str], float]
    ) -> None:
        self._bundle = bundle
        self._place = {word: place for place, (word, _) in enumerate(query.subject)}
        self._subject = found.word_vectors if len(bundle.words) else found.word_vectors[:0]
        self._weight = np.array([idf(stem) for stem, _ in query.subject])

    def _best(self, texts: Sequence[Iterable[str]]) -> Near:
        """The nearest of each text's words to each word of the question, shape (words, texts)."""
        number = self._bundle.word_number
        # Only the words at hand are compared: a corpus has thousands of others.
        place: dict[int, int] = {}
        columns: list[int] = []
        starts: list[int] = []
        filled: list[int] = []
        for at, text in enumerate(texts):
            rows = [number[word] for word in text if word in number]
            if rows:
                filled.append(at)
                starts.append(len(columns))
                columns.extend(place.setdefault(row, len(place)) for row in rows)
        best = np.zeros((len(self._subject), len(texts)), np.float32)
        if filled:
            words = self._bundle.word_vectors.rows(list(place))
            near = np.clip((self._subject @ words.T - 0.3) / 0.7, 0, 1)
            best[:, filled] = np.maximum.reduceat(near[:, columns], starts, axis=1)
        return best

    def covered_each(self, texts: Sequence[Iterable[str]]) -> list[float]:
        """For each text, the mean over the question's words, rarer ones counting more.

        1 for a question of names.
        """
        if not len(self._subject):
            return [1.0] * len(texts)
        found: list[float] = (self._weight @ self._best(texts) / self._weight.sum()).tolist()
        return found

    def covered(self, words: Iterable[str]) -> float:
        """The same for one text."""
        return self.covered_each([words])[0]

    def of(self, asked: Iterable[str], words: Iterable[str]) -> float:
        """Mean over some of the question's words, stems, each as near as ``words`` come to it."""
        words = frozenset(words)
        best = self._best([words])[:, 0]
        found = [
            1.0 if word in words else float(best[self._place[word]])
            if self._place.get(word, len(best)) < len(best) else 0.0
            for word in asked
        ]  # fmt: skip
        return sum(found) / len(found) if found else 1.0

    def missed(self, words: Iterable[str]) -> float:
        """The weight of the word that is met least, 0 to about 1."""
        if not len(self._subject):
            return 0.0
        return float(((1 - self._best([words])[:, 0]) * self._weight).max() / 10)
