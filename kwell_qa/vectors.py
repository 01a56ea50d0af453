"""Nearest vectors by inner product, in files of this machine; the only user of faiss."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from kwell_qa.errors import REBUILD, IndexFault
from kwell_qa.filters import Labels, Where
from kwell_qa.recall import Take, blocks, tuned

__all__ = [
    "FLAT_LIMIT", "FaissIndex", "Labels", "NumpyIndex", "VectorIndex", "Where", "fitting",
    "in_order", "nothing",
]  # fmt: skip

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
FLAT_LIMIT = 100_000
"""Up to so many vectors every one is compared, in full or first by four bits a number."""
FEW = 1_000
"""Up to so many every one is compared in full, which takes no longer than anything else."""
_FEW = 20_000
"""Up to so many rows that a filter allows, each is compared."""
_MORE = 60
"""How many more than twice the wanted are compared in full."""
_TAUGHT_BY = 2_048
"""Vectors that the four bits are chosen by; with four times as many they find no more."""


class VectorIndex(Protocol):
    """Rows of unit vectors, searched by cosine."""

    def __len__(self) -> int: ...

    def search(self, query: Vectors, k: int, where: Where | None = None) -> tuple[Rows, Vectors]:
        """The ``k`` nearest rows of a (dimension,) query and their cosines, best first.

        Fewer where there are fewer rows that ``where`` allows; equal cosines in order of row.

        Raises:
            IndexFault: the query has another dimension, or the vectors cannot be reached.
        """

    def row(self, number: int) -> Vectors:
        """One vector, shape (dimension,)."""

    def rows(self, numbers: Sequence[int] | Rows) -> Vectors:
        """Some vectors, shape (len(numbers), dimension)."""

    def check(self) -> None:
        """Make sure that it can be searched now.

        Raises:
            IndexFault: it cannot; says why and what to do.
        """


def in_order(rows: Rows, scores: Vectors) -> tuple[Rows, Vectors]:
    """Best first; equal ones by row."""
    order = np.lexsort((rows, -scores))
    return rows[order], scores[order]


def fitting(query: Vectors, dimension: int) -> Vectors:
    """``query`` as it is, if it is one vector of ``dimension`` numbers.

    Raises:
        IndexFault: it is not.
    """
    if query.shape != (dimension,):
        raise IndexFault(
            f"query: got a vector of shape {query.shape}, wanted ({dimension},); "
            f"ask with the model that made the index, or {REBUILD} --full"
        )
    return query


def nothing() -> tuple[Rows, Vectors]:
    """What a search finds in an empty index."""
    return np.empty(0, np.int64), np.empty(0, np.float32)


class FaissIndex:
    """Vectors in FAISS, mapped from disk.

    Few are all compared in full. From FEW on, all are compared by four bits a number (product
    quantisation of single numbers, sixteen vectors at a time: André, Kermarrec and Le Scouarnec
    2015, "Cache locality is not enough"), and over FLAT_LIMIT the vectors of some lists by one
    byte a number (IVF-SQ8); the nearest of them again in full. The full vectors lie beside the
    index in a file of little-endian float32.
    """

    def __init__(
        self, index: Any, exact: Vectors | None = None,
        labels: Callable[[], Labels] | None = None,
    ) -> None:  # fmt: skip
        """``labels`` gives what rows are filtered by, asked for with the first filter."""
        self._index = index
        self._exact = exact
        self._labels = labels

    @classmethod
    def of(cls, vectors: Vectors, labels: Callable[[], Labels] | None = None) -> FaissIndex:
        """A flat index of the rows of ``vectors``, shape (n, dimension), in memory."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index, labels=labels)

    @classmethod
    def build(
        cls, count: int, dimension: int, vectors: Take, stem: Path,
        flat_limit: int = FLAT_LIMIT, searched: bool = True,
    ) -> dict[str, Any]:  # fmt: skip
        """Write an index of ``count`` vectors to ``stem``.faiss, a block at a time.

        ``vectors`` gives the rows of a slice; where they are only read and never ``searched``,
        they are kept in full and no more. Returns how they are searched, for the manifest.

        Raises:
            IndexFault: an inexact index finds less than LEAST_RECALL of what it should.
        """
        if count <= FEW or not searched:
            return _write_flat(count, dimension, vectors, stem)
        with open(f"{stem}.f32", "wb") as file:
            for rows in blocks(count):
                file.write(np.ascontiguousarray(vectors(rows), "<f4").tobytes())

        def read(rows: slice) -> Vectors:
            # Read and not mapped: what was looked at once takes no memory afterwards.
            start, wanted = rows.start * dimension, (rows.stop - rows.start) * dimension
            found = np.fromfile(f"{stem}.f32", "<f4", wanted, offset=4 * start)
            return found.reshape(-1, dimension)

        exact = np.memmap(f"{stem}.f32", "<f4", "r", shape=(count, dimension))
        if count <= flat_limit:
            made = cls(_trained(f"PQ{dimension}x4fs", _TAUGHT_BY, count, dimension, read), exact)
            try:
                _, recall, sample = tuned(
                    f"{stem}.faiss", made.search, count, read, lambda _: None, 1, 1
                )
            except IndexFault:
                # Vectors that four bits cannot tell apart; so few can be compared in full.
                os.unlink(f"{stem}.f32")
                return _write_flat(count, dimension, vectors, stem)
            told = {"kind": "pq4", "vectors": count, "recall_at_10": recall, "sample": sample}
        else:
            # Lists as FAISS' guidelines have it, 4 times the root.
            lists = max(16, int(4 * np.sqrt(count)))
            made = cls(_trained(f"IVF{lists},SQ8", 40 * lists, count, dimension, read), exact)
            told = made._tune(stem, read)
        _write(made._index, f"{stem}.faiss")
        return told

    def _tune(self, stem: Path, take: Take) -> dict[str, Any]:
        """Look into as few lists as find the wanted share of the nearest, on a sample."""
        lists = int(self._index.nlist)

        def look_into(probes: int) -> None:
            self._index.nprobe = probes

        probes, recall, sample = tuned(
            f"{stem}.faiss", self.search, len(self), take, look_into, 2, lists
        )
        return {"kind": "ivf-sq8", "vectors": len(self), "lists": lists, "probes": probes,
                "recall_at_10": recall, "sample": sample}  # fmt: skip

    @classmethod
    def read(
        cls, path: Path, dimension: int, labels: Callable[[], Labels] | None = None
    ) -> FaissIndex:
        """The index written to ``path``.

        Raises:
            IndexFault: it cannot be read or holds vectors of another size.
        """
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise IndexFault(f"{path}: not a FAISS index ({error}); {REBUILD}") from None
        if index.d != dimension:
            raise IndexFault(
                f"{path}: got vectors of {index.d} numbers, wanted {dimension}; {REBUILD}"
            )
        beside = path.with_suffix(".f32")
        if not beside.is_file():
            return cls(index, labels=labels)
        wanted = index.ntotal * dimension * 4
        if beside.stat().st_size != wanted:
            raise IndexFault(
                f"{beside}: got {beside.stat().st_size} bytes, wanted {wanted}; {REBUILD}"
            )
        exact = np.memmap(beside, "<f4", "r", shape=(index.ntotal, dimension))
        return cls(index, exact, labels)

    def write(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Vectors, k: int, where: Where | None = None) -> tuple[Rows, Vectors]:
        fitting(query, self._index.d)
        k = min(k, len(self))
        if k <= 0:
            return nothing()
        wide = k if self._exact is None else min(len(self), 2 * k + _MORE)
        if where is None:
            scores, rows = self._index.search(query.reshape(1, -1), wide)
        else:
            allowed = self._allowed(where)
            # FAISS' scan by four bits knows no filter.
            if len(allowed) <= _FEW or isinstance(self._index, faiss.IndexFastScan):
                near, cosines = in_order(allowed, self.rows(allowed) @ query)
                return near[:k], cosines[:k]
            scores, rows = self._index.search(
                query.reshape(1, -1), wide, params=self._only(allowed)
            )
        found = rows[0] >= 0  # FAISS pads missing neighbours with row -1.
        near, cosines = rows[0][found], scores[0][found]
        if self._exact is not None:
            # One byte a number tells near from far; who is nearest, only the full vectors.
            cosines = (self.rows(near) @ query).astype(np.float32, copy=False)
        near, cosines = in_order(near, cosines)
        return near[:k], cosines[:k]

    def _allowed(self, where: Where) -> Rows:
        if self._labels is None:
            raise IndexFault("got a filter, but these vectors have no labels to filter by")
        return self._labels().allowed(where)

    def _only(self, allowed: Rows) -> Any:
        """FAISS' parameters to search some rows only."""
        bits = np.zeros(len(self), bool)
        bits[allowed] = True
        made: Any = faiss  # its types are those of C++, not of its Python face
        selector = made.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
        if self._exact is None:
            return made.SearchParameters(sel=selector)
        return made.SearchParametersIVF(sel=selector, nprobe=self._index.nprobe)

    def check(self) -> None:
        """Files that were verified when they were opened stay readable."""

    def row(self, number: int) -> Vectors:
        """One vector, shape (dimension,)."""
        vector: Vectors = self.rows([number])[0]
        return vector

    def rows(self, numbers: Sequence[int] | Rows) -> Vectors:
        """Some vectors, shape (len(numbers), dimension)."""
        wanted = np.asarray(numbers, np.int64)
        if not len(wanted):
            return np.empty((0, self._index.d), np.float32)
        # Half as long as by an index in brackets.
        return self._bytes.take(wanted, axis=0).view(np.float32)

    def matrix(self) -> Vectors:
        """All vectors, shape (n, dimension), copied into memory."""
        if not len(self):
            return np.empty((0, self._index.d), np.float32)
        return self._bytes.copy().view(np.float32)

    @cached_property
    def _bytes(self) -> NDArray[np.uint8]:
        """All vectors where they lie, shape (n, 4 x dimension).

        As bytes: in a file the numbers need not begin where numbers may, and numpy would then copy
        all of them to look at one.
        """
        shape = (len(self), 4 * self._index.d)
        if self._exact is not None:
            return np.asarray(self._exact).view(np.uint8).reshape(shape)
        made: Any = faiss  # its types are those of C++, not of its Python face
        start = made.downcast_index(self._index).get_xb()
        held: NDArray[np.uint8] = made.rev_swig_ptr(start, len(self) * self._index.d).view(np.uint8)
        return held.reshape(shape)


