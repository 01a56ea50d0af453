"""Nearest vectors by inner product; the only user of faiss."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from kwell_qa.errors import IndexFault

__all__ = ["FLAT_LIMIT", "LEAST_RECALL", "FaissIndex", "NumpyIndex", "VectorIndex"]

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
FLAT_LIMIT = 100_000
"""Up to so many vectors every one is compared, which takes milliseconds and misses nothing."""
LEAST_RECALL = 0.95
"""Share of the true ten nearest that an inexact index must find, or it is not written."""
_WANTED_RECALL = 0.98
_BLOCK = 16_384
_SAMPLE = 200
_REMEDY = "run: python scripts/build_index.py --full"


class VectorIndex(Protocol):
    """Rows of unit vectors, searched by cosine."""

    def __len__(self) -> int: ...

    def search(self, query: Vectors, k: int) -> tuple[Rows, Vectors]:
        """The ``k`` nearest rows of a (dimension,) query and their cosines, best first.

        Fewer where there are fewer rows; equal cosines in order of row.
        """

    def rows(self, numbers: Sequence[int]) -> Vectors:
        """Some vectors, shape (len(numbers), dimension)."""


def _in_order(rows: Rows, scores: Vectors) -> tuple[Rows, Vectors]:
    order = np.lexsort((rows, -scores))
    return rows[order], scores[order]


class FaissIndex:
    """Vectors in FAISS, mapped from disk.

    Flat, every vector is compared. Over FLAT_LIMIT, the vectors of some lists are compared by
    one byte a number (IVF-SQ8), and the nearest of them again in full; the full vectors lie
    beside the index in a file of little-endian float32.
    """

    def __init__(self, index: Any, exact: Vectors | None = None) -> None:
        self._index = index
        self._exact = exact

    @classmethod
    def of(cls, vectors: Vectors) -> FaissIndex:
        """A flat index of the rows of ``vectors``, shape (n, dimension), in memory."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def build(
        cls, count: int, dimension: int, vectors: Callable[[slice], Vectors], stem: Path,
        flat_limit: int = FLAT_LIMIT,
    ) -> dict[str, Any]:
        """Write an index of ``count`` vectors to ``stem``.faiss, a block at a time.

        ``vectors`` gives the rows of a slice. Returns how they are searched, for the manifest.

        Raises:
            IndexFault: an inexact index finds less than LEAST_RECALL of what it should.
        """
        if count <= flat_limit:
            flat = faiss.IndexFlatIP(dimension)
            for rows in _blocks(count):
                flat.add(np.ascontiguousarray(vectors(rows), np.float32))
            _write(flat, f"{stem}.faiss")
            return {"kind": "flat", "vectors": count}
        with open(f"{stem}.f32", "wb") as file:
            for rows in _blocks(count):
                file.write(np.ascontiguousarray(vectors(rows), "<f4").tobytes())
        exact = np.memmap(f"{stem}.f32", "<f4", "r", shape=(count, dimension))
        made = cls(_trained(exact), exact)
        told = made._tune(stem)
        _write(made._index, f"{stem}.faiss")
        return told

    def _tune(self, stem: Path) -> dict[str, Any]:
        """Look into as few lists as find the wanted share of the nearest, on a sample."""
        assert self._exact is not None
        queries = _sample(self._exact)
        truth = _nearest(self._exact, queries, 10)
        probes, recall = 1, 0.0
        while recall < _WANTED_RECALL and probes < self._index.nlist:
            probes = min(2 * probes, self._index.nlist)
            self._index.nprobe = probes
            found = [set(self.search(query, 10)[0].tolist()) for query in queries]
            hits = sum(len(a & b) for a, b in zip(found, truth, strict=True))
            recall = hits / (10 * len(queries))
        if recall < LEAST_RECALL:
            raise IndexFault(
                f"{stem}.faiss: finds {recall:.3f} of the ten nearest, wanted {LEAST_RECALL}; "
                "the published index is unchanged; use a vector store (docs/scaling.md)"
            )
        return {"kind": "ivf-sq8", "vectors": len(self), "lists": int(self._index.nlist),
                "probes": probes, "recall_at_10": round(recall, 4),
                "sample": len(queries)}  # fmt: skip

    @classmethod
    def read(cls, path: Path, dimension: int) -> FaissIndex:
        """The index written to ``path``.

        Raises:
            IndexFault: it cannot be read or holds vectors of another size.
        """
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise IndexFault(f"{path}: not a FAISS index ({error}); {_REMEDY}") from None
        if index.d != dimension:
            raise IndexFault(
                f"{path}: got vectors of {index.d} numbers, wanted {dimension}; {_REMEDY}"
            )
        beside = path.with_suffix(".f32")
        if not beside.is_file():
            return cls(index)
        wanted = index.ntotal * dimension * 4
        if beside.stat().st_size != wanted:
            raise IndexFault(
                f"{beside}: got {beside.stat().st_size} bytes, wanted {wanted}; {_REMEDY}"
            )
        return cls(index, np.memmap(beside, "<f4", "r", shape=(index.ntotal, dimension)))

    def write(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Vectors, k: int) -> tuple[Rows, Vectors]:
        k = min(k, len(self))
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        wide = k if self._exact is None else min(len(self), 2 * k + 20)
        scores, rows = self._index.search(query.reshape(1, -1), wide)
        found = rows[0] >= 0  # FAISS pads missing neighbours with row -1.
        near, cosines = rows[0][found], scores[0][found]
        if self._exact is not None:
            # One byte a number tells near from far; who is nearest, only the full vectors.
            cosines = (self.rows(near.tolist()) @ query).astype(np.float32)
        near, cosines = _in_order(near, cosines)
        return near[:k], cosines[:k]

    def row(self, number: int) -> Vectors:
        """One vector, shape (dimension,)."""
        vector: Vectors = self.rows([number])[0]
        return vector

    def rows(self, numbers: Sequence[int]) -> Vectors:
        """Some vectors, shape (len(numbers), dimension)."""
        wanted = np.asarray(numbers, np.int64)
        if not len(wanted):
            return np.empty((0, self._index.d), np.float32)
        if self._exact is not None:
            return np.asarray(self._exact[wanted], np.float32)
        return np.asarray(self._index.reconstruct_batch(wanted), np.float32)

    def matrix(self) -> Vectors:
        """All vectors, shape (n, dimension), copied into memory."""
        if not len(self):
            return np.empty((0, self._index.d), np.float32)
        if self._exact is not None:
            return np.array(self._exact, np.float32)
        return np.asarray(self._index.reconstruct_n(0, len(self)), np.float32)


