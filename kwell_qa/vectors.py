"""Nearest vectors by inner product; the only user of faiss."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from kwell_qa.errors import IndexFault

__all__ = ["FaissIndex", "NumpyIndex", "VectorIndex"]

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]


class VectorIndex(Protocol):
    """Rows of unit vectors, searched by cosine."""

    def __len__(self) -> int: ...

    def search(self, query: Vectors, k: int) -> tuple[Rows, Vectors]:
        """The ``k`` nearest rows of a (dimension,) query and their cosines, best first.

        Fewer where there are fewer rows; equal cosines in order of row.
        """


def _in_order(rows: Rows, scores: Vectors) -> tuple[Rows, Vectors]:
    order = np.lexsort((rows, -scores))
    return rows[order], scores[order]


class FaissIndex:
    """Exact search in a flat FAISS index."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: Vectors) -> FaissIndex:
        """An index of the rows of ``vectors``, shape (n, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def read(cls, path: Path, dimension: int) -> FaissIndex:
        """The index written to ``path``.

        Raises:
            IndexFault: it cannot be read or holds vectors of another size.
        """
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexFault(f"{path}: not a FAISS index ({error}); rebuild it") from None
        if index.d != dimension:
            raise IndexFault(
                f"{path}: got vectors of {index.d} numbers, wanted {dimension}; rebuild it"
            )
        return cls(index)

    def write(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Vectors, k: int) -> tuple[Rows, Vectors]:
        k = min(k, len(self))
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores, rows = self._index.search(query.reshape(1, -1), k)
        found = rows[0] >= 0  # FAISS pads missing neighbours with row -1.
        return _in_order(rows[0][found], scores[0][found])

    def row(self, number: int) -> Vectors:
        """One vector, shape (dimension,)."""
        return np.asarray(self._index.reconstruct(number), np.float32)

    def matrix(self) -> Vectors:
        """All vectors, shape (n, dimension)."""
        if not len(self):
            return np.empty((0, self._index.d), np.float32)
        return np.asarray(self._index.reconstruct_n(0, len(self)), np.float32)


class NumpyIndex:
    """The same by plain arithmetic: the reference that FAISS is held against."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._vectors)

    def search(self, query: Vectors, k: int) -> tuple[Rows, Vectors]:
        scores = (self._vectors @ query).astype(np.float32)
        rows = np.lexsort((np.arange(len(scores)), -scores))[:k]
        return rows.astype(np.int64), scores[rows]