def _write(index: Any, path: str) -> None:
    try:
        faiss.write_index(index, path)
    except RuntimeError as error:
        raise OSError(0, str(error).splitlines()[0], path) from None


def _write_flat(count: int, dimension: int, take: Take, stem: Path) -> dict[str, Any]:
    flat = faiss.IndexFlatIP(dimension)
    for rows in blocks(count):
        flat.add(np.ascontiguousarray(take(rows), np.float32))
    _write(flat, f"{stem}.faiss")
    return {"kind": "flat", "vectors": count}


def _trained(make: str, taught_by: int, count: int, dimension: int, take: Take) -> Any:
    """An index of all rows, as FAISS' factory calls it, taught by so many of them."""
    index: Any = faiss.index_factory(dimension, make, faiss.METRIC_INNER_PRODUCT)
    # The seed makes two builds draw alike; ten rounds are FAISS' own default for IVF.
    taught: Any = index if isinstance(index, faiss.IndexIVF) else index.pq
    taught.cp.seed = 1
    taught.cp.niter = 10
    chance = np.random.default_rng(1)
    drawn = np.sort(chance.choice(count, min(count, taught_by), replace=False))
    index.train(_picked(drawn, count, dimension, take))
    for rows in blocks(count):
        index.add(np.ascontiguousarray(take(rows), np.float32))
    return index


