"""Records on disk in parts, for what must be sorted or grouped and may not fit into memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["PART", "Spill", "parts_for"]

PART = 2**21
"""Records that are in memory at once; at 16 bytes each, and what sorting them takes, 100 MB."""
_MOST_PARTS = 512


def parts_for(records: int) -> int:
    """Into how many parts so many records are cut, so that one fits into memory."""
    return min(_MOST_PARTS, max(1, -(-records // PART)))


class Spill:
    """Records of one type in files that nobody else sees and that end with this object."""

    def __init__(self, dtype: Any, folder: Path | None = None, parts: int = 1) -> None:
        """``folder`` is on the disk to use; the system's own for such files may be too small."""
        self._dtype = np.dtype(dtype)
        # Kept open until ``close``; a context would end too early.
        self._files: list[IO[bytes]] = [
            tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
            for _ in range(parts)
        ]
        self._counts = [0] * parts

    def __len__(self) -> int:
        """All records."""
        return sum(self._counts)

    def add(self, records: NDArray[Any], part: int = 0) -> None:
        """Append ``records`` to a part, in their order."""
        self._files[part].write(np.ascontiguousarray(records, self._dtype).view(np.uint8).data)
        self._counts[part] += len(records)

    def read(self, part: int = 0, rows: slice | None = None) -> NDArray[Any]:
        """A part, or some rows of it, in the order in which they were added."""
        start, stop, _ = (rows or slice(None)).indices(self._counts[part])
        file = self._files[part]
        file.seek(start * self._dtype.itemsize)
        found = np.fromfile(file, self._dtype, max(0, stop - start))
        file.seek(0, 2)
        return found

    def parts(self) -> Iterator[NDArray[Any]]:
        """Each part as a whole."""
        for part in range(len(self._files)):
            yield self.read(part)

    def close(self) -> None:
        for file in self._files:
            file.close()
