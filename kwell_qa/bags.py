"""Which numbers belong to each row: words, names and pieces of texts, mapped from disk."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa import arrays
from kwell_qa.errors import REBUILD, IndexFault

__all__ = [
    "NAMES", "TERMS", "BagWriter", "Bagged", "Bags", "Few", "Numbers", "Wanted", "flattened",
    "spans",
]  # fmt: skip

Numbers = NDArray[np.int32]
Places = NDArray[np.int64]
TERMS = ("sentence_terms", "ask_terms", "title_terms", "section_terms")
"""Bags of words by their number in the vocabulary: of a sentence, an ask, a document's title, a
section's heading and asks."""
NAMES = ("sentence_names", "section_names", "title_names")
"""Bags of canonical names by their place in ``names.json``: in a sentence, in a section, its
document's title or artists, in these alone."""
BLOCK = 2**20


def spans(starts: Places, lengths: Places) -> tuple[Places, Places]:
    """All numbers from each of ``starts`` on, as many as its length, one span after another.

    And which of the spans each of them is of.
    """
    owners = np.arange(len(lengths)).repeat(lengths)
    return (starts - lengths.cumsum() + lengths)[owners] + np.arange(len(owners)), owners


class Wanted:
    """Numbers that are looked for in bags; one below 0 is in none."""

    def __init__(self, numbers: Numbers, many: int) -> None:
        """``many`` numbers are known, from 0."""
        self.numbers = numbers
        # Looking a number up in a table is several times quicker than searching for it.
        self._place = np.full(many + 1, -1, np.int16)
        self._place[numbers] = np.arange(len(numbers))
        self._place[-1] = -1

    def __len__(self) -> int:
        return len(self.numbers)

    def places(self, numbers: Numbers) -> NDArray[np.int16]:
        """Place here of each of ``numbers``, -1 where it is not wanted."""
        return self._place[numbers]


@dataclass(frozen=True, slots=True)
class Few:
    """The bags of a few rows: all ``numbers``, one row after another, and whose each is."""

    numbers: Numbers
    owners: Places
    rows: int

    def hold(self, wanted: Wanted) -> NDArray[np.bool_]:
        """Which of the ``wanted`` numbers each row has, shape (rows, wanted)."""
        held = np.zeros((self.rows, len(wanted)), bool)
        places = wanted.places(self.numbers)
        hits = (places >= 0).nonzero()[0]
        held[self.owners[hits], places[hits]] = True
        return held

    def sums(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """What the ``values`` of each row's numbers come to; ``values`` go with ``numbers``."""
        return np.asarray(np.bincount(self.owners, values, self.rows), np.float64)

    def beside(self, *others: Few) -> Few:
        """These rows, and after them those of ``others``."""
        owners, rows = [self.owners], self.rows
        for one in others:
            owners.append(one.owners + rows)
            rows += one.rows
        numbers = np.concatenate([self.numbers, *(one.numbers for one in others)])
        return Few(numbers, np.concatenate(owners), rows)


@dataclass(frozen=True)
class Bags:
    """Numbers of row ``i``: ``numbers[ends[i]:ends[i + 1]]``, each once."""

    ends: Places
    numbers: Numbers

    def __len__(self) -> int:
        return len(self.ends) - 1

    def of(self, rows: Places) -> Few:
        """The bags of some rows, in their order."""
        starts = self.ends[rows]
        places, owners = spans(starts, self.ends[rows + 1] - starts)
        return Few(self.numbers[places], owners, len(rows))


@dataclass(frozen=True)
class Bagged:
    """Every kind of bag of one version; ``sentence_pieces`` are those of ``pieces.pieces``."""

    sentence_terms: Bags
    ask_terms: Bags
    title_terms: Bags
    section_terms: Bags
    sentence_names: Bags
    section_names: Bags
    title_names: Bags
    sentence_pieces: Bags

    @classmethod
    def read(cls, directory: Path) -> Bagged:
        """What ``BagWriter.write`` wrote, under the name of each field.

        Raises:
            IndexFault: a file is missing or of another make.
        """
        return cls(**{one.name: _read(directory / one.name) for one in fields(cls)})


def _read(stem: Path) -> Bags:
    ends, numbers = (
        arrays.read(stem.with_suffix(f".{kind}.npy"), dtype, (None,), mapped=True)
        for kind, dtype in (("ends", np.int64), ("numbers", np.int32))
    )
    if not len(ends) or ends[-1] != len(numbers):
        raise IndexFault(f"{stem}.ends.npy: does not fit {len(numbers)} numbers; {REBUILD}")
    return Bags(ends, numbers)


class BagWriter:
    """Bags as they are gathered: four bytes a number in a file, four a row in memory."""

    def __init__(self, path: Path) -> None:
        # Kept open for as long as bags are added; a context would close it too early.
        self._file = path.open("w+b")
        self._lengths = array("i")

    def extend(self, numbers: Numbers, lengths: Numbers) -> None:
        """Append rows of the given ``lengths``."""
        self._file.write(np.ascontiguousarray(numbers, np.int32).data)
        self._lengths.frombytes(np.ascontiguousarray(lengths, np.int32).tobytes())

    def write(self, stem: Path, place: Numbers | None = None) -> None:
        """The files of ``stem``; with ``place`` the number ``i`` is written as ``place[i]``."""
        lengths = np.frombuffer(self._lengths, np.int32) if self._lengths else np.empty(0, np.int32)
        ends = np.zeros(len(lengths) + 1, np.int64)
        np.cumsum(lengths, out=ends[1:])
        np.save(stem.with_suffix(".ends.npy"), ends, allow_pickle=False)
        with stem.with_suffix(".numbers.npy").open("wb") as file:
            np.lib.format.write_array_header_1_0(
                file, {"descr": "<i4", "fortran_order": False, "shape": (int(ends[-1]),)}
            )
            for block in self._blocks():
                numbers = block if place is None else place[block]
                file.write(np.ascontiguousarray(numbers, "<i4").data)

    def _blocks(self) -> Iterator[Numbers]:
        self._file.flush()
        self._file.seek(0)
        while len(block := np.fromfile(self._file, np.int32, BLOCK)):
            yield block

    def close(self) -> None:
        self._file.close()


def flattened(rows: Sequence[Sequence[int]]) -> tuple[Numbers, Numbers]:
    """Numbers of all ``rows``, each of a row once, and how many each has."""
    held = [list(dict.fromkeys(row)) for row in rows]
    numbers = np.array([number for row in held for number in row], np.int32)
    return numbers, np.array([len(row) for row in held], np.int32)
