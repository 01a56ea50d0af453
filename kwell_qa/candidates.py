"""Sentences that might be quoted, and all that is known of them, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["Candidate", "Candidates"]

Numbers = NDArray[np.int64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that might be quoted; ``score`` is the log-odds that it helps to answer."""

    document: int
    sentence: int
    row: int
    features: tuple[float, ...]
    score: float


@dataclass(frozen=True)
class Candidates(Sequence[Candidate]):
    """Some of them, as records where they are looked at one by one.

    By place: ``rows``, ``documents`` and ``sentences`` (numbers in their documents), shape (n,);
    ``vectors`` (n, dimension); ``features`` (n, features); ``scores`` (n,), 0 before they are
    scored.
    """

    rows: Numbers
    documents: Numbers
    sentences: Numbers
    vectors: Vectors
    features: Vectors
    scores: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Candidate: ...
    @overload
    def __getitem__(self, place: slice) -> Candidates: ...
    def __getitem__(self, place: int | slice) -> Candidate | Candidates:
        if isinstance(place, slice):
            return self.at(np.arange(len(self))[place])
        return Candidate(
            int(self.documents[place]), int(self.sentences[place]), int(self.rows[place]),
            tuple(self.features[place].tolist()), float(self.scores[place]),
        )  # fmt: skip

    def at(self, places: Numbers) -> Candidates:
        """Those at some places, in that order."""
        return Candidates(
            self.rows[places], self.documents[places], self.sentences[places],
            self.vectors[places], self.features[places], self.scores[places],
        )  # fmt: skip

    def scored(self, scores: NDArray[np.float64]) -> Candidates:
        """The same with ``scores``, best first; equal ones by row."""
        return replace(self, scores=scores).at(np.lexsort((self.rows, -scores)))
