"""BM25 over rows of terms, by the files that ``postings`` writes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa import postings
from kwell_qa.bags import Wanted
from kwell_qa.errors import REBUILD, IndexFault

__all__ = ["Hits", "LexicalIndex"]

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]
MAPPED_BYTES = 64 * 2**20
"""Posting lists of this size and more are mapped from disk; smaller ones are read."""


@dataclass(frozen=True)
class Hits:
    """The rows that share a term with a query, in order, and their BM25; all others have 0."""

    rows: Rows
    scores: Scores

    def __getitem__(self, row: int) -> float:
        """BM25 of any row."""
        place = int(np.searchsorted(self.rows, row))
        found = place < len(self.rows) and self.rows[place] == row
        return float(self.scores[place]) if found else 0.0

    def of(self, rows: Sequence[int] | Rows) -> Scores:
        """BM25 of some rows, in their order."""
        wanted = np.asarray(rows, np.int64)
        scores = np.zeros(len(wanted), np.float32)
        if len(self.rows):
            places = np.minimum(np.searchsorted(self.rows, wanted), len(self.rows) - 1)
            held = self.rows[places] == wanted
            scores[held] = self.scores[places[held]]
        return scores

    def best(self) -> float:
        """The highest BM25 of all rows."""
        return float(self.scores.max()) if len(self.scores) else 0.0

    def top(self, count: int) -> list[int]:
        """Rows of the highest scores above 0, best first, equal ones by row."""
        return [int(row) for row in self.leading(count)]

    def leading(self, count: int) -> Rows:
        """The same as an array."""
        scores = self.scores
        if len(scores) > count > 0:
            # A full sort of all hits would cost more than the search.
            least = np.partition(scores, len(scores) - count)[len(scores) - count]
            kept = np.flatnonzero(scores >= least)
        else:
            kept = np.arange(len(scores))
        kept = kept[scores[kept] > 0]
        order = np.lexsort((self.rows[kept], -scores[kept]))[:count]
        return self.rows[kept][order]


@dataclass(frozen=True)
class _Postings:
    """Rows and scores of each term: those of term ``i`` lie from ``ends[i]`` to ``ends[i + 1]``."""

    vocabulary: dict[str, int]
    ends: NDArray[np.int64]
    rows: NDArray[np.int32]
    scores: Scores


_NONE = _Postings({}, np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.float32))


class LexicalIndex:
    """BM25 (Lucene's variant, k1 1.2, b 0.75) over rows of terms."""

    def __init__(self, postings: _Postings, rows: int) -> None:
        self._postings = postings
        self._rows = rows
        self._known = postings.vocabulary

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]]) -> LexicalIndex:
        """An index of a few ``rows``; larger ones are written and read."""
        gathered = postings.TermRows()
        for row in rows:
            gathered.add(row)
        with tempfile.TemporaryDirectory() as folder:
            postings.write(gathered, Path(folder))
            gathered.close()
            return cls.read(Path(folder), len(rows))

    def __len__(self) -> int:
        return self._rows

    def hits(self, terms: Sequence[str]) -> Hits:
        """Rows that share a term with ``terms`` and their BM25.

        The work grows with how often the terms occur, not with the number of rows.
        """
        numbers = [self._known[term] for term in terms if term in self._known]
        if not numbers:
            return Hits(np.empty(0, np.int64), np.empty(0, np.float32))
        ends, indices, data = self._postings.ends, self._postings.rows, self._postings.scores
        lists = [slice(int(ends[number]), int(ends[number + 1])) for number in numbers]
        if 16 * sum(part.stop - part.start for part in lists) > self._rows:
            # Many hits: adding them up in an array of all rows is quicker than sorting them.
            scores = np.zeros(self._rows, np.float32)
            for part in lists:
                scores[indices[part]] += data[part]
            rows = np.flatnonzero(scores)
            return Hits(rows, scores[rows])
        rows, places = np.unique(
            np.concatenate([indices[part] for part in lists]), return_inverse=True
        )
        scores = np.zeros(len(rows), np.float32)
        at = 0
        for part in lists:
            count = part.stop - part.start
            # A row stands once in each list.
            scores[places[at : at + count]] += data[part]
            at += count
        return Hits(rows.astype(np.int64), scores)

    def scores(self, terms: Sequence[str]) -> Scores:
        """BM25 of every row, shape (n,), 0 where no term is shared."""
        found = self.hits(terms)
        scores = np.zeros(self._rows, np.float32)
        scores[found.rows] = found.scores
        return scores

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """Number of each term."""
        return self._known

    def numbers(self, terms: Sequence[str]) -> NDArray[np.int32]:
        """The number of each of ``terms``, -1 for one that is unknown."""
        return np.array([self._known.get(term, -1) for term in terms], np.int32)

    def wanted(self, terms: Sequence[str]) -> Wanted:
        """The same, to be looked for in bags of terms."""
        return Wanted(self.numbers(terms), len(self._known))

    @cached_property
    def rarity(self) -> NDArray[np.float64]:
        """Lucene's inverse document frequency of terms by number; at -1 that of unknown ones."""
        counts = np.append(np.diff(self._postings.ends), 0)
        return np.asarray(np.log(1 + (self._rows - counts + 0.5) / (counts + 0.5)))

    @classmethod
    def read(cls, directory: Path, rows: int) -> LexicalIndex:
        """What ``postings.write`` wrote; nothing in it is executed.

        Raises:
            IndexFault: a file is missing or of another make.
        """
        if not directory.is_dir() or not any(directory.iterdir()):
            return cls(_NONE, rows)
        try:
            size = sum(path.stat().st_size for path in directory.iterdir())
            mapped: Any = "r" if size >= MAPPED_BYTES else None
            ends, found, scores = (
                # Plain arrays over the same bytes: numpy's mapped ones are slow to look into.
                np.asarray(np.load(directory / f"{name}.csc.index.npy", mapped, allow_pickle=False))
                for name in ("indptr", "indices", "data")
            )
            vocabulary = json.loads((directory / "vocab.index.json").read_text("utf-8"))
            if len(ends) != len(vocabulary) + 1 or not ends[-1] == len(found) == len(scores):
                raise ValueError(f"{len(vocabulary)} terms, {len(ends)} ends, {len(found)} rows")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexFault(f"{directory}: not a BM25 index ({error}); {REBUILD}") from None
        return cls(_Postings(vocabulary, ends, found, scores), rows)
