"""Which row belongs to what: arrays of numbers, mapped from disk, no object for each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kwell_qa import arrays
from kwell_qa.ondemand import OnDemand
from kwell_qa.records import Passage
from kwell_qa.store import Documents

__all__ = ["CLAIM", "DISPUTED", "OVERVIEW", "Pairs", "Passages", "Rows"]

Numbers = NDArray[np.int32]
CLAIM, DISPUTED, OVERVIEW = 3, 2, 4
"""What ``Rows.documents`` says of a document: the bits that tell of a claim, those of one that
disputes the claim it examines, and that of an overview, which lays other documents side by side."""
_COLUMNS = {"passages": 5, "sentences": 7, "asks": 3, "sections": 4, "documents": 2}


@dataclass(frozen=True)
class Rows:
    """Where each row of the vectors and words comes from; all arrays are int32, by row.

    ``passages`` (n, 5): document number, section, start, end, tokens of the model;
    ``sentences`` (n, 7): document number, sentence number in it, row of the passage that holds
    its start, or -1 where none does, row of its section, start, end, flags of ``pieces``; ``asks``
    (n, 3): document number, section, and which of the section's sentences answer it, a bit each,
    0 for the section as a whole; ``sections`` (n + 1, 4): document number, then rows of the first
    passage, sentence and ask from here on, with a last row for the end of all; ``documents``
    (n + 1, 2): row of the first section, and 0 where no claim is examined, 1 where one is
    confirmed, DISPUTED where it is not, and OVERVIEW beside that, with a last row again. All are in
    order of document.
    """

    passages: Numbers
    sentences: Numbers
    asks: Numbers
    sections: Numbers
    documents: Numbers

    def write(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        for name, columns in _COLUMNS.items():
            rows = np.ascontiguousarray(getattr(self, name), np.int32).reshape(-1, columns)
            np.save(directory / f"{name}.npy", rows, allow_pickle=False)

    @classmethod
    def read(cls, directory: Path) -> Rows:
        """What ``write`` wrote.

        Raises:
            IndexFault: a file is missing or of another make.
        """
        return cls(
            **{
                name: arrays.read(directory / f"{name}.npy", np.int32, (None, columns), mapped=True)
                for name, columns in _COLUMNS.items()
            }
        )

    def sections_of(self, name: str, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Row of the section of each of some passages or asks."""
        places = getattr(self, name)[rows, :2].astype(np.int64)
        found: NDArray[np.int64] = self.documents[places[:, 0], 0] + places[:, 1]
        return found

    def sentence(self, number: int, index: int) -> int:
        """Row of the sentence ``index`` of a document."""
        return int(self.sections[self.documents[number, 0], 2]) + index


class Passages(OnDemand[Passage]):
    """The passages as records, made when they are looked at."""

    def __init__(self, rows: Rows, documents: Documents) -> None:
        self._rows = rows
        self._documents = documents

    def __len__(self) -> int:
        return len(self._rows.passages)

    def _at(self, row: int) -> Passage:
        number, section, start, end, _ = self._rows.passages[row].tolist()
        return Passage(self._documents[number].id, section, start, end)


class Pairs(OnDemand[tuple[int, int]]):
    """The first two columns of an array as pairs of plain numbers."""

    def __init__(self, rows: Numbers) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def _at(self, row: int) -> tuple[int, int]:
        one, two = self._rows[row, :2].tolist()
        return one, two

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for row in range(len(self)):
            yield self[row]