def _picked(wanted: Rows, count: int, dimension: int, take: Take) -> Vectors:
    """Some of ``count`` rows, in order, shape (len(wanted), dimension)."""
    found = np.empty((len(wanted), dimension), np.float32)
    for rows in blocks(count):
        first, last = np.searchsorted(wanted, (rows.start, rows.stop))
        found[first:last] = take(rows)[wanted[first:last] - rows.start]
    return found


class NumpyIndex:
    """The same by plain arithmetic: the reference that the others are held against."""

    def __init__(self, vectors: Vectors, labels: Callable[[], Labels] | None = None) -> None:
        self._vectors = vectors
        self._labels = labels

    def __len__(self) -> int:
        return len(self._vectors)

    def search(self, query: Vectors, k: int, where: Where | None = None) -> tuple[Rows, Vectors]:
        fitting(query, self._vectors.shape[1])
        rows = np.arange(len(self._vectors))
        if where is not None:
            assert self._labels is not None
            rows = self._labels().allowed(where)
        near, scores = in_order(rows, (self._vectors[rows] @ query).astype(np.float32))
        return near[:k], scores[:k]

    def row(self, number: int) -> Vectors:
        """One vector, shape (dimension,)."""
        vector: Vectors = self._vectors[number]
        return vector

    def rows(self, numbers: Sequence[int] | Rows) -> Vectors:
        """Some vectors, shape (len(numbers), dimension)."""
        return self._vectors[np.asarray(numbers, np.int64)]

    def check(self) -> None:
        """They are in memory."""
