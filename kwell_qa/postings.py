"""Rows of terms → BM25 posting lists on disk, in memory that does not grow with their number.

Scores are Lucene's variant of BM25 (Kamphuis et al., Which BM25 do you mean?, 2020), to the bit
those of bm25s, whose builder holds everything in memory; the files are laid out as its own.
"""

from __future__ import annotations

import json
import math
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.spilling import Spill, parts_for

__all__ = ["TermRows", "write"]

K1 = 1.2
B = 0.75
BLOCK = 2**20
"""Terms that are counted at once."""
_POSTING = np.dtype([("term", np.int32), ("row", np.int32), ("times", np.float32)])
Numbers = NDArray[np.int64]


class TermRows:
    """Rows of terms as they are gathered: four bytes a term, in a file where one is named."""

    def __init__(self, path: Path | None = None) -> None:
        self._file: IO[bytes] = (
            # Kept open for as long as the rows are; a context would close it too early.
            tempfile.TemporaryFile() if path is None else path.open("w+b")  # noqa: SIM115
        )
        self._lengths = array("i")
        self._number: dict[str, int] = {}

    def add(self, terms: Sequence[str]) -> None:
        """Append one row."""
        number = self._number
        self._file.write(array("i", [number.setdefault(term, len(number)) for term in terms]))
        self._lengths.append(len(terms))

    def extend(
        self, vocabulary: Sequence[str], terms: NDArray[np.int32], lengths: NDArray[np.int32]
    ) -> None:
        """Append rows of the given ``lengths``; ``terms`` are places in ``vocabulary``."""
        self._file.write(self.numbered(vocabulary)[terms].data)
        self._lengths.frombytes(lengths.astype(np.int32).tobytes())

    def numbered(self, vocabulary: Sequence[str]) -> NDArray[np.int32]:
        """The number of each term here, a new one for a new term."""
        number = self._number
        return np.array([number.setdefault(term, len(number)) for term in vocabulary], np.int32)

    def places(self) -> NDArray[np.int32]:
        """Place in the sorted vocabulary of each term by its number here."""
        place = np.empty(len(self._number), np.int32)
        place[[self._number[term] for term in self.vocabulary]] = np.arange(len(place))
        return place

    @property
    def vocabulary(self) -> list[str]:
        """The terms in their own order, so that two builds agree to the byte."""
        return sorted(self._number)

    @property
    def lengths(self) -> NDArray[np.int32]:
        """Terms of each row."""
        return np.frombuffer(self._lengths, np.int32) if self._lengths else np.empty(0, np.int32)

    def blocks(self, vocabulary: Sequence[str]) -> Iterator[tuple[int, NDArray[np.int32], Numbers]]:
        """Number of the first row, lengths, and terms by place in ``vocabulary``, of some rows."""
        place = np.empty(len(vocabulary), np.int64)
        place[[self._number[term] for term in vocabulary]] = np.arange(len(vocabulary))
        lengths = self.lengths
        ends = np.cumsum(lengths, dtype=np.int64)
        self._file.flush()
        self._file.seek(0)
        start, done = 0, 0
        while start < len(lengths):
            stop = max(start + 1, int(np.searchsorted(ends, done + BLOCK, "right")))
            own = np.fromfile(self._file, np.int32, int(ends[stop - 1]) - done)
            yield start, lengths[start:stop], place[own]
            start, done = stop, int(ends[stop - 1])

    def close(self) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._lengths)


def write(rows: TermRows, directory: Path) -> None:
    """The posting lists of ``rows`` as files in ``directory``; none where there are no terms."""
    directory.mkdir(parents=True, exist_ok=True)
    vocabulary = rows.vocabulary
    if not vocabulary:
        return
    starts = _parts(rows, vocabulary)
    spill = Spill(_POSTING, directory, len(starts) - 1)
    try:
        for first, lengths, terms in rows.blocks(vocabulary):
            found = _counted(first, lengths, terms)
            cuts = np.searchsorted(found["term"], starts)
            for part, (start, stop) in enumerate(pairwise(cuts.tolist())):
                spill.add(found[start:stop], part)
        frequencies = _scored(spill, starts, rows.lengths, directory)
    finally:
        spill.close()
    ends = np.concatenate([[0], np.cumsum(frequencies)]).astype(np.int64)
    np.save(directory / "indptr.csc.index.npy", ends, allow_pickle=False)
    numbers = {term: number for number, term in enumerate(vocabulary)}
    (directory / "vocab.index.json").write_text(
        json.dumps(numbers, ensure_ascii=False, separators=(",", ":")), "utf-8", newline="\n"
    )


def _parts(rows: TermRows, vocabulary: Sequence[str]) -> Numbers:
    """First terms of parts that hold about equally many occurrences, and the end of the last."""
    occur = np.zeros(len(vocabulary), np.int64)
    for _, _, terms in rows.blocks(vocabulary):
        occur += np.bincount(terms, minlength=len(vocabulary))
    sums = np.cumsum(occur)
    parts = parts_for(int(sums[-1]))
    wanted = np.arange(1, parts) * (sums[-1] / parts)
    inner = np.unique(np.searchsorted(sums, wanted)) + 1
    inner = inner[inner < len(vocabulary)]
    return np.concatenate([[0], inner, [len(vocabulary)]])


def _counted(first: int, lengths: NDArray[np.int32], terms: Numbers) -> NDArray[Any]:
    """How often each term stands in each row of a block, by term and row."""
    width = len(lengths)
    both = terms * width + np.repeat(np.arange(width), lengths)
    pairs, times = np.unique(both, return_counts=True)
    found = np.empty(len(pairs), _POSTING)
    found["term"], found["row"], found["times"] = pairs // width, pairs % width + first, times
    return found


def _scored(spill: Spill, starts: Numbers, lengths: NDArray[np.int32], directory: Path) -> Numbers:
    """Write rows and scores of all postings, term by term; in how many rows each term stands."""
    frequencies = np.zeros(int(starts[-1]), np.int64)
    mean = lengths.mean()
    with (
        open(directory / "indices.csc.index.npy", "wb") as rows_file,
        open(directory / "data.csc.index.npy", "wb") as scores_file,
    ):
        for file, kind in ((rows_file, "<i4"), (scores_file, "<f4")):
            np.lib.format.write_array_header_1_0(
                file, {"descr": kind, "fortran_order": False, "shape": (len(spill),)}
            )
        for part, found in enumerate(spill.parts()):
            # Blocks came in order of row, so a stable sort leaves the rows of a term in order.
            found = found[np.argsort(found["term"], kind="stable")]
            start, stop = int(starts[part]), int(starts[part + 1])
            counts = np.bincount(found["term"] - start, minlength=stop - start)
            frequencies[start:stop] = counts
            rarity = np.repeat(_idf(counts, len(lengths)), counts)
            rows, times = found["row"], found["times"].astype(np.float64)
            weight = times / (K1 * ((1 - B) + B * lengths[rows] / mean) + times)
            rows_file.write(np.ascontiguousarray(rows, "<i4").data)
            scores_file.write((rarity * weight).astype("<f4").data)
    return frequencies


def _idf(counts: Numbers, rows: int) -> NDArray[np.float32]:
    """Lucene's inverse document frequency of terms that stand in so many ``rows``."""
    known = {
        count: math.log(1 + (rows - count + 0.5) / (count + 0.5)) if count else 0.0
        for count in np.unique(counts).tolist()
    }
    return np.array([known[count] for count in counts.tolist()], np.float32)