def _write(index: Any, path: str) -> None:
    try:
        faiss.write_index(index, path)
    except RuntimeError as error:
        raise OSError(0, str(error).splitlines()[0], path) from None


def _blocks(count: int) -> Iterator[slice]:
    for start in range(0, count, _BLOCK):
        yield slice(start, min(count, start + _BLOCK))


def _trained(exact: Vectors) -> Any:
    """An IVF-SQ8 index of all rows; lists as FAISS' guidelines have it, 4 times the root."""
    count, dimension = exact.shape
    lists = max(16, int(4 * np.sqrt(count)))
    index: Any = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    # The seed makes two builds draw alike; ten rounds are FAISS' own default for IVF.
    index.cp.seed = 1
    index.cp.niter = 10
    chance = np.random.default_rng(1)
    drawn = np.sort(chance.choice(count, min(count, 40 * lists), replace=False))
    index.train(np.ascontiguousarray(exact[drawn], np.float32))
    for rows in _blocks(count):
        index.add(np.ascontiguousarray(exact[rows], np.float32))
    return index


def _sample(exact: Vectors) -> Vectors:
    """Queries that lie among the rows without being any: rows, each moved by half its length."""
    chance = np.random.default_rng(2)
    drawn = np.sort(chance.choice(len(exact), min(len(exact), _SAMPLE), replace=False))
    queries = np.array(exact[drawn], np.float32)
    noise = chance.normal(size=queries.shape).astype(np.float32)
    queries += 0.5 * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return np.asarray(queries / np.linalg.norm(queries, axis=1, keepdims=True), np.float32)


def _nearest(exact: Vectors, queries: Vectors, k: int) -> list[set[int]]:
    """The true ``k`` nearest rows of each query, by comparing every row."""
    flat = faiss.ResultHeap(len(queries), k, keep_max=True)
    for rows in _blocks(len(exact)):
        block = faiss.IndexFlatIP(exact.shape[1])
        block.add(np.ascontiguousarray(exact[rows], np.float32))
        scores, found = block.search(queries, k)
        found[found >= 0] += rows.start
        flat.add_result(scores, found)
    flat.finalize()
    return [set(row.tolist()) for row in flat.I]


class NumpyIndex:
    """The same by plain arithmetic: the reference that the others are held against."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._vectors)

    def search(self, query: Vectors, k: int) -> tuple[Rows, Vectors]:
        scores = (self._vectors @ query).astype(np.float32)
        rows = np.lexsort((np.arange(len(scores)), -scores))[:k]
        return rows.astype(np.int64), scores[rows]

    def rows(self, numbers: Sequence[int]) -> Vectors:
        """Some vectors, shape (len(numbers), dimension)."""
        return self._vectors[np.asarray(numbers, np.int64)]
