"""How far texts mean what a question's words mean, whatever words they use themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from kwell_qa.bundle import Bundle
from kwell_qa.questions import Query
from kwell_qa.retrieval import Found

__all__ = ["Meanings"]


class Meanings:
    """How far texts mean what a question's words mean, whatever words they use.

    Each word of the question counts with its nearest word in the text, by cosine of their
    vectors: 0 at 0.3, which unrelated words have, 1 for the word itself.
    """

    def __init__(
        self, query: Query, found: Found, bundle: Bundle, idf: Callable[[str], float]
    ) -> None:
        self._number = bundle.word_number
        self._place = {word: place for place, (word, _) in enumerate(query.subject)}
        if len(query.subject) and len(bundle.words):
            cosines = found.word_vectors @ bundle.word_matrix.T
            self._near = np.clip((cosines - 0.3) / 0.7, 0, 1)
            self._weight = np.array([idf(stem) for stem, _ in query.subject])
        else:
            self._near = np.zeros((0, 0))

    def _best(self, words: Iterable[str]) -> Any:
        rows = [self._number[word] for word in words if word in self._number]
        return self._near[:, rows].max(axis=1) if rows else np.zeros(len(self._near))

    def covered(self, words: Iterable[str]) -> float:
        """Mean over the question's words, rarer ones counting more; 1 for a question of names."""
        if not len(self._near):
            return 1.0
        return float(self._best(words) @ self._weight / self._weight.sum())

    def of(self, asked: Iterable[str], words: Iterable[str]) -> float:
        """Mean over some of the question's words, stems, each as near as ``words`` come to it."""
        words = frozenset(words)
        best = self._best(words) if len(self._near) else self._near
        found = [
            1.0 if word in words else float(best[self._place[word]])
            if self._place.get(word, len(best)) < len(best) else 0.0
            for word in asked
        ]  # fmt: skip
        return sum(found) / len(found) if found else 1.0

    def missed(self, words: Iterable[str]) -> float:
        """The weight of the word that is met least, 0 to about 1."""
        if not len(self._near):
            return 0.0
        return float(((1 - self._best(words)) * self._weight).max() / 10)
