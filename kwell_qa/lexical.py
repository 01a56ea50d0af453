"""BM25 over lists of terms; the only user of bm25s."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray

from kwell_qa.errors import IndexFault

__all__ = ["LexicalIndex"]

Scores = NDArray[np.float32]


class LexicalIndex:
    """BM25 (Lucene's variant, k1 1.2, b 0.75) over rows of terms."""

    def __init__(self, engine: Any, rows: int) -> None:
        self._engine = engine
        self._rows = rows
        self._known: dict[str, int] = engine.vocab_dict if engine is not None else {}

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]]) -> LexicalIndex:
        if not any(rows):
            return cls(None, len(rows))
        engine = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        # bm25s numbers words in order of a set otherwise; sorted, two builds agree to the byte.
        vocabulary = {term: i for i, term in enumerate(sorted({t for row in rows for t in row}))}
        ids = [[vocabulary[term] for term in row] for row in rows]
        engine.index((ids, vocabulary), show_progress=False, create_empty_token=False)
        return cls(engine, len(rows))

    def __len__(self) -> int:
        return self._rows

    def scores(self, terms: Sequence[str]) -> Scores:
        """BM25 of every row, shape (n,), 0 where no term is shared."""
        known = [term for term in terms if term in self._known]
        if not known:
            return np.zeros(self._rows, np.float32)
        return np.asarray(self._engine.get_scores(known), np.float32)

    def frequencies(self) -> dict[str, int]:
        """How many rows hold each term."""
        if self._engine is None:
            return {}
        ends = np.asarray(self._engine.scores["indptr"])
        counts = np.diff(ends)
        return {term: int(counts[i]) for term, i in self._known.items() if i < len(counts)}

    def idf(self, term: str, frequencies: dict[str, int]) -> float:
        """Lucene's inverse document frequency of ``term``."""
        count = frequencies.get(term, 0)
        return float(np.log(1 + (self._rows - count + 0.5) / (count + 0.5)))

    def write(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        if self._engine is not None:
            self._engine.save(str(directory), show_progress=False)

    @classmethod
    def read(cls, directory: Path, rows: int) -> LexicalIndex:
        """What ``write`` wrote; nothing in it is executed.

        Raises:
            IndexFault: a file is missing or of another make.
        """
        if not directory.is_dir() or not any(directory.iterdir()):
            return cls(None, rows)
        try:
            engine = bm25s.BM25.load(str(directory), load_corpus=False)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexFault(f"{directory}: not a BM25 index ({error}); rebuild it") from None
        return cls(engine, rows)
